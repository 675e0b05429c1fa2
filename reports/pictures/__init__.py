"""Maps, lists and curves as pictures that speak alone."""
