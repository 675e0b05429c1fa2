"""Parts of the page of activities: records, promises, reach."""
