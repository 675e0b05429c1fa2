"""Rows of households in bulk: laid in temporary tables first, then made to count in one short transaction."""
