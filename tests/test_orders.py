"""From a list of orders to one row per client: REL_ORDERS."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import orders
from udfs.errors import CellError, NotEnough

DATA = Path(__file__).parent / "data"
DAYS = {"week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}


def column(cells):
    return [[cell] for cell in cells]


def fault(answer):
    assert isinstance(answer, CellError), answer
    return answer.code, answer.reason


# Published: the list of orders, and what Fader and Hardie made of it


@pytest.fixture(scope="module")
def cdnow():
    rows = [line.split() for line in (DATA / "cdnow_orders.txt").read_text().splitlines()]
    day = [datetime.date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])) for row in rows]
    return [int(row[1]) for row in rows], day, [float(row[4]) for row in rows]


def test_the_clients_of_cdnow_are_those_that_fader_and_hardie_published(cdnow):
    # Fader, Hardie & Lee 2005, 2,357 clients, 39 weeks; their summary is rounded to cents and hundredths of a week
    client, day, dollars = cdnow
    answer = udfs.call("REL_ORDERS", column(client), column(day), "1997-09-30", column(dollars))
    assert answer[0] == ["client", "frequency", "recency", "age", "average"]
    published = np.loadtxt(DATA / "cdnow_customers.csv", delimiter=",", skiprows=1)
    assert len(answer) == 1 + 2357
    made = np.array([[cell or 0 for cell in row] for row in answer[1:]], dtype=float)
    assert (made[:, :2] == published[:, :2]).all()
    assert np.abs(made[:, 2:4] - published[:, 2:4]).max() < 0.00501
    assert np.abs(made[:, 4] - published[:, 4]).max() < 0.00501


def test_clients_of_cdnow_by_their_orders(cdnow):
    # BTYD 2.4, walkthrough, section 2.4: clients with 0, 1, ... 6, 7 or more repeat orders
    client, day, _ = cdnow
    table = udfs.call("REL_ORDERS", column(client), column(day), "1997-09-30", None, "week", False)
    assert np.bincount(np.minimum([row[1] for row in table], 7)).tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert {row[4] for row in table} == {""}


# Laws

transactions = st.lists(
    st.tuples(
        st.sampled_from(["Ann", " ann", "BOB", "Bob", 7, 7.0, "7", "Cy & Co"]),
        st.integers(45000, 45012),
        st.none() | st.integers(-20, 90),
    ),
    min_size=1,
    max_size=25,
)


def by_definition(rows, as_of, unit):
    """The table, restated from the definition."""
    clients = {}
    for name, day, amount in rows:
        if day <= as_of:
            key = str(name).strip().lower().removesuffix(".0")
            shown, days = clients.setdefault(key, (name.strip() if isinstance(name, str) else name, {}))
            days.setdefault(day, []).append(amount)
    table = []
    for shown, days in clients.values():
        first, *later = sorted(days)
        paid = [sum(filter(None, days[day])) for day in later if any(amount is not None for amount in days[day])]
        average = sum(paid) / len(paid) if paid else ""
        last = later[-1] if later else first
        table.append([shown, len(later), (last - first) / DAYS[unit], (as_of - first) / DAYS[unit], average])
    return table


@settings(max_examples=150)
@given(transactions, st.integers(45000, 45014), st.sampled_from(sorted(DAYS)))
def test_clients_are_those_of_the_definition(rows, as_of, unit):
    names, days, amounts = (column(cells) for cells in zip(*rows, strict=True))
    answer = udfs.call("REL_ORDERS", names, days, as_of, amounts, unit, False)
    expected = by_definition(rows, as_of, unit)
    if not expected:
        assert answer.code == "#N/A"
        return
    assert [row[:2] for row in answer] == [row[:2] for row in expected]
    for made, meant in zip(answer, expected, strict=True):
        assert made[2:] == [pytest.approx(cell, abs=1e-12) if cell != "" else "" for cell in meant[2:]]


@given(transactions.filter(lambda rows: len(rows) > 1), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_only_the_order_of_clients(rows, random):
    rows = [(str(name).strip().lower().removesuffix(".0"), *rest) for name, *rest in rows]
    shuffled = random.sample(rows, len(rows))
    tables = [
        orders.orders(names, days, 45020, np.array(amounts, dtype=float)).rows
        for names, days, amounts in (zip(*some, strict=True) for some in (rows, shuffled))
    ]
    one, other = (sorted(table) for table in tables)
    for row, same in zip(one, other, strict=True):
        assert row[:4] == same[:4]
        assert (row[4] is None) == (same[4] is None)
        assert row[4] is None or row[4] == pytest.approx(same[4])


@pytest.mark.parametrize("kind", ["whole numbers", "texts", "objects", "long texts", "mixed"])
def test_ids_of_any_kind_make_the_same_clients(kind):
    generator = np.random.default_rng(4)
    numbers = generator.integers(0, 40, 400)
    days = generator.integers(45000, 45060, 400)
    plain = [[name, *rest] for name, *rest in orders.orders(numbers, days, 45070, numbers + 1.0).rows]
    texts = np.array([f"Client {number}" for number in numbers])
    ids = {
        "whole numbers": numbers,
        "texts": texts,
        "objects": texts.astype(object),
        "long texts": np.array([f"{text} {'of the long name ' * 4}" for text in texts], dtype=object),
        "mixed": np.array([number if number % 2 else f"Client {number}" for number in numbers], dtype=object),
    }[kind]
    table = orders.orders(ids, days, 45070, numbers + 1.0).rows
    assert [list(row[1:]) for row in table] == [row[1:] for row in plain]
    assert [str(row[0]).removeprefix("Client ").split()[0] for row in table] == [str(row[0]) for row in plain]


def test_names_that_meet_in_one_number_are_told_apart(monkeypatch):
    monkeypatch.setattr("udfs.orders.transactions._mixed", lambda parts: np.zeros(len(parts), dtype=np.uint64))
    table = orders.orders(np.array(["a", "b", "a", "B ", "c"]), [45000, 45001, 45007, 45008, 45009], 45014).rows
    assert [row[:2] for row in table] == [("a", 1), ("b", 1), ("c", 0)]


@pytest.mark.parametrize(
    "ids",
    [
        np.array([7, -3, 7, 120, -3, -120], dtype=np.int8),
        np.array([2**64 - 1, 3, 2**64 - 1, 2**63, 3, 4], dtype=np.uint64),
        np.array([2**62, -(2**62), 2**62, 0, -(2**62), 5]),
        np.array([1.5, -0.5, 1.5, 3.0, -0.5, 4.0]),
        np.array(["Straße", " b ", "STRASSE", "é", "B", "x"]),
        np.array(["Straße", 7, "strasse ", 7.5, 7.0, "x"], dtype=object),
    ],
    ids=lambda ids: str(ids.dtype),
)
def test_ids_of_every_kind_are_told_apart(ids):
    table = orders.orders(ids, 45000 + np.arange(6), 45010).rows
    assert [(row[0], row[1]) for row in table] == [
        (ids[0], 1),
        (ids[1], 1),
        (ids[3], 0),
        (ids[5], 0),
    ]


def test_orders_over_so_many_days_that_two_numbers_do_not_fit_into_one_are_sorted_all_the_same(monkeypatch):
    ids, days = np.array([2, 1, 2, 1, 2, 2]), np.array([5, 9, 5, 2, 1, 7]) + 45000.0
    amounts = np.array([1, 2, 4, 8, 16, 32.0])
    narrow = orders.orders(ids, days, 45010, amounts).rows
    monkeypatch.setattr("udfs.orders.transactions._WIDEST", 0)
    assert orders.orders(ids, days, 45010, amounts).rows == narrow
    assert narrow[0][:2] == (2, 2)
    assert narrow[0][4] == pytest.approx((1 + 4 + 32) / 2)


# Told and refused


def test_what_was_left_out_is_told():
    names, days = column(["A", "A", "B", "A"]), column([45000, 45000, 45001, 45009])
    told = udfs.call("REL_EXPLAIN", "REL_ORDERS", names, days, 45005, column([1, None, 2, 3]))
    text = " ".join(str(cell) for row in told for cell in row)
    assert "3 orders up to 2023-03-20 counted, 1 after it left out." in text
    assert "2 clients; 1 order on a day on which the client had ordered already." in text
    assert "1 of the orders counted without an amount." in text


def test_one_client_or_one_day_may_serve_all_rows():
    days = column([45000, 45001, 45001])
    told = udfs.call("REL_EXPLAIN", "REL_ORDERS", "A", days, 45014)
    assert ["because", "", "1 client; 1 order on a day on which the client had ordered already."] in told
    told = udfs.call("REL_EXPLAIN", "REL_ORDERS", column(["A", "B", "a"]), 45001, 45014)
    assert ["because", "", "2 clients; 1 order on a day on which the client had ordered already."] in told
    assert orders.orders("A", [45000, 45001], 45014).rows[0][:2] == ("A", 1)
    assert [row[0] for row in orders.orders(["A", "B"], 45000, 45014).rows] == ["A", "B"]


def test_refusals():
    names, days = column(["A", "B"]), column([45000, 45001])
    assert fault(udfs.call("REL_ORDERS", names, days, 44990)) == (
        "#N/A",
        "as_of: must not be before all orders, got the date 2023-03-05",
    )
    assert fault(udfs.call("REL_ORDERS", names, days, 45005, None, "fortnight")) == (
        "#VALUE!",
        'unit: must be one of year, quarter, month, week, got "fortnight"',
    )
    assert fault(udfs.call("REL_ORDERS", names, column([45000, "soon"]), 45005))[1].startswith("order_date, row 2:")
    with pytest.raises(NotEnough, match="as_of: must not be before all orders"):
        orders.orders(["A"], [45000], 44000)


def test_orders_without_a_client_or_a_day_are_left_out():
    names, days = column(["A", None, "B", "A"]), column([45000, 45001, None, 45007])
    assert udfs.call("REL_ORDERS", names, days, 45014, None, None, False) == [["A", 1, 1.0, 2.0, ""]]
