"""Programs that tests start, and what runs beside them: servers, a browser, a PostgreSQL, another writer."""
