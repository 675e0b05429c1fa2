"""Parts of the page of priorities."""
