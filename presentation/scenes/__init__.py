"""The scenes of the wall: values and words, for the route, for the file, for tests."""
