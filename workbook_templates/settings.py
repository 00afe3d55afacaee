"""The settings that templates and buttons share: every number that a formula would otherwise hold, under its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workbook_templates.client_list import Assumptions
from workbook_templates.sentences import MONTHS
from workbook_templates.style import Kind

TIERS = (
    ("Platinum", 0.2, "Most profitable, loyal, willing to try what is new: one partner, all the care there is."),
    ("Gold", 0.5, "Profitable, but compares and spreads its work: win a larger share of it."),
    ("Iron", 0.8, "The volume that fills capacity: good service at moderate cost."),
    ("Lead", None, "Costs money or attention beyond what it pays: reprice, simplify, or part as friends."),
)
QUADRANTS = (
    ("Key", "Long with us and a high margin: protect."),
    ("Maintain", "Long with us, a lower margin: keep it easy, offer what they come to need."),
    ("Develop", "A high margin, not long with us: deepen the bond before somebody else does."),
    ("Review", "Neither: decide what effort they deserve."),
)

_MONTH_NAMES = "".join(month[:3] for month in MONTHS)
_AFTER_THE_DAY = 'TRIM(MID(year_end,FIND(" ",year_end)+1,9))'
# Filled up to three letters, for one letter would be found in many months.
YEAR_END_MONTH = f'(FIND(PROPER(LEFT({_AFTER_THE_DAY}&"---",3)),"{_MONTH_NAMES}")+2)/3'
"""The number of the month in which the financial year ends, as part of a formula."""
YEAR_END_DAY = 'VALUE(LEFT(year_end,FIND(" ",year_end)-1))'
"""The day of that month on which it ends, as part of a formula."""
_YEAR_END_EXISTS = (
    f"AND(MOD({YEAR_END_MONTH},1)=0,MOD({YEAR_END_DAY},1)=0,{YEAR_END_DAY}>=1,"
    # Of a leap year: 29 February is a day.
    f"{YEAR_END_DAY}<=DAY(DATE(2024,{YEAR_END_MONTH}+1,0)))"
)


@dataclass(frozen=True)
class Setting:
    """One named cell.

    Attributes:
        label: what stands before it.
        name: its name in formulas.
        value: what it starts with; None is blank.
        kind: what it holds.
        unit: in what it is typed.
        meaning: what it does, in a sentence.
        allowed: what may be typed, in XlsxWriter's words.
        words: words that may stand in place of a number.
        may_be_blank: whether blank is an answer, too.
        must: what must hold of a text, as part of a formula; in error, it does not.
    """

    label: str
    name: str
    value: Any
    kind: Kind
    unit: str
    meaning: str
    allowed: dict[str, Any] | None = None
    words: tuple[str, ...] = ()
    may_be_blank: bool = False
    must: str = ""

    @property
    def fault(self) -> str:
        """1 where the cell holds what it must not, else 0, as part of a formula; an error in the cell is an error."""
        name = self.name
        if self.must:
            fault = f"IF(IFERROR({self.must},FALSE),0,1)"
        elif self.kind == "text":
            choices = (self.allowed or {}).get("source")
            among = [f'{name}="{word}"' for word in choices] if isinstance(choices, list) else [f"NOT(ISERROR({name}))"]
            fault = f"IF(OR({','.join(among)}),0,1)"
        else:
            allowed = self.allowed or {}
            held = [f"ISNUMBER({name})"]
            if self.kind == "date":
                held.append(f"N({name})>=1")
            elif allowed.get("criteria") == "between":
                held += [f"N({name})>={allowed['minimum']}", f"N({name})<={allowed['maximum']}"]
            elif allowed.get("criteria") == ">=":
                held.append(f"N({name})>={allowed['value']}")
            fault = f"IF(AND({','.join(held)}),0,1)"
            for word in self.words:
                fault = f'IF({name}="{word}",0,{fault})'
        return f'IF({name}="",0,{fault})' if self.may_be_blank else fault


def valuation_date(days: Iterable[date | None], latest_year: int, left: Iterable[date | None] = ()) -> date:
    """The day as of which a book of one's own list is valued at first.

    It is the last day that the list knows of, its last year of fees being one that ended on 31 December; but today
    where it knows of none, or of a day to come. That a client will leave is known beforehand: days of leaving count
    only where there is no year of fees.

    Args:
        days: on which something happened: somebody joined, was spoken to or invoiced.
        latest_year: the latest year of its columns of fees; 0 where none is known.
        left: days on which clients left.
    """
    ended = [date(latest_year, 12, 31)] if latest_year else left
    return min(max((day for day in (*days, *ended) if day is not None), default=date.today()), date.today())


def valuation_date_in_words(day: date) -> str:
    """The sentence by which every book of one's own list says as of when it is valued."""
    why = "today" if day == date.today() else "the last day that the list knows of"
    return f"Valued as of {day.day} {day:%B %Y}, {why}: set as_of on sheet Settings if another day is meant."


def one_of(*words: str) -> dict[str, Any]:
    """What may be typed: one of these words."""
    return {"validate": "list", "source": list(words)}


def between(low: float, high: float, message: str) -> dict[str, Any]:
    """What may be typed: a number between two."""
    return {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": "Not a share", "error_message": message, "ignore_blank": True,
    }  # fmt: skip


SHARE_ALLOWED = between(0, 1, "Write a share between 0% and 100%, such as 85%.")


def groups(firm: str, given: Assumptions) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """The settings in their groups, each group with its heading."""
    rate = between(-0.99, 0.99, "Write a yearly rate, such as 10%.")
    return (
        (
            "The book",
            (
                Setting("Firm", "firm", firm, "text", "", "Stands in the headings."),
                Setting(
                    "Valuation date", "as_of", given.as_of, "date", "date",
                    "Tenure and days overdue are counted to this day. It stands still until you type another.",
                ),
                Setting(
                    "Financial year ends", "year_end", given.year_end, "text", "day",
                    "What a year in the headings of the fee columns means: a day and a month in English, as 31 March.",
                    must=_YEAR_END_EXISTS,
                ),
                Setting("Currency", "currency", given.currency, "text", "sign", "Stands before amounts in sentences."),
                Setting(
                    "Unit", "unit", given.unit, "text", "word", "Amounts are typed in ones, thousands or millions.",
                    one_of("one", "thousand", "million"),
                ),
            ),
        ),
        (
            "What a client is worth",
            (
                Setting(
                    "Fees a year", "fee_basis", given.fee_basis, "text", "word",
                    "latest: fees of the last year. average: average of the years filled in, where fees jump about.",
                    one_of("latest", "average"),
                ),
                Setting(
                    "Margin where no cost is known", "margin_share", given.margin_share, "rate", "of fees",
                    "Used for clients whose cost to serve is blank.", SHARE_ALLOWED,
                ),
                Setting(
                    "Discount rate", "rate", given.rate, "rate", "a year",
                    "What money a year later loses in worth today.", rate,
                ),
                Setting(
                    "Retention", "retention", given.retention, "share", "a year",
                    "The chance that a client stays a year, where the register has no estimate.", SHARE_ALLOWED,
                ),
                Setting(
                    "Timing", "timing", given.timing, "text", "word",
                    "When a year's margin arrives: end (as Excel's NPV), mid or start of the year.",
                    one_of("end", "mid", "start"),
                ),
                Setting(
                    "First year", "first", given.first, "text", "word",
                    "at risk: next year's margin comes only if the client stays. certain: it is already sure.",
                    one_of("certain", "at risk"),
                ),
                Setting("Growth of margin", "growth", given.growth, "rate", "a year", "Of a client who stays.", rate),
                Setting(
                    "Horizon", "periods", None, "count", "years", "Blank: as long as the relationship may last.",
                    {"validate": "integer", "criteria": ">=", "value": 0, "ignore_blank": True}, may_be_blank=True,
                ),
            ),
        ),
        (
            "How clients are ranked",
            (
                Setting(
                    "Tiers are cut by", "tier_method", "rank", "text", "word",
                    "rank: by share of clients. share: by the share of value that better clients bring.",
                    one_of("rank", "share"),
                ),
                Setting(
                    "Core of clients", "pareto_share", 0.2, "share", "of clients",
                    "How much do they bring? Often 20% bring 80%.", SHARE_ALLOWED,
                ),
                Setting(
                    "Matrix: long with us from", "matrix_tenure_cut", "median", "years", "years",
                    "A number of years, or median: half of the clients on each side.", words=("median", "mean"),
                ),
                Setting(
                    "Matrix: high margin from", "matrix_margin_cut", "median", "money", "money",
                    "An amount a year, or median.", words=("median", "mean"),
                ),
            ),
        ),
    )  # fmt: skip


def setting(name: str, given: Assumptions) -> Setting:
    """One of the settings, for a book in which it stands elsewhere.

    Raises:
        KeyError: there is no such setting.
    """
    ((_, (found,)),) = chosen("", given, name)
    return found


def chosen(firm: str, given: Assumptions, *names: str) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """Those of the settings, in their groups, that a book needs.

    Raises:
        KeyError: there is no such setting.
    """
    found = tuple(
        (heading, tuple(setting for setting in settings if setting.name in names))
        for heading, settings in groups(firm, given)
    )
    unknown = set(names) - {setting.name for _, settings in found for setting in settings}
    if unknown:
        raise KeyError(f"There is no setting {', '.join(sorted(unknown))}.")
    return tuple((heading, settings) for heading, settings in found if settings)


def reworded(
    groups: tuple[tuple[str, tuple[Setting, ...]], ...], words: Mapping[str, tuple[str, str]]
) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
    """The groups with other labels and meanings, by name, where a book has no register that they speak of."""
    return tuple(
        (heading, tuple(_reworded(each, *words.get(each.name, (each.label, each.meaning))) for each in settings))
        for heading, settings in groups
    )


def _reworded(setting: Setting, label: str, meaning: str) -> Setting:
    return replace(setting, label=label, meaning=meaning)
