"""What can be read, each within a reader's scope."""
