"""What a heading says: its words, a year, a currency, a unit, and the roles that it may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from udfs import CellError
from workbook_templates.recognition.cell_reader import MONTH
from workbook_templates.recognition.roles import (
    ACCOUNT_MANAGER,
    CLIENT,
    CLIENT_NUMBER,
    COST_TO_SERVE,
    FEES,
    INVOICE_AMOUNT,
    JOINED,
    LAST_CONTACT,
    LEFT,
    MARGIN,
    NEXT_CONTACT,
    PHONE,
    ROLES,
    SCORE,
    Role,
)  # fmt: skip
from workbook_templates.recognition.sheet import Cell


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


Unit = Literal["one", "thousand", "million"]

SIGNS = {
    "gbp": "£", "£": "£", "eur": "€", "€": "€", "euro": "€", "euros": "€", "usd": "$", "$": "$", "us$": "$",
    "chf": "CHF", "sfr": "CHF", "¥": "¥", "jpy": "¥", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN",
    "zł": "PLN", "czk": "CZK", "aud": "AUD", "cad": "CAD", "a$": "AUD", "c$": "CAD", "nzd": "NZD", "sgd": "SGD",
    "zar": "ZAR", "inr": "INR",
    "hkd": "HKD", "huf": "HUF",
}  # fmt: skip
"""Currencies as people write them, and as they are shown."""
_MONEY = "|".join(re.escape(name) for name in sorted(SIGNS, key=len, reverse=True))
_UNITS: dict[Unit, str] = {
    "thousand": r"'?000s?|k|t|tsd\.?|th|thousands?",
    "million": r"m|mio\.?|mn|mm|millions?",
}
_THOUSANDS, _MILLIONS = _UNITS["thousand"], _UNITS["million"]
_WITH_MONEY = re.compile(
    rf"(?<![^\W_])(?:(?:in )?(?:(?P<before>{_THOUSANDS}|{_MILLIONS}) ?)?(?P<money>{_MONEY})"
    rf"(?: ?(?P<after>{_THOUSANDS}|{_MILLIONS}))?)(?![^\W_])"
)
_ALONE: dict[Unit, re.Pattern[str]] = {
    "thousand": re.compile(
        r"\b(?:in )?(?:thousands?|tsd\b\.?|tausend|milliers?(?: d'| de)?|miles de|migliaia(?: di)?)\b|"
        r"(?<![\w.,])(?:in )?'?000s?(?!\w)|"
        r"\bin [kt]\b|\(k\)|\(t\)"
    ),
    "million": re.compile(
        r"\b(?:in )?(?:mio\b\.?|mill?ionen|millions?|millones(?: de)?|milioni(?: di)?)(?!\w)|\bin m\b"
    ),
}
_FILLERS = word_set(
    """the of our your their a an in on at to for de del della dei delle di du des d l la le les el los las lo
    gli il i der die das den dem von vom zum zur für fur im am aus and und et y e is was her his total net
    annual yearly per year p pa current actual actuals ist real reel effettivo amount billed invoiced sum fy
    excl ex vat ht netto mwst hors taxes iva sin exkl full main primary legal assigned responsible est
    estimated approx ca circa summe gesamt jahr annee ano anno name date datum fecha data pro par por all
    financial fiscal tax somme suma somma former past active present existing ehemalige ehemaliger ancien
    anciens antiguo"""
)
"""Words that leave the meaning of a heading as it is."""
_OTHER_MEANINGS = word_set(
    """budget budgeted forecast forecasts plan planned target targets goal pipeline projected prognose ziel soll
    objectif prevision previsionnel presupuesto objetivo preventivo obiettivo previsto growth change delta
    variation vs versus difference diff veranderung wachstum abweichung evolution crecimiento variacion
    variazione crescita rank ranking rang cumulative cumulated kumuliert cumul acumulado cumulato hours hour
    stunden heures horas ore share anteil part quota cuota percent per cent prozent type typ tipo group gruppe
    groupe grupo gruppo status state id number no nr code kind address adresse direccion indirizzo phone tel
    telephone telefon telefono email mail fax note notes comment by count anzahl nombre numero average avg
    durchschnitt moyenne media promedio discount rabatt remise sconto descuento debt debts outstanding overdue
    unpaid offen offene owed limit prior previous vorjahr wip visits nights stays mandates matters q1 q2 q3 q4
    h1 h2"""
)
"""Words that make of a heading something else: a budget of fees is no fees."""
_YEAR_WORD = (
    r"(?:fy|f/y|gj|wj|financial year|fiscal year|tax year|geschaftsjahr|wirtschaftsjahr|jahr|exercice|ejercicio|"
    r"esercizio|"
    r"exercise|annee|anno|ano|annata|saison|season|year|ex|ej|es)"
)
_YEAR_END = (
    r"(?:y/?e|fye|ye|year end(?:ed|ing)?|year to|12 months to|12m to|fy end(?:ed|ing)?|fy to|"
    r"exercice clos(?: le| au)?|ejercicio cerrado(?: el| a)?|esercizio chiuso(?: il| al)?|geschaftsjahr bis|gj bis)"
)
_LONG = r"(?:19|20)\d\d"
_YEARS = (
    re.compile(rf"\b{_YEAR_END} (?:\d{{1,2}}[ ./])?(?:{MONTH}|\d{{1,2}})[ ./]?(?P<year>{_LONG}|\d\d)\b"),
    re.compile(rf"\b(?:{_YEAR_WORD} ?)?(?P<first>{_LONG}|\d\d) ?[/ ] ?(?P<year>{_LONG}|\d\d)\b(?! ?[/ ] ?\d)"),
    re.compile(rf"\b{_YEAR_WORD} ?(?P<year>{_LONG}|\d\d)\b"),
    re.compile(rf"(?<!\d)(?<!\d[/ ])(?P<year>{_LONG})\b(?! ?/ ?\d)"),
)
_GENERIC = re.compile(
    r"(?:column|spalte|colonne|columna|colonna|field|feld|champ|campo|unnamed|unbenannt|untitled|f|col|x)? ?\d*|"
    r"[a-z]|none|null|nan|row labels|zeilenbeschriftungen|etiquettes de lignes|etiquetas de fila|etichette di riga"
)


@dataclass(frozen=True)
class Heading:
    """A heading, taken apart.

    Attributes:
        text: as it stands on the sheet, on one line.
        words: what is left without year, currency, unit and marks, in small letters without accents.
        year: the year in which the financial year that it names ends.
        currency: its currency, as shown; empty where it names none.
        unit: thousands or millions, where it says so.
    """

    text: str
    words: str
    year: int | None = None
    currency: str = ""
    unit: Unit | None = None

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing of what is below: empty, or a name that a program gave, such as Column1."""
        return self.year is None and _GENERIC.fullmatch(self.words) is not None


@dataclass(frozen=True)
class Meaning:
    """A role that a heading may mean, and how surely.

    Attributes:
        role: the role.
        confidence: from 0 to 1.
        rank: the place of the wording among the role's headings; the least is the best.
    """

    role: Role
    confidence: float
    rank: int


def text_of(cell: Cell) -> str:
    """A heading as text, on one line; a date or a number that serves as one is shown as its year."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return str(cell.year)
    if isinstance(cell, CellError):
        return cell.code
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def plain(text: str) -> str:
    """Words without case, accents and marks; a slash between words stays, since years are written with it."""
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ][a-zà-ÿ])", " ", text)
    text = (
        text.casefold()
        .replace("№", "no ")
        .replace("n°", "no ")
        .replace("nº", "no ")
        .replace("n.º", "no ")
        .replace("#", " number ")
    )
    folded = unicodedata.normalize("NFKD", text)
    folded = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w/]+|_", " ", folded).split())


@lru_cache(maxsize=20_000)
def read_heading(text: str) -> Heading:
    """Take a heading apart."""
    rest = " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").split())
    rest = re.sub(r"(?<![\w'])'(\d\d)(?!\w)", r"20\1", rest)
    rest, currency, unit = _without_money(rest)
    bracketed = re.findall(r"\(([^)]*)\)|\[([^]]*)\]", rest)
    rest = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", rest)
    words, year = _without_year(plain(rest))
    if year is None:
        for inner in (first or second for first, second in bracketed):
            left_over, year = _without_year(plain(inner))
            if year is not None and not left_over:
                break
            year = None
    # What stands in brackets counts where it changes the meaning, and where nothing stands outside.
    inside = [plain(first or second) for first, second in bracketed]
    words = " ".join([words, *(inner for inner in inside if set(inner.split()) & _OTHER_MEANINGS)]).strip()
    if not words and year is None:
        words = " ".join(inside)
    return Heading(" ".join(text.split()), words, year, currency, unit)


def _without_money(text: str) -> tuple[str, str, Unit | None]:
    low = text.casefold()
    currency, unit = "", None
    if match := _WITH_MONEY.search(low):
        currency = SIGNS[match["money"]]
        unit = _unit(match["before"] or match["after"])
        text = f"{text[: match.start()]} {text[match.end() :]}"
    for name, pattern in _ALONE.items():
        if found := pattern.search(text.casefold()):
            unit = name
            text = f"{text[: found.start()]} {text[found.end() :]}"
    return text, currency, unit


def _unit(mark: str | None) -> Unit | None:
    return next((name for name, marks in _UNITS.items() if mark and re.fullmatch(marks, mark)), None)


def _without_year(words: str) -> tuple[str, int | None]:
    for pattern in _YEARS:
        for match in pattern.finditer(words):
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            first = match.groupdict().get("first")
            if first is not None and (int(first) + 1) % 100 != year % 100:
                continue
            if not 1990 <= year <= 2049:
                continue
            rest = " ".join(f"{words[: match.start()]} {words[match.end() :]}".split())
            if re.search(rf"\b{_LONG}\b", rest):
                return words, None
            return rest, year
    return words, None


_PHRASES: dict[str, list[tuple[Role, int]]] = {}
for _role in ROLES:
    for _rank, _heading in enumerate(_role.headings):
        _PHRASES.setdefault(plain(_heading), []).append((_role, _rank))
_SETS: dict[frozenset[str], list[tuple[Role, int]]] = {}
for _phrase, _meant in _PHRASES.items():
    if _content := frozenset(_phrase.split()) - _FILLERS:
        _SETS.setdefault(_content, []).extend(_meant)
_COMPOSED: tuple[tuple[Role, Role, frozenset[str], frozenset[str]], ...] = (
    (JOINED, CLIENT, frozenset(), word_set("since seit depuis desde dal from")),
    (LEFT, CLIENT, frozenset(), word_set("until bis jusqu hasta fino")),
    (PHONE, PHONE, word_set("no numero n num"), word_set("number no nr nummer")),
    (CLIENT_NUMBER, CLIENT, word_set("no numero n id code codigo codice cod num nr ref"),
     word_set("number no nr nummer id code ref numero")),
)  # fmt: skip
"""What a word for a role means after or before other words: "patient since", "code adhérent", "mobile no"."""
_TITLES: dict[Role, frozenset[str]] = {
    ACCOUNT_MANAGER: word_set("manager rep lead adviser advisor handler executive consultant betreuer berater leiter"),
    SCORE: word_set("rating score"),
}
"""Last words that tell the role whatever stands before: "area rep", "risk rating"."""
_ORDER: dict[Role, frozenset[str]] = {
    JOINED: word_set("first erste erster erstes premier premiere primer primera primo prima"),
    LAST_CONTACT: word_set("last latest letzte letzter letztes dernier derniere ultimo ultima"),
    NEXT_CONTACT: word_set("next nachste nachster nachstes prochain prochaine proximo proxima prossimo prossima"),
}
"""First words that tell what a day is, whatever comes after: "first matter", "last tasting"."""
OF_A_YEAR = (FEES, MARGIN, COST_TO_SERVE)
"""Roles of which a list may have a column for each year."""


@lru_cache(maxsize=20_000)
def meanings(heading: Heading) -> tuple[Meaning, ...]:
    """The roles that a heading may mean, the surest first: by its wording, its words in any order, words within it."""
    words = heading.words
    if heading.year is not None and not set(words.split()) - _FILLERS:
        # A year alone, of which only the values can say that it holds fees.
        return (Meaning(FEES, 0.9, 0), Meaning(INVOICE_AMOUNT, 0.3, 99)) if not heading.is_generic else ()
    found: dict[str, Meaning] = {}

    def add(role: Role, confidence: float, rank: int) -> None:
        known = found.get(role.term)
        if known is None or (-confidence, rank) < (-known.confidence, known.rank):
            found[role.term] = Meaning(role, confidence, rank)

    for role, rank in _PHRASES.get(words, ()):
        add(role, 0.98, rank)
    if not found:
        content = frozenset(words.split()) - _FILLERS
        for role, rank in _SETS.get(content, ()):
            add(role, 0.93, rank)
    if not found:
        _compose(words.split(), add)
    if not found and not set(words.split()) & _OTHER_MEANINGS:
        spaced = f" {words} "
        for phrase, meant in _PHRASES.items():
            extra = len(words.split()) - len(phrase.split())
            if phrase.count(" ") and 0 < extra <= 3 and f" {phrase} " in spaced:
                for role, rank in meant:
                    add(role, 0.7, rank)
        for side in re.split(r" ?/ ?", words) if "/" in words else ():
            for role, rank in _PHRASES.get(side.strip(), ()):
                add(role, 0.75, rank)
    if heading.year is not None:
        of_a_year = {term: meaning for term, meaning in found.items() if meaning.role in OF_A_YEAR}
        found = of_a_year or found
    return tuple(sorted(found.values(), key=lambda meaning: (-meaning.confidence, meaning.rank)))


def is_unknown(heading: Heading) -> bool:
    """Whether a heading says something that is known to mean neither a role nor anything else."""
    return (
        bool(heading.words) and not set(heading.words.split()) & _OTHER_MEANINGS and not re.search(MONTH, heading.words)
    )


def _compose(words: list[str], add: Callable[[Role, float, int], None]) -> None:
    """A word for clients with another one, days that are first or last, titles of people with a word before."""
    if len(words) < 2:
        return
    for role, base, before, after in _COMPOSED:
        for rest, word, others in ((words[:-1], words[-1], after), (words[1:], words[0], before)):
            phrase = " ".join(word for word in rest if word not in _FILLERS)
            if word in others and any(meant is base for meant, _ in _PHRASES.get(phrase, ())):
                add(role, 0.93, 0)
    for role, first in _ORDER.items():
        if words[0] in first and len(words) == 2:
            add(role, 0.75, 0)
    for role, last in _TITLES.items():
        if words[-1] in last and len(words) == 2:
            add(role, 0.75, 0)
