"""Parts of the pages of progress: areas, agencies, days compared."""
