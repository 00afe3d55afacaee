"""Numbers as texts: what ``&`` makes of them, and number formats such as ``#,##0.00`` or ``d mmm yyyy`` (TEXT)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from addin.headless.functions.cells import VALUE, Fault, is_skipped, number_in_text, single


def plain_text(cell: Any) -> str:
    """What ``&`` makes of a cell: numbers with 15 digits."""
    cell = single(cell)
    if cell is None or is_skipped(cell):
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell if isinstance(cell, str) else _general(float(cell), 15, -10, 20)


def _general(value: float, digits: int, lowest: int, highest: int) -> str:
    """With so many digits; in powers of ten below the lowest and above the highest power."""
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    power = int(exponent)
    if lowest < power <= highest:
        text = f"{Decimal(f'{mantissa}e{power}'):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{'-' if power < 0 else '+'}{abs(power):02d}"


def _shown_general(value: float) -> str:
    """As a cell shows it, in at most eleven characters."""
    if value == 0:
        return "0"
    power = int(f"{abs(value):e}".partition("e")[2])
    if -5 < power < 11 or (power < 0 and float(f"{value:.9f}") == value):
        text = f"{value:.{max(0, 9 - max(power, 0))}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _general(float(f"{value:.5e}"), 6, 0, -1)


_PIECES = re.compile(
    r"""(?P<quoted>"[^"]*"?)|(?P<escaped>\\.)|(?P<space>_.)|(?P<fill>\*.)|(?P<currency>\[\$[^\]]*\])"""
    r"""|(?P<elapsed>\[(?:h+|m+|s+)\])|(?P<condition>\[(?:<=|>=|<>|<|>|=)[^\]]*\])|(?P<bracket>\[[^\]]*\])"""
    r"""|(?P<half>AM/PM|A/P)|(?P<general>General)|(?P<power>E[+-](?=[0#?]))|(?P<fractional>\.0+(?=[^0#?]|$))"""
    r"""|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)"""
    r"""|(?P<text>@)|(?P<other>.)""",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class _Piece:
    kind: str
    text: str


def _sections(pattern: str) -> list[list[_Piece]]:
    sections: list[list[_Piece]] = [[]]
    for match in _PIECES.finditer(pattern):
        kind, text = str(match.lastgroup), match[0]
        if kind == "other" and text == ";":
            sections.append([])
            continue
        sections[-1].append(_Piece(kind, text))
    return sections


def formatted(value: Any, pattern: Any, *, day_0: int) -> str:
    """TEXT."""
    value, pattern = single(value), plain_text(pattern)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = _sections(pattern)
    if isinstance(value, str):
        try:
            value = number_in_text(value)
        except Fault:
            return _formatted_text(value, sections)
    amount = float(value or 0.0)
    section, is_signed = _section(amount, sections)
    if not section:
        return "-" if len(sections) == 1 and amount < 0 else ""
    shown = amount if is_signed else abs(amount)
    if any(piece.kind in ("date", "elapsed", "half") for piece in section):
        return _date(shown + day_0, section)
    return _number(shown, section)


def _formatted_text(value: str, sections: list[list[_Piece]]) -> str:
    section = sections[3] if len(sections) > 3 else sections[-1]
    if not any(piece.kind == "text" for piece in section):
        return value if len(sections) < 4 else "".join(map(_literal, section))
    return "".join(value if piece.kind == "text" else _literal(piece) for piece in section)


def _section(amount: float, sections: list[list[_Piece]]) -> tuple[list[_Piece], bool]:
    """The section for a number, and whether it shows the sign itself."""
    conditions = [next((piece for piece in section if piece.kind == "condition"), None) for section in sections]
    if any(conditions):
        for position, (section, condition) in enumerate(zip(sections, conditions, strict=True)):
            if condition is None or _holds(amount, condition.text[1:-1]):
                return section, condition is None or position == 0
        raise Fault(VALUE)
    numeric = sections[:3] if len(sections) > 3 else sections
    if amount < 0 and len(numeric) > 1:
        return numeric[1], False
    if amount == 0 and len(numeric) > 2:
        return numeric[2], True
    return numeric[0], True


def _holds(amount: float, condition: str) -> bool:
    match = re.fullmatch(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)", condition)
    if match is None:
        raise Fault(VALUE)
    limit = float(match[2])
    return {
        "<": amount < limit,
        "<=": amount <= limit,
        ">": amount > limit,
        ">=": amount >= limit,
        "=": amount == limit,
        "<>": amount != limit,
    }[match[1]]


def _literal(piece: _Piece) -> str:
    if piece.kind == "quoted":
        return piece.text.strip('"')
    if piece.kind == "escaped":
        return piece.text[1]
    if piece.kind == "space":
        return " "
    if piece.kind == "currency":
        return piece.text[2:-1].partition("-")[0]
    return "" if piece.kind in ("fill", "bracket", "condition") else piece.text


# Numbers


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _decimal(amount: float) -> Decimal:
    """With the 15 digits that are counted."""
    return Decimal(f"{amount:.14e}")


def _number(amount: float, section: list[_Piece]) -> str:
    kinds = [piece.kind for piece in section]
    if "general" in kinds:
        return ("-" if amount < 0 else "") + "".join(
            _shown_general(abs(amount)) if piece.kind == "general" else _literal(piece) for piece in section
        )
    if "text" in kinds and "digit" not in kinds:
        return "".join(plain_text(amount) if piece.kind == "text" else _literal(piece) for piece in section)
    section = [
        split
        for piece in section
        for split in (
            [_Piece("point", "."), *(_Piece("digit", "0") for _ in piece.text[1:])]
            if piece.kind == "fractional"
            else [piece]
        )
    ]
    digits = [at for at, piece in enumerate(section) if piece.kind == "digit"]
    value = abs(_decimal(amount)) * 100 ** sum(piece.kind == "percent" for piece in section)
    sign = "-" if amount < 0 else ""
    if not digits:
        return sign + "".join(map(_literal, section))
    slash = next((at for at, piece in enumerate(section) if piece.kind == "slash" and digits[0] < at), None)
    if slash is not None:
        return sign + _fraction(value, section, slash)
    power = next((at for at, piece in enumerate(section) if piece.kind == "power"), len(section))
    point = next((at for at, piece in enumerate(section[:power]) if piece.kind == "point"), power)
    before = [at for at in digits if at < point]
    after = [at for at in digits if point < at < power]
    commas = [at for at, piece in enumerate(section[:power]) if piece.kind == "comma"]
    last = max((at for at in digits if at < power), default=0)
    grouped = any(before and before[0] < at < before[-1] for at in commas)
    value = value.scaleb(-3 * sum(at > last or (bool(before) and before[-1] < at < point) for at in commas))
    exponent = 0
    if power < len(section) and value:
        wide = max(1, len(before))
        exponent = value.adjusted() - (value.adjusted() % wide if wide > 1 else 0)
        if _rounded(value.scaleb(-exponent), len(after)).adjusted() >= wide:
            exponent += wide
        value = value.scaleb(-exponent)
    value = _rounded(value, len(after))
    if value == 0 and not any(section[at].text == "0" for at in digits if at > power):
        sign = "" if power == len(section) else sign
    whole, _, rest = f"{value:f}".partition(".")
    texts = _whole_digits(whole.lstrip("0"), [section[at].text for at in before], grouped)
    shown: dict[int, str] = dict(zip(before, texts, strict=True))
    shown.update(_decimals(rest, [(at, section[at].text) for at in after]))
    tail = [at for at in digits if at > power]
    shown.update(
        zip(tail, _whole_digits(str(abs(exponent)).lstrip("0"), [section[at].text for at in tail], False), strict=True)
    )
    pieces = [sign]
    for at, piece in enumerate(section):
        if piece.kind == "digit":
            pieces.append(shown[at])
        elif piece.kind == "power":
            pieces.append("E" + ("-" if exponent < 0 else "+" if piece.text[1] == "+" else ""))
        elif at not in commas:
            pieces.append(_literal(piece))
        elif not digits[0] < at <= last + len(commas):
            pieces.append(",")
    if not before and point < len(section) and whole.lstrip("0"):
        pieces.insert(1, whole.lstrip("0"))
    return "".join(pieces)


def _whole_digits(digits: str, places: list[str], grouped: bool) -> list[str]:
    """The digits before the point, one for each place; what is left over goes into the first."""
    texts: list[str] = []
    for count in range(len(places)):
        place = places[len(places) - 1 - count]
        filling = {"0": "0", "?": " ", "#": ""}[place]
        text = digits[len(digits) - 1 - count] if count < len(digits) else filling
        if grouped and count and count % 3 == 0 and text.strip():
            text += ","
        texts.append(text)
    for count in range(len(places), len(digits) if places else 0):
        texts[-1] = digits[len(digits) - 1 - count] + ("," if grouped and count % 3 == 0 else "") + texts[-1]
    return texts[::-1]


def _decimals(digits: str, places: list[tuple[int, str]]) -> dict[int, str]:
    shown = {}
    is_end = True
    for position in range(len(places) - 1, -1, -1):
        at, place = places[position]
        is_end = is_end and digits[position] == "0"
        shown[at] = digits[position] if place == "0" or not is_end else (" " if place == "?" else "")
        is_end = is_end and place != "0"
    return shown


def _fraction(value: Decimal, section: list[_Piece], slash: int) -> str:
    """``# ?/?`` and ``# ??/16``."""
    top_end = slash
    while top_end and section[top_end - 1].kind == "digit":
        top_end -= 1
    below = slash + 1
    while below < len(section) and (section[below].kind == "digit" or section[below].text.isdigit()):
        below += 1
    bottom = "".join(piece.text for piece in section[slash + 1 : below])
    mixed = any(piece.kind == "digit" for piece in section[:top_end])
    whole = int(value) if mixed else 0
    part = Fraction(value - whole)
    if bottom.strip("0#?"):
        denominator = int(re.sub(r"[#?]", "", bottom))
        numerator = int(_rounded(Decimal(part.numerator) / Decimal(part.denominator) * denominator, 0))
    else:
        part = part.limit_denominator(10 ** len(bottom) - 1)
        numerator, denominator = part.numerator, part.denominator
    if numerator == denominator and mixed:
        whole, numerator = whole + 1, 0
    width = slash - top_end
    if mixed and numerator == 0:
        fraction = " " * (width + 1 + len(bottom))
    else:
        fraction = f"{numerator:>{width}}/{denominator:<{len(bottom)}}"
    head = []
    is_written = False
    for piece in section[:top_end]:
        if piece.kind != "digit":
            head.append(_literal(piece))
        elif not is_written:
            head.append(str(whole) if whole or piece.text == "0" or numerator == 0 else "")
            is_written = True
    return "".join(head) + fraction + "".join(map(_literal, section[below:]))


# Dates and times

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]


def _date(amount: float, section: list[_Piece]) -> str:
    if not 0 <= amount < 2_958_466 or any(piece.kind == "digit" for piece in section):
        raise Fault(VALUE)
    parts = max((len(piece.text) - 1 for piece in section if piece.kind == "fractional"), default=0)
    unit = 10**parts
    # Without seconds the minute is cut, with them the smallest shown unit is rounded.
    ticks = int(_rounded(Decimal(repr(amount)) * 86400 * unit, 0))
    day, within = divmod(ticks, 86400 * unit)
    seconds, fraction = divmod(within, unit)
    year, month, day_of_month = _calendar(day)
    is_half_day = any(piece.kind == "half" for piece in section)
    hour = seconds // 3600
    shown = []
    for at, piece in enumerate(section):
        text = piece.text.lower()
        if piece.kind == "elapsed":
            per = {"h": 3600, "m": 60, "s": 1}[text[1]]
            shown.append(str((day * 86400 + seconds) // per).zfill(len(text) - 2))
        elif piece.kind == "half":
            shown.append(("AM", "PM")[hour >= 12] if len(text) > 3 else ("A", "P")[hour >= 12])
        elif piece.kind == "fractional":
            shown.append("." + str(fraction).zfill(parts)[: len(text) - 1])
        elif piece.kind != "date":
            shown.append(_literal(piece))
        elif text[0] == "y":
            shown.append(f"{year:04d}" if len(text) > 2 else f"{year % 100:02d}")
        elif text[0] == "m" and _is_minute(section, at):
            shown.append(str(seconds // 60 % 60).zfill(min(2, len(text))))
        elif text[0] == "m":
            name = _MONTHS[month - 1]
            shown.append([str(month), f"{month:02d}", name[:3], name, name[0]][min(len(text), 5) - 1])
        elif text[0] == "d":
            name = _DAYS[(day - 1) % 7]
            shown.append([str(day_of_month), f"{day_of_month:02d}", name[:3], name][min(len(text), 4) - 1])
        elif text[0] == "h":
            shown.append(str((hour + 11) % 12 + 1 if is_half_day else hour).zfill(min(2, len(text))))
        else:
            shown.append(str(seconds % 60).zfill(min(2, len(text))))
    return "".join(shown)


def _calendar(day: int) -> tuple[int, int, int]:
    """Year, month and day, with the 29 February 1900 that never was."""
    if day == 60:
        return 1900, 2, 29
    if day == 0:
        return 1900, 1, 0
    found = date(1899, 12, 31 if day < 60 else 30) + timedelta(day)
    return found.year, found.month, found.day


def _is_minute(section: list[_Piece], at: int) -> bool:
    """Whether an ``m`` stands after hours or before seconds."""

    def neighbour(pieces: list[_Piece]) -> str:
        near = next((piece for piece in pieces if piece.kind in ("date", "elapsed")), None)
        return near.text.strip("[").lower()[0] if near else ""

    return len(section[at].text) < 3 and (neighbour(section[:at][::-1]) == "h" or neighbour(section[at + 1 :]) == "s")
