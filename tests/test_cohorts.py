"""The cohort triangle: rates and counts on the clients' own anniversaries."""

from __future__ import annotations

import calendar
import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, cohorts
from udfs.errors import NotEnough, OutOfDomain

MONTHS = {"year": 12, "quarter": 3, "month": 1}


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def edate(day, months):
    """Excel's EDATE: the same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


# Published values


@pytest.mark.parametrize(
    ("day", "after"),
    [  # Microsoft, EDATE function: 15-Jan-11 a month later; Excel's own answers for 31-Jan-11 and 29-Feb-12
        ("2011-01-15", "2011-02-15"),
        ("2011-01-31", "2011-02-28"),
        ("2012-02-29", "2012-03-29"),
    ],
)
def test_an_anniversary_is_where_edate_says(day, after):
    later = datetime.date.fromisoformat(after)
    left = column([later, later + datetime.timedelta(1), None])
    rows = call("REL_COHORTS", column([day] * 3), left, after, "month", "count", None, False)
    assert rows[0][1:] == [3, 2]
    day_before = later - datetime.timedelta(1)
    assert call("REL_COHORTS", column([day] * 3), left, day_before, "month", "count", None, False)[0][1:] == [3]


# Laws


def by_definition(clients, as_of, unit, year_start):
    """The triangle as counts, {cohort: [clients, count 1, count 2, ...]}, from (joined, left) in dates."""
    groups = {}
    for joined, left in clients:
        if joined <= as_of:
            shifted = joined.year * 12 + joined.month - 1 - (year_start - 1)
            groups.setdefault(shifted // MONTHS[unit], []).append((joined, left))
    triangle = {}
    for cohort, members in sorted(groups.items()):
        counts, k = [len(members)], 1
        while all(edate(joined, k * MONTHS[unit]) <= as_of for joined, _ in members):
            there = [left is None or left > edate(joined, k * MONTHS[unit]) for joined, left in members]
            counts.append(sum(there))
            k += 1
        triangle[cohort] = counts
    return triangle


days = st.dates(datetime.date(2019, 11, 25), datetime.date(2024, 3, 5))
awkward = st.sampled_from([datetime.date(2020, 2, 29), datetime.date(2021, 1, 31), datetime.date(2021, 12, 31)])
spells = st.lists(st.tuples(days | awkward, st.none() | st.integers(0, 1200)), min_size=1, max_size=15)


@settings(max_examples=150)
@given(spells, days | awkward, st.sampled_from(sorted(MONTHS)), st.integers(1, 12))
def test_the_triangle_counts_who_is_there_on_each_anniversary(spells, as_of, unit, year_start):
    clients = [(day, None if stay is None else day + datetime.timedelta(stay)) for day, stay in spells]
    expected = by_definition(clients, as_of, unit, year_start)
    lists = column([day for day, _ in clients]), column([left for _, left in clients]), as_of, unit
    answer = call("REL_COHORTS", *lists, "count", year_start)
    if not expected:
        assert answer.code == "#N/A"
        return
    width = max(map(len, expected.values()))
    padded = [[*counts, *[""] * (width - len(counts))] for counts in expected.values()]
    assert answer[0] == ["cohort", "clients", *range(1, width)]
    assert [row[1:] for row in answer[1:-1]] == padded
    shown = [[row[k] for row in padded if row[k] != ""] for k in range(width)]
    assert answer[-1] == ["Total", *map(sum, shown)]
    rates = call("REL_COHORTS", *lists, "rate", year_start)
    for row, counts in zip(rates[1:-1], padded, strict=True):
        assert row[1] == counts[0]
        assert row[2:] == [count if count == "" else pytest.approx(count / counts[0]) for count in counts[1:]]
    sizes = [sum(row[0] for row in padded if row[k] != "") for k in range(width)]
    average = [sum(counts) / size for counts, size in zip(shown[1:], sizes[1:], strict=True)]
    assert rates[-1] == ["Average", answer[-1][1], *map(pytest.approx, average)]


def test_the_names_of_cohorts():
    joined = column(["2023-02-15", "2024-05-01"])

    def names(unit, year_start):
        return [row[0] for row in call("REL_COHORTS", joined, None, "2025-01-01", unit, None, year_start, False)]

    assert names("year", 1) == [2023, 2024, "Average"]
    assert names("year", 4) == ["2022/23", "2024/25", "Average"]
    assert names("quarter", 1) == ["2023 Q1", "2024 Q2", "Average"]
    assert names("quarter", 4) == ["2022/23 Q4", "2024/25 Q1", "Average"]
    assert names("month", 1) == names("month", 7) == ["2023-02", "2024-05", "Average"]
    assert call("REL_COHORTS", ["1999-12-01"], None, "2000-06-01", None, None, 10)[1][0] == "1999/00"


def test_the_31st_has_its_anniversary_on_the_last_day_of_a_shorter_month():
    joined, left = column(["2021-01-31"] * 3), column(["2021-02-28", "2021-03-01", "2021-03-31"])
    rows = call("REL_COHORTS", joined, left, "2021-03-31", "month", "count", None, False)
    assert rows[0] == ["2021-01", 3, 2, 0]
    rows = call("REL_COHORTS", joined, left, "2021-03-30", "month", "count", None, False)
    assert rows[0] == ["2021-01", 3, 2]


def test_left_on_the_day_of_joining_is_never_there_and_left_later_than_the_valuation_date_is_still():
    joined, left = column(["2020-01-01"] * 2), column(["2020-01-01", "2026-01-01"])
    assert call("REL_COHORTS", joined, left, "2022-06-01", None, "count", None, False)[0] == [2020, 2, 1, 1]


def test_the_latest_of_a_cohort_decides_what_is_shown():
    joined = column(["2020-01-01", "2020-12-31"])
    assert call("REL_COHORTS", joined, None, "2021-12-30")[0] == ["cohort", "clients"]
    assert call("REL_COHORTS", joined, None, "2021-12-31")[1] == [2020, 2, 1.0]


def test_what_was_left_out_is_told():
    told = call("REL_EXPLAIN", "REL_COHORTS", column([40000, 40100, 50000]), column([40200, None, None]), 45000)
    because = [says for part, _, says in told if part == "because"]
    assert because == [
        "2 clients counted: 1 had left by 2023-03-15, 1 had not",
        "1 who joined after 2023-03-15 left out",
    ]


def test_the_first_days_of_excel():
    rows = call("REL_COHORTS", column([1, 59, 61]), None, 500, "month", "count", None, False)
    assert [row[0] for row in rows[:-1]] == ["1900-01", "1900-02", "1900-03"]


# Refusals


def test_nobody_joined_yet():
    assert fault(call("REL_COHORTS", column([45000]), None, 44999)) == (
        "#N/A",
        "joined: must hold somebody who joined on or before as_of, 2023-03-14",
    )
    with pytest.raises(NotEnough):
        cohorts.cohorts([45000], [np.nan], 44999)


def test_left_before_joined():
    assert fault(call("REL_COHORTS", column([45000, 45001]), column([None, 45000]), 45100)) == (
        "#NUM!",
        "left, row 2: must not be before joined, got the date 2023-03-15",
    )


def test_more_than_a_sheet_can_show():
    assert fault(call("REL_COHORTS", column([1, 2_000_000]), None, 2_000_000, "month")) == (
        "#NUM!",
        "unit: must be longer: 2 cohorts over 65709 periods are more than a sheet can show",
    )
    with pytest.raises(OutOfDomain, match="more than a sheet can show"):
        cohorts.cohorts([1, 2_000_000], [np.nan, np.nan], 2_000_000, "month")


def test_options_that_cannot_be():
    lists = column([45000]), None, 45100
    assert fault(call("REL_COHORTS", *lists, "week")) == (
        "#VALUE!",
        'unit: must be one of year, quarter, month, got "week"',
    )
    assert fault(call("REL_COHORTS", *lists, None, "share")) == (
        "#VALUE!",
        'measure: must be one of rate, count, got "share"',
    )
    assert fault(call("REL_COHORTS", *lists, None, None, 13)) == (
        "#NUM!",
        "year_start: must be a month from 1 to 12, got 13",
    )
