"""The headings of a person's own list: which row holds them, and which column is what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workbook_templates.recognition.cell_reader import is_blank

SYNONYMS: dict[str, tuple[str, ...]] = {
    "Client": (
        "client", "client name", "customer", "customer name", "account", "account name", "name", "company",
        "company name", "organisation", "organization", "firm", "client id", "customer id", "kunde", "mandant",
        "kundenname", "mandantenname", "firma", "auftraggeber", "nom du client", "raison sociale", "societe", "société",
        "cliente", "nombre del cliente", "nome cliente", "ragione sociale", "empresa", "azienda", "nom", "klant",
    ),
    "Sector": ("sector", "industry", "segment", "line of business", "branche", "secteur", "settore", "sektor"),
    "Account manager": (
        "account manager", "client partner", "relationship manager", "account owner", "responsible partner",
        "partner", "manager", "owner", "responsible", "fee earner", "sachbearbeiter",
        "betreuer", "kundenbetreuer", "berater", "ansprechpartner", "chargé de compte", "chargé de clientèle",
        "responsable", "gestionnaire", "gestor", "gestor de cuenta", "responsable de cuenta", "responsabile",
        "referente", "accountmanager",
    ),
    "Source": ("source", "referral source", "referred by", "origin", "came from", "channel", "lead source"),
    "Joined": (
        "joined", "client since", "customer since", "since", "date joined", "joining date", "start date", "start",
        "first invoice", "first order", "opened",
        "kunde seit", "mandant seit", "seit", "client depuis", "depuis", "date d entrée", "cliente desde", "desde",
        "cliente dal", "dal", "fecha de alta", "data inizio", "klant sinds",
    ),
    "Left": ("left", "date left", "left on", "end date", "end", "lost on", "lost", "closed"),
    "Cost to serve": ("cost to serve", "cost of service", "direct cost", "direct costs", "costs", "cost", "kosten",
                      "coûts", "costes", "costi"),
    "Margin": ("margin", "gross margin", "net margin", "contribution", "profit"),
    "Retention": ("retention", "retention estimate", "retention rate", "renewal chance", "renewal", "chance to stay"),
    "Last contact": (
        "last contact", "last contacted", "last meeting", "last call", "last touch", "last seen", "last invoice",
        "last order", "letzter kontakt", "dernier contact", "último contacto", "ultimo contacto", "ultimo contatto",
        "laatste contact",
    ),
    "Fees": (
        "fees", "fees a year", "annual fees", "revenue", "annual revenue", "yearly revenue", "turnover", "sales",
        "billings", "billing", "billed", "income", "fee", "amount",
        "umsatz", "honorar", "honorare", "erlöse", "honoraires", "chiffre d affaires", "ca", "honorarios",
        "facturación", "ventas", "ingresos", "fatturato", "onorari", "compensi", "ricavi", "omzet",
    ),
}  # fmt: skip
"""Headings that mean a column of the register, best first; compared without case, marks and units."""

_COMPUTED = ("Status", "Tenure", "Retention used", "Fees a year", "Margin", "Value", "Tier", "Quadrant",
             "Next contact", "Days overdue")  # fmt: skip
_FEE_WORD = (
    r"(?:fees?|revenues?|turnover|sales|billed|billings?|income|year|y/e|financial|umsatz|honorare?|erlöse|"
    r"honoraires|ca|chiffre d affaires|honorarios|facturación|ventas|ingresos|fatturato|onorari|compensi|ricavi|omzet)"
)
_YEAR = re.compile(
    rf"(?:{_FEE_WORD} )*"
    r"(?:(?P<long>(?:19|20)\d\d)|fy ?(?P<fiscal>(?:20)?\d\d))(?: ?/ ?(?P<end>(?:20)?\d\d))?"
    rf"(?: {_FEE_WORD})*"
)
SEARCHED = 20
"""Rows at the top of a file among which the headings are looked for."""


@dataclass
class Columns:
    """Which column of the file is what: by heading of the register, by year, by the list's own heading.

    Dropped are the columns that an earlier book of this template computed.
    """

    known: dict[str, int] = field(default_factory=dict)
    fees: dict[int, int] = field(default_factory=dict)
    other: dict[str, int] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    @property
    def fee_headings(self) -> tuple[str, ...]:
        """The headings that the columns of fees get in the register."""
        return tuple(f"Fees {year}" if year else "Fees" for year in self.fees)


def plain(heading: Any) -> str:
    """A heading without case, units and marks: "Fees 2024 (£)" is fees 2024."""
    if isinstance(heading, (datetime, date)):
        return str(heading.year)
    if isinstance(heading, float) and heading.is_integer():
        heading = int(heading)
    text = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", str(heading or "")).casefold()
    text = re.sub(r"[^\w/]+|_", " ", text)
    return " ".join(re.sub(r"\b(?:gbp|eur|usd|chf)\b", " ", text).split())


def _year(heading: Any) -> int | None:
    match = _YEAR.fullmatch(plain(heading))
    if match is None:
        return None
    year = int(match["end"] or match["long"] or match["fiscal"])
    return year + 2000 if year < 100 else year


def _rank(heading: Any, words: Sequence[str]) -> int | None:
    words_of_it = plain(heading)
    return words.index(words_of_it) if words_of_it in words else None


def header_row(cells: Sequence[Sequence[Any]]) -> int | None:
    """The row that looks most like headings: it names clients, and the more other columns the better."""
    best, row = 0, None
    for place, line in enumerate(cells[:SEARCHED]):
        known = sum(any(_rank(cell, words) is not None for words in SYNONYMS.values()) for cell in line)
        names = any(_rank(cell, SYNONYMS["Client"]) is not None for cell in line)
        score = known + sum(_year(cell) is not None for cell in line)
        if names and score > best:
            best, row = score, place
    return row


def recognise(cells: Sequence[Sequence[Any]], header: int) -> Columns:
    """Which column is what, from the headings in that row; of two that fit, the one that fits better."""
    headings = cells[header]
    columns = Columns()
    for name, words in SYNONYMS.items():
        ranks = {place: _rank(heading, words) for place, heading in enumerate(headings)}
        ranked = [(rank, place) for place, rank in ranks.items() if rank is not None]
        if ranked:
            columns.known[name] = min(ranked)[1]
    years: dict[int, int] = {}
    for place, heading in enumerate(headings):
        year = _year(heading)
        if year is not None:
            years.setdefault(year, place)
    columns.fees = dict(sorted(years.items()))
    without_year = columns.known.pop("Fees", None)
    if not columns.fees and without_year is not None:
        # One column of fees whose year nobody wrote down.
        columns.fees = {0: without_year}
    computed = [place for place, heading in enumerate(headings) if str(heading or "").strip() in _COMPUTED]
    if len(computed) < len(_COMPUTED):
        computed = []
    columns.dropped = tuple(str(headings[place]).strip() for place in computed)
    columns.known = {name: place for name, place in columns.known.items() if place not in computed}
    if "Cost to serve" in columns.known:
        columns.known.pop("Margin", None)
    taken = {*computed, *columns.known.values(), *columns.fees.values()}
    columns.other = _others(cells, header, taken, columns.fee_headings)
    return columns


def _others(
    cells: Sequence[Sequence[Any]], header: int, taken: set[int], fee_headings: Sequence[str]
) -> dict[str, int]:
    """Columns that no figure needs, under headings that the register does not use."""
    used = {heading.casefold() for heading in (*SYNONYMS, *_COMPUTED, *fee_headings)}
    others: dict[str, int] = {}
    for place in range(max(map(len, cells[header:]))):
        filled = any(place < len(line) and not is_blank(line[place]) for line in cells[header + 1 :])
        given = cells[header][place] if place < len(cells[header]) else None
        if place in taken or not (filled or not is_blank(given)):
            continue
        heading = base = " ".join(str(given).split())[:200] if not is_blank(given) else f"Column {place + 1}"
        number = 1
        while heading.casefold() in used:
            number += 1
            heading = f"{base} ({number})"
        used.add(heading.casefold())
        others[heading] = place
    return others
