"""The order of the day with its reach, and the promises that are overdue and whose they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from census.campaign.overdue import OverduePromise
from census.priority.plan import PlannedVisit
from presentation.language.formats import Formats
from presentation.language.messages import Translator
from presentation.words.reasons import shown_extra
from presentation.words.today.order import Order, order_sentence, overdue_sentence

ID, EN = Translator("id").plain, Translator("en").plain
VISIT = PlannedVisit(1, "3319070001", "Tergo", "3319070", "Jekulo", "tatap muka", 117.6, 900.0, is_floor=False)
OTHER = replace(VISIT, slot=2, code="3319070002", name="Soco", extra=34.6)
ORDER = Order(date(2020, 3, 16), is_today=True, visits=(VISIT, OTHER), shortfall=7_650.0)
PROMISES = (
    OverduePromise("Jekulo", "Dinkes", 40, date(2020, 3, 12)),
    OverduePromise("Soco", None, 1, date(2020, 3, 14)),
)


def test_the_order_says_who_goes_where_and_which_part_that_closes() -> None:
    sentence = "**Hari ini:** 2 tim ke Tergo dan Soco; kira-kira 153 KK, 2\u00a0% dari kekurangan."
    assert order_sentence(ID, Formats(ID), ORDER) == sentence
    english = "**Today:** 2 teams to Tergo and Soco; about 153 families, 2% of what is missing."
    assert order_sentence(EN, Formats(EN), ORDER) == english
    named = replace(ORDER, visits=(VISIT,), agency="Dinkes")
    assert order_sentence(ID, Formats(ID), named) == (
        "**Hari ini:** 1 tim ke Tergo, usulan: Dinkes; kira-kira 118 KK, 2\u00a0% dari kekurangan."
    )
    # Of several teams the page of priorities says who goes where.
    assert order_sentence(ID, Formats(ID), replace(ORDER, agency="Dinkes")) == sentence
    alone = replace(ORDER, is_today=False, visits=(VISIT,), shortfall=100_000.0)
    assert order_sentence(EN, Formats(EN), alone) == (
        "**16 March 2020:** 1 team to Tergo; about 118 families, less than 1% of what is missing."
    )


def test_nobody_is_sent_where_nothing_is_missing() -> None:
    assert order_sentence(ID, Formats(ID), replace(ORDER, visits=())) is None
    assert order_sentence(ID, Formats(ID), replace(ORDER, shortfall=0.0)) is None


def test_the_parts_that_are_shown_add_up_to_the_whole() -> None:
    # 117.6 and 34.6 are shown as 118 and 35; their sum of 152.2 would be shown as 152.
    assert shown_extra((VISIT, OTHER)) == 118 + 35
    # Of less than one family each the whole is what it is, not nothing.
    assert shown_extra((replace(VISIT, extra=0.4), replace(OTHER, extra=0.3))) == 0.7


def test_overdue_promises_name_whose_they_are_unless_that_is_not_seen() -> None:
    assert overdue_sentence(ID, Formats(ID), PROMISES) == (
        "**Janji lewat tenggat:** Dinkes di Jekulo, kurang 40 KK sejak 12 Mar; Soco, kurang 1 KK sejak 14 Mar."
    )
    assert overdue_sentence(EN, Formats(EN), PROMISES * 2) == (
        "**Promises overdue:** Dinkes in Jekulo, 40 families short since 12 Mar; Soco, 1 family short since 14 Mar;"
        " Dinkes in Jekulo, 40 families short since 12 Mar; and 1 more."
    )
    assert overdue_sentence(ID, Formats(ID), ()) is None
