"""Ordinary worksheet functions that the engine lacks or answers otherwise than Excel does.

They take cells as the engine hands them over and answer cells for it; ranges are lists of rows.
"""

from __future__ import annotations

from functools import partial

from addin.headless.functions import (
    annuities,
    comparisons,
    conditions,
    distributions,
    lookups,
    matrices,
    number_formats,
    rounding,
    texts,
    workdays,
)
from addin.headless.functions.cells import SKIPPED, Function, answering

__all__ = [
    "COMPARE",
    "COUNT",
    "FUNCTIONS",
    "JOIN",
    "LOOKUP_DOWN",
    "LOOKUP_UP",
    "ON_SHEET",
    "PLAIN_TEXT",
    "SKIPPED",
    "WITH_ERRORS",
    "functions",
]

JOIN = "TENURE.JOIN"
"""The engine's name for what ``&`` does."""
PLAIN_TEXT = "TENURE.PLAINTEXT"
"""The engine's name for what ``&`` makes of each of its sides."""
ON_SHEET = "TENURE.ONSHEET"
"""The engine's name for what puts the formula's sheet before the address that INDIRECT is given."""
COMPARE = "TENURE.COMPARE"
"""The engine's name for what ``=``, ``<`` and their like do: left, the sign, right."""
LOOKUP_UP = {"MATCH": "TENURE.MATCH", "VLOOKUP": "TENURE.VLOOKUP", "HLOOKUP": "TENURE.HLOOKUP"}
"""The functions to ask where the engine's own find nothing among cells in ascending order."""
LOOKUP_DOWN = "TENURE.MATCHDOWN"
COUNT = "TENURE.COUNTIFS"
"""The function to ask where COUNTIF or COUNTIFS counts errors, or all but them."""
WITH_ERRORS = {name: f"TENURE.{name}" for name in ("SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS")}
"""The functions to ask where there are errors among the cells that they reckon with."""


def _plain_texts(cells: object) -> object:
    if isinstance(cells, list):
        return [[_plain_text(cell) for cell in row] if isinstance(row, list) else _plain_text(row) for row in cells]
    return _plain_text(cells)


_plain_text = answering(number_formats.plain_text)

_ANSWERING: dict[str, Function] = {
    JOIN: texts.joined,
    COMPARE: comparisons.compared,
    COUNT: conditions.count_ifs,
    ON_SHEET: texts.on_sheet,
    LOOKUP_DOWN: lookups.match_down_to,
    LOOKUP_UP["MATCH"]: lookups.match_up_to,
    LOOKUP_UP["VLOOKUP"]: lookups.vertical_lookup,
    LOOKUP_UP["HLOOKUP"]: lookups.horizontal_lookup,
    WITH_ERRORS["SUMIF"]: conditions.sum_if,
    WITH_ERRORS["SUMIFS"]: conditions.sum_ifs,
    WITH_ERRORS["AVERAGEIF"]: conditions.average_if,
    WITH_ERRORS["AVERAGEIFS"]: conditions.average_ifs,
    WITH_ERRORS["MAXIFS"]: conditions.largest_ifs,
    WITH_ERRORS["MINIFS"]: conditions.smallest_ifs,
    "DOLLARDE": annuities.price_in_decimals,
    "DOLLARFR": annuities.price_in_fractions,
    "LOOKUP": lookups.lookup,
    "TENURE.XLOOKUP": lookups.cross_lookup,
    "TENURE.XMATCH": lookups.position,
    "CONCATENATE": texts.joined,
    "CONCAT": texts.joined_cells,
    "TEXTJOIN": texts.joined_between,
    "TEXTBEFORE": texts.before,
    "TEXTAFTER": texts.after,
    "UPPER": texts.in_capitals,
    "LOWER": texts.in_small_letters,
    "PROPER": texts.with_capitals,
    "VALUE": texts.value,
    "IPMT": annuities.interest_of_period,
    "PPMT": annuities.repayment_of_period,
    "CUMIPMT": annuities.interest_of_periods,
    "CUMPRINC": annuities.repayment_of_periods,
    "MIRR": annuities.modified_return,
    "DB": annuities.declining_balance,
    "CEILING": rounding.ceiling,
    "FLOOR": rounding.floor,
    "CEILING.MATH": rounding.ceiling_up,
    "FLOOR.MATH": rounding.floor_down,
    "CEILING.PRECISE": rounding.ceiling_precise,
    "ISO.CEILING": rounding.ceiling_precise,
    "FLOOR.PRECISE": rounding.floor_precise,
    "GCD": rounding.greatest_common_divisor,
    "LCM": rounding.least_common_multiple,
    "MMULT": matrices.product,
    "MDETERM": matrices.determinant,
    "MINVERSE": matrices.inverse,
    "MUNIT": matrices.unit,
    "T.DIST": distributions.t_distribution,
    "T.DIST.RT": distributions.t_right_tail,
    "T.DIST.2T": distributions.t_both_tails,
    "T.INV": distributions.t_inverse,
    "T.INV.2T": distributions.t_inverse_of_tails,
    "TINV": distributions.t_inverse_of_tails,
    "BINOM.DIST": distributions.binomial_distribution,
    "BINOMDIST": distributions.binomial_distribution,
    "BINOM.INV": distributions.binomial_inverse,
    "CRITBINOM": distributions.binomial_inverse,
}

_SAME_IN_ALL: dict[str, Function] = {
    PLAIN_TEXT: _plain_texts,
    **{name: answering(function) for name, function in _ANSWERING.items()},
}


def functions(date_1904: bool) -> dict[str, Function]:
    """The functions for a workbook whose day 0 is 1900-01-00 or 1904-01-01."""
    day_0 = 1462 if date_1904 else 0
    dated: dict[str, Function] = {
        "TEXT": number_formats.formatted,
        "NETWORKDAYS": workdays.between,
        "NETWORKDAYS.INTL": workdays.between_in_week,
        "WORKDAY": workdays.after,
        "WORKDAY.INTL": workdays.after_in_week,
    }
    found = {**_SAME_IN_ALL, **{name: answering(partial(function, day_0=day_0)) for name, function in dated.items()}}
    if date_1904:
        del found["VALUE"]  # the engine's knows what day a text is there
    return found


FUNCTIONS = frozenset(functions(date_1904=False))
"""The names that the engine calls them by."""
