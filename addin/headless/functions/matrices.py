"""Products, inverses and determinants of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from addin.headless.functions.cells import NUMBER, VALUE, Fault, is_error, is_number, number, rows_of


def _matrix(cells: Any) -> NDArray[np.float64]:
    rows = rows_of(cells)
    for row in rows:
        for cell in row:
            if is_error(cell):
                raise Fault(str(cell["kind"]))
            if not is_number(cell):
                raise Fault(VALUE)
    return np.array(rows, dtype=np.float64)


def _square(cells: Any) -> NDArray[np.float64]:
    matrix = _matrix(cells)
    if matrix.shape[0] != matrix.shape[1]:
        raise Fault(VALUE)
    return matrix


def product(first: Any, second: Any) -> list[list[float]]:
    """MMULT."""
    left, right = _matrix(first), _matrix(second)
    if left.shape[1] != right.shape[0]:
        raise Fault(VALUE)
    with np.errstate(all="ignore"):
        answer = left @ right
    if not np.isfinite(answer).all():
        raise Fault(NUMBER)
    return answer.tolist()  # type: ignore[no-any-return]


def determinant(cells: Any) -> float:
    """MDETERM."""
    return float(np.linalg.det(_square(cells)))


def inverse(cells: Any) -> list[list[float]]:
    """MINVERSE."""
    try:
        return np.linalg.inv(_square(cells)).tolist()  # type: ignore[no-any-return]
    except np.linalg.LinAlgError as wrong:
        raise Fault(NUMBER) from wrong


def unit(size: Any) -> list[list[float]]:
    """MUNIT."""
    rows = int(number(size))
    if rows < 1:
        raise Fault(VALUE)
    return np.eye(rows).tolist()
