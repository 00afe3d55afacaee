"""Words of headings: plain, by their stems, taken apart where they are compounds, in full where cut short."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache

from workbook_templates.recognition.cell_reader import MONTH
from workbook_templates.recognition.roles import ROLES
from workbook_templates.recognition.vocabulary import ABBREVIATIONS, FILLERS, FRONTS, OTHER_MEANINGS, word_set

_GENDERS = re.compile(
    r"(?<=\w\w\w)(?:[/*:_\u00b7]-?|\(-?)(?:r|in|innen|a|as|e|es|n|ne|nne|euse|rice|trice|ere|i|o)\)?(?![\w])",
    re.IGNORECASE,
)
"""Endings for whom else a word means: Kund*in, alumno/a, patient(e)."""


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


def without_genders(text: str) -> str:
    """A heading without the endings that name both sexes, and without dots between initials: C.A. is CA."""
    text = re.sub(r"\b(?:[^\W\d_]\.){2,}", lambda initials: initials[0].replace(".", "") + " ", text)
    return _GENDERS.sub("", text)


_SAME = (
    ("last", re.compile(
        r"last|latest|recent|letzt(?:e[nmrs]?)?|ltzt|letz|zuletzt|jungst\w*|vorig\w*|dern(?:ier\w*)?|"
        r"ult(?:im[oaie]\w?)?")),
    ("next", re.compile(
        r"next|nachst(?:e[nmrs]?)?|kommend\w*|folgend\w*|prochain\w*|proch|proxim[oa]s?|prox|prossim[oaie]|pross|"
        r"suivant\w*|siguiente?s?|successiv[oaie]|upcoming")),
    ("first", re.compile(r"first|1st|erst(?:e[nmrs]?)?|premiere?s?|1ere?|primer[oa]?|prim[oa]")),
    ("no", re.compile(r"no|nr|n|num|nummer|numero|number|numb|nbr|nos|nro")),
)  # fmt: skip
"""Words that mean the same in every heading, whatever the language, and cut short or in full."""
_ENDINGS = ("innen", "ees", "ee", "in", "en", "es", "os", "as", "is", "e", "a", "o", "i", "s")
_PEOPLE = (
    (re.compile(r"t?t(?:rice|ore|eur|or)[as]?$"), "tor"),
    (re.compile(r"euse$"), "eur"),
    (re.compile(r"iere$"), "ier"),
)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a plain word shares with its plural and the word for the other sex: Kundin and Kunden, socio and socia."""
    word = word.replace("ae", "a").replace("oe", "o").replace("ue", "u") if len(word) > 3 else word
    for one, pattern in _SAME:
        if pattern.fullmatch(word):
            return one
    if len(word) < 4:
        return word
    for people, ending in _PEOPLE:
        if len(word) > 6 and people.search(word):
            return people.sub(ending, word)
    if len(word) == 4 and word[-1] in "aeio":
        # The dash tells it from a word of three letters.
        return f"{word[:3]}-"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if ending == "s" else 4):
            return word.removesuffix(ending)
    return word


_HEADINGS = [plain(heading) for role in ROLES for heading in role.headings]
_NOT_CUT = word_set(
    "number numero code id note notes phone tel telephone telefon telefono email mail fax comment no nr"
)
_VOCABULARY = sorted({word for heading in _HEADINGS for word in heading.split() if len(word) > 2} | OTHER_MEANINGS)
_KNOWN = frozenset(_VOCABULARY) | FILLERS | OTHER_MEANINGS


@lru_cache(maxsize=20_000)
def parts(word: str) -> tuple[str, ...]:
    """The parts of a compound of which both are known, such as Auftrags and nummer; else the word alone."""
    if len(word) < 6 or word in _KNOWN:
        return (word,)
    person = _OF_A_PERSON.fullmatch(word)
    if person is not None:
        return (person[1], person[2])
    for at in range(len(word) - 2, 2, -1):
        front, back = word[:at], word[at:]
        if front in FRONTS and (back in _KNOWN or (len(back) > 2 and stem(back) in _STEMS)):
            return (front, back)
    return (word,)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text."""
    return frozenset(map(stem, text.split()))


_STEMS = frozenset(map(stem, _KNOWN))
_OF_A_PERSON = re.compile(
    r"(\w{3,}?)s?(leitung|leiter|leiterin|betreuer|betreuerin|betreuung|berater|beraterin|manager|managerin|verantwortliche|"
    r"verantwortlicher|verantwortung|bearbeiter|bearbeiterin|vertreter|vertreterin)"
)
"""A German compound that ends with who looks after something, whatever that is."""


@lru_cache(maxsize=20_000)
def in_full(word: str, dotted: bool, alone: bool = False) -> tuple[str, ...]:
    """The words that a word may be cut short of; nothing where it is a word itself.

    Args:
        word: the plain word.
        dotted: whether a dot follows, which says that it is cut.
        alone: whether it is all that the heading says; without a dot it is then a word of the trade.
    """
    if re.fullmatch(MONTH, word):
        return ()
    if word in ABBREVIATIONS and (dotted or word not in _KNOWN or len(word) < 4):
        full = plain(ABBREVIATIONS[word])
        return (full, *_beginning_with(word)) if dotted and len(word) > 2 else (full,)
    if (not dotted and (alone or word in _KNOWN)) or len(word) < (2 if dotted else 3) or not word.isalpha():
        return ()
    return _beginning_with(word)


def _beginning_with(word: str) -> tuple[str, ...]:
    at = bisect_left(_VOCABULARY, word)
    found: dict[str, str] = {}
    while at < len(_VOCABULARY) and _VOCABULARY[at].startswith(word):
        found.setdefault(stem(_VOCABULARY[at]), _VOCABULARY[at])
        at += 1
    if set(found.values()) & (OTHER_MEANINGS - _NOT_CUT):
        return ()
    return tuple(full for short, full in found.items() if short not in ("last", "next", "first"))
