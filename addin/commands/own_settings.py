"""The sheet Tenure: the named settings that formulas refer to, made by the first command that needs one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from addin.commands.command import CommandRefused
from addin.edits import Cell, Content, Edit, Formula, TierColours, Validation, WriteName, WriteSheet, absolute
from addin.snapshot import Snapshot
from workbook_templates.client_list import Assumptions
from workbook_templates.recognition.sheet import Area
from workbook_templates.risk import RULES
from workbook_templates.settings import SHARE_ALLOWED, TIERS, Setting, groups
from workbook_templates.style import Kind, Role

KEY = "settings"
_SHEET = "Tenure"
_USED = (
    "as_of", "margin_share", "rate", "retention", "timing", "first", "growth", "periods", "tier_method",
    "pareto_share", "year_end",
)  # fmt: skip
_TIER_NAMES, _TIER_SHARES, _CADENCE = "tier_names", "tier_shares", "cadence"
_NUMBERS: tuple[Kind, ...] = ("money", "share", "rate", "count", "years", "factor", "date")
_REPORTS: tuple[Setting, ...] = (
    Setting(
        "Retention improves by", "retention_change", 0.05, "share", "points",
        "What the Retention report asks: what would so many points more be worth?", SHARE_ALLOWED,
    ),
    Setting(
        "All clients weigh as much as", "whitespace_prior", 5, "count", "clients",
        "What else to offer: with few clients alike, the chance stays near the share of all who buy the service.",
        {"validate": "decimal", "criteria": ">=", "value": 0},
    ),
    *RULES,
)  # fmt: skip
"""What reports of commands ask, and a template only now and then."""
NAMES = (*_USED, *(setting.name for setting in _REPORTS), _TIER_NAMES, _TIER_SHARES, _CADENCE)
"""The names that formulas of commands may refer to."""


def tier_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The tiers, best first: those of the workbook, else the usual ones."""
    given = tuple(str(name) for name in snapshot.settings.get(_TIER_NAMES, ()) if name not in (None, ""))
    return given or tuple(name for name, _, _ in TIERS)


def tier_colours(snapshot: Snapshot) -> TierColours:
    """The colours of cells that name a tier."""
    return TierColours(_TIER_NAMES, len(tier_names(snapshot)))


def missing_settings(snapshot: Snapshot, also: Sequence[str] = ()) -> list[Edit]:
    """The edits that make the settings which the workbook lacks; none where it has all that are needed.

    A name that is there already is used, whoever defined it, if what it stands for can be such a setting.

    Args:
        snapshot: the workbook.
        also: names that are needed besides the usual ones, which a workbook made from a template has.
    """
    declared = _declared(snapshot)
    for settings in declared.values():
        for setting in settings:
            _refuse_unfit(snapshot, setting)
    lacking = [name for name in NAMES if snapshot.meaning(name) is None]
    unusual = {setting.name for setting in _REPORTS} - set(also)
    needed = [name for name in lacking if name not in unusual]
    if not needed:
        return []
    own = snapshot.own_sheet(KEY)
    if own is not None:
        raise CommandRefused(
            f"The setting {needed[0]} is gone from sheet {own.name}: delete that sheet and press again, it is then "
            "made anew."
        )
    return _Sheet(snapshot, declared, set(lacking)).edits()


def _declared(snapshot: Snapshot) -> dict[str, list[Setting]]:
    given = replace(Assumptions(as_of=snapshot.today), currency=_currency(snapshot))
    found: dict[str, list[Setting]] = {}
    for heading, settings in groups("", given):
        used = [setting for setting in settings if setting.name in _USED]
        if used:
            found[heading] = used
    return {**found, "What the reports ask": list(_REPORTS)}


def _currency(snapshot: Snapshot) -> str:
    return next((column.currency for column in snapshot.reading.columns if column.currency), "")


def _refuse_unfit(snapshot: Snapshot, setting: Setting) -> None:
    meaning = snapshot.meaning(setting.name)
    if meaning is None:
        return
    values = snapshot.settings.get(setting.name)
    wanted = "a number" if setting.kind in _NUMBERS and not isinstance(setting.value, str) else "a word"
    fits = values is not None and len(values) == 1 and _fits(values[0], wanted)
    if not fits:
        raise CommandRefused(
            f"The name {setting.name} stands for {meaning} in this workbook, where Tenure needs one cell with {wanted} "
            f"({setting.label.lower()}): rename it, and press again."
        )


def _fits(value: Content, wanted: str) -> bool:
    if value is None or value == "":
        return True
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number if wanted == "a number" else isinstance(value, str)


def _even_share(place: int, count: int) -> float | None:
    """The best share of clients down to a tier, where nobody says: each tier as large as the others."""
    return (place + 1) / count if place + 1 < count else None


class _Sheet:
    """The sheet on its way."""

    def __init__(self, snapshot: Snapshot, declared: dict[str, list[Setting]], lacking: set[str]) -> None:
        self._snapshot = snapshot
        self._declared = declared
        self._lacking = lacking
        self._name = snapshot.free_sheet_name(_SHEET)
        self._cells: list[Cell] = []
        self._validations: list[Validation] = []
        self._names: list[WriteName] = []
        self._row = 1

    def edits(self) -> list[Edit]:
        """The sheet, and the names of its cells."""
        self._put(1, "Settings of Tenure", "title")
        self._row = 2
        self._put(1, "Formulas refer to these cells by name. Change what is yellow.", "subtitle")
        self._row = 4
        for heading, settings in self._declared.items():
            lacking = [setting for setting in settings if setting.name in self._lacking]
            if lacking:
                self._group(heading, lacking)
        if {_TIER_NAMES, _TIER_SHARES, _CADENCE} & self._lacking:
            self._tiers()
        sheet = WriteSheet(
            key=KEY, scope="", name=self._name, widths=(30, 18, 12, 20, 92), cells=tuple(self._cells),
            heights=((1, 28),), validations=tuple(self._validations), freeze=3,
        )  # fmt: skip
        return [sheet, WriteName(sheet.marker, "=" + absolute(self._name, Area(1, 1, 1, 1))), *self._names]

    def _put(self, column: int, content: Content, role: Role, kind: Kind = "text") -> None:
        self._cells.append(Cell(self._row, column, content, role, kind))

    def _headings(self, texts: Sequence[str]) -> None:
        for column, text in enumerate(texts, 1):
            self._put(column, text, "column")
        self._row += 1

    def _group(self, heading: str, settings: Sequence[Setting]) -> None:
        self._headings((heading, "Value", "Unit", "Name in formulas", "What it means"))
        for setting in settings:
            self._put(1, setting.label, "label")
            self._put(2, setting.value, "input", setting.kind)
            self._put(3, setting.unit, "unit")
            self._put(4, setting.name, "unit")
            self._put(5, setting.meaning, "label")
            if setting.allowed:
                place = Area(self._row, 2, self._row, 2)
                self._validations.append(Validation(place, tuple(setting.allowed.items())))
            self._define(setting.name, Area(self._row, 2, self._row, 2))
            self._row += 1
        self._row += 1

    def _tiers(self) -> None:
        self._headings(("Tier, best first", "Contact every", "Unit", "Best share of clients", "What it means"))
        first, names = self._row, tier_names(self._snapshot)
        days, usual = Assumptions(as_of=self._snapshot.today).cadence, len(names) == len(TIERS)
        for place, name in enumerate(names):
            share, meaning = TIERS[place][1:] if usual else (_even_share(place, len(names)), "")
            if _TIER_NAMES in self._lacking:
                self._put(1, name, "input")
            else:
                self._put(1, Formula(f"=INDEX({_TIER_NAMES},{place + 1})"), "key")
            self._put(2, days[min(place, len(days) - 1)], "input", "count")
            self._put(3, "days", "unit")
            if _TIER_SHARES not in self._lacking or share is None:
                self._put(4, "the rest" if _TIER_SHARES in self._lacking else "as set elsewhere", "unit")
            else:
                self._put(4, share, "input", "share")
                self._validations.append(Validation(Area(self._row, 4, self._row, 4), tuple(SHARE_ALLOWED.items())))
            self._put(5, meaning, "label")
            self._row += 1
        self._define(_TIER_NAMES, Area(first, 1, self._row - 1, 1))
        self._define(_CADENCE, Area(first, 1, self._row - 1, 2))
        self._define(_TIER_SHARES, Area(first, 4, self._row - 2, 4))
        self._put(1, "Names: tier_names, cadence (tier and days), tier_shares. Rename tiers freely: a sheet may be "
                  "disclosed to the client.", "note")  # fmt: skip

    def _define(self, name: str, area: Area) -> None:
        if name in self._lacking:
            self._names.append(WriteName(name, "=" + absolute(self._name, area)))
