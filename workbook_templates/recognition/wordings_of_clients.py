"""What people call the columns that say who a client is, in five languages: the best wording first."""

CLIENT = """
client, client name, customer, customer name, kunde, kundenname, mandant, mandantenname, nom du client, cliente,
nombre del cliente, nome cliente, nom client, clients, customers, kunden, mandanten, clienti, clientes,
client/matter, account name, account, donor, donor name, patient, patient name, guest, guest name, policyholder,
policy holder, insured, member, member name, patron, supporter, buyer, dealer, retailer, tenant, debtor, payer, bill
to, sold to, billed to, auftraggeber, auftraggeberin, bauherr, bauherrschaft, spender, spendername, gast, gastname,
versicherungsnehmer, mitglied, abnehmer, käufer, händler, patientin, patient/in, kunde/kundin, kund*in, debitor,
rechnungsempfänger, assuré, souscripteur, donateur, adhérent, acheteur, maître d'ouvrage, client final, client
facturé, patient(e), hôte, asegurado, tomador, tomador del seguro, donante, paciente, huésped, comprador, mandante,
cliente final, assicurato, contraente, donatore, paziente, ospite, acquirente, committente, assistito, intestatario,
shipper, consignee, pharmacy, practice, clinic, restaurant, club, borrower, investor, franchisee, landlord, student,
pupil, household, family, sponsor, advertiser, exhibitor, distributor, outlet, employer, brand, merchant, importer,
subscriber, licensee, lender, couple, apotheke, praxis, verein, kanzlei, familie, inserent, aussteller, abonnent,
schüler, darlehensnehmer, pharmacie, famille, élève, annonceur, abonné, locataire, emprunteur, farmacia, familia,
alumno, anunciante, abonado, inquilino, famiglia, allievo, inserzionista, abbonato, condominio, company, company
name, business, business name, firm, firm name, firma, firmenname, organisation, organization, organisation name,
unternehmen, unternehmensname, institution, raison sociale, société, entreprise, nom de la société, empresa, nombre
de la empresa, razón social, azienda, ragione sociale, società, impresa, ditta, denominazione, agency, hotel,
school, klant, naam, name, full name, display name, nom, nombre, nome, kundin, bezeichnung kunde, kundenbezeichnung,
nom complet, nombre completo, nominativo, surname, last name, nachname, nom de famille, apellidos, cognome, client
account, client company, client organisation, customer account, account holder, end client, end customer, party,
counterparty, client or matter, clientele, prospect or client, trading name, trading as, legal name, registered
name, entity, legal entity, group name, client group, contracting party, contractor name, payee, lessee, chargee,
beneficiary, charity, church, parish, council, authority, store, shop, bar, pub, venue, operator, airline, carrier,
owner name, homeowner, parent, trainee, learner, participant, attendee, delegate, owner of horse, horse owner, pet
owner, kundschaft, klient, klientin, kunde/projekt, name des kunden, name kunde, kundenfirma, vertragspartner,
geschäftspartner, auftraggeber/kunde, besteller, bestellerin, zahler, kostenträger, mieter, mieterin, vermieter,
eigentümer, teilnehmer, teilnehmerin, schülerin, tierhalter, pferdebesitzer, halter, patientenname, mandat,
mandatsname, betrieb, einrichtung, träger, gemeinde, name des mandanten, name/firma, firma/name, geschäft, hof,
klinik, schule, nom ou raison sociale, dénomination, dénomination sociale, enseigne, établissement, structure,
organisme, collectivité, commune, donneur d'ordre, commanditaire, bailleur, propriétaire, copropriété, syndic,
officine, élève/famille, parents, licencié, sociétaire, tiers, tiers payeur, débiteur, bénéficiaire, cliente/o,
nombre o razón social, denominación, denominación social, nombre comercial, nombre fiscal, titular, contratante,
entidad, organismo, ayuntamiento, comunidad, propietario, arrendatario, deudor, alumno/a, cliente/empresa, cuenta,
establecimiento, tienda, promotor, nominativo cliente, anagrafica, denominazione sociale, ente, comune, committenza,
cliente/ditta, studente, socio/azienda, conduttore, proprietario, locatario, debitore, esercizio commerciale,
negozio, struttura, cantiere committente, mitglieder, farm, estate, vessel owner
"""

CLIENT_NUMBER = """
client number, client no, client nr, client id, client code, client ref, client reference, customer number, customer
no, customer id, customer code, customer ref, account number, account no, account id, account code, a/c no, acct no,
cust no, cust id, donor id, patient id, member id, member no, membership number, kundennummer, kunden nr, kd nr,
kdnr, kundennr, kunden id, kundencode, mandantennummer, mandanten nr, mandantennr, mandant nr, mand nr, mdt nr,
debitorennummer, debitoren nr, debitornr, spendernummer, patientennummer, mitgliedsnummer, numéro client, numéro de
client, n° client, n° de client, no client, code client, réf client, référence client, id client, matricule, numéro
d'adhérent, número de cliente, nº cliente, n° cliente, núm cliente, num cliente, código cliente, código de cliente,
cód cliente, id cliente, codice cliente, cod cliente, numero cliente, n cliente, num clte, a/c number, a/c code, acc
no, acc number, acc code, acct number, acct code, account ref, account reference, debtor code, debtor number,
customer reference, client key, client identifier, cif number bank, konto nr, kontonummer, kundenkonto, debitor nr,
debitoren konto, debitorenkonto, adressnummer, adress nr, mandantenkürzel, kundenkürzel, aktenzeichen, akten nr,
vertragsnummer, versicherungsnummer, spender id, compte client, n° compte, numéro de compte, compte tiers, code
tiers, code adhérent, code interne, identifiant client, n° dossier, n° patient, n° adhérent, clave cliente, nº
socio, número de socio, nº expediente, referencia cliente, cuenta contable, codice anagrafica, codice conto, conto
cliente, sottoconto, riferimento cliente, n tessera, numero socio, numero pratica, id, ref, code, kürzel, kennung,
number, no, nr, numéro, número, numero, codice, código, crm id, debtor no, store no, policyholder id, guest id, a/c,
acct, kto, kurzzeichen, identifiant, clave, expediente, referencia, matricola
"""

ACCOUNT_MANAGER = """
account manager, account mgr, acct manager, acct mgr, a/c manager, a/c mgr, client manager, client partner,
relationship manager, relationship partner, rm, account owner, account lead, account director, account executive,
account handler, claims handler, client owner, client lead, client director, client executive, key account manager,
kam, responsible partner, lead partner, engagement partner, matter partner, partner in charge, supervising partner,
lead solicitor, lead adviser, lead advisor, adviser, advisor, financial adviser, banker, broker, consultant,
partner, manager, owner, responsible, responsible person, person responsible, fee earner, principal, sales rep,
salesperson, sales person, rep, representative, fundraiser, looked after by, handled by, surveyor, our contact, our
lead, who, case manager, practitioner, doctor, dentist, clinician, vet, planner, csm, customer success manager,
customer success, stylist, designer, architect, engineer, lawyer, solicitor, agent, project lead, project architect,
sachbearbeiter, sachbearbeiterin, betreuer, betreuerin, kundenbetreuer, kundenbetreuerin, mandatsbetreuer,
mandatsverantwortlicher, mandatsleiter, mandatsleitung, berater, beraterin, kundenberater, kundenberaterin,
anlageberater, zuständig, zuständiger, zuständigkeit, verantw, verantwortlich, verantwortlicher, vertreter,
außendienst, verkäufer, vertrieb, vertriebler, kundenverantwortlicher, partner zuständig, projektleiter,
projektleitung, bearbeiter, ansprechpartner intern, ansprechpartner, behandler, arzt, chargé de compte, chargée de
compte, chargé de clientèle, chargé d'affaires, chargé de dossier, responsable, responsable client, responsable de
compte, responsable du compte, responsable clientèle, responsable dossier, gestionnaire, conseiller, conseillère,
commercial, associé, associé responsable, collaborateur, interlocuteur, interlocuteur interne, suivi par, référent,
avocat, médecin, courtier, gestor, gestora, gestor de cuenta, gestor comercial, responsable de cuenta, ejecutivo de
cuenta, asesor, asesora, comercial, socio responsable, abogado responsable, abogado, agente, director de cuenta,
médico, gestore, responsabile, responsabile cliente, responsabile di conto, referente, referente interno,
consulente, commerciale, agente di zona, venditore, socio di riferimento, seguito da, segue, avvocato, medico,
accountmanager, zone manager, socio, coach, trainer, therapist, tutor, teacher, guide, technician, inspector,
underwriter, curator, relationship officer, loan officer, steward, therapeut, lehrer, techniker, entraîneur,
professeur, technicien, entrenador, profesor, técnico, terapista, insegnante, tecnico, avocat responsable,
controller, account controller, client controller, credit controller, coordinator, account coordinator, client
coordinator, client care, client contact internal, our contact person, contact internal, internal contact, person in
charge, in charge, assigned, assigned to, allocated to, allocated, handles, managed by, manages, looked after, owned
by, served by, serviced by, run by, lead by, led by, team lead, team leader, team member, staff, staff member,
employee, colleague, who looks after, who handles, who manages, whose client, relationship owner, relationship lead,
relationship director, rel mgr, business manager, bdm, business developer, business development, sales manager,
sales exec, sales executive, sales lead, sales contact, sales agent, salesman, seller, territory manager, area
manager, regional manager, branch manager, office manager, district manager, portfolio manager, project manager, pm,
project leader, producer, originator, originating partner, billing partner, responsible lawyer, attorney,
responsible attorney, associate, counsel, accountant, auditor, bookkeeper, tax adviser, physiotherapist, physio,
nurse, hygienist, instructor, mentor, counsellor, counselor, groomer, photographer, translator, interpreter, editor,
curator in charge, buyer in charge, dispatcher, estimator, caretaker, carer, keyworker, key worker, recruiter,
resourcer, writer, host, sponsor partner, steward in charge, booker, our man, our person, our side, am, acc mgr, acc
manager, acct lead, acct exec, acct rep, csr, key contact at us, tech, field engineer, support engineer, betreut
von, betreut durch, betreuung, betreuung durch, zuständige, zuständig ist, zuständige person, zuständiger
mitarbeiter, zuständiger berater, mitarbeiter, mitarbeiterin, ma, kollege, kollegin, kundenmanager, kundenmanagerin,
key account, projektmanager, projektmanagerin, objektleiter, objektbetreuer, bezirksleiter, gebietsleiter,
regionalleiter, filialleiter, teamleiter, bereichsleiter, vertriebsmitarbeiter, vertriebsleiter, vertriebspartner,
außendienstler, aussendienstmitarbeiter, innendienst, handelsvertreter, vertretung, vertreterin, disponent,
disponentin, referentin, anwalt, anwältin, rechtsanwalt, steuerberater, steuerberaterin, notar, ärztin, behandlerin,
zahnarzt, therapeutin, trainerin, lehrerin, lehrkraft, reitlehrer, kursleiter, dozent, dozentin, bauleiter,
bauleiterin, architektin, ingenieur, ingenieurin, planerin, gestalter, fotograf, übersetzer, makler, maklerin,
verwalter, verwalterin, hausverwalter, pfleger, bankberater, sachbearbeitung, federführend, federführung,
verantwortung, verantw partner, verantwortliche, unser ansprechpartner, unser kontakt, ansprechpartner bei uns, wer,
wer betreut, intern, intern zuständig, projektverantwortlicher, leitung, chef, kundendienst, serviceleiter,
techniker vor ort, stilist, friseur, friseurin, chef de projet, cheffe de projet, chef de secteur, chef de mission,
chef de produit, chef de dossier, chef de groupe, directeur de clientèle, directrice de clientèle, directeur
commercial, directeur de mission, responsable commercial, responsable de dossier, responsable de mission,
responsable de secteur, responsable interne, responsable projet, gestionnaire de compte, gestionnaire client,
gestionnaire de dossier, attaché commercial, attachée commerciale, technico commercial, ingénieur d'affaires,
ingénieur commercial, vendeur, vendeuse, représentant, vrp, agent commercial, assistant, assistante, collaboratrice,
collaborateur en charge, en charge, en charge du dossier, en charge du client, chargé client, chargé de mission,
chargé de suivi, pris en charge par, géré par, traité par, suivi, suivi commercial, notre contact, notre
interlocuteur, contact interne, référent interne, pilote, pilote du dossier, expert comptable, comptable, notaire,
juriste, médecin traitant, praticien, praticienne, thérapeute, vétérinaire, moniteur, monitrice, enseignant,
enseignante, formateur, formatrice, consultante, architecte, conducteur de travaux, traducteur, traductrice,
graphiste, photographe, maître d'oeuvre interne, titulaire du dossier, qui, qui suit, technicienne, coordinateur,
coordinatrice, animateur, intervenant, intervenante, apporteur interne, courtière, manager clientèle, responsable
comercial, responsable interno, responsable del cliente, responsable proyecto, responsable de proyecto, gestor de
clientes, gestor cliente, gestor asignado, gestor interno, gestora asignada, jefe de proyecto, jefa de proyecto,
jefe de zona, jefe de ventas, jefe de cuenta, jefe de obra, director comercial, ejecutivo, ejecutiva, ejecutivo
comercial, ejecutiva de cuentas, vendedor, vendedora, representante, delegado, delegada, delegado comercial, agente
comercial, comercial asignado, agente asignado, encargado, encargada, encargado de, asignado a, asignado, llevado
por, lo lleva, llevado, atendido por, atiende, gestionado por, a cargo de, a cargo, nuestro contacto, contacto
interno, consultor, consultora, abogada, letrado, letrada, procurador, notario, contable, asesor fiscal, asesor
comercial, asesor asignado, colaborador, colaboradora, empleado, empleada, trabajador, técnica, técnico asignado,
profesora, maestro, maestra, monitor, monitora, instructora, entrenadora, terapeuta, fisioterapeuta, fisio,
veterinario, veterinaria, dentista, doctora, médica, odontólogo, arquitecto, arquitecta, ingeniero, ingeniera,
coordinadora, coordinador, corredor, corredora, mediador, productor, diseñador, traductor, fotógrafo, tutora,
supervisor, supervisora, quién, quien lleva, quien lo lleva, titular interno, socio director, socia responsable,
responsabile commerciale, responsabile interno, responsabile di zona, responsabile pratica, responsabile progetto,
responsabile di progetto, responsabile commessa, capo progetto, capoprogetto, capo area, capo zona, capocommessa,
area manager zona, referente commerciale, nostro referente, nostro contatto, contatto interno, gestore clienti,
gestore di conto, gestita da, gestito da, curato da, in carico a, assegnato a, affidato a, affidato, a cura di,
preso in carico da, chi lo segue, chi segue, chi, incaricato, incaricata, addetto, addetta, addetto commerciale,
funzionario, funzionario commerciale, direttore commerciale, direttore lavori, direttrice, consulente assegnato,
consulente interno, promotore, agente commerciale, rappresentante, procacciatore interno, venditrice,
commercialista, ragioniere, avvocata, avvocato responsabile, notaio, collaboratore, dipendente, impiegato,
impiegata, istruttore, istruttrice, allenatore, allenatrice, insegnante di, formatore, formatrice interna, docente,
fisioterapista, dottore, dottoressa, dott, dentista curante, veterinaria curante, odontoiatra, igienista,
architetta, ingegnere, geometra, progettista, grafico, fotografa, traduttore, traduttrice, coordinatore, operatore,
operatrice, tecnico assegnato, mediatore, subagente, segue, exec, account exec, programme officer, program officer,
profe, doctora asignada, dr/dra
"""

SOURCE = """
source, referral source, referred by, referrer, referred from, introduced by, introducer, introduction, recommended
by, origin, came from, came through, came to us via, came via, how found, how did they find us, found us through,
channel, lead source, acquisition channel, source of business, source of instruction, source of work, won through,
won via, booking channel, quelle, herkunft, empfohlen von, empfohlen durch, empfehlung, empfehlung von, vermittelt
durch, vermittelt von, geworben durch, zugang über, akquise, akquisitionskanal, buchungskanal, gekommen über,
gewonnen über, kanal, kundenquelle, apporteur, apporteur d'affaires, origine, provenance, recommandé par,
prescripteur, canal d'acquisition, connu par, adressé par, référé par,
réf par, origine du client, origen, fuente, procedencia,
recomendado por, referido por, canal, canal de captación, captado por, prescriptor, vía de entrada, fonte, origine
contatto, provenienza, segnalato da, segnalatore, presentato da, canale, canale di acquisizione, inviato da, how
they found us, how did you find us, how found us, how they heard, heard about us, how heard, heard from, where from,
where they came from, came from referral, referral, referrals, referred, ref by, ref from, ref source, recommended,
recommendation, recommender, word of mouth, who referred, who introduced, who sent them, intro, intro by, intro
from, introduced via, introduced through, introducing party, sent by, brought by, brought in by, thanks to,
connection, marketing source, marketing channel, client source, business source, origin of client, origin of lead,
lead origin, found through, found via, enquiry source, inquiry source, source of enquiry, acquired via, acquired
through, acquisition, acquisition source, won by, won from, route to us, first heard, campaign, lead, lead from,
lead type, entry channel, came by, original source, agent who referred, how did they hear, how they came to us, how
they came, wie gefunden, wie gewonnen, wie gekommen, woher, woher bekannt, wie kam der kontakt, wie kennengelernt,
wie auf uns aufmerksam, aufmerksam geworden, aufmerksam durch, kam über, kam durch, über wen, durch wen,
empfehlungsgeber, empfehler, empf, empf durch, empf von, empfohlen, zuweiser, zugewiesen von, überweiser, überwiesen
von, tippgeber, vermittler, vermittelt, vermittlung, gebracht von, akquise über, akquiseweg, akquisekanal,
akquisition, kontaktquelle, lead quelle, leadquelle, ursprung, neukundenquelle, weg zu uns, werbekanal, werber,
geworben von, kunde über, gewonnen durch, kontakt über, bekannt durch, marketingkanal, zugangsweg, herkunft des
kunden, comment connu, comment nous a connu, comment il nous a connu, comment nous a trouvé, comment venu, connu
via, connu grâce à, découvert par, venu par, arrivé par, venu de, apporté par, apport, apporteur affaire, parrain,
parrainage, parrainé par, recommandation, recommandé, recommandeur, envoyé par, présenté par, introduit
par, origine contact, origine du contact, origine du lead, origine du prospect, origine de l'affaire, source du
contact, source client, canal d'entrée, canal acquisition, mode d'acquisition, bouche à oreille, via, mise en
relation, d'où vient, grâce à, provenance du client, prescrit par, acquisition par, cómo nos conoció, cómo llegó,
cómo nos encontró, cómo nos ha conocido, de dónde viene, vino por, viene de, viene por, llegó por, llegó a través
de, conocido por, a través de, recomendación, recomendado, quién lo recomendó, referido, referencia de, remitido
por, enviado por, derivado por, presentado por, traído por, aportado por, captación, medio de captación, canal de
entrada, canal de venta, origen cliente, origen del cliente, origen contacto, origen del contacto, fuente de
captación, fuente cliente, boca a boca, por quién, aportador, intermediario, contacto por, vía de contacto, nos
llegó por, come ci ha conosciuto, come ci conosce, come arrivato, come è arrivato, come ci ha trovato, da dove
arriva, da dove viene, arrivato da, arrivato tramite, arrivato per, conosciuto tramite, conosciuto da, tramite,
tramite chi, portato da, mandato da, consigliato da, raccomandato da, suggerito da, passaparola, segnalazione,
segnalato, presentatore, presentato, procacciatore, procacciato da, introdotto da, origine cliente, origine del
cliente, fonte cliente, fonte contatto, fonte di acquisizione, provenienza cliente, canale acquisizione, canale di
contatto, canale d'ingresso, mezzo, acquisito tramite, acquisito da, contatto tramite, referenza
"""

SECTOR = """
sector, industry, industry sector, business sector, segment, client segment, market segment, line of business,
trade, vertical, type of business, field of activity, branche, sparte, sektor, wirtschaftszweig, gewerbe, secteur,
secteur d'activité, activité, domaine d'activité, segment client, sector de actividad, actividad, rubro, giro, ramo,
settore, settore di attività, attività, comparto, settore merceologico, segmento, industries, sectors, market,
market sector, business type, business area, business activity, business line, field, field of business, area of
business, type of company, nature of business, sic, sic description, line of work, client industry, client sector,
industry group, sub sector, subsector, branchen, kundenbranche, tätigkeitsfeld, tätigkeit, geschäftsfeld,
geschäftszweig, industrie, industriezweig, wirtschaftsbereich, markt, marktsegment, kundensegment, berufsgruppe,
gewerk, métier, domaine, branche d'activité, type d'activité, secteur économique, secteur client, filière, industrie
secteur, activité principale, segment de marché, marché, corps de métier, sectores, sector económico, sector
cliente, tipo de negocio, rama, rama de actividad, industria, segmento de mercado, mercado, área de negocio, ámbito,
gremio, especialidad, settori, settore economico, settore cliente, ramo di attività, tipo di attività, tipologia
attività, mercato, segmento di mercato, categoria merceologica, merceologia, industria settore, giro del negocio
"""

EMAIL = """
e-mail, email, email address, e-mail address, mail, mail address, contact email, e-mail-adresse, mailadresse, email
adresse, courriel, adresse e-mail, adresse mail, mél, adresse électronique, correo, correo electrónico, dirección de
correo, posta elettronica, indirizzo e-mail, indirizzo mail, pec, email address 1, e mail 1, contact e-mail, billing
email, main email, primary email, mails, mail adresse, email kontakt, e-mail kontakt, e-mail privat, mailkontakt,
email contact, mail contact, courriels, adresse de courriel, correo e, email de contacto, correo contacto, e-mail de
contacto, mail cliente, email cliente, e-mail referente, indirizzo email, posta, indirizzo di posta
"""

PHONE = """
phone, telephone, tel, phone number, telephone number, tel no, tel number, mobile, mobile number, mobile phone,
cell, cell phone, direct line, direct dial, landline, phone no, fax, telefon, telefonnummer, tel nr, telefon nr,
handy, handynummer, mobil, mobilnummer, rufnummer, durchwahl, festnetz, téléphone, tél, numéro de téléphone, n° de
téléphone, portable, gsm, ligne directe, teléfono, tfno, tlf, tfno móvil, número de teléfono, móvil, celular,
telefono, numero di telefono, cellulare, cell., phones, work phone, home phone, office phone, phone 1, tel 1, tel
work, tel home, telephone 1, contact number, contact no, contact phone, contact tel, mobile tel, mob, mob no, ph, ph
no, direct, switchboard, whatsapp, landline no, tel privat, tel geschäftlich, telefon privat, telefon geschäftlich,
telefon mobil, tel mobil, mobiltelefon, mobil nr, handy nr, fon, telefax, fax nr, zentrale, ruf nr, telefonkontakt,
erreichbar unter, natel, tél portable, tél fixe, tél bureau, tél mobile, téléphone portable, téléphone fixe, n° tél,
n° portable, numéro de portable, mobile pro, coordonnées téléphoniques, standard, fixe, tel fijo, tel móvil,
teléfono móvil, teléfono fijo, teléfono contacto, teléfono de contacto, nº teléfono, fijo, tel contacto, tf, tfn,
tfnos, tlfno, telf, tel cellulare, tel ufficio, tel fisso, telefono fisso, telefono ufficio, telefono cellulare, n
telefono, n tel, recapito, recapito telefonico, recapiti, fisso, numero di cellulare, num telefono
"""

NOTES = """
notes, note, comments, comment, remarks, remark, memo, notes/actions, observations, bemerkung, bemerkungen, notiz,
notizen, anmerkung, anmerkungen, kommentar, hinweis, hinweise, remarque, remarques, commentaire, commentaires,
observation, mémo, notas, comentarios, comentario, observaciones, observación, annotazioni, osservazioni, commenti,
commento, appunti, nota, internal notes, client notes, general notes, misc, miscellaneous, other info, info, further
info, information, details, additional info, additional information, free text, description, background, to do,
todo, actions, action, status notes, latest news, news, history, bem, bemerkg, interne notizen, interne bemerkung,
sonstiges, weiteres, zusatzinfo, infos, hinweis intern, details kunde, stichworte, besonderheiten, vermerk,
vermerke, freitext, erläuterung, beschreibung, was zu tun, rem, obs, divers, infos complémentaires, informations,
précisions, à savoir, notes internes, note interne, annotations, annotation, commentaires internes, historique,
actions à mener, à faire, particularités, obs internas, anotación, anotaciones, apuntes, notas internas, otros,
varios, información, detalles, observ, pendiente, tareas, aclaraciones, comentarios internos, historial,
annotazione, varie, altro, altre informazioni, informazioni, dettagli, osservazione, memo interno, da fare, azioni,
particolarità, oss, promemoria interno, storico
"""

TIER = """
tier, client tier, class, client class, category, client category, grade, client grade, abc, abc class, band, client
band, priority, level, status level, ranking group, abc klasse, abc kunde, kategorie, kundenkategorie, klasse,
kundenklasse, stufe, kundengruppe, priorität, einstufung, catégorie, catégorie client, classe, classement, niveau,
rang, priorité, segmentation abc, categoría, categoría de cliente, clase, nivel, prioridad, clasificación, classe
cliente, categoria, categoria cliente, livello, fascia, priorità, tiering, segmentation, client segmentation, a/b/c,
abc category, abc rating, abc code, abc analysis, abc status, key client, key account status, vip, vip status,
grouping, status class, client level, service level, importance, class a-c, kl, kat, kundenkat, abc analyse, abc
kategorie, abc einstufung, abc status kunde, a b c, kundenstatus, kundenstufe, kundenrang, wichtigkeit,
kundenkategorie abc, wertigkeit, bedeutung, kundenwert, klassifizierung, klassifikation, segmentierung, rangstufe,
cat, classement abc, classe abc, classe client, catégorie abc, niveau client, importance client, segmentation
client, cat client, rang client, tipo abc, clase abc, clase cliente, clase de cliente, categoría abc, nivel cliente,
nivel de cliente, clasificación abc, clasificación cliente, importancia, rango, segmentación, fascia cliente, classe
abc cliente, classificazione, classificazione abc, livello cliente, importanza, segmentazione, rango cliente,
priorità cliente
"""
