"""What a heading says: its words, a year, a currency, a unit, and the roles that it may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from udfs import CellError
from workbook_templates.recognition.cell_reader import MONTH
from workbook_templates.recognition.roles import COST_TO_SERVE, FEES, MARGIN
from workbook_templates.recognition.sheet import Cell
from workbook_templates.recognition.vocabulary import FILLERS, OTHER_MEANINGS
from workbook_templates.recognition.words import in_full, plain, stem, without_genders

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
_YEAR_WORD = (
    r"(?:fy|f/y|gj|wj|financial year|fiscal year|tax year|geschaftsjahr|wirtschaftsjahr|jahr|exercice|ejercicio|"
    r"esercizio|"
    r"exercise|annee|anno|ano|annata|saison|season|ay|"
    r"academic year|school year|schuljahr|sj|curso|annee scolaire|tax yr|year|ex|ej|es)"
)
_YEAR_END = (
    r"(?:y/?e|fye|ye|year end(?:ed|ing)?|year to|12 months to|12m to|fy end(?:ed|ing)?|fy to|"
    r"exercice clos(?: le| au)?|ejercicio cerrado(?: el| a)?|esercizio chiuso(?: il| al)?|geschaftsjahr bis|gj bis)"
)
_SO_FAR = re.compile(
    rf"\b(?:ytd|so far|bisher|en cours|en curso|in corso|laufend|partial|partiel|parcial|parziale|"
    rf"(?:thru|through|to|until|up to|as at|as of|bis|jusqu a|jusqu en|jusqu au|au|hasta|a|al|ad|fino a)"
    rf"(?: (?:date|dato|heute|jetzt|ce jour|hoy|la fecha|oggi|end|ende|fin|fine|de|{MONTH}|\d{{1,2}}))+)(?!\w)"
)
"""That a year is not over yet, which leaves it the year that it is."""
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
        cut: those of the words behind which a dot says that they are cut short.
        has_scale: whether it says from where to where its marks go: (1-5), /10.
    """

    text: str
    words: str
    year: int | None = None
    currency: str = ""
    unit: Unit | None = None
    cut: frozenset[str] = frozenset()
    has_scale: bool = False

    @property
    def is_generic(self) -> bool:
        """Whether it says nothing of what is below: empty, or a name that a program gave, such as Column1."""
        return self.year is None and _GENERIC.fullmatch(self.words) is not None


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


_RELATIVE_YEAR = re.compile(r"(?<![\w.°/-])N(?: ?[-\u2212\u2013] ?([1-9]))?(?![\w.°º/-])")
"""N, and the years before it, as accountants in French write them: CA N-1."""
_MEANT_BY_N = re.compile(r"(?<!\w)N ?[=:] ?(?:[^\W\d]+ )?((?:19|20)\d\d)(?!\d)")
_SYLLABLES = re.compile(r"(?<=[^\W\d_]{3})- (?!(?:und|oder|et|ou|and|or|y|e|o)\b)(?=[a-zß-ÿ]{3})")
"""A word that is parted at the end of a line."""
_SCALE = re.compile(
    r"(?<![\w.,/])[01] ?(?:-|\u2013|\.\.|to|bis|à|a) ?(?:[3-7]|10|20|100)(?![\w.,/%])|"
    r"(?:(?<!\d)/ ?|\b(?:out of|von|sur|sobre|su) )(?:[3-7]|10|20|100)(?![\w.,/%])",
    re.IGNORECASE,
)


def year_called_n(titles: Iterable[str]) -> int | None:
    """The year that a text above a table calls N."""
    return next((int(match[1]) for title in titles if (match := _MEANT_BY_N.search(title))), None)


def with_relative_year(text: str, year: int | None) -> str:
    """A heading with the year in the place of N, where it is said which year that is."""
    return text if year is None else _RELATIVE_YEAR.sub(lambda match: str(year - int(match[1] or 0)), text, count=1)


@lru_cache(maxsize=20_000)
def read_heading(text: str) -> Heading:
    """Take a heading apart."""
    rest = " ".join(unicodedata.normalize("NFC", text).replace("\u2019", "'").split())
    rest = _SYLLABLES.sub("", rest)
    has_scale = _SCALE.search(rest) is not None
    rest = re.sub(r"(?<![\w'])'(\d\d)(?!\w)", r"20\1", rest)
    rest, currency, unit = _without_money(rest)
    rest = without_genders(rest)
    bracketed = re.findall(r"\(([^)]*)\)|\[([^]]*)\]", rest)
    rest = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", rest)
    cut = frozenset(plain(word) for word in re.findall(r"([^\W\d_]{2,})\.", rest))
    words, year = _without_year(plain(rest))
    if year is None:
        for inner in (first or second for first, second in bracketed):
            left_over, year = _without_year(plain(inner))
            if year is not None and not left_over:
                break
            year = None
    if year is not None:
        words = " ".join(_SO_FAR.sub(" ", words).split())
    # What stands in brackets counts where it changes the meaning, and where nothing stands outside.
    inside = [plain(first or second) for first, second in bracketed]
    words = " ".join([words, *(inner for inner in inside if set(inner.split()) & OTHER_MEANINGS)]).strip()
    if not words and year is None:
        words = " ".join(inside)
    if year is None:
        words, year = _without_short_year(words, cut)
    return Heading(" ".join(text.split()), words, year, currency, unit, cut, has_scale)


def _without_money(text: str) -> tuple[str, str, Unit | None]:
    low = text.casefold()
    currency, unit = "", None
    match = _WITH_MONEY.search(low)
    # Of "Sekt." no currency is meant.
    if match and not re.search(r"[a-z]t$", match[0]):
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


_SHORT_YEAR = re.compile(r"(?P<rest>.*[a-z]) ?(?P<year>1[5-9]|[234]\d)|(?P<after>1[5-9]|[234]\d) (?P<word>.*[a-z])")
_MONEY_WORDS = frozenset(
    stem(word)
    for role in (FEES, MARGIN, COST_TO_SERVE)
    for words in map(str.split, map(plain, role.headings))
    for word in words
    if len(words) == 1 or word not in FILLERS
)


def _without_short_year(words: str, cut: frozenset[str]) -> tuple[str, int | None]:
    """Two digits behind or before a word for money are a year: "Fact. 23", "CA24"."""
    match = re.fullmatch(
        r"(?P<rest>.*[a-z]) ?(?P<year>1[5-9]|[234]\d)|(?P<after>1[5-9]|[234]\d) (?P<word>.*[a-z])", words
    )
    if match is None or re.search(rf"\b{MONTH}\b", words):
        return words, None
    rest, year = match["rest"] or match["word"], 2000 + int(match["year"] or match["after"])
    said = {full for word in rest.split() for full in (word, *in_full(word, word in cut))}
    if not {stem(word) for word in said} & _MONEY_WORDS or said & OTHER_MEANINGS or re.search(r"\d", rest):
        return words, None
    return rest, year
