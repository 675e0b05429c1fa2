"""What every page uses to choose, to warn and to hand out files."""
