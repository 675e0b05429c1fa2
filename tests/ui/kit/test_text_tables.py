"""Tables of texts: a list of cells is a row."""

from __future__ import annotations

import pandas as pd

from ui.kit.display.text_tables import text_table


def test_cells_stand_below_their_headings() -> None:
    table = text_table(["Name", "Families"], [["a", "12"], ["b", "–"]])
    assert table.to_dict("list") == {"Name": ["a", "b"], "Families": ["12", "–"]}
    assert text_table(["Name"], [["a"]], index=pd.Index(["x"])).loc["x", "Name"] == "a"
    assert text_table(["Name"], [["a"]], as_stored=["Name"]).dtypes.tolist() == ["object"]
    assert list(text_table(["Name", "Families"], []).columns) == ["Name", "Families"]
