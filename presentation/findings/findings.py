"""What was found wrong in a file, in words: what happened, and what to do."""

from collections.abc import Mapping
from math import nan
from typing import Any

from presentation.findings.boundary_findings import BOUNDARY_REASONS
from presentation.findings.layout_findings import LAYOUT_REASONS
from presentation.language.messages import N_, NN_, Counted, Translator

DATABASE_BUSY = N_(
    "Another program or another import is writing to the database. Nothing was changed; try again in a moment."
)
"""What to say of `data_access.store.engine.BusyDatabaseError`."""

DATABASE_FAULTS = (
    N_("The disk of the database is full. Nothing was changed: make room there, then try again."),
    N_("The database can only be read here: its file, folder or disk is write-protected. Nothing was changed."),
    N_(
        "The file of the database is damaged. Stop the server, put the newest copy in its place, and run"
        " python -m ingest verify."
    ),
    N_("The disk of the database does not answer. Nothing was changed: check the disk, then try again."),
    N_("Too many ask the database at the same time. Nothing was changed; try again in a moment."),
    N_("The database server does not answer. Nothing was changed: check whether it runs; this recovers by itself."),
)
"""What `data_access.store.engine.FaultyDatabaseError` says, for the catalogue."""

REASONS: dict[str, str | Counted] = {
    **LAYOUT_REASONS,
    **BOUNDARY_REASONS,
    # of a cell
    "cell_empty": N_("The cell is empty but must hold a value. Fill it in."),
    "not_a_count": N_("{value} is not a whole number. Write digits only, for example 1240."),
    "negative_count": N_("{value} is negative. A cumulative count cannot be; write 0 or leave the cell empty."),
    "count_too_large": N_("The number is larger than {limit}. Check its digits."),
    "not_a_date": N_("{value} is not a date. Write it as 2020-03-31 or 31/03/2020."),
    "no_such_day": N_("There is no day {value}. Check day and month."),
    "year_out_of_range": N_("The year lies outside {first} to {last}. Check its digits."),
    "not_a_share": N_("{value} is not a share. Write 0.27, 0,27 or 27 %."),
    "share_out_of_range": N_("{value} is not a share above 0 and at most 1 (100 %). Write 0.27 or 27 %."),
    "not_a_number": N_("{value} is not a number. Write digits with a decimal comma or point."),
    "not_a_code": N_("{value} is not an area code. Write the BPS code, digits only, as text."),
    "not_a_level": N_("This is no name of a level. Write one in letters, for example desa; opd is no level of areas."),
    "personal_number": N_(
        "The cell holds what looks like a NIK, family card, NIP or telephone number. Remove it: no such number is kept."
    ),
    "personal_number_beside": N_(
        "The source or licence holds what looks like a NIK, family card, NIP, telephone number or e-mail address."
        " Name an office instead: no such number is kept."
    ),
    "text_too_long": N_("The text is longer than {limit} characters. Shorten it."),
    "not_a_flag": N_("{value} is neither yes nor no. Write 1 or 0."),
    "not_one_of": N_("The word is not known here. Write one of: {allowed}."),
    "not_a_family_card": N_(
        "This is no number of a family card. Write its {digits} digits as text; a spreadsheet rounds numbers that long."
    ),
    "not_a_key": N_(
        "This is no key of a household. Write {digits} hexadecimal digits, or the number of the family card in its own"
        " column."
    ),
    "not_a_moment": N_("{value} is no moment. Write it as 2020-03-01T09:12:00+07:00; without a zone it is WIB."),
    "not_domiciles": N_("This is no list of places. Write code:persons parted by semicolons: 3319010001:2;outside:1."),
    "not_opd_staff": N_("This is no list of agencies. Write number:staff parted by semicolons: 3:1;17:2."),
    "cells_beyond_headings": N_(
        "Column {position} has a value but no heading. Check the separators of this line, or add the heading."
    ),
    # of a row
    "unknown_area": N_("Area code {code} is not on record. Check the code, or import the area first (kind areas)."),
    "code_of_six_digits": N_(
        "{code} has six digits, as Kemendagri's code of a kecamatan; BPS's has seven. Write the BPS code, or"
        " Kemendagri's with points (33.19.01)."
    ),
    "code_of_other_length": NN_(
        "No area code has {digits} digit: BPS's has 2, 4, 7 or 10. Check whether noughts were lost at its beginning or"
        " end.",
        "No area code has {digits} digits: BPS's has 2, 4, 7 or 10. Check whether noughts were lost at its beginning or"
        " end.",
        by="digits",
    ),
    "code_ambiguous": N_(
        "{code} is the code of one area by BPS and of another by Kemendagri, and this file has codes of both. Write"
        " Kemendagri's with points (33.19.01.2007), or put the name of the area beside the code."
    ),
    "name_differs": N_(
        "The file calls {code} {given}, but on record that is {name}. Nothing was taken, so that no figure lands on"
        " another area: correct whichever is wrong."
    ),
    "codes_disagree": N_(
        "The row has the codes of two areas: {code} ({name}) and {other} ({other_name}). Nothing was taken, so that no"
        " figure lands on another area: correct whichever is wrong, or leave one column out."
    ),
    "code_of_area_above": N_(
        "The code {code} is that of {name}, but the row names {given}. Nothing was taken, so that no figure lands on"
        " another area: put the code of {given} beside it."
    ),
    "area_renamed": N_(
        "Area {code}, {name} until now, is called {given} from now on. If that is wrong, import it with its right name."
    ),
    "unknown_parent": N_("The area above, {code}, is not on record. Add it to the file or correct the code."),
    "unknown_parent_of_rows": N_(
        "The area above, {code}, is not on record. What names it or lies below it was left out: lines {lines}. Add it"
        " to the file or correct the code."
    ),
    "parent_refused": N_(
        "The area above, {code}, was refused itself (line {other_line}). What lies below it was left out: lines"
        " {lines}. Correct that line."
    ),
    "level_not_told": NN_(
        "A code of {digits} digit does not tell its level: BPS's have 2, 4, 7 or 10. Add a column level (tingkat), or"
        " correct the code.",
        "A code of {digits} digits does not tell its level: BPS's have 2, 4, 7 or 10. Add a column level (tingkat), or"
        " correct the code.",
        by="digits",
    ),
    "code_too_short": N_("A code of level {level} has {limit} digits. Correct the code or the level."),
    "area_below_itself": N_("Area {code} would lie below itself. Correct the area above it."),
    "area_moved": N_(
        "Area {code} is on record in kabupaten {other} and cannot move to another. Correct the area above."
    ),
    "too_many_levels": N_("Area {code} would lie more than {limit} levels deep. Correct the area above it."),
    "code_too_long": N_("A code of level {level} has at most {limit} digits. Correct the code or the level."),
    "code_not_below_parent": N_(
        "A BPS code begins with the code of the area above. Correct the code or the area above; a Kemendagri code"
        " without points is none."
    ),
    "outside_root": NN_(
        "{rows} row of this file, this one, is of an area outside {root}, which this installation serves. Taken,"
        " but no page shows it; check that it is the right file.",
        "{rows} rows of this file, this one first, are of areas outside {root}, which this installation serves. Taken,"
        " but no page shows them; check that it is the right file.",
        by="rows",
    ),
    "no_areas_yet": N_("There are no areas on record yet. Import the areas first (kind areas)."),
    "unknown_opd": N_("Agency {opd} is not on record. Check the number, or import the agency first (kind opd)."),
    "opd_name_differs": N_(
        "The file calls agency {opd} {given}, which is another one on record; {opd} is {recorded}. Nothing was taken,"
        " so that no figure lands on another agency: correct number or name."
    ),
    "opd_of_other_number": N_(
        "{given} is on record as number {opd} and was taken for it, not for number {number} of the file. If that is"
        " wrong, use the numbers on record."
    ),
    "opd_name_twice": N_(
        "Line {other_line} has the same name under another number. Neither was taken: an agency stands in the list"
        " once, with the number of its people, not with a line for each."
    ),
    "one_key_needed": N_(
        "The row needs either the number of the family card or the household key. Fill in one of the two, not both."
    ),
    "not_a_desa": N_("Area {code} is no desa or kelurahan. Write the code of the desa."),
    "no_moment": N_("The row has no moment at all. Fill in when the form reached its status, or when it was changed."),
    "moments_turned": N_("The moment lies before that of an earlier step. Check the order: opened, responded, clean."),
    "persons_out_of_range": N_("A household has 1 to {limit} persons. Check the number."),
    "part_twice": N_("The same place or agency stands in the list twice. Write each once."),
    "domiciles_do_not_add_up": NN_(
        "The places add up to {total} person, but the household has {persons}. Correct whichever is wrong.",
        "The places add up to {total} persons, but the household has {persons}. Correct whichever is wrong.",
        by="total",
    ),
    "more_staff_than_persons": NN_(
        "The agencies add up to {total} civil servants, but the household has {persons} person. Correct whichever is"
        " wrong.",
        "The agencies add up to {total} civil servants, but the household has {persons} persons. Correct whichever is"
        " wrong.",
        by="persons",
    ),
    "status_without_moment": NN_(
        "{rows} row of this file, this one, does not say when the form reached its status. Taken, and counted on"
        " the day of the nearest moment that is known; ask the source for the moments.",
        "{rows} rows of this file, this one first, do not say when the form reached its status. Taken, and counted on"
        " the day of the nearest moment that is known; ask the source for the moments.",
        by="rows",
    ),
    "more_than_staff": NN_(
        "{count} is more than the {limit} civil servant of the agency. Check the figure, or import the newer list"
        " first (kind opd).",
        "{count} is more than the {limit} civil servants of the agency. Check the figure, or import the newer list"
        " first (kind opd).",
        by="limit",
    ),
    "more_than_estimated_staff": NN_(
        "{count} is more than the {limit} civil servant estimated for the agency. Taken; import the real list (kind"
        " opd) to mend the rate.",
        "{count} is more than the {limit} civil servants estimated for the agency. Taken; import the real list (kind"
        " opd) to mend the rate.",
        by="limit",
    ),
    "contradicts_line": N_(
        "Line {other_line} of this file says something else of the same. Neither was taken: keep the right one."
    ),
    "contradicts_record": N_(
        "On record is something else of the same household at the same moment (updated_at). Nothing was changed: send"
        " the right state with a later moment."
    ),
    "day_in_future": N_("{day} has not come yet. Check the date."),
    "days_turned": N_("{day} lies before {first}, when it began. Correct whichever is wrong."),
    "nothing_promised": N_("A commitment of no family is none. Write how many families are promised, at least 1."),
    "result_without_day": N_("There is a result, but no day on which the help was given. Fill in that day."),
    "area_too_large": N_("The area is larger than a kecamatan. Write the code of a kecamatan or desa."),
    "nothing_delivered": N_("The row has no figure at all. Fill in at least one count, or leave the row out."),
    "clean_exceeds_responded": N_(
        "Clean ({smaller}) is more than responded ({larger}). Clean is a part of responded; check both figures."
    ),
    "fewer_persons_than_families": N_(
        "There are more families ({smaller}) than persons ({larger}). Check whether the columns were exchanged."
    ),
    "more_than_register": N_(
        "{count} is more than the {limit} on the register. Check the figure, or import the newer register first."
    ),
    "more_than_estimate": N_(
        "{count} is more than the {limit} estimated for this area. Taken; import the real register to mend the rate."
    ),
    "count_falls": N_(
        "The cumulative count falls: {count}, but {other} on {other_day}. Correct whichever is wrong; a corrected"
        " figure of that day may come in the same file."
    ),
    "count_above_later": N_(
        "The cumulative count is {count}, but {other} on the later {other_day}. Correct whichever is wrong; a"
        " corrected figure of that day may come in the same file."
    ),
    "children_do_not_add_up": N_(
        "The areas below {area} add up to {total}, but its own figure is {own}. Taken as it is; ask the source which"
        " one holds."
    ),
    "window_turned": N_("The last day lies before the first. Exchange them."),
    "unit_without_meaning": N_("Staff are counted for OPD, families and persons for areas. Correct unit or scope."),
    "rows_removed": N_(
        "The rows of households up to {day} have been removed; their counts stay. This row would count a second time:"
        " leave it out."
    ),
    "rows_removed_no_moment": N_(
        "The rows of households up to {day} have been removed; their counts stay. Without responded_at nobody can tell"
        " whether this one is among them. Send it with responded_at, or leave it out."
    ),
    # of the file
    "list_of_persons": N_(
        "The file lists persons: column {position} is for NIK, numbers of family cards or NIP. Nothing of it was read."
        " Send counts by agency or area instead, without a row for each person."
    ),
    "names_of_kemendagri_codes": N_(
        "Of {of} areas with a name, {n} are another one on record ({code}: {given} in the file, {name} on record). The"
        " codes look like Kemendagri's without points. Write them with points (33.19.01.2007), choose Kemendagri"
        " when importing (--codes kemendagri), or send BPS codes."
    ),
    "names_shifted": N_(
        "Of {of} areas with a name, {n} are another one on record ({code}: {given} in the file, {name} on record)."
        " Names and codes have been shifted against each other, perhaps by sorting one column alone. Correct the file."
    ),
    "names_differ_widely": N_(
        "Of {of} areas with a name, {n} have another one on record ({code}: {given} in the file, {name} on record). The"
        " codes may be Kemendagri's without points, or shifted against the names. Correct the file, or import the areas"
        " again where the names on record are wrong."
    ),
    "opd_names_shifted": N_(
        "Of {of} agencies with a name, {n} are another one on record (number {opd}: {given} in the file, {recorded} on"
        " record). The list has been numbered anew, or names and numbers were shifted. Use the numbers on record."
    ),
    "opd_names_differ_widely": N_(
        "{n} of {of} numbers on record would get names that have nothing in common with theirs (number {opd} is"
        " {recorded}). If these are persons, send counts by agency; else use the numbers on record, and new numbers for"
        " new agencies."
    ),
    "codes_of_kemendagri": NN_(
        "{n} code is not BPS's, but Kemendagri's without points. Write it with points (33.19.01.2007), choose"
        " Kemendagri when importing (--codes kemendagri), or send BPS codes.",
        "{n} codes are not BPS's, but Kemendagri's without points. Write them with points (33.19.01.2007), choose"
        " Kemendagri when importing (--codes kemendagri), or send BPS codes.",
    ),
    "codes_ambiguous": NN_(
        "{n} code could be BPS's of one area or Kemendagri's of another, and no name tells which. Add a column with"
        " the names (nama_wilayah), choose whose codes they are when importing (--codes bps), or write Kemendagri's"
        " with points (33.19.01.2007).",
        "{n} codes could be BPS's of one area or Kemendagri's of another, and no name tells which. Add a column with"
        " the names (nama_wilayah), choose whose codes they are when importing (--codes bps), or write Kemendagri's"
        " with points (33.19.01.2007).",
    ),
    "areas_of_kemendagri_codes": N_(
        "The codes look like Kemendagri's without points (the first is {code}): BPS's have 7 digits for a kecamatan,"
        " and a desa's begins with its kecamatan's. Send BPS codes, with Kemendagri's in a column kemendagri_code"
        " beside them."
    ),
    "column_not_used": N_(
        "Column {position} is not used: its heading is not known. Compare it with the template if it should be."
    ),
    "heading_not_used": N_(
        "The column “{heading}” is not used: no column of this kind is called so. Compare it with the template if it"
        " should be."
    ),
    "column_twice": N_(
        "Another column already holds the same, so this one is not used. Remove it if it should not be there."
    ),
    "names_without_codes": N_(
        "The file names its areas but has no column of their codes. Figures do not land by names alone, since areas may"
        " share one. Add a column kode_wilayah with BPS codes, or Kemendagri's with points (33.19.01.2007)."
    ),
    "missing_columns": N_("The file lacks the column(s) {columns}. Compare it with the template."),
    "file_empty": N_("The file holds no data. Choose the file that holds the table."),
    "secret_missing": N_(
        "The file holds numbers of family cards, which are never kept. Set KAWAL_HOUSEHOLD_SECRET (32 characters or"
        " more, always the same) so that they become keys, or send household_key instead."
    ),
    "simulated_file": N_(
        "The file says SIMULASI: its figures come from a simulated campaign. Nothing was read; send the file with the"
        " real figures."
    ),
    "simulated_database": N_(
        "This database is a demonstration: all its rows are simulated, so it takes no real figures. Make a fresh one:"
        " delete the database file, or point KAWAL_DATABASE_URL at another one."
    ),
    "file_too_large": N_("The file has {size} bytes; at most {limit} are read. Split it."),
    "wrong_format": N_("This is not a CSV or XLSX file ({found}). Save it as CSV or XLSX."),
    "encrypted": N_("The workbook is protected by a password. Save it without one."),
    "damaged": N_("The file is damaged or cut off. Save it again from its program, or send it again."),
    "unsafe_archive": N_("The parts of the workbook are not named as a spreadsheet program does. Save it again."),
    "zip_bomb": N_("The file unpacks to more than a table needs. Save the table alone as CSV."),
    "took_too_long": N_(
        "Reading took longer than {seconds} seconds and was stopped. Keep only what is needed in the file."
    ),
    "too_much_memory": N_(
        "Reading needs more memory than is allowed. Split the file, or keep only what is needed in it."
    ),
    "unknown_encoding": N_("The text is neither UTF-8 nor Windows-1252. Save it as CSV UTF-8."),
    "not_a_table": N_("The file holds characters that no text holds. Save it as CSV or XLSX."),
    "not_cells": N_(
        "Column {column} holds lists, structures or bytes, and a cell holds one value. Leave it out, or save the table"
        " as CSV."
    ),
    "unterminated_quote": N_("A quotation mark is opened here and never closed. Close it."),
    "stray_quote": N_("A quotation mark stands inside a quoted cell. Write it twice."),
    "cell_too_long": N_("A cell has more than {limit} characters. Shorten it."),
    "too_many_columns": N_("The line has more than {limit} columns. Keep only those of the template."),
    "too_many_rows": N_("The file has more than {limit} rows. Split it."),
    "header_missing": N_(
        "There is no heading row: this line holds data already. Put a line above it with these headings: {columns}."
    ),
    "header_blank": N_("Column {column} has no heading and is not used. Give it one if it should be read."),
    "duplicate_heading": N_("The heading of column {column} stands there twice. Keep one."),
}
"""Message by reason code."""


def finding_text(text: Translator, reason: str, details: Mapping[str, Any]) -> str:
    """Say one finding in the reader's language; one that a newer version has recorded, by its code."""
    message = REASONS.get(reason)
    if message is None:
        return reason
    if isinstance(message, Counted):
        n = details[message.by]
        # To others than the operator counts are told as "…": such a sentence is one of many.
        return text.plural(message.one, message.many, n if isinstance(n, int | float) else nan, **details)
    return text(message, **details) if details else text(message)


def place_text(text: Translator, line: int | None, column: str | None, sheet: str | None = None) -> str:
    """Say where in the file it is: sheet, where there are several, line and column."""
    if sheet is not None:
        return text("sheet {sheet}", sheet=sheet) + ("" if line is None else ", " + place_text(text, line, column))
    if line is None:
        return text("whole file")
    if column is None:
        return text("line {line}", line=line)
    return text("line {line}, column {column}", line=line, column=column)
