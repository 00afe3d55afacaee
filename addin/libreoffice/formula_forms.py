"""Formulas as Excel writes them, and as Calc's own interface takes and gives them whatever language Calc speaks.

Calc's interface parts arguments by ``;`` and the columns and rows of an array by ``;`` and ``|``, puts a point between
a sheet's name and the cell, has brackets behind TRUE, and calls EDATE and others by the name of the add-in they are in.
What a program sets Calc reports to nobody: it must be such as `written_forms` makes of what is typed.
"""

from __future__ import annotations

import re

from addin.libreoffice.written_forms import caught_once, mended

_PIECES = re.compile(
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<quoted>\$?'(?:[^']|'')*'[!.])"
    r"|(?P<plain>(?<![\w.#$])\$?[^\W\d][\w.]*?(?:!|\.(?=\$?[A-Z]{1,3}(?:\$?\d|:\$?[A-Z]))))"
    r"|(?P<columns>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])"
    r"|(?P<array>\{[^{}]*\})"
    r"|(?P<newer>\b_xl(?:fn|ws)\.(?:_xlws\.)?)"
    r"|(?P<analysis>\bcom\.sun\.star\.sheet\.addin\.analysis\.get)"
    r"|(?P<truth>(?<![\w.])(?:TRUE|FALSE)(?![\w.!(])|(?<![\w.])(?:TRUE|FALSE)\(\))"
    r"|(?P<ours>(?<![\w.])rel_\w+(?=\())"
    r"|(?P<sign>[,;])",
    re.IGNORECASE,
)
_BETWEEN_COLUMNS = re.compile(r"\](\s*)[,;](\s*)\[")
_IN_ARRAY = re.compile(r'"(?:[^"]|"")*"|[,;|]')
_TO_CALC, _FROM_CALC = {",": ";", ";": "|"}, {";": ",", "|": ";"}


def to_calc(formula: str) -> str:
    """A formula of Excel's, with or without ``=``, as Calc's interface takes it and can carry it out."""
    return mended(_PIECES.sub(lambda match: _to_calc(str(match.lastgroup), match[0]), formula))


def from_calc(formula: str) -> str:
    """A formula as Calc's interface gives it, as Excel writes it; one over a whole array without its braces."""
    if formula.startswith("{="):
        formula = formula[1:].removesuffix("}")
    return _PIECES.sub(lambda match: _from_calc(str(match.lastgroup), match[0]), caught_once(formula))


def _to_calc(kind: str, piece: str) -> str:
    match kind:
        case "sign":
            return ";"
        case "quoted" | "plain":
            return f"${piece.removeprefix('$')[:-1]}."
        case "columns":
            return _BETWEEN_COLUMNS.sub(r"]\1;\2[", piece)
        case "array":
            return _IN_ARRAY.sub(lambda match: _TO_CALC.get(match[0], match[0]), piece)
        case "truth":
            return f"{piece.removesuffix('()').upper()}()"
        case "newer":
            return ""
        case _:
            return piece


def _from_calc(kind: str, piece: str) -> str:
    match kind:
        case "sign":
            return ","
        case "quoted":
            return f"{piece.removeprefix('$')[:-1]}!"
        case "plain":
            return f"'{piece.removeprefix('$')[:-1]}'!"
        case "columns":
            return _BETWEEN_COLUMNS.sub(r"]\1,\2[", piece)
        case "array":
            return _IN_ARRAY.sub(lambda match: _FROM_CALC.get(match[0], match[0]), piece)
        case "truth":
            return piece.removesuffix("()").upper()
        case "analysis":
            return ""
        case "ours":
            return piece.upper()
        case _:
            return piece
