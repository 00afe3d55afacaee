"""Classes of words in five languages that tell what a heading means, whatever stands beside them."""

from __future__ import annotations

import re


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


FILLERS = word_set(
    """the of our your their a an in on at to for de del della dei delle di du des d l la le les el los las lo gli il i
    der die das den dem von vom zum zur für fur im am aus and und et y e is was her his total net annual yearly per
    year p pa current actual actuals ist real reel effettivo amount billed invoiced sum fy excl ex vat ht netto mwst
    hors taxes iva sin exkl full main primary legal assigned responsible est estimated approx ca circa summe gesamt
    jahr annee ano anno name date datum fecha data pro par por all financial fiscal tax somme suma somma former past
    active present existing ehemalige ehemaliger ancien anciens antiguo ytd so far thru bisher bislang dato
    provisional vorlaufig provisoire provisorio dt dat fec f"""
)
"""Words that leave the meaning of a heading as it is."""
OTHER_MEANINGS = word_set(
    """budget budgeted forecast forecasts plan planned target targets goal pipeline projected prognose ziel soll
    objectif prevision previsionnel presupuesto objetivo preventivo obiettivo previsto growth change delta variation
    vs versus difference diff veranderung wachstum abweichung evolution crecimiento variacion variazione crescita
    rank ranking rang cumulative cumulated kumuliert cumul acumulado cumulato hours hour stunden heures horas ore
    share anteil part quota cuota percent per cent prozent type typ tipo group gruppe groupe grupo gruppo status
    state id number no nr code kind address adresse direccion indirizzo phone tel telephone telefon telefono email
    mail fax note notes comment by count anzahl nombre numero average avg durchschnitt moyenne media promedio
    discount rabatt remise sconto descuento debt debts outstanding overdue unpaid offen offene owed limit prior
    previous vorjahr wip visits nights stays mandates matters q1 q2 q3 q4 h1 h2 hj1 hj2 s1 s2 t1 t2 t3 t4 quarter
    quarters quartal trimestre trim semestre sem halbjahr semester monthly month monat monatlich mois mensuel mes
    mensual mese mensile weekly week woche semaine semana settimana daily cases units pieces stuck einheiten unites
    unidades unita bottles pallets kg tonnes tons menge mengen quantity qty quantite cantidad quantita lessons
    classes sessions orders renewal renewals expiry expires expiration ablauf verlangerung renouvellement echeance
    vencimiento renovacion scadenza rinnovo birthday birth dob geburtstag geburtsdatum geb naissance nacimiento
    cumpleanos nascita compleanno payment payments paid zahlung bezahlt paiement paye pago pagado pagamento pagato
    terms zahlungsziel conditions condiciones condizioni postcode zip plz postleitzahl cap cp town city ort stadt
    ville ciudad poblacion citta localita country land pays pais paese website web site url saldo solde balance
    saldi pendiente insoluto insoluti impaye impayes arrears"""
)
"""Words that make of a heading something else: a budget of fees is no fees."""
OF_TAXES_AND_BANKS = re.compile(
    r"\b(?:"
    r"vat (?:no|number|id|reg\w*|code)|vat|p iva|piva|partita iva|part iva|iva cf|c f|cf|cod fisc(?:ale)?|"
    r"codice fiscale|cif|nif|dni|nie|n i f|c i f|siren|siret|tva|ape|naf|naf ape|ape naf|rcs|"
    r"ust id(?: ?nr)?|ustid(?:nr)?|ust idnr|uid(?: nr)?|mwst nr|steuer ?nr|steuernummer|st nr|hrb|hra|"
    r"hr nr|handelsregister(?:nr|nummer)?|iban|bic|swift|blz|kontoverbindung|sort code|ein|tin|ssn|abn|utr|"
    r"crn|company (?:no|number|reg\w*)|companies house\w*|registration (?:no|number)|"
    r"tax (?:no|number|id|code|ref)|charity (?:no|number)|rea|sdi|codice univoco|codice sdi|pec|gln|ean|"
    r"duns|lei"
    r")\b"
)
"""Numbers that the state, banks and registers give to somebody: no telephone, and seldom what a team calls a client."""
ABBREVIATIONS = {
    "rg": "rechnung", "rech": "rechnung", "rn": "rechnung", "re": "rechnung", "kd": "kunde", "kdn": "kunde",
    "mdt": "mandant", "mand": "mandant", "ap": "ansprechpartner", "asp": "ansprechpartner", "vtr": "vertreter",
    "mgr": "manager", "mngr": "manager", "acct": "account", "acc": "account", "a/c": "account", "cust": "customer",
    "clt": "client", "clte": "cliente", "cl": "client", "rdv": "rendez-vous", "fra": "factura", "fras": "facturas",
    "fc": "factura", "ft": "fattura", "fatt": "fattura", "inv": "invoice", "amt": "amount", "bal": "balance",
    "kto": "konto", "tfno": "telefono", "resp": "responsable", "zust": "zustandig", "verantw": "verantwortlich",
    "int": "intern", "sb": "sachbearbeiter", "bearb": "bearbeiter", "mtt": "montant", "mg": "margen",
    "dr": "doctor", "dra": "doctora", "dott": "dottore", "avv": "avvocato", "exec": "executive", "mtg": "meeting",
    "appt": "appointment", "yr": "year", "rel": "relationship", "dt": "date", "ktkt": "kontakt", "kont": "kontakt",
    "wvl": "wiedervorlage", "bez": "bezahlt", "empf": "empfohlen", "auftr": "auftrag", "ges": "gesamt",
    "tot": "total", "imp": "importe", "vta": "ventas", "vtas": "ventas",
}  # fmt: skip
"""Words cut short otherwise than by their end, or to less than three letters."""
FRONTS = word_set(
    """jahres monats gesamt netto brutto kunden kunde mandanten mandant mandats mandat auftrags auftrag rechnungs
    rechnung haupt kontakt letzt erst nachst honorar umsatz vertrags vertrag patienten patient mitglieder mitglieds
    spender geschafts bestell beleg betreuungs projekt kundenbetreuungs zahlungs verkaufs liefer buchungs austritts
    kundigungs abgangs verlust eintritts empfehlungs herkunfts bewertungs zufriedenheits vertriebs gast gaste mieter
    schuler tier pferde debitoren fach anlage"""
)
"""What a German compound begins with where its end tells the role: Auftrags-nummer, Jahres-umsatz."""
