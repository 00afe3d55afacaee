"""What people call the columns that say what was done with a client, in five languages: the best wording first."""

FEES = """
fees, fee income, annual fees, fees a year, fees per year, fees billed, billed fees, revenue, annual revenue, yearly
revenue, turnover, annual turnover, net revenue, net sales, net fees, sales, total sales, billings, billing, billed,
income, fee, premium, premiums, annual premium, premium income, commission, commissions, brokerage, donations,
donated, giving, gifts, annual giving, spend, annual spend, room revenue, takings, invoiced, amount invoiced, fees
earned, recurring fees, contract value, annual contract value, acv, arr, mrr, subscription, retainer, umsatz,
jahresumsatz, nettoumsatz, umsatz netto, umsätze, honorar, honorare, honorarumsatz, honorarvolumen, jahreshonorar,
erlöse, erlös, einnahmen, prämie, jahresprämie, prämien, beitrag, jahresbeitrag, spenden, spende, auftragsvolumen,
provision, courtage, honoraires, honoraires facturés, chiffre d'affaires, ca, ca annuel, ca ht, ca net, chiffre
d'affaires ht, recettes, ventes, facturé, montant facturé, primes, prime, prime annuelle, dons, cotisation,
cotisations, commissions perçues, honorarios, honorarios facturados, facturación, facturación anual, facturado,
ventas, ventas netas, ingresos, importe facturado, cifra de negocio, prima, primas, prima anual, donaciones,
donativos, cuota, comisión, comisiones, fatturato, fatturato annuo, fatturato netto, onorari, compensi, ricavi,
vendite, incassi, incassato, fatturati, premi, premio, premio annuo, donazioni, provvigioni, parcelle, paid,
collected, received, charges, charged, fees paid, payments, spent, gezahlt, bezahlt, gebühren, encaissé,
encaissements, payé, pagado, cobrado, cobros, pagato, versato, royalties, omzet, amount, rev, revs, gross revenue,
gross sales, sales value, sales revenue, sales net, invoiced sales, invoicing, invoices, invoiced fees, invoiced
net, net invoiced, net billings, gross billings, fees invoiced, fees net, professional fees, total fees, fees total,
t/o, volume, business volume, gwp, written premium, gross written premium, grant income, contribution income,
donation total, gift total, order volume, rent, rental income, rents, tuition, tuition fees, dues, membership fee,
fees received, cash received, receipts, bookings, booked revenue, service revenue, contract revenue, project
revenue, purchases, bought, erlöse netto, fakturiert, fakturierung, faktura, fakturen, verrechnet, abgerechnet,
abrechnung, abrechnungsvolumen, fakturasumme, rechnungsvolumen, rechnungssumme netto, umsatzvolumen, umsatzerlöse,
verkäufe, verkaufserlös, verkauf, absatz, ertrag, erträge, eingenommen, vergütung, vergütungen, miete, mieten,
mieterlöse, beiträge, bestellvolumen, volumen, volumen netto, jahresvolumen, jahresertrag, pacht, schulgeld,
kursgebühren, gage, tantiemen, leistung netto, leistungen, vertragsvolumen, auftragssumme, nettoerlös, nettohonorar,
gesamtumsatz, gesamthonorar, zahlungen, einkäufe, bezüge, facturation, facturations, facturation ht, honos, honos
facturés, hono, produits, revenu, revenus, vente, ventes ht, volume d'affaires, montant des honoraires, prestations,
prestations facturées, abonnement, redevances, loyer, loyers, réglé, règlements, commandes, achats, encaissé ht,
vendu, factura neta, facturación neta, facturado neto, ingresos netos, ingreso, volumen de negocio, volumen de
ventas, venta, minuta, minutas, igualas, honorario, honorarios netos, importe anual, alquiler, cuotas, matrículas,
compras, vendido, recaudado, recaudación, cobros netos, emitido, prestaciones, fatturazione, fatturato totale,
volume d'affari, giro d'affari, ricavo, ricavi netti, venduto, vendita, ordinato, incasso, introiti, entrate,
compenso, compensi netti, parcella, parcelle emesse, onorario, affitto, affitti, canoni, canone annuo, quote, quota
annua, rette, acquisti, speso, provvigione, riscosso, donato, net amount, amount net, nettobetrag, betrag, montant
ht, montant, base imponible, importe neto, importe, imponibile, importo netto, importo, grant, grants, funding,
award
"""

MARGIN = """
margin, gross margin, net margin, contribution, contribution margin, profit, gross profit, net profit, client
profit, profitability, margin %, gp, deckungsbeitrag, db, marge, rohertrag, rohgewinn, gewinn, bruttomarge,
deckungsbeitrag i, marge brute, marge nette, bénéfice, résultat, rentabilité, margen, margen bruto, margen neto,
beneficio, rentabilidad, margine, margine lordo, margine netto, margine di contribuzione, mdc, utile, redditività,
gm, np, margins, client margin, mark up, markup, surplus, earnings, profit contribution, db1, db 1, db i, db ii,
db2, rohmarge, nettomarge, spanne, handelsspanne, ergebnis, überschuss, ertragsmarge, deckungsbeitrag 1,
kundenergebnis, ertragskraft, reingewinn, marge commerciale, taux de marge, taux de marque, mb, marge sur coûts,
marge contributive, résultat net, profit net, margen comercial, margen de contribución, ganancia, utilidad,
resultado, beneficio bruto, beneficio neto, marginalità, ricarico, guadagno, profitto, risultato, primo margine,
margine commerciale
"""

COST_TO_SERVE = """
cost to serve, cost of service, service cost, servicing cost, cost of serving, direct cost, direct costs, costs,
cost, total cost, time cost, time at cost, cost of time, staff cost, expenses, kosten, betreuungskosten,
betreuungsaufwand, aufwand, direkte kosten, einzelkosten, servicekosten, coûts, coût, coût de service, coûts
directs, coût du service, coût de revient, frais, costes, coste, coste de servicio, costes directos, coste de
atención, gastos, costi, costo, costo di servizio, costi diretti, costo del servizio, costo di gestione, spese,
servicing, cost to service, cost of sales, cogs, cost of goods, delivery cost, support cost, account cost, handling
cost, internal cost, labour cost, labor cost, overhead, overheads, staff costs, bedienkosten, kundenkosten,
personalkosten, selbstkosten, gesamtkosten, bearbeitungskosten, stundenkosten, wareneinsatz, betreuungskosten
gesamt, coût total, coûts internes, coût client, dépenses, coût du temps, coût direct, costes totales, coste total,
coste directo, costes internos, coste cliente, coste del servicio, costi totali, costo totale, costi interni, costo
cliente, costi del personale, costo diretto, costi di gestione
"""

JOINED = """
joined, date joined, joining date, client since, customer since, member since, donor since, since, with us since,
start date, start, relationship start, relationship since, onboarded, onboarding date, opened, date opened, account
opened, first invoice, first order, first instructed, first engaged, first instruction, first gift, first stay,
first visit, first purchase, first policy, inception, inception date, engaged, engagement date, registered,
registration date, became client, client from, created, created on, creation date, date added, kunde seit, mandant
seit, seit, mandatsbeginn, kundenbeginn, beginn, eintritt, eintrittsdatum, erstkontakt, erstauftrag, erste
bestellung, erste rechnung, angelegt am, anlagedatum, patient seit, mitglied seit, gast seit, vertragsbeginn,
spender seit, geworben am, client depuis, cliente depuis, depuis, date d'entrée, entrée, entrée en relation, date
d'entrée en relation, début, date de début, première facture, première commande, début de relation, début de
mission, date de création, premier don, adhérent depuis, assuré depuis, ouverture, cliente desde, desde, fecha de
alta, alta, fecha alta, inicio, fecha de inicio, primera factura, primer pedido, antigüedad desde, socio desde,
asegurado desde, cliente dal, dal, cliente da, data inizio, inizio, inizio rapporto, data acquisizione, acquisito
il, prima fattura, primo ordine, socio dal, attivo dal, data di ingresso, inizio mandato, decorrenza, klant sinds,
first matter, erstes mandat, premier dossier, primer encargo, prima pratica, primo incarico, signed, date signed,
signed on, signed up, sign up date, signup, contract signed, contract date, contract start, agreement date,
agreement signed, won, won on, date won, acquired, acquired on, acquisition date, onboard date, live since, went
live, go live, active since, active from, started, started on, from date, first contact, first deal, first job,
first project, first met, first transaction, first booking, first sale, first seen, on books since, on board since,
with us from, appointed, date appointed, instructed, enrolled, enrolment date, enrollment date, admitted, admission,
client as of, on our books since, began, entry date, open date, takeover, kickoff, unterzeichnet, unterschrieben am,
vertragsabschluss, vertrag vom, vertragsdatum, abschluss, abschlussdatum, gewonnen, gewonnen am, kunde ab,
aufgenommen, aufnahme, aufnahmedatum, aufnahme am, zugang, zugangsdatum, neukunde seit, startdatum, mandatiert seit,
mandat seit, betreut seit, übernommen, übernommen am, bei uns seit, dabei seit, beitritt, beitrittsdatum, erfasst
am, anmeldung, anmeldedatum, angemeldet am, eröffnet, eröffnung, ersttermin, erstgespräch, erstmandat,
erstlieferung, geschäftsbeziehung seit, anfang, erstbehandlung, lieferbeginn, geworben, signé, signé le, signature,
date de signature, date signature, contrat signé le, arrivé, arrivée, arrivé le, date d'arrivée, inscrit le,
inscription, date d'inscription, entré le, entrée le, adhésion, date d'adhésion, début contrat, début du contrat,
prise en charge, reprise, depuis le, ancienneté depuis, créé le, ouvert le, compte ouvert le, premier contact,
premier rendez-vous, première mission, premier achat, 1ère commande, 1ère facture, gagné le, conquis le, date
ouverture, lettre de mission, démarrage, firmado, fecha firma, fecha de firma, firma contrato, inicio contrato,
fecha inicio, fecha entrada, entrada, ingreso en, inscrito, inscripción, fecha de inscripción, captado, captado el,
fecha captación, primer contacto, primera visita, primera compra, primera cita, primera venta, f alta, dado de alta,
cliente nuevo desde, con nosotros desde, relación desde, incorporación, abierto, apertura, fecha apertura, comienzo,
arranque, matriculado, firmato, firmato il, data firma, firma mandato, data contratto, inizio contratto, iscritto
dal, iscrizione, data iscrizione, ingresso, entrato, entrato il, data apertura, apertura rapporto, prima visita,
primo contatto, primo acquisto, prima vendita, prima consulenza, acquisito, acquisizione, cliente acquisito il,
mandato dal, con noi dal, cliente dall'anno, in carico dal, assistito dal, socio da, rapporto dal, avvio, data
avvio, partenza, début de collaboration
"""

LEFT = """
left, date left, left on, leaving date, end date, end, ended, lost on, lost, date lost, closed, date closed,
churned, churn date, terminated, termination date, cancelled, cancelled on, lapsed, resigned, disengaged, client
until, until, ausgetreten, austritt, austrittsdatum, mandatsende, kundenende, ende, beendet, beendet am, gekündigt,
gekündigt am, kündigung, kündigungsdatum, verloren am, weggang, abgang, bis, vertragsende, parti, parti le, date de
départ, départ, fin, date de fin, date de sortie, sortie, perdu le, clôturé le, résilié le, résiliation, date de
résiliation, fin de relation, baja, fecha de baja, fecha baja, fin de relación, fecha fin, perdido, perdido el,
salida, cessato, cessato il, data cessazione, cessazione, uscita, data uscita, data fine, fine, fine rapporto, perso
il, disdetta, data disdetta, chiuso il, exit, exit date, exited, gone, leaver, leave date, left us, date of leaving,
departed, departure, departure date, off boarded, offboarded, withdrawn, withdrew, stopped, ceased, churn, lost
date, quit, contract ended, ended on, dismissed, inactive since, inactive from, dropped, moved away, closed on,
expired client, transfer out, ausgeschieden, ausgeschieden am, abgewandert, abgewandert am, gegangen, verloren,
kündigung zum, gekündigt zum, gekündigt per, ausgetreten am, weggegangen, abgemeldet, abgemeldet am, mandat beendet,
niedergelegt, beendigung, austritt am, storniert am, verlassen am, inaktiv seit, abmeldung, abgangsdatum, ausstieg,
ende der zusammenarbeit, kunde bis, sorti, sorti le, sortie le, parti en, perdu, perdu en, quitté le, fini le,
terminé, terminé le, arrêt, arrêté le, radié le, radiation, clos le, date de clôture, clôture, inactif depuis, fin
de contrat, fin contrat, fin de mission, résilié, date de perte, rupture, désinscrit le, f baja, dado de baja, baja
desde, fecha salida, fecha de salida, salió, salida el, perdido en, fecha pérdida, finalizado, fin contrato, fin de
contrato, cese, fecha cese, cancelado, cancelado el, inactivo desde, terminado, rescindido, cierre, abandonó,
uscito, uscito il, chiuso, chiusura, data chiusura, perso, perso nel, data perdita, fine contratto, fine mandato,
terminato, terminato il, cessato dal, recesso, data recesso, revoca, revocato il, inattivo dal, abbandono, disdetto,
data di cessazione, dimesso, dimissione
"""

LAST_CONTACT = """
last contact, last contacted, date of last contact, last meeting, last met, last call, last spoke, last spoken, last
touch, last seen, last visit, last visited, last review, last review meeting, last invoice, last order, last
instructed, last instruction, last instructed on, last activity, last stay, last gift, last donation, last purchase,
last appointment, latest contact, most recent contact, most recent meeting, letzter kontakt, letzte kontaktaufnahme,
letztes gespräch, letzter besuch, letzter termin, letzter anruf, letztes treffen, letzte bestellung, letzte
rechnung, letzter auftrag, letzte spende, letzter aufenthalt, letzte konsultation, zuletzt kontaktiert, zuletzt
gesprochen, letztkontakt, kontakt zuletzt, zuletzt gesehen, dernier contact, date du dernier contact, dernière
visite, dernier rendez-vous, dernier rdv, dernier appel, dernière rencontre, dernière facture, dernière commande,
dernier don, dernier échange, dernier séjour, dernière consultation, contacté le, último contacto, fecha último
contacto, última visita, última reunión, última llamada, última factura, último pedido, última compra, última cita,
última estancia, ultimo contatto, data ultimo contatto, ultima visita, ultimo incontro, ultima chiamata, ultima
telefonata, ultima fattura, ultimo ordine, ultimo acquisto, ultimo appuntamento, ultimo soggiorno, laatste contact,
last chat, last email, last e-mail, last phone call, last catch up, last catchup, last conversation, last lunch,
last qbr, last check in, last job, last hire, last booking, last project, last matter, last sale, last delivery,
last event, last transaction, last service, last session, last seen on, last interaction, last communication, last
engagement, last dealt with, last heard from, last reviewed, contacted, contacted on, contact date, date contacted,
met on, spoke on, recent contact, most recent order, most recent visit, latest meeting, latest order, latest visit,
kontakt am, kontakt vom, kontaktdatum, letzte besprechung, letzte lieferung, letzte buchung, letzte aktivität,
letzte mail, letztes telefonat, letzte beratung, letzte behandlung, letzte jahresgespräch, gesprochen am,
letztgespräch, letzter einkauf, besucht am, jüngster kontakt, letzte rückmeldung, letzte veranstaltung, telefoniert
am, contact le, dernier entretien, dernier achat, dernière intervention, dernière réunion, dernière relance,
dernière mission, dernière prestation, dernière réservation, dernière livraison, dernier passage, dernier mail,
derniers échanges, vu le, rencontré le, date dernier rdv, dern contact, appelé le, dernière activité, dernier soin,
vu pour la dernière fois, últ contacto, último servicio, último evento, última reserva, último correo, última
gestión, última intervención, última actividad, última entrega, último trabajo, última sesión, visto el, contactado
el, fecha contacto, última vez, última conversación, reunión más reciente, fecha última visita, último trato,
llamado el, ult contatto, ultimo colloquio, ultima mail, ultima prenotazione, ultimo intervento, ultima consegna,
ultima attività, ultima riunione, ultima consulenza, ultimo atto, ultima vendita, ultimo servizio, ultimo passaggio,
ultima seduta, ultima pratica, contattato il, sentito il, visto il, data contatto, incontrato il
"""

NEXT_CONTACT = """
next contact, next contact due, next meeting, next call, next review, next visit, next touch, next appointment,
follow up, follow up date, follow up on, next follow up, next action date, contact due, call back, callback, review
due, review date, due for review, next step date, nächster kontakt, nächstes gespräch, nächster besuch, nächster
termin, nächster anruf, nächstes treffen, wiedervorlage, wiedervorlage am, wv, kontakt fällig, prochain contact,
prochaine visite, prochain rendez-vous, prochain rdv, prochain appel, à relancer le, relance, date de relance,
prochaine relance, à rappeler, próximo contacto, próxima visita, próxima reunión, próxima llamada, próxima cita,
seguimiento, fecha de seguimiento, prossimo contatto, prossima visita, prossimo incontro, prossima chiamata,
prossimo appuntamento, da ricontattare, da richiamare, ricontattare il, richiamo, next qbr, next catch up, next
check in, next chat, next session, next step on, next touchpoint, next action, next contact on, chase, chase on,
chase date, chase up, recall, recall date, recall due, reminder, remind on, remind, diary, diary date, diarise,
diarised, bring forward, bf date, tickler, planned contact, planned call, planned visit, planned meeting, upcoming
meeting, to call, to call on, to contact on, call on, call by, contact by date, ring back, revisit, review on,
review by, reconnect on, meeting booked, follow up by, nachfassen, nachfassen am, nachfassen bis, folgetermin,
folgekontakt, folgegespräch, nächste besprechung, nächste wiedervorlage, nächste pzr, nächster schritt am, rückruf,
rückruf am, erinnerung, erinnern am, anrufen am, termin geplant, geplanter kontakt, geplanter besuch, melden am,
wieder anrufen, kontakt geplant, kontaktieren am, wvl, wv datum, wv am, vorlage am, rdv suivant, prochain entretien,
prochain échange, prochain suivi, prochaine réunion, prochaine action, prochaine étape le, à recontacter, à
recontacter le, recontacter le, à contacter le, à rappeler le, rappel, rappeler le, rappel le, relancer le, relance
le, relance prévue, rdv prévu, rendez-vous prévu, suivi prévu, à voir le, échéance de relance, suite à donner le,
contact prévu, próximo paso, próxima gestión, próxima acción, próxima revisión, próximo seguimiento, próximo evento,
volver a llamar, llamar el, contactar el, recordatorio, recordar, aviso, avisar el, cita prevista, visita prevista,
contacto previsto, rellamada, revisar el, siguiente contacto, siguiente cita, siguiente visita, siguiente llamada,
agenda, prossimo passo, prossima azione, prossimo follow up, prossima revisione, prossimo colloquio, prossima
telefonata, contatto successivo, richiamare, richiamare il, da chiamare, da contattare il, da risentire, risentire
il, risentire, promemoria, ricordare il, appuntamento previsto, visita prevista il, incontro previsto, scadenzario,
agenda il, da sentire, call again
"""

REASON = """
reason, reason for leaving, reason left, reason lost, why left, why they left, leaving reason, exit reason, reason
for loss, loss reason, lost reason, churn reason, cancellation reason, why, grund, kündigungsgrund, austrittsgrund,
abgangsgrund, verlustgrund, grund der kündigung, grund für weggang, warum, motif, motif de départ, raison, raison du
départ, raison de départ, motif de résiliation, cause du départ, motivo, motivo de baja, causa de baja, motivo de la
baja, razón de baja, motivo de salida, motivo cessazione, motivo uscita, motivo di uscita, motivo della cessazione,
motivo disdetta, causa, reasons, exit reasons, reason for exit, reason gone, reason for departure, cause, cause of
loss, why gone, why did they leave, why lost, why they went, why cancelled, went where, leaver reason, explanation,
reason given, stated reason, grounds, gründe, weshalb, warum gegangen, warum verloren, warum gekündigt, warum weg,
begründung, ursache, anlass, grund austritt, grund kündigung, grund abgang, grund verlust, grund weggang, grund des
austritts, wechselgrund, beendigungsgrund, stornogrund, abwanderungsgrund, trennungsgrund, raisons, motifs,
pourquoi, pourquoi parti, cause de départ, cause de perte, motif perte, motif de perte, motif départ, motif de
sortie, motif sortie, motif résiliation, motif de rupture, raison de la perte, raison sortie, raison de sortie,
explication, motif d'arrêt, motivos, causa de la baja, causa baja, causa salida, causa de salida, causa pérdida,
causa de pérdida, motivo baja, motivo salida, motivo de pérdida, motivo pérdida, por qué, por qué se fue, por qué se
fueron, razón, razones, razón baja, razón de salida, razón de la baja, motivo cese, motivo de cancelación, motivi,
perché, perché uscito, perché perso, perché se n'è andato, causa uscita, causa perdita, causa cessazione, motivo
perdita, motivo della perdita, motivo abbandono, motivo di cessazione, motivo recesso, motivo chiusura, motivo fine,
motivazione, ragione, ragione uscita
"""

RETENTION = """
retention, retention estimate, retention rate, retention %, retention chance, renewal chance, renewal, renewal
probability, renewal likelihood, chance to stay, chance of renewal, likelihood to stay, probability of renewal,
probability to stay, loyalty %, stay probability, will stay, bleibewahrscheinlichkeit,
verlängerungswahrscheinlichkeit, bindungsquote, bindung, kundenbindung, bleibequote, rétention, taux de rétention,
fidélité, taux de fidélité, probabilité de renouvellement, renouvellement, retención, tasa de retención, fidelidad,
probabilidad de renovación, renovación, fedeltà, tasso di fidelizzazione, fidelizzazione, probabilità di rinnovo,
rinnovo, tasso di retention, ret, chance of staying, chance they stay, chances to stay, likely to stay, likely to
renew, likelihood of renewal, likelihood of staying, renewal odds, renewal rate, renew probability, prob of renewal,
prob renewal, probability of staying, odds of renewal, stay %, keep rate, loyalty rate, stickiness, bleibt, bleibt
wahrscheinlich, verbleib, verbleibswahrscheinlichkeit, haltequote, treue, kundentreue, treuequote,
wiederbeauftragung, chance verlängerung, wahrscheinlichkeit verlängerung, retentionsrate, retention quote,
verlängerungschance, verlängerungsquote, erneuerungswahrscheinlichkeit, proba renouvellement, probabilité de rester,
chance de rester, chances de renouvellement, chances de rester, taux de renouvellement, taux de fidélisation,
fidélisation, prob renovación, prob de renovación, posibilidad de renovación, probabilidad de seguir, probabilidad
de permanencia, permanencia, tasa de renovación, tasa de fidelidad, índice de fidelidad, fidelización, prob rinnovo,
prob di rinnovo, possibilità di rinnovo, probabilità che resti, probabilità di permanenza, tasso di rinnovo, tasso
di fedeltà, indice di fedeltà
"""

SCORE = """
score, rating, client score, client rating, customer score, satisfaction, client satisfaction, satisfaction score,
nps, nps score, stars, points, credit score, credit rating, health, health score, risk score, loyalty score,
bewertung, zufriedenheit, kundenzufriedenheit, punkte, bonität, sterne, notation, satisfaction client, points
fidélité, évaluation, étoiles, note sur 10, puntuación, valoración, satisfacción, puntos, nota media, estrellas,
valutazione, punteggio, soddisfazione, voto, stelle, happiness, happy, happiness score, csat, csat score, mood,
sentiment, temperature, feeling, client health, account health, relationship health, relationship score,
relationship strength, strength, engagement score, satisfaction rating, satisfaction level, satisfaction index,
feedback score, review score, star rating, risk, risk level, rag, rag status, risk rating, grading, marks, mark,
likelihood to recommend, index, lead score, fit score, value score, punktzahl, score wert, note 1-5, kundennote,
schulnote, stimmung, laune, glücklich, zufrieden, zufriedenheitswert, zufriedenheitsindex, zufriedenheitsgrad,
ampel, risiko, risikoklasse, bonitätsindex, beurteilung, kundenwert punkte, punktwert, punktestand, scoring, humeur,
satisfait, indice de satisfaction, niveau de satisfaction, taux de satisfaction, satisfaction /10, satisfaction /5,
note /10, note /5, note satisfaction, note client, appréciation, cote, cotation, indice, santé, météo, risque, score
client, calificación, satisfacción cliente, índice de satisfacción, nivel de satisfacción, grado de satisfacción,
contento, felicidad, ánimo, estado de ánimo, semáforo, riesgo, evaluación, valoración cliente, puntaje, estrella,
salud, gradimento, indice di gradimento, contentezza, felicità, umore, soddisfazione cliente, indice di
soddisfazione, livello di soddisfazione, grado di soddisfazione, rischio, giudizio, valutazione cliente, punti,
salute, feedback, gradimento 1-5
"""

CURRENCY = """
currency, ccy, curr, cur, currency code, invoice currency, billing currency, währung, whg, devise, monnaie, moneda,
divisa, valuta, currencies, curr code, fx, trading currency, rechnungswährung, belegwährung, währungscode, devises,
code devise, monnaie de facturation, moneda factura, moneda de factura, divisa factura, valuta fattura, divisa
fattura, codice valuta
"""

INVOICE_NUMBER = """
invoice number, invoice no, invoice id, invoice #, invoice, invoice ref, inv no, inv number, inv, bill number, bill
no, order number, order no, order id, order, order ref, document number, document no, doc no, receipt no, voucher
no, rechnungsnummer, rechnungs nr, rechnung nr, re nr, rechnungsnr, rechnung, rg nr, belegnummer, beleg nr, belegnr,
auftragsnummer, auftrags nr, bestellnummer, bestell nr, numéro de facture, n° de facture, n° facture, no facture,
facture, réf facture, n° de commande, n° commande, numéro de commande, n° pièce, número de factura, nº factura, nº
de factura, núm factura, num factura, factura, n° factura, pedido, número de pedido, nº pedido, numero fattura, n
fattura, n. fattura, nr fattura, fattura, fattura n, numero ordine, n ordine, n. ordine, n documento, n. documento,
invoice nbr, invoice code, inv ref, inv id, tax invoice no, bill ref, bill, billing no, sales order, so number, so
no, po number, po no, credit note no, fee note, fee note no, fee note number, job no, job number, ticket no,
rechnungs id, re nummer, rg nummer, rnr, rn, faktura nr, fakturanummer, fakturanr, honorarnote, honorarnote nr,
vorgangsnummer, vorgang nr, lieferschein, lieferschein nr, lieferscheinnr, kostennote, fact n°, n° fact, réf pièce,
pièce, numéro de pièce, n° avoir, bon de commande, n° bon, n° bdc, note d'honoraires, n° note, fra, nº fra, fra nº,
núm fra, n fra, albarán, nº albarán, número de albarán, minuta nº, nº minuta, documento, nº documento, ft, n ft, ft
n, fatt, fatt n, n fatt, nr fatt, num fattura, numero documento, nr documento, doc, n doc, parcella n, n parcella,
ddt, n ddt, ordine, commessa
"""

INVOICE_DATE = """
invoice date, date of invoice, date invoiced, invoiced on, bill date, billing date, billed on, order date, date of
order, ordered on, document date, posting date, tax point, transaction date, rechnungsdatum, re datum, rg datum,
rechnung vom, belegdatum, buchungsdatum, bestelldatum, auftragsdatum, date de facture, date facture, date de
facturation, date d'émission, date de commande, date commande, date de pièce, fecha de factura, fecha factura, fecha
de emisión, fecha de pedido, fecha pedido, fecha fra, data fattura, data documento, data emissione, data ordine,
data di emissione, del, date, datum, fecha, data, inv date, inv dt, invoice dt, date billed, issue date, issued,
issued on, date issued, date of issue, fee note date, raised, raised on, date raised, document dt, booking date,
value date, rg dat, re dat, rech datum, ausgestellt am, ausstellungsdatum, ausgestellt, fakturadatum, rechnungstag,
datum der rechnung, belegtag, lieferdatum, leistungsdatum, date fact, date de la facture, facturé le, émise le, émis
le, émission, date pièce, date bc, date de bon, f fra, f factura, fecha fact, emitida, emitida el, fecha documento,
fecha albarán, fecha minuta, fecha emisión, data fatt, data ft, dt fattura, dt doc, data doc, emessa il, emissione,
data emissione fattura, data della fattura, data parcella
"""

INVOICE_AMOUNT = """
invoice amount, net amount, amount net, amount excl vat, amount ex vat, invoice total, order amount, order value,
order total, invoice value, line amount, line total, amount, net, net value, net total, subtotal, value, total,
amount invoiced, amount due, gross amount, amount incl vat, gross, rechnungsbetrag, nettobetrag, betrag netto,
netto, netto betrag, betrag, summe, gesamtbetrag, rechnungssumme, auftragswert, bestellwert, bruttobetrag, brutto,
montant ht, total ht, montant hors taxes, montant net, montant, montant facture, montant ttc, total ttc, base
imponible, importe neto, importe, importe sin iva, total factura, importe total, imponibile, importo netto, importo,
importo imponibile, totale imponibile, totale fattura, totale, totale documento, fees, revenue, sales, umsatz,
honorar, honoraires, honorarios, onorari, chiffre d'affaires, facturado, fatturato, inv amount, inv amt, inv total,
inv value, amt, net amt, amount gbp, invoice net, total net, total amount, total invoiced, total gross, total excl
vat, total ex vat, gross total, net fee, net invoice, fee note amount, billed amount, amount billed, sum, price,
line value, ext price, rg betrag, re betrag, rg summe, re summe, rechnungswert, rechnungsendbetrag, endbetrag,
endsumme, nettosumme, netto summe, summe netto, gesamt netto, netto gesamt, gesamtsumme, bruttosumme, zahlbetrag,
warenwert, nettowert, rechnung netto, auftragsbetrag, preis, montant net ht, total net ht, net ht, net à payer, ht,
ttc, montant de la facture, montant total, prix, prix ht, sous total ht, base ht, total hors taxe, total sin iva,
base, base imp, b imponible, bruto, neto, total neto, importe bruto, importe factura, importe de la factura, total a
pagar, precio, total con iva, totale netto, netto fattura, importo fattura, importo totale, importo documento,
totale ft, tot fattura, tot documento, totale imponibile fattura, lordo, totale iva esclusa, imponibile fattura,
prezzo, valore
"""
