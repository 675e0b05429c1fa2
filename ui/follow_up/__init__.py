"""Parts of the page of interviews."""
