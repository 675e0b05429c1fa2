"""Text, numbers and dates in the reader's language, and their catalogues."""
