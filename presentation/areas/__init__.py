"""What list and map of areas, and the figures above them, say: values made of values, for `ui` to place."""
