"""Parts of the page of definitions."""
