"""The Clients sheet of the retention book: who came, who left, and what each paid in two years."""

from __future__ import annotations

from functools import partial

from workbook_templates.pages.list_page import AMOUNT_ALLOWED, DATE_ALLOWED, Column, cell_of, same_as
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, FEES, JOINED, LEFT

TABLE = "Clients"
START, END, FORMER = "Start list", "End list", "Former list"


this = partial(cell_of, TABLE)
"""The cell of this row in a column."""


def columns(before: str, after: str) -> tuple[Column, ...]:
    """The columns; `before` and `after` are the headings of the fees of the two years that are compared."""
    joined, left, name = this("Joined"), this("Left"), this("Client")
    key, start, end, former = this("Known as"), this(START), this(END), this(FORMER)

    def on_list(fees: str, day: str) -> str:
        there = f'AND(ISNUMBER({joined}),N({joined})<={day},OR({left}="",N({left})>{day}))'
        paid = f"N({this(fees)})>0"
        return f'=IF({key}="","",IF(IF(counted_by="fees",{paid},{there}),{key},""))'

    def listed(heading: str, who: str) -> str:
        return f"COUNTIF({TABLE}[{heading}],{same_as(who)})>0"

    return (
        Column("Client", "text", 27, role=CLIENT, required=True),
        Column("Account manager", "text", 20, role=ACCOUNT_MANAGER),
        Column("Joined", "date", 13, "first day", role=JOINED, allowed=DATE_ALLOWED),
        Column("Left", "date", 13, "first day gone", role=LEFT, allowed=DATE_ALLOWED),
        Column(before, "money", 12, "=money_unit", role=FEES, place=-2, allowed=AMOUNT_ALLOWED),
        Column(after, "money", 12, "=money_unit", role=FEES, place=-1, allowed=AMOUNT_ALLOWED),
        Column("Known as", "text", 24, "without legal form", formula=f'=IF({name}="","",REL_CLIENT_KEY({name}))'),
        Column(START, "text", 24, "clients on start_date", formula=on_list(before, "start_date")),
        Column(END, "text", 24, "clients on as_of", formula=on_list(after, "as_of")),
        Column(
            FORMER, "text", 24, "clients before, gone on start_date",
            # Counted by fees: with us already, and without fees in the first of the two years.
            formula=f'=IF(OR({key}="",{start}<>""),"",IF(IF(counted_by="fees",AND(ISNUMBER({joined}),N({joined})<='
            f'start_date),AND(ISNUMBER({left}),N({left})<=start_date)),{key},""))',
        ),
        Column(
            "Movement", "text", 12,
            # Another row may hold the same client: a second spell, or the second of two lists.
            formula=f'=IF({start}<>"",IF({end}<>"","Kept",IF({listed(END, start)},"Kept","Lost")),'
            f'IF({end}<>"",IF({listed(START, end)},"Kept",IF({former}<>"","Won back",'
            f'IF({listed(FORMER, end)},"Won back","New"))),IF({former}<>"","Former","")))',
        ),
        Column(
            "Years with us", "years", 10, "years",
            formula=f'=IF(OR({key}="",NOT(ISNUMBER({joined}))),"",IF({joined}>as_of,"",REL_TENURE({joined},{left},'
            "as_of)))",
        ),
        Column(
            "Years beyond", "years", 10, "the first ones",
            # As far as losses are on record: who was struck off the list before that stayed unseen.
            formula=f'=IF({this("Years with us")}="","",MAX(0,{this("Years with us")}-MAX(early_years,'
            f'IF(records_since="",0,(records_since-{joined})/365.25))))',
        ),
        Column("Fees lost", "money", 12, "=money_unit", formula=f'=IF({this("Movement")}="Lost",N({this(before)}),"")'),
        Column(
            "Joined on record", "date", 13, "for the cohorts",
            formula=f'=IF(ISNUMBER({joined}),IF(AND(records_since<>"",{joined}<records_since),"",{joined}),"")',
        ),
    )  # fmt: skip
