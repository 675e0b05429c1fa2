"""What is told of the layout of a table and of ways of writing in its cells, in words."""

from presentation.language.messages import N_

LAYOUT_REASONS = {
    "formula_without_value": N_(
        "The cell holds a formula without its result. Open the file in a spreadsheet program, save it and send it"
        " again."
    ),
    "merged_figure": N_(
        "The figure stands in cells merged over several rows or columns. Write one figure in each cell."
    ),
    "day_number": N_(
        "{value} is the number by which a spreadsheet counts days, perhaps {day}. Write the day as 2020-03-31."
    ),
    "day_order_unclear": N_(
        "{value} can be read in two ways, since line {other_line} has the month first. Write every day as 2020-03-31."
    ),
    "dash_is_none": N_(
        "Cells of this column with a dash: {cells}, this one first. Taken as 0: in the key of BPS a dash means none."
        " Write ... where nothing was delivered."
    ),
    "not_delivered_sign": N_(
        "Cells of this column with ... or NA: {cells}, this one first. Taken as not delivered, as in the key of BPS;"
        " no figure was made of them."
    ),
    "footnote_mark": N_(
        "Figures of this column with the mark of a footnote: {cells}, this one first. Taken without it; the note"
        " itself is not kept."
    ),
    "short_year": N_(
        "Days of this column with a year of two digits: {cells}, this one first. Taken as 20.., this one as {day};"
        " write the year in full if that is wrong."
    ),
    "year_is_its_last_day": N_(
        "Cells of this column with a year alone: {cells}, this one first. Taken as its last day, this one as {day};"
        " add a column valid_on if another day is meant."
    ),
    "lines_left_out": N_(
        "Left out around the table that begins here: lines of text {texts}, rows of totals {totals}. Check that no row"
        " of an area is among them."
    ),
    "total_differs": N_(
        "The row of totals says {own}, but the rows add up to {total}. The rows were taken; ask the source which one"
        " holds."
    ),
    "day_from_title": N_("The day of these figures, {day}, was read from the title above the table. Check it."),
    "day_from_sheet": N_("The day of these figures, {day}, was read from the name of the sheet. Check it."),
    "day_told": N_("The table has no column of days: its figures were taken as of {day}, as given with the file."),
    "day_not_used": N_("The table has its own days, so the day given with the file, {day}, was not used. Check both."),
    "day_missing": N_(
        "The file does not say of which day its figures are. Tell the day with the file (--as-of 2020-03-31, or the"
        " field of the form), write it into the title (Keadaan 31 Maret 2020), or add a column as_of."
    ),
    "days_differ": N_(
        "The day given with the file is not the day in its title, {other}. Correct whichever is wrong;"
        " nothing was read."
    ),
    "day_unclear": N_("The title names several days: {days}. Tell with the file which one the figures are of."),
    "days_as_columns": N_(
        "The days stand side by side as columns, and nothing says what they count. Write it above them (KK respon), or"
        " turn the table: a row for each area and day, with the headings as_of, area_code, households_responded, for"
        " example {day}, 3319010, 900."
    ),
    "days_turned_to_rows": N_(
        "Days that stand side by side as columns: {days}. Read as {measures}. Check that this is what they count."
    ),
    "headings_inferred": N_(
        "There is no heading row. By what they hold, the columns were taken as {columns}; add the headings if that is"
        " wrong."
    ),
    "classes_added": N_(
        "Rows that are parts of one figure, told apart by the column {by}: {rows}. Added up for each area: {added};"
        " taken once, since they are the same in every part: {once}."
    ),
    "class_missing": N_(
        "The rows of this area lack a part that other areas have ({by}), so that they do not make up a whole. Add the"
        " missing row."
    ),
    "sheets_read": N_("Sheets read, with their rows: {sheets}. Check that none is missing."),
    "sheets_without_table": N_(
        "Sheets without such a table, not read (with their lines): {sheets}. Check that nothing of them is missing."
    ),
    "sheets_hidden": N_("Hidden sheets, not read: {sheets}. Show them in the workbook if they should be."),
    "sheets_differ": N_(
        "Several tables of this kind hold different figures ({sheets}). Nothing was read: keep one, or send each as a"
        " file of its own."
    ),
    "table_not_read": N_("Another table begins here and was not read (rows: {rows}). Send it as a file of its own."),
    "hidden_cells_read": N_(
        "Hidden on this sheet, with content: rows {rows}, columns {columns}. They were read all the same; delete them"
        " if they should not be."
    ),
}
"""Message by reason code; a part of `presentation.findings.findings.REASONS`."""
