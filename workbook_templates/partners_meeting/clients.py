"""The Clients sheet of the partners' meeting: the portfolio's register, with last year's tiers and the risks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbook_templates.client_list import ClientList
from workbook_templates.client_portfolio import register
from workbook_templates.client_portfolio.register import this
from workbook_templates.example_lists import example_rows
from workbook_templates.pages.list_page import Column
from workbook_templates.recognition.headings import read_heading
from workbook_templates.recognition.meanings import meanings
from workbook_templates.recognition.roles import NOTES
from workbook_templates.risk import fell, is_late, may_leave

COUNTED = "Value counted"
NOTES_WIDTH = 70


@dataclass(frozen=True)
class Decision:
    """What the partners decided: who does it, and by when."""

    text: str
    owner: str
    due: date


@dataclass(frozen=True)
class Meeting:
    """What the book is filled with.

    Attributes:
        clients: the clients, their notes apart.
        notes: what is to be remembered of each, in the order of the clients.
        decisions: those already written down.
    """

    clients: ClientList
    notes: tuple[str | None, ...]
    decisions: tuple[Decision, ...] = ()

    @property
    def report(self) -> tuple[str, ...]:
        """What was read, guessed and left out, in sentences."""
        return self.clients.report


def of_list(clients: ClientList) -> Meeting:
    """A meeting on a list of clients: of its own columns that of the notes gets its place, what is computed goes."""
    computed = {column.heading.casefold() for column in columns(clients) if column.formula}
    headings = clients.profile_headings
    noted = next((place for place, heading in enumerate(headings) if _is_for_notes(heading)), None)
    kept = [
        place for place, heading in enumerate(headings)
        if place != noted and heading.casefold() not in computed | {"notes"}
    ]  # fmt: skip
    rows = tuple(replace(client, profile=tuple(client.profile[place] for place in kept)) for client in clients.clients)
    notes = tuple(None if noted is None else _text(client.profile[noted]) for client in clients.clients)
    return Meeting(replace(clients, clients=rows, profile_headings=tuple(headings[place] for place in kept)), notes)


def of_law_firm(clients: ClientList) -> Meeting:
    """The meeting of the invented law firm: its clients with notes on them, and what was decided."""
    notes = {row["Client"]: row["Notes"] for row in example_rows("law_firm_notes.csv")}
    decisions = tuple(
        Decision(row["Decision"], row["Owner"], date.fromisoformat(row["By"]))
        for row in example_rows("law_firm_decisions.csv")
    )
    return Meeting(clients, tuple(notes.get(client.name) for client in clients.clients), decisions)


def columns(clients: ClientList) -> tuple[Column, ...]:
    """The columns of the list, from left to right."""
    of_register = [column for column in register.columns(clients) if column.heading != "Quadrant"]
    typed = [column for column in of_register if not column.formula]
    computed = [column for column in of_register if column.formula]
    return (*typed, Column("Notes", "wrapped", NOTES_WIDTH), *computed, *_computed(clients.fee_headings))


def rows(meeting: Meeting) -> list[Sequence[object]]:
    """What is typed, row by row."""
    return [
        (*register.cells(client), note) for client, note in zip(meeting.clients.clients, meeting.notes, strict=True)
    ]


def _computed(fee_headings: tuple[str, ...]) -> Iterator[Column]:
    several = len(fee_headings) > 1
    yield Column("Value last year", "money", 11, "=money_unit", _value_before(fee_headings) if several else '=""')
    before, now = this("Value last year"), this("Value")
    yield Column(
        "Tier last year", "text", 10,
        formula=f'=IF({before}="","",IFERROR({register.tier_of(before, "tier_cuts_before")},""))',
    )  # fmt: skip
    yield Column("Moved", "text", 9, formula=_moved(fee_headings) if several else '=""')
    yield Column("Change", "money", 11, "=money_unit", f'=IF({this("Moved")}="","",IFERROR(N({now})-N({before}),""))')
    yield Column(
        "Change if moved", "money", 11, "=money_unit",
        f'=IF(OR({this("Moved")}="",{this("Moved")}="same"),"",{this("Change")})',
    )  # fmt: skip
    yield Column("At risk", "text", 36, "why", _risk(fee_headings))
    yield Column("Value at risk", "money", 11, "=money_unit", f'=IF({this("At risk")}="","",{now})')
    yield Column(COUNTED, "money", 11, "=money_unit", f'=IF(ISNUMBER({now}),{now},"")')


def _value_before(fee_headings: tuple[str, ...]) -> str:
    """The value as it was reckoned a year ago: on the fees until then, with the share that is left of them today.

    Where nothing is left today, that share would turn the fees of then into a loss: they bore the cost of today.
    """
    fees = register.fees_a_year(fee_headings[:-1])
    margin, now, cost = this("Margin"), this("Fees a year"), this("Cost to serve")
    left = (
        f"IF(ISNUMBER({margin}),IF(AND({margin}>0,{now}>0),{fees}*{margin}/{now},"
        f'IF({cost}="",{fees}*usual_share,REL_PROFIT({fees},{cost}))),{fees}*usual_share)'
    )
    kept = f'IF({this("Retention")}="",retention,{this("Retention")})'
    value = f"REL_CLV({left},{kept},rate,timing,first,growth,periods)"
    joined = register.day(this("Joined"))
    # Who pays in neither year and did not join since is worth what it was.
    idle = f'AND(ISNUMBER({this("Value")}),N({now})<=0,IF({this("Joined")}="",TRUE,{joined}<=as_of-365))'
    same = f'IF({idle},{this("Value")},"")'
    return f'=IF(OR({this("Client")}="",N(as_of)<1),"",IFERROR(IF({fees}>0,{value},{same}),""))'


def _moved(fee_headings: tuple[str, ...]) -> str:
    before, now = this("Tier last year"), this("Tier")
    joined = this("Joined")
    # Longer with the firm than the two years that are compared, and paid in the first of them nothing.
    returned = f'IF({joined}="",FALSE,{register.day(joined)}<=as_of-730)'
    if earlier := fee_headings[:-2]:
        cells = f"Clients[[#This Row],[{earlier[0]}]:[{earlier[-1]}]]"
        returned = f'OR(COUNTIF({cells},">0")>0,{returned})'
    arrived = f'IF({returned},"back","new")'
    places = [f"MATCH({tier},tier_names,0)" for tier in (now, before)]
    return (
        f'=IFERROR(IF(AND({now}="",{before}=""),"",IF({now}="","left",IF({before}="",{arrived},'
        f'IF({places[0]}<{places[1]},"up",IF({places[0]}>{places[1]},"down","same"))))),"")'
    )


def _risk(fee_headings: tuple[str, ...]) -> str:
    """Why a client may go, each reason with its figure; of those without value only who got there by lower fees."""
    late, kept, value, falls = this("Days overdue"), this("Retention used"), this("Value"), "FALSE"
    reasons = [f'IF({is_late(late)},", "&{late}&" days late","")']
    if len(fee_headings) > 1:
        before, now = (f"N({this(heading)})" for heading in fee_headings[-2:])
        falls = fell(before, now)
        reasons.append(f'IF({falls},", fees -"&FIXED(100*(1-{now}/{before}),0)&"%","")')
    reasons.append(f'IF({may_leave(f"N({kept})")},", kept with "&FIXED(100*{kept},0)&"%","")')
    return f'=IFERROR(IF(ISNUMBER({value}),IF(OR({value}>0,{falls}),MID({"&".join(reasons)},3,99),""),""),"")'


def _is_for_notes(heading: str) -> bool:
    return any(meaning.role is NOTES for meaning in meanings(read_heading(heading))[:1])


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
