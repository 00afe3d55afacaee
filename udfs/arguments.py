"""The arguments of worksheet functions, as annotations.

An annotation such as ``Share`` is at once the type for the checker, the word for the manual and, by the reader that it
carries, the conversion from cells.

A Python caller passes what a reader would have made: numbers as floats or arrays of floats, dates as serial numbers
(1900 system), names as text, a blank in a row as NaN where the docstring allows one.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from udfs.readers import (
    Anything,
    Dates,
    Flows,
    NameList,
    Names,
    NumberByName,
    NumberList,
    Numbers,
    One,
    OneName,
    Switch,
)

Vector = NDArray[np.float64]
PerClient = NDArray[np.float64] | float
Matrix = NDArray[np.float64]
Objects = NDArray[np.object_]

_SHARE = Numbers("share", low=0, high=1, must="must be between 0 and 1")
_RATE = Numbers("rate", low=-1, high=1, open_bounds=True, must="must be between -1 and 1 (write 10% or 0.1)")
_GROWTH = Numbers("growth", low=-1, high=1, must="must be between -1 and 1 (write 3% or 0.03)")
_PERIODS = Numbers("periods", low=0, whole=True, must="must be a whole number, 0 or more")
_FLOW = Numbers("cash flows", role="series", blank=0.0)
_DAYS = Numbers("days", low=0, must="must be a number of days, 0 or more")
_NOT_NEGATIVE = Numbers("amount", low=0, must="must not be negative")

Number = Annotated[PerClient, Numbers("number")]
Amount = Annotated[PerClient, _NOT_NEGATIVE]
Share = Annotated[PerClient, _SHARE]
Rate = Annotated[PerClient, _RATE]
Growth = Annotated[PerClient, _GROWTH]
Periods = Annotated[PerClient, _PERIODS]
Confidence = Annotated[
    PerClient, Numbers("confidence", low=0, high=1, open_bounds=True, must="must be between 0 and 1, such as 95%")
]
Date = Annotated[PerClient, Dates()]
Name = Annotated[Objects, Names()]

CashFlows = Annotated[Matrix, _FLOW]
ShareSeries = Annotated[Matrix, Numbers("shares", role="series", low=0, high=1, must="must be between 0 and 1")]
DateSeries = Annotated[Matrix, Dates("dates", role="series")]
ValueColumns = Annotated[Matrix, Numbers("columns of values", role="columns")]

OneNumber = Annotated[float, One()]
OneShare = Annotated[float, One("share", of=_SHARE)]
OneRate = Annotated[float, One("rate", of=_RATE)]
OneGrowth = Annotated[float, One("growth", of=_GROWTH)]
OnePeriods = Annotated[float, One("periods", of=_PERIODS)]
OneDate = Annotated[float, One("date", of=Dates())]
OneAmount = Annotated[float, One("amount", of=_NOT_NEGATIVE)]
Runs = Annotated[
    float, One("runs", of=Numbers("runs", low=100, whole=True, must="must be a whole number, 100 or more"))
]
Seed = Annotated[float, One("seed", of=Numbers("seed", low=0, whole=True, must="must be a whole number, 0 or more"))]
OneOrFlows = Annotated[float | Vector, Flows()]
ShareList = Annotated[Vector, NumberList("list of shares", of=_SHARE)]
RateList = Annotated[Vector, NumberList("list of rates", of=_RATE)]
Cuts = Annotated[Vector, NumberList("cuts")]
Tiers = Annotated[Objects, NameList("tier names")]
Cadence = Annotated[dict[str, float], NumberByName("tier and days", of=_DAYS)]
Capacity = Annotated[
    float | dict[str, float], NumberByName("number, or manager and number", of=_NOT_NEGATIVE, or_number=True)
]
Text = Annotated[str, OneName()]
AllThatFollow = Annotated[Any, Anything()]
Headers = Annotated[bool, Switch()]
