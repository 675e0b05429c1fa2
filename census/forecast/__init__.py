"""Where a campaign will stand at its deadline."""
