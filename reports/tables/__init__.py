"""Tables as rows, CSV and workbooks."""
