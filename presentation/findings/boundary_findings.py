"""What is told of files of outlines, in words."""

from presentation.language.messages import N_, NN_, Counted

BOUNDARY_REASONS: dict[str, str | Counted] = {
    "areas_without_outline": N_(
        "Areas without an outline in the file: {n} ({codes}). What is on record of them stays as it was."
    ),
    "boundary_of_unknown_area": N_(
        "Code {code} is not on record, so its outline was left out. Import the area first (kind areas)."
    ),
    "boundary_of_unknown_number": N_(
        "Outline {n} of the file has a code that is none of an area on record, so it was left out. Correct its code, or"
        " remove it."
    ),
    "boundary_of_unknown_name": N_(
        "No area on record is called {given} within the areas above it, so its outline was left out. Correct the name,"
        " add a column of codes, or import the area first (kind areas)."
    ),
    "names_ambiguous": N_(
        "The file has names alone, and these could be several areas: {names}. Add a column of codes, or the names of"
        " the areas above (WADMKC, WADMKK)."
    ),
    "outlines_without_code": NN_(
        "{n} outline carries no code and was left out. Give it one if it is an area.",
        "{n} outlines carry no code and were left out. Give them one if they are areas.",
    ),
    "outlines_do_not_meet": N_(
        "The new outlines of level {level} in {kabupaten} do not meet those on record of the areas that the file"
        " lacks. Taken; import all areas of the kabupaten from one file."
    ),
    "unknown_format": N_("This is not a GeoJSON, a GeoPackage or a zipped Shapefile. Save it as one of them."),
    "too_large": N_("The archive unpacks to {bytes} bytes; at most {limit} are read. Pack the areas alone."),
    "too_many_files": N_("The archive holds more than {limit} files. Pack the areas alone."),
    "unsafe_geopackage": N_(
        "The GeoPackage holds a view, a virtual table, a computed column or a trigger, and none of them is run here."
        " Save the layer of the areas alone into a new GeoPackage."
    ),
    "too_many_corners": N_(
        "The outlines have too many corners: of a GeoJSON at most {limit} are read, and {each} of one outline. Simplify"
        " them (QGIS, mapshaper), or save the map as a GeoPackage."
    ),
    "nested_too_deep": N_(
        "The file is nested more than {limit} levels deep, which no table or map needs. Save it again from its program."
    ),
    "map_too_wide": N_("The map has more than {limit} columns. Keep those of the codes and names."),
    "cut_off": N_("The file ends before it is complete. Save it again from its program, or send it again."),
    "not_utf8": N_("The text of the GeoJSON is not UTF-8. Save it again as UTF-8."),
    "unreadable_file": N_("The boundary file is damaged or not what its name says. Save it again from its program."),
    "no_polygons": N_("The file holds no areas, only lines, points or nothing. Choose the file of the areas."),
    "no_crs": N_("The file does not say its coordinate system. Save it again with one; a Shapefile needs its .prj."),
    "coordinates_out_of_range": N_("The coordinates do not fit the coordinate system {crs}. Correct the system."),
    "no_code_column": N_(
        "No column holds codes of areas on record (columns: {columns}). Import the areas first, or name the column."
    ),
    "code_column_missing": N_("There is no column {column}. Name one of these: {columns}."),
    "empty_geometry": N_("These areas have no outline: {codes}. Complete or remove them."),
    "area_vanished": N_("These areas are too small for the map's grid: {codes}. Join or remove them."),
    "coverage_invalid": N_("The areas overlap so that they cannot be told apart: {codes}. Correct their borders."),
}
"""Message by reason code; a part of `presentation.findings.findings.REASONS`."""
