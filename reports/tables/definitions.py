"""The definitions as rows and as CSV: what goes with a table of figures."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields

from census.figures.progress import PROGRESS_COLUMNS
from presentation.definitions.definitions import DEFINITIONS
from presentation.definitions.term import GROUP_TITLES, Definition
from presentation.language.messages import Translator
from reports.tables.tables import as_csv


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One definition in one language; None for no formula and no unit."""

    key: str
    is_column: bool
    group: str
    term: str
    meaning: str
    formula: str | None
    unit: str | None


DEFINITION_COLUMNS = tuple(field.name for field in fields(DefinitionRow))
"""`key` is the heading of the figures' CSV where `is_column` says so; the other texts are in one language."""


def definition_rows(
    text: Translator, definitions: Sequence[Definition] = DEFINITIONS, *, columns: Collection[str] = PROGRESS_COLUMNS
) -> list[DefinitionRow]:
    """Definitions in one language.

    Parameters
    ----------
    columns
        Columns of the table that they go with, keyword-only.
    """
    text = text.plain
    return [
        DefinitionRow(
            key=definition.key,
            is_column=definition.key in columns,
            group=text(GROUP_TITLES[definition.group]),
            term=text(definition.term),
            meaning=text(definition.meaning),
            formula=text(definition.formula) if definition.formula else None,
            unit=text(definition.unit) if definition.unit else None,
        )
        for definition in definitions
    ]


def definitions_csv(
    text: Translator, definitions: Sequence[Definition] = DEFINITIONS, *, columns: Collection[str] = PROGRESS_COLUMNS
) -> str:
    """Write definitions as CSV, the companion of `reports.tables.tables.as_csv`."""
    rows = definition_rows(text, definitions, columns=columns)
    return as_csv([asdict(row) for row in rows], DEFINITION_COLUMNS)
