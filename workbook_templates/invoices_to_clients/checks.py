"""What must hold in invoices to clients."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.invoices_to_clients.clients import FROM_ROW, TO_ROW, TOTAL_ROW, ClientLines
from workbook_templates.invoices_to_clients.workings import BEST, OTHERS, SHEET, Places
from workbook_templates.pages.checks_page import Check, multiple_by_hand
from workbook_templates.pages.list_page import filled_in


def checks(lines: ClientLines, places: Places) -> Iterator[Check]:
    """What must hold."""
    typed = ("Invoices[Client]", "Invoices[Invoice date]", "Invoices[Amount]")
    blank, filled = (",".join(f'{column},"{sign}"' for column in typed) for sign in ("=", "<>"))
    yield Check(
        "test_complete", "Every invoice has a client, a date and an amount: invoices that lack one.",
        f"ROWS(Invoices[Client])-COUNTIFS({blank})-COUNTIFS({filled})",
    )  # fmt: skip
    yield Check(
        "test_date", "No invoice is dated after the valuation date (as_of on sheet Settings): invoices that are.",
        "late_count",
    )  # fmt: skip
    yield Check(
        "test_reach", f"The clients fit the {lines.count:,} lines of sheet Clients: clients beyond them.",
        f"MAX(0,client_count-{lines.count})",
    )  # fmt: skip
    yield Check(
        "test_clients", "Every client has a line, and every line a first invoice.",
        f"COUNT({lines.column('First invoice')})", "client_count",
    )  # fmt: skip
    yield Check(
        "test_invoices", "The invoices of all clients are all invoices.", f"SUM({lines.column('Invoices')})",
        filled_in("Invoices[Client]"),
    )  # fmt: skip
    yield Check(
        "test_fees", "What all clients paid is what was invoiced.", f"SUM({lines.column('Fees, all years')})",
        "SUM(Invoices[Amount])",
    )  # fmt: skip
    earlier, last = "Earlier", f"Year {lines.years}"
    yield Check(
        "test_years", "The years of all clients, and what is earlier, add up to what was invoiced.",
        f"SUM({lines.column(earlier)})+SUM({lines.column('Year 1', last)})", "SUM(Invoices[Amount])",
    )  # fmt: skip
    year = lines.years - 1
    yield Check(
        "test_latest_year", "The fees of the latest year, straight from the invoices.",
        lines.year(TOTAL_ROW, year),
        f'SUMIFS(Invoices[Amount],Invoices[Invoice date],">="&{lines.year(FROM_ROW, year)},'
        f'Invoices[Invoice date],"<"&{lines.year(TO_ROW, year)}+1)',
    )  # fmt: skip
    yield Check(
        "test_first_invoice", "The first invoice of all clients is the first invoice.",
        f"MIN({lines.column('First invoice')})", "N(first_invoice)",
    )  # fmt: skip
    yield Check(
        "test_last_invoice", "The last invoice of all clients is the last one up to the valuation date.",
        f"MAX({lines.column('Last invoice')})", "N(last_invoice)",
    )  # fmt: skip
    yield Check(
        "test_scores", "Every client has scores of recency, frequency and amount.", f"COUNT({lines.column('RFM')})",
        "client_count",
    )  # fmt: skip
    columns = "ABCDEFG"
    drawn = f"{SHEET}!${columns[BEST]}${places.years + 1}:${columns[OTHERS]}${places.years + lines.years}"
    yield Check(
        "test_picture", "The columns of the picture add up to the fees of its years.", f"SUM({drawn})",
        f"SUM({lines.column('Year 1', last)})",
    )  # fmt: skip
    yield Check(
        "test_value_by_hand", "The value of the client who paid most, by the textbook formula in plain Excel.",
        _by_hand(lines), f"SUM({lines.cell('Value', 0)})",
    )  # fmt: skip


def _by_hand(lines: ClientLines) -> str:
    margin = f"{lines.cell('Fees a year', 0)}*margin_share"
    return f"IF(client_count=0,0,{margin}*{multiple_by_hand('retention')})"
