"""Daily gains counted from rows, told as cumulative figures, so that they stand beside recaps."""

from datetime import date, timedelta

import pandas as pd

from census.base.tree import AreaTree

ROWS = "submissions"
SIMULATED_ROWS = "SIMULASI: submissions"
"""Sources of a figure that was counted from rows of submissions, real or simulated."""


def area_figures(tree: AreaTree, daily: pd.DataFrame, measures: tuple[str, ...], *, source: str = ROWS) -> pd.DataFrame:
    """Turn daily gains of desa into cumulative figures of these, and of all areas up to their kabupaten.

    Rows are a full account of their kabupaten: from its first day with a row to its last, every desa has a figure each
    day, 0 where nobody has come. So that rows speak alike at every level, the sums are figures of their own.

    Parameters
    ----------
    tree
        The areas.
    daily
        `area_code`, `day` (date) and gains by measure, one row per area and day with a gain.
    measures
        Columns to be accumulated.
    source
        `ROWS` or `SIMULATED_ROWS`, keyword-only.

    Returns
    -------
    DataFrame
        `area_code`, `as_of`, `source` and the measures (Int64), in the form of a recap.
    """
    rows = daily[daily["area_code"].isin(tree.frame.index)]
    kabupaten = rows["area_code"].map(tree.frame["kabupaten_code"])
    parts = [
        _figures_of_kabupaten(tree, str(code), gains, measures) for code, gains in rows.groupby(kabupaten, sort=True)
    ]
    figures = pd.concat(parts, ignore_index=True) if parts else _no_figures(measures)
    return figures.assign(source=source)


def group_figures(
    daily: pd.DataFrame, codes: list[str], measures: tuple[str, ...], *, source: str = ROWS
) -> pd.DataFrame:
    """Turn daily gains of groups without a tree (agencies) into cumulative figures of all of them.

    Parameters
    ----------
    daily
        `area_code` (the group's code), `day` and gains by measure.
    codes
        All groups: one without a gain has 0 from the first day on which any has one.
    measures
        Columns to be accumulated.
    source
        `ROWS` or `SIMULATED_ROWS`, keyword-only.
    """
    if not len(daily):
        return _no_figures(measures)
    return _as_recap(_accumulated(daily, codes, measures), measures).assign(source=source)


def _figures_of_kabupaten(tree: AreaTree, code: str, daily: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    levels = set(tree.frame.loc[daily["area_code"].unique(), "level"])
    leaves = [area for level in sorted(levels) for area in tree.below(code, level)] if code in tree else []
    cumulative = _accumulated(daily, leaves or sorted(daily["area_code"].unique()), measures)
    figures = [cumulative]
    above = {leaf: tree.parent_of[leaf] for leaf in cumulative["area_code"].unique()}
    while any(parent is not None for parent in above.values()):
        inside = {leaf: parent for leaf, parent in above.items() if parent is not None}
        below = cumulative[cumulative["area_code"].isin(inside)]
        sums = below.assign(area_code=below["area_code"].map(inside)).groupby(["area_code", "as_of"], as_index=False)
        figures.append(sums[list(measures)].sum())
        above = {leaf: None if parent == code else tree.parent_of[parent] for leaf, parent in inside.items()}
    return _as_recap(pd.concat(figures, ignore_index=True), measures)


def _accumulated(daily: pd.DataFrame, codes: list[str], measures: tuple[str, ...]) -> pd.DataFrame:
    first, last = daily["day"].min(), daily["day"].max()
    days: list[date] = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    grid = pd.MultiIndex.from_product([codes, days], names=["area_code", "as_of"])
    gains = daily.groupby(["area_code", "day"])[list(measures)].sum()
    gains.index.names = ["area_code", "as_of"]
    filled = gains.reindex(grid, fill_value=0).astype("int64")
    return filled.groupby(level="area_code").cumsum().reset_index()


def _as_recap(figures: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    types = dict.fromkeys(measures, "Int64")
    return figures.assign(source=ROWS).astype(types)[["area_code", "as_of", "source", *measures]]


def _no_figures(measures: tuple[str, ...]) -> pd.DataFrame:
    columns = ["area_code", "as_of", "source", *measures]
    return pd.DataFrame(columns=columns, dtype=object).astype(dict.fromkeys(measures, "Int64"))


def no_open_forms() -> pd.DataFrame:
    """An empty frame of open forms: `area_code`, `day` (opened) and `households_opened` (Int64)."""
    columns = ["area_code", "day", "households_opened"]
    return pd.DataFrame(columns=columns, dtype=object).astype({"households_opened": "Int64"})


def last_day_of_rows(daily: pd.DataFrame) -> date | None:
    """The newest day of daily gains that were counted from rows; None where there are none."""
    return max(daily["day"]) if len(daily) else None
