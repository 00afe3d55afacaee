"""Which column is what: from its heading, checked against its values, and from these where the heading is silent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import numpy as np

from udfs.client_key import client_key
from workbook_templates.recognition.column_values import Values
from workbook_templates.recognition.headings import Heading, read_heading, with_relative_year
from workbook_templates.recognition.meanings import (
    OF_A_YEAR,
    PERHAPS,
    Meaning,
    is_of_any_sort,
    is_of_either_side,
    is_unknown,
    meanings,
)
from workbook_templates.recognition.money import currency_of_format
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    CLIENT_NUMBER,
    EMAIL,
    FEES,
    INVOICE_AMOUNT,
    INVOICE_DATE,
    INVOICE_NUMBER,
    JOINED,
    LAST_CONTACT,
    NEXT_CONTACT,
    OTHER,
    PHONE,
    SECTOR,
    TIER,
    Role,
)
from workbook_templates.recognition.vocabulary import OF_TAXES_AND_BANKS, word_set

_EMAIL = re.compile(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?:tel\.?:? ?)?(?:\+|00|0|\()[\d ()/.\-\u2011\u2013]{7,20}(?:x\d+)?", re.IGNORECASE)
_INITIALS = re.compile(r"[A-ZÀ-Þ]{2,3}")
_TIERS = word_set(
    "platinum gold silver bronze iron lead a b c d a+ platin silber eisen blei or argent fer oro plata plomo"
)
_TWO_YEARS = timedelta(days=730)
SURE = 0.9
"""From this confidence on a column needs no look by a person."""


@dataclass(frozen=True)
class Assigned:
    """What a column was taken for.

    Attributes:
        role: its role.
        year: the financial year, of a column of a year.
        confidence: from 0 to 1.
        grounds: why, as the end of a sentence.
    """

    role: Role
    year: int | None
    confidence: float
    grounds: str


def assign(
    headings: Sequence[str], values: Sequence[Values], corrections: Mapping[int, Role], year: int | None = None
) -> tuple[list[Assigned], str]:
    """What each column is, and whether the list is one of "clients" or "invoices".

    Args:
        headings: a text for each column; empty where there is none.
        values: what each column holds.
        corrections: the role that a person gave to a column, by its place.
        year: the year that headings call N, where it is known.
    """
    read = [replace(read_heading(with_relative_year(text, year)), text=read_heading(text).text) for text in headings]
    subject = _subject(read, values, corrections)
    found: dict[int, Assigned] = {}
    for place, role in corrections.items():
        found[place] = Assigned(role, read[place].year if role in OF_A_YEAR else None, 1.0, "you said so")
    taken = {_key(given.role, given.year) for given in found.values() if not given.role.several}
    _from_headings(read, values, subject, found, taken)
    _from_values(read, values, found, taken)
    _fees_without_year(found)
    for place in range(len(read)):
        found.setdefault(place, Assigned(OTHER, None, 0.9, _why_other(read[place], values[place], subject)))
    return [found[place] for place in range(len(read))], subject


def _key(role: Role, year: int | None) -> tuple[str, int | None]:
    return role.term, year if role in OF_A_YEAR else None


def _meant(heading: Heading, subject: str) -> list[Meaning]:
    """What a heading may mean here; in a list of invoices a mere "No" is the invoice's, and fees are its amount."""
    meant = [meaning for meaning in meanings(heading) if meaning.role.of in (subject, "both")]
    if subject == "clients":
        return meant
    roles = {meaning.role for meaning in meant}
    found: list[Meaning] = []
    for meaning in meant:
        if meaning.role is CLIENT_NUMBER and meaning.rank >= _LESS_SURE_NUMBERS:
            meaning = Meaning(INVOICE_NUMBER, 0.85, meaning.rank)
        elif meaning.role is FEES:
            if INVOICE_AMOUNT in roles:
                continue
            meaning = Meaning(INVOICE_AMOUNT, 0.7, meaning.rank)
        found.append(meaning)
    return found


def _subject(read: Sequence[Heading], values: Sequence[Values], corrections: Mapping[int, Role]) -> str:
    """Invoices: a list that has their numbers or dates beside amounts, and no fees of several years."""
    given = set(corrections.values())
    if given & {INVOICE_NUMBER, INVOICE_DATE, INVOICE_AMOUNT}:
        return "invoices"
    years = {heading.year for heading, column in zip(read, values, strict=True) if heading.year and column.fits(FEES)}
    if len(years) > 1:
        return "clients"
    best = [
        {meaning.role for meaning in meanings(heading) if meaning.confidence >= 0.75 and column.fits(meaning.role)}
        for heading, column in zip(read, values, strict=True)
    ]
    amount = any(INVOICE_AMOUNT in roles for roles in best)
    number = any(INVOICE_NUMBER in roles and FEES not in roles for roles in best)
    day = any(INVOICE_DATE in roles for roles in best)
    bare_day = any(heading.words in ("date", "datum", "fecha", "data") for heading in read)
    since = any({JOINED, LAST_CONTACT} & roles for roles in best)
    return "invoices" if amount and (number or day) and not (bare_day and since and not number) else "clients"


def _from_headings(
    read: Sequence[Heading],
    values: Sequence[Values],
    subject: str,
    found: dict[int, Assigned],
    taken: set[tuple[str, int | None]],
) -> None:
    """The surest first; of two columns that are equally sure, the better wording, then the one further left."""
    wishes = sorted(
        (-meaning.confidence, meaning.rank, place, order)
        for place, heading in enumerate(read)
        if place not in found
        for order, meaning in enumerate(_meant(heading, subject))
    )
    clients = [place for _, _, place, order in wishes if _meant(read[place], subject)[order].role is CLIENT]
    fullest = max((values[place].filled for place in clients if values[place].fits(CLIENT)), default=0)
    for _, _, place, order in wishes:
        meaning = _meant(read[place], subject)[order]
        role, year = meaning.role, read[place].year if meaning.role in OF_A_YEAR else None
        if place in found or _key(role, year) in taken or not values[place].fits(role):
            continue
        if (
            meaning.confidence <= PERHAPS
            and sum(other[0] == -PERHAPS and read[other[2]].year == year for other in wishes) > 1
        ):
            continue
        if (
            role is ACCOUNT_MANAGER
            and not values[place].of_few
            and (meaning.confidence < 0.75 or is_of_either_side(read[place]))
        ):
            # Nearly one person for each client: the client's own.
            continue
        if role is CLIENT_NUMBER and meaning.rank >= _LESS_SURE_NUMBERS and _counts_up(values[place]):
            continue
        if role in (TIER, SECTOR) and is_of_any_sort(read[place]) and values[place].ranked is not (role is TIER):
            continue
        if role is CLIENT and values[place].filled < 0.8 * fullest:
            # A trading name or a parent company, which only some have.
            continue
        confidence = meaning.confidence if values[place].filled else min(meaning.confidence, 0.8)
        said = f"its heading is {read[place].text}{', which may mean it' if meaning.confidence < SURE else ''}"
        if role is CLIENT and values[place].filled and values[place].wordy < 0.5:
            confidence = 0.6
        found[place] = Assigned(role, year, confidence, said)
        if not role.several:
            taken.add(_key(role, year))


_LESS_SURE_NUMBERS = CLIENT_NUMBER.headings.index("id")
"""Wordings from this one on may as well be a running number."""


def _counts_up(column: Values) -> bool:
    """Whether a column only numbers the rows."""
    numbers = column.numbers
    return (
        len(numbers) > 1
        and len(numbers) == column.filled
        and numbers[0] in (0, 1)
        and all(0 < after - before <= max(2, numbers[-1] / len(numbers) * 3) for before, after in pairwise(numbers))
    )


def _fees_without_year(found: dict[int, Assigned]) -> None:
    """Where other columns have the fees of a year, fees of no year are those of all, or of nobody knows which."""
    with_year = any(column.role is FEES and column.year for column in found.values())
    for place, column in found.items():
        if with_year and column.role is FEES and not column.year and column.confidence < 1:
            found[place] = Assigned(OTHER, None, 0.9, "it names no year, and other columns hold the fees of a year")


def _why_other(heading: Heading, column: Values, subject: str) -> str:
    meant = _meant(heading, subject)
    if not meant:
        return (
            "it has no heading, and its values do not tell"
            if heading.is_generic
            else "its heading names nothing that figures need"
        )
    term = meant[0].role.term
    if not column.fits(meant[0].role):
        return f"its heading may mean {term}, but its values do not fit"
    return f"its heading may mean {term}, but another column says that better"


# Columns whose headings are silent


def _from_values(
    read: Sequence[Heading], values: Sequence[Values], found: dict[int, Assigned], taken: set[tuple[str, int | None]]
) -> None:
    """Guesses, each only where nothing else is known; e-mail and phone show by their form whatever the heading."""

    def guess(place: int, role: Role, confidence: float, grounds: str) -> None:
        if not role.several and _key(role, None) in taken:
            return
        found[place] = Assigned(role, None, confidence, grounds)
        if not role.several:
            taken.add(_key(role, None))

    latest = max((day for place, column in enumerate(values) for day in column.days
                  if place not in found or found[place].role not in (NEXT_CONTACT,)), default=None)  # fmt: skip
    open_places = [place for place in range(len(read)) if place not in found and values[place].filled]
    for place in open_places:
        if values[place].matching(_EMAIL) >= 0.8:
            guess(place, EMAIL, 0.95, "its values are e-mail addresses")
        elif (
            values[place].filled > 1
            and values[place].matching(_PHONE) >= 0.8
            and values[place].distinct > 0.5
            and values[place].dated < 0.5
            and not OF_TAXES_AND_BANKS.search(read[place].words)
        ):
            guess(place, PHONE, 0.85, "its values look like telephone numbers")
    silent = [place for place in open_places if place not in found and read[place].is_generic]
    _guess_years(read, values, open_places, found, taken)
    for place in silent:
        _guess_name(place, values[place], guess)
    amounts = [place for place, column in found.items() if column.role in (FEES, INVOICE_AMOUNT)]
    for place in open_places:
        # Names stand left of amounts, and may have a heading that is a word of the trade.
        if place not in found and amounts and place < min(amounts):
            _guess_name(place, values[place], guess, 0.5)
    clients = [place for place, column in found.items() if column.role is CLIENT]
    for place in silent:
        if place in found:
            continue
        column = values[place]
        if column.filled > 1 and column.dated >= 0.8 and latest is not None:
            recent = sum(latest - _TWO_YEARS <= day <= latest for day in column.days) / len(column.days)
            if recent >= 0.8:
                guess(place, LAST_CONTACT, 0.5, "its values are dates, mostly of the last two years")
            elif max(column.days) - min(column.days) > _TWO_YEARS:
                guess(place, JOINED, 0.4, "its values are dates of many years")
        elif (
            column.filled > 2
            and {text.casefold() for text in column.texts} <= _TIERS
            and len(column.texts) == column.filled
        ):
            guess(place, TIER, 0.7, "its values are names of tiers")
        elif column.filled > 3 and column.matching(_INITIALS) >= 0.9 and column.distinct <= 0.5:
            guess(place, ACCOUNT_MANAGER, 0.5, "its values are a few initials")
        elif (
            column.distinct == 1
            and column.filled > 2
            and clients
            and place < min(clients)
            and column.dated < 0.5
            and not _counts_up(column)
        ):
            guess(place, CLIENT_NUMBER, 0.5, "its values are all different, left of the client")
        elif column.figures >= 0.9 and column.percentages < 0.5 and not _counts_up(column) and not any(
            other.role in (FEES, INVOICE_AMOUNT) for other in found.values()
        ):  # fmt: skip
            money = bool(read[place].currency) or any(map(currency_of_format, column.formats))
            if money or (column.numbers and max(column.numbers) >= 100 and column.distinct > 0.5):
                guess(place, FEES, 0.6 if money else 0.4, "its values look like amounts")


def _guess_years(
    read: Sequence[Heading],
    values: Sequence[Values],
    places: Sequence[int],
    found: dict[int, Assigned],
    taken: set[tuple[str, int | None]],
) -> None:
    """Amounts of several years under the same unknown word are fees, where nothing else is."""
    if any(column.role in (FEES, INVOICE_AMOUNT) for column in found.values()):
        return
    words: dict[str, list[int]] = {}
    for place in places:
        if place not in found and read[place].year and is_unknown(read[place]) and values[place].fits(FEES):
            words.setdefault(read[place].words, []).append(place)
    for some in words.values():
        if len({read[place].year for place in some}) > 1:
            for place in some:
                found[place] = Assigned(FEES, read[place].year, 0.6, "it names a year, and its values may be amounts")
                taken.add(_key(FEES, read[place].year))
            return


def _guess_name(
    place: int, column: Values, guess: Callable[[int, Role, float, str], None], confidence: float = 0.6
) -> None:
    """Names of clients: texts that are all different, the first such column."""
    if column.wordy < 0.8 or column.distinct < 0.7 or column.filled < 2:
        return
    keys = client_key(np.array(column.texts, dtype=object))
    plain_names = [" ".join(text.casefold().replace(".", "").replace(",", "").split()) for text in column.texts]
    legal = sum(len(key.split()) < len(name.split()) for key, name in zip(keys, plain_names, strict=True)) / max(
        len(column.texts), 1
    )
    long = sum(len(text) for text in column.texts) / len(column.texts) > 45
    if legal >= 0.2:
        guess(place, CLIENT, 0.8, "its values are names with legal forms, such as Ltd")
    elif not long and column.distinct >= 0.8:
        guess(place, CLIENT, confidence, "its values are texts that are nearly all different, the first such column")
