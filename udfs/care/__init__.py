"""Care for the clients one has.

- `contacts`: when to be in touch again, and how many people hold the bond: contact_due, days_overdue.
- `account_managers`: how the book is spread, and who should have whom: load.
"""

from udfs.care.account_managers import load
from udfs.care.contacts import contact_due, days_overdue

__all__ = [
    "contact_due",
    "days_overdue",
    "load",
]
