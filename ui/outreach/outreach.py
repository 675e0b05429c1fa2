"""What the page of outreach speaks of: records, promises and reach of one area up to one day, kept for a reader."""

from census.campaign import outreach
from census.campaign.outreach import Outreach
from census.outreach.commitments import PromiseTotals
from census.outreach.record_list import RecordList
from census.outreach.records import RecordName
from ui.kit.controls import Choice
from ui.kit.places import choose_area, has_detail
from ui.kit.withheld import visible_name
from ui.shell.frame import Reader


def choose_place(reader: Reader) -> str:
    """Draw the choice of the area that the page speaks of: the whole or a part of it; the address carries it."""
    return choose_area(
        reader,
        may_choose=lambda code: has_detail(reader, code),
        has_map=False,
        name_of=lambda code: visible_name(reader, code),
    )


def outreach_of(reader: Reader, area_code: str, choice: Choice) -> Outreach:
    """Gather what the page speaks of, once for each area and day."""
    as_of = choice.view.as_of
    until = outreach.outreach_until(reader.campaign, as_of, reader.today)
    return reader.drawn(
        lambda: outreach.outreach_of(reader.campaign, area_code, as_of, until), "outreach", area_code, as_of, until
    )


def records_of(reader: Reader, area_outreach: Outreach, name: RecordName) -> RecordList:
    """The records of a kind with the names of area and agency, the newest first."""
    return reader.drawn(
        lambda: outreach.records_of(reader.campaign, area_outreach, name),
        "record-list",
        name,
        area_outreach.area_code,
        area_outreach.as_of,
        area_outreach.until,
    )


def promises_of(reader: Reader, area_code: str, choice: Choice) -> PromiseTotals:
    """What promises come to, made once for each area and day; for pages that speak of them alone."""
    as_of = choice.view.as_of
    until = outreach.outreach_until(reader.campaign, as_of, reader.today)
    return reader.drawn(
        lambda: outreach.promises_of(reader.campaign, area_code, as_of, until), "promised", area_code, as_of, until
    )
