"""Parts of the page of the forecast."""
