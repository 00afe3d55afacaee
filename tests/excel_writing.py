"""How Excel writes formulas: in its own way, in Tables, and in a user's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from addin.formulas.grammar import Template
from workbook_templates.recognition.sheet import Area

if TYPE_CHECKING:
    from excel_objects import ExcelApplication, ListObject


def shown_sheet(name: str) -> str:
    """A sheet's name before a reference: in quotes only where it needs them."""
    is_plain = re.fullmatch(r"[^\W\d][\w.]*", name) and not re.fullmatch(r"[A-Za-z]{1,3}\d+", name)
    return f"{name}!" if is_plain else "'" + name.replace("'", "''") + "'!"


def in_excels_way(formula: str, table: ListObject | None) -> str:
    """A formula as Excel shows it, in the cells of a Table or elsewhere."""
    text = re.sub(
        r"""("(?:[^"]|"")*")|'((?:[^']|'')+)'!""",
        lambda match: match[1] or shown_sheet(match[2].replace("''", "'")),
        formula,
    )
    if table is None:
        return text
    own = re.escape(table.Name)
    column = r"\[((?:[^\[\]']|'.)*)\]"
    return re.sub(rf"{own}\[\[#This Row\],{column}\]", lambda match: _at(match[1]), text)


def _at(column: str) -> str:
    return f"[@{column}]" if re.fullmatch(r"[\w.]+", column) else f"[@[{column}]]"


def in_german(formula: str) -> str:
    """A formula as an Excel in German shows it."""
    return formula.replace("AND(", "UND(").replace(",", ";")


def from_german(formula: str, excel: ExcelApplication, area: Area) -> str:
    """What Excel makes of the formula of a conditional format: it reads it from where the active cell stands."""
    assert "AND(" not in formula.replace("UND(", ""), "Excel wants it in the user's language"
    english = formula.replace("UND(", "AND(").replace(";", ",")
    return Template.as_written(english[1:]).at(area.top - excel.ActiveCell.Row)
