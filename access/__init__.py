"""Who may come in: accounts, sign-ins, the guard in front of the server, OpenID Connect."""
