"""Backups from the terminal: `python -m data_access` runs `data_access.commands`."""

if __name__ == "__main__":
    from data_access.commands import app

    app(prog_name="python -m data_access")
