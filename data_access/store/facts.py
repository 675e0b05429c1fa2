"""Facts of a database as a whole, by name: which simulation it holds, which secret its keys are made with."""

from sqlalchemy import delete, insert, select

from data_access.models.submission_models import INSTALLATION
from data_access.store.engine import ReadSession, WholeSession, WriteSession


def fact(session: ReadSession | WholeSession, name: str) -> str | None:
    """A fact of this database as a whole (`INSTALLATION`), or None."""
    return session.scalar(select(INSTALLATION.c.value).where(INSTALLATION.c.name == name))


def set_fact(session: WriteSession, name: str, value: str) -> None:
    """Keep a fact of this database as a whole in place of the one of that name."""
    session.execute(delete(INSTALLATION).where(INSTALLATION.c.name == name))
    session.execute(insert(INSTALLATION), {"name": name, "value": value})
