"""The Command Center wall: a plain route beside the dashboard, one page and one JSON for each data version."""
