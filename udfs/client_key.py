"""The key by which two lists meet: a client's name without case, marks, punctuation and legal form."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from udfs.arguments import Name
from udfs.cells import identities
from udfs.worksheet_function import TextColumn, worksheet_function

# As they read once folded: "S.p.A." is spa, "A/S" is as, "Sp. z o.o." is sp zoo. Forms of several words stand whole
# where their parts alone are no legal form; "Pty Ltd" needs no entry, since one form is taken off after the other.
_LEGAL_FORMS = """
ltd | limited | plc | public limited company | llp | limited liability partnership | llc | limited liability company
lp | limited partnership | lllp | pllc | ulc | cic | community interest company | cyf | cyfyngedig | dac | clg
inc | incorporated | corp | corporation | co | company | and co | and company
teoranta | limitee | ltee | pty | proprietary | pte | pvt | private limited | private ltd | opc
gmbh | mbh | ggmbh | gesmbh | ges mbh | gesellschaft mbh | gesellschaft mit beschrankter haftung | ag
aktiengesellschaft | kg | kgaa | ohg | ug | ug haftungsbeschrankt | gbr | ev | eg | ek | und co | se
sa | sas | sasu | sarl | eurl | snc | sca | scs | sci | scop | scrl | sprl | asbl | gie | cie | et cie | et co
srl | srls | spa | sapa | scarl | scpa
sl | slu | sll | sau | slp | cia | y cia | e cia | sociedad anonima | sociedad limitada | sa de cv | sapi de cv
s de rl de cv | ltda | limitada | lda | eireli | eirl
bv | nv | vof | cv | bvba | cvba | en co
ab | ab publ | aktiebolag | hb | kb | as | asa | ans | aps | ivs | ks | og co | och co | oy | oyj | ky | tmi | hf | ehf
ou | uab | sia | sp zoo | sp z oo | spolka z oo | spolka zoo | spolka z ograniczona odpowiedzialnoscia | sp j | sp k
sro | spol sro | vos | kft | zrt | nyrt | doo | jdoo | dd | ood | eood | epe | ike | sti
ooo | oao | zao | pao | jsc | pjsc | ojsc | cjsc | joint stock company | ооо | оао | зао | пао | ао | оод | еоод
kk | gk | bhd | sdn bhd | berhad | pcl | tbk | wll | bsc | fze | fzco | fz llc
"""
_FORMS = [form.split() for line in _LEGAL_FORMS.strip().splitlines() for form in line.split("|")]
_BY_LAST_WORD = {
    last: sorted((form for form in _FORMS if form[-1] == last), key=len, reverse=True)
    for last in {form[-1] for form in _FORMS}
}
"""The legal forms that end with a word, the longest first."""

_FIXED = {
    "&": " and ",
    # Letters that Unicode does not take apart.
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n",
    **dict.fromkeys("'’‘‛`´ʼ′ʻ", ""),
    **dict.fromkeys("™℠", " "),
}  # fmt: skip


class _Folding(dict[int, str]):
    """What becomes of each character, found once and kept: letters without case and accent, a space, or nothing."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # Taking apart may uncover a capital, and folding its case an accent.
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
        if parts != character:
            folded = "".join(self[ord(part)] for part in parts)
        elif 0x300 <= code <= 0x36F or unicodedata.category(character) == "Cf":  # an accent; a mark that only formats
            folded = ""
        else:  # the vowel signs of many scripts are marks (M), and belong to the name
            folded = character if unicodedata.category(character)[0] in "LMN" else " "
        self[code] = folded
        return folded


_BETWEEN = "\x1e"
"""Stands between names that are folded together; within a name it counts as a space."""
_FOLDING = _Folding({ord(character): folded for character, folded in _FIXED.items()} | {ord(_BETWEEN): _BETWEEN})


@worksheet_function("REL_CLIENT_KEY", "row", example=(("Söderlund & Smith Ltd.",), "soderlund and smith"))
def client_key(client: Name) -> TextColumn:
    """A client's name without case, accents, punctuation and legal form, so that "Smith Ltd." matches "Smith Limited".

    Single letters are drawn together ("J. P. Morgan" = "JP Morgan"), & is "and", ß as ss, æ as ae, ø as o, ł as l.
    A legal form (Ltd, LLP, Inc, GmbH, SARL, S.p.A., B.V., Oy, Pty Ltd, & Co and some hundred more) goes only at the
    end of the name, and is never the whole name. The key is for comparing: keep the name beside it, and look at what it
    brings together, since two firms may differ by nothing but their legal form.

    Args:
        client: the client's name, or an id, which stays as it is but for punctuation.

    Returns:
        One text per client. The key of a key is the key itself; a name of punctuation alone stays as it is.

    Equation:
        compatibility decomposition (Unicode NFKD), case folding, accents and punctuation away, legal form away

    Source:
        The definition above.
    """
    names = identities([client] if isinstance(client, (str, int, float)) else list(client))
    answer = np.empty(len(names), dtype=object)
    answer[:] = [_key(name, folded) for name, folded in zip(names, _folded(names), strict=True)]
    return answer


def _folded(names: Sequence[str]) -> list[str]:
    """Names without case, accents and punctuation, all at once, which is much faster than one after the other."""
    text = _BETWEEN.join(names)
    if text.count(_BETWEEN) >= len(names):
        text = _BETWEEN.join(name.replace(_BETWEEN, " ") for name in names)
    # Composed again at the end, since a Korean syllable is one letter and not three.
    return unicodedata.normalize("NFC", text.translate(_FOLDING)).split(_BETWEEN) if names else []


def _key(name: str, folded: str) -> str:
    words = folded.split()
    if list(map(len, words)).count(1) > 1:
        words = _joined(words)
    while words and words[-1] in _BY_LAST_WORD and (length := _length_of_legal_form(words)) > 0:
        del words[-length:]
    return " ".join(words) or name


def _joined(words: list[str]) -> list[str]:
    """Words with runs of single letters drawn together: s, p, a is spa."""
    found: list[str] = []
    growing = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and growing:
            found[-1] += word
        else:
            found.append(word)
        growing = single
    return found


def _length_of_legal_form(words: list[str]) -> int:
    """How many words at the end are a legal form, the longest that leaves something of the name."""
    for form in _BY_LAST_WORD[words[-1]]:
        if len(form) < len(words) and words[-len(form) :] == form:
            return len(form)
    return 0
