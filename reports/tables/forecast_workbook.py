"""A table of forecasts as an XLSX workbook."""

from collections.abc import Sequence

import pandas as pd

from census.base.target import Target
from census.base.vocabulary import Unit
from census.figures.progress import View
from census.forecast.model import Refusal
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.forecast_words import REASONS
from reports.tables.columns import Column, part_columns
from reports.tables.workbook import figures_of, table_workbook


def forecast_workbook(
    table: pd.DataFrame,
    *,
    text: Translator,
    formats: Formats,
    view: View,
    target: Target | None,
    title: str,
    sources: Sequence[str],
    simulated: bool,
) -> bytes:
    """Write forecasts of areas as XLSX: the same input gives the same bytes.

    Parameters
    ----------
    table
        As `census.forecast.table.forecast_table` gives it.
    text, formats, view, target, title, sources, simulated
        As for `reports.tables.workbook.progress_workbook`; keyword-only.
    """
    text = text.plain
    unit = formats.unit(view.unit)
    wanted = formats.unit(view.unit if target is None else target.unit)
    columns = {
        "code": Column(text("Code"), "text", 13),
        "name": Column(text("Name"), "text", 30),
        "denominator": Column(text("Register ({unit})", unit=unit), "count", 13),
        "count": Column(text("Count ({unit})", unit=unit), "count", 13),
        "as_of": Column(text("Figure of"), "day", 12),
        "deadline": Column(text("Deadline"), "day", 12),
        "median": Column(text("Forecast ({unit})", unit=unit), "count", 13),
        "lo80": Column(text("Low end ({unit})", unit=unit), "count", 13),
        "hi80": Column(text("High end ({unit})", unit=unit), "count", 13),
        "target_count": Column(text("Count wanted ({unit})", unit=wanted), "count", 13),
        "target_unit": Column(text("Unit of the target"), "text", 13),
        "target_status": Column(text("Status of the target"), "text", 13),
        "is_equivalent": Column(text("Target read in another unit or status"), "text", 13),
        "chance_target": Column(text("Chance of reaching the target"), "rate", 13),
        "source": Column(text("Source"), "text", 40),
        "reason": Column(text("Why no forecast"), "text", 40),
        "is_hidden": Column(text("Hidden"), "text", 13),
        **part_columns(text),
    }
    said = [None if reason is None else text(REASONS[Refusal(reason)]) for reason in table["reason"]]
    worded = table.assign(reason=pd.Series(said, index=table.index, dtype="object"))
    lines = [
        *figures_of(text, formats, view, target, view.unit if target is None else Unit(target.unit), sources),
        text("From 2,000 simulations; 80 % of them end between the low and the high end."),
    ]
    return table_workbook(worded, columns, text=text, title=title, lines=lines, as_of=view.as_of, simulated=simulated)
