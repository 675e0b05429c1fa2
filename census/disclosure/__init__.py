"""Small groups: which are hidden, and what is shown in their place."""
