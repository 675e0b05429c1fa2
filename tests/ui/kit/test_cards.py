"""The box of the card: closed until somebody opens it, and then all that a phone needs to send it on is in the page."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from presentation.words.today.card import MOST_SIGNS
from tests.pages import stores
from tests.support import PATIENCE_SECONDS, ROOT
from tests.support.figures import components
from tests.support.worlds import states
from tests.support.worlds.built_once import built_once

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(autouse=True)
def demo(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    file = built_once(tmp_path_factory, states.demo, "state-demo")
    monkeypatch.setenv("KAWAL_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("KAWAL_TODAY", "2020-03-16")


def cards(page: str, key: str, **address: str) -> list[Mapping[str, Any]]:
    """What is sent of cards once a box is open; a closed one makes none."""
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if page:
        app.switch_page(page).run()
    assert not app.exception
    assert sent_cards(app) == []
    app.session_state[f"card-{key}"] = True
    app.run()
    assert not app.exception
    return sent_cards(app)


def sent_cards(app: AppTest) -> list[Mapping[str, Any]]:
    found = [json.loads(one.proto.bytes) for one in components(app) if b'"picture":' in one.proto.bytes[:40]]
    return found


def test_an_open_box_holds_picture_and_message_of_the_same_figures() -> None:
    (card,) = cards("", stores.KABUPATEN)
    with Image.open(BytesIO(base64.b64decode(card["picture"]))) as picture:
        assert picture.size == (1080, 1350)
    assert card["file"].startswith("SIMULASI_kawal-sensus_kartu_3319_")
    assert card["message"].startswith("*Kabupaten Kudus* · per ")
    assert len(card["message"]) <= MOST_SIGNS
    assert set(card["words"]) == {"share", "message", "copy", "save", "copied", "refused"}


def test_places_to_go_to_stand_on_the_card_of_whoever_sees_them() -> None:
    desa = [name for code, name in stores.names().items() if code.startswith(stores.JEKULO) and len(code) == 10]
    address = {"wilayah": stores.JEKULO}
    (own,) = cards("pages/progress/areas.py", stores.JEKULO, **address, sebagai=f"camat:{stores.JEKULO}")
    assert sum(f"- {name}: kurang" in own["message"] for name in desa) == 3
    # Another camat's first page, in the same process, has the card of the own kecamatan.
    (other,) = cards("", stores.KALIWUNGU, sebagai=f"camat:{stores.KALIWUNGU}")
    theirs = [name for code, name in stores.names().items() if code.startswith(stores.KALIWUNGU) and len(code) == 10]
    assert other["message"].startswith("*Kecamatan Kaliwungu*")
    assert sum(f"- {name}: kurang" in other["message"] for name in theirs) == 3
    assert not [name for name in desa if name in other["message"]]


def test_an_agency_has_a_card_of_its_staff() -> None:
    (card,) = cards("pages/progress/opd.py", "opd1", opd="1")
    assert "ASN" in card["message"]
    assert "_opd1_" in card["file"]
