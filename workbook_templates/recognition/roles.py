"""What the columns of a client list can be: each role once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbook_templates.recognition import wordings_of_clients, wordings_of_dealings

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


CLIENT = _role("Client", "text", wordings_of_clients.CLIENT)
CLIENT_NUMBER = _role("Client number", "any", wordings_of_clients.CLIENT_NUMBER)
FEES = _role("Fees", "money", wordings_of_dealings.FEES)
MARGIN = _role("Margin", "any", wordings_of_dealings.MARGIN)
COST_TO_SERVE = _role("Cost to serve", "money", wordings_of_dealings.COST_TO_SERVE)
JOINED = _role("Joined", "date", wordings_of_dealings.JOINED)
LEFT = _role("Left", "date", wordings_of_dealings.LEFT)
LAST_CONTACT = _role("Last contact", "date", wordings_of_dealings.LAST_CONTACT)
NEXT_CONTACT = _role("Next contact", "date", wordings_of_dealings.NEXT_CONTACT)
ACCOUNT_MANAGER = _role("Account manager", "text", wordings_of_clients.ACCOUNT_MANAGER)
SOURCE = _role("Source", "text", wordings_of_clients.SOURCE)
REASON = _role("Reason", "text", wordings_of_dealings.REASON)
SECTOR = _role("Sector", "text", wordings_of_clients.SECTOR)
RETENTION = _role("Retention", "share", wordings_of_dealings.RETENTION)
SCORE = _role("Score", "any", wordings_of_dealings.SCORE, several=True)
EMAIL = _role("E-mail", "text", wordings_of_clients.EMAIL, several=True)
PHONE = _role("Phone", "any", wordings_of_clients.PHONE, several=True)
NOTES = _role("Notes", "text", wordings_of_clients.NOTES, several=True)
TIER = _role("Tier", "text", wordings_of_clients.TIER)
CURRENCY = _role("Currency", "text", wordings_of_dealings.CURRENCY)
INVOICE_NUMBER = _role("Invoice number", "any", wordings_of_dealings.INVOICE_NUMBER, of="invoices")
INVOICE_DATE = _role("Invoice date", "date", wordings_of_dealings.INVOICE_DATE, of="invoices")
INVOICE_AMOUNT = _role("Invoice amount", "money", wordings_of_dealings.INVOICE_AMOUNT, of="invoices")
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
