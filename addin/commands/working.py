"""The button Show the working: a value taken apart year by year, in formulas that need no add-in."""

from __future__ import annotations

from addin.commands.cell_formula import native
from addin.commands.command import command
from addin.commands.page import Page
from addin.commands.worth import PARTS, Worth, chosen_worth
from addin.edits import Chart, Content, Edit, Formula, Series
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import ACCENT, Kind, Role

_YEARS = 30
_INPUTS_ROW = 5
_YEARS_ROW = 18
_FIRST, _LAST = _YEARS_ROW + 1, _YEARS_ROW + _YEARS
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Year", "count"), ("Margin", "money"), ("Chance to be there", "rate"), ("Discount factor", "rate"),
    ("Present value", "money"), ("Added up", "money"),
)  # fmt: skip
_INPUTS: tuple[tuple[str, str, Kind, Content, str], ...] = (
    ("margin", "Margin a year", "money", None, "What the client's fees leave after the cost to serve."),
    ("retention", "Retention", "rate", None, "The chance that the client stays a year."),
    ("rate", "Discount rate", "rate", None, "What money a year later loses in worth today."),
    ("timing", "Timing", "text", "end", "When a year's margin arrives: end, mid or start of the year."),
    ("first", "First year", "text", "certain", "at risk: next year's margin comes only if the client stays."),
    ("growth", "Growth of margin", "rate", 0.0, "Of a client who stays."),
    ("periods", "Horizon", "count", "without end", "In years; without end: as long as the relationship may last."),
)
"""Each argument, what it is called, what it holds, what is usual where it is not given, and what it means."""
_CELLS = {name: f"$B${_INPUTS_ROW + place}" for place, (name, *_) in enumerate(_INPUTS, 1)}
_OFFSET, _RATIO, _COUNTED = (f"$B${_INPUTS_ROW + place}" for place in (8, 9, 10))
_LOOKS: tuple[tuple[Role, Kind], ...] = tuple(("result", kind) for _, kind in _HEADINGS)


@command("Show the working", group="Value", icon="working")
def show_the_working(snapshot: Snapshot) -> list[Edit]:
    """Shows how a client's value is worked out, year by year, in plain formulas that need no add-in."""
    worth = chosen_worth(snapshot)
    page = Page(snapshot, "working", "Working")
    page.formula(1, 1, f'"How the value of "&{worth.title}&" is worked out"', "title")
    page.put(2, 1, "Plain formulas only: they stay true in a copy that is opened without Tenure.", "subtitle")
    fed = [part for part in PARTS if "REL_" in native(worth.parts[part])]
    if fed:
        page.put(4, 1, f"Tenure still computes what goes in as {' and '.join(fed)}.", "note")
    _inputs(page, worth)
    _years(page)
    _check(page, worth)
    title = "How the value adds up, year after year"
    series = (Series("Added up", Area(_FIRST, 1, _LAST, 1), Area(_FIRST, 6, _LAST, 6), ACCENT),)
    chart = Chart("line", title, f"A line. {title}.", series, _YEARS_ROW, 8, 640, 320, "#,##0")
    edits = page.edits(snapshot.sheet.name, (24, 15, 17, 15, 15, 15, 2, 80), charts=(chart,))
    return [*worth.edits, *edits]


def _inputs(page: Page, worth: Worth) -> None:
    headings: tuple[tuple[str, Kind], ...] = (("What goes in", "text"), ("Value", "count"), ("What it is", "text"))
    page.headings(_INPUTS_ROW, (*headings, ("", "text"), ("", "text"), ("", "text")))
    for row, (part, label, kind, usual, meaning) in enumerate(_INPUTS, _INPUTS_ROW + 1):
        page.put(row, 1, label, "label")
        page.put(row, 2, _given(worth.parts[part], usual), "result", "count" if kind == "text" else kind)
        page.put(row, 3, meaning, "note")
    timing, retention, growth, rate, periods = (
        _CELLS[name] for name in ("timing", "retention", "growth", "rate", "periods")
    )
    derived: tuple[tuple[str, str, Kind, str], ...] = (
        (
            "Before the year's end", f'IF({timing}="start",1,IF({timing}="mid",0.5,0))', "years",
            "How long before the end of its year a margin arrives, in years.",
        ),
        (
            "A year against the last", f"{retention}*(1+{growth})/(1+{rate})", "rate",
            "Retention x (1 + growth) / (1 + rate): what a year is worth today against the one before it.",
        ),
        (
            "Years shown", f"IF(ISNUMBER({periods}),MIN({periods},{_YEARS}),{_YEARS})", "count",
            "One by one in the table below; those after them stand in one row.",
        ),
    )  # fmt: skip
    for row, (label, formula, kind, meaning) in enumerate(derived, _INPUTS_ROW + len(_INPUTS) + 1):
        page.put(row, 1, label, "label")
        page.formula(row, 2, formula, "result", kind)
        page.put(row, 3, meaning, "note")


def _given(text: str, usual: Content) -> Content:
    """What goes in, or what is usual where nothing is given."""
    if not text:
        return usual
    plain = native(text)
    if usual is None:
        return Formula("=" + plain)
    shown = f'"{usual}"' if isinstance(usual, str) else f"{usual:g}"
    return Formula(f'=IF({plain}="",{shown},{plain})')


def _years(page: Page) -> None:
    page.headings(_YEARS_ROW, _HEADINGS)
    margin, retention, rate, first, growth = (
        _CELLS[name] for name in ("margin", "retention", "rate", "first", "growth")
    )
    for row in range(_FIRST, _LAST + 1):
        above = row - 1
        begins = (margin, f'IF({first}="at risk",{retention},1)')
        goes_on = (f"B{above}*(1+{growth})", f"C{above}*{retention}")
        amount, chance = begins if row == _FIRST else goes_on
        factor = f"(1+{rate})^-($A{row}-{_OFFSET})"
        formulas = (amount, chance, factor, f"B{row}*C{row}*D{row}", f"SUM(E${_FIRST}:E{row})")
        contents = [Formula(f'=IF($A{row}<={_COUNTED},{text},"")') for text in formulas]
        page.line(row, (float(above - _YEARS_ROW + 1), *contents), (("label", "count"), *_LOOKS[1:]))


def _check(page: Page, worth: Worth) -> None:
    last, row, periods = f"$E${_LAST}", _LAST + 1, _CELLS["periods"]
    more = f"({periods}-{_YEARS})"
    after = (
        f"IF(NOT(ISNUMBER({periods})),{last}*{_RATIO}/(1-{_RATIO}),IF({periods}<={_YEARS},0,"
        f"IF({_RATIO}=1,{last}*{more},{last}*{_RATIO}*(1-{_RATIO}^{more})/(1-{_RATIO}))))"
    )
    page.put(row, 1, f"After year {_YEARS}", "label")
    page.formula(row, 5, after, "result", "money")
    page.put(row, 8, f"After year {_YEARS}: all later years at once, the sum of a geometric series.", "note")
    page.put(row + 1, 1, "All years", "total")
    for column in (2, 3, 4, 6):
        page.put(row + 1, column, None, "total")
    page.formula(row + 1, 5, f"SUM(E{_FIRST}:E{row})", "total", "money")
    page.put(row + 2, 1, f"{worth.address} shows", "note")
    page.formula(row + 2, 5, worth.shown, "result", "money")
    shows, sums = f"E{row + 2}", f"E{row + 1}"
    agrees = f"IF(AND(ISNUMBER({shows}),ISNUMBER({sums})),ABS({sums}-{shows})<=0.000000001*MAX(1,ABS({shows})),FALSE)"
    page.put(row + 3, 1, "Both agree", "label")
    page.formula(row + 3, 5, agrees, "verdict")
    shown, summed = f'TEXT({shows},"#,##0")', f'"The years add up to "&TEXT({sums},"#,##0")'
    agreed = f'{summed}&", which is what the cell shows."'
    differs = f'{summed}&", the cell shows "&{shown}&": what goes in has changed since."'
    blank = '"The cell shows no value: it is blank where a client has left, or an error."'
    page.formula(3, 1, f"IF(ISNUMBER({shows}),IF(E{row + 3},{agreed},{differs}),{blank})", "message")
