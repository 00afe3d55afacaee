"""The lists of the exit interviews: who left, and why; the reasons, and which of them are in the firm's hands."""

from __future__ import annotations

from workbook_templates.pages.list_page import (
    AMOUNT_ALLOWED,
    DATE_ALLOWED,
    YES_OR_NO,
    Column,
    cell_of,
    letter_for_letter,
    one_of_these,
    same_as,
)
from workbook_templates.recognition.roles import ACCOUNT_MANAGER, CLIENT, FEES, LEFT, NOTES, REASON

EXITS, REASONS = "Exits", "Reasons"


def exits() -> tuple[Column, ...]:
    """The columns of the log."""

    def this(heading: str) -> str:
        return cell_of(EXITS, heading)

    client, value, ours = this("Client"), this("Value lost"), this("Ours")
    judged = f"INDEX({REASONS}[In our hands],MATCH({letter_for_letter(this('Counted as'))},{REASONS}[Reason],0))"
    return (
        Column("Client", "text", 27, role=CLIENT, required=True),
        Column("Account manager", "text", 19, role=ACCOUNT_MANAGER),
        Column("Left", "date", 13, "first day gone", role=LEFT, allowed=DATE_ALLOWED),
        Column("Fees", "money", 12, "=money_unit_a_year", role=FEES, required=True, allowed=AMOUNT_ALLOWED),
        Column("Reason", "text", 24, role=REASON, required=True, allowed=one_of_these("reason_choices")),
        Column(
            "In our hands", "text", 14, "else as Reasons", allowed=YES_OR_NO,
            headings=("Controllable", "Avoidable", "Preventable", "Could have been kept", "Our fault", "Vermeidbar",
                      "Évitable", "Evitable", "Evitabile"),
        ),
        Column(
            "Won back", "text", 11, "yes or no", allowed=YES_OR_NO,
            headings=("Regained", "Came back", "Returned", "Recovered", "Zurückgewonnen", "Reconquis", "Recuperado",
                      "Riconquistato"),
        ),
        Column(
            "Asked on", "date", 13, "exit interview", allowed=DATE_ALLOWED,
            headings=("Exit interview", "Interviewed", "Interview date", "Date of interview", "Asked", "Gefragt am",
                      "Austrittsgespräch", "Entretien de départ", "Entrevista de salida", "Colloquio di uscita"),
        ),
        Column("What they said", "text", 50, role=NOTES, headings=("Comment", "Comments", "Remarks", "Answer")),
        Column(
            "Counted as", "text", 24,
            formula=f'=IF({client}="","",IF(TRIM({this("Reason")})="","Not recorded",TRIM({this("Reason")})))',
        ),
        Column(
            "Ours", "text", 9,
            formula=f'=IF({client}="","",IF({this("In our hands")}<>"",{this("In our hands")}&"",'
            f'IFERROR({judged}&"","")))',
        ),
        Column(
            "Value lost", "money", 13, "=money_unit",
            formula=f'=IF(OR({client}="",{this("Fees")}=""),"",REL_CLV(N({this("Fees")})*margin_share,retention,rate,'
            "timing,first,growth,periods))",
        ),
        Column(
            "To win back", "money", 14, "ours, still gone",
            formula=f'=IF(AND(ISNUMBER({value}),{ours}="yes",{this("Won back")}<>"yes"),{value},"")',
        ),
    )  # fmt: skip


def reasons() -> tuple[Column, ...]:
    """The columns of the reasons."""
    reason = cell_of(REASONS, "Reason")
    return (
        Column("Reason", "text", 30),
        Column("In our hands", "text", 14, "yes or no", allowed=YES_OR_NO),
        Column("What we do about it", "text", 70),
        Column(
            "Exits",
            "count",
            10,
            "clients",
            formula=f'=IF({reason}="","",COUNTIF({EXITS}[Counted as],{same_as(reason)}))',
        ),
    )
