"""No figure lands on an area whose name in the file is another's, whatever was shuffled or whosever codes they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.identifiers.code_book import CodeBook, CodeSystem, Given, GivenName, KnownArea, find_by_name
from census.identifiers.code_settling import Settled, settle

KECAMATAN = {"3319010": "Kaliwungu", "3319020": "Kota Kudus", "3319030": "Jati"}
DESA = {
    "3319010": "Blimbing Kidul,Banget,Setrokalangan,Garung Kidul,Garung Lor,Kedungdowo,Kaliwungu".split(","),
    "3319020": "Purwosari,Janggalan,Demangan,Demaan,Mlati Kidul,Mlati Lor,Mlati Norowito".split(","),
    "3319030": "Jati Kulon,Jati Wetan,Loram Kulon,Loram Wetan,Jepang Pakis,Getas Pejaten,Ngembal 1,Ngembal 2".split(
        ","
    ),
}


def world(*, has_kemendagri: bool = True) -> list[KnownArea]:
    """A kabupaten whose BPS codes of one desa are, but for the points, Kemendagri's of another."""
    areas = [KnownArea("3319", None, "kabupaten", "Kudus", "33.19")]
    for n, (kecamatan, name) in enumerate(KECAMATAN.items(), 1):
        areas.append(KnownArea(kecamatan, "3319", "kecamatan", name, f"33.19.0{n}"))
        for place, desa in enumerate(DESA[kecamatan], 1):
            kemendagri = f"33.19.0{n}.20{place + 1:02d}" if has_kemendagri else None
            areas.append(KnownArea(f"{kecamatan}{place:03d}", kecamatan, "desa", desa, kemendagri))
    # A kecamatan with a code that ends in 2, as those split off have: its desa's codes are built like Kemendagri's.
    areas.append(KnownArea("3319012", "3319", "kecamatan", "Kaliwungu Selatan", "33.19.04" if has_kemendagri else None))
    for place, desa in enumerate(("Sumberrejo", "Tanjungmojo", "Karanganyar", "Wonosari"), 1):
        kemendagri = f"33.19.04.20{place:02d}" if has_kemendagri else None
        areas.append(KnownArea(f"3319012{place:03d}", "3319012", "desa", desa, kemendagri))
    return areas


BOOK, BARE = CodeBook(world()), CodeBook(world(has_kemendagri=False))
UNDOTTED = {area.code: (area.kemendagri or "").replace(".", "") for area in world() if area.level == "desa"}
COLLIDING = sorted(code for code in UNDOTTED.values() if code in BOOK.areas)


def named(code: str, *names: str | GivenName) -> Given:
    return Given(code, tuple(name if isinstance(name, GivenName) else GivenName(name) for name in names))


def spelt(name: str, style: int) -> str:
    """The same name as others write it."""
    styles = (name, name.upper(), name.replace(" ", ""), name.replace(" ", "-"), f"DESA {name}", f"  {name.lower()} *)")
    return styles[style % len(styles)]


def test_the_world_has_the_trap() -> None:
    assert len(COLLIDING) == 3
    assert all(BOOK.undotted[code] != code for code in COLLIDING)


@given(
    st.sampled_from([BOOK, BARE]),
    st.sampled_from(list(UNDOTTED)),
    st.permutations(sorted(UNDOTTED)),
    st.integers(0, len(UNDOTTED)),
    st.integers(0, 5),
    st.sampled_from(list(CodeSystem)),
)
def test_no_figure_lands_on_an_area_of_another_name(
    book: CodeBook, first: str, order: list[str], kept: int, style: int, system: CodeSystem
) -> None:
    """Names of some rows are shuffled; what lands has its own name, told by equality alone."""
    codes = sorted(UNDOTTED, key=lambda code: (code != first, code))
    name_of = {code: BOOK.areas[code].name for code in codes}
    given = [
        name_of[code] if n < kept else name_of[other] for n, (code, other) in enumerate(zip(codes, order, strict=True))
    ]
    rows = [named(code, spelt(name, style)) for code, name in zip(codes, given, strict=True)]
    settled = settle(book, rows, system)
    for row, name in zip(rows, given, strict=True):
        if row in settled.code_of:
            assert BOOK.areas[settled.code_of[row]].name == name
    if settled.refusal is None and system is not CodeSystem.KEMENDAGRI:
        right = [row for row, code, name in zip(rows, codes, given, strict=True) if name_of[code] == name]
        assert set(right) == set(settled.code_of)


@given(st.sampled_from([BOOK, BARE]), st.sets(st.sampled_from(sorted(UNDOTTED)), min_size=1), st.booleans())
def test_kemendagri_codes_without_points_never_pass_for_bps_codes(
    book: CodeBook, desa: set[str], has_names: bool
) -> None:
    rows = [named(UNDOTTED[code], *([BOOK.areas[code].name] if has_names else [])) for code in sorted(desa)]
    settled = settle(book, rows)
    assert not settled.code_of
    told = settle(BOOK, rows, CodeSystem.KEMENDAGRI)
    assert {told.code_of[row] for row in rows} == desa
    dotted = [Given(str(BOOK.areas[code].kemendagri)) for code in sorted(desa)]
    assert sorted(settle(BOOK, dotted).code_of.values()) == sorted(desa)


@given(st.sets(st.sampled_from(sorted(UNDOTTED)), min_size=1), st.sampled_from([BOOK, BARE]))
def test_bps_codes_are_taken_wherever_something_tells_that_they_are(desa: set[str], book: CodeBook) -> None:
    bare = [Given(code) for code in sorted(desa)]
    assert set(settle(book, bare, CodeSystem.BPS).code_of.values()) == desa
    with_names = [named(code, book.areas[code].name) for code in sorted(desa)]
    assert set(settle(book, with_names).code_of.values()) == desa
    plain = settle(book, bare)
    unclear = COLLIDING if book is BOOK else [code for code in UNDOTTED if code.startswith("3319012")]
    if any(code not in unclear for code in desa):
        assert set(plain.code_of.values()) == desa
    else:
        assert plain.refusal is not None
        assert plain.refusal.reason == "codes_ambiguous"


def reason(settled: Settled) -> str | None:
    return settled.refusal.reason if settled.refusal else None


def test_what_is_said_of_each_kind_of_mistake() -> None:
    swapped = [named("3319010001", "Banget"), named("3319010002", "Blimbing Kidul")]
    assert reason(settle(BOOK, swapped)) == "names_shifted"
    strange = [named("3319010001", "Sumberagung"), named("3319010002", "Karangduwur")]
    assert reason(settle(BOOK, strange)) == "names_differ_widely"
    of_kemendagri = [named(UNDOTTED[code], BOOK.areas[code].name) for code in UNDOTTED if UNDOTTED[code] in COLLIDING]
    assert reason(settle(BOOK, of_kemendagri)) == "names_of_kemendagri_codes"
    assert reason(settle(BOOK, [Given(UNDOTTED["3319020001"])])) == "codes_of_kemendagri"
    assert reason(settle(BOOK, [Given(COLLIDING[0])])) == "codes_ambiguous"
    assert reason(settle(BARE, [Given(COLLIDING[0])])) == "codes_ambiguous"


def test_one_wrong_name_among_many_is_that_row_alone() -> None:
    rows = [named(code, BOOK.areas[code].name) for code in sorted(UNDOTTED)][:-1]
    wrong = named("3319010001", "Banget")
    settled = settle(BOOK, [*rows[1:], wrong])
    assert {row: fault.reason for row, fault in settled.faults.items()} == {wrong: "name_differs"}
    assert settled.faults[wrong].values == {"code": "3319010001", "given": "Banget", "name": "Blimbing Kidul"}


def test_the_name_of_the_kecamatan_beside_a_desa_counts_too() -> None:
    rows = [named(code, BOOK.areas[code].name) for code in sorted(UNDOTTED)]
    wrong = named("3319020001", GivenName("Purwosari", "desa"), GivenName("Kec. Jati", "kecamatan"))
    right = named("3319020002", GivenName("JANGGALAN", "desa"), GivenName("KOTA", "kecamatan"))
    settled = settle(BOOK, [*rows, wrong, right])
    assert settled.faults[wrong].values["name"] == "Kota Kudus"
    assert settled.code_of[right] == "3319020002"


@pytest.mark.parametrize(
    ("code", "name", "is_same"),
    [
        *(("3319", "KAB. KUDUS", True), ("3319", "Kabupaten Kudus", True), ("3319", "Kota Kudus", False)),
        *(("3319020", "Kota", True), ("3319020", "Kec. Kota Kudus", True), ("3319020", "Kudus", False)),
        *(("3319020", "Kab. Kudus", False), ("3319030", "KECAMATAN JATI", True), ("3319030", "Jati Kulon", False)),
        *(("3319030001", "Djati-Koelon", True), ("3319030001", "Jati", False), ("3319030001", "Jati Lor", False)),
        *(("3319030007", "NGEMBAL I", True), ("3319030008", "Ngembal I", False), ("3319030008", "Ngembal II", True)),
        *(("3319010006", "Kedung Dowo *)", True), ("3319010006", "KEDUNGDOWA", True), ("3319010006", "Dowo", False)),
        *(("3319020003", "Demaan", False), ("3319020003", "Demangan", True), ("3319020004", "Demangan", False)),
        *(
            ("3319010", "[010] KALIWUNGU", True),
            ("3319010001", "Jumlah", False),
            ("3319010001", "–", True),
            ("3319010001", "x", True),
        ),
    ],
)
def test_names_as_people_write_them(code: str, name: str, is_same: bool) -> None:
    assert (BOOK.differing_name(code, [GivenName(name)]) is None) is is_same


def test_what_may_be_somebodys_name_is_not_repeated() -> None:
    rows = [named(code, GivenName("Siti Aminah", None, may_be_shown=False)) for code in ("3319010001", "3319010002")]
    assert "Siti" not in repr(settle(BOOK, rows).refusal)
    numbered = [named(code, "Siti 3319 0115 1280 0001") for code in ("3319010001", "3319010002")]
    assert "1280" not in repr(settle(BOOK, numbered).refusal)


def test_names_alone_find_one_area_or_say_which_could_be_meant() -> None:
    assert find_by_name(BOOK, [GivenName("KALIWUNGU", "kecamatan")]) == ["3319010"]
    in_kecamatan = [
        GivenName("Kaliwungu", "desa"),
        GivenName("Kaliwungu", "kecamatan"),
        GivenName("KUDUS", "kabupaten"),
    ]
    assert find_by_name(BOOK, in_kecamatan) == ["3319010007"]
    assert find_by_name(BOOK, [GivenName("Sumberagung", "desa")]) == []
    twice = CodeBook([*world(), KnownArea("3319030099", "3319030", "desa", "Banget", None)])
    assert find_by_name(twice, [GivenName("Banget", "desa")]) == ["3319010002", "3319030099"]
    assert find_by_name(twice, [GivenName("Banget", "desa"), GivenName("Jati", "kecamatan")]) == ["3319030099"]
