"""What outreach brought, and how sure one can be of it."""
