"""Every read of a scoped table, asked by a camat and by the head of an agency: found by looking at the code itself."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from census.access.scope import Scope, scope_of
from census.outreach.records import RECORD_COLUMNS
from census.settings import Settings
from data_access.reads.reads import NotPermittedError, read_assignments, read_opd
from data_access.start import open_database
from tests.house.test_scopes_in_code import READERS, annotations, functions_of, modules
from tests.pages import stores
from tests.support import ROOT
from tests.support.walk import written_out
from tests.support.worlds.planted import CAMAT, DESA, HEAD, REGENT, TODAY, found, planted_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from census.access.identity import Role
    from data_access.store.engine import Database

MORE: dict[str, list[tuple[Any, ...]]] = {
    "read_records": [(name,) for name in RECORD_COLUMNS],
    "read_rejections": [(1,)],
    "read_handled": [(date.fromisoformat(TODAY),)],
}
"""What a read is asked for beside the session and the scope."""
FINDINGS = {"read_imports", "read_rejections"}
PUBLIC = {"read_boundaries"}
NO_READS = {"admit"}
"""Names areas and agencies to the database."""


def reads() -> Iterator[tuple[str, str]]:
    for path in modules():
        for function in functions_of(path):
            said = annotations(function)
            takes_both = READERS & set(said.values()) and "Scope" in said.values()
            if takes_both and not function.name.startswith("_") and function.name not in NO_READS:
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), function.name


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(Settings(database_url=planted_url(tmp_path_factory)))
    yield database
    database.close()


def given(database: Database, role: Role, module: str, name: str) -> list[object]:
    everything, today = Scope.everything(stores.KABUPATEN), date.fromisoformat(TODAY)
    with database.read() as session:
        opd, assignments = read_opd(session, everything), read_assignments(session, everything)
        scope = scope_of([role], stores.KABUPATEN, opd=opd, assignments=assignments, today=today)
        call = getattr(import_module(module), name)
        return [call(session, scope, *more) for more in MORE.get(name, [()])]


@pytest.mark.parametrize("role", [CAMAT, HEAD], ids=["camat", "head"])
@pytest.mark.parametrize(("module", "name"), list(reads()), ids=lambda word: word)
def test_a_read_gives_nothing_that_the_matrix_withholds(filled: Database, role: Role, module: str, name: str) -> None:
    if name in FINDINGS:
        with pytest.raises(NotPermittedError):
            given(filled, role, module, name)
        return
    met = found(role, written_out(given(filled, role, module, name)))
    assert met - ({*DESA, *stores.names().values()} if name in PUBLIC else set()) == set()


@pytest.mark.parametrize("name", ["read_areas", "read_registers", "read_recaps", "read_assignments"])
def test_the_search_finds_what_the_regent_is_given(filled: Database, name: str) -> None:
    foreign = {code for code in DESA if not code.startswith(stores.JEKULO)}
    assert foreign <= found(CAMAT, written_out(given(filled, REGENT, "data_access.reads.reads", name)))
