"""Files that browsers fetch: compressed once, kept for good under names that change with them, asked for early."""
