"""Formulas as Excel shows them, brought to the form in which Tenure writes them: so that the two can be compared."""

from __future__ import annotations

import re

from addin.edits import quoted

_FORMS = re.compile(
    r"""
      (?P<kept>"(?:[^"]|"")*"|\#(?:REF!|DIV/0!|NULL!|NUM!|VALUE!|NAME\?|N/A))
    | (?P<book>(?:'[^']*'|\[[^\[\]]+\]|[\w.]+)!(?=REL_))
    | (?P<sheet>'(?:[^']|'')+'!|(?:\[[^\[\]]+\])?[^\W\d][\w.]*!)
    | (?P<table>(?:[^\W\d][\w.]*)?)\[(?P<within>(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*)\]
    | (?P<one>@)
    """,
    re.VERBOSE,
)
_MARKS = re.compile(r"[!\[@]")


def entered_formula(formula: str) -> str:
    """A formula as one types it: only files mark functions that are newer than they."""
    return formula.replace("_xlfn.", "")


def as_written(formula: str, table: str) -> str:
    """A formula in Tenure's form.

    Excel drops the quotes around the names of most sheets, shortens what lies in the same row of a Table, puts the
    add-in's file before its functions, and an ``@`` before what might answer several cells.

    Args:
        formula: as Excel shows it.
        table: the Table in which it stands; "" where it stands in none.
    """
    if not _MARKS.search(formula):
        return formula

    def changed(match: re.Match[str]) -> str:
        if match["kept"] is not None:
            return match[0]
        if match["sheet"] is not None:
            name = match["sheet"][:-1]
            return quoted(name[1:-1].replace("''", "'") if name.startswith("'") else name)
        if match["within"] is not None:
            return _structured(match["table"] or table, match["within"])
        return ""

    return _FORMS.sub(changed, formula)


def _structured(table: str, within: str) -> str:
    if within.startswith("@"):
        column = within[1:].lstrip()
        return f"{table}[[#This Row],{column if column.startswith('[') else f'[{column}]'}]"
    return f"{table}[{within}]"
