"""The Answer of relationship care: whom to call, who is loosely held, what to offer, who has the time."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.pages.answer_page import AnswerPage, Card
from workbook_templates.pictures import Picture
from workbook_templates.pictures.names import add_names
from workbook_templates.relationship_care.figures import CHART_DATA, NAMED, Figures
from workbook_templates.sentences import UNRECORDED, amount, count_of, percent
from workbook_templates.style import (
    FONT,
    HAIRLINE,
    HOUSE,
    INK,
    MUTED,
    PANEL,
    TIER_FILLS,
    HouseBook,
    Kind,
    axis,
    data_labels,
)

PICTURE_ROWS = 14
SHOWN = 7
"""Clients in each short list."""
_SMALL = {"name": FONT, "size": 9, "color": INK}


def _sentences() -> Iterator[str]:
    share = percent("overdue_fees/fees_total")
    yield (
        '=IFERROR(IF(N(as_of)<1,"There is no valuation date: type one on sheet Settings (as_of), and every figure '
        'follows.",IF(client_count=0,"No clients yet: type or paste them on sheet Clients, and every figure here '
        'follows.",IF(OR(contact_count=0,COUNT(Clients[Days overdue])=0),'
        '"Nothing is known of past contacts: type the days on sheet Clients.",'
        'IF(overdue_count=0,"No contact is overdue"&IF(unrecorded_count=0,": everybody was spoken to in time.","."),'
        '"Call "&call_client&" first: "&'
        f'{count_of("call_days", "day", "days")}&" late, "&{amount("call_fees")}&" a year"&IF(call_manager="","",", '
        f'looked after by "&call_manager)&". Contact is overdue with "&{count_of("overdue_count", "client", "clients")}'
        f'&" of "&client_count&IF(fees_total>0,", who bring "&{share}&" of the fees","")&".")&{UNRECORDED}))),'
        '"A cell cannot be read: sheet Checks says on which sheet.")'
    )
    yield (
        '=IFERROR(IF(OR(client_count=0,bond_count=0),"",IF(loose_count=0,"No client is loosely held.",'
        f'{count_of("loose_count", "client is", "clients are")}&" loosely held (below "&loose_below&" of 100) and '
        f'"&IF(loose_count=1,"brings ","bring ")&{amount("loose_fees")}&" a year; the largest is "&loose_client&", '
        'held by "&IF(loose_score=0,"nothing",FIXED(loose_score,0)&" of 100")&".")),"")'
    )
    yield (
        '=IFERROR(IF(OR(client_count=0,known_count=0),"",IF(single_count=0,"No client hangs on one person alone.",'
        f'"With "&{count_of("single_count", "client", "clients")}&" everything goes through one person, on their side '
        f'or ours: "&{amount("single_fees")}&" a year; the largest is "&single_client&".")),"")'
    )
    yield (
        '=IFERROR(TRIM(IF(OR(client_count=0,busy_line=""),"",busy_manager&" has "&FIXED(busy_needed,0)&" hours of work '
        f'for "&FIXED(busy_hours,0)&" hours ("&{percent("busy_load")}&")"&IF(OR(room_line="",room_line=busy_line),"",'
        '"; most room has "&room_manager&", "&FIXED(room_hours,0)&" hours")&".")&'
        'IF(OR(client_count=0,manager_count<2,main_share="",main_manager="Unassigned"),""," With "&main_manager&" '
        f'stand "&{percent("main_share")}&" of the fees, at stake should this one person leave.")),"")'
    )
    yield (
        '=IFERROR(IF(client_count=0,"",IF(service_count<2,"What to offer is not known: give your list a column of fees '
        'for each service, such as Audit and Tax advice, and make this workbook from it anew.",'
        'IF(offer_line="","","Offer "&offer_service&" to "&offer_client&" first: "&'
        f'{amount("offer_expected")}&" a year to expect, at a chance of "&{percent("offer_chance")}&". The best offer '
        f'to each client is worth "&{amount("offer_total")}&" together."))),"")'
    )
    yield (
        '=IFERROR(IF(client_count=0,"",IF(date_count=0,"","In the next "&window&" days there "&'
        f'IF(date_count=1,"is ","are ")&{count_of("date_count", "key date", "key dates")}&", the first with '
        '"&date_client&IF(date_days=0," today"," in "&'
        f'{count_of("date_days", "day", "days")})&".")),"")'
    )


def _if_any(formula: str) -> str:
    return f'=IF(client_count=0,"",{formula})'


_CARDS = (
    Card("Clients", _if_any("client_count"), '=IF(as_of_words="","","on "&as_of_words)', "count"),
    Card("Fees", _if_any(amount("fees_total")), '="a year"&IF(service_count<2,"",", all services")'),
    Card(
        "Contacts overdue", _if_any('IF(contact_count=0,"",overdue_count)'),
        _if_any('IF(contact_count=0,"no past contact is known","by the cadence of their tier")'), "count",
    ),
    Card("Loosely held", _if_any('IF(bond_count=0,"",loose_count)'), '="clients held by less than "&loose_below',
         "count"),
    Card("Known to one person", _if_any('IF(known_count=0,"",single_count)'), "of theirs, or of ours", "count"),
    Card("Best offers", _if_any(f'IF(offer_line="","",{amount("offer_total")})'), "a year to expect, all together"),
)  # fmt: skip


def write_answer(page: AnswerPage, figures: Figures) -> None:
    """Write the sheet, and let the book open on it."""
    page.title(
        '=firm&": which relationships need care now"',
        '=IF(as_of_words="","","As of "&as_of_words&".")&IF(money_unit="",""," Amounts in "&money_unit&".")&'
        'IF(test_all," All checks hold."," A check does not hold: see sheet Checks.")',
    )
    page.sentences(tuple(_sentences()))
    page.cards(_CARDS)
    heading = (
        '=IFERROR(IF(busy_line="",IF(client_count=0,"The load of the account managers","Type hours on sheet Clients to '
        'see the load of each account manager"),IF(busy_load>1,busy_manager&" has more work than '
        f'hours: "&{percent("busy_load")}&" taken","Everybody has time: at most "&{percent("busy_load")}&" is taken, '
        'by "&busy_manager)),"The load of the account managers")'
    )
    page.picture(*_load(page.book, figures), heading, columns=6, rows=PICTURE_ROWS)
    heading = (
        '=IFERROR(IF(OR(bond_count=0,loose_count=0),"How firmly each client is held",'
        f'{percent("loose_fees/fees_total")}&" of the fees come from clients whom little holds"),'
        '"How firmly each client is held")'
    )
    page.picture(*_map(page.book, figures), heading, column=7, columns=6, rows=PICTURE_ROWS)
    page.below(PICTURE_ROWS)
    _write_lists(page, figures)
    page.below(SHOWN + 1)
    page.link("Replace the clients on sheet Clients by your own, then sheets Contacts and Team.", "Clients")
    page.end()


def _load(book: HouseBook, figures: Figures) -> Picture:
    title = "Hours of work a year per account manager, against the hours there are"
    chart = book.chart({"type": "bar", "subtype": "stacked"}, title=title)
    first, last = figures.bars
    over = {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": TIER_FILLS[1]}
    for column, name, look in (
        (2, "Within the hours", {"fill": {"color": HOUSE}, "border": {"color": HOUSE}}),
        (3, "Beyond them", {"pattern": over, "border": {"color": INK}}),
        (4, "Free", {"fill": {"color": PANEL}, "border": {"color": MUTED, "dash_type": "dash"}}),
    ):
        font = {**_SMALL, "color": "#FFFFFF"} if column == 2 else {**_SMALL, "bold": column == 3}
        labels = {} if column == 3 else {"data_labels": data_labels(num_format="#,##0;;", font=font)}
        chart.add_series(
            {
                "name": name,
                "categories": [CHART_DATA, first, 1, last, 1],
                "values": [CHART_DATA, first, column, last, column],
                "gap": 60,
                **look,
                **labels,
            }
        )
    chart.set_y_axis(
        axis(reverse=True, label_position="low", line={"color": HAIRLINE}, crossing="max", interval_unit=1)
    )
    chart.set_x_axis(axis(min=0, num_format="#,##0", name="hours a year"))
    chart.set_legend({"position": "top", "font": _SMALL})
    return chart, "Stacked bars, an account manager each: hours of work within the hours there are, beyond, and free."


def _map(book: HouseBook, figures: Figures) -> Picture:
    title = "Each mark a client: how firmly it is held (across) and its fees a year (up)"
    chart = book.chart({"type": "scatter"}, title=title)
    first, last = figures.points
    for column, name, mark, fill in (
        (3, "Loosely held", "diamond", TIER_FILLS[1]),
        (4, "Well held", "circle", HOUSE),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [CHART_DATA, first, 2, last, 2],
                "values": [CHART_DATA, first, column, last, column],
                "marker": {"type": mark, "size": 8, "fill": {"color": fill}, "border": {"color": INK, "width": 0.5}},
            }
        )
    chart.add_series(
        {
            "categories": [CHART_DATA, figures.cut, 2, figures.cut + 1, 2],
            "values": [CHART_DATA, figures.cut, 3, figures.cut + 1, 3],
            "line": {"color": MUTED, "width": 1, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    add_names(chart, CHART_DATA, figures.named, NAMED)
    chart.set_legend({"position": "top", "font": _SMALL, "delete_series": list(range(2, 3 + NAMED))})
    name = f"how much holds the client, 0 to 100 (named: the {NAMED} largest loosely held, where there is room)"
    # It begins below 0, so that clients whom nothing holds do not stand on the scale of the fees.
    chart.set_x_axis(
        axis(min=-10, max=100, major_unit=10, num_format="0;;0", name=name, label_position="low", crossing=-10)
    )
    grid = {"visible": True, "line": {"color": PANEL}}
    chart.set_y_axis(axis(min=0, num_format="#,##0", name="fees a year", major_gridlines=grid))
    return chart, "A scatter chart with a mark per client: how much holds it across, its fees a year up."


def _write_lists(page: AnswerPage, figures: Figures) -> None:
    clients, dates = figures.clients, figures.dates
    client: tuple[str, Kind, int] = ("Client", "text", 2)

    def lines_of(order: str, headings: tuple[str, str, str]) -> list[list[str]]:
        return [
            [
                f'=IFERROR({clients.at(heading, clients.largest(order, str(place)))},"")'
                for heading in headings
            ]
            for place in range(1, SHOWN + 1)
        ]  # fmt: skip

    page.short_list(
        "Whom to call: overdue, largest fees first", (client, ("Manager", "text", 1), ("Days late", "count", 1)),
        lines_of("Overdue, in order", ("Client", "Account manager", "Days overdue")), column=1, parted=True,
    )  # fmt: skip
    page.short_list(
        "What to offer: largest expected fee first", (client, ("Service", "text", 1), ("To expect", "money", 1)),
        lines_of("Offer, in order", ("Client", "Offer next", "Expected fee")), column=5, parted=True,
    )  # fmt: skip
    days = [
        [f'=IF(date_count<{place},"",INDEX({dates.cells(column)},{place}))' for column in range(3)]
        for place in range(1, SHOWN + 1)
    ]
    soon: tuple[tuple[str, Kind, int], ...] = (client, ("Date", "date", 1), ("In days", "count", 1))
    page.short_list('="Key dates in the next "&window&" days"', soon, days, column=9, parted=True)
