"""The arithmetic of an online census: shares, targets, pace and bands; settings. Knows numpy and pandas only."""
