"""What the first screen says of the day: what yesterday brought, what to order today, whose promises are overdue."""
