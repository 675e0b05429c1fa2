"""Parts of the page of what outreach brought."""
