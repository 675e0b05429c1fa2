"""When the dashboard opens without a sign-in: at this computer alone, on what everybody may see."""

from census.settings import is_loopback
from data_access.published import unpublished
from data_access.store.engine import Database
from presentation.language.messages import Translator


def refusal(database: Database, address: str | None, text: Translator) -> str | None:
    """Say why the dashboard does not open without a sign-in, or None where it does.

    Parameters
    ----------
    database
        What it would show.
    address
        On which it listens; None or empty for all of them.
    text
        Language of the sentence.
    """
    if not is_loopback(address or ""):
        return text(
            "Without sign-in the dashboard opens on this computer only, not on {address}. "
            "Start the guarded server instead: make serve.",
            address=address or text("all addresses"),
        )
    with database.read() as session:
        kinds = unpublished(session)
    if kinds:
        return text(
            "Without sign-in only simulated rows and published figures are shown, and this database holds others "
            "({kinds}). Start the guarded server instead: make serve.",
            kinds=", ".join(kinds),
        )
    return None
