"""How much few clients bring: REL_PARETO, REL_WHALE_CURVE, REL_CONCENTRATION."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import udfs
from udfs import concentration
from udfs.errors import CellError, OutOfDomain, ShareOfNothing


def column(cells):
    return [[cell] for cell in cells]


# Published values


def test_herfindahl_of_the_department_of_justice():
    # U.S. Department of Justice, Herfindahl-Hirschman index: firms of 30, 30, 20 and 20% have an HHI of 2,600.
    assert udfs.call("REL_CONCENTRATION", column([30, 30, 20, 20]), "hhi") * 10000 == pytest.approx(2600, abs=1e-9)


def test_gini_of_ten_incomes():
    # Zeileis, R package ineq, help page of ineq(): x of ten incomes, Gini coefficient 0.4620911.
    incomes = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert udfs.call("REL_CONCENTRATION", column(incomes)) == pytest.approx(0.4620911, abs=5e-8)


# Laws

values_with_losses = st.lists(st.integers(-20, 60), min_size=1, max_size=20)


@settings(max_examples=150)
@given(values_with_losses, st.integers(0, 100))
def test_pareto_restates_the_definition(values, percent):
    answer = udfs.call("REL_PARETO", column(values), percent / 100)
    if sum(values) <= 0:
        assert answer == CellError("#DIV/0!", "")
        return
    top = Fraction(percent, 100) * len(values)
    best = sorted(values, reverse=True)
    parts = [min(max(top - place, 0), 1) * value for place, value in enumerate(best)]
    assert answer == pytest.approx(float(sum(parts) / sum(values)), rel=1e-12, abs=1e-12)


def test_pareto_counts_zeros_and_not_blanks_and_may_exceed_one():
    assert udfs.call("REL_PARETO", column([80, 20, 0, 0, 0])) == 0.8
    assert udfs.call("REL_PARETO", column([80, 20, None, None, None])) == pytest.approx(0.32)
    assert udfs.call("REL_PARETO", column([100, 50, -50]), 0.5) == pytest.approx(1.25)
    assert udfs.call("REL_PARETO", column([7, 5, 3]), 1) == 1
    assert udfs.call("REL_PARETO", 7) == 0.2


@given(values_with_losses)
def test_the_whale_curve_restates_the_definition(values):
    header, *rows = udfs.call("REL_WHALE_CURVE", column(values))
    assert header == ["share of clients", "cumulative value", "cumulative share"]
    best = sorted(values, reverse=True)
    reached = [sum(best[:count]) for count in range(len(values) + 1)]
    assert [row[0] for row in rows] == [count / len(values) for count in range(len(values) + 1)]
    assert [row[1] for row in rows] == reached
    if reached[-1] > 0:
        assert [row[2] for row in rows] == [value / reached[-1] for value in reached]
    else:
        assert [row[2] for row in rows] == [CellError("#DIV/0!", "")] * len(rows)


@given(values_with_losses)
def test_the_whale_curve_passes_through_pareto(values):
    for share, _, brought in udfs.call("REL_WHALE_CURVE", column(values), False):
        assert udfs.call("REL_PARETO", column(values), share) == (
            brought if isinstance(brought, CellError) else pytest.approx(brought, abs=1e-12)
        )


@settings(max_examples=150)
@given(values_with_losses.filter(lambda values: max(values) > 0))
def test_concentration_restates_the_definitions(values):
    gains = [max(value, 0) for value in values]
    total, count = sum(gains), len(gains)
    pairs = sum(abs(one - other) for one in gains for other in gains)
    hhi = sum((value / total) ** 2 for value in gains)
    best = sorted(gains, reverse=True)
    expected = {
        "gini": pairs / (2 * count * total),
        "hhi": hhi,
        "top1": best[0] / total,
        "top5": sum(best[:5]) / total,
        "effective": 1 / hhi,
    }
    for measure, figure in expected.items():
        assert udfs.call("REL_CONCENTRATION", column(values), measure) == pytest.approx(figure, abs=1e-12)


@given(st.floats(0.001, 1e9), st.integers(1, 30))
def test_equal_clients_are_not_concentrated(value, count):
    gini = udfs.call("REL_CONCENTRATION", column([value] * count))
    assert 0 <= gini < 1e-15
    assert udfs.call("REL_CONCENTRATION", column([value] * count), "effective") == pytest.approx(count)


# Refusals


@pytest.mark.parametrize(
    ("name", "cells", "code", "reason"),
    [
        ("REL_PARETO", ([[5], [-5]],), "#DIV/0!", "value: must have a positive total, got 0"),
        ("REL_PARETO", ([[5], [4]], 20), "#NUM!", "share: must be between 0 and 1, got 20"),
        (
            "REL_PARETO",
            ([[1.7e308], [1.7e308]],),
            "#NUM!",
            "value: must add up to a number that a spreadsheet can hold",
        ),
        ("REL_CONCENTRATION", ([[0], [-5]],), "#DIV/0!", "value: must be positive for at least one client"),
        (
            "REL_CONCENTRATION",
            ([[1]], "top3"),
            "#VALUE!",
            'measure: must be one of gini, hhi, top1, top5, effective, got "top3"',
        ),
        ("REL_WHALE_CURVE", ([[None], [None]],), "#N/A", "value: must hold at least one filled row"),
    ],
)
def test_refusals(name, cells, code, reason):
    answer = udfs.call(name, *cells)
    assert (answer.code, answer.reason) == (code, reason)


def test_refusals_from_python():
    with pytest.raises(ShareOfNothing, match="value: must have a positive total, got -1"):
        concentration.pareto([1, -2])
    with pytest.raises(OutOfDomain, match="must add up"), pytest.warns(RuntimeWarning):
        concentration.whale_curve([1.7e308, 1.7e308])
