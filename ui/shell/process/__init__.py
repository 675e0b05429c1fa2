"""What the process that serves does beside its pages."""
