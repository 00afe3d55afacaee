"""The button Client matrix: each client's place on two axes of the team's choice, in four quadrants."""

from __future__ import annotations

from addin.commands.client_rows import ClientRows
from addin.commands.command import CommandRefused, command
from addin.commands.measures import Measure, measures
from addin.commands.messy_cells import left_by
from addin.commands.page import Page
from addin.edits import Chart, Edit, Formula, Series, TierColours, Validation, WriteName, WriteSheet, absolute
from addin.snapshot import Snapshot
from workbook_templates.recognition.roles import LEFT
from workbook_templates.recognition.sheet import Area
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import ACCENT, MUTED, TIER_FILLS, Kind, Role

_ACROSS, _UP, _ACROSS_CUT, _UP_CUT, _NAMES = (
    f"tenure_matrix_{name}" for name in ("across", "up", "across_cut", "up_cut", "quadrants")
)
_AXES_ROW, _TABLE_ROW, _CHART_ROW, _CLIENTS_ROW = 5, 9, 16, 40
_FIRST, _LAST = _TABLE_ROW + 1, _TABLE_ROW + len(QUADRANTS)
_FIRST_CLIENT = _CLIENTS_ROW + 1
_BESIDE, _DRAWN, _LINES = 7, 9, 15
"""The columns of what stands beside: the choices and what was counted; what is drawn; the cuts that are drawn."""
_FILLS = (ACCENT, TIER_FILLS[1], "#5B8C5A", TIER_FILLS[2])
_CLIENT_LOOKS: tuple[tuple[Role, Kind], ...] = (
    ("label", "text"), ("result", "measure"), ("result", "measure"), ("result", "text"),
)  # fmt: skip


@command("Client matrix", group="Rank", icon="matrix")
def client_matrix(snapshot: Snapshot) -> list[Edit]:
    """Places each client on two axes of your choice, names its quadrant beside the list, and draws the matrix."""
    clients = ClientRows(snapshot)
    theirs = clients.computed_by("REL_MATRIX")
    if theirs is not None:
        raise CommandRefused(
            f"The list has live quadrants already, in column {theirs.letters} ({theirs.heading}): none are added."
        )
    found, edits, remark = measures(clients)
    if len(found) < 2:
        raise CommandRefused(
            f"A matrix takes two measures of a client, and the list on sheet {clients.sheet} has "
            f"{'only ' + found[0].label if found else 'none'}: add a column such as Client since, Fees 2025 or a "
            f"score. {remark}".rstrip()
        )
    axes = _axes([measure.here for measure in found], (_ACROSS, _UP))
    place = _placed(clients, axes, f"REL_MATRIX({','.join(axes)},{_ACROSS_CUT},{_UP_CUT},{_NAMES})")
    colours = TierColours(_NAMES, len(QUADRANTS))
    quadrant, column = clients.column(
        "quadrant", "Quadrant", "=" + place, "text", clients.client.number, 12, colours, remark
    )  # fmt: skip
    sheet = _Matrix(clients, found, quadrant, remark).edits(colours)
    return [*edits, *sheet, *column]


def _axes(texts: list[str], chosen: tuple[str, str]) -> list[str]:
    """What stands across and up for the first client, as formulas; `chosen` are the numbers of the choices."""
    return [f"CHOOSE({number},{','.join(texts)})" for number in chosen]


def _placed(clients: ClientRows, axes: list[str], answer: str) -> str:
    """An answer for a client who has not left and has a number on both axes; blank for others."""
    text = f'IF(COUNT({axes[0]},{axes[1]})=2,{answer},"")'
    left = clients.with_role(LEFT)
    return text if left is None else f'IF({left_by(clients, left)},"",{text})'


class _Matrix:
    """The sheet, on its way."""

    def __init__(self, clients: ClientRows, found: list[Measure], quadrant: int, remark: str) -> None:
        self._clients, self._found, self._remark = clients, found, remark
        self._quadrant = clients.elsewhere().this(quadrant)
        self._page = Page(clients.snapshot, "matrix", "Matrix")
        self._room = self._room_for_clients()
        self._last_client = _CLIENTS_ROW + self._room

    def edits(self, colours: TierColours) -> list[Edit]:
        """The edits that make it, and the names that the list refers to."""
        page, clients = self._page, self._clients
        page.put(1, 1, f"Client matrix of sheet {clients.sheet}", "title")
        page.put(2, 1, "Choose what stands across and up, and where it is high, in the yellow cells.", "subtitle")
        self._axes()
        self._quadrants()
        self._rows()
        self._lines()
        self._beside()
        first_choice = _AXES_ROW + 1
        choices = Area(first_choice, _BESIDE, _AXES_ROW + len(self._found), _BESIDE)
        allowed = {
            "validate": "list", "source": "=" + absolute(page.name, choices), "error_title": "Not a measure",
            "error_message": "Choose one of the measures on this sheet.",
        }  # fmt: skip
        validations = (Validation(Area(first_choice, 2, first_choice + 1, 2), tuple(allowed.items())),)
        places = Area(_FIRST, 1, _LAST, 1), Area(_FIRST_CLIENT, 4, self._last_client, 4)
        sheet = page.edits(
            clients.sheet, (28, 24, 15, 18, 15, 2, 80, 2, *(9,) * 8), _FIRST_CLIENT, _FIRST_CLIENT,
            charts=(self._chart(),), validations=validations, colours=tuple((area, colours) for area in places),
            is_long=True,
        )  # fmt: skip
        if not any(isinstance(edit, WriteSheet) for edit in sheet):
            return sheet
        named = ((_ACROSS, 6, 5), (_UP, 7, 5), (_ACROSS_CUT, 6, 4), (_UP_CUT, 7, 4))
        areas = [(name, Area(row, column, row, column)) for name, row, column in named]
        areas.append((_NAMES, Area(_FIRST, 1, _LAST, 1)))
        return [*sheet, *(WriteName(name, "=" + absolute(page.name, area), clients.sheet) for name, area in areas)]

    def _room_for_clients(self) -> int:
        """For how many clients the chart has room; a sheet that is there tells it."""
        own, count = self._page.own, self._clients.count
        if own is None:
            return count + max(20, count // 5)
        room = own.contents.get((_CLIENTS_ROW, _DRAWN + 1))
        if not isinstance(room, (int, float)) or count > room:
            raise CommandRefused(
                f"The chart on sheet {own.name} has no room for all {count:,} clients: delete that sheet and press "
                "again, it is then made anew."
            )
        return int(room)

    def _axes(self) -> None:
        page = self._page
        headings: tuple[tuple[str, Kind], ...] = (
            ("Axis", "text"), ("What stands there", "text"), ("High from", "text"), ("That is", "measure"),
            ("Its number", "count"),
        )  # fmt: skip
        page.headings(_AXES_ROW, headings)
        labels = [measure.label for measure in self._found]
        across = next((label for label in labels if label == "Years with us"), labels[1])
        for place, (axis, first, column) in enumerate((("Across", across, "B"), ("Up", labels[0], "C"))):
            row = _AXES_ROW + 1 + place
            cells = f"${column}${_FIRST_CLIENT}:${column}${self._last_client}"
            page.put(row, 1, axis, "label")
            page.typed(row, 2, first)
            page.typed(row, 3, "median")
            average = f'IF($C{row}="mean",AVERAGE({cells}),MEDIAN({cells}))'
            page.formula(row, 4, f"IF(ISNUMBER($C{row}),$C{row},IF(COUNT({cells})=0,0,{average}))", "result", "measure")
            choices = f"${_letter(_BESIDE)}${_AXES_ROW + 1}:${_letter(_BESIDE)}${_AXES_ROW + len(labels)}"
            page.formula(row, 5, f"IFERROR(MATCH($B{row},{choices},0),1)", "result", "count")

    def _quadrants(self) -> None:
        page, total = self._page, _LAST + 1
        headings: tuple[tuple[str, Kind], ...] = (
            ("Quadrant", "text"), ("Where", "text"), ("Clients", "count"), ("Share of clients", "share"),
            ("Up, added", "money"),
        )  # fmt: skip
        page.headings(_TABLE_ROW, headings)
        where = ("high across, high up", "high across, low up", "low across, high up", "low across, low up")
        named = self._clients.snapshot.meaning("quadrant_names") is not None
        of_client = f"$D${_FIRST_CLIENT}:$D${self._last_client}"
        up = f"$C${_FIRST_CLIENT}:$C${self._last_client}"
        for place, (name, _) in enumerate(QUADRANTS):
            row = _FIRST + place
            if named:
                page.formula(row, 1, f"INDEX(quadrant_names,{place + 1})", "key")
            else:
                page.typed(row, 1, name)
            page.put(row, 2, where[place], "label")
            page.formula(row, 3, f"COUNTIF({of_client},$A{row})", "result", "count")
            page.formula(row, 4, f'IF($C${total}=0,"",$C{row}/$C${total})', "result", "share")
            page.formula(row, 5, f"SUMIF({of_client},$A{row},{up})", "result", "money")
        page.put(total, 1, "All clients", "total")
        page.put(total, 2, None, "total")
        kinds: tuple[Kind, ...] = ("count", "share", "money")
        for column, kind in enumerate(kinds, 3):
            letter = _letter(column)
            page.formula(total, column, f"SUM({letter}{_FIRST}:{letter}{_LAST})", "total", kind)
        best = f'$A{_FIRST}&": "&$C{_FIRST}&" of "&$C{total}&" clients are high on both."'
        page.formula(3, 1, f'IF($C{total}=0,"No client has a number on both axes.",{best})', "message")
        page.formula(_CHART_ROW, 1, '"Across: "&$B$6&". Up: "&$B$7&"."', "heading")

    def _rows(self) -> None:
        page, clients = self._page, self._clients
        headings: tuple[tuple[str, Kind], ...] = (
            ("Client", "text"), ("Across", "factor"), ("Up", "factor"), ("Quadrant", "text"),
        )  # fmt: skip
        page.put(_CLIENTS_ROW, _DRAWN, "drawn; room for", "faint")
        page.put(_CLIENTS_ROW, _DRAWN + 1, float(self._room), "faint", "count")
        page.headings(_CLIENTS_ROW, headings)
        seen = clients.elsewhere()
        both = _axes([measure.elsewhere for measure in self._found], ("$E$6", "$E$7"))
        axes = [Formula("=" + _placed(seen, both, axis)) for axis in both]
        name = Formula("=" + seen.this(clients.client.number))
        quadrant = Formula(f'=IF({self._quadrant}="","",{self._quadrant})')
        first, rows = clients.rows[0].start, clients.reading.rows()
        for row in range(_FIRST_CLIENT, _FIRST_CLIENT + len(rows)):
            down = rows[row - _FIRST_CLIENT] - first
            marks = [f"IF($D{row}=$A${_FIRST + place},$C{row},NA())" for place in range(len(QUADRANTS))]
            page.line(row, [Formula(text.at(down)) for text in (name, *axes, quadrant)], _CLIENT_LOOKS)
            # A text among what stands across would make Excel number all marks 1, 2, 3.
            for column, text in enumerate((f"N($B{row})", *marks), _DRAWN):
                page.formula(row, column, text, "faint", "measure")

    def _lines(self) -> None:
        """The two cuts, each from end to end of what is drawn."""
        page = self._page
        page.put(_AXES_ROW, _LINES, "cuts", "faint")
        across, up = (f"${letter}${_FIRST_CLIENT}:${letter}${self._last_client}" for letter in "BC")
        for row, (x, y) in enumerate(
            (
                ("$D$6", f"MIN({up},$D$7)"), ("$D$6", f"MAX({up},$D$7)"),
                (f"MIN({across},$D$6)", "$D$7"), (f"MAX({across},$D$6)", "$D$7"),
            ),
            _AXES_ROW + 1,
        ):  # fmt: skip
            page.formula(row, _LINES, x, "faint", "measure")
            page.formula(row, _LINES + 1, y, "faint", "measure")

    def _beside(self) -> None:
        page, clients = self._page, self._clients
        page.put(_AXES_ROW, _BESIDE, "What may stand there", "heading")
        for row, measure in enumerate(self._found, _AXES_ROW + 1):
            page.put(row, _BESIDE, measure.label, "note")
        row = _CHART_ROW
        page.put(row, _BESIDE, "What was counted", "heading")
        placed = f"$C${_LAST + 1}"
        page.formula(row + 1, _BESIDE, f'{placed}&" of {clients.count:,} clients stand in a quadrant."', "note")
        page.put(row + 2, _BESIDE, "Left out: who has left, and who has no number on one of the axes.", "note")
        said = [*([self._remark] if self._remark else []), *clients.reading.said]
        for place, sentence in enumerate(said[: _CLIENTS_ROW - row - 5], row + 3):
            page.put(place, _BESIDE, sentence, "note")

    def _chart(self) -> Chart:
        across = Area(_FIRST_CLIENT, _DRAWN, self._last_client, _DRAWN)
        marks = tuple(
            Series(name, across, Area(_FIRST_CLIENT, column, self._last_client, column), fill)
            for column, ((name, _), fill) in enumerate(zip(QUADRANTS, _FILLS, strict=True), _DRAWN + 1)
        )
        cuts = tuple(
            Series("", Area(row, _LINES, row + 1, _LINES), Area(row, _LINES + 1, row + 1, _LINES + 1), MUTED, True)
            for row in (_AXES_ROW + 1, _AXES_ROW + 3)
        )
        title = "Each mark a client, the broken lines where high begins"
        alt = f"A scatter chart, cut into four quadrants. {title}."
        numbers = "[>=100]#,##0;[>=0]0.0;-#,##0.0"
        return Chart("scatter", title, alt, (*marks, *cuts), _CHART_ROW + 1, 1, 730, 470, numbers)


def _letter(column: int) -> str:
    return Area(1, column, 1, column).address[:-1]
