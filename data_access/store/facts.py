"""Facts of a database as a whole, by name: which simulation it holds, which secret its keys are made with."""

from sqlalchemy import delete, insert, select

from data_access.models.submission_models import Installation
from data_access.store.engine import ReadSession, WholeSession, WriteSession


def fact(session: ReadSession | WholeSession, name: str) -> str | None:
    """A fact of this database as a whole (`Installation`), or None."""
    return session.scalar(select(Installation.value).where(Installation.name == name))


def set_fact(session: WriteSession, name: str, value: str) -> None:
    """Keep a fact of this database as a whole in place of the one of that name."""
    session.execute(delete(Installation).where(Installation.name == name))
    session.execute(insert(Installation), {"name": name, "value": value})
