"""The workbook of a day: BPS's printed layout, a summary of each level, the agencies, the days, and definitions."""
