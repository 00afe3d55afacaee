"""The list of the client matrix: measures of each client and the plan are typed, place, quadrant and state follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workbook_templates.pages.list_page import AMOUNT_ALLOWED, DATE_ALLOWED, Column, ListPage, cell_of
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, FEES, JOINED, MARGIN
from workbook_templates.settings import SHARE_ALLOWED
from workbook_templates.style import TIER_FILLS, HouseBook, Kind

TABLE = "Clients"
INCOME, YEARS = "Income", "Years with us"
ACROSS, UP, QUADRANT, TO_DO, STATE = "Across", "Up", "Quadrant", "What it asks for", "State"
ACTION, OWNER, BY_WHEN, DONE = "Action", "Owner", "By when", "Done"
NO_ACTION, INCOMPLETE, OVERDUE, PLANNED, DONE_WORD = "No action", "Unfinished", "Overdue", "Planned", "Done"
"""The states of a client's action."""


@dataclass(frozen=True)
class Measure:
    """A column that can be an axis."""

    heading: str
    kind: Kind


MEASURES = (
    Measure(INCOME, "money"), Measure("Margin", "money"), Measure("Share of wallet", "share"),
    Measure("Satisfaction", "measure"),
)  # fmt: skip
"""The measures that are typed, besides those that a list of one's own brings along."""


def axes(extra: Sequence[str]) -> tuple[Measure, ...]:
    """All that can be an axis, in the order of the columns."""
    return (*MEASURES, *(Measure(heading, "measure") for heading in extra), Measure(YEARS, "years"))


def typed(extra: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns that people type; `extra` are the headings of further measures."""
    return (
        Column("Client", "text", 27, role=CLIENT, required=True),
        Column("Account manager", "text", 19, role=ACCOUNT_MANAGER),
        Column("Joined", "date", 12, "date", allowed=DATE_ALLOWED, role=JOINED),
        Column(INCOME, "money", 11, "=money_unit", allowed=AMOUNT_ALLOWED, role=FEES),
        Column("Margin", "money", 11, "a year", allowed=AMOUNT_ALLOWED, role=MARGIN),
        Column(
            "Share of wallet", "share", 10, "of theirs", allowed=SHARE_ALLOWED,
            headings=("Wallet share", "Share of purse", "Lieferanteil", "Part de portefeuille", "Cuota de cartera"),
        ),
        Column(
            "Satisfaction", "measure", 12, "mark", allowed=AMOUNT_ALLOWED,
            headings=(
                "Satisfaction score", "Client satisfaction", "NPS", "Loyalty", "Zufriedenheit", "Satisfacción",
                "Soddisfazione",
            ),
        ),
        *(Column(heading, "measure", 12, "from your list", allowed=AMOUNT_ALLOWED) for heading in extra),
        Column(ACTION, "text", 44, headings=("Next action", "Next step", "Maßnahme", "Mesure", "Acción", "Azione")),
        Column(OWNER, "text", 19, headings=("Action owner", "Verantwortlich", "Responsable", "Responsabile")),
        Column(BY_WHEN, "date", 12, "date", allowed=DATE_ALLOWED, headings=("Due", "Deadline", "Fällig", "Échéance")),
        Column(DONE, "date", 12, "date", allowed=DATE_ALLOWED, headings=("Done on", "Erledigt", "Fait", "Hecho")),
    )  # fmt: skip


def _this(heading: str) -> str:
    return cell_of(TABLE, heading)


def _computed(measures: Sequence[Measure]) -> Iterator[Column]:
    client, joined, across, up, quadrant = (_this(heading) for heading in ("Client", "Joined", ACROSS, UP, QUADRANT))
    yield Column(
        YEARS, "years", 9, "years",
        f'=IF(OR({client}="",{joined}="",N(as_of)<1),"",IF({joined}>as_of,"",REL_TENURE({joined},"",as_of)))',
    )  # fmt: skip
    cells = ",".join(_this(measure.heading) for measure in measures)
    for heading, place in ((ACROSS, "across_place"), (UP, "up_place")):
        chosen = f"CHOOSE({place},{cells})"
        unit = f"={place.removesuffix('_place')}"
        yield Column(heading, "measure", 13, unit, f'=IF({client}="","",IF({chosen}="","",{chosen}))')
    yield Column(
        QUADRANT, "text", 12,
        formula=f'=IF(OR({across}="",{up}=""),"",REL_MATRIX({across},{up},across_from,up_from,quadrant_names))',
    )  # fmt: skip
    place = f"MATCH({quadrant},quadrant_names,0)"
    yield Column(TO_DO, "text", 36, formula=f'=IF({quadrant}="","",INDEX(quadrant_meanings,{place})&"")')
    action, owner, by_when, done = (_this(heading) for heading in (ACTION, OWNER, BY_WHEN, DONE))
    yield Column(
        STATE, "text", 12,
        formula=f'=IF({client}="","",IF({done}<>"","{DONE_WORD}",IF({action}="","{NO_ACTION}",'
        f'IF(OR({owner}="",{by_when}=""),"{INCOMPLETE}",IF({by_when}<as_of,"{OVERDUE}","{PLANNED}")))))',
    )  # fmt: skip


def write_clients(book: HouseBook, extra: Sequence[str], rows: Sequence[Sequence[Any]]) -> ListPage:
    """Write sheet Clients."""
    return ListPage(
        book, "Clients", TABLE, (*typed(extra), *_computed(axes(extra))), rows,
        title='="Clients of "&firm',
        intro="One row per client. Type on yellow, add rows below the last one; the white columns follow by "
        "themselves. Action, owner and date are what the team decides for each client.",
        tab=TIER_FILLS[1],
    )  # fmt: skip
