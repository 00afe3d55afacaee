"""The sheet Settings of a template: every number that a formula would otherwise hold, under its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbook_templates.pages.checks_page import Check
from workbook_templates.settings import QUADRANTS, SHARE_ALLOWED, TIERS, Setting
from workbook_templates.style import HouseBook, write_value

CHOICES = 20
"""Rows for the entries of each drop-down."""
_NAMED_MEANINGS = ("Tier, best first", "Contact every", "Unit", "Best share of clients", "What it means")


class SettingsPage:
    """Makes the sheet when constructed, so that its tab stands in its place; its parts are written from the top."""

    def __init__(self, book: HouseBook) -> None:
        self.book = book
        self.sheet = book.sheet("Settings", (2, 30, 24, 12, 20, 100), freeze=(3, 0), one_page=True)
        self.sheet.write(0, 1, "Settings", book.format("title"))
        self.sheet.write(1, 1, "Formulas refer to these cells by name. Change what is yellow.", book.format("subtitle"))
        self.sheet.set_row(0, 28)
        self.row = 3
        self._faults: list[str] = []

    def write(self, groups: Iterable[tuple[str, Sequence[Setting]]]) -> None:
        """Write named cells, group by group."""
        book, sheet = self.book, self.sheet
        for heading, settings in groups:
            for column, text in enumerate((heading, "Value", "Unit", "Name in formulas", "What it means"), 1):
                sheet.write(self.row, column, text, book.format("column"))
            for setting in settings:
                self.row += 1
                sheet.write(self.row, 1, setting.label, book.format("label"))
                look = book.format("input", setting.kind, align="left", indent=1)
                write_value(sheet, self.row, 2, setting.value, look)
                sheet.write(self.row, 3, setting.unit, book.format("unit"))
                sheet.write(self.row, 4, setting.name, book.format("unit"))
                sheet.write(self.row, 5, setting.meaning, book.format("label"))
                if setting.allowed:
                    sheet.data_validation(self.row, 2, self.row, 2, setting.allowed)
                book.name(setting.name, sheet, self.row, 2)
                self._faults.append(setting.fault)
            self.row += 2

    def tiers(self, cadence: Sequence[int] = ()) -> None:
        """Write the tiers with their cuts, what each means, and the days between contacts where a book counts them."""
        book, sheet = self.book, self.sheet
        for column, text in enumerate(_NAMED_MEANINGS, 1):
            unused = not cadence and column in (2, 3)
            sheet.write(self.row, column, "" if unused else text, book.format("column"))
        first = self.row + 1
        for place, (tier, cut, meaning) in enumerate(TIERS):
            self.row += 1
            sheet.write(self.row, 1, tier, book.format("input"))
            if cadence:
                sheet.write(self.row, 2, cadence[place], book.format("input", "count", align="left"))
                sheet.write(self.row, 3, "days", book.format("unit"))
            if cut is None:
                sheet.write(self.row, 4, "the rest", book.format("unit"))
            else:
                sheet.write(self.row, 4, cut, book.format("input", "share", align="left"))
                sheet.data_validation(self.row, 4, self.row, 4, SHARE_ALLOWED)
            sheet.write(self.row, 5, meaning, book.format("input"))
        book.name("tier_names", sheet, first, 1, self.row, 1)
        if cadence:
            book.name("cadence", sheet, first, 1, self.row, 2)
            self._faults.append("IF(COUNT(INDEX(cadence,0,2))=ROWS(cadence),0,1)")
        book.name("tier_shares", sheet, first, 4, self.row - 1, 4)
        book.name("tier_meanings", sheet, first, 5, self.row, 5)
        names = f"tier_names{', cadence (tier and days)' if cadence else ''}, tier_shares, tier_meanings"
        note = f"Names: {names}. Rename tiers freely; a client may see the sheet."
        sheet.write(self.row + 1, 1, note, book.format("note"))
        self._faults += [
            "SUMPRODUCT(--NOT(ISTEXT(tier_names)))",
            "SUMPRODUCT(--ISERROR(tier_meanings))",
            "IF(COUNT(tier_shares)=ROWS(tier_shares),0,1)",
            "SUMPRODUCT((tier_shares<0)+(tier_shares>1))",
            "SUM(IF(INDEX(tier_shares,1)>=INDEX(tier_shares,2),1,0),IF(INDEX(tier_shares,2)>=INDEX(tier_shares,3),1,0))",
        ]
        self.row += 3

    def quadrants(self, quadrants: Sequence[tuple[str, str]] = QUADRANTS) -> None:
        """Write the quadrants of the matrix, and what each means: high on both axes, across only, up only, neither."""
        book, sheet = self.book, self.sheet
        for column, text in enumerate(("Quadrant of the matrix", "", "", "", "What it means"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        first = self.row + 1
        for quadrant, meaning in quadrants:
            self.row += 1
            sheet.write(self.row, 1, quadrant, book.format("input"))
            sheet.write(self.row, 5, meaning, book.format("input"))
        book.name("quadrant_names", sheet, first, 1, self.row, 1)
        book.name("quadrant_meanings", sheet, first, 5, self.row, 5)
        sheet.write(self.row + 1, 1, "Names: quadrant_names, quadrant_meanings.", book.format("note"))
        self._faults += ["SUMPRODUCT(--NOT(ISTEXT(quadrant_names)))", "SUMPRODUCT(--ISERROR(quadrant_meanings))"]
        self.row += 3

    def weights(self, heading: str, names: str, weights: str, entries: Sequence[tuple[str, str]]) -> None:
        """Write things of which each has a weight, 1 to begin with.

        Args:
            heading: what stands above them.
            names: the name of the cells with the things.
            weights: the name of the cells with the weights.
            entries: each thing, and what it means.
        """
        book, sheet = self.book, self.sheet
        for column, text in enumerate((heading, "Weight", "", "", "What it means"), 1):
            sheet.write(self.row, column, text, book.format("column"))
        first = self.row + 1
        for entry, meaning in entries:
            self.row += 1
            sheet.write(self.row, 1, entry, book.format("label"))
            sheet.write(self.row, 2, 1, book.format("input", "measure", align="left"))
            sheet.write(self.row, 3, "any unit", book.format("unit"))
            sheet.write_blank(self.row, 4, None, book.format("unit"))
            sheet.write(self.row, 5, meaning, book.format("label"))
        book.name(names, sheet, first, 1, self.row, 1)
        book.name(weights, sheet, first, 2, self.row, 2)
        sheet.write(self.row + 1, 1, f"Names: {names}, {weights}.", book.format("note"))
        self._faults += [
            f"ROWS({weights})-COUNT({weights})",
            f'COUNTIF({weights},"<0")+IF(SUM({weights})>0,0,1)',
        ]
        self.row += 3

    def choices(self, page: str, lists: Sequence[tuple[str, str, Iterable[str | None]]]) -> None:
        """Write what the drop-downs of a list offer: up to three columns of entries.

        Args:
            page: the sheet whose drop-downs they are.
            lists: heading, name and entries of each.
        """
        book, sheet = self.book, self.sheet
        for column in range(1, 6):
            sheet.write(self.row, column, "What it means" if column == 5 else "", book.format("column"))
        for line, text in enumerate(
            (
                f"What the drop-downs on sheet {page} offer. Add yours below; other words may be typed there too.",
                f"Names: {', '.join(name for _, name, _ in lists)}.",
            ),
            1,
        ):
            sheet.write(self.row + line, 5, text, book.format("note", align="left", indent=1))
        for column, (heading, name, words) in zip((1, 2, 4), lists, strict=False):
            sheet.write(self.row, column, heading, book.format("column"))
            entries = sorted({word for word in words if word}, key=str.casefold)[:CHOICES]
            for place in range(CHOICES):
                entry = entries[place] if place < len(entries) else ""
                write_value(sheet, self.row + 1 + place, column, entry, book.format("input"))
            book.name(name, sheet, self.row + 1, column, self.row + CHOICES, column)
            self._faults.append(f"SUMPRODUCT(--ISERROR({name}))")
        self.row += CHOICES + 2

    def check(self) -> Check:
        """The check that every cell of the sheet holds what it may hold."""
        return Check(
            "test_settings", "Every setting holds what its line says: settings that do not.",
            "+".join(self._faults) or "0", "0",
        )  # fmt: skip
