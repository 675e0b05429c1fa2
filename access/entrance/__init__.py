"""The pages before the dashboard: signing in and out."""
