"""What leaves the building without a browser: tables and boundaries as JSON, CSV and GeoJSON."""
