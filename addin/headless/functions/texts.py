"""Texts put together, taken apart and read as numbers."""

from __future__ import annotations

import math
import re
from typing import Any

from addin.headless.functions.cells import (
    NOT_AVAILABLE,
    SKIPPED,
    VALUE,
    Fault,
    flag,
    flat,
    is_error,
    is_skipped,
    number,
    single,
    whole,
)
from addin.headless.functions.number_formats import plain_text

_LONGEST = 32767


def joined(*cells: Any) -> str:
    """What ``&`` and CONCATENATE answer."""
    return _held("".join(map(plain_text, cells)))


def on_sheet(sheet: str, address: Any) -> str:
    """An address that is written without a sheet, with one."""
    text = plain_text(address)
    return text if "!" in text else f"{sheet}{text}"


def joined_cells(*arguments: Any) -> str:
    """CONCAT."""
    return _held("".join(plain_text(cell) for argument in arguments for cell in flat(argument)))


def joined_between(delimiter: Any, leaves_out: Any, *arguments: Any) -> str:
    """TEXTJOIN."""
    between = [plain_text(cell) for cell in flat(delimiter)]
    texts = [plain_text(cell) for argument in arguments for cell in flat(argument)]
    if flag(leaves_out, True):
        texts = [text for text in texts if text]
    pieces = []
    for position, text in enumerate(texts):
        if position:
            pieces.append(between[(position - 1) % len(between)])
        pieces.append(text)
    return _held("".join(pieces))


def _held(text: str) -> str:
    if len(text) > _LONGEST:
        raise Fault(VALUE)
    return text


def in_capitals(text: Any) -> str:
    """UPPER, of letters with accents too."""
    return plain_text(text).upper()


def in_small_letters(text: Any) -> str:
    """LOWER."""
    return plain_text(text).lower()


def with_capitals(text: Any) -> str:
    """PROPER: a capital after all that is no letter."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0][0].upper() + word[0][1:].lower(), plain_text(text))


def value(cell: Any) -> float:
    """VALUE."""
    cell = single(cell)
    if isinstance(cell, bool):
        raise Fault(VALUE)
    return number(cell)


def before(
    text: Any, delimiter: Any, instance: Any = SKIPPED, mode: Any = 0.0, end: Any = 0.0, absent: Any = SKIPPED
) -> Any:
    """TEXTBEFORE."""
    found = _found(text, delimiter, instance, mode, end, absent)
    return found[0] if isinstance(found, tuple) else found


def after(
    text: Any, delimiter: Any, instance: Any = SKIPPED, mode: Any = 0.0, end: Any = 0.0, absent: Any = SKIPPED
) -> Any:
    """TEXTAFTER."""
    found = _found(text, delimiter, instance, mode, end, absent)
    return found[1] if isinstance(found, tuple) else found


def _found(text: Any, delimiter: Any, instance: Any, mode: Any, end: Any, absent: Any) -> Any:
    """What stands before and after the delimiter, or the answer where there is none."""
    whole_text, which = plain_text(text), math.floor(number(instance, 1.0))
    delimiters = [plain_text(cell) for cell in flat(delimiter)]
    if which == 0 or abs(which) > max(1, len(whole_text)) or {whole(mode, 0.0), whole(end, 0.0)} - {0, 1}:
        raise Fault(VALUE)
    if not is_skipped(instance) and min(map(len, delimiters)) > len(whole_text):
        raise Fault(VALUE)
    if "" in delimiters:
        return ("", whole_text) if which > 0 else (whole_text, "")
    places = _places(whole_text, delimiters, flag(mode))
    if flag(end):
        edge = len(whole_text) if which > 0 else 0
        places = [*places, (edge, edge)] if which > 0 else [(edge, edge), *places]
    at = which - 1 if which > 0 else len(places) + which
    if 0 <= at < len(places):
        return whole_text[: places[at][0]], whole_text[places[at][1] :]
    if is_skipped(absent):
        raise Fault(NOT_AVAILABLE)
    if is_error(absent):
        raise Fault(str(absent["kind"]))
    return "" if absent is None else absent


def _places(text: str, delimiters: list[str], folded: bool) -> list[tuple[int, int]]:
    searched = text.lower() if folded else text
    wanted = sorted((item.lower() if folded else item for item in delimiters), key=len, reverse=True)
    places, position = [], 0
    while position < len(searched):
        hit = next((item for item in wanted if searched.startswith(item, position)), "")
        if hit:
            places.append((position, position + len(hit)))
        position += len(hit) or 1
    return places
