"""Which roles a heading may mean: by its wording, by its words in any order, and by rules for words beside others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from workbook_templates.recognition.cell_reader import MONTH
from workbook_templates.recognition.headings import Heading, read_heading
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
    NOTES,
    PHONE,
    REASON,
    RETENTION,
    ROLES,
    SCORE,
    SECTOR,
    SOURCE,
    TIER,
    Role,
)  # fmt: skip
from workbook_templates.recognition.vocabulary import FILLERS, OF_TAXES_AND_BANKS, OTHER_MEANINGS
from workbook_templates.recognition.words import in_full, parts, plain, stem, stems

OF_A_YEAR = (FEES, MARGIN, COST_TO_SERVE)
"""Roles of which a list may have a column for each year."""


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


_ROLES_OF_A_YEAR = tuple(role for role in ROLES if role.of != "invoices" or role is INVOICE_AMOUNT)
_Add = Callable[[Role, float, int], None]
_COMPOSED_RANK = 9_000
PERHAPS = 0.55
"""How surely a word for fees beside an unknown one means fees: where it is the only column of its year."""

_PHRASES: dict[str, list[tuple[Role, int]]] = {}
for _role in ROLES:
    for _rank, _heading in enumerate(_role.headings):
        _PHRASES.setdefault(plain(_heading), []).append((_role, _rank))
_SETS: dict[frozenset[str], list[tuple[Role, int]]] = {}
_STEMS: dict[frozenset[str], list[tuple[Role, int]]] = {}
_STEM_FILLERS = frozenset(map(stem, FILLERS)) - {"no"}
_STEM_OTHERS = frozenset(map(stem, OTHER_MEANINGS))
_DEALINGS = stems(
    """contract vertrag contrat contrato contratto mandate mandat mandato relationship relation relacion rapporto
    zusammenarbeit betreuung collaboration colaboracion collaborazione"""
)
_fillers: frozenset[str]
for _phrase, _meant in _PHRASES.items():
    # "Sold to" says something other than "sold", and a contract is no date of one.
    _fillers = frozenset() if "to" in _phrase.split() or stems(_phrase) & _DEALINGS else FILLERS
    # "Adressé par" is no address.
    _fillers = frozenset() if frozenset(_phrase.split()) - _fillers <= OTHER_MEANINGS else _fillers
    if _content := frozenset(_phrase.split()) - _fillers:
        _SETS.setdefault(_content, []).extend(_meant)
    _words = [part for word in _phrase.split() for part in parts(word)]
    _reduced = frozenset(map(stem, _words)) - (_STEM_FILLERS if _fillers else frozenset())
    for _stems in {frozenset(map(stem, _words)), _reduced}:
        if _stems and (_stems != {"no"} or len(_words) == 1):
            _STEMS.setdefault(_stems, []).extend(_meant)


def _single(*roles: Role) -> frozenset[str]:
    """The stems of the wordings of one word."""
    words = {plain(text) for role in roles for text in role.headings}
    return frozenset(map(stem, (word for word in words if " " not in word))) - {"first", "last", "next", "no"}


_CLIENTS = _single(CLIENT)
_PEOPLE = _single(ACCOUNT_MANAGER) | stems("lead officer executive leiter leiterin")
_JOINED, _LEFT, _NEXT_CONTACT, _MARGINS = _single(JOINED), _single(LEFT), _single(NEXT_CONTACT), _single(MARGIN)
_FEES = _single(FEES)
_MONEY = _single(FEES, MARGIN, COST_TO_SERVE, INVOICE_AMOUNT)
_CONTACTS = stems(
    """contact contacts contacto contatto kontakt kontaktperson ansprechpartner ansprechpartnerin ansprechperson
    interlocuteur interlocutrice referente owner person persona"""
)
"""Words for a person on either side: who looks after the client, or whom the client sends."""
_OF_THE_TEAM = stems(
    """account manager manages managed handled handler lead rep exec executive officer mgr acct adviser advisor
    partner betreuer betreuung berater zustandig zustandiger sachbearbeiter bearbeiter verantwortlich
    verantwortlicher suivi charge responsable gestionnaire gestor asesor comercial commercial responsabile seguito
    consulente gestito controller coordinator earner"""
)
_WITHIN = stems("intern interne interno internal our unser notre nuestro nostro us")
_NAMES = stems("name nom nombre nome apellidos apellido cognome surname nachname familienname")
_FIRST_NAMES = stems("vorname prenom forename first last full e und y and et")
_SINCE = stems("since seit depuis desde dal from ab start beginn debut inicio inizio")
_UNTIL = stems("until bis jusqu hasta fino ende fin fine end")
_REASONS = stems("""reason reasons why grund grunde warum motif pourquoi raison motivo causa razon perche cause""")
_SOURCES = stems(
    """source referral referred referrer introducer introduced recommended origin quelle herkunft empfohlen
    empfehlung vermittler vermittelt zuweiser apporteur origine provenance recommande prescripteur origen
    procedencia recomendado prescriptor fonte provenienza segnalato segnalatore acquisition acquisizione captacion
    akquise refere referee referes referido remis remitido riferito"""
)
_BY = frozenset(("by", "par", "von", "durch", "por", "da", "dal"))
_HOW = re.compile(
    r"\b(?:how|wie|woher|comment|como|come|da dove|de donde|d ou)\b.*\b(?:find|found|hear|heard|come|came|met|meet|"
    r"get|got|know|knew|gefunden|gekommen|kennen|kennengelernt|gewonnen|erfahren|aufmerksam|connu|connus|connait|trouve|trouves|venu|"
    r"venus|conocio|conocido|conoce|encontro|llego|viene|vino|conosciuto|conosce|trovato|arrivato|arriva|saputo)\b|"
    r"\b(?:nos|nous|ci) (?:conoc|connu|conosc|encontr|trouv|trovat)\w*|"
    r"\b(?:heard|found|find|came|hear) (?:of |about |to |out about )?us\b"
)
_ON_SITE = re.compile(r"\b(?:vor ort|sur place|sur site|on site|onsite|sul posto|in loco|in situ|en sitio|in sede)\b")
_SCORES = stems(
    """rating score mood happiness feedback gradimento laune humeur bewertung zufriedenheit satisfaction
    soddisfazione satisfaccion nps csat punkte"""
)
_REMARKS = stems(
    """notes note comment comments remarks bemerkung bemerkungen notiz notizen anmerkung kommentar hinweis remarque
    remarques commentaire observations observaciones comentario comentarios notas osservazioni commenti
    annotazioni memo"""
)
_BRANCHES = stems("sector industry branche secteur settore segment segmento segmentation branch")
_TELEPHONES = _single(PHONE) | stems(
    """phone telephone tel mobile telefon telefono handy mobil portable movil cellulare cell landline festnetz fax
    gsm"""
)
_TIERS = stems("""abc tier class klasse kategorie categorie categoria category classe clase fascia""")
_SORTS = stems(
    """category categorie kategorie kundenkategorie categoria group groupe gruppe kundengruppe grupo gruppo segment
    kundensegment segmento segmentation"""
)
"""Words for a sort of clients: by what they do, or by what they are worth."""
_KINDS = stems("type typ tipo tipologia tipologie tipus kind sort sorte art genre nature natur")
_PLACES = stems(
    """premises establishment etablissement establecimiento esercizio site sites building batiment edificio gebaude
    property propriete immeuble immobile objekt betrieb company companies business organisation organization
    organismo structure struttura institution einrichtung unternehmen firma entreprise societe empresa negocio azienda
    impresa attivita"""
)
_CHANCES = stems(
    """probability prob probable chance chances likelihood likely odds wahrscheinlichkeit wahrsch aussicht proba
    probabilite probabilidad posibilidad probabilita possibilita rate quote taux tasa tasso share percent pct"""
)
_COMING_AGAIN = stems(
    """repeat repeats renew renews renewal renewing stay stays staying return returning retention retain rebook
    rebooking reorder reordering recurrence loyal loyalty bleiben bleibt verbleib verlangerung verlangern wiederkehr
    wiederkauf wiederbestellung wiederbeauftragung folgeauftrag rester reste renouvellement renouveler reconduction
    fidelite revenir permanencia permanecer seguir renovacion renovar repetir repeticion recompra rinnovo rinnovare
    riacquisto ritorno fedelta permanenza"""
)
_NO_NEXT = stems("""invoice rechnung facture factura fattura order bestellung commande pedido ordine""")
_NO_DAY = (
    stems("""name vorname nachname prenom nom nombre nome amount betrag montant importe importo year jahr""") | _MONEY
)
_NUMBERS = stems(
    """no id code kennung kurzel codigo codice cod ref reference referencia riferimento nr numero kennziffer clave"""
)


@lru_cache(maxsize=20_000)
def meanings(heading: Heading) -> tuple[Meaning, ...]:
    """The roles that a heading may mean, the surest first: by its wording, its words in any order, words within it."""
    words = heading.words
    if heading.year is not None and not set(words.split()) - FILLERS:
        # A year alone, of which only the values can say that it holds fees.
        return (Meaning(FEES, 0.9, 0), Meaning(INVOICE_AMOUNT, 0.3, 99)) if not heading.is_generic else ()
    found = _search(heading, OF_A_YEAR) if heading.year is not None else ()
    found = found or _search(heading, _ROLES_OF_A_YEAR if heading.year is not None else ROLES)
    if not found and heading.has_scale:
        # Marks out of ten are a score, whatever of.
        return (Meaning(SCORE, 0.75, _COMPOSED_RANK),)
    if is_of_any_sort(heading):
        roles = {meaning.role for meaning in found}
        found += tuple(Meaning(role, 0.7, _COMPOSED_RANK) for role in (TIER, SECTOR) if role not in roles)
    return found


def _search(heading: Heading, roles: Sequence[Role]) -> tuple[Meaning, ...]:
    """What it may mean among some roles: each step is taken where those before it find nothing."""
    words, found = heading.words, dict[str, Meaning]()

    def add(role: Role, confidence: float, rank: int) -> None:
        known = found.get(role.term)
        if role in roles and (known is None or (-confidence, rank) < (-known.confidence, known.rank)):
            found[role.term] = Meaning(role, confidence, rank)

    for role, rank in _PHRASES.get(words, ()):
        add(role, 0.98, rank)
    if found or OF_TAXES_AND_BANKS.search(words):
        return _ordered(found)
    content = frozenset(words.split()) - FILLERS
    for role, rank in _SETS.get(content, ()) if content != {"n"} else ():
        add(role, 0.93, rank)
    if not found:
        _by_stems(heading, add)
        if not found:
            _composed(heading, add)
        if not found and not set(words.split()) & OTHER_MEANINGS:
            _within(words, add)
    return _ordered(found)


def _ordered(found: Mapping[str, Meaning]) -> tuple[Meaning, ...]:
    return tuple(sorted(found.values(), key=lambda meaning: (-meaning.confidence, meaning.rank)))


def is_plain(text: str) -> bool:
    """Whether a text, as a heading, means a role by its wording and not by a rule that needs values to fit."""
    return any(meaning.confidence >= 0.85 for meaning in meanings(read_heading(text)))


def is_unknown(heading: Heading) -> bool:
    """Whether a heading says something that is known to mean neither a role nor anything else."""
    return (
        bool(heading.words) and not set(heading.words.split()) & OTHER_MEANINGS and not re.search(MONTH, heading.words)
    )


def is_of_either_side(heading: Heading) -> bool:
    """Whether a heading names a person without saying whose: a contact may be the team's or the client's."""
    return not _stems_of(heading) & _OF_THE_TEAM


def is_of_any_sort(heading: Heading) -> bool:
    """Whether a heading names sorts of clients without saying of which kind: those of a trade, or those of a worth."""
    found = _stems_of(heading) - _STEM_FILLERS
    if heading.year is not None or not found:
        return False
    return bool(found & _SORTS and found <= _SORTS | _CLIENTS) or bool(
        found & _KINDS and found & _PLACES and found <= _KINDS | _PLACES
    )


def _stems_of(heading: Heading) -> frozenset[str]:
    return frozenset(stem(part) for word in re.split(r"[ /]", heading.words) for part in parts(word) if word)


def _by_stems(heading: Heading, add: _Add) -> None:
    """The words of a wording, in another gender or number, as a compound, or cut short."""
    for words, confidence in _ways(heading):
        there = frozenset(map(stem, words))
        for some in (there, there - _STEM_FILLERS):
            for role, rank in _STEMS.get(some, ()):
                add(role, confidence, rank)


def _ways(heading: Heading) -> Iterator[tuple[list[str], float]]:
    """A heading's words as compounds, and then with words in full that may be cut short."""
    words = [part for word in heading.words.split() for part in parts(word)]
    yield words, 0.92
    alone = len(words) == 1 and heading.year is None
    choices = [
        # What somebody did is no word cut short: of "référé par" no reference is meant.
        (word,) if after in _BY and word not in heading.cut else (word, *in_full(word, word in heading.cut, alone))
        for word, after in zip(words, [*words[1:], ""], strict=False)
    ]
    if any(len(some) > 1 for some in choices):
        for way in islice(product(*choices), 400):
            if list(way) != words:
                yield [part for word in way for part in word.split()], 0.85


def _composed(heading: Heading, add: _Add) -> None:
    """Rules for words beside others; each needs values of its sort, so that a wrong guess is rarely followed."""
    for words, confidence in _ways(heading):
        found = [stem(word) for text in words for word in text.split("/") if word]
        if confidence > 0.9:
            _beside_a_word(frozenset(found), len(found), add)
        _by_rules(found, confidence > 0.9, heading.year is not None, add)
    there = _ON_SITE.sub("meeting", heading.words)
    if there != heading.words:
        _by_rules(list(map(stem, there.split())), True, False, add)
    if _HOW.search(heading.words):
        add(SOURCE, 0.8, _COMPOSED_RANK)


def _beside_a_word(words: frozenset[str], count: int, add: _Add) -> None:
    """What a telephone or a remark is, whoever's it is."""
    if words & _TELEPHONES and 1 < count <= 4:
        add(PHONE, 0.75, _COMPOSED_RANK)
    if words & _REMARKS and 1 < count <= 4 and not words & _MONEY - _REMARKS:
        add(NOTES, 0.7, _COMPOSED_RANK)


def _by_rules(words: Sequence[str], as_written: bool, of_a_year: bool, add: _Add) -> None:
    kept = [word for word in words if word not in _STEM_FILLERS]
    if not kept or len(words) > 6:
        return
    there = frozenset(words)
    blocked = (there & _STEM_OTHERS) - _DEALINGS - _NAMES
    if there & _NUMBERS and _means(CLIENT, frozenset(kept) - _NUMBERS):
        add(CLIENT_NUMBER, 0.9, 0)
    if there & _CHANCES and there & _COMING_AGAIN:
        add(RETENTION, 0.78, _COMPOSED_RANK)
    of_the_client = there & _CONTACTS and there & _CLIENTS and not there & _WITHIN
    if blocked or "no" in there or of_the_client:
        return
    if there & (_NAMES | _CLIENTS) and there & _NAMES and there <= _NAMES | _FIRST_NAMES | _CLIENTS | _STEM_FILLERS:
        add(CLIENT, 0.9, _COMPOSED_RANK)
    if len(kept) > 1 and there & _FEES and frozenset(kept) <= _FEES:
        add(FEES, 0.86, _COMPOSED_RANK)
    days = not there & _NO_DAY
    if "first" in there and days:
        add(JOINED, 0.75, _COMPOSED_RANK)
    if "last" in there and days:
        add(LAST_CONTACT, 0.75, _COMPOSED_RANK)
    if "next" in there and days and not there & _NO_NEXT:
        add(NEXT_CONTACT, 0.75, _COMPOSED_RANK)
    if there & _SINCE and (there & _DEALINGS or _means(CLIENT, frozenset(kept) - _SINCE)):
        add(JOINED, 0.9, 0)
    if there & _UNTIL and _means(CLIENT, frozenset(kept) - _UNTIL):
        add(LEFT, 0.9, 0)
    if (len(words) > 1 and frozenset(kept) <= _DEALINGS) or {words[0], words[-1]} & (_JOINED | _SINCE):
        add(JOINED, 0.72, _COMPOSED_RANK)
    if there & _LEFT and not there & _DEALINGS:
        add(LEFT, 0.72, _COMPOSED_RANK)
    if there & _NEXT_CONTACT:
        add(NEXT_CONTACT, 0.72, _COMPOSED_RANK)
    if there & _MARGINS and not there & (_FEES - _MARGINS):
        add(MARGIN, 0.72, _COMPOSED_RANK)
    if of_a_year and there & _FEES:
        add(FEES, PERHAPS, _COMPOSED_RANK)
    if there & _REASONS and not there & _CONTACTS:
        add(REASON, 0.75, _COMPOSED_RANK)
    elif there & _SOURCES:
        add(SOURCE, 0.72, _COMPOSED_RANK)
    elif there & _BRANCHES:
        add(SECTOR, 0.72, _COMPOSED_RANK)
    elif there & _SCORES:
        add(SCORE, 0.75, _COMPOSED_RANK)
    elif there & _TIERS and len(kept) > 1:
        add(TIER, 0.7, _COMPOSED_RANK)
    elif as_written and _names_a_person(words) and not there & (_MONEY | _SINCE):
        add(ACCOUNT_MANAGER, 0.74, _COMPOSED_RANK)
    if there & _CONTACTS and len(kept) <= 2:
        add(ACCOUNT_MANAGER, 0.6, _COMPOSED_RANK)
        add(LAST_CONTACT, 0.6, _COMPOSED_RANK)


def _names_a_person(words: Sequence[str]) -> bool:
    return (words[0] in _PEOPLE or words[-1] in _PEOPLE) and 1 < len(words) <= 4


def _means(role: Role, words: frozenset[str]) -> bool:
    return any(meant is role for meant, _ in _STEMS.get(words, ()))


def _within(words: str, add: _Add) -> None:
    """A wording of several words within a longer heading, or on one side of a slash."""
    several = words.split()
    for count in range(max(2, len(several) - 3), len(several)):
        for at in range(len(several) - count + 1):
            for role, rank in _PHRASES.get(" ".join(several[at : at + count]), ()):
                add(role, 0.7, rank)
    for side in re.split(r" ?/ ?", words) if "/" in words else ():
        for role, rank in _PHRASES.get(side.strip(), ()):
            add(role, 0.75, rank)
