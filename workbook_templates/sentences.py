"""Parts of the sentences that a workbook says: amounts, shares, counts and days in words, as formulas."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def amount(cell: str) -> str:
    """An amount in words, by the settings currency and unit: £340,000 or £3.5 million."""
    size = f"ABS({cell})"
    return (
        f'IF({cell}<0,"-","")&currency&IF(AND(unit="one",{size}>=1000000),FIXED({size}/1000000,1)&" million",'
        f'FIXED({size},IF(AND({size}>0,{size}<100),2,0))&IF(unit="one",""," "&unit))'
    )


def percent(cell: str) -> str:
    """A share in words: 71%."""
    return f'FIXED(100*{cell},0)&"%"'


def count_of(count: str, one: str, many: str) -> str:
    """A count with its noun: 1 client, 7 clients."""
    return f'{count}&IF({count}=1," {one}"," {many}")'


UNRECORDED = (
    'IF(unrecorded_count=0,""," With "&unrecorded_count&IF(unrecorded_count=1," client"," clients")&'
    '" no contact is recorded.")'
)
"""What is said of clients who are not late, since nothing is known of a contact, as part of a formula."""


def day(cell: str) -> str:
    """A day in words: 30 April 2026; blank where the cell holds no date."""
    months = ",".join(f'"{month}"' for month in MONTHS)
    return f'IF(N({cell})<1,"",DAY({cell})&" "&CHOOSE(MONTH({cell}),{months})&" "&YEAR({cell}))'


MONEY_UNIT = 'TRIM(IF(unit="one",currency,currency&" "&unit))'
"""In what amounts are typed, by the settings: £, or £ thousand."""
