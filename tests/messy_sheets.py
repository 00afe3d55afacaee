"""The corpus of messy sheets: each a file with its cells and, beside them, the right reading as a person would say it.

A file has three parts, parted by lines of dashes: what it is and what lies around the cells; the cells, a row a line;
the reading. tests/data/messy_sheets/README.md describes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from udfs import CellError
from workbook_templates.recognition import Area, Cell, ExcelTable, Sheet

FOLDER = Path(__file__).parent / "data" / "messy_sheets"
"""The sheets that recognition is built with."""
HELD_OUT = (FOLDER.with_name("held_out_sheets"), FOLDER.with_name("held_out_sheets_second"))
"""Sheets by people who had not read it, the oldest first; the README of each says what it scored when first asked."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CORNERS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")


@dataclass
class Expected:
    """What a person reads in a sheet.

    Attributes:
        area: the address of the table; empty where there is none to read.
        header: the rows of headings.
        roles: by the column's letters, the role's term, with the year where it has one: "Fees 2025".
        guesses: the columns of which the reading must say that it only guesses.
        kinds: by row, what it is, as `RowKind` says it; blank rows are not listed.
        same: groups of rows with one client under several names.
        details: other facts, by name: currency, unit, subject, table, order.
        refused: by a word of the sentence, the rows that must be named.
        left_out: addresses that must be named as left out.
    """

    area: str = ""
    header: tuple[int, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    guesses: set[str] = field(default_factory=set)
    kinds: dict[int, str] = field(default_factory=dict)
    same: list[tuple[int, ...]] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    refused: dict[str, tuple[int, ...]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class MessySheet:
    """A sheet of the corpus: its name, what it is, its picture and its right reading."""

    name: str
    about: str
    sheet: Sheet
    expected: Expected


def messy_sheets(folder: Path = FOLDER) -> Iterator[MessySheet]:
    """Every sheet of a folder."""
    for path in sorted(folder.glob("*.txt")):
        yield messy_sheet(path.stem, path.read_text(encoding="utf-8"))


def held_out_sheets() -> Iterator[MessySheet]:
    """Every sheet of the held-out folders."""
    for folder in HELD_OUT:
        yield from messy_sheets(folder)


def messy_sheet(name: str, text: str) -> MessySheet:
    """A sheet from the text of its file."""
    head, cells, reading = re.split(r"^-{3,}\n", text, flags=re.MULTILINE)
    about, _, around = head.partition("\n")
    return MessySheet(name, about, _sheet(name, around, cells), _expected(reading))


def area(address: str) -> Area:
    """An area from its address."""
    match = _CORNERS.fullmatch(address)
    assert match, address
    left, top = _number(match[1]), int(match[2])
    return Area(top, left, int(match[4] or top), _number(match[3]) if match[3] else left)


def rows_of(text: str) -> tuple[int, ...]:
    """Rows from text: 4-6 9."""
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheet(name: str, around: str, cells: str) -> Sheet:
    lines: dict[int, list[Cell]] = {}
    for line in cells.splitlines():
        if line.strip():
            number, _, rest = line.partition("|")
            lines[int(number)] = [_cell(text) for text in re.split(r"(?<!\\)\|", rest)]
    # As hosts give it: the used range alone, wherever it begins.
    top, bottom = min(lines), max(lines)
    left = min(place for line in lines.values() for place, cell in enumerate(line) if cell is not None)
    rows = tuple(tuple(lines.get(number, [])[left:]) for number in range(top, bottom + 1))
    facts: dict[str, list[str]] = {}
    for line in around.splitlines():
        word, _, rest = line.strip().partition(" ")
        facts.setdefault(word, []).append(rest)
    assert facts.keys() <= {"cursor", "format", "formula", "merged", "table", "hidden-rows", "hidden-columns", ""}, (
        facts
    )
    cursor = area(facts["cursor"][0]) if "cursor" in facts else None
    return Sheet(
        name=name, rows=rows, top=top, left=left + 1,
        cursor=(cursor.top, cursor.left) if cursor else None,
        formats=tuple((area(text.split(" ", 1)[0]), text.split(" ", 1)[1]) for text in facts.get("format", ())),
        formulas={
            (area(place).top, area(place).left): formula
            for place, formula in (text.split(" ", 1) for text in facts.get("formula", ()))
        },
        merged=tuple(area(address) for text in facts.get("merged", ()) for address in text.split()),
        tables=tuple(_table(text) for text in facts.get("table", ())),
        hidden_rows=frozenset(row for text in facts.get("hidden-rows", ()) for row in rows_of(text)),
        hidden_columns=frozenset(
            _number(letters) for text in facts.get("hidden-columns", ()) for letters in text.split()
        ),
    )  # fmt: skip


def _table(text: str) -> ExcelTable:
    name, address, *words = text.split()
    return ExcelTable(name, area(address), "no-header" not in words, "totals" in words)


def _cell(text: str) -> Cell:
    text = text.strip().replace("\\|", "|").replace("\\n", "\n")
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    if not text:
        return None
    if text.startswith("'"):
        return text[1:]
    if _NUMBER.fullmatch(text):
        return float(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if re.fullmatch(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?)", text):
        return CellError(text, "it was an error in the sheet")
    return {"TRUE": True, "FALSE": False}.get(text, text)


def _expected(text: str) -> Expected:
    found = Expected()
    for line in text.splitlines():
        word, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if not word:
            continue
        if word == "area":
            found.area = rest
        elif word == "header":
            found.header = rows_of(rest)
        elif re.fullmatch(r"[A-Z]{1,2}", word):
            found.roles[word] = rest.removesuffix("?").strip()
            if rest.endswith("?"):
                found.guesses.add(word)
        elif word in _KINDS:
            found.kinds |= dict.fromkeys(rows_of(rest), _KINDS[word])
        elif word == "same":
            found.same.append(rows_of(rest))
        elif word == "refused":
            why, _, rows = rest.partition(" ")
            found.refused[why] = rows_of(rows)
        elif word == "out":
            found.left_out += rest.split()
        else:
            assert word in ("currency", "unit", "subject", "table", "order"), line
            found.details[word] = rest
    return found


_KINDS = {
    "clients": "client", "subtotal": "subtotal", "total": "total", "headings": "heading repeated", "note": "note",
    "unnamed": "no client named",
}  # fmt: skip
