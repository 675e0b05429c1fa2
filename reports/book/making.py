"""The workbook of a day as a file."""

from datetime import UTC, date, datetime, time
from io import BytesIO

from presentation.language.formats import Formats
from presentation.language.messages import Translator
from reports.book.content import Asked, sheets_of
from reports.book.sheets import write_sheet
from reports.tables.cells import OPTIONS, STYLES, fitting, write_definitions
from reports.tables.definitions import definition_rows


def day_workbook(text: Translator, asked: Asked) -> bytes:
    """All sheets of a day and the definitions as XLSX: numbers as numbers, no formula; the same input, the same bytes.

    Parameters
    ----------
    text
        Language of all words.
    """
    import xlsxwriter

    text = text.plain
    contents = sheets_of(text, Formats(text), asked)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        # The moment of writing would make every file another one.
        book.set_properties({"title": fitting(contents[0].title), "created": _moment(asked.as_of)})
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        bold = {name: book.add_format({**style, "bold": True, "top": 1}) for name, style in STYLES.items()}
        simulated = asked.campaign.simulation is not None
        for content in contents:
            write_sheet(book.add_worksheet(content.name), styles, bold, text, content, simulated=simulated)
        write_definitions(book.add_worksheet(text("Definitions")), styles, text, definition_rows(text))
    return buffer.getvalue()


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
