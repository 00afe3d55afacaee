"""What buttons did to a workbook since it was opened, and *Undo last*, which takes it back, the last press first.

A cell is taken back that is still exactly as it was written. What a person changed since stays as it is and is named;
so does a whole sheet of Tenure's on which anything was changed, with the names that point into it. What a formula that
stays refers to is not taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from addin.commands.command import CommandRefused
from addin.edits import (
    Content,
    Edit,
    Formula,
    RemoveColumn,
    RemoveName,
    RemoveSheet,
    WriteCells,
    WriteColumn,
    WriteName,
    WriteSheet,
    quoted,
    relative,
)
from addin.live_book import LiveBook
from addin.preview import lines, writes
from addin.snapshot import Contents
from workbook_templates.recognition.reading import in_words
from workbook_templates.recognition.sheet import Area

LABEL = "Undo last"
_LEVELS = 20
_MOST_PLACES = 5


@dataclass(frozen=True)
class Made:
    """An edit that was made, and what takes it back.

    Attributes:
        edit: the edit.
        inverse: the edit that takes it back.
        restore: gives the cells their earlier looks back.
        written: what stood in its cells when the button was done, as the host says it.
        name: what its name stood for then.
    """

    edit: Edit
    inverse: Edit
    restore: Callable[[], None]
    written: Contents = field(default_factory=dict)
    name: str | None = None

    @classmethod
    def about(cls, edit: Edit, inverse: Edit, book: LiveBook) -> Made:
        """An edit that is about to be made."""
        if isinstance(edit, WriteColumn) and edit.is_new:
            return cls(edit, inverse, book.looks(edit.sheet, _with_heading(edit)))
        return cls(edit, inverse, _nothing_to_restore)

    def take_back(self, book: LiveBook) -> None:
        """Take it back, whatever stands in its cells."""
        book.apply(self.inverse)
        self.restore()

    def read_back(self, book: LiveBook, names: Mapping[tuple[str, str], str]) -> Made:
        """With what stands there now."""
        match self.edit:
            case WriteColumn() | WriteCells():
                return replace(self, written=_standing(self.edit, book))
            case WriteSheet(name=name):
                return replace(self, written=dict(book.contents(name)))
            case WriteName():
                return replace(self, name=names.get(_key(self.edit)))
            case _:
                return self


@dataclass(frozen=True)
class Step:
    """One press of a button."""

    label: str
    edits: tuple[Made, ...]

    @classmethod
    def made(cls, label: str, edits: Sequence[Made], book: LiveBook) -> Step:
        """A press that was carried out just now."""
        names = book.names
        return cls(label, tuple(each.read_back(book, names) for each in edits))


class History:
    """What buttons did to one workbook, as long as it is open."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    @property
    def last(self) -> str:
        """The label of the press that comes first to be taken back; "" where there is none."""
        return self._steps[-1].label if self._steps else ""

    def remember(self, step: Step) -> None:
        """Add a press; those before the last twenty are forgotten."""
        self._steps = [*self._steps, step][-_LEVELS:]

    def undo(self, book: LiveBook) -> Undo:
        """Press *Undo last*: what it would take back.

        Raises:
            CommandRefused: nothing can be taken back.
        """
        while self._steps:
            step = self._steps[-1]
            plan = _Plan(step, book)
            if plan.parts:
                return Undo(step, plan, book, self)
            self._steps.pop()
            if plan.left:
                more = " Press again for what was pressed before that." if self._steps else ""
                raise CommandRefused(
                    f"{LABEL} changes nothing: what {step.label} wrote was changed since ({plan.places}).{more}"
                )
        raise CommandRefused(
            "There is nothing to take back: since this workbook was opened no button changed it, or all of that is "
            "taken back already."
        )

    def forget(self, step: Step) -> None:
        """A press is taken back."""
        self._steps = [each for each in self._steps if each is not step]


@dataclass(frozen=True)
class Undo:
    """*Undo last*, pressed, that has changed nothing yet."""

    step: Step
    _plan: _Plan
    _book: LiveBook
    _history: History

    @property
    def title(self) -> str:
        """Whose question the preview is."""
        return LABEL

    @property
    def preview(self) -> str:
        """What is taken back, and what stays since it was changed, for a message box."""
        edits = [edit for edit, _ in self._plan.parts]
        told = [f"{LABEL} takes {self.step.label} back:", *lines(sentence for sentence, _ in writes(edits))]
        if self._plan.left:
            told += ["", f"What was changed since stays as it is: {self._plan.places}."]
        return "\n".join(told)

    @property
    def has_work(self) -> bool:
        """There is always something to carry out."""
        return True

    def carry_out(self, tell: Callable[[str, float], None]) -> None:
        """Take it back."""
        with self._book.as_one(f"{LABEL}: {self.step.label}"):
            for place, (edit, restore) in enumerate(self._plan.parts):
                tell(f"{LABEL}: {edit}", place / len(self._plan.parts))
                self._book.apply(edit)
                restore()
        self._history.forget(self.step)


class _Plan:
    """What of a press can be taken back now.

    Attributes:
        parts: the edits that do it, each with what gives the looks back.
        left: what stays, since it was changed: places by sheet; a sheet's own name without places is a whole sheet.
    """

    def __init__(self, step: Step, book: LiveBook) -> None:
        self._book = book
        self._names = book.names
        self._sheets = {state.name.casefold() for state in book.states("")}
        self.parts: list[tuple[Edit, Callable[[], None]]] = []
        self.left: list[str] = []
        kept: set[str] = set()
        for made in reversed(step.edits):
            match made.edit:
                case WriteSheet():
                    self._sheet(made, made.edit, kept)
        for made in reversed(step.edits):
            match made.edit:
                case WriteColumn() | WriteCells():
                    self._cells(made, made.edit)
                case WriteSheet():
                    if made.edit.name not in kept:
                        self._remove(made.edit)
                case WriteName():
                    if not any(made.edit.refers_to.startswith("=" + quoted(name)) for name in kept):
                        self._name(made, made.edit)

        self._refuse_what_is_used()

    @property
    def places(self) -> str:
        """What stays, in words."""
        more = len(self.left) - _MOST_PLACES
        return ", ".join(self.left[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")

    def _cells(self, made: Made, edit: WriteColumn | WriteCells) -> None:
        if edit.sheet.casefold() not in self._sheets:
            self.left.append(f"sheet {edit.sheet}, which is not there any more")
            return
        before: Contents = {}
        if isinstance(made.inverse, WriteCells):
            before = {(row, column): content for row, column, content in made.inverse.cells}
        now = _standing(edit, self._book)
        untouched = [place for place, content in made.written.items() if now[place] == content]
        changed = [
            place for place in made.written if now[place] not in (made.written[place], before.get(place))
        ]  # fmt: skip
        self._say(edit.sheet, changed)
        if not untouched:
            return
        self._refuse_protected(edit.sheet)
        if isinstance(made.inverse, RemoveColumn) and not changed:
            self.parts.append((made.inverse, made.restore))
            return
        if isinstance(edit, WriteColumn):
            # A value that stays keeps its heading.
            untouched = [(row, column) for row, column in untouched if row != edit.header_row]
        if untouched:
            cells = tuple((row, column, before.get((row, column))) for row, column in untouched)
            self.parts.append((WriteCells(edit.sheet, cells), _nothing_to_restore))

    def _sheet(self, made: Made, edit: WriteSheet, kept: set[str]) -> None:
        name = self._now_called(edit)
        if name is None:
            return
        now = self._book.contents(name)
        changed = [place for place in now.keys() | made.written.keys() if now.get(place) != made.written.get(place)]
        if changed:
            kept.add(edit.name)
            self._say(name, sorted(changed))

    def _remove(self, edit: WriteSheet) -> None:
        name = self._now_called(edit)
        if name is None:
            return
        if self._book.is_locked:
            raise CommandRefused(
                f"The workbook's structure is protected, so the sheet {name} cannot be taken away: take the protection "
                "off, and press again."
            )
        self.parts.append((RemoveSheet(replace(edit, name=name)), _nothing_to_restore))

    def _now_called(self, edit: WriteSheet) -> str | None:
        """What a sheet of Tenure's is called by now; None where it is not there any more."""
        meaning = self._names.get((edit.scope, edit.marker.casefold()))
        place = self._book.area_of(meaning) if meaning is not None else None
        return place[0] if place is not None else None

    def _name(self, made: Made, edit: WriteName) -> None:
        now = self._names.get(_key(edit))
        if now is None:
            return
        was_there = made.name is not None and self._book.area_of(made.name) is not None
        if now == made.name or (was_there and self._book.area_of(now) is None):
            self.parts.append((made.inverse, _nothing_to_restore))
        else:
            self.left.append(f"the name {edit.name}")

    def _refuse_what_is_used(self) -> None:
        """Refuse to take away what a formula that stays refers to: it would be spoilt for good."""
        gone = _Gone([edit for edit, _ in self.parts])
        if not gone.words:
            return
        for name in [state.name for state in self._book.states("")]:
            # A sheet of charts holds no cells.
            if name in gone.sheets or self._book.area_of(f"{quoted(name)}$A$1") is None:
                continue
            for (row, column), content in self._book.contents(name).items():
                if isinstance(content, Formula) and (name, row, column) not in gone.cells:
                    word = gone.first_in(content.text)
                    if word:
                        raise CommandRefused(
                            f"{LABEL} changes nothing: the formula in {name}!{relative(row, column)} refers to {word}, "
                            "which would be taken away. Delete that formula first, and press again."
                        )

    def _say(self, sheet: str, changed: Sequence[tuple[int, int]]) -> None:
        by_column: dict[int, list[int]] = {}
        for row, column in changed:
            by_column.setdefault(column, []).append(row)
        for column, rows in sorted(by_column.items()):
            if len(rows) == 1:
                self.left.append(f"{sheet}!{relative(rows[0], column)}")
            else:
                letters = relative(0, column).rstrip("0")
                self.left.append(f"{sheet}!{letters} in {in_words(rows)}")

    def _refuse_protected(self, sheet: str) -> None:
        state = next(state for state in self._book.states(sheet) if state.name.casefold() == sheet.casefold())
        if state.is_protected:
            raise CommandRefused(f"Sheet {sheet} is protected: take the protection off, and press again.")


class _Gone:
    """What edits take away.

    Attributes:
        sheets: sheets.
        cells: cells, by sheet, row and column.
        words: what formulas call the sheets, names and columns of Tables, in lower case.
    """

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.sheets = {edit.sheet.name for edit in edits if isinstance(edit, RemoveSheet)}
        columns = [edit.column for edit in edits if isinstance(edit, RemoveColumn)]
        filled = {(each.sheet, row, column) for each in columns for row, column in _places(each)}
        changed = {
            (edit.sheet, row, column) for edit in edits if isinstance(edit, WriteCells) for row, column, _ in edit.cells
        }
        self.cells = filled | changed
        names = [edit.name.name for edit in edits if isinstance(edit, RemoveName)]
        in_tables = [f"{each.table}[{each.heading}]" for each in columns if each.table]
        called = {form: name for name in self.sheets for form in (quoted(name), f"{name}!")}
        sheets = {form.casefold(): f"the sheet {name}" for form, name in called.items()}
        words = {name.casefold(): f"the name {name}" for name in names} | {each.casefold(): each for each in in_tables}
        self.words = sheets | words
        patterns = [r'"[^"]*"', *(rf"(?<![\w.]){re.escape(form)}" for form in sheets)]
        patterns += [rf"(?<![\w.]){re.escape(word)}(?![\w.(])" for word in words]
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE)

    def first_in(self, formula: str) -> str:
        """The first of them that a formula refers to; "" for none."""
        found = (match[0].casefold() for match in self._pattern.finditer(formula))
        return next((self.words[word] for word in found if word in self.words), "")


def _standing(edit: WriteColumn | WriteCells, book: LiveBook) -> dict[tuple[int, int], Content]:
    """What stands in the cells of an edit."""
    places = list(_places(edit))
    rows, columns = [row for row, _ in places], [column for _, column in places]
    area = Area(min(rows), min(columns), max(rows), max(columns))
    width = area.right - area.left + 1
    contents = book.standing(edit.sheet, area)
    return {place: contents[(place[0] - area.top) * width + place[1] - area.left] for place in places}


def _places(edit: WriteColumn | WriteCells) -> Iterator[tuple[int, int]]:
    if isinstance(edit, WriteCells):
        yield from ((row, column) for row, column, _ in edit.cells)
        return
    if edit.is_new:
        yield edit.header_row, edit.column
    yield from ((row, edit.column) for run in edit.rows for row in run)


def _with_heading(edit: WriteColumn) -> Area:
    return Area(edit.header_row, edit.column, edit.area.bottom, edit.column)


def _key(edit: WriteName) -> tuple[str, str]:
    return edit.scope, edit.name.casefold()


def _nothing_to_restore() -> None:
    """Looks are as they were."""
