"""The choice of an area, level by level from the root down; the address carries its code."""

from collections.abc import Callable, Sequence

import streamlit as st

from census.access.scope import TOTAL_LEVELS
from census.base.tree import AreaTree
from presentation.language.markdown import as_plain
from presentation.language.messages import Translator
from ui.kit.controls import AREA_KEY, area_names, level_title
from ui.kit.withheld import sees_all_of
from ui.shell import address
from ui.shell.frame import Reader

BOXES = "levels"
"""Key of the container of the boxes; on a phone, where they stand in a column, only the first shows its label."""
_CHOSEN = f"_{AREA_KEY}"
"""Where the code of the area is kept; the boxes of the single levels follow it."""


def choose_area(
    reader: Reader,
    *,
    may_choose: Callable[[str], bool] | None = None,
    default: str | None = None,
    has_map: bool = True,
    name_of: Callable[[str], str] | None = None,
) -> str:
    """Draw one select box for each level down to the area chosen, and give its code.

    The address has the code, so that a link outlives a new name; one by name, as older links have it, is understood
    where the name is one area's.

    Parameters
    ----------
    may_choose
        Tells whether the page can speak of an area; by default of all. Of one of which it cannot, the nearest above
        is taken.
    default
        The area of an address that names none; by default the root.
    has_map
        Whether a click on a map chooses as well, which the box then says.
    name_of
        Names an area in the boxes; by default by its name, with the code where siblings share it.
    """
    tree, root = reader.campaign.tree, reader.scope.area_code
    may = may_choose or (lambda _code: True)
    first = root if default is None else default
    address.read_choice(AREA_KEY, lambda word: area_of_word(tree, word, may), first, state=_CHOSEN)
    # What was chosen may be gone: another role, or other data.
    chosen = area_of_word(tree, st.session_state[_CHOSEN], may) or first
    steps = _steps(reader, chosen, may)
    with st.container(key=BOXES):
        columns = st.columns(len(steps), gap="small") if len(steps) > 1 else [st.container()]
    for depth, (column, (above, options, value)) in enumerate(zip(columns, steps, strict=True)):
        key = AREA_KEY if depth == 0 else f"{AREA_KEY}-{depth}"
        st.session_state[key] = value
        names = (
            area_names(tree, options) if name_of is None else {code: str(as_plain(name_of(code))) for code in options}
        )
        if depth:
            names[above] = reader.text.plain("All of {area}", area=names.get(above, tree.name(above)))
        with column:
            st.selectbox(
                reader.text("Area") if depth == 0 else _label(reader.text, tree, options, above),
                options,
                format_func=names.__getitem__,
                key=key,
                help=reader.text("Or click on the map.") if has_map and depth == 0 else None,
                on_change=_take_over,
                args=(key,),
            )
    address.write_choice(AREA_KEY, None if chosen == first else chosen)
    return chosen


def area_of_word(tree: AreaTree, value: object, may_choose: Callable[[str], bool]) -> str | None:
    """The area that a word of an address means: its code, or a name that is one area's at the highest level.

    Where the page cannot speak of it, the nearest above of which it can; None for none.
    """
    word = str(value).strip()
    if word in tree:
        return next((code for code in tree.chain(word) if may_choose(code)), None)
    named = [code for code in tree.codes if word in {tree.name(code), f"{tree.name(code)} ({code})"}]
    allowed = [code for code in named if may_choose(code)]
    highest = [code for code in allowed if tree.depth(code) == tree.depth(allowed[0])]
    return highest[0] if len(highest) == 1 else None


def show_way_into(reader: Reader, code: str | None) -> None:
    """Draw a button that opens a place on the page of areas, there to be stepped into; nothing for none."""
    if code is None:
        return
    label = reader.text("Open {area}", area=reader.campaign.tree.name(code))
    st.button(label, key=f"into-{code}", icon=":material/zoom_in_map:", on_click=_open, args=(code,))


def _open(code: str) -> None:
    st.session_state[_CHOSEN] = code


def _take_over(key: str) -> None:
    st.session_state[_CHOSEN] = st.session_state[key]


def _steps(reader: Reader, chosen: str, may: Callable[[str], bool]) -> list[tuple[str, list[str], str]]:
    """The area above, the codes that it offers, and the one among them that is set, for each box."""
    tree = reader.campaign.tree
    path = list(tree.chain(chosen))[::-1]
    steps = []
    for depth, above in enumerate(path):
        below = own_first(reader, [code for code in tree.children(above) if _is_way(tree, code, may)])
        options = [above, *below] if may(above) else below
        if depth and len(options) == 1 and options[0] == above:
            break
        steps.append((above, options, path[depth + 1] if depth + 1 < len(path) else above))
    return steps


def _is_way(tree: AreaTree, code: str, may: Callable[[str], bool]) -> bool:
    """Tell whether a page can speak of an area or of one below it."""
    return may(code) or any(_is_way(tree, below, may) for below in tree.children(code))


def _label(text: Translator, tree: AreaTree, options: Sequence[str], above: str) -> str:
    below = next(code for code in options if code != above)
    return level_title(text, tree.level(below))


def _own_places(reader: Reader) -> frozenset[str]:
    """The areas that hold something of which the reader sees the detail; empty for whoever sees all."""
    tree, detail = reader.campaign.tree, reader.scope.detail
    return frozenset(above for code in detail or () if code in tree for above in tree.chain(code))


def own_first(reader: Reader, codes: Sequence[str]) -> list[str]:
    """Put the areas first that are the reader's own: a camat's kecamatan stands at the head of the list."""
    first_areas = _own_places(reader)
    return sorted(codes, key=lambda code: code not in first_areas)


def own_area(reader: Reader) -> str:
    """The area at which a reader begins: the own one, down from the root to the last that has parts.

    Who sees all begins at the root; at a kabupaten with its first kecamatan, since the start page has the kabupaten.
    """
    tree, here = reader.campaign.tree, reader.scope.area_code
    detail_areas = _own_places(reader)
    if not detail_areas:
        below = tree.children(here)
        return below[0] if below and tree.level(here) == "kabupaten" else here
    while here not in (reader.scope.detail or ()):
        inner = [code for code in tree.children(here) if code in detail_areas]
        if not inner or (not tree.children(inner[0]) and inner[0] not in tree.children(reader.scope.area_code)):
            break
        here = inner[0]
    return here


def home_area(reader: Reader) -> str:
    """The area whose desa are the reader's: a camat's kecamatan, of which all is seen; else the root."""
    tree, root = reader.campaign.tree, reader.scope.area_code
    here, own_places = root, _own_places(reader)
    while not sees_all_of(reader, here):
        inner = [code for code in tree.children(here) if code in own_places and tree.children(code)]
        if len(inner) != 1:
            return root
        here = inner[0]
    return here


def is_in_home(reader: Reader, code: str) -> bool:
    """Tell whether a page about the reader's own desa can speak of an area: of the own one and those below it."""
    return has_detail(reader, code) and home_area(reader) in reader.campaign.tree.chain(code)


def has_totals(reader: Reader, code: str) -> bool:
    """Tell whether an area is the root, right below it, or one of those whose totals every role sees."""
    tree, root = reader.campaign.tree, reader.scope.area_code
    return tree.parent_of[code] in {None, root} or bool(tree.children(code)) or tree.level(code) in TOTAL_LEVELS


def has_detail(reader: Reader, code: str) -> bool:
    """Tell whether an area has totals and the reader sees parts of it, where there are any."""
    tree = reader.campaign.tree
    is_seen = code not in reader.campaign.withheld or bool(tree.children(code))
    return has_totals(reader, code) and (code == reader.scope.area_code or is_seen)
