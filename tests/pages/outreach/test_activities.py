"""Kegiatan: what is entered there is what the store holds, and what cannot be is refused with what to do."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from census.outreach.records import VISITS
from presentation.findings.findings import DATABASE_BUSY
from presentation.language.messages import Translator
from presentation.words.outreach.record_words import RECORD_WORDS
from tests.pages import stores
from tests.pages.screens import ACTIVITIES, everything, has_no_error
from tests.support.processes.locked import held, wait_shortly

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.testing.v1 import AppTest

    from tests.pages.conftest import AppOpener

TEXT = Translator("id")
DAY = date(2020, 3, 15)
DESA = "3319060001"


def kept(name: str = "events") -> pd.DataFrame:
    """The records of the database that the app works on."""
    return getattr(stores.campaign(os.environ["KAWAL_DATABASE_URL"]), name)


def field(app: AppTest, column: str, name: str = "events") -> Any:
    """The widget of a field of the entry form."""
    kinds = (app.selectbox, app.date_input, app.number_input, app.text_input)
    (found,) = (
        widget
        for kind in kinds
        for widget in kind
        if widget.key and widget.key.startswith(f"entry-{name}-") and widget.key.endswith(f"-{column}")
    )
    return found


def press(app: AppTest, message: str, **values: object) -> AppTest:
    label = TEXT(message, **values)
    (button,) = (button for button in app.button if button.label == label)
    button.click()
    return app.run()


def on(app: AppTest, name: str) -> AppTest:
    """Switch to another kind of record."""
    app.radio(key="catatan").set_value(name)
    return app.run()


def never_visited(events: pd.DataFrame, until: date) -> list[str]:
    """The desa where nobody has been, by a plain loop."""
    desa = [code for code in sorted(stores.names()) if len(code) == 10]
    rows = events.to_dict("records")
    return [
        code
        for code in desa
        if not any(row["area_code"] == code and row["kind"] in VISITS and row["held_on"] <= until for row in rows)
    ]


def test_the_verdict_counts_and_a_visit_changes_it(open_app: AppOpener) -> None:
    app = open_app("demo", ACTIVITIES, today="2020-03-16")
    assert has_no_error(app)
    table = next(frame.value for frame in app.dataframe if TEXT("No.") in frame.value)
    assert sorted(table[TEXT("No.")].astype(int)) == sorted(kept()["id"])
    assert set(table[TEXT("Source")]) == {"SIMULASI"}
    reached = int(kept()["audience"].sum())
    assert f"{reached:,}".replace(",", ".") in everything(app)
    before = never_visited(kept(), DAY)
    assert f"{len(before)} dari 132 desa" in app.title[0].value
    field(app, "kind").set_value("ngisi bareng")
    field(app, "area_code").set_value(before[0])
    field(app, "opd_id").set_value("5")
    field(app, "audience").set_value(45)
    app = press(app, "Record event")
    assert has_no_error(app)
    assert "Tercatat: ngisi bareng" in app.success[0].value
    assert f"{len(before) - 1} dari 132 desa" in app.title[0].value
    new = kept().iloc[-1]
    assert (new["area_code"], new["kind"], new["opd_id"], new["audience"]) == (before[0], "ngisi bareng", 5, 45)
    assert (new["held_on"], new["source"]) == (date(2020, 3, 16), "SIMULASI: Kawal Sensus")
    # The form begins anew, but for the agency.
    assert field(app, "area_code").value is None
    assert field(app, "audience").value is None
    assert field(app, "opd_id").value == "5"
    # One tap takes a slip back, below the form where the thumb is; who goes on changes it in the list.
    app.button(key="_record_undo").click().run()
    assert has_no_error(app)
    assert new["id"] not in kept()["id"].tolist()
    assert not app.run().success
    assert "_record_undo" not in [button.key for button in app.button]


@pytest.mark.parametrize(
    ("today", "looked_at", "proposed"),
    [
        # Figures are of the 15th: whatever day is looked at, who enters something enters it of today.
        ("2020-03-16", "2020-03-08", date(2020, 3, 16)),
        ("2020-03-30", None, date(2020, 3, 30)),
        # A campaign of long ago is looked back at.
        ("2020-06-20", "2020-03-08", date(2020, 3, 8)),
    ],
)
def test_a_record_is_proposed_of_today_while_the_campaign_runs(
    open_app: AppOpener, today: str, looked_at: str | None, proposed: date
) -> None:
    app = open_app("full", ACTIVITIES, today=today, **({"hari": looked_at} if looked_at else {}))
    assert has_no_error(app)
    assert field(app, "held_on").value == proposed


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"kind": "keliling"}, "“Di mana”"),
    ({"area_code": DESA, "kind": None}, "“Jenis kegiatan”"),
    ({"kind": "keliling", "held_on": date(2020, 7, 1)}, "1 Juli 2020 belum tiba"),
    ({"held_on": DAY, "note": "hubungi 0812-3456-7890"}, "nomor telepon"),
]


def test_what_cannot_be_is_refused_and_the_form_keeps_what_was_typed(open_app: AppOpener) -> None:
    app = open_app("full", ACTIVITIES, today="2020-03-16")
    for values, said in REFUSED:
        for column, value in values.items():
            field(app, column).set_value(value)
        app = press(app, "Record event")
        assert has_no_error(app)
        assert said in app.error[0].value
        assert {column: field(app, column).value for column in values} == values
    assert len(kept()) == 0
    # Mended it is taken; and once more it is known.
    field(app, "note").set_value("di balai desa")
    app = press(app, "Record event")
    assert not app.error
    for column, value in {"kind": "keliling", "area_code": DESA, "held_on": DAY}.items():
        field(app, column).set_value(value)
    app = press(app, "Record event")
    assert "sudah tercatat" in app.error[0].value
    assert kept()[["note", "source"]].to_numpy().tolist() == [["di balai desa", "Kawal Sensus"]]


def test_while_another_program_writes_a_record_is_not_kept_and_the_form_says_so(
    open_app: AppOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_shortly(monkeypatch)
    app = open_app("full", ACTIVITIES, today="2020-03-16")
    for column, value in {"kind": "keliling", "area_code": DESA, "held_on": DAY}.items():
        field(app, column).set_value(value)
    with held(os.environ["KAWAL_DATABASE_URL"]):
        app = press(app, "Record event")
    assert has_no_error(app)
    assert [message.value for message in app.error] == [TEXT(DATABASE_BUSY)]
    assert len(kept()) == 0
    app = press(app, "Record event")
    assert not app.error
    assert len(kept()) == 1


def test_records_are_changed_deleted_promised_and_resolved(open_app: AppOpener) -> None:
    app = open_app("demo", ACTIVITIES, today="2020-03-16")
    number = int(kept()["id"].iloc[-1])
    box = next(each for each in app.selectbox if each.key and each.key.startswith("edit-events-"))
    app = box.set_value(number).run()
    assert has_no_error(app)
    (audience,) = (each for each in app.number_input if each.key and each.key.startswith("change-") and
                   each.key.endswith("-audience"))  # fmt: skip
    audience.set_value(321)
    app = press(app, "Save the changes")
    assert TEXT("The changes were saved.") in app.success[0].value
    assert kept().set_index("id").loc[number, "audience"] == 321
    box = next(each for each in app.selectbox if each.key and each.key.startswith("edit-events-"))
    app = box.set_value(number).run()
    (sure,) = (each for each in app.checkbox if each.label == TEXT("This record was a mistake: delete it"))
    app = sure.check().run()
    app = press(app, "Delete for good")
    assert has_no_error(app)
    assert number not in kept()["id"].tolist()
    app = on(app, "commitments")
    field(app, "area_code", "commitments").set_value(DESA)
    field(app, "households", "commitments").set_value(60)
    assert field(app, "due_on", "commitments").value == date(2020, 3, 23)
    field(app, "opd_id", "commitments").set_value(None)
    app = press(app, "Record commitment")
    assert TEXT("Nothing was recorded: fill in “{field}”.", field=TEXT("Which OPD promises")) in app.error[0].value
    field(app, "opd_id", "commitments").set_value("5")
    app = press(app, "Record commitment")
    assert has_no_error(app)
    assert kept("commitments")["households"].iloc[-1] == 60
    app = on(app, "blockers")
    blockers = kept("blockers")
    number = int(blockers[blockers["resolved_on"].isna()]["id"].iloc[0])
    box = next(each for each in app.selectbox if each.key and each.key.startswith("edit-blockers-"))
    app = box.set_value(number).run()
    app = press(app, "Resolved on {day}", day="16 Mar")
    assert has_no_error(app)
    assert kept("blockers").set_index("id").loc[number, "resolved_on"] == date(2020, 3, 16)
    # Those among the newest have a button: one tap says that it is resolved.
    button = next(each for each in app.button if str(each.key).startswith("resolved-"))
    assert button.label.startswith("Teratasi hari ini: ")
    number = int(button.key.removeprefix("resolved-"))
    button.click().run()
    assert has_no_error(app)
    assert kept("blockers").set_index("id").loc[number, "resolved_on"] == date(2020, 3, 16)


def test_every_kind_of_record_and_every_view_opens(open_app: AppOpener) -> None:
    app = open_app("demo", ACTIVITIES, bahasa="English", wilayah="Jekulo")
    for name in RECORD_WORDS:
        app = on(app, name)
        assert has_no_error(app), (name, app.exception)
        assert "SIMULASI" in everything(app)
    app.radio(key="liputan").set_value("reach").run()
    assert has_no_error(app)
    assert app.title[0].value.startswith("Jekulo")


def test_a_reader_of_one_kecamatan_is_offered_nothing_else(open_app: AppOpener) -> None:
    app = open_app("full", ACTIVITIES, root=stores.JEKULO)
    assert has_no_error(app)
    named = field(app, "area_code").options
    inside = [code for code in stores.names() if code.startswith(stores.JEKULO)]
    assert len(named) == len(inside) == 13
