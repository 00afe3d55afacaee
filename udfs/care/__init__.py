"""Care for the clients one has.

- `barriers`: what holds a client: barriers.
- `whitespace`: what else to offer: whitespace.
- `contacts`: when to be in touch again, and how many people hold the bond: contact_due, days_overdue, contacts.
- `calendar`: anniversaries and birthdays: next_date, key_dates.
- `account_managers`: how the book is spread: load.
- `assignment`: who should have whom: assign.
- `ladder`: how far a client has come: stage.
- `scoring`: a prospect against the ideal client: score.
- `weights`: how much each barrier or attribute counts.
"""

from udfs.care.account_managers import load
from udfs.care.assignment import assign
from udfs.care.barriers import barriers
from udfs.care.calendar import key_dates, next_date
from udfs.care.contacts import contact_due, contacts, days_overdue
from udfs.care.ladder import stage
from udfs.care.scoring import score
from udfs.care.whitespace import whitespace

__all__ = [
    "assign",
    "barriers",
    "contact_due",
    "contacts",
    "days_overdue",
    "key_dates",
    "load",
    "next_date",
    "score",
    "stage",
    "whitespace",
]
