"""The button Deal or relationship: money once, or less of it year after year."""

from __future__ import annotations

from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import missing_settings
from addin.commands.page import Page
from addin.commands.worth import PARTS, chosen_worth
from addin.edits import Chart, Content, Edit, Formula, Series, Validation
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import ACCENT, TIER_FILLS, Kind

_DEAL, _MARGIN = 200_000.0, 300_000.0  # the case of a law firm: a large matter once, or smaller ones every year
_YEARS = 15
_LONGEST_TEXT = 240
_INPUTS_ROW, _ANSWERS_ROW, _YEARS_ROW = 7, 17, 27
_FIRST = _YEARS_ROW + 1
_BAND: tuple[tuple[str, Kind], ...] = (("", "text"), ("", "text"))
_INPUTS: tuple[tuple[str, str, Kind, str], ...] = (
    ("deal", "The deal, once", "money", "Its margin today, not its fees: after what it costs to do the work."),
    ("margin", "The relationship, a year", "money", "Its margin a year, after the cost to serve."),
    ("retention", "Retention", "rate", "The chance that the client stays a year."),
    ("rate", "Discount rate", "rate", "What money a year later loses in worth today."),
    ("timing", "Timing", "text", "When a year's margin arrives: end, mid or start of the year."),
    ("first", "First year", "text", "certain: it is sure. at risk: it comes only if the client stays."),
    ("growth", "Growth of margin", "rate", "Of a client who stays."),
    ("periods", "Horizon", "count", "In years; blank: as long as the relationship may last."),
)
_CELLS = {name: f"$B${_INPUTS_ROW + place}" for place, (name, *_) in enumerate(_INPUTS, 1)}
_ANSWERS: tuple[tuple[str, Kind, str], ...] = (
    ("Worth of the deal", "money", "In today's money."),
    ("Worth of the relationship", "money", "In today's money, each year weighted by the chance that it comes."),
    ("Difference", "money", "What the relationship is worth more; below 0 the deal is worth more."),
    ("Times as much", "factor", "The relationship against the deal."),
    ("Break-even retention", "rate", "Both are worth the same when this share of such clients stays each year."),
    ("Years until it is ahead", "count", "The first year by which what has come in is worth as much as the deal."),
    ("Largest concession", "money", "So much may be given away to win the relationship, before the deal is better."),
    ("Off every fee", "rate", "The same as a share of every year's margin."),
)  # fmt: skip
"""The rows of REL_COMPARE, as a reader of the sheet calls them."""


@command("Deal or relationship", group="Value", icon="deal")
def deal_or_relationship(snapshot: Snapshot) -> list[Edit]:
    """Compares a one-off deal with the relationship that it stands against: which is worth more, and what flips it."""
    page = Page(snapshot, "deal", "Deal or relationship")
    page.put(1, 1, "A deal, or a relationship?", "title")
    first = _inputs(page, snapshot)
    _answers(page)
    _years(page)
    title = "What has come in by then, in today's money"
    years = Area(_FIRST, 1, _FIRST + _YEARS, 1)
    series = tuple(
        Series(name, years, Area(_FIRST, column, _FIRST + _YEARS, column), fill)
        for column, name, fill in ((2, "The deal", TIER_FILLS[1]), (3, "The relationship", ACCENT))
    )
    alt = f"Two lines over the years. {title}: the deal's is level, the relationship's rises."
    chart = Chart("line", title, alt, series, _YEARS_ROW, 5, 580, 300, "#,##0")
    timing = {"validate": "list", "source": ["end", "mid", "start"], "ignore_blank": True}
    risk = {"validate": "list", "source": ["certain", "at risk"], "ignore_blank": True}
    rows = [_INPUTS_ROW + 1 + [name for name, *_ in _INPUTS].index(part) for part in ("timing", "first")]
    validations = tuple(
        Validation(Area(row, 2, row, 2), tuple(allowed.items()))
        for row, allowed in zip(rows, (timing, risk), strict=True)
    )
    widths = (30, 18, 18, 2, 80)
    return [*first, *page.edits(snapshot.sheet.name, widths, charts=(chart,), validations=validations)]


def _inputs(page: Page, snapshot: Snapshot) -> list[Edit]:
    """The yellow cells, from the chosen client or from the settings; answers what must be made before them."""
    margin = _CELLS["margin"]
    given: dict[str, Content]
    try:
        worth = chosen_worth(snapshot)
    except CommandRefused as refused:
        first = missing_settings(snapshot)
        given = {"deal": _DEAL, "margin": _MARGIN, **{part: Formula("=" + part) for part in PARTS[1:]}}
        page.put(2, 1, "An example to type over. Change what is yellow.", "subtitle")
        # Excel takes no longer text in a formula.
        why = f"No client was taken from sheet {snapshot.sheet.name}: {refused}"[:_LONGEST_TEXT].replace('"', '""')
        page.formula(3, 1, f'"{why}"', "note")
    else:
        first = list(worth.edits)
        given = {part: Formula("=" + text) if text else None for part, text in worth.parts.items()}
        given["deal"] = Formula("=" + margin)
        page.put(2, 1, "Change what is yellow; the relationship is that of the client chosen in the list.", "subtitle")
        page.formula(
            3, 1, f'"The relationship: "&{worth.title}&". The deal: one year of it, until you type another."', "note"
        )
    page.headings(_INPUTS_ROW, (("What is compared", "text"), ("Value", "count"), ("What it is", "text"), *_BAND))
    for row, (name, label, kind, meaning) in enumerate(_INPUTS, _INPUTS_ROW + 1):
        page.put(row, 1, label, "label")
        content = given[name]
        if isinstance(content, Formula) and name not in ("deal", "margin"):
            # A blank setting stays blank: a formula that refers to it would show 0.
            plain = content.text[1:]
            content = Formula(f'=IF({plain}="","",{plain})')
        page.typed(row, 2, content, "count" if kind == "text" else kind)
        page.put(row, 3, meaning, "note")
    return first


def _answers(page: Page) -> None:
    order = ("rate", "deal", "margin", "retention", "timing", "first", "growth", "periods")
    compared = f"REL_COMPARE({','.join(_CELLS[name] for name in order)})"
    lacking = f'OR({_CELLS["deal"]}="",{_CELLS["margin"]}="")'
    page.headings(_ANSWERS_ROW, (("What comes of it", "text"), ("Answer", "count"), ("What it is", "text"), *_BAND))
    # Where there is no such number, the function answers an error that says so.
    none = {"Times as much": "no deal", "Break-even retention": "none", "Years until it is ahead": "never",
            "Off every fee": "none"}  # fmt: skip
    places = {}
    for place, (label, kind, meaning) in enumerate(_ANSWERS, 1):
        row = _ANSWERS_ROW + place
        answer = f"INDEX({compared},{place + 1},2)"
        if label in none:
            answer = f'IFERROR({answer},"{none[label]}")'
        page.put(row, 1, label, "label")
        page.formula(row, 2, f'IF({lacking},"",{answer})', "result", kind)
        page.put(row, 3, meaning, "note")
        places[label] = f"$B${row}"
    deal, worth, times, more, even = (
        places[label]
        for label in (
            "Worth of the deal", "Worth of the relationship", "Times as much", "Difference", "Break-even retention",
        )
    )  # fmt: skip
    both = f'TEXT({worth},"#,##0")&" against "&TEXT({deal},"#,##0")&"."'
    page.formula(
        4, 1,
        f'IF(NOT(ISNUMBER({more})),"Type what the deal and a year of the relationship bring.",IF({more}<0,'
        f'"The deal is worth more than the relationship: the relationship brings "&{both},IF(ISNUMBER({times}),'
        f'"The relationship is worth "&TEXT({times},"0.0")&" times as much as the deal: "&{both},'
        f'"The relationship is worth more than the deal: "&{both})))',
        "message",
    )  # fmt: skip
    assumed = f'TEXT({even},"0%")&" of such clients stay each year; assumed are "&TEXT({_CELLS["retention"]},"0%")&"."'
    page.formula(
        5, 1,
        f'IF(NOT(ISNUMBER({more})),"",IF(NOT(ISNUMBER({even})),"Even if every client stayed, the relationship would '
        f'not catch up with the deal.",IF({even}<=0,"Even if nobody stayed longer than a year, the relationship would '
        f'be worth as much as the deal.","Both are worth the same when "&{assumed})))',
        "message",
    )  # fmt: skip


def _years(page: Page) -> None:
    page.headings(_YEARS_ROW, (("After year", "count"), ("The deal", "money"), ("The relationship", "money")))
    deal, margin, periods = _CELLS["deal"], _CELLS["margin"], _CELLS["periods"]
    given = ",".join(_CELLS[name] for name in PARTS[:-1])
    for year in range(_YEARS + 1):
        row = _FIRST + year
        page.put(row, 1, float(year), "label", "count")
        page.formula(row, 2, f"N({deal})", "result", "money")
        counted = f'IF({periods}="",$A{row},MIN($A{row},{periods}))'
        page.formula(row, 3, f'IF({margin}="",0,REL_CLV({given},{counted}))', "result", "money")
