"""The currency and the unit of columns of money, and whether they are mixed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbook_templates.recognition.headings import SIGNS, Heading, Unit
from workbook_templates.recognition.reading import Refusal, in_words
from workbook_templates.recognition.sheet import Area, Cell

_IN_A_CELL = re.compile(
    r"US\$|A\$|C\$|[£$€¥]|(?<![^\W\d_])(?:GBP|EUR|USD|CHF|SFr|SEK|NOK|DKK|PLN|CZK|AUD|CAD|NZD|JPY|SGD|ZAR|INR|HKD|HUF)(?![^\W\d_])",
    re.IGNORECASE,
)
_NO_MERE_NUMBER = re.compile(r"[^\W\d_]|[£$€¥]")
_FORMAT_CODE = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_THOUSANDS_TEXT = re.compile(r"\d\s*(?:k|tsd\.?|t€)\s*$", re.IGNORECASE)


def currency_of_text(text: str) -> str:
    """The currency that a text names, as shown; empty where it names none."""
    found = _IN_A_CELL.search(text)
    return SIGNS[found[0].casefold()] if found else ""


def currency_of_format(text: str) -> str:
    """The currency that a number format shows."""
    for code in _FORMAT_CODE.findall(text):
        if code:
            return currency_of_text(code)
    return currency_of_text(re.sub(r"\[[^\]]*\]", "", text))


def currencies(
    cells: Sequence[Cell], rows: Sequence[int], column: int, formats: Iterable[tuple[Area, str]]
) -> dict[int, str]:
    """The currency of each cell of a column that shows one, by row."""
    found: dict[int, str] = {}
    texts = str in set(map(type, cells))
    areas = [(area, currency_of_format(text)) for area, text in formats if area.left <= column <= area.right]
    areas = [(area, currency) for area, currency in areas if currency]
    if texts and not areas:
        # One search in a text of many lines is much faster than many searches.
        texts = _NO_MERE_NUMBER.search("\n".join(cell for cell in cells if isinstance(cell, str))) is not None
    if not (texts or areas):
        return found
    for row, cell in zip(rows, cells, strict=True):
        if cell is None:
            continue
        if isinstance(cell, str):
            if currency := currency_of_text(cell):
                found[row] = currency
        elif areas:
            shown = next((currency for area, currency in reversed(areas) if area.top <= row <= area.bottom), "")
            if shown:
                found[row] = shown
    return found


def mixed_currencies(by_cell: Mapping[str, Mapping[int, str]], headings: Mapping[str, str]) -> Refusal | None:
    """A refusal where fees are of several currencies.

    Args:
        by_cell: the currencies of each column's cells, by the column's name and the row.
        headings: the currency that each column's heading names.
    """
    counted = Counter(currency for cells in by_cell.values() for currency in cells.values())
    named = {currency for currency in headings.values() if currency}
    if len(counted.keys() | named) < 2:
        return None
    if len(named) > 1 and len(counted.keys() - named) == 0 and all(
        set(cells.values()) <= {headings[name]} for name, cells in by_cell.items()
    ):  # fmt: skip
        columns = ", ".join(f"{name} is in {currency}" for name, currency in headings.items() if currency)
        return Refusal(f"The fees mix currencies: {columns}; bring them to one first.")
    usual = counted.most_common(1)[0][0] if counted else ""
    if len(counted) == 1:
        # The headings say one thing, some cells another.
        usual = next(iter(sorted(named - counted.keys())), usual)
    where: dict[str, set[int]] = {}
    for cells in by_cell.values():
        for row, currency in cells.items():
            if currency != usual:
                where.setdefault(currency, set()).add(row)
    rows = sorted(set().union(*where.values()))
    others = ", ".join(f"{currency} in {in_words(sorted(found))}" for currency, found in where.items())
    return Refusal(f"The fees mix currencies ({usual} and {others}); bring them to one first.", tuple(rows))


def mixed_units(units: Mapping[str, Unit]) -> Refusal | None:
    """A refusal where one column of fees says thousands and another says nothing of the kind."""
    if len(set(units.values())) < 2:
        return None
    said = ", ".join(f"{name} is in {'units' if unit == 'one' else unit + 's'}" for name, unit in units.items())
    return Refusal(f"The fees mix units: {said}; bring them to one first.")


def thousands_among_units(
    cells: Mapping[str, Sequence[Cell]], amounts: NDArray[np.float64], rows: Sequence[int]
) -> Refusal | None:
    """A refusal where some amounts are thousand times too small for their neighbours: 45 among 38,000 and 52,000."""
    found: set[int] = set()
    for at, column in enumerate(cells.values()):
        texts = str in set(map(type, column))
        written = texts and {
            place for place, cell in enumerate(column) if isinstance(cell, str) and _THOUSANDS_TEXT.search(cell)
        }
        found |= _comparable(amounts[:, at], written or set()) or _apart(amounts[:, at])
    found |= _across(amounts)
    if not found:
        return None
    named = sorted(rows[place] for place in found)
    return Refusal(
        f"The fees mix thousands with units: the amounts in {in_words(named)} look like thousands, the others do not; "
        "bring them to one unit first.",
        tuple(named),
    )


def _comparable(amounts: NDArray[np.float64], written: set[int]) -> set[int]:
    """Bare numbers as large as those that are written with a k are: 52 beside 45k."""
    if not written:
        return set()
    before = sorted(abs(amounts[place]) / 1000 for place in written)
    low, high = before[0] / 2, before[-1] * 2
    return {
        place
        for place in np.flatnonzero(amounts).tolist()
        if place not in written and low <= abs(amounts[place]) <= high < 1000
    }


def _apart(amounts: NDArray[np.float64]) -> set[int]:
    """Two groups of amounts with nothing between them, of which one times thousand lies within the other."""
    places = np.flatnonzero(amounts > 0)
    if len(places) < 5:
        return set()
    places = places[np.argsort(amounts[places])]
    ordered = amounts[places]
    gaps = ordered[1:] / ordered[:-1]
    at = int(gaps.argmax()) + 1
    low, high = ordered[:at], ordered[at:]
    # Decimals of which the others have none are a second sign.
    broken = bool((low % 1 > 0).any()) and not (high % 1 > 0).any()
    few = len(low) < 2 or len(high) < 3 or len(low) > len(high)
    if few or gaps[at - 1] < (20 if broken else 60) or low[-1] >= 1000:
        return set()
    within = low[0] * 1000 >= high[0] / 3 and low[-1] * 1000 <= high[-1] * 3
    return set(places[:at].tolist()) if within else set()


def _across(amounts: NDArray[np.float64]) -> set[int]:
    """Clients whose fees of one year are about a thousand times those of another; one such client may be chance."""
    if amounts.shape[1] < 2:
        return set()
    low = np.where(amounts > 0, amounts, np.inf).min(axis=1)
    high = np.where(amounts > 0, amounts, 0).max(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(np.isfinite(low) & (high > low), high / low, 1.0)
    several = int(((amounts > 0).sum(axis=1) > 1).sum())
    places = np.flatnonzero((ratio >= 400) & (ratio <= 2500) & (low < 1000))
    return set(places.tolist()) if len(places) >= max(2, 0.03 * several) else set()


def unit_of(headings: Sequence[Heading], titles: Sequence[Heading]) -> tuple[str, Unit]:
    """The currency and unit that titles above a table say for all its amounts: "All figures in £000"."""
    named = [title for title in titles if title.currency or title.unit]
    currency = next((title.currency for title in named if title.currency), "")
    unit = next((title.unit for title in named if title.unit), None)
    return currency, unit if unit and not any(heading.unit for heading in headings) else "one"
