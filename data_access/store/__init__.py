"""Opening, making and guarding the database."""
