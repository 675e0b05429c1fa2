"""Where a target of 2020 comes from: what was said, by whom, on what day, and what of it is hindsight."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from census.base.target import Target
from census.base.vocabulary import Status, Unit
from presentation.language.messages import N_


@dataclass(frozen=True, slots=True)
class Claim:
    """One share that somebody named.

    Attributes
    ----------
    share
        Share p, exact.
    unit
        What it counts; None where the words leave it open.
    said_on
        The day on which it was said.
    said_by, words
        Message ids: who said it, and how it reads.
    source, url
        Publisher and page.
    is_hindsight
        It was said after the online phase was to close, on 31 March 2020.
    """

    share: Fraction
    unit: Unit | None
    said_on: date
    said_by: str
    words: str
    source: str
    url: str
    is_hindsight: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Families and persons of one area, with the day they speak of and their source."""

    households: int
    persons: int
    valid_on: date
    source: str

    @property
    def family_size(self) -> Fraction:
        """Persons per family."""
        return Fraction(self.persons, self.households)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known about the target of one area.

    Attributes
    ----------
    area_code
        BPS code.
    claims
        In the order in which they were said.
    base
        The register the target speaks of.
    result
        What had come in when the online phase closed; hindsight.
    doubts
        Message ids: where published figures contradict each other.
    """

    area_code: str
    claims: tuple[Claim, ...]
    base: Count
    result: Count
    doubts: tuple[str, ...]

    def wanted(self, share: Fraction, unit: Unit) -> int:
        """Count the families or persons that a share of the base comes to, rounded up.

        Examples
        --------
        >>> KUDUS_2020.wanted(Fraction(27, 100), Unit.PERSON), KUDUS_2020.wanted(Fraction(27, 100), Unit.HOUSEHOLD)
        (236520, 74282)
        """
        day = self.base.valid_on
        base = self.base.persons if unit is Unit.PERSON else self.base.households
        return Target("area", self.area_code, unit, Status.RESPONDED, share, day, day, day).count(base)

    def as_families(self, share_of_persons: Fraction) -> Fraction:
        """Tell what share of the families has responded once a share of the persons has, at the result's family size.

        Examples
        --------
        >>> round(float(KUDUS_2020.as_families(Fraction(27, 100))), 4)
        0.2228
        """
        return share_of_persons * self.base.family_size / self.result.family_size

    def as_persons(self, share_of_families: Fraction) -> Fraction:
        """Tell what share of the persons has responded once a share of the families has, at the result's family size.

        Examples
        --------
        >>> round(float(KUDUS_2020.as_persons(Fraction(27, 100))), 4)
        0.3272
        """
        return share_of_families * self.result.family_size / self.base.family_size


_BPS = N_("BPS Kudus")
_REGENT = N_("the acting regent")
_ANTARA = "Antara Jateng"
_BETANEWS = "Betanews"

KUDUS_2020 = Provenance(
    area_code="3319",
    claims=(
        Claim(
            Fraction(27, 100),
            Unit.PERSON,
            date(2020, 2, 13),
            _BPS,
            N_("about 27 percent of the total population: persons"),
            _ANTARA,
            "https://jateng.antaranews.com/berita/291254/semua-asn-di-kudus-diminta-manfaatkan-sensus-penduduk-secara-online",
        ),
        Claim(
            Fraction(27, 100),
            None,
            date(2020, 2, 17),
            _REGENT,
            N_("27 percent of the population data within a month and a half: persons of the register, or its records"),
            "Isknews",
            "https://isknews.com/plt-bupati-kudus-dorong-opd-camat-dan-asn-sosialisasi-masif-sensus-penduduk-2020/",
        ),
        Claim(
            Fraction(1, 2),
            Unit.PERSON,
            date(2020, 2, 17),
            _REGENT,
            N_("a wish: 50 percent of the population or more, above the 27 percent of BPS Kudus"),
            _ANTARA,
            "https://jateng.antaranews.com/amp/berita/292230/asn-kudus-diminta-jadi-pelopor-sensus-penduduk-secara-online",
        ),
        Claim(
            Fraction(23, 100),
            Unit.PERSON,
            date(2020, 3, 3),
            _BPS,
            N_("23 percent of the inhabitants; the day is inferred. The national target was 22.9 percent"),
            _ANTARA,
            "https://jateng.antaranews.com/berita/295866/sensus-penduduk-secara-daring-di-kudus-masih-minim",
        ),
        Claim(
            Fraction(40, 100),
            None,
            date(2020, 5, 6),
            _BPS,
            N_("raised from 27 to 40 percent after the extension to 29 May; of what is not said"),
            "Murianews",
            "https://www.murianews.com/2020/05/06/187768/pandemi-corona-target-partisipan-sensus-online-di-kudus-dinaikan-jadi-40-persen",
            is_hindsight=True,
        ),
        Claim(
            Fraction(3697, 10000),
            Unit.HOUSEHOLD,
            date(2020, 6, 10),
            _BPS,
            N_("the target of Kudus, set beside the share of families; 36.96 percent on 13 May"),
            _BETANEWS,
            "https://betanews.id/2020/06/hasil-sensus-penduduk-online-di-kudus-lebihi-target-nasional-dan-jateng.html",
            is_hindsight=True,
        ),
    ),
    base=Count(275_115, 875_999, date(2019, 7, 31), "Dukcapil, Juli 2019 (Betanews, 10 Juni 2020)"),
    result=Count(84_861, 327_458, date(2020, 5, 29), "Betanews, 10 Juni 2020; Murianews, 10 Juni 2020"),
    doubts=(
        N_(
            "13 May 2020: 231,021 families in one report, 275,115 in all others. The 22.05 percent of that report fit"
            " neither: 59,888 families are 25.9 percent of the first and 21.8 percent of the second."
        ),
        N_(
            "6 May 2020: the report says that 27 percent had been reached. The counts of the same day are 15.2 percent"
            " of the families and 18.1 percent of the persons of July 2019."
        ),
        N_(
            "29 May 2020: the families not yet counted in the nine kecamatan add up to 190,256, the report's total is"
            " 190,254. The latter is 275,115 less 84,861."
        ),
        N_(
            "29 May 2020: one report prints 37.38 percent as the persons not yet counted. It is the share that has"
            " responded: 327,458 of 875,999."
        ),
    ),
)

PROVENANCES = (KUDUS_2020,)
"""By area; an installation elsewhere shows those of its own areas, so none until one is added."""
