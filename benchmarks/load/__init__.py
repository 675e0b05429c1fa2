"""What many open pages cost the server: the processor time of a run, and how long a crowd that comes at once waits."""
