"""The button What changed: two versions of the list, who moved tier, why, and what it did to the total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import udfs
from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.own_settings import missing_settings, tier_colours, tier_names
from addin.commands.page import Page
from addin.commands.value import ValueParts, value_parts
from addin.edits import Chart, Content, Edit, Formula, Series, Validation, absolute
from addin.snapshot import Snapshot
from workbook_templates.recognition.sheet import Area
from workbook_templates.style import ACCENT, Kind, Role

_BRIDGE_ROW, _MOVERS_ROW, _CLIENTS_ROW = 6, 17, 41
_FIRST = _CLIENTS_ROW + 1
_MOVERS = 12
_MID_RATE, _MID_FEES, _RANK, _STATE, _LEFT, _KIND_OF_CHANGE = 14, 15, 16, 17, 18, 19
_THEN = "$B$4"
"""The discount rate then."""
_EFFECTS: tuple[tuple[str, str], ...] = (
    ("Clients lost", "They had a value then, and have left or are not on the list now."),
    ("New clients", "They were not on the list then."),
    ("Data mended or lost", "On both lists, with money that can be read on one of them only."),
    ("Discount rate", "The same clients and margins, at the rate of now."),
    ("Fees and costs", "Other margins of the clients that stayed, with the retention of then."),
    ("Retention", "Another chance to stay, with the margins of now."),
)
_HEADINGS: tuple[tuple[str, Kind], ...] = (
    ("Client", "text"), ("Margin then", "money"), ("Margin now", "money"), ("Retention then", "rate"),
    ("Retention now", "rate"), ("Value then", "money"), ("Value now", "money"), ("Change", "money"),
    ("Tier then", "text"), ("Tier now", "text"), ("Moved", "text"), ("Why", "text"),
)  # fmt: skip
_LOOKS: tuple[tuple[Role, Kind], ...] = (("label", "text"), *(("result", kind) for _, kind in _HEADINGS[1:]))


@dataclass(frozen=True)
class _Pair:
    """A client: its rows on the list of now and on that of then."""

    now: int | None
    then: int | None


@command("What changed", group="Rank", icon="changed")
def what_changed(snapshot: Snapshot) -> list[Edit]:
    """Compares the list with an older version on another sheet: who moved tier, why, and what it did to the total."""
    now = ClientRows(snapshot)
    page = Page(snapshot, "changes", "What changed")
    older = _older(snapshot, now)
    wanted = page.own.contents.get((3, 2)) if page.own else None
    name = wanted if isinstance(wanted, str) and wanted in older else next(iter(older))
    then = older[name]
    sheet = _Changes(page, now, then).edits(list(older))
    return [*missing_settings(snapshot), *sheet]


def _older(snapshot: Snapshot, now: ClientRows) -> dict[str, ClientRows]:
    """The other lists of the workbook that share clients with this one, that with the most first."""
    keys = set(_keys(now))
    found = []
    for name, reading in snapshot.readings.items():
        try:
            other = ClientRows(replace(snapshot, sheet=reading.sheet, reading=reading, own_columns=()))
        except CommandRefused:
            continue
        shared = len(keys & set(_keys(other)))
        if shared:
            found.append((shared, name, other))
    if not found:
        raise CommandRefused(
            f"No other sheet of this workbook has a list with clients of sheet {now.sheet}: copy the older version of "
            "the list into a sheet of this workbook, and press again."
        )
    return {name: other for _, name, other in sorted(found, key=lambda each: -each[0])}


def _keys(clients: ClientRows) -> list[str]:
    """The clients' names as they match, one for each row."""
    cells = clients.reading.cells(clients.client)
    return [str(udfs.call("REL_CLIENT_KEY", str(cell))) if cell is not None else "" for cell in cells]


def _pairs(now: ClientRows, then: ClientRows) -> list[_Pair]:
    """The clients of now in the order of their list, after them those of then who are gone."""
    waiting: dict[str, list[int]] = {}
    for row, key in zip(then.reading.rows(), _keys(then), strict=True):
        waiting.setdefault(key, []).append(row)
    pairs = []
    for row, key in zip(now.reading.rows(), _keys(now), strict=True):
        same = waiting.get(key)
        pairs.append(_Pair(row, same.pop(0) if same else None))
    return [*pairs, *(_Pair(None, row) for row in sorted(row for rows in waiting.values() for row in rows))]


class _Changes:
    """The sheet, on its way."""

    def __init__(self, page: Page, now: ClientRows, then: ClientRows) -> None:
        self._page, self._now, self._then = page, now, then
        self._pairs = _pairs(now, then)
        self._last = _CLIENTS_ROW + len(self._pairs)
        self._tiers = tier_names(now.snapshot)

    def edits(self, sheets: list[str]) -> list[Edit]:
        """The edits that make it; `sheets` are those that it can be compared with."""
        page, now = self._page, self._now
        page.put(1, 1, f"What changed in sheet {now.sheet}", "title")
        page.put(2, 1, "All figures are formulas and follow both lists. Change what is yellow.", "subtitle")
        page.put(3, 1, "Compared with sheet", "label")
        page.put(3, 2, self._then.sheet, "input")
        page.put(3, 3, "Choose another sheet with a list, and press again.", "note")
        page.put(4, 1, "Discount rate then", "label")
        page.typed(4, 2, Formula("=rate"), "rate")
        self._bridge()
        self._summary()
        self._movers()
        self._clients()
        bars = Area(_BRIDGE_ROW + 2, 1, _BRIDGE_ROW + 1 + len(_EFFECTS), 1)
        values = Area(bars.top, 2, bars.bottom, 2)
        title = "What moved the value of the clients"
        chart = Chart(
            "bar", title, f"Bars, one for each cause. {title}.", (Series("Effect", bars, values, ACCENT),),
            _MOVERS_ROW, 7, 620, 280, "#,##0",
        )  # fmt: skip
        colours = tier_colours(now.snapshot)
        last = _BRIDGE_ROW + len(self._tiers)
        areas = Area(_BRIDGE_ROW + 1, 6, last, 6), Area(_FIRST, 9, self._last + 500, 10)
        return page.edits(
            now.sheet, (28, 16, 14, 14, 14, 16, 15, 15, 13, 13, 10, 18, 2, *(9,) * 6), _FIRST, _FIRST, charts=(chart,),
            validations=(Validation(Area(3, 2, 3, 2), (("validate", "list"), ("source", sheets))),),
            colours=tuple((area, colours) for area in areas), is_long=True,
        )  # fmt: skip

    def _all(self, column: int) -> str:
        return absolute(self._page.name, Area(_FIRST, column, self._last, column)).rpartition("!")[2]

    def _bridge(self) -> None:
        page = self._page
        page.headings(_BRIDGE_ROW, (("What it did to the total", "text"), ("Effect", "money"), ("Clients", "count")))
        kind = self._all(_KIND_OF_CHANGE)

        def added(column: int, of: str) -> str:
            return f'SUMIF({kind},"{of}",{self._all(column)})'

        effects = (
            f"-{added(6, 'lost')}", added(7, "new"), f"{added(7, 'data')}-{added(6, 'data')}",
            f"{added(_MID_RATE, 'kept')}-{added(6, 'kept')}", f"{added(_MID_FEES, 'kept')}-{added(_MID_RATE, 'kept')}",
            f"{added(7, 'kept')}-{added(_MID_FEES, 'kept')}",
        )  # fmt: skip
        stages = [self._all(column) for column in (6, _MID_RATE, _MID_FEES, 7)]
        counts = [
            *(f'COUNTIF({kind},"{of}")' for of in ("lost", "new", "data")),
            # Of those that stayed only whose value this changed.
            *(f'SUMPRODUCT(({kind}="kept")*({after}<>{before}))' for before, after in pairwise(stages)),
        ]
        row = _BRIDGE_ROW + 1
        page.put(row, 1, "Value then", "total")
        page.formula(row, 2, f"SUM({self._all(6)})", "total", "money")
        page.formula(row, 3, f"COUNT({self._all(6)})", "total", "count")
        for place, ((label, meaning), effect) in enumerate(zip(_EFFECTS, effects, strict=True)):
            row += 1
            page.put(row, 1, label, "label")
            page.formula(row, 2, effect, "result", "money")
            page.formula(row, 3, counts[place], "result", "count")
            page.put(_MOVERS_ROW + _MOVERS + 2 + place, 7, f"{label}: {meaning}", "note")
        row += 1
        page.put(row, 1, "Value now", "total")
        page.formula(row, 2, f"SUM({self._all(7)})", "total", "money")
        page.formula(row, 3, f"COUNT({self._all(7)})", "total", "count")
        above = f"SUM(B{_BRIDGE_ROW + 1}:B{row - 1})"
        page.put(row + 1, 1, "Adds up", "label")
        page.formula(row + 1, 2, f"ABS({above}-B{row})<=0.000001*MAX(1,ABS(B{row}))", "verdict")
        before, after = f"B{_BRIDGE_ROW + 1}", f"B{row}"
        moved = f'COUNTIF({self._all(11)},"up")&" moved up and "&COUNTIF({self._all(11)},"down")&" down."'
        page.formula(
            5, 1,
            f'"The clients were worth "&TEXT({before},"#,##0")&" and are worth "&TEXT({after},"#,##0")&" now; of those '
            f'on both lists "&{moved}',
            "message",
        )  # fmt: skip

    def _summary(self) -> None:
        page = self._page
        for column, (text, kind) in enumerate(
            (("Tier", "text"), ("Lowest then", "money"), ("Lowest now", "money"), ("Clients then", "count"),
             ("Clients now", "count")), 6,
        ):  # fmt: skip
            page.put(_BRIDGE_ROW, column, text, "column", "text" if kind == "text" else "money")
        for place in range(len(self._tiers)):
            row = _BRIDGE_ROW + 1 + place
            page.formula(row, 6, f"INDEX(tier_names,{place + 1})", "key")
            for column, values in ((7, self._all(6)), (8, self._all(7))):
                if place == len(self._tiers) - 1:
                    page.put(row, column, "the rest", "result")
                    continue
                cuts = f"REL_TIER_CUTS({values},tier_method,tier_shares,tier_names)"
                page.formula(row, column, f"IF(COUNT({values})=0,0,INDEX({cuts},{place + 2},2))", "result", "money")
            page.formula(row, 9, f"COUNTIF({self._all(9)},$F{row})", "result", "count")
            page.formula(row, 10, f"COUNTIF({self._all(10)},$F{row})", "result", "count")

    def _movers(self) -> None:
        page = self._page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Who moved tier", "text"), ("Change", "money"), ("Tier then", "text"), ("Tier now", "text"),
            ("Why", "text"),
        )  # fmt: skip
        page.headings(_MOVERS_ROW, headings)
        rank = self._all(_RANK)
        for place in range(1, _MOVERS + 1):
            row = _MOVERS_ROW + place
            found = f"MATCH(LARGE({rank},{place}),{rank},0)"
            for column, (of, kind) in enumerate(
                ((1, "text"), (8, "money"), (9, "text"), (10, "text"), (12, "text")), 1
            ):
                text = f'IF({place}>COUNT({rank}),"",INDEX({self._all(of)},{found}))'
                page.formula(row, column, text, "result", "money" if kind == "money" else "text")
        row = _MOVERS_ROW + _MOVERS + 1
        page.formula(row, 1, f'IF(COUNT({rank})>{_MOVERS},"And "&COUNT({rank})-{_MOVERS}&" more below.","")', "note")
        page.put(row + 1, 1, f"Clients are matched by name, as REL_CLIENT_KEY reads it; {self._counted()}", "note")
        said = [f"{each.sheet}: {text}" for each in (self._now, self._then) for text in each.reading.said]
        room = _CLIENTS_ROW - row - 4
        if len(said) > room:
            said[room - 1 :] = [f"And {len(said) - room + 1} more, which Set up my list shows."]
        for place, sentence in enumerate(said, row + 2):
            page.put(place, 1, sentence, "note")
        page.put(_CLIENTS_ROW - 1, 1, "Client by client", "heading")

    def _counted(self) -> str:
        both = sum(pair.now is not None and pair.then is not None for pair in self._pairs)
        new = sum(pair.then is None for pair in self._pairs)
        return f"{both:,} are on both lists, {new:,} only on that of now, {len(self._pairs) - both - new:,} only then."

    def _clients(self) -> None:
        page = self._page
        page.headings(_CLIENTS_ROW, _HEADINGS)
        page.put(_CLIENTS_ROW, _MID_RATE, "workings", "faint")
        parts = {"now": value_parts(self._now.elsewhere()), "then": value_parts(self._then.elsewhere())}
        lists = {"now": self._now.elsewhere(), "then": self._then.elsewhere()}

        def part(version: str, text: str, row: int | None) -> Content:
            if row is None:
                return Formula('=""')
            return Formula("=" + Formula("=" + text).at(row - lists[version].rows[0].start)[1:])

        for row, pair in enumerate(self._pairs, _FIRST):
            name_of = "now" if pair.now is not None else "then"
            of = pair.now if pair.now is not None else pair.then
            now, then = parts["now"], parts["then"]
            name = part(name_of, lists[name_of].this(lists[name_of].client.number), of)
            given = (
                name, part("then", _read(then), pair.then), part("now", _read(now), pair.now),
                part("then", then.retention, pair.then), part("now", now.retention, pair.now),
            )  # fmt: skip
            page.line(row, (*given, *map(Formula, self._computed(row))), _LOOKS)
            left = part("now", f"IF({now.left},1,0)" if now.left else "0", pair.now)
            state = "both" if pair.now is not None and pair.then is not None else "new" if pair.then is None else "gone"
            self._workings(row, state, left)

    def _computed(self, row: int) -> tuple[str, ...]:
        rest = "timing,first,growth,periods"
        cuts = [f"${letter}${_BRIDGE_ROW + 1}:${letter}${_BRIDGE_ROW + len(self._tiers) - 1}" for letter in "GH"]
        tier = [f'=IF(ISNUMBER({value}{row}),REL_TIER({value}{row},{cut},tier_names),"")'
                for value, cut in zip("FG", cuts, strict=True)]  # fmt: skip
        place = [f"MATCH({letter}{row},tier_names,0)" for letter in "IJ"]
        kind = f"$S{row}"
        fees, kept, rate = f"ABS(O{row}-N{row})", f"ABS(G{row}-O{row})", f"ABS(N{row}-F{row})"
        cause = (
            f'IF({fees}>=MAX({kept},{rate}),"fees and costs",IF({kept}>={rate},"retention","discount rate"))'
        )  # fmt: skip
        others = f'IF($K{row}="","","other clients")'
        return (
            f'=IF(ISNUMBER(B{row}),IFERROR(REL_CLV(B{row},D{row},{_THEN},{rest}),""),"")',
            f'=IF(ISNUMBER(C{row}),IFERROR(REL_CLV(C{row},E{row},rate,{rest}),""),"")',
            f"=N(G{row})-N(F{row})",
            *tier,
            f'=IF(OR(I{row}="",J{row}=""),"",IF(I{row}=J{row},"",IF({place[1]}<{place[0]},"up","down")))',
            f'=IF({kind}="kept",IF(ABS(H{row})<0.005,{others},{cause}),IF({kind}="data","data mended or lost",{kind}))',
        )  # fmt: skip

    def _workings(self, row: int, state: str, left: Content) -> None:
        page, rest = self._page, "timing,first,growth,periods"
        for column, letter in ((_MID_RATE, "B"), (_MID_FEES, "C")):
            text = f'IF($S{row}="kept",REL_CLV({letter}{row},D{row},rate,{rest}),"")'
            page.formula(row, column, text, "faint", "money")
        # Equal changes stand in the order of the list.
        page.formula(row, _RANK, f'IF(K{row}="","",ABS(H{row})-ROW()*0.0000001)', "faint", "money")
        page.put(row, _STATE, state, "faint")
        page.put(row, _LEFT, left, "faint")
        gone = f'IF(OR($Q{row}="gone",N($R{row})=1),"lost","data")'
        came = f'IF($Q{row}="new","new","data")'
        text = f'IF(ISNUMBER(F{row}),IF(ISNUMBER(G{row}),"kept",{gone}),IF(ISNUMBER(G{row}),{came},""))'
        page.formula(row, _KIND_OF_CHANGE, text, "faint")


def _read(parts: ValueParts) -> str:
    """A client's margin; blank where there is none, it cannot be read, or the client has left."""
    text = f'IF({parts.money}="","",IFERROR({parts.margin},""))'
    return f'IF({parts.left},"",{text})' if parts.left else text
