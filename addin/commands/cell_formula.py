"""The formula of a cell taken apart: the functions of Tenure's that it calls, and what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import udfs
from addin.commands.command import CommandRefused
from addin.commands.own_settings import NAMES
from addin.edits import absolute, relative, without_its_book
from addin.formulas.grammar import (
    Brackets,
    Call,
    Expression,
    FormulaTrouble,
    Item,
    Template,
    Word,
    calls_in,
    read_formula,
)
from addin.formulas.references import Area as FileArea
from addin.formulas.references import Reference
from addin.formulas.tables import Table, Tables
from addin.snapshot import Snapshot
from udfs import WorksheetFunction
from workbook_templates.recognition.sheet import Area

_CONSTANTS = frozenset({"TRUE", "FALSE"})
_CHOOSES = {"IF": 1, "IFERROR": 0, "IFNA": 0, "_XLFN.IFNA": 0}
"""Functions that answer what one of their arguments says, and the first argument that may be the answer."""


@dataclass(frozen=True)
class FunctionCall:
    """A call of one of Tenure's functions in a cell.

    Attributes:
        declaration: the function.
        arguments: what it is given, as a formula on any sheet writes it; a skipped argument is "".
        is_the_answer: whether the cell shows what the function answers, and nothing more is done with it.
    """

    declaration: WorksheetFunction
    arguments: tuple[str, ...]
    is_the_answer: bool

    @property
    def by_name(self) -> Mapping[str, str]:
        """What is given, by the name of the argument."""
        names = (parameter.name for parameter in self.declaration.parameters)
        return {name: text for name, text in zip(names, self.arguments, strict=False) if text}

    @property
    def text(self) -> str:
        """The call, without an equals sign."""
        return f"{self.declaration.name}({','.join(self.arguments)})"


class CellFormula:
    """What stands in a cell of the active sheet as a formula.

    Args:
        snapshot: the workbook.
        row: the cell's row.
        column: its column.
        text: the formula with its equals sign; by default the one that stands there.
    """

    def __init__(self, snapshot: Snapshot, row: int, column: int, text: str | None = None) -> None:
        self.address = f"{snapshot.sheet.name}!{relative(row, column)}"
        self.reference = absolute(snapshot.sheet.name, Area(row, column, row, column))
        given = snapshot.sheet.formulas.get((row, column), "") if text is None else text
        self.text = without_its_book(given)
        self._snapshot = snapshot
        self._row, self._column = row, column

    @property
    def calls(self) -> tuple[FunctionCall, ...]:
        """The calls of Tenure's functions, outer ones first.

        Raises:
            CommandRefused: the formula cannot be read, or not be written on another sheet.
        """
        if "REL_" not in self.text.upper():
            return ()
        try:
            read = read_formula(self.text[1:])
            found = [call for call in calls_in(read) if _name(call) in _NAMES]
            return tuple(
                FunctionCall(
                    udfs.declaration(_name(call)),
                    tuple(self._elsewhere(argument) for argument in call.arguments),
                    _answers(read, call),
                )
                for call in found
            )
        except FormulaTrouble as trouble:
            raise CommandRefused(f"The formula in {self.address} cannot be read: {trouble}.") from trouble

    def _elsewhere(self, expression: Expression) -> str:
        """A part of the formula as it reads on another sheet."""
        return Template(self._moved(expression)).at(0).strip()

    def _moved(self, expression: Expression) -> Expression:
        return Expression(tuple(self._item(item) for item in expression.items))

    def _item(self, item: Item) -> Item:
        if isinstance(item, Reference):
            sheet = self._snapshot.sheet.name if item.sheet is None else item.sheet
            return Reference(item.area, sheet, (True, True, True, True), item.whole, item.spilled)
        if isinstance(item, Call):
            return Call(_plain(item.name), tuple(map(self._moved, item.arguments)))
        if isinstance(item, Brackets):
            return Brackets(self._moved(item.content))
        if isinstance(item, Word) and item.kind == "name":
            return self._named(item)
        if isinstance(item, Word) and item.kind == "structured":
            return self._structured(item)
        return item

    def _named(self, word: Word) -> Word:
        if word.sheet is not None or word.text.upper() in _CONSTANTS:
            return word
        names = self._snapshot.names
        if (self._snapshot.sheet.name, word.text.casefold()) in names:
            return Word(word.text, "name", self._snapshot.sheet.name)
        if ("", word.text.casefold()) in names or word.text in NAMES:
            return word
        raise CommandRefused(
            f"The formula in {self.address} uses {word.text}, which only has a meaning inside it: put that part into a "
            "cell of its own, and press again."
        )

    def _structured(self, word: Word) -> Reference:
        sheet = self._snapshot.sheet
        tables = []
        for table in sheet.tables:
            area, columns = table.area, range(table.area.left, table.area.right + 1)
            headings = tuple(str(sheet.cell(area.top, column)) for column in columns)
            place = FileArea(area.top, area.left, area.bottom, area.right)
            rows = int(table.header_row), int(table.totals_row)
            tables.append(Table(table.name, sheet.name, place, headings, *rows))
        reference = Tables(tables).reference(word.text, sheet.name, self._row, self._column)
        if reference is None:
            raise FormulaTrouble(f"the table has no part {word.text}")
        return Reference(reference.area, reference.sheet, (True, True, True, True))


_NAMES = frozenset(function.name for function in udfs.FUNCTIONS)


def _plain(name: str) -> str:
    """The name of a function without what files put before it."""
    upper = name.upper()
    return upper[upper.index("REL_") :] if "REL_" in upper and upper[upper.index("REL_") :] in _NAMES else name


def _name(call: Call) -> str:
    return _plain(call.name)


def _answers(expression: Expression, call: Call) -> bool:
    """Whether an expression answers what a call answers, or chooses between that and something else."""
    only = expression.only
    if only is call:
        return True
    if not isinstance(only, Call) or only.name.upper() not in _CHOOSES:
        return False
    first = _CHOOSES[only.name.upper()]
    return any(_answers(argument, call) for argument in only.arguments[first:])


def native(text: str) -> str:
    """A formula without Tenure's way to read a number in a text: the spreadsheet program's own in its place."""
    return Template(_native(read_formula(text))).at(0)


def _native(expression: Expression) -> Expression:
    return Expression(tuple(_native_item(item) for item in expression.items))


def _native_item(item: Item) -> Item:
    if isinstance(item, Brackets):
        return Brackets(_native(item.content))
    if not isinstance(item, Call):
        return item
    arguments = tuple(map(_native, item.arguments))
    if _plain(item.name) == "REL_PROFIT" and len(arguments) == 1:
        marks = (Expression((Word(mark, "text"),)) for mark in ('"."', '","'))
        return Call("_xlfn.NUMBERVALUE", (*arguments, *marks))
    return Call(item.name, arguments)
