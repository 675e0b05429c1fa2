"""Definitions of what is counted and where it comes from: areas and register, agencies, sources and limits."""

from presentation.definitions.term import Definition, Group
from presentation.language.messages import N_

_STAFF = N_("civil servants")
_COUNTED = N_("families, persons or civil servants")
_EITHER = N_("families or persons")

AREAS = (
    Definition(
        "code",
        Group.AREAS,
        N_("Code"),
        N_("The code of BPS: kabupaten 4 digits, kecamatan 7, desa 10; for an OPD its number. Kept as text."),
    ),
    Definition("name", Group.AREAS, N_("Name"), N_("The name of the area or the OPD as on record.")),
    Definition(
        "family",
        Group.AREAS,
        N_("Family (KK)"),
        N_("All who stand on one family card."),
        unit=N_("families"),
    ),
    Definition(
        "person",
        Group.AREAS,
        N_("Person"),
        N_(
            "A member of a family on the register. Where larger families respond sooner, the rate in persons runs"
            " ahead of that in families."
        ),
        unit=N_("persons"),
    ),
    Definition(
        "register",
        Group.AREAS,
        N_("Register"),
        N_(
            "Families and persons by area from Dukcapil, with a version, a date and a source. The newest version that"
            " holds on the as-of day is used, always as a whole."
        ),
        N_("register = N"),
        _EITHER,
    ),
    Definition(
        "estimate",
        Group.AREAS,
        N_("Estimated register"),
        N_(
            "Figures by desa are not public, so the published total is shared out by the census of 2010. A rate above"
            " 100% then tells of the estimate. A register of your own replaces it at once."
        ),
        N_("N of a desa ≈ total × its part of the population of 2010"),
        _EITHER,
    ),
    Definition(
        "ineligible",
        Group.AREAS,
        N_("Family card after the cut-off"),
        N_(
            "A family whose card was issued after the day of the register is not on it: it is not counted in N, cannot"
            " respond online and is interviewed. In 2020 that day was 31 July 2019."
        ),
        unit=_EITHER,
    ),
    Definition(
        "de_jure",
        Group.AREAS,
        N_("De jure"),
        N_("Where somebody is registered, as on the identity card. All rates are de jure."),
        unit=N_("persons"),
    ),
    Definition(
        "de_facto",
        Group.AREAS,
        N_("De facto"),
        N_(
            "Where somebody lives. Members of one family may live in different places. Counts only: no register says"
            " how many live where, so there is no rate."
        ),
        unit=N_("persons"),
    ),
)

OPD = (
    Definition("opd", Group.OPD, N_("Agency"), N_("An agency of the local government (OPD).")),
    Definition(
        "staff",
        Group.OPD,
        N_("Civil servants"),
        N_("How many work in an OPD. They are counted, never named: who has not responded is known to the OPD alone."),
        unit=_STAFF,
    ),
    Definition(
        "served_desa",
        Group.OPD,
        N_("Desa served"),
        N_(
            "The desa that an OPD has been asked to serve. Their progress is that of the people, not a mark for the"
            " OPD."
        ),
    ),
    Definition(
        "opd_target",
        Group.OPD,
        N_("Target of the OPD"),
        N_(
            "Civil servants are measured against the target on record for OPD; where there is none, against the"
            " regent's as a reference. The full width of the list is all civil servants."
        ),
        N_("not yet = N − Y"),
        _STAFF,
    ),
    Definition(
        "funnel",
        Group.OPD,
        N_("Limits of chance"),
        N_(
            "How far the rate of an OPD of that size may lie from the rate of all by chance alone. Only an OPD below"
            " the outer limit is named; a small one within the limits may have been unlucky."
        ),
        N_("limits of the binomial distribution with n = civil servants, p = rate of all; 95% and 99.8%"),
    ),
)

SOURCES = (
    Definition("source", Group.SOURCES, N_("Source"), N_("Who delivered a figure. It stands in every table and file.")),
    Definition(
        "recap",
        Group.SOURCES,
        N_("Recap"),
        N_(
            "Cumulative counts by area or OPD on a day, as BPS hands them out. An area without a recap of its own has"
            " the sum of the areas below it, once all of them have been reported."
        ),
    ),
    Definition(
        "other_count",
        Group.SOURCES,
        N_("Other account"),
        N_(
            "An area's own figures and the sum of the areas below it are two accounts. One of the two speaks on all"
            " days, so that no gain is the one less the other: the one with figures of more days; of equally many the"
            " one that ends later; else the own. One that has been silent for more than seven days gives way to one"
            " that has told on seven days since. What the other says is told where it differs, and counted into"
            " nothing."
        ),
        unit=_COUNTED,
    ),
    Definition(
        "other_as_of",
        Group.SOURCES,
        N_("Other account of"),
        N_("The day of which the account that does not speak tells; of a sum the day of its oldest part."),
    ),
    Definition(
        "difference",
        Group.SOURCES,
        N_("Difference of the accounts"),
        N_("What the account that does not speak counts more or less, on the newest day of which both tell."),
        N_("difference = other account − count of the same day"),
        _COUNTED,
    ),
    Definition(
        "parts",
        Group.SOURCES,
        N_("Lowest areas"),
        N_("The areas without others below them, desa as a rule, within the area."),
    ),
    Definition(
        "parts_delivered",
        Group.SOURCES,
        N_("With a figure"),
        N_(
            "How many of the lowest areas have a figure in this unit and status by the as-of day, however old. A sum"
            " exists only where all have one."
        ),
    ),
    Definition(
        "parts_until",
        Group.SOURCES,
        N_("Newest of them"),
        N_("The newest day of which one of the lowest areas has a figure."),
    ),
    Definition(
        "submission",
        Group.SOURCES,
        N_("Submission"),
        N_(
            "The form of one family, as a row without name or number. Where rows and a recap speak of the same area and"
            " day, the rows count."
        ),
    ),
    Definition(
        "simulated",
        Group.SOURCES,
        N_("Simulated"),
        N_("The word SIMULASI stands with all figures that come from a made-up campaign. They are not real data."),
    ),
    Definition(
        "hindsight",
        Group.SOURCES,
        N_("Known afterwards"),
        N_("What nobody could know during the campaign, such as its final result. It is marked wherever it is used."),
    ),
)
