"""Tables, as classes."""
