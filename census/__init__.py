"""The arithmetic of an online census: shares, targets, pace, bands; settings. Knows numpy and pandas only."""
