"""From bytes of unknown origin to tables of text."""
