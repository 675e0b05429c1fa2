"""The store: the only room that knows SQLAlchemy. Frames and plain values go in and come out."""
