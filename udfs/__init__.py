"""What a cell can ask: the worksheet functions of Tenure, and the one door to them.

``udfs.call("REL_CLV", 300000, 0.8, 0.1)`` is what every host uses; ``udfs.value.clv(...)`` is the same as ordinary
Python over numpy arrays.
"""

from __future__ import annotations

from typing import Any

from udfs import calling, value
from udfs.errors import CellError
from udfs.worksheet_function import WorksheetFunction, declaration_of

__version__ = "0.1.0"
FUNCTIONS = tuple(declaration_of(f) for f in (value.npv, value.clv))
_BY_NAME = {f.name: f for f in FUNCTIONS}

def call(name: str, *cells: Any, date_1904: bool = False) -> Any:
    return calling.answer(_BY_NAME[name], cells, date_1904)
