"""Headings as people write them in five languages: cut short, in the plural, for either sex, as compounds."""

from __future__ import annotations

import pytest

from workbook_templates.recognition import Sheet, recognise
from workbook_templates.recognition.headings import read_heading
from workbook_templates.recognition.meanings import meanings
from workbook_templates.recognition.words import in_full, parts, plain, stem

HEADINGS = {
    "Account manager": """
        Acc. mgr. | Our lead | Kundenbetreuer:in | Zuständige/r Berater/in | Betreuende Person | Sachb. | Bearb.
        | Jefa de cuentas | Abogada asignada | Gest. comercial | Tutor/a | Resp. clientèle | Suivi assuré par |
        Chargée d'affaires | Avocate | Commerciale référente | Resp. di conto | Segue | Consulente di
        riferimento | Partner (lead) | Fee-earner | Senior partner | Sales rep. | Looked after by | Who looks
        after them | Relationship mgr | Ansprechpartner | Ansprechpartnerin | Kontaktperson | Personne de
        contact | Persona de contacto | Persona di contatto | Contact person | Standortleitung |
        Revierverantwortlicher | Tourenbetreuung""",
    "Client number": """
        Kundennr. | Kd.-Nr. | Mandanten-Nr. | Debitoren-Nr. | Mitgl.-Nr. | Cód. cliente | Nº cli. | Cod. cli. |
        Réf. client | N° adhérent | Code tiers | Cust. ref | Policy holder no""",
    "Client": """
        Debitor | Mandantin | Kund*innen | Auftraggeber/in | Cliente/a | Alumna | Mitglieder | Nom du patient |
        Nome azienda | Nombre y apellidos | Cognome e nome | Nom / Prénom | Name, Vorname | Nom et prénom |
        Surname, first name""",
    "nothing": """
        Budget 2026 | Plan 2026 | Ziel 2026 | Objectif 2026 | Prev. 2026 | Previsto 2026 | Prévu 2026 | Forecast
        26 | Q1 2025 | 1. Quartal 2025 | T1 2025 | S1 2025 | Stunden 2025 | Besuche 2025 | Anzahl Aufträge 2025
        | Offen | Offene Posten | Saldo | Balance due | Solde | Pendiente de cobro | Insoluto | P. IVA |
        P.IVA/CF | USt-IdNr. | SIREN | N° SIRET | CIF | NIF/CIF | VAT no. | Steuernr. | Geburtsdatum | Date of
        birth | F. nac. | Ville | Ort | CP | PLZ | Town | Zahlungsziel | Forma de pago | Payment terms | Client
        contact | Contact at client | Kontakt beim Kunden | Ansprechpartner Kunde | Contact chez le client |
        Contacto en el cliente | Referente cliente | Adresse | Adresses""",
    "Last contact": """
        Letzter Kontakt am | Kontakt (letzter) | Letzte Beratung | Zuletzt besucht | Zuletzt bestellt | Dernier
        RDV | Der. contact | Dern. visite | Vu le | Últ. visita | Última compra | Fecha últ. pedido | Ultimo
        ordine il | Ult. fattura | Date last seen | Last spoke to | Last mtg | Last met on | Recent contact
        | Zuletzt bei ihnen vor Ort | Dernière fois sur place | Ultima volta in loco""",
    "Next contact": """
        Nächster Termin | Nächster Schritt | WV am | Wiedervorl. | Nächstes Gespräch am | Prochain RV | RDV
        prévu | Relancer le | Próx. contacto | Próx. visita | Visita siguiente | Pross. appuntamento | Prossimo
        incontro il | Next mtg | Next touch | Follow-up on | Call again""",
    "Joined": """
        Kunde seit | Mandat seit | Seit (Jahr) | Vertrag seit | Beginn Mandat | Client depuis | Début collab. |
        Vertrags-\nbeginn | Entrée | Fecha de inicio | F. alta | Cliente desde | Año alta | Cliente dal | Data
        acquisiz. | Anno
        inizio | Start | Client from | First engaged | Year joined | Onboarding""",
    "Left": """
        Ausgeschieden | Gekündigt zum | Kündigung per | Abgang | Sorti le | Perdu en | F. baja | Baja (fecha) |
        Cessato dal | Uscita | Left (date) | Ended | Vertragsende""",
    "Reason": """
        Kündigungsgrund | Grund für Weggang | Motif du départ | Motivo de baja | Motivo uscita | Why they went |
        Reason given""",
    "Source": """
        Wie gewonnen? | Wie auf uns gekommen | Empf. durch | Kontakt über | Comment nous a-t-il connus ? | Venu
        par | Cómo nos conoció | Nos conoció por | Come ci ha trovati | Segnalato da | Contatto tramite | How
        did you hear about us? | Came via | Introduced by | Referral from | Référée par | Referido por | Riferito
        da""",
    "Sector": """
        Branche | Sekt. | Wirtschaftszweig (WZ) | Sect. d'activité | Giro del negocio | Settore merc. | Industry
        / sector | Type d'établissement | Art des Betriebs | Tipo de negocio | Kind of business""",
    "Retention": """
        Chance of rebooking | Prob. to stay | Wahrsch. Verlängerung | Proba. de renouveler | Probab. de recompra |
        Probabilità riacquisto""",
    "Margin": """
        DB 2024 | DB I | Deckungsb. 2024 | Marge 24 | Marge brute % | Margen 2025 | Margine % 2024 | GP % |
        Gross profit 2025""",
    "Cost to serve": """
        Kosten 2025 | Coûts 2025""",
    "Score": """
        Zufriedenheit (1-5) | Kundenzufr. | NPS 2025 | Satisf. | Satisfacción (0-10) | Soddisf. | Mood | Health |
        Closeness (0-10) | Draht zu uns (1 bis 6) | Ambiance /5 | Sintonía sobre 10""",
    "Tier": """
        ABC-Klasse | Kat. | Kundenkl. | Cat. client | A/B/C""",
    "Notes": """
        Bem. | Anm. | Obs. | Observ. | Comm. | Remarques internes | Note interne""",
    "Phone": """
        Tel. | Tel. Büro | Tél. direct | Tfno. | Tlf. contacto | Cell.""",
    "Invoice number": """
        Rech.-Nr. | Rechn.-Nr. | RgNr | Rechnungs-Nr. | N° facture | Nº fra. | Fatt. n. | Inv. no.""",
    "Invoice date": """
        Rechn.-Datum | Fecha fra. | Data fatt. | Date fact. | Inv. date""",
    "Invoice amount": """
        Betrag netto | Rechnungssumme | Imp. neto | Mtt HT | Montant HT | Net amt""",
}
"""By what they mean; people on either side are told apart by the values."""
FEES = {
    2024: """
        Fact. neta 24 | Factur. 2024 | Ventas 24 | Fatt. 2024 | Fatturato '24 | CA 24 | C.A. HT 2024 |
        Honoraires encaissés 2024 | Hon. 2024 | Honorare 24 | Umsatz netto 2024 | Jahresumsatz 2024 |
        Nettohonorare 2024 | Fees FY24 | Billed 2024 | Fees invoiced 2024""",
    2025: """
        Vtas. 2025 | Umsatz GJ 24/25 | Rev. '25 | Revenue YTD 2025 | 2025 to date | 2025 (YTD) | 2025 bis dato |
        2025 à ce jour | Fees 2025 (to Sept) | Turnover 24/25 | Net fees 2025 £ | Honorarumsatz 2025 € | Total
        facturado 2025 | Incassato 2025 | Compensi fatturati 2025 | Onorari netti 2025""",
}


def headings(text):
    return [" ".join(heading.split()) for heading in text.split("|")]


@pytest.mark.parametrize("term", HEADINGS)
def test_what_a_heading_means(term):
    for heading in headings(HEADINGS[term]):
        found = [meaning.role.term for meaning in meanings(read_heading(heading))][:3]
        assert term in (found or ["nothing"]), heading


@pytest.mark.parametrize("year", FEES)
def test_fees_of_a_year_however_it_is_written(year):
    for heading in headings(FEES[year]):
        read = read_heading(heading)
        assert (read.year, meanings(read)[0].role.term) == (year, "Fees"), heading


@pytest.mark.parametrize(
    ("some", "others"),
    [("Kunde", "Kundin Kunden Kundinnen"), ("profesor", "profesora profesores"), ("avocat", "avocate avocats avocates"),
     ("direttore", "direttrice"), ("vendeur", "vendeuse vendeurs"),
     ("letzter", "letzte zuletzt último dernière latest"), ("Nr", "No numero number n")],
)  # fmt: skip
def test_words_that_differ_by_number_and_sex_have_one_stem(some, others):
    assert {stem(plain(word)) for word in others.split()} == {stem(plain(some))}


def test_words_that_resemble_each_other_keep_their_stems():
    assert len({stem(word) for word in ("not", "note", "kunde", "kund", "mandat", "mandant")}) >= 5


def test_compounds_are_parted_where_both_parts_are_known():
    assert parts("auftragsnr") == ("auftrags", "nr")
    assert parts("kundenbetreuer") == ("kundenbetreuer",)
    assert parts("regenschirm") == ("regenschirm",)


def test_a_word_is_cut_short_where_a_dot_or_another_word_says_so():
    assert "rechnung" in in_full("rg", dotted=True)
    assert in_full("reg", dotted=False, alone=True) == ()
    assert in_full("mar", dotted=True) == ()


def test_relative_years_are_those_that_the_title_counts_from():
    rows = [[name, 10.0 + at, 20.0 + at, 5.0] for at, name in enumerate(CLIENTS)]
    head = ["Client", "CA N-1", "CA N", "N°"]
    reading = recognise(Sheet("Any", [["Clients au 31/12, N = 2025"], [], head, *rows]))
    assert [(column.role.term, column.year) for column in reading.columns[1:3]] == [("Fees", 2024), ("Fees", 2025)]
    assert [column.heading for column in reading.columns] == head
    silent = recognise(Sheet("Any", [["Clients"], [], head, *rows]))
    assert {column.year for column in silent.columns} == {None}


def test_units_below_the_headings_belong_to_them():
    rows = [[name, 120.0, 10.0 + at] for at, name in enumerate(CLIENTS)]
    reading = recognise(Sheet("Any", [["Kunde", "Rohre", "Umsatz 2025"], [None, "m³", "CHF"], *rows]))
    assert (reading.header, len(reading.rows()), reading.columns[2].currency) == ((1, 2), 6, "CHF")


# What the values decide

CLIENTS = ["Alder Mill", "Birch Farm", "Cedar Works", "Dale Court", "Elm Trust", "Fir Hall"]


def role_of(heading, cells):
    rows = [
        [name, heading_cell, 100.0 + at] for at, (name, heading_cell) in enumerate(zip(CLIENTS, cells, strict=True))
    ]
    return recognise(Sheet("Any", [["Client", heading, "Fees 2025"], *rows])).columns[1].role.term


@pytest.mark.parametrize(
    "heading", ["Contact", "Ansprechpartner", "Interlocuteur", "Referente", "Persona de contacto", "Owner"]
)
def test_few_people_among_many_clients_look_after_them(heading):
    assert role_of(heading, ["Ann", "Bea", "Ann", "Bea", "Ann", "Ann"]) == "Account manager"
    assert role_of(heading, ["Ann", "Bea", "Cal", "Dot", "Eve", "Fay"]) == "Other"


@pytest.mark.parametrize("heading", ["Category", "Catégorie", "Kundengruppe", "Segmento"])
def test_sorts_of_clients_are_tiers_where_they_are_grades_and_else_sectors(heading):
    assert role_of(heading, ["A", "B", "A", "C", "C", "A+"]) == "Tier"
    assert role_of(heading, ["Gold", "Silber", "Gold", "Bronze", None, "Gold"]) == "Tier"
    assert role_of(heading, ["Hotel", "School", "Hotel", "Farm", "Farm", "Shop"]) == "Sector"


def test_where_clients_live_is_no_source_of_theirs():
    places = ["12 Mill Lane", "4 High St", "7 The Green", "1a Park Row", "33 Hill Rd", "9 Bay St"]
    assert role_of("Origin", places) == "Other"
    assert role_of("Origin", ["Bank", "Web", "Bank", "Fair 2024", "Fair 2024", "Web"]) == "Source"


@pytest.mark.parametrize("shape", ["{month:02}/{year}", "{month}.{year}", "{year}-{month:02}"])
def test_a_month_in_numbers_is_a_day_where_the_heading_says_so(shape):
    cells = [shape.format(month=month, year=2010 + month) for month in range(1, 7)]
    assert role_of("Client since", cells) == "Joined"
    assert role_of("Ticket", cells) == "Other"
    rows = [[cell, name, 100.0] for cell, name in zip(cells, CLIENTS, strict=True)]
    reading = recognise(Sheet("Any", [["Invoice no", "Client", "Net amount"], *rows]))
    assert reading.columns[0].role.term == "Invoice number"


def test_an_account_manager_may_be_a_number():
    assert role_of("Agente", ["01", "02", "01", "01", "02", "02"]) == "Account manager"


def test_a_tax_number_is_no_telephone():
    numbers = [f"0{number}" for number in range(1234560158, 1234560164)]
    assert role_of("P. IVA / C.F.", numbers) == "Other"
    assert role_of("Tel. ufficio", numbers) == "Phone"


def test_a_trading_name_that_few_have_names_no_clients():
    trading = ["The Mill", None, None, None, None, None]
    rows = [[shown, name, 5.0] for shown, name in zip(trading, CLIENTS, strict=True)]
    reading = recognise(Sheet("Any", [["Trading name", "Legal name", "Fees 2025"], *rows]))
    assert reading.client is not None
    assert reading.client.heading == "Legal name"


def test_of_several_kinds_of_fees_none_is_all_of_them():
    rows = [[name, 10.0, 20.0] for name in CLIENTS]
    reading = recognise(Sheet("Any", [["Client", "Fees mooring 2025", "Fees storage 2025"], *rows]))
    assert [column.role.term for column in reading.columns] == ["Client", "Other", "Other"]
    reading = recognise(Sheet("Any", [["Client", "Fees mooring 2025"], *(row[:2] for row in rows)]))
    assert [column.role.term for column in reading.columns] == ["Client", "Fees"]


def test_people_of_one_family_are_told_apart_by_their_first_names():
    rows = [["Adler", "Ines", 5.0], ["Adler", "Bodo", 6.0], ["Brandt", "Uta", 7.0], ["Brandt", "Uta", 8.0]]
    reading = recognise(Sheet("Any", [["Nachname", "Vorname", "Honorar 2025"], *rows]))
    assert [group.rows for group in reading.same] == [(4, 5)]


def test_the_sum_of_a_month_is_no_client_even_where_its_figures_do_not_tell():
    rows = [
        ["Alder", "A1", "Ann", 5.0], ["Birch", "B1", "Bea", 7.0], ["January total", None, None, 13.0],
        ["Cedar", "C1", "Ann", 9.0], ["February total", None, None, 9.0],
    ]  # fmt: skip
    reading = recognise(Sheet("Any", [["Client", "Code", "Partner", "Fees 2025"], *rows]))
    assert reading.rows() == [2, 3, 5]
