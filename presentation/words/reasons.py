"""Why a desa stands where it stands on the list of priorities, in one sentence of the table's own figures."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from presentation.language.formats import Formats
from presentation.language.markdown import bold, join
from presentation.language.messages import Translator
from presentation.words.kinds import kind_name

_MOST_NAME = 24

Row = Mapping[Hashable, Any] | pd.Series
"""A row of `census.priority.priority.prioritise`."""


def shortfall_words(text: Translator, formats: Formats, row: Row, *, is_equivalent: bool) -> str:
    """Write the families that are missing: 412 KK, ≈ 412 KK where they stand for persons."""
    return f"{about_sign(is_equivalent)}{formats.count(row['expected_shortfall'])} {text('families')}"


def about_sign(is_equivalent: bool) -> str:
    """Give what stands before families that stand for persons; it stays with its number."""
    return "≈\u00a0" if is_equivalent else ""


def rank_words(formats: Formats, row: Row) -> str:
    """Write the ranks within which the row's own lies: 1–5, or 7 where there is no doubt or no forecast."""
    if pd.isna(row["rank_lo"]) or row["rank_lo"] == row["rank_hi"]:
        return formats.count(row["rank"])
    return f"{formats.count(row['rank_lo'])}–{formats.count(row['rank_hi'])}"


def reason(
    text: Translator,
    formats: Formats,
    row: Row,
    *,
    has_forecast: bool,
    is_equivalent: bool,
    is_bold: bool = False,
) -> str:
    """Say in one sentence why to go there, and what it brings.

    Parameters
    ----------
    text, formats
        Words and numbers in the reader's language.
    row
        Row of the priority table.
    has_forecast
        Whether the shortfall is that of the forecast at the deadline, keyword-only; else it is against the path.
    is_equivalent
        Whether families stand for persons, keyword-only.
    is_bold
        Whether the desa stands out, in Markdown, keyword-only.
    """
    name = bold(str(row["name"])) if is_bold else row["name"]
    if row["expected_shortfall"] <= 0:
        return text("{area} is expected to reach its target.", area=name)
    missing = {
        "area": name,
        "parent": row["parent_name"],
        "missing": shortfall_words(text, formats, row, is_equivalent=is_equivalent),
    }
    parts = [
        text("{area} ({parent}) is forecast to miss {missing} at the deadline", **missing)
        if has_forecast
        else text("{area} ({parent}) is {missing} behind its path", **missing),
        text(
            "an event ({kind}) brings about {extra} families for {days} officer-days",
            kind=kind_name(text, str(row["kind"])),
            extra=formats.about(row["extra"]),
            days=formats.about(row["officer_days"]),
        ),
        *_remarks(text, formats, row),
    ]
    return "; ".join(parts) + "."


def _remarks(text: Translator, formats: Formats, row: Row) -> list[str]:
    """Say what else speaks for the desa: it stands still, forms lie open, nobody has been there."""
    said = []
    if row["is_stuck"]:
        said.append(
            text(
                "it stands still: {gain} families in a week, where at least {least} were to be expected",
                gain=formats.count(row["week_gain"]),
                least=formats.count(row["week_least"]),
            )
        )
    if not pd.isna(row["unfinished"]) and row["unfinished"] > 0:
        said.append(
            text("{count} families have opened the form and not finished it", count=formats.count(row["unfinished"]))
        )
    if row["promised"] > 0:
        said.append(text("{count} families there are promised already", count=formats.count(row["promised"])))
    if pd.isna(row["last_visit"]):
        said.append(text("nobody has been there yet"))
    elif row["recent_visits"] > 0:
        said.append(
            text("last visited on {day}, so that another visit brings less", day=formats.day(row["last_visit"]))
        )
    else:
        said.append(text("last visited on {day}", day=formats.day(row["last_visit"])))
    return said


def destinations(text: Translator, plan: pd.DataFrame) -> str:
    """List the desa that teams go to, in the order sent, with the number of teams where it is more than one."""
    counts = plan["code"].value_counts()
    names = [
        f"{_short(str(name))} ({counts[code]})" if counts[code] > 1 else _short(str(name))
        for code, name in dict(zip(plan["code"], plan["name"], strict=True)).items()
    ]
    return listed(text, names)


def _short(name: str) -> str:
    """Cut a name that would fill the sentence; the reasons below have it in full."""
    return name if len(name) <= _MOST_NAME else name[: _MOST_NAME - 1].rstrip() + "…"


def listed(text: Translator, words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return text("{first} and {last}", first=join(", ", words[:-1]), last=words[-1])
