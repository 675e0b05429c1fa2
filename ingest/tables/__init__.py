"""From a sheet to typed rows of one kind: where the table stands, and what each column means."""
