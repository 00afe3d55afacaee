"""A fit as a table that other formulas take: how it is written, and how it is read back from cells.

Every fit is a table of two columns, what and value: the model's name, its parameters, the log-likelihood, the clients.
It is read with or without its header, and refused where it is not as the function gave it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from udfs.arguments import Vector
from udfs.block import Block
from udfs.cells import Fault, error_in, identity, is_blank, number
from udfs.errors import CellError, InputError, NotEnough, OutOfDomain, WrongKind
from udfs.orders import gamma_gamma
from udfs.orders.model import FEWEST, SHAPE_LIMIT
from udfs.orders.models import MODELS
from udfs.readers import Reader
from udfs.worksheet_function import Table

HEADERS = ("what", "value")
ORDER_MODELS = tuple(MODELS)
SPEND_MODELS = (gamma_gamma.NAME,)

_PARAMETERS = {name: model.parameters for name, model in MODELS.items()} | {gamma_gamma.NAME: gamma_gamma.PARAMETERS}
_SCALES = {name: model.scales for name, model in MODELS.items()} | {gamma_gamma.NAME: gamma_gamma.SCALES}
_SOURCE = dict.fromkeys(ORDER_MODELS, "REL_BTYD_FIT") | dict.fromkeys(SPEND_MODELS, "REL_SPEND_FIT")
_LIKELIHOOD, _MEAN, _USED, _LEFT_OUT = "log-likelihood", "population mean", "clients used", "clients left out"


@dataclass(frozen=True)
class Fit:
    """A model with its parameters, as it was fitted."""

    model: str
    parameters: tuple[float, ...]
    log_likelihood: float
    clients: float

    @property
    def vector(self) -> Vector:
        """The parameters as an array."""
        return np.array(self.parameters)


def rows_of(model: str) -> tuple[str, ...]:
    """What stands in the first column of a model's fit table, below its name."""
    behind = (_LIKELIHOOD, _MEAN, _USED, _LEFT_OUT) if model in SPEND_MODELS else (_LIKELIHOOD, _USED)
    return _PARAMETERS[model] + behind


def fit_table(fit: Fit, left_out: int | None = None) -> Table:
    """The table of a fit; of the spend on an order with the population mean and the clients left out."""
    cells: list[Any] = [*fit.parameters, fit.log_likelihood]
    if left_out is None:
        cells.append(fit.clients)
    else:
        mean = gamma_gamma.population_mean(fit.vector)
        no_mean = OutOfDomain("average", "must vary less between clients: with q of 1 or below there is no mean")
        cells += [mean if math.isfinite(mean) else no_mean, fit.clients, left_out]
    return Table(HEADERS, [("model", fit.model), *zip(rows_of(fit.model), cells, strict=True)])


def read_fit(rows: Sequence[Sequence[object]], models: tuple[str, ...]) -> Fit | Fault | CellError:
    """The fit that a table of cells holds, of one of the models."""
    source = _SOURCE[models[0]]
    filled = [row for row in rows if not all(map(is_blank, row))]
    if not filled or any(len(row) != len(HEADERS) for row in filled):
        return Fault(WrongKind, f"must be the whole table of {source}, two columns wide")
    if _is(filled[0][0], HEADERS[0]):
        filled = filled[1:]
    if not filled or not _is(filled[0][0], "model"):
        return Fault(WrongKind, f"must be the whole table of {source}: its row model is missing")
    model = next((name for name in _PARAMETERS if _is(filled[0][1], name)), None)
    if model not in models:
        named = filled[0][1]
        if isinstance(error := error_in(named), CellError):
            return error
        return Fault(WrongKind, f"must be a table of {source}, with one of the models {', '.join(models)}", named)
    values: list[float] = []
    for name, row in zip(rows_of(model), [*filled[1:], *[("", "")] * 9], strict=False):
        if not _is(row[0], name):
            return Fault(WrongKind, f"must be the whole table of {source}: its row {name} is missing")
        read = _number_in(row[1], name, model, source)
        if not isinstance(read, float):
            return read
        values.append(read)
    if len(filled) > len(values) + 1:
        return Fault(WrongKind, f"must be the table of {source} and nothing else", filled[len(values) + 1][0])
    return _checked(model, dict(zip(rows_of(model), values, strict=True)), source)


def _is(cell: object, name: str) -> bool:
    return isinstance(cell, str) and identity(cell) == identity(name)


def _number_in(cell: object, name: str, model: str, source: str) -> float | Fault | CellError:
    """A value of the table; the population mean may be the error that the fit itself gave."""
    if name == _MEAN and isinstance(cell, (CellError, InputError)):
        return math.inf
    if is_blank(cell):
        return Fault(NotEnough, f"must be the whole table of {source}: its value of {name} is blank")
    read = number(cell)
    if isinstance(read, Fault):
        return read._replace(must=f"must hold a number for {name}, as {source} gave it")
    if isinstance(read, CellError):
        return math.inf if name == _MEAN else read
    most = math.inf if name in _SCALES[model] else 2 * SHAPE_LIMIT
    if name in _PARAMETERS[model] and not 0 < read <= most:
        return Fault(OutOfDomain, f"must hold {name} as {source} gave it, above 0 and not beyond all bounds", read)
    return read


def _checked(model: str, values: dict[str, float], source: str) -> Fit | Fault:
    """The fit, unless its rows contradict each other."""
    parameters = tuple(values[name] for name in _PARAMETERS[model])
    if values[_USED] < FEWEST:
        return Fault(OutOfDomain, f"must hold the clients used as {source} gave them, {FEWEST} or more", values[_USED])
    if _MEAN in values:
        mean = gamma_gamma.population_mean(np.array(parameters))
        if not (mean == values[_MEAN] or abs(mean - values[_MEAN]) <= 0.01 * abs(mean)):
            must = f"must be as {source} gave it: the population mean does not follow from p, q and v"
            return Fault(OutOfDomain, must, values[_MEAN])
    return Fit(model, parameters, values[_LIKELIHOOD], values[_USED])


@dataclass(frozen=True)
class FitTable(Reader):
    """The table of a fit, with or without its header."""

    word: str = "table of REL_BTYD_FIT"
    models: tuple[str, ...] = ORDER_MODELS

    def take(self, block: Block, date_1904: bool) -> object:
        """A `Fit`, None when all is blank."""
        if all(map(is_blank, block.cells)):
            return None
        cells, width = block.cells, block.columns
        return read_fit([cells[start : start + width] for start in range(0, len(cells), width)], self.models)


OrderFit = Annotated[Any, FitTable()]
SpendFit = Annotated[Any, FitTable("table of REL_SPEND_FIT", models=SPEND_MODELS)]


def as_fit(given: Any, argument: str, models: tuple[str, ...]) -> Fit:
    """A fit as a function receives it: read from cells already, or the table itself."""
    if isinstance(given, Fit):
        return given
    read = read_fit(given.rows if isinstance(given, Table) else given, models)
    if isinstance(read, Fault):
        raise read.kind(argument, read.must, given=read.given)
    if isinstance(read, CellError):
        raise NotEnough(argument, f"must be a table without errors, it holds {read.code}")
    return read
