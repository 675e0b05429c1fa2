"""Rows of a file as they were read, kept so that they can be tried again."""

from collections.abc import Mapping
from typing import Any

from census.identifiers.code_book import GivenName
from data_access.writes.undo import pack, unpack
from data_access.writes.writes import Finding
from ingest.tables.parsing import ParsedRow, ParsedTable


def packed_table(table: ParsedTable) -> dict[str, Any]:
    """The rows of a file as they were read, in the form in which JSON keeps them."""
    return {
        "headings": dict(table.headings),
        "rows_read": table.rows_read,
        "unread_headings": list(table.unread_headings),
        "findings": [
            [finding.line, finding.column, finding.reason, finding.details, finding.is_warning]
            for finding in table.findings
        ],
        "rows": [
            [
                row.line,
                {name: pack(value) for name, value in row.values.items()},
                [[name.text, name.level, name.may_be_shown] for name in row.names],
                row.agency,
                row.sheet,
                list(row.unread),
                list(row.other_codes),
            ]
            for row in table.rows
        ],
    }


def unpacked_table(content: Mapping[str, Any]) -> ParsedTable:
    """The rows of a file as `packed_table` was given them."""
    rows = [
        ParsedRow(
            line,
            {name: unpack(value) for name, value in values.items()},
            tuple(GivenName(*name) for name in names),
            agency,
            sheet,
            tuple(unread),
            tuple(others),
        )
        for line, values, names, agency, sheet, unread, others in content["rows"]
    ]
    findings = [Finding(*finding) for finding in content["findings"]]
    unread_headings = tuple(content["unread_headings"])
    return ParsedTable(rows, content["headings"], findings, content["rows_read"], unread_headings)
