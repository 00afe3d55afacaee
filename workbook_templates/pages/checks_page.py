"""The sheet Checks of a template, the last one: what must hold, each under a name, and one name for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbook_templates.style import HouseBook, Kind, colour_verdicts


@dataclass(frozen=True)
class Check:
    """Two figures that must be equal.

    Attributes:
        name: the name of the verdict; it begins with ``test_``.
        says: what must hold, and what is counted where a fault is.
        one: a formula, without its equals sign.
        other: what it must equal.
    """

    name: str
    says: str
    one: str
    other: str = "0"


DATE_KNOWN = Check(
    "test_date", "There is a valuation date (as_of on sheet Settings): dates missing.", "IF(N(as_of)<1,1,0)"
)
"""For books whose figures rest on the setting as_of."""


def multiple_by_hand(retention: str) -> str:
    """What each 1 of yearly margin is worth: the textbook formula in plain Excel, for checks of what REL_CLV answers.

    Rate, growth, timing, first and periods are those of sheet Settings.

    Args:
        retention: the chance to stay a year, as part of a formula.
    """
    ratio = f"({retention}*(1+growth)/(1+rate))"
    arrives = '(1+rate)^IF(timing="end",-1,IF(timing="mid",-0.5,0))'
    years = f"IF(ISNUMBER(periods),IF({ratio}=1,periods,(1-{ratio}^periods)/(1-{ratio})),1/(1-{ratio}))"
    return f'{arrives}*IF(first="at risk",{retention},1)*{years}'


class ChecksPage:
    """Makes the sheet when constructed, and fills it."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.sheet = book.sheet("Checks", (2, 88, 18, 18, 12, 30), freeze=(5, 0), repeat=(0, 4))

    def write(self, checks: Iterable[Check]) -> None:
        """Write a line per check, and the master check on top."""
        book, sheet, checks = self.book, self.sheet, tuple(checks)
        sheet.set_row(0, 28)
        sheet.write(0, 1, "Checks", book.format("title"))
        intro = "Each line compares two figures that must be equal. When all hold, the sheets agree with each other."
        sheet.write(1, 1, intro, book.format("subtitle"))
        first, last = 5, 4 + len(checks)
        sheet.write(2, 1, "All checks hold", book.format("heading"))
        everything = book.format("verdict", font_size=12)
        sheet.write_formula(2, 4, f"=AND($E${first + 1}:$E${last + 1})", everything, False)
        sheet.write(2, 5, "test_all", book.format("unit"))
        book.name("test_all", sheet, 2, 4)
        headings: tuple[tuple[str, Kind], ...] = (
            ("What must hold", "text"), ("This", "count"), ("Must equal", "count"), ("Holds", "date"), ("Name", "text"),
        )  # fmt: skip
        book.headings(sheet, 4, 1, headings)
        # Not General itself, in whose cells LibreOffice shows a difference of days as a date.
        figure = book.format("result", "count", num_format="General;-General")
        for row, check in enumerate(checks, first):
            sheet.write(row, 1, check.says, book.format("label"))
            sheet.write_formula(row, 2, f"={check.one}", figure, 0)
            sheet.write_formula(row, 3, f"={check.other}", figure, 0)
            one, other = f"$C{row + 1}", f"$D{row + 1}"
            verdict = f"=IF(ISERROR({one}-{other}),FALSE,ABS({one}-{other})<=0.000000001*MAX(1,ABS({other})))"
            sheet.write_formula(row, 4, verdict, book.format("verdict"), False)
            sheet.write(row, 5, check.name, book.format("unit"))
            book.name(check.name, sheet, row, 4)
        colour_verdicts(book, sheet, [(2, 2), (first, last)], 4, 5)
