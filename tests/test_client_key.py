"""REL_CLIENT_KEY: spellings of one firm meet, different names stay apart, and a key is its own key."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from udfs import CellError, call
from udfs.client_key import client_key


def key(name):
    return call("REL_CLIENT_KEY", name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Smith Ltd.", "Smith Limited"),  # the definition's own example
        ("SMITH & CO", "Smith and Company"),
        ("Smith & Co. Ltd", "Smith"),
        ("Marks & Spencer P.L.C.", "Marks and Spencer plc"),
        ("J. P. Morgan", "JP Morgan"),
        ("J.P.Morgan Inc.", "J.P. Morgan, Incorporated"),
        ("O'Brien’s", "OBRIENS"),
        ("Acme (Pty) Ltd", "Acme Proprietary Limited"),
        ("Acme Pvt. Ltd.", "ACME Private Limited"),
        ("Acme™ Sdn. Bhd.", "Acme"),
        ("Müller GmbH & Co. KG", "MULLER"),
        ("Straße AG", "Strasse Aktiengesellschaft"),
        ("Weiß Ges.m.b.H.", "Weiss Gesellschaft mbH"),
        ("Société Générale S.A.", "Societe Generale SA"),
        ("Dupont et Cie", "DUPONT SARL"),
        ("Rossi S.p.A.", "Rossi S.r.l."),
        ("García, S. L.", "Garcia SL"),
        ("Lopez y Cía.", "López S. de R.L. de C.V."),
        ("Embraer - Empresa Brasileira de Aeronáutica S.A.", "Embraer Empresa Brasileira de Aeronautica S/A"),
        ("De Vries B.V.", "DE VRIES NV"),
        ("Mærsk A/S", "Maersk AS"),
        ("Bjørn Hansen ApS", "Bjorn Hansen"),
        ("Nokia Oyj", "Nokia Oy Ab"),
        ("Łódź Sp. z o.o.", "Lodz sp zoo"),
        ("JetBrains s.r.o.", "JetBrains"),
        ("İstanbul A.Ş.", "ISTANBUL AS"),
        ("Toyota K.K.", "ＴＯＹＯＴＡ Co., Ltd."),
    ],
)
def test_two_spellings_of_a_firm_have_one_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Limited Editions Ltd", "limited editions"),  # a legal form goes at the end only
        ("Ltd", "ltd"),  # and is never the whole name
        ("BV", "bv"),
        ("S.p.A.", "spa"),
        ("GmbH & Co. KG", "gmbh"),
        ("Smith & Sons", "smith and sons"),
        ("Plan E Ltd", "plan e"),
        ("Co-operative Group", "co operative group"),
        ("Rothschild Group", "rothschild group"),
        ("Copse & Cove Lettings", "copse and cove lettings"),
        ("***", "***"),
        ("삼성전자", "삼성전자"),
        ("हिन्दी", "हिन्दी"),  # vowel signs are part of the name
    ],
)
def test_what_stays(name, expected):
    assert key(name) == expected


def test_an_id_passes_as_text():
    assert key(1017) == key(1017.0) == key("1017") == "1017"


def test_one_key_per_client_blanks_stay_blank():
    assert call("REL_CLIENT_KEY", [["Smith Ltd"], [None], ["Jones LLP"]]) == [["smith"], [""], ["jones"]]
    assert call("REL_CLIENT_KEY", [["Smith Ltd", "Jones LLP"]]) == [["smith", "jones"]]


def test_an_error_passes_in_its_own_row():
    answer = call("REL_CLIENT_KEY", [["Smith Ltd"], ["#REF!"]])
    assert answer == [["smith"], [CellError("#REF!", "")]]


def test_from_python_a_name_or_an_array_of_names():
    assert client_key("Smith Ltd").tolist() == ["smith"]
    assert client_key(np.array(["Smith Ltd", "Élan S.A."])).tolist() == ["smith", "elan"]


names = st.text(min_size=1).filter(lambda name: name.strip())
words = st.sampled_from(
    ["Smith", "Öz", "A", "b.", "&", "and", "Co", "S.", "p", "GmbH", "KG", "Ltd", "-", "Şti", "z", "o"]
)


@settings(max_examples=300, deadline=None)
@given(names | st.lists(words, min_size=1).map(" ".join))
@example("GmbH & Co. KG")
@example("ᴬ ŉ ǰ ﬅ ẞ")
def test_the_key_of_a_key_is_the_key(name):
    once = client_key([name])
    assert client_key(once).tolist() == once.tolist()
    assert once[0].strip() == once[0] != ""


@settings(max_examples=100, deadline=None)
@given(names)
def test_composed_and_decomposed_letters_are_the_same(name):
    forms = [unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
    assert {key(form) for form in forms} == {key(name)}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F), min_size=2))
def test_case_never_matters(name):
    assert key(name.upper()) == key(name.lower()) == key(name)


@settings(deadline=None)
@given(
    st.sampled_from(["Ashgrove", "Élan Vital", "Smith & Sons", "Łódź"]),
    st.sampled_from(
        ["Ltd", "L.L.P.", "Inc.", "GmbH", "AG & Co. KGaA", "S.A.S.", "S.p.A.", "B.V.", "Oy", "Pty Ltd", "& Co"]
    ),
    st.sampled_from([" ", ", ", "  "]),
)
def test_a_legal_form_at_the_end_makes_no_difference(name, form, between):
    assert key(f"{name}{between}{form}") == key(name)
