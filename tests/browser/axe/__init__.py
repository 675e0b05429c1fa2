"""What axe-core finds in pages: barriers for readers with a keyboard, a screen reader or weak eyes."""
