"""Parts of the pages of the operator: accounts, imports, rules."""
