"""Anniversaries and birthdays: 29 February, leap years, year ends, date systems."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from udfs import call, care


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


def serial(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1899, 12, 30)).days


def next_date(day, as_of):
    answer = call("REL_NEXT_DATE", day, as_of)
    return str(datetime.date(1899, 12, 30) + datetime.timedelta(days=answer))


# Published values


def test_a_year_after_29_february_as_the_standard_has_it():
    # ECMA-376 (2006), Part 4, EDATE, 1904 date system: EDATE(DATE(2004,2,29),12) and EDATE(DATE(2004,2,28),12) = 36949
    for day in ("2004-02-29", "2004-02-28"):
        assert call("REL_NEXT_DATE", day, "2004-03-01", date_1904=True) == 36949


def test_a_century_without_a_leap_day():
    # Microsoft, Q179583: a month's end in February 2100 is 28 February, and not 1 March
    assert next_date("2096-02-29", "2099-03-01") == "2100-02-28"


# By hand


@pytest.mark.parametrize(
    ("day", "as_of", "expected"),
    [
        ("1978-07-01", "2026-06-30", "2026-07-01"),
        ("1978-07-01", "2026-07-01", "2026-07-01"),
        ("1978-07-01", "2026-07-02", "2027-07-01"),
        ("2011-12-31", "2025-12-31", "2025-12-31"),
        ("2011-12-31", "2026-01-01", "2026-12-31"),
        ("2011-01-01", "2025-12-31", "2026-01-01"),
        ("2020-02-29", "2026-02-28", "2026-02-28"),
        ("2020-02-29", "2026-03-01", "2027-02-28"),
        ("2020-02-29", "2027-03-01", "2028-02-29"),
        ("2020-02-29", "2028-02-28", "2028-02-29"),
        ("2020-02-29", "2028-02-29", "2028-02-29"),
        ("1996-02-29", "2000-02-01", "2000-02-29"),
        ("2019-02-28", "2024-02-01", "2024-02-28"),
        ("2019-03-01", "2024-02-29", "2024-03-01"),
        # a day still to come is its own next date
        ("2028-03-01", "2026-01-15", "2028-03-01"),
        ("2026-01-15", "2026-01-15", "2026-01-15"),
    ],
)
def test_next_date(day, as_of, expected):
    assert next_date(day, as_of) == expected


def test_the_first_days_that_a_sheet_knows():
    # Excel: 59 is 28 February 1900, 60 a day that never was, 61 is 1 March
    assert call("REL_NEXT_DATE", 59, 1) == 59
    assert call("REL_NEXT_DATE", 1, 2) == 367 == serial("1901-01-01")
    assert call("REL_NEXT_DATE", 61, 58) == 61
    assert call("REL_NEXT_DATE", 60, 60) == 61


KEY_CLIENTS = column(["Ashgrove", "Bellwether", "Cranmere", "Dunmarrow", None, "Elderfield"])
KEY_DAYS = column(["2011-01-03", "2020-02-29", "2016-12-28", "1978-07-01", "2000-12-24", None])


def test_key_dates_over_the_end_of_a_year():
    assert call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2025-12-28", 62) == [
        ["client", "date", "days", "years"],
        ["Cranmere", serial("2025-12-28"), 0, 9],
        ["Ashgrove", serial("2026-01-03"), 6, 15],
        ["Bellwether", serial("2026-02-28"), 62, 6],
    ]
    assert len(call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2025-12-28", 61)) == 3
    assert len(call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2025-12-28")) == 3
    assert call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2025-12-28", 0, False) == [
        ["Cranmere", serial("2025-12-28"), 0, 9]
    ]


def test_a_client_may_have_two_days_and_equal_days_keep_their_order():
    clients, days = column(["B", "A", "A"]), column(["2001-05-02", "1999-05-02", "2010-05-01"])
    found = call("REL_KEY_DATES", clients, days, "2026-05-01", 30, False)
    assert [(row[0], row[3]) for row in found] == [("A", 16), ("B", 25), ("A", 27)]


def test_key_dates_in_the_date_system_of_the_workbook():
    found = call("REL_KEY_DATES", "A", 40000, 40010, 400, False, date_1904=True)
    assert found == [["A", 40000 + 365, 355, 1]]


def test_a_next_date_behind_the_last_is_not_in_the_window():
    days = column(["2000-01-01", "2000-12-31"])
    assert call("REL_KEY_DATES", column("AB"), days, "9999-12-30", 30, False) == [["B", 2958465, 1, 7999]]


# Laws

DAYS = st.one_of(
    st.dates(datetime.date(1900, 3, 1), datetime.date(2110, 12, 31)),
    st.integers(1904, 2108).map(lambda year: datetime.date(year, 2, 28)),
    st.sampled_from([datetime.date(year, 2, 29) for year in (1904, 1996, 2000, 2020, 2024, 2096)]),
)


def falls_on(day, date):
    """Whether a date is an anniversary of a day: the same day of the month, 28 February for a 29th that is not."""
    if (day.month, day.day) == (2, 29) and (date.year % 4 != 0 or (date.year % 100 == 0 and date.year % 400 != 0)):
        return (date.month, date.day) == (2, 28)
    return (date.month, date.day) == (day.month, day.day)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=6))
def test_the_next_date_by_looking_at_each_day(rows):
    days, as_of = zip(*rows, strict=True)
    for (day, today), (found,) in zip(rows, call("REL_NEXT_DATE", column(days), column(as_of)), strict=True):
        expected = max(day, today)
        while not falls_on(day, expected):
            expected += datetime.timedelta(days=1)
        assert found == serial(str(expected))


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=8), DAYS, st.integers(0, 800))
def test_key_dates_are_the_next_dates_within_the_window(days, as_of, window):
    names = [f"client {row}" for row in range(len(days))]
    coming = (
        [row[0] for row in call("REL_NEXT_DATE", column(days), as_of)]
        if len(days) > 1
        else [call("REL_NEXT_DATE", days[0], as_of)]
    )
    today = serial(str(as_of))
    expected = sorted((date, name) for name, date in zip(names, coming, strict=True) if date - today <= window)
    found = call("REL_KEY_DATES", column(names), column(days), as_of, window, False)
    if not expected:
        assert found.code == "#N/A"
        return
    assert [(row[1], row[0]) for row in found] == expected
    for name, date, ahead, years in found:
        assert ahead == date - today
        day = days[names.index(name)]
        assert years == (datetime.date(1899, 12, 30) + datetime.timedelta(days=date)).year - day.year


# Refusals


def test_no_anniversary_before_the_last_day():
    answer = call("REL_NEXT_DATE", column(["2000-12-30", "2000-12-31"]), "9999-12-31")
    assert fault(answer[0][0]) == ("#NUM!", "as_of, row 1: must leave room for an anniversary before 9999-12-31")
    assert answer[1] == [2958465]


def test_nobody_has_a_date_in_the_window():
    answer = call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2026-04-01", 30)
    assert fault(answer) == (
        "#N/A",
        "window: must reach a date of somebody: nobody has one within 30 days of 2026-04-01",
    )


@pytest.mark.parametrize("window", [-1, 1.5])
def test_a_window_is_a_whole_number_of_days(window):
    answer = call("REL_KEY_DATES", KEY_CLIENTS, KEY_DAYS, "2026-04-01", window)
    assert fault(answer) == ("#NUM!", f"window: must be a whole number, 0 or more, got {window}")


def test_a_year_is_no_day():
    answer = call("REL_NEXT_DATE", column([1978, "1978-07-01"]), "2026-01-01")
    assert fault(answer[0][0]) == ("#NUM!", "day, row 1: must be a date: 1978 looks like a year")
    assert answer[1] == [serial("2026-07-01")]
    assert call("REL_NEXT_DATE", column([None, "x"]), "2026-01-01")[1][0].code == "#VALUE!"
    assert call("REL_NEXT_DATE", "1978-07-01", None).code == "#N/A"


def test_from_python():
    assert care.next_date([43890.0, 28672.0], 46037.0).tolist() == [46081, 46204]
    assert care.key_dates(["A"], [28672.0], 46200.0).rows == [("A", 46204.0, 4, 48)]
