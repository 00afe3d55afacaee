"""Retention from lists, dates and fees; the interval of a small list; tenure and lifetime."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from udfs import call, retention
from udfs.errors import OutOfDomain, ShareOfNothing, WrongKind

DATA = Path(__file__).parent.parent / "workbook_templates" / "data"


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    return answer.code, answer.reason


# Published values


@pytest.mark.parametrize(
    ("start", "end", "new", "expected"),
    [
        (300, 250, 25, 0.75),  # continuityprograms.com, customer retention rate
        (100, 90, 10, 0.8),  # kpiexamples.operately.com, customer retention
        (100, 105, 20, 0.85),  # phpOMS, MetricsTest
    ],
)
def test_retention_leaves_new_clients_out(start, end, new, expected):
    lists = range(start), [*range(end - new), *range(1000, 1000 + new)]
    assert call("REL_RETENTION", *map(column, lists)) == expected


def test_retention_is_never_above_one():
    # A vendor's help page: (100 + 20 - 10) / 100 = 110% for 100 clients of whom 10 left while 20 came.
    end = [*range(10, 100), *range(200, 220)]
    assert call("REL_RETENTION", column(range(100)), column(end)) == 0.9


@pytest.mark.parametrize(
    ("year", "kept", "clients"), [(2007, 33, 46), (2008, 34, 46), (2009, 35, 47), (2010, 34, 47)]
)  # counted by hand from the Chinook sample's invoices
def test_retention_of_the_chinook_clients(year, kept, clients):
    with (DATA / "chinook_invoices.csv").open(encoding="utf-8") as file:
        invoices = [(invoice["client_id"], int(invoice["invoice_date"][:4])) for invoice in csv.DictReader(file)]
    start, end = ([client for client, billed in invoices if billed == wanted] for wanted in (year, year + 1))
    assert len(set(start)) == clients
    assert call("REL_RETENTION", column(start), column(end)) == kept / clients


@pytest.mark.parametrize(
    ("retained", "clients", "low", "high"),
    [  # Newcombe 1998, Statistics in Medicine 17, Table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_as_published(retained, clients, low, high):
    assert call("REL_RETENTION_INTERVAL", retained, clients)[0] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(("share", "years"), [(0.8, 5), (0.9, 10), (0.95, 20)])  # Reichheld 1996, ch. 2
def test_lifetime_as_published(share, years):
    assert call("REL_LIFETIME", share) == pytest.approx(years)


# Laws: lists

ids = st.integers(0, 12)
lists = st.lists(ids, min_size=1, max_size=25)
weights = st.one_of(st.none(), st.integers(0, 9), st.floats(0, 1e6))


@settings(max_examples=60, deadline=None)
@given(lists, lists)
def test_retention_is_the_intersection_over_the_start_list(start, end):
    answer = call("REL_RETENTION", column(start), column(end))
    assert answer == len(set(start) & set(end)) / len(set(start))
    assert call("REL_RETENTION", column([f" Client {i} " for i in start]), [[f"CLIENT {i}" for i in end]]) == answer
    assert call("REL_RETENTION", column(start), column([*end, *range(100, 120)])) == answer


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ids, weights), min_size=1, max_size=25), lists)
def test_weighted_retention_adds_the_weights_of_a_client_up(start, end):
    names, given_weights = zip(*start, strict=True)
    total = dict.fromkeys(names, 0.0)
    for name, weight in start:
        total[name] += weight or 0
    assume(sum(total.values()) > 0)
    expected = sum(weight for name, weight in total.items() if name in end) / sum(total.values())
    answer = call("REL_RETENTION", column(names), column(end), column(given_weights))
    assert answer == pytest.approx(expected)
    assert 0 <= answer <= 1


def test_weights_of_one_leave_those_of_zero_out():
    answer = call("REL_RETENTION", column("ABCD"), column("AC"), column([1, 1, 0, 1]))
    assert answer == pytest.approx(1 / 3)


@settings(max_examples=60, deadline=None)
@given(lists, lists, st.lists(ids, max_size=10))
def test_the_bridge_adds_up(start, end, former):
    table = call("REL_RETENTION_BRIDGE", column(start), column(end), column(former or [None]))
    bridge = dict(table[1:])
    assert bridge["Opening"] - bridge["Lost"] + bridge["Won back"] + bridge["New"] == bridge["Closing"]
    assert bridge["Opening"] == len(set(start))
    assert bridge["Closing"] == len(set(end))
    assert bridge["Won back"] == len({one for one in end if one in former and one not in start})
    assert bridge["Retention rate"] == call("REL_RETENTION", column(start), column(end))
    assert bridge["Retention rate"] + bridge["Defection rate"] == pytest.approx(1)


def test_without_former_clients_all_who_come_are_new():
    bridge = dict(call("REL_RETENTION_BRIDGE", column("AB"), column("BC"), None, False))
    assert (bridge["Won back"], bridge["New"]) == (0, 1)
    assert dict(call("REL_RETENTION_BRIDGE", column("AB"), column("BC"), column(["", ""]), False)) == bridge


# Laws: dates

days = st.integers(40000, 40040)
spells = st.lists(st.tuples(days, st.none() | st.integers(0, 40)), min_size=1, max_size=20)


def ended(spells):
    return [None if length is None else joined + length for joined, length in spells]


@settings(max_examples=100, deadline=None)
@given(spells, days, st.integers(0, 30))
def test_retention_from_dates_is_that_of_the_lists_of_the_two_days(spells, from_day, later):
    joined, left = [joined for joined, _ in spells], ended(spells)

    def there(day):
        return [i for i in range(len(spells)) if joined[i] <= day and (left[i] is None or left[i] > day)]

    answer = call("REL_RETENTION_DATES", column(joined), column(left), from_day, from_day + later)
    start, end = there(from_day), there(from_day + later)
    if start:
        assert answer == call("REL_RETENTION", column(start), column(end or ["nobody"]))
        assert later > 0 or answer == 1
    else:
        assert answer.code == "#DIV/0!"


@settings(max_examples=60, deadline=None)
@given(spells, st.data())
def test_weights_count_in_retention_from_dates(spells, data):
    joined, left = [joined for joined, _ in spells], ended(spells)
    weight = data.draw(st.lists(weights, min_size=len(spells), max_size=len(spells)))
    counted = [
        (gone, own)
        for first, gone, own in zip(joined, left, weight, strict=True)
        if own is not None and first <= 40020 and (gone is None or gone > 40020)
    ]
    assume(sum(own for _, own in counted) > 0)
    kept = sum(own for gone, own in counted if gone is None or gone > 40030)
    answer = call("REL_RETENTION_DATES", column(joined), column(left), 40020, 40030, column(weight))
    assert answer == pytest.approx(kept / sum(own for _, own in counted))


def test_left_is_the_first_day_gone_and_may_be_blank():
    joined, left = column(["2020-01-01"] * 3), column(["2025-01-02", "2026-01-01", None])
    assert call("REL_RETENTION_DATES", joined, left, "2025-01-01", "2025-12-31") == pytest.approx(2 / 3)
    assert call("REL_RETENTION_DATES", joined, left, "2025-01-01", "2026-01-01") == pytest.approx(1 / 3)
    assert call("REL_RETENTION_DATES", joined, left, "2025-01-02", "2025-12-31") == 1
    assert call("REL_RETENTION_DATES", joined, None, "2025-01-02", "2030-12-31") == 1


def test_a_row_without_a_joining_date_is_left_out_and_a_heading_is_one():
    joined = [["Joined"], ["2020-01-01"], [None], ["2021-01-01"]]
    left = [["Left"], [None], ["2024-06-01"], ["2024-06-01"]]
    assert call("REL_RETENTION_DATES", joined, left, "2024-01-01", "2025-01-01") == 0.5


# Laws: fees

fees = st.none() | st.integers(-50, 200)
fee_rows = st.lists(st.tuples(ids, fees, fees), min_size=1, max_size=20)


def revenue_by_definition(pairs, measure):
    """`pairs` of start and end fee; None where nobody paid at the start."""
    pairs = [(start or 0, end or 0) for start, end in pairs if (start or 0) > 0]
    if not pairs:
        return None
    if measure == "logo":
        return sum(end > 0 for _, end in pairs) / len(pairs)
    kept = [end if measure == "net" else min(start, max(end, 0)) for start, end in pairs]
    return sum(kept) / sum(start for start, _ in pairs)


@settings(max_examples=100, deadline=None)
@given(fee_rows, st.sampled_from(["net", "gross", "logo"]))
def test_revenue_of_the_same_rows(rows, measure):
    _, start, end = zip(*rows, strict=True)
    expected = revenue_by_definition(zip(start, end, strict=True), measure)
    assume(expected is not None)
    answer = call("REL_RETENTION_REVENUE", column(start), column(end), None, None, measure)
    assert answer == pytest.approx(expected)
    assert measure == "net" or 0 <= answer <= 1


@settings(max_examples=100, deadline=None)
@given(fee_rows, fee_rows, st.sampled_from(["net", "gross", "logo"]))
def test_revenue_of_two_lists_matched_by_ids(before, after, measure):
    start, end = dict.fromkeys(range(13), 0), dict.fromkeys(range(13), 0)
    for client, fee, _ in before:
        start[client] += fee or 0
    for client, fee, _ in after:
        end[client] += fee or 0
    expected = revenue_by_definition(((start[client], end[client]) for client in start), measure)
    assume(expected is not None)
    names, paid, _ = zip(*before, strict=True)
    later_names, later_paid, _ = zip(*after, strict=True)
    cells = column(paid), column(later_paid), column(names), column(later_names), measure
    assert call("REL_RETENTION_REVENUE", *cells) == pytest.approx(expected)


def test_revenue_of_a_client_that_grows_and_one_that_leaves():
    fees = column([100, 100, 0, None]), column([150, None, 80, 30])
    assert call("REL_RETENTION_REVENUE", *fees) == 0.75
    assert call("REL_RETENTION_REVENUE", *fees, None, None, "gross") == 0.5
    assert call("REL_RETENTION_REVENUE", *fees, None, None, "LOGO") == 0.5


def test_fees_without_a_name_belong_to_nobody():
    lists = column([100, 900]), column([50, 900]), column(["A", None]), column(["a", None])
    assert call("REL_RETENTION_REVENUE", *lists) == 0.5


def test_a_credit_note_lowers_net_retention_alone():
    fees = column([100, 100]), column([100, -20])
    assert call("REL_RETENTION_REVENUE", *fees) == 0.4
    assert call("REL_RETENTION_REVENUE", *fees, None, None, "gross") == 0.5


# Laws: interval, tenure, lifetime


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 10**6), st.data(), st.floats(0.01, 0.9999))
def test_the_interval_holds_the_rate_and_is_where_wilsons_score_says(clients, data, confidence):
    retained = data.draw(st.integers(0, clients))
    low, high = call("REL_RETENTION_INTERVAL", retained, clients, confidence)[0]
    share = retained / clients
    assert 0 <= low <= share <= high <= 1
    # Another statement of the same: at both ends the score test is just significant.
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    for end in (low, high):
        assert 0 < end < 1 or retained in (0, clients)
        assert (share - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / clients, rel=1e-6, abs=1e-12)
    lost = call("REL_RETENTION_INTERVAL", clients - retained, clients, confidence)[0]
    assert lost == pytest.approx([1 - high, 1 - low], abs=1e-12)


def test_more_clients_and_less_confidence_tell_more():
    widths = [
        high - low for low, high in call("REL_RETENTION_INTERVAL", column([33, 330, 33]), column([46, 460, 46]), 0.95)
    ]
    assert widths[1] < widths[0] == widths[2]
    low, high = call("REL_RETENTION_INTERVAL", 33, 46, 0.5)[0]
    assert high - low < widths[0]
    assert call("REL_RETENTION_INTERVAL", 33, 46, 1 - 2**-53)[0][1] < 1


@settings(max_examples=100, deadline=None)
@given(days, st.none() | st.integers(0, 60), st.integers(0, 60))
def test_tenure_counts_days(joined, length, later):
    left = None if length is None else joined + length
    years = later if left is None else min(length, later)
    assert call("REL_TENURE", joined, left, joined + later) == pytest.approx(years / 365.25)


def test_tenure_of_a_column_with_one_valuation_date():
    answer = call("REL_TENURE", column(["2022-01-01", None, "2020-01-01"]), column([None, None, "2021-01-01"]), 46023)
    assert answer == [[1461 / 365.25], [""], [366 / 365.25]]
    assert retention.tenure(46023 - 1461, None, 46023).tolist() == [4.0]


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 0.97))
def test_lifetime_is_the_sum_of_the_chances_to_be_there(share):
    assert call("REL_LIFETIME", share) == pytest.approx(np.sum(share ** np.arange(3000)))


# Refusals


def test_a_share_of_no_weight():
    assert fault(call("REL_RETENTION", column("AB"), column("A"), column([0, 0]))) == (
        "#DIV/0!",
        "weight: must be above 0 for at least one of the clients counted",
    )
    assert fault(call("REL_RETENTION", column("AB"), column("A"), column(["", None]))) == (
        "#N/A",
        "weight: must be given for at least one client",
    )


def test_a_negative_weight():
    assert fault(call("REL_RETENTION", column("AB"), column("A"), column([1, -2]))) == (
        "#NUM!",
        "weight, row 2: must not be negative, got -2",
    )


@pytest.mark.parametrize("function", ["REL_RETENTION", "REL_RETENTION_BRIDGE"])
def test_a_list_of_nobody(function):
    assert fault(call(function, column(["", None]), column("A"))) == (
        "#N/A",
        "start_clients: must hold at least one filled row",
    )


def test_dates_the_wrong_way_round():
    joined, left = column(["2020-01-01", "2021-01-01"]), column([None, "2020-12-31"])
    assert fault(call("REL_RETENTION_DATES", joined, left, "2024-01-01", "2025-01-01")) == (
        "#NUM!",
        "left, row 2: must not be before joined, got the date 2020-12-31",
    )
    assert fault(call("REL_RETENTION_DATES", joined, None, "2024-01-01", "2023-12-31")) == (
        "#NUM!",
        "to_date: must not be before from_date, 2024-01-01, got the date 2023-12-31",
    )


def test_the_row_at_fault_is_counted_in_the_sheet_blank_rows_too():
    joined = column(["Joined", None, "2020-01-01", "2021-01-01"])
    left = column(["Left", None, None, "2020-12-31"])
    assert "left, row 4:" in call("REL_RETENTION_DATES", joined, left, "2024-01-01", "2025-01-01").reason


def test_nobody_was_a_client():
    assert fault(call("REL_RETENTION_DATES", column(["2020-01-01"]), None, "2019-06-01", "2025-01-01")) == (
        "#DIV/0!",
        "from_date: must be a day on which somebody was a client, got the date 2019-06-01",
    )
    with pytest.raises(ShareOfNothing, match="weight: must be above 0"):
        retention.retention_dates([40000], [None], 40001, 40002, weight=[0])


@pytest.mark.parametrize(
    ("names", "missing", "present"),
    [
        ((column("AB"), None), "end_clients", "start_clients"),
        ((None, column("AB")), "start_clients", "end_clients"),
    ],
)
def test_one_list_of_names_alone(names, missing, present):
    answer = call("REL_RETENTION_REVENUE", column([1, 2]), column([1, 2]), *names)
    assert fault(answer) == (
        "#VALUE!",
        f"{missing}: must be given where {present} is: names match the two lists only when both have them",
    )


def test_fees_of_lists_that_do_not_match():
    answer = call("REL_RETENTION_REVENUE", column([1, 2, 3]), column([1, 2]))
    assert fault(answer) == (
        "#VALUE!",
        "end_fees: must have as many rows as start_fees, or be one cell; it has 2 and not 3",
    )
    assert call("REL_RETENTION_REVENUE", column([1, 2, 3]), column([3, 1]), column("ABC"), column("CA")) == 4 / 6


def test_no_fees_to_retain():
    assert fault(call("REL_RETENTION_REVENUE", column([0, -5, None]), column([1, 2, 3]))) == (
        "#DIV/0!",
        "start_fees: must hold at least one fee above 0",
    )


def test_an_unknown_measure_lists_the_choices():
    answer = call("REL_RETENTION_REVENUE", column([1]), column([1]), None, None, "brutto")
    assert fault(answer) == ("#VALUE!", 'measure: must be one of net, gross, logo, got "brutto"')


def test_counts_that_cannot_be():
    answers = call("REL_RETENTION_INTERVAL", column([3, 0, 0.8, 3]), column([2, 0, 40, 4]))
    assert [fault(low) for low, _ in answers[:3]] == [
        ("#NUM!", "retained, row 1: must not be more than clients, got 3"),
        ("#DIV/0!", "clients, row 2: must be at least 1, got 0"),
        ("#NUM!", "retained, row 3: must be a whole number of clients, 0 or more, got 0.8"),
    ]
    assert answers[3] == call("REL_RETENTION_INTERVAL", 3, 4)[0]
    with pytest.raises(OutOfDomain, match="must not be more than clients"):
        retention.retention_interval(5, 4)


def test_tenures_that_cannot_be():
    joined, left = column(["2020-05-01", "2027-01-01", "2020-01-01"]), column(["2020-04-30", None, "2030-01-01"])
    answers = [row[0] for row in call("REL_TENURE", joined, left, datetime.date(2026, 1, 1))]
    assert fault(answers[0]) == ("#NUM!", "left, row 1: must not be before joined, got the date 2020-04-30")
    assert fault(answers[1]) == (
        "#N/A",
        "joined, row 2: must not be after as_of, there is no tenure yet, got the date 2027-01-01",
    )
    assert answers[2] == 2192 / 365.25


def test_a_lifetime_without_end():
    assert fault(call("REL_LIFETIME", 1)) == (
        "#NUM!",
        "retention: must be below 1, else the relationship never ends, got 1",
    )


def test_one_list_of_names_from_python():
    with pytest.raises(WrongKind, match="start_clients: must be given"):
        retention.retention_revenue([1.0], [1.0], end_clients=["A"])
