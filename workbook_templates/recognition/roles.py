"""What the columns of a client list can be: each role once, with its headings in five languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Values = Literal["text", "money", "date", "share", "any"]


@dataclass(frozen=True)
class Role:
    """What a column is.

    Attributes:
        term: the field's word for it, as a settings sheet shows it.
        values: what its cells hold.
        headings: what people call it, best first; compared without case, accents and marks.
        several: whether a list may have more than one such column.
        of: the lists in which the headings mean it: of clients, of invoices, or both.
    """

    term: str
    values: Values
    headings: tuple[str, ...]
    several: bool = False
    of: Literal["clients", "invoices", "both"] = "both"


def _role(
    term: str,
    values: Values,
    headings: str,
    *,
    several: bool = False,
    of: Literal["clients", "invoices", "both"] = "both",
) -> Role:
    return Role(term, values, tuple(" ".join(name.split()) for name in headings.split(",")), several, of)


CLIENT = _role(
    "Client", "text",
    """client, client name, customer, customer name, kunde, kundenname, mandant, mandantenname, nom du client,
    cliente, nombre del cliente, nome cliente, nom client, clients, customers, kunden, mandanten, clienti,
    clientes, client/matter, account name, account, donor, donor name, patient, patient name, guest, guest name,
    policyholder, policy holder, insured, member, member name, patron, supporter, buyer, dealer, retailer,
    tenant, debtor, payer, bill to, sold to, billed to, auftraggeber, auftraggeberin, bauherr, bauherrschaft,
    spender, spendername, gast, gastname, versicherungsnehmer, mitglied, abnehmer, käufer, händler, patientin,
    patient/in, kunde/kundin, kund*in, debitor, rechnungsempfänger, assuré, souscripteur, donateur, adhérent,
    acheteur, maître d'ouvrage, client final, client facturé, patient(e), hôte, asegurado, tomador, tomador del
    seguro, donante, paciente, huésped, comprador, mandante, cliente final, assicurato, contraente, donatore,
    paziente, ospite, acquirente, committente, assistito, intestatario, shipper, consignee, pharmacy, practice,
    clinic, restaurant, club, borrower, investor, franchisee, landlord, student, pupil, household, family,
    sponsor, advertiser, exhibitor, distributor, outlet, employer, brand, merchant, importer, subscriber,
    licensee, lender, couple, apotheke, praxis, verein, kanzlei, familie, inserent, aussteller, abonnent,
    schüler, darlehensnehmer, pharmacie, famille, élève, annonceur, abonné, locataire, emprunteur, farmacia,
    familia, alumno, anunciante, abonado, inquilino, famiglia, allievo, inserzionista, abbonato, condominio,
    company, company name, business, business name, firm, firm name, firma, firmenname, organisation,
    organization, organisation name, unternehmen, unternehmensname, institution, raison sociale, société,
    entreprise, nom de la société, empresa, nombre de la empresa, razón social, azienda, ragione sociale,
    società, impresa, ditta, denominazione, agency, hotel, school, klant, naam, name, full name, display name,
    nom, nombre, nome, kundin, bezeichnung kunde, kundenbezeichnung, nom complet, nombre completo, nominativo,
    surname, last name, nachname, nom de famille, apellidos, cognome""",
)  # fmt: skip
CLIENT_NUMBER = _role(
    "Client number", "any",
    """client number, client no, client nr, client id, client code, client ref, client reference, customer number,
    customer no, customer id, customer code, customer ref, account number, account no, account id, account code,
    a/c no, acct no, cust no, cust id, donor id, patient id, member id, member no, membership number,
    kundennummer, kunden nr, kd nr, kdnr, kundennr, kunden id, kundencode, mandantennummer, mandanten nr,
    mandantennr, mandant nr, mand nr, mdt nr, debitorennummer, debitoren nr, debitornr, spendernummer,
    patientennummer, mitgliedsnummer, numéro client, numéro de client, n° client, n° de client, no client, code
    client, réf client, référence client, id client, matricule, numéro d'adhérent, número de cliente, nº
    cliente, n° cliente, núm cliente, num cliente, código cliente, código de cliente, cód cliente, id cliente,
    codice cliente, cod cliente, numero cliente, n cliente, num clte, vat number, id, ref, code, kürzel,
    kennung, number, no, nr, numéro, número, numero, codice, código, crm id, debtor no, store no, policyholder
    id, guest id""",
)  # fmt: skip
FEES = _role(
    "Fees", "money",
    """fees, fee income, annual fees, fees a year, fees per year, fees billed, billed fees, revenue, annual
    revenue, yearly revenue, turnover, annual turnover, net revenue, net sales, net fees, sales, total sales,
    billings, billing, billed, income, fee, premium, premiums, annual premium, premium income, commission,
    commissions, brokerage, donations, donated, giving, gifts, annual giving, spend, annual spend, room revenue,
    takings, invoiced, amount invoiced, fees earned, recurring fees, contract value, annual contract value, acv,
    arr, mrr, subscription, retainer, umsatz, jahresumsatz, nettoumsatz, umsatz netto, umsätze, honorar,
    honorare, honorarumsatz, honorarvolumen, jahreshonorar, erlöse, erlös, einnahmen, prämie, jahresprämie,
    prämien, beitrag, jahresbeitrag, spenden, spende, auftragsvolumen, provision, courtage, honoraires,
    honoraires facturés, chiffre d'affaires, ca, ca annuel, ca ht, ca net, chiffre d'affaires ht, recettes,
    ventes, facturé, montant facturé, primes, prime, prime annuelle, dons, cotisation, cotisations, commissions
    perçues, honorarios, honorarios facturados, facturación, facturación anual, facturado, ventas, ventas netas,
    ingresos, importe facturado, cifra de negocio, prima, primas, prima anual, donaciones, donativos, cuota,
    comisión, comisiones, fatturato, fatturato annuo, fatturato netto, onorari, compensi, ricavi, vendite,
    incassi, incassato, fatturati, premi, premio, premio annuo, donazioni, provvigioni, parcelle, paid,
    collected, received, charges, charged, fees paid, payments, spent, gezahlt, bezahlt, gebühren, encaissé,
    encaissements, payé, pagado, cobrado, cobros, pagato, versato, royalties, omzet, amount""",
)  # fmt: skip
MARGIN = _role(
    "Margin", "any",
    """margin, gross margin, net margin, contribution, contribution margin, profit, gross profit, net profit,
    client profit, profitability, margin %, gp, deckungsbeitrag, db, marge, rohertrag, rohgewinn, gewinn,
    bruttomarge, deckungsbeitrag i, marge brute, marge nette, bénéfice, résultat, rentabilité, margen, margen
    bruto, margen neto, beneficio, rentabilidad, margine, margine lordo, margine netto, margine di
    contribuzione, mdc, utile, redditività""",
)  # fmt: skip
COST_TO_SERVE = _role(
    "Cost to serve", "money",
    """cost to serve, cost of service, service cost, servicing cost, cost of serving, direct cost, direct costs,
    costs, cost, total cost, time cost, time at cost, cost of time, staff cost, expenses, kosten,
    betreuungskosten, betreuungsaufwand, aufwand, direkte kosten, einzelkosten, servicekosten, coûts, coût, coût
    de service, coûts directs, coût du service, coût de revient, frais, costes, coste, coste de servicio, costes
    directos, coste de atención, gastos, costi, costo, costo di servizio, costi diretti, costo del servizio,
    costo di gestione, spese""",
)  # fmt: skip
JOINED = _role(
    "Joined", "date",
    """joined, date joined, joining date, client since, customer since, member since, donor since, since, with us
    since, start date, start, relationship start, relationship since, onboarded, onboarding date, opened, date
    opened, account opened, first invoice, first order, first instructed, first engaged, first instruction,
    first gift, first stay, first visit, first purchase, first policy, inception, inception date, engaged,
    engagement date, registered, registration date, became client, client from, created, created on, creation
    date, date added, kunde seit, mandant seit, seit, mandatsbeginn, kundenbeginn, beginn, eintritt,
    eintrittsdatum, erstkontakt, erstauftrag, erste bestellung, erste rechnung, angelegt am, anlagedatum,
    patient seit, mitglied seit, gast seit, vertragsbeginn, spender seit, geworben am, client depuis, cliente
    depuis, depuis, date d'entrée, entrée, entrée en relation, date d'entrée en relation, début, date de début,
    première facture, première commande, début de relation, début de mission, date de création, premier don,
    adhérent depuis, assuré depuis, ouverture, cliente desde, desde, fecha de alta, alta, fecha alta, inicio,
    fecha de inicio, primera factura, primer pedido, antigüedad desde, socio desde, asegurado desde, cliente
    dal, dal, cliente da, data inizio, inizio, inizio rapporto, data acquisizione, acquisito il, prima fattura,
    primo ordine, socio dal, attivo dal, data di ingresso, inizio mandato, decorrenza, klant sinds, first
    matter, erstes mandat, premier dossier, primer encargo, prima pratica, primo incarico""",
)  # fmt: skip
LEFT = _role(
    "Left", "date",
    """left, date left, left on, leaving date, end date, end, ended, lost on, lost, date lost, closed, date closed,
    churned, churn date, terminated, termination date, cancelled, cancelled on, lapsed, resigned, disengaged,
    client until, until, ausgetreten, austritt, austrittsdatum, mandatsende, kundenende, ende, beendet, beendet
    am, gekündigt, gekündigt am, kündigung, kündigungsdatum, verloren am, weggang, abgang, bis, vertragsende,
    parti, parti le, date de départ, départ, fin, date de fin, date de sortie, sortie, perdu le, clôturé le,
    résilié le, résiliation, date de résiliation, fin de relation, baja, fecha de baja, fecha baja, fin de
    relación, fecha fin, perdido, perdido el, salida, cessato, cessato il, data cessazione, cessazione, uscita,
    data uscita, data fine, fine, fine rapporto, perso il, disdetta, data disdetta, chiuso il""",
)  # fmt: skip
LAST_CONTACT = _role(
    "Last contact", "date",
    """last contact, last contacted, date of last contact, last meeting, last met, last call, last spoke, last
    spoken, last touch, last seen, last visit, last visited, last review, last review meeting, last invoice,
    last order, last instructed, last instruction, last instructed on, last activity, last stay, last gift, last
    donation, last purchase, last appointment, latest contact, most recent contact, most recent meeting, letzter
    kontakt, letzte kontaktaufnahme, letztes gespräch, letzter besuch, letzter termin, letzter anruf, letztes
    treffen, letzte bestellung, letzte rechnung, letzter auftrag, letzte spende, letzter aufenthalt, letzte
    konsultation, zuletzt kontaktiert, zuletzt gesprochen, letztkontakt, kontakt zuletzt, zuletzt gesehen,
    dernier contact, date du dernier contact, dernière visite, dernier rendez-vous, dernier rdv, dernier appel,
    dernière rencontre, dernière facture, dernière commande, dernier don, dernier échange, dernier séjour,
    dernière consultation, contacté le, último contacto, fecha último contacto, última visita, última reunión,
    última llamada, última factura, último pedido, última compra, última cita, última estancia, ultimo contatto,
    data ultimo contatto, ultima visita, ultimo incontro, ultima chiamata, ultima telefonata, ultima fattura,
    ultimo ordine, ultimo acquisto, ultimo appuntamento, ultimo soggiorno, laatste contact""",
)  # fmt: skip
NEXT_CONTACT = _role(
    "Next contact", "date",
    """next contact, next contact due, next meeting, next call, next review, next visit, next touch, next
    appointment, follow up, follow up date, follow up on, next follow up, next action date, contact due, call
    back, callback, review due, review date, due for review, next step date, nächster kontakt, nächstes
    gespräch, nächster besuch, nächster termin, nächster anruf, nächstes treffen, wiedervorlage, wiedervorlage
    am, wv, kontakt fällig, prochain contact, prochaine visite, prochain rendez-vous, prochain rdv, prochain
    appel, à relancer le, relance, date de relance, prochaine relance, à rappeler, próximo contacto, próxima
    visita, próxima reunión, próxima llamada, próxima cita, seguimiento, fecha de seguimiento, prossimo
    contatto, prossima visita, prossimo incontro, prossima chiamata, prossimo appuntamento, da ricontattare, da
    richiamare, ricontattare il, richiamo""",
)  # fmt: skip
ACCOUNT_MANAGER = _role(
    "Account manager", "text",
    """account manager, account mgr, acct manager, acct mgr, a/c manager, a/c mgr, client manager, client partner,
    relationship manager, relationship partner, rm, account owner, account lead, account director, account
    executive, account handler, claims handler, client owner, client lead, client director, client executive,
    key account manager, kam, responsible partner, lead partner, engagement partner, matter partner, partner in
    charge, supervising partner, lead solicitor, lead adviser, lead advisor, adviser, advisor, financial
    adviser, banker, broker, consultant, partner, manager, owner, responsible, responsible person, person
    responsible, fee earner, principal, sales rep, salesperson, sales person, rep, representative, fundraiser,
    looked after by, handled by, surveyor, our contact, our lead, who, case manager, practitioner, doctor,
    dentist, clinician, vet, planner, csm, customer success manager, customer success, stylist, designer,
    architect, engineer, lawyer, solicitor, agent, project lead, project architect, sachbearbeiter,
    sachbearbeiterin, betreuer, betreuerin, kundenbetreuer, kundenbetreuerin, mandatsbetreuer,
    mandatsverantwortlicher, mandatsleiter, mandatsleitung, berater, beraterin, kundenberater, kundenberaterin,
    anlageberater, zuständig, zuständiger, zuständigkeit, verantw, verantwortlich, verantwortlicher, vertreter,
    außendienst, verkäufer, vertrieb, vertriebler, kundenverantwortlicher, partner zuständig, projektleiter,
    projektleitung, bearbeiter, ansprechpartner intern, ansprechpartner, behandler, arzt, chargé de compte,
    chargée de compte, chargé de clientèle, chargé d'affaires, chargé de dossier, responsable, responsable
    client, responsable de compte, responsable du compte, responsable clientèle, responsable dossier,
    gestionnaire, conseiller, conseillère, commercial, associé, associé responsable, collaborateur,
    interlocuteur, interlocuteur interne, suivi par, référent, avocat, médecin, courtier, gestor, gestora,
    gestor de cuenta, gestor comercial, responsable de cuenta, ejecutivo de cuenta, asesor, asesora, comercial,
    socio responsable, abogado responsable, abogado, agente, director de cuenta, médico, gestore, responsabile,
    responsabile cliente, responsabile di conto, referente, referente interno, consulente, commerciale, agente
    di zona, venditore, socio di riferimento, seguito da, avvocato, medico, accountmanager, zone manager, socio,
    coach, trainer, therapist, tutor, teacher, guide, technician, inspector, underwriter, curator, relationship
    officer, loan officer, steward, therapeut, lehrer, techniker, entraîneur, professeur, technicien,
    entrenador, profesor, técnico, terapista, insegnante, tecnico, avocat responsable""",
)  # fmt: skip
SOURCE = _role(
    "Source", "text",
    """source, referral source, referred by, referrer, referred from, introduced by, introducer, introduction,
    recommended by, origin, came from, came through, came to us via, came via, how found, how did they find us,
    found us through, channel, lead source, acquisition channel, source of business, source of instruction,
    source of work, won through, won via, booking channel, quelle, herkunft, empfohlen von, empfohlen durch,
    empfehlung, empfehlung von, vermittelt durch, vermittelt von, geworben durch, zugang über, akquise,
    akquisitionskanal, buchungskanal, gekommen über, gewonnen über, kanal, kundenquelle, apporteur, apporteur
    d'affaires, origine, provenance, recommandé par, prescripteur, canal d'acquisition, connu par, adressé par,
    origine du client, origen, fuente, procedencia, recomendado por, referido por, canal, canal de captación,
    captado por, prescriptor, vía de entrada, fonte, origine contatto, provenienza, segnalato da, segnalatore,
    presentato da, canale, canale di acquisizione, inviato da""",
)  # fmt: skip
REASON = _role(
    "Reason", "text",
    """reason, reason for leaving, reason left, reason lost, why left, why they left, leaving reason, exit reason,
    reason for loss, loss reason, lost reason, churn reason, cancellation reason, why, grund, kündigungsgrund,
    austrittsgrund, abgangsgrund, verlustgrund, grund der kündigung, grund für weggang, warum, motif, motif de
    départ, raison, raison du départ, raison de départ, motif de résiliation, cause du départ, motivo, motivo de
    baja, causa de baja, motivo de la baja, razón de baja, motivo de salida, motivo cessazione, motivo uscita,
    motivo di uscita, motivo della cessazione, motivo disdetta, causa""",
)  # fmt: skip
SECTOR = _role(
    "Sector", "text",
    """sector, industry, industry sector, business sector, segment, client segment, market segment, line of
    business, trade, vertical, type of business, field of activity, branche, sparte, sektor, wirtschaftszweig,
    gewerbe, secteur, secteur d'activité, activité, domaine d'activité, segment client, sector de actividad,
    actividad, rubro, giro, ramo, settore, settore di attività, attività, comparto, settore merceologico,
    segmento""",
)  # fmt: skip
RETENTION = _role(
    "Retention", "share",
    """retention, retention estimate, retention rate, retention %, retention chance, renewal chance, renewal,
    renewal probability, renewal likelihood, chance to stay, chance of renewal, likelihood to stay, probability
    of renewal, probability to stay, loyalty %, stay probability, will stay, bleibewahrscheinlichkeit,
    verlängerungswahrscheinlichkeit, bindungsquote, bindung, kundenbindung, bleibequote, rétention, taux de
    rétention, fidélité, taux de fidélité, probabilité de renouvellement, renouvellement, retención, tasa de
    retención, fidelidad, probabilidad de renovación, renovación, fedeltà, tasso di fidelizzazione,
    fidelizzazione, probabilità di rinnovo, rinnovo, tasso di retention""",
)  # fmt: skip
SCORE = _role(
    "Score", "any",
    """score, rating, client score, client rating, customer score, satisfaction, client satisfaction, satisfaction
    score, nps, nps score, stars, points, credit score, credit rating, health, health score, risk score, loyalty
    score, bewertung, zufriedenheit, kundenzufriedenheit, punkte, bonität, sterne, notation, satisfaction
    client, points fidélité, évaluation, étoiles, note sur 10, puntuación, valoración, satisfacción, puntos,
    nota media, estrellas, valutazione, punteggio, soddisfazione, voto, stelle""",
    several=True,
)  # fmt: skip
EMAIL = _role(
    "E-mail", "text",
    """e-mail, email, email address, e-mail address, mail, mail address, contact email, e-mail-adresse,
    mailadresse, email adresse, courriel, adresse e-mail, adresse mail, mél, adresse électronique, correo,
    correo electrónico, dirección de correo, posta elettronica, indirizzo e-mail, indirizzo mail, pec""",
    several=True,
)  # fmt: skip
PHONE = _role(
    "Phone", "any",
    """phone, telephone, tel, phone number, telephone number, tel no, tel number, mobile, mobile number, mobile
    phone, cell, cell phone, direct line, direct dial, landline, phone no, fax, telefon, telefonnummer, tel nr,
    telefon nr, handy, handynummer, mobil, mobilnummer, rufnummer, durchwahl, festnetz, téléphone, tél, numéro
    de téléphone, n° de téléphone, portable, gsm, ligne directe, teléfono, tfno, tlf, tfno móvil, número de
    teléfono, móvil, celular, telefono, numero di telefono, cellulare, cell.""",
    several=True,
)  # fmt: skip
NOTES = _role(
    "Notes", "text",
    """notes, note, comments, comment, remarks, remark, memo, notes/actions, observations, bemerkung, bemerkungen,
    notiz, notizen, anmerkung, anmerkungen, kommentar, hinweis, hinweise, remarque, remarques, commentaire,
    commentaires, observation, mémo, notas, comentarios, comentario, observaciones, observación, annotazioni,
    osservazioni, commenti, commento, appunti, nota""",
    several=True,
)  # fmt: skip
TIER = _role(
    "Tier", "text",
    """tier, client tier, class, client class, category, client category, grade, client grade, abc, abc class,
    band, client band, priority, level, status level, ranking group, abc klasse, abc kunde, kategorie,
    kundenkategorie, klasse, kundenklasse, stufe, kundengruppe, priorität, einstufung, catégorie, catégorie
    client, classe, classement, niveau, rang, priorité, segmentation abc, categoría, categoría de cliente,
    clase, nivel, prioridad, clasificación, classe cliente, categoria, categoria cliente, livello, fascia,
    priorità""",
)  # fmt: skip
CURRENCY = _role(
    "Currency", "text",
    """currency, ccy, curr, cur, currency code, invoice currency, billing currency, währung, whg, devise, monnaie,
    moneda, divisa, valuta""",
)  # fmt: skip
INVOICE_NUMBER = _role(
    "Invoice number", "any",
    """invoice number, invoice no, invoice id, invoice #, invoice, invoice ref, inv no, inv number, inv, bill
    number, bill no, order number, order no, order id, order, order ref, document number, document no, doc no,
    receipt no, voucher no, rechnungsnummer, rechnungs nr, rechnung nr, re nr, rechnungsnr, rechnung, rg nr,
    belegnummer, beleg nr, belegnr, auftragsnummer, auftrags nr, bestellnummer, bestell nr, numéro de facture,
    n° de facture, n° facture, no facture, facture, réf facture, n° de commande, n° commande, numéro de
    commande, n° pièce, número de factura, nº factura, nº de factura, núm factura, num factura, factura, n°
    factura, pedido, número de pedido, nº pedido, numero fattura, n fattura, n. fattura, nr fattura, fattura,
    fattura n, numero ordine, n ordine, n. ordine, n documento, n. documento""",
)  # fmt: skip
INVOICE_DATE = _role(
    "Invoice date", "date",
    """invoice date, date of invoice, date invoiced, invoiced on, bill date, billing date, billed on, order date,
    date of order, ordered on, document date, posting date, tax point, transaction date, rechnungsdatum, re
    datum, rg datum, rechnung vom, belegdatum, buchungsdatum, bestelldatum, auftragsdatum, date de facture, date
    facture, date de facturation, date d'émission, date de commande, date commande, date de pièce, fecha de
    factura, fecha factura, fecha de emisión, fecha de pedido, fecha pedido, fecha fra, data fattura, data
    documento, data emissione, data ordine, data di emissione, del, date, datum, fecha, data""",
    of="invoices",
)  # fmt: skip
INVOICE_AMOUNT = _role(
    "Invoice amount", "money",
    """invoice amount, net amount, amount net, amount excl vat, amount ex vat, invoice total, order amount, order
    value, order total, invoice value, line amount, line total, amount, net, net value, net total, subtotal,
    value, total, amount invoiced, amount due, gross amount, amount incl vat, gross, rechnungsbetrag,
    nettobetrag, betrag netto, netto, netto betrag, betrag, summe, gesamtbetrag, rechnungssumme, auftragswert,
    bestellwert, bruttobetrag, brutto, montant ht, total ht, montant hors taxes, montant net, montant, montant
    facture, montant ttc, total ttc, base imponible, importe neto, importe, importe sin iva, total factura,
    importe total, imponibile, importo netto, importo, importo imponibile, totale imponibile, totale fattura,
    totale, totale documento, fees, revenue, sales, umsatz, honorar, honoraires, honorarios, onorari, chiffre
    d'affaires, facturado, fatturato""",
    of="invoices",
)  # fmt: skip
SERVICE = Role("Service", "any", (), several=True)
"""What clients pay for one service: no heading tells it, a person says so."""
OTHER = Role("Other", "any", (), several=True)

ROLES: tuple[Role, ...] = (
    CLIENT, CLIENT_NUMBER, FEES, MARGIN, COST_TO_SERVE, JOINED, LEFT, LAST_CONTACT, NEXT_CONTACT, ACCOUNT_MANAGER,
    SOURCE, REASON, SECTOR, RETENTION, SCORE, TIER, EMAIL, PHONE, NOTES, CURRENCY,
    INVOICE_NUMBER, INVOICE_DATE, INVOICE_AMOUNT, SERVICE, OTHER,
)  # fmt: skip
"""Every role, in the order of a settings sheet."""


def role_called(term: str) -> Role:
    """The role with that term, whatever its case.

    Raises:
        KeyError: there is none.
    """
    for role in ROLES:
        if role.term.casefold() == term.strip().casefold():
            return role
    raise KeyError(f"{term} is no role of a column; choose among {', '.join(role.term for role in ROLES)}")
