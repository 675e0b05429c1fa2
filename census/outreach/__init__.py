"""What leaders do about the figures: records of outreach, promises, reach, and what events bring."""
