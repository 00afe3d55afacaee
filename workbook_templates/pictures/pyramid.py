"""The client pyramid: bars per tier, the share of clients to the left, the share of what they bring to the right."""

from __future__ import annotations

from workbook_templates.pages.list_page import ANY_NUMBER
from workbook_templates.pages.workings_page import Page
from workbook_templates.pictures import Picture
from workbook_templates.settings import TIERS
from workbook_templates.style import FONT, INK, MUTED, TIER_FILLS, HouseBook, Kind, axis, data_labels

_COUNT, _SHARE_OF_VALUE, _TO_THE_LEFT, _LABEL, _ROOM = 2, 4, 5, 6, 7
_TIER_FONT = {"name": FONT, "size": 9, "color": INK, "bold": True}


def write_pyramid(page: Page, *, tiers: str, values: str, clients: str, total: str, any_client: str) -> int:
    """Write what the pyramid draws, a line per tier; answers the first of the lines, from 0.

    It defines `first_tier_count` and `first_tier_share`.

    Args:
        page: the sheet to write on.
        tiers: the column with each client's tier, as part of a formula.
        values: the column with what each client brings.
        clients: how many clients have a tier.
        total: what all of them bring.
        any_client: zero where there is no client to draw.
    """
    headings: tuple[tuple[str, Kind], ...] = (
        ("Tier", "text"), ("Clients", "count"), ("Share of clients", "share"), ("Share of value", "share"),
        ("Left of zero", "share"), ("On the chart", "text"), ("Room for labels", "share"),
    )  # fmt: skip
    page.part("The pyramid", "Shares of clients are drawn to the left of zero, shares of value to the right.", headings)
    first = page.row
    for place in range(1, len(TIERS) + 1):
        tier, count, share = page.cell(1), page.cell(_COUNT), page.cell(3)
        page.formula(1, f"=INDEX(tier_names,{place})")
        page.formula(_COUNT, f"=COUNTIF({tiers},{tier})", "count")
        page.formula(3, f"=IF({clients}=0,0,{count}/{clients})", "share")
        value = f"SUMIFS({values},{tiers},{tier},{values},{ANY_NUMBER})"
        page.formula(_SHARE_OF_VALUE, f"=IF({total}<=0,0,{value}/{total})", "share")
        page.formula(_TO_THE_LEFT, f"=-{share}", "share")
        page.formula(_LABEL, f'={tier}&IF({any_client}=0,"",": "&{count})')
        page.formula(_ROOM, f"=MIN(-1.4*{share},1.6*{page.cell(_SHARE_OF_VALUE)})", "share")
        page.row += 1
    page.book.name("first_tier_count", page.sheet, first, _COUNT)
    page.book.name("first_tier_share", page.sheet, first, _SHARE_OF_VALUE)
    page.end_part()
    return first


def draw_pyramid(book: HouseBook, sheet: str, first: int, *, of: str = "their value") -> Picture:
    """Draw what was written.

    Args:
        book: the book.
        sheet: the sheet that it was written on.
        first: the first of its lines, from 0.
        of: what the shares to the right are shares of.
    """
    title = f"Left: share of the clients. Right: share of {of}."
    chart = book.chart({"type": "bar"}, title=title)
    last = first + len(TIERS) - 1
    points = [{"fill": {"color": fill}, "border": {"color": MUTED, "width": 0.5}} for fill in TIER_FILLS]
    # The shares of clients are drawn as negative numbers; a share of value may be one.
    for column, name, shown in (
        (_TO_THE_LEFT, "Share of clients", "0%;0%;"), (_SHARE_OF_VALUE, "Share of value", "0%;-0%;"),
    ):  # fmt: skip
        chart.add_series(
            {
                "name": name,
                "categories": [sheet, first, _LABEL, last, _LABEL],
                "values": [sheet, first, column, last, column],
                "points": points,
                "gap": 30,
                "overlap": 100,
                "data_labels": data_labels(position="outside_end", num_format=shown),
            }
        )
    # Unseen, and wider than the bars to the left: it keeps their labels clear of the tiers' names.
    chart.add_series(
        {
            "categories": [sheet, first, _LABEL, last, _LABEL],
            "values": [sheet, first, _ROOM, last, _ROOM],
            "fill": {"none": True},
            "border": {"none": True},
        }
    )
    chart.set_y_axis(axis(reverse=True, label_position="low", num_font=_TIER_FONT, line={"none": True}))
    chart.set_x_axis(axis(visible=False, num_format="0%;0%"))
    return chart, f"Bars per tier, best on top. {title}"
