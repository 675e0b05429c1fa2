"""One page on paper for a leader: how it stands, who is behind, where to push, what may come, what was promised."""
