"""The frame around every page: reader, role, language, address, menu, cached reads."""
