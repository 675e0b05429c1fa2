"""Files that came in, and what was found in them, as tables of texts: headings, and the cells of each row."""

from data_access.audit.audit import LastAudit
from data_access.reads.reads import ImportedFile, Rejection
from presentation.findings.findings import finding_text
from presentation.language.formats import NO_VALUE, Formats
from presentation.language.markdown import join
from presentation.language.messages import N_, Translator

IMPORTERS = {"command line": N_("command line"), "dashboard": N_("dashboard")}
"""Message ids of what brings files in without an account; all others are labels of accounts."""


def rejection_headings(text: Translator) -> list[str]:
    """Name the columns in which findings are shown."""
    return [text("Outcome"), text("Line"), text("Column"), text("Why, and what to do")]


def rejection_cells(text: Translator, rejection: Rejection) -> list[str]:
    """Write a finding in the columns of `rejection_headings`; the line after its sheet where the file has several."""
    number = NO_VALUE if rejection.line is None else str(rejection.line)
    sheet = rejection.details.get("sheet")
    return [
        text("taken, with a warning") if rejection.is_warning else text("rejected"),
        number if sheet is None else f"{sheet}: {number}",
        NO_VALUE if rejection.column is None else rejection.column,
        finding_text(text, rejection.reason, rejection.details),
    ]


def file_headings(text: Translator) -> list[str]:
    """Name the columns in which files are listed."""
    return [
        *(
            text("No."),
            text("Kind"),
            text("File"),
            text("Read"),
            text("Taken"),
            text("Known already"),
            text("Rejected"),
        ),
        *(text("When (WIB)"), text("By")),
    ]


def file_cells(formats: Formats, file: ImportedFile) -> list[str]:
    """Write a file that came in in the columns of `file_headings`."""
    counts = (file.rows_read, file.rows_accepted, file.rows_duplicate, file.rows_rejected)
    rows = [formats.count(value) for value in counts]
    kind = file.kind if file.undone_at is None else formats.text("{kind} (taken back)", kind=file.kind)
    return [str(file.id), kind, file.file_name, *rows, formats.stamp(file.imported_at), importer(formats, file)]


def importer(formats: Formats, file: ImportedFile) -> str:
    """Name who or what brought a file in."""
    message = IMPORTERS.get(file.imported_by)
    return file.imported_by if message is None else formats.text(message)


def counts_text(formats: Formats, file_name: str, *, read: int, accepted: int, duplicate: int, rejected: int) -> str:
    """Say what became of the rows of a file; the counts are keyword-only."""
    text, count = formats.text, formats.count
    return text.plural(
        "{file}: {read} row read, {accepted} taken, {duplicate} known already, {rejected} rejected.",
        "{file}: {read} rows read, {accepted} taken, {duplicate} known already, {rejected} rejected.",
        read,
        file=file_name,
        read=count(read),
        accepted=count(accepted),
        duplicate=count(duplicate),
        rejected=count(rejected),
    )


def staged_text(formats: Formats, rows: int, share: float, seconds: float) -> str:
    """Say how far a long import is: rows, rows a second, and how long the rest takes at that speed.

    Parameters
    ----------
    rows, share
        Rows that have been read, and the share of the file, between 0 and 1.
    seconds
        Since reading began.
    """
    text, count = formats.text, formats.count
    staged = text("rows: {rows}, {speed} a second", rows=count(rows), speed=count(round(rows / max(seconds, 1e-3))))
    if share >= 1:
        return join("; ", [staged, text("now they are made to count")])
    if share <= 0:
        return staged
    left = seconds * (1 - share) / share
    if left < 60:
        return join("; ", [staged, text("less than a minute left")])
    minutes = round(left / 60)
    return join(
        "; ", [staged, text.plural("about {n} minute left", "about {n} minutes left", minutes, n=count(minutes))]
    )


def last_text(formats: Formats, file: ImportedFile) -> str:
    """Say which file came in last, when, by whom, and what became of its rows."""
    moment, by = formats.moment(file.imported_at), importer(formats, file)
    arrival = formats.text("Last in: import {n}, {moment}, by {by}.", n=file.id, moment=moment, by=by)
    counts = counts_text(
        formats,
        file.file_name,
        read=file.rows_read,
        accepted=file.rows_accepted,
        duplicate=file.rows_duplicate,
        rejected=file.rows_rejected,
    )
    sentences = [arrival, counts]
    if file.undone_at is not None:
        sentences.append(formats.text("It has been taken back."))
    return join(" ", sentences)


def audit_text(formats: Formats, kept: LastAudit | None) -> str:
    """Say when everything was last counted anew from the rows, and whether it agreed."""
    text = formats.text
    if kept is None:
        return text("Not yet counted anew from the rows (python -m ingest verify).")
    moment = formats.moment(kept.at)
    if not kept.differences:
        return text("Counted anew from the rows on {moment}: no difference.", moment=moment)
    return text.plural(
        "Counted anew from the rows on {moment}: {n} difference. Run python -m ingest verify to see where.",
        "Counted anew from the rows on {moment}: {n} differences. Run python -m ingest verify to see where.",
        kept.differences,
        moment=moment,
        n=formats.count(kept.differences),
    )
