"""What forecasts are tried on, and what they have to beat."""
