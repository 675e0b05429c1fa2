"""Tables of texts, as the screen shows them."""

from collections.abc import Collection, Sequence

import pandas as pd


def text_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    index: pd.Index | None = None,
    as_stored: Collection[str] = (),
) -> pd.DataFrame:
    """A table with a row for each list of cells.

    Parameters
    ----------
    headings
        Names of the columns, each of them once.
    rows
        Cells in the order of the headings.
    index
        Of the rows, keyword-only; None for their numbers.
    as_stored
        Headings of texts that nobody has put into words, keyword-only: they travel as the store gives them, which the
        wire tells from pandas' own texts.
    """
    columns = {heading: [row[place] for row in rows] for place, heading in enumerate(headings)}
    return pd.DataFrame(columns, index=index).astype(dict.fromkeys(as_stored, object))
