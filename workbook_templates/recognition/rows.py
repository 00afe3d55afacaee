"""What each row below the headings is: a client, a total, a heading on a new page, a remark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbook_templates.recognition.cell_reader import are_blank
from workbook_templates.recognition.grid import Grid, Kind
from workbook_templates.recognition.header_rows import Found
from workbook_templates.recognition.headings import text_of
from workbook_templates.recognition.reading import RowKind
from workbook_templates.recognition.sheet import Cell
from workbook_templates.recognition.vocabulary import word_set
from workbook_templates.recognition.words import plain

_SUBTOTAL = re.compile(
    r"(?:(?:sub ?|zwischen|sous )(?:total|summe)\w*|teilsumme|teilergebnis|subtotaal|totale parziale|parziale)\b.*|"
    r".* (?:subtotal|sous total|zwischensumme|subtotale|teilergebnis)|"
    r"(?:carried|brought) (?:forward|down)|[cb]/[fd]|ubertrag|a reporter|report(?: de la page)?|riporto|a riportare|"
    r"suma y sigue|suma anterior"
)
_TOTAL = re.compile(
    r"(?:grand |overall )?totals?|sum|overall|(?:gesamt|end)?summen?|gesamt|insgesamt|total generale?|somme|"
    r"gesamttotal|all clients|all customers|alle kunden|alle mandanten|tous les clients|suma|totali?|"
    r"totale(?: generale| complessivo)?|totales|"
    r"suma total|somma|totaal|eindtotaal|montant total|gesamtumsatz|totaux|complessivo|grand totals?|gesamtergebnis|"
    r"gesamtbetrag|endbetrag|total global|resultat global|tot|ges|sum total|total ht|total net|totale netto|in total|σ|"
    # Sum of all, Summe aller Kunden: a word for a sum, and then none that says anything but the whole list.
    r"(?:grand |overall )?(?:totals?|sum|(?:gesamt)?summe|somme|suma|somma|totale|totaal|som)"
    r"(?: (?:of|for|over|der|die|von|uber|de|des|du|del|di|dei|delle|degli|van|the|les|los|las|i|gli|le|above|"
    r"all|everything|alle[nrs]?|tous|toute?s?|todos?|todas?|tutt[aeio]|clients?|customers?|accounts?|kunden|mandanten|"
    r"klienten|clientes|clienti|klanten|fees|honorare|honoraires|honorarios|onorari|rows|zeilen|lignes|filas|righe))+"
)
_STATISTIC = re.compile(
    r"averages?|mean|median|count|number of clients|check|control|difference|durchschnitt|mittelwert|schnitt|"
    r"anzahl|kontrolle|"
    r"moyenne|mediane|nombre|ecart|promedio|mediana|numero de clientes|media|numero clienti|conteggio|% of total|anteil"
)
_PERHAPS_TOTAL = re.compile(
    r"(?:total|totale|totaal|summe|gesamt|somme|suma|somma)\b.+|.+ (?:total|totale|gesamt|summe)"
)
"""Names that are those of a total where the figures add up, and else of a client: Total Fitness Ltd."""
_FIRST_LETTERS = word_set(
    "sub zwi sou tei tot par gra ove sum ges end ins som all tou mon com ave mea med cou num che con dif dur mit sch "
    "anz kon moy méd nom éca eca pro núm ant % bro c/f c/d b/f b/d übe ube rep rip res in σ"
)
_LAST_LETTERS = word_set("total otale esamt summe ebnis")
"""How the names of totals begin and end: what does neither is none, which is quickly seen of many names."""
_REMARK = re.compile(
    r"(?:\*|†|¹|\(\d\)|notes?\b|n\.?b\b|source\b|sources\b|quelle|as (?:at|of)\b|all (?:figures|amounts|fees)|"
    r"figures\b|hinweis|anmerkung|bemerkung|remarque|nota\b|notas\b|fonte\b|fuente|©|page \d|seite \d|pagina \d|"
    r"página \d|printed|gedruckt|imprimé|updated|last updated|stand\b|état au|alle (?:angaben|beträge)|"
    r"tous les montants|montants en|importi in|importes en|confidential|vertraulich|continued|fortsetzung|suite|"
    r"report generated|end of (?:list|report)|exported|key:|legend)", re.IGNORECASE,
)  # fmt: skip
_FOOT_AREA = 20_000
"""Rows above that are added up to find out whether a row sums up the last few."""


@dataclass
class Rows:
    """The rows of a table, by their place below the headings.

    Attributes:
        kinds: what each row is.
        grounds: why a row is no client.
        sums: rows kept as clients whose fees are the sum of all above.
        bare: rows kept as clients of which nothing but the name is known.
    """

    kinds: list[RowKind]
    grounds: dict[int, str] = field(default_factory=dict)
    sums: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)


class RowReader:
    """Tells the rows of one table apart.

    Args:
        grid: the sheet's cells.
        table: the table.
        names: the cells of the column that names the clients, merged areas filled down; None where there is none.
        client: the column of the names, or the first one.
        amounts: the fees, row by row and column by column; nothing counts as zero.
        summed: rows with a formula that adds up rows above, counted from 0 within the used range.
        wide: rows with a merged area over several columns, likewise.
    """

    def __init__(
        self, grid: Grid, table: Found, names: Sequence[Cell] | None, client: int,
        amounts: NDArray[np.float64], summed: frozenset[int], wide: frozenset[int],
    ) -> None:  # fmt: skip
        self._grid, self._table, self._client = grid, table, client
        self._summed = {row - table.first for row in summed}
        self._wide = {row - table.first for row in wide}
        self._kinds_of_cells = grid.kinds[table.first : table.bottom + 1, table.left : table.right + 1]
        self._filled = self._kinds_of_cells != Kind.BLANK
        self._count = self._filled.sum(axis=1)
        self._names = names
        self._has_name = ~np.array(are_blank(names) if names is not None else [False] * len(self._count), dtype=bool)
        self._amounts = amounts
        self._last_called_total = 0
        self.found = Rows([RowKind.CLIENT] * len(self._count))

    def read(self) -> Rows:
        """Each row's kind, with grounds where it is no client."""
        for place in np.flatnonzero(self._count == 0).tolist():
            self.found.kinds[place] = RowKind.BLANK
        self._repeated_headings()
        self._single_cells()
        self._unlike_the_list()
        self._totals()
        self._say_what_stays()
        return self.found

    def _set(self, place: int, kind: RowKind, grounds: str) -> None:
        self.found.kinds[place] = kind
        self.found.grounds[place] = grounds

    def _clients(self) -> list[int]:
        return [place for place, kind in enumerate(self.found.kinds) if kind is RowKind.CLIENT]

    def _text(self, place: int, column: int) -> str:
        return text_of(self._grid.at(self._table.first + place, column))

    # Headings again

    def _repeated_headings(self) -> None:
        lines = [
            {
                column: text_of(self._grid.at(row, column)).casefold()
                for column in self._table.columns if self._grid.filled[row, column]
            }
            for row in self._table.header
        ]  # fmt: skip
        for line in lines:
            if not line:
                continue
            column, text = next(iter(line.items()))
            cells = self._grid.column(column, range(self._table.first, self._table.bottom + 1))
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and " ".join(cell.split()).casefold() == text and self._repeats(place, line):
                    self._set(place, RowKind.HEADING, "it repeats the headings")

    def _repeats(self, place: int, line: Mapping[int, str]) -> bool:
        columns = [column for column in self._table.columns if self._filled[place, column - self._table.left]]
        same = sum(self._text(place, column).casefold() == line.get(column) for column in columns)
        return same >= 0.6 * len(columns) and (same >= 2 or len(line) == 1)

    # Rows with one cell

    def _single_cells(self) -> None:
        """Titles of sections, remarks and names without anything else."""
        single = np.flatnonzero((self._count == 1) | np.isin(np.arange(len(self._count)), list(self._wide)))
        alone = [
            place for place in single.tolist() if self.found.kinds[place] is RowKind.CLIENT and self._count[place] <= 2
        ]
        columns = {place: int(self._filled[place].argmax()) + self._table.left for place in alone}
        table_columns = self._table.right - self._table.left + 1
        if table_columns < 2:
            return
        texts = {place: self._text(place, columns[place]) for place in alone}
        last = max((place for place in self._clients() if place not in columns), default=-1)
        sections = [place for place in alone if self._opens_a_section(place, set(alone), last)]
        for place in alone:
            text = texts[place]
            in_names = columns[place] == self._client
            if self._kinds_of_cells[place, columns[place] - self._table.left] != Kind.TEXT:
                if self._names is not None and not self._has_name[place]:
                    continue
                if not in_names:
                    continue
            if _TOTAL.fullmatch(plain(text)) or _SUBTOTAL.fullmatch(plain(text)):
                continue
            merged_name = self._names is not None and not in_names and self._has_name[place]
            if place in self._wide and self._count[place] == 1:
                self._set(place, RowKind.NOTE, "it is one merged cell across the columns")
            elif merged_name:
                continue
            elif _REMARK.match(text) or _reads_like_a_sentence(text):
                self._set(place, RowKind.NOTE, "it reads like a remark")
            elif not in_names and self._kinds_of_cells[place, columns[place] - self._table.left] == Kind.TEXT:
                self._set(place, RowKind.NOTE, "it holds one text and names no client")
            elif in_names and text.endswith(":"):
                self._set(place, RowKind.NOTE, "it reads like the title of a section")
            elif in_names and place in sections and (len(sections) > 1 or self._subtotal_follows(place)):
                self._set(place, RowKind.NOTE, "it stands alone above a section of the list")
            elif in_names and place > last >= 0 and self._gap_between(last, place):
                self._set(place, RowKind.NOTE, "it stands alone below the list")

    def _opens_a_section(self, place: int, alone: set[int], last: int) -> bool:
        """Whether a name stands alone at the top or after a blank row or a subtotal, and rows of clients follow."""
        before = place - 1
        after = place + 1
        opens = before < 0 or self._count[before] == 0 or self._labelled_total(before) or before in self._wide
        while after < len(self._count) and (self._count[after] == 0 or self.found.kinds[after] is RowKind.HEADING):
            after += 1
        return bool(opens) and place < last and after not in alone and self._count[after] > 1

    def _subtotal_follows(self, place: int) -> bool:
        after = place + 1
        while after < len(self._count) and self._count[after] > 1:
            if self._labelled_total(after):
                return True
            after += 1
        return False

    def _labelled_total(self, place: int) -> bool:
        return any(
            _TOTAL.fullmatch(label) or _SUBTOTAL.fullmatch(label) or _PERHAPS_TOTAL.fullmatch(label)
            for label in self._labels(place)
        )

    def _gap_between(self, last: int, place: int) -> bool:
        return any(
            self._count[row] == 0 or self._labelled_total(row) for row in range(last + 1, place)
        ) or self._labelled_total(last)

    # Blocks after a gap

    def _unlike_the_list(self) -> None:
        """Blocks below a blank row in which other columns are filled than in the list, or with other things."""
        starts = [0, *(np.flatnonzero((self._count[:-1] == 0) & (self._count[1:] > 0)) + 1).tolist()]
        clients = [place for place in self._clients() if self._count[place] > 1]
        if len(starts) < 2 or not clients or self._table.name:
            return
        first_block = self._kinds_of_cells[clients[: max(3, len(clients) // 2)]]
        figures = (first_block > Kind.TEXT).sum(axis=0)
        texts = (first_block == Kind.TEXT).sum(axis=0)
        of_figures = figures > texts
        # Amounts that some rows put off with a word are figures still.
        may_be_figures = of_figures | (2 * figures >= np.maximum(texts, 1))
        is_text, is_figure = self._kinds_of_cells == Kind.TEXT, self._kinds_of_cells > Kind.TEXT
        fits = (may_be_figures & is_figure) | (~of_figures & is_text)
        known = self._filled & ((figures + texts) > 0)
        for start, end in zip(starts, [*starts[1:], len(self._count)], strict=True):
            block = [place for place in range(start, end) if self.found.kinds[place] is RowKind.CLIENT]
            if not block or start <= clients[0]:
                continue
            if any(self._labelled_total(place) or place in self._summed for place in block):
                continue
            share = fits[block].sum() / max(int(self._filled[block].sum()), 1)
            has_figures = bool((fits[block] & of_figures).any())
            if share < 0.6 or (of_figures.any() and not has_figures) or not known[block].any():
                for place in block:
                    self._set(place, RowKind.NOTE, "it stands below a blank row and is filled unlike the list")

    # Totals

    def _labels(self, place: int) -> list[str]:
        """What may name a total: the client's name, or where there is none any text of the row."""
        row = self._table.first + place
        if (
            self._names is not None
            and self._has_name[place]
            and not self._filled[place, : self._client - self._table.left].any()
        ):
            candidates: list[Cell] = [self._names[place]]
        else:
            candidates = [self._grid.at(row, column) for column in self._table.columns]
        return [plain(cell) for cell in candidates if isinstance(cell, str) and _may_be_total(cell)]

    def _totals(self) -> None:
        clients = self._clients()
        if self._table.totals is not None:
            self._set(self._table.totals - self._table.first, RowKind.TOTAL, "it is the totals row of the Excel Table")
        suspects = self._suspects()
        self._last_called_total = max(
            (place for place in suspects if any(_TOTAL.fullmatch(label) for label in self._labels(place))), default=0
        )
        above: list[int] = []
        suspected = set(suspects)
        last_client = max((place for place in clients if place not in suspected), default=-1)
        position = 0
        summing = 0
        for place in suspects:
            if self.found.kinds[place] is not RowKind.CLIENT:
                continue
            while position < len(clients) and clients[position] < place:
                if self.found.kinds[clients[position]] is RowKind.CLIENT:
                    above.append(clients[position])
                position += 1
            kind = self._total(place, above, place > last_client, summing)
            if kind is not None:
                self._set(place, *kind)
                summing += 1
            elif not self._has_name[place]:
                self._set(place, RowKind.UNNAMED, "it names no client")

    def _suspects(self) -> list[int]:
        """Rows that may sum up others: by a text in or left of the names, by a formula, or without a name."""
        found = set(np.flatnonzero(~self._has_name).tolist()) | self._summed
        for column in range(self._table.left, self._client + 1):
            cells = self._names if column == self._client and self._names is not None else None
            if cells is None:
                cells = self._grid.column(column, range(self._table.first, self._table.bottom + 1))
            found |= {place for place, cell in enumerate(cells) if isinstance(cell, str) and _may_be_total(cell)}
        return [
            place for place in sorted(found)
            if 0 <= place < len(self.found.kinds) and self.found.kinds[place] is RowKind.CLIENT
        ]  # fmt: skip

    def _total(self, place: int, above: Sequence[int], is_last: bool, summing: int) -> tuple[RowKind, str] | None:
        labels = self._labels(place)
        of_all, of_some = self._adds_up(place, above)
        adds = of_all or of_some or place in self._summed
        if any(_SUBTOTAL.fullmatch(label) for label in labels):
            return RowKind.SUBTOTAL, "it is called a subtotal"
        if any(_TOTAL.fullmatch(label) for label in labels):
            partial = of_some and not of_all
            is_total = not above or (is_last and not (partial and summing))
            is_total = is_total or (of_all and place >= self._last_called_total)
            return (RowKind.TOTAL if is_total else RowKind.SUBTOTAL), "it is called a total"
        if is_last and any(_STATISTIC.fullmatch(label) for label in labels):
            return RowKind.TOTAL, "it counts or averages the rows above"
        whole = RowKind.TOTAL if of_all and is_last and not (of_some and summing) else RowKind.SUBTOTAL
        if any(_PERHAPS_TOTAL.fullmatch(label) for label in labels):
            if adds or self._adds_the_last(place, above):
                return whole, "its name is that of a total, and its figures add up rows above"
            if above and self._is_figures_alone(place):
                return whole, "its name is that of a total, and nothing else is told of it"
        if place in self._summed:
            return whole, "its formulas add up the rows above"
        if not self._has_name[place] and adds:
            return whole, "it names no client, and its figures add up rows above"
        return None

    def _adds_up(self, place: int, above: Sequence[int]) -> tuple[bool, bool]:
        """Whether the amounts are, in every column, the sums of all rows above, or of the last few of them."""
        amounts = self._amounts[place]
        if len(above) < 1 or not amounts.any():
            return False, False
        rows = np.asarray(above[-_FOOT_AREA:])
        sums = np.cumsum(self._amounts[rows[::-1]], axis=0)
        equal = (np.abs(sums - amounts) < 0.005 + 1e-9 * np.abs(amounts)).all(axis=1)
        of_all = bool(equal[-1]) and len(rows) == len(above) and len(rows) > 1
        return of_all, bool(equal[1:-1].any() or (equal[0] and not self._has_name[place]))

    def _adds_the_last(self, place: int, above: Sequence[int]) -> bool:
        """Whether it repeats the amounts of the row above, as the sum of a group of one does."""
        amounts = self._amounts[place]
        return bool(len(above) and amounts.any() and (np.abs(self._amounts[above[-1]] - amounts) < 0.005).all())

    def _is_figures_alone(self, place: int) -> bool:
        """Whether a row has a name and figures alone, where rows of clients have other texts and dates, too."""
        figures = np.isin(self._kinds_of_cells, (Kind.NUMBER, Kind.FIGURE, Kind.ERROR))
        others = (self._filled & ~figures).sum(axis=1)
        return bool(others[place] <= 1 < np.median(others[self._count > 1]) and figures[place].any())

    def _say_what_stays(self) -> None:
        clients = self._clients()
        if self._names is None or not clients:
            return
        amounts = self._amounts[clients]
        before = np.cumsum(amounts, axis=0) - amounts
        equal = (np.abs(before - amounts) < 0.005).all(axis=1) & amounts.any(axis=1)
        # In the midst of a list it is chance: a total ends it, or a part of it.
        last = max((clients[at] for at in np.flatnonzero(amounts.any(axis=1)).tolist()), default=-1)
        ends = {last, *(place - 1 for place in np.flatnonzero(self._count == 0).tolist())}
        self.found.sums = [clients[at] for at in np.flatnonzero(equal).tolist() if at > 1 and clients[at] in ends]
        if self._table.right > self._table.left:
            bare = np.flatnonzero(self._count == 1).tolist()
            self.found.bare = [place for place in bare if self.found.kinds[place] is RowKind.CLIENT]


def is_called_total(cell: Cell) -> bool:
    """Whether a cell is a word that is nothing but the name of a total."""
    return (
        isinstance(cell, str)
        and _may_be_total(cell)
        and (_TOTAL.fullmatch(plain(cell)) is not None or _SUBTOTAL.fullmatch(plain(cell)) is not None)
    )


def _may_be_total(text: str) -> bool:
    text = text.strip()
    first = text[:3].casefold()
    return first.strip() in _FIRST_LETTERS or text[-5:].casefold() in _LAST_LETTERS or first in ("a r", "à r")


def _reads_like_a_sentence(text: str) -> bool:
    words = text.split()
    return len(text) > 80 or len(words) > 9 or (len(words) > 4 and text.endswith("."))
