"""The value functions: published values, then laws, then refusals."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import udfs
from udfs import CellError, value
from udfs.errors import OutOfDomain

money = st.floats(-1e6, 1e6).map(lambda x: round(x, 2))
margins = st.floats(1, 1e6).map(lambda x: round(x, 2))
rates = st.floats(0.01, 0.5)
retentions = st.floats(0, 0.99)
growths = st.floats(-0.3, 0.005)
timings = st.sampled_from(["end", "mid", "start"])
firsts = st.sampled_from(["certain", "at risk"])
flows = st.lists(money, min_size=1, max_size=12)
OFFSET = {"end": 0, "mid": 0.5, "start": 1}


def rel(name, *cells):
    return udfs.call(f"REL_{name}", *cells)


def table(name, *cells):
    """A table of labels and values as a dictionary."""
    return {row[0]: row[-1] for row in rel(name, *cells)}


def refusal(answer, code):
    assert isinstance(answer, CellError)
    assert answer.code == code
    return answer.reason


# Published values


@pytest.mark.parametrize(
    ("rate", "cash_flows", "today", "published"),
    [
        (0.10, [-10000, 3000, 4200, 6800], 0, 1188.44),  # Microsoft, NPV function, example 1
        (0.08, [8000, 9200, 10000, 12000, 14500], -40000, 1922.06),  # Microsoft, NPV function, example 2
        (0.08, [8000, 9200, 10000, 12000, 14500, -9000], -40000, -3749.47),  # the same with a loss in year 6
    ],
)
def test_npv_equals_excels(rate, cash_flows, today, published):
    assert rel("NPV", rate, [cash_flows]) + today == pytest.approx(published, abs=0.005)


def test_npv_to_more_digits():
    # Microsoft's example, worked to more digits
    assert rel("NPV", 0.1, [[-10000, 3000, 4200, 6800]]) == pytest.approx(1188.4434123352216, abs=1e-6)


MICROSOFT_DATES = ["2008-01-01", "2008-03-01", "2008-10-30", "2009-02-15", "2009-04-01"]
MICROSOFT_FLOWS = [-10000, 2750, 4250, 3250, 2750]


def test_xnpv_equals_excels():
    # Microsoft, WorksheetFunction.Xnpv: 2086.6476
    assert rel("XNPV", 0.09, [MICROSOFT_FLOWS], [MICROSOFT_DATES]) == pytest.approx(2086.647602031535, abs=1e-9)


def test_irr_with_dates_equals_excels_xirr():
    # Microsoft, WorksheetFunction.Xirr: 37.3362535%
    assert rel("IRR", [MICROSOFT_FLOWS], [MICROSOFT_DATES]) == pytest.approx(0.3733625335188301, abs=1e-9)


@pytest.mark.parametrize(
    ("years", "published"),
    [(4, -0.021244848273), (5, 0.086630948037), (2, -0.443506941335)],  # Microsoft, IRR function: -2.1%, 8.7%, -44.4%
)
def test_irr_equals_excels(years, published):
    investment = [-70000, 12000, 15000, 18000, 21000, 26000]
    assert rel("IRR", [investment[: years + 1]]) == pytest.approx(published, abs=1e-9)


@pytest.mark.parametrize(
    ("timing", "first", "published"),
    [
        ("end", "certain", 333.3333),  # Ofek; Davis, in Fader & Hardie, note 024, 2012
        ("end", "at risk", 266.6667),  # Capon; Kotler; Lehmann & Winer, the same
        ("start", "certain", 366.6667),  # Blattberg; Steenburgh, the same
    ],
)
def test_the_three_textbook_formulas(timing, first, published):
    assert rel("CLV", 100, 0.8, 0.1, timing, first) == pytest.approx(published, abs=1e-4)
    conventions = {row[0]: row for row in rel("CONVENTIONS", 100, 0.8, 0.1)}
    assert conventions[f"{timing}, {first}"][3] == pytest.approx(published, abs=1e-4)


def test_margin_multiples_of_gupta_and_lehmann():
    # Gupta & Lehmann, 2003, table of margin multiples: retention 60..90% down, discount rate 10..16% across
    published = [[1.2, 1.15, 1.11, 1.07], [1.75, 1.67, 1.59, 1.52], [2.67, 2.5, 2.35, 2.22], [4.5, 4.09, 3.75, 3.46]]
    retentions, rates = [0.6, 0.7, 0.8, 0.9], [0.1, 0.12, 0.14, 0.16]
    for retention, line in zip(retentions, published, strict=True):
        for rate, multiple in zip(rates, line, strict=True):
            assert rel("MULTIPLE", retention, rate, "end", "at risk") == pytest.approx(multiple, abs=0.005)
    grid = rel("SENSITIVITY", 1, [retentions], [rates], "end", "at risk")
    assert grid[0] == ["retention \\ rate", *rates]
    assert [row[0] for row in grid[1:]] == retentions
    for line, row in zip(published, grid[1:], strict=True):
        assert row[1:] == pytest.approx(line, abs=0.005)


def test_the_law_firm():
    # The case of the city law firm: five times as much
    assert rel("CLV", 300000, "80%", "10%") == pytest.approx(1_000_000)
    answer = table("COMPARE", "10%", 200000, 300000, "80%")
    assert answer["NPV of the relationship"] == pytest.approx(1_000_000, abs=0.01)
    assert answer["Times as much"] == pytest.approx(5)
    assert answer["Largest concession"] == pytest.approx(800_000, abs=0.01)
    assert answer["Largest concession, share off every fee"] == pytest.approx(0.8)
    assert answer["Break-even retention"] == 0
    assert answer["Periods until the relationship reaches the deal"] == 1


@pytest.mark.parametrize(
    ("first", "percent"),
    [("at risk", [20.4, 22.4, 24.4, 27.5, 32.4, 40.7]), ("certain", [11.1, 14.3, 16.7, 20.0, 25.0, 33.3])],
)
def test_five_points_more_retention(first, percent):
    # Arithmetic on the formulas: retention 60, 70, 75, 80, 85, 90%, rate 10%
    retentions = [[0.6], [0.7], [0.75], [0.8], [0.85], [0.9]]
    lifts = rel("LIFT", retentions, 0.1, 0.05, "points", first)
    assert [100 * cell for (cell,) in lifts] == pytest.approx(percent, abs=0.05)


def test_payback_in_the_catalogue():
    # The catalogue's own case: {-100, 60, 60} is 2.67 at the end of periods, 1.67 at their start
    assert rel("PAYBACK", [[-100, 60, 60]]) == pytest.approx(2 + 2 / 3)
    assert rel("PAYBACK", [[-100, 60, 60]], None, "start") == pytest.approx(1 + 2 / 3)


def test_retention_per_month_in_the_catalogue():
    # The catalogue's own case: 80% a year is .98158 a month
    assert rel("PER_PERIOD", 0.8, "year", "month", "retention") == pytest.approx(0.98158, abs=5e-6)
    assert rel("PER_PERIOD", 0.1, "year", "month") == pytest.approx(1.1 ** (1 / 12) - 1)


# Laws


@given(rates, flows, timings)
def test_npv_is_the_sum_of_its_definition(rate, cash_flows, timing):
    expected = sum(flow * (1 + rate) ** -(k - OFFSET[timing]) for k, flow in enumerate(cash_flows, 1))
    assert value.npv(rate, cash_flows, timing)[0] == pytest.approx(expected, rel=1e-9, abs=1e-6)


@given(rates, flows)
def test_one_period_later_divides_by_one_plus_rate(rate, cash_flows):
    now, later = value.npv(rate, cash_flows)[0], value.npv(rate, [0, *cash_flows])[0]
    assert later == pytest.approx(now / (1 + rate), rel=1e-9, abs=1e-9)


@given(rates, flows, flows)
def test_npv_is_linear(rate, one, other):
    assume(len(one) == len(other))
    both = [3 * a + b for a, b in zip(one, other, strict=True)]
    parts = 3 * value.npv(rate, one)[0] + value.npv(rate, other)[0]
    assert value.npv(rate, both)[0] == pytest.approx(parts, rel=1e-9, abs=1e-6)


def test_a_blank_keeps_its_place_in_a_series():
    assert rel("NPV", 0.1, [[100, None, 100]]) == pytest.approx(100 / 1.1 + 100 / 1.1**3)


@given(rates, flows)
def test_xnpv_on_yearly_dates_is_npv_at_the_start(rate, cash_flows):
    days = [40000 + 365 * year for year in range(len(cash_flows))]
    dated = value.xnpv(rate, cash_flows, days)[0]
    assert dated == pytest.approx(value.npv(rate, cash_flows, "start")[0], rel=1e-9, abs=1e-6)


def test_xnpv_counts_from_as_of_and_takes_dates_in_any_order():
    shuffled = rel("XNPV", 0.09, [MICROSOFT_FLOWS[::-1]], [MICROSOFT_DATES[::-1]])
    assert shuffled == pytest.approx(2086.647602031535)
    earlier = rel("XNPV", 0.09, [MICROSOFT_FLOWS], [MICROSOFT_DATES], datetime.date(2007, 1, 1))
    assert earlier == pytest.approx(2086.647602031535 / 1.09)


@given(st.lists(margins, min_size=1, max_size=8), st.floats(0.01, 2))
def test_at_the_irr_the_flows_are_worth_nothing(inflows, share):
    cash_flows = [-share * sum(inflows), *inflows]
    rate = value.irr(cash_flows)[0]
    worth = sum(flow * (1 + rate) ** -k for k, flow in enumerate(cash_flows))
    assert worth == pytest.approx(0, abs=1e-7 * sum(map(abs, cash_flows)))


@given(st.lists(money, min_size=2, max_size=8))
@settings(max_examples=60)
def test_an_irr_of_any_flows_is_a_root_or_refused(cash_flows):
    answer = rel("IRR", [cash_flows])
    if isinstance(answer, CellError):
        assert answer.code == "#NUM!"
        growth = np.roots(cash_flows)
        real = growth.real[(np.abs(growth.imag) < 1e-9) & (growth.real > 1e-6) & (growth.real < 1e6)]
        assert not len(real) or not any(cash_flows)
    else:
        worth = sum(flow * (1 + answer) ** -k for k, flow in enumerate(cash_flows))
        size = sum(abs(flow) * (1 + answer) ** -k for k, flow in enumerate(cash_flows))
        assert worth == pytest.approx(0, abs=1e-6 * size)


@pytest.mark.parametrize(
    ("cash_flows", "nearest"),
    [
        ([-1000, 2500, -1560], 0.2),  # roots at 20% and 30%
        ([-100, 230, -132], 0.1),  # roots at 10% and 20%
        ([1, -2.2, 1.21], 0.1),  # 10% twice: the worth touches 0 and does not cross
        ([0, 0, -100, 110], 0.1),  # the empty years before do not matter
        ([1, -5.9, 11.5, -9.3, 2.7], 0),  # -10%, 200%, and 0 twice, where the search itself has a place
        ([-739.24, 844.05, 23.42, 396.71, -524.94], 0.009859145),  # 0 and nearly 1%, in one step of the search
        ([1, -2.2055, 1.216057], 0.102),  # 10.2% and 10.35%, in one step
        ([1, -2.1955, 1.2050535], 0.099),  # 9.65% and 9.9%
    ],
)
def test_of_several_rates_the_one_nearest_ten_percent(cash_flows, nearest):
    assert rel("IRR", [cash_flows]) == pytest.approx(nearest, abs=1e-6)


def test_a_client_without_flows_and_dates_has_no_irr_and_spoils_no_other():
    days = [[None, None], ["2025-01-01", "2026-01-01"]]
    answer = rel("IRR", [[0, 0], [-100, 110]], days)
    assert refusal(answer[0][0], "#NUM!").startswith("cash_flows, row 1: must hold money going out and money coming in")
    assert answer[1][0] == pytest.approx(0.1)


def payback_by_the_definition(cash_flows, rate, offset):
    total, found = 0.0, 0.0
    for k, flow in enumerate(cash_flows, 1):
        before, total = total, total + flow / (1 + rate) ** (k - offset)
        if before < 0 <= total:
            found = k - offset - 1 - before / (total - before)
    return found if total >= 0 else "#N/A"


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=8), timings)
def test_payback_is_its_definition(cash_flows, timing):
    answer = rel("PAYBACK", [cash_flows], 0, timing)
    expected = payback_by_the_definition(cash_flows, 0.0, OFFSET[timing])
    if expected == "#N/A":
        assert refusal(answer, "#N/A")
    else:
        assert answer == pytest.approx(expected)


def test_money_that_comes_back_to_the_penny_has_come_back():
    assert rel("PAYBACK", [[-100, 110]], 0.1) == pytest.approx(2)
    assert rel("PAYBACK", [[-0.3, 0.1, 0.1, 0.1]]) == pytest.approx(4)


def clv_by_the_definition(margin, retention, rate, timing, first, growth, periods):
    start = 0 if first == "certain" else 1
    return sum(
        margin * (1 + growth) ** (k - 1) * retention ** (k - 1 + start) * (1 + rate) ** -(k - OFFSET[timing])
        for k in range(1, periods + 1)
    )


@given(margins, st.floats(0, 1), rates, timings, firsts, st.floats(-1, 0.5), st.integers(0, 40))
def test_clv_is_the_sum_of_its_definition(margin, retention, rate, timing, first, growth, periods):
    expected = clv_by_the_definition(margin, retention, rate, timing, first, growth, periods)
    answer = rel("CLV", margin, retention, rate, timing, first, growth, periods)
    assert answer == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(margins, st.floats(0, 0.95), rates, timings, firsts, growths)
def test_clv_without_end_is_the_limit_of_many_periods(margin, retention, rate, timing, first, growth):
    endless = rel("CLV", margin, retention, rate, timing, first, growth)
    assert endless == pytest.approx(rel("CLV", margin, retention, rate, timing, first, growth, 5000), rel=1e-9)


@given(margins, retentions, rates, timings, firsts, growths)
def test_clv_is_margin_times_multiple(margin, retention, rate, timing, first, growth):
    multiple = rel("MULTIPLE", retention, rate, timing, first, growth)
    assert rel("CLV", margin, retention, rate, timing, first, growth) == pytest.approx(margin * multiple)


def test_clv_of_periods_where_the_sum_does_not_fall():
    assert rel("CLV", 100, 1, 0, "end", "certain", 0, 7) == pytest.approx(700)
    assert rel("CLV", 100, 1, 0.05, "end", "certain", 0.05, 3) == pytest.approx(3 * 100 / 1.05)
    assert rel("CLV", 100, 0, 0.1, "end", "certain", 0, 0) == 0
    assert rel("CLV", 100, 0, 0.1, "start") == pytest.approx(100)


@given(margins, retentions, rates, timings, firsts, growths, st.none() | st.integers(1, 30))
@settings(max_examples=50)
def test_break_even_retention_gives_back_the_target(margin, retention, rate, timing, first, growth, periods):
    target = rel("CLV", margin, retention, rate, timing, first, growth, periods)
    found = rel("RETENTION_BREAKEVEN", target, margin, rate, timing, first, growth, periods)
    again = rel("CLV", margin, found, rate, timing, first, growth, periods)
    assert again == pytest.approx(target, rel=1e-9)
    if periods != 1:
        assert found == pytest.approx(retention, abs=1e-6)


def test_break_even_where_nobody_need_stay():
    assert rel("RETENTION_BREAKEVEN", 90, 100, 0.1) == 0
    assert rel("RETENTION_BREAKEVEN", -5, 100, 0.1, "end", "at risk") == 0
    # 0.75 is a rounding above what one period at 1/3 is worth.
    assert rel("RETENTION_BREAKEVEN", 0.75, 1, 1 / 3, "end", "certain", 0, 1) == 0


@given(margins, st.lists(st.floats(0, 1), min_size=1, max_size=8), rates, timings)
def test_expected_npv_weights_each_flow(margin, chances, rate, timing):
    cash_flows = [margin] * len(chances)
    survival = np.cumprod(chances).tolist()
    expected = rel("NPV", rate, [[m * s for m, s in zip(cash_flows, survival, strict=True)]], timing)
    assert rel("EXPECTED_NPV", rate, [cash_flows], [survival], timing) == pytest.approx(expected)
    assert rel("EXPECTED_NPV", rate, [cash_flows], [chances], timing, "retention") == pytest.approx(expected)


@given(margins, retentions, rates, timings, firsts, st.integers(2, 20))
def test_expected_npv_of_a_steady_client_is_clv(margin, retention, rate, timing, first, periods):
    start = 0 if first == "certain" else 1
    survival = [retention ** (k + start) for k in range(periods)]
    expected = rel("CLV", margin, retention, rate, timing, first, 0, periods)
    assert rel("EXPECTED_NPV", rate, [[margin] * periods], [survival], timing) == pytest.approx(expected)


@given(margins, margins, st.floats(0, 0.95), rates, timings, firsts)
@settings(max_examples=50)
def test_compare_agrees_with_its_parts(deal, margin, retention, rate, timing, first):
    answer = table("COMPARE", rate, deal, margin, retention, timing, first)
    worth = rel("CLV", margin, retention, rate, timing, first)
    assert answer["NPV of the deal"] == deal
    assert answer["NPV of the relationship"] == pytest.approx(worth)
    assert answer["Difference"] == pytest.approx(worth - deal, abs=1e-6)
    assert answer["Times as much"] == pytest.approx(worth / deal)
    break_even = answer["Break-even retention"]
    if isinstance(break_even, CellError):
        assert deal >= rel("CLV", margin, 1, rate, timing, first)
    elif break_even > 0:
        assert rel("CLV", margin, break_even, rate, timing, first) == pytest.approx(deal, rel=1e-6)
    reached = answer["Periods until the relationship reaches the deal"]
    if isinstance(reached, CellError):
        assert worth <= deal * (1 + 1e-9)
    else:
        assert rel("CLV", margin, retention, rate, timing, first, 0, reached) >= deal
        if reached:
            assert rel("CLV", margin, retention, rate, timing, first, 0, reached - 1) < deal
    after = deal + answer["Largest concession"]
    assert after == pytest.approx(max(worth, deal))


def test_a_relationship_of_no_margin_is_worth_nothing_whatever_the_retention():
    answer = table("COMPARE", 0.05, 200, 0, 0.8, None, None, 0.06)
    assert answer["NPV of the relationship"] == 0
    assert answer["Times as much"] == 0
    assert refusal(answer["Break-even retention"], "#N/A").startswith("retention: must reach the deal")


def test_no_period_reaches_what_only_the_sum_without_end_would():
    answer = table("COMPARE", 0.1, 1_000_000, 300_000, 0.8)
    assert answer["Periods until the relationship reaches the deal"].code == "#N/A"
    assert table("COMPARE", 0.1, 100, 110, 0)["Periods until the relationship reaches the deal"] == 1


def test_many_clients_whose_flows_change_sign_twice_are_answered_together():
    rates = np.array([[0.05, 0.3], [0.1, 0.11], [-0.2, 0.6], [0.25, 0.25]])
    flows = [[-1, 2 + a + b, -(1 + a) * (1 + b)] for a, b in rates.tolist()]
    answers = [cell for (cell,) in rel("IRR", flows * 500)]
    assert answers == pytest.approx([0.05, 0.1, -0.2, 0.25] * 500, abs=1e-6)


@pytest.mark.parametrize("count", [4, 8])
def test_flows_in_cents_that_add_up_to_nothing_are_worth_nothing_at_the_rate_found(count):
    # 0 is a root there, one place of the search, and the worth at it is what rounding leaves.
    flows = np.round(np.random.default_rng(2).uniform(-1000, 1000, (1000, count)), 2)
    flows[:, -1] = np.round(-flows[:, :-1].sum(axis=1), 2)
    rates = value.irr(flows)
    worth = (flows * (1 + rates[:, None]) ** -np.arange(count)).sum(axis=1)
    size = (np.abs(flows) * (1 + rates[:, None]) ** -np.arange(count)).sum(axis=1)
    assert np.abs(worth / size).max() < 1e-9
    assert np.abs(rates - 0.1).max() < 0.1 + 1e-9


def test_compare_takes_rows_of_flows():
    answer = table("COMPARE", 0.1, [[110, 0, 0]], [[0, 121, 133.1]], 0.5)
    assert answer["NPV of the deal"] == pytest.approx(100)
    assert answer["NPV of the relationship"] == pytest.approx(0.5 * 100 + 0.25 * 100)
    assert answer["Periods until the relationship reaches the deal"].code == "#N/A"
    assert answer["Break-even retention"] == pytest.approx((math.sqrt(5) - 1) / 2)  # r + r² = 1
    assert answer["Largest concession"] == 0
    assert answer["Largest concession, share off every fee"] == 0


def test_compare_with_a_deal_that_costs():
    answer = table("COMPARE", 0.1, -50, 100, 0.5)
    assert refusal(answer["Times as much"], "#DIV/0!").startswith("deal: ")
    assert answer["Periods until the relationship reaches the deal"] == 0


@given(st.floats(0.05, 0.9), rates, st.floats(0, 0.1), firsts)
def test_lift_is_the_gain_in_lifetime_value(retention, rate, change, first):
    for reading, improved in (
        ("points", retention + change),
        ("relative", retention * (1 + change)),
        ("defections", retention + change * (1 - retention)),
    ):
        gain = rel("CLV", 1, improved, rate, "mid", first) / rel("CLV", 1, retention, rate, "mid", first) - 1
        assert rel("LIFT", retention, rate, change, reading, first) == pytest.approx(gain, abs=1e-9)


@given(rates, st.sampled_from(["year", "quarter", "month", "week", "day"]), st.sampled_from(["discount", "retention"]))
def test_a_rate_comes_back_from_another_period(rate, wanted, kind):
    there = rel("PER_PERIOD", rate, "year", wanted, kind)
    assert rel("PER_PERIOD", there, wanted, "year", kind) == pytest.approx(rate)


@given(money, money, st.floats(0, 1000), st.floats(0, 500), money)
def test_profit_is_revenue_less_costs(revenue, direct_cost, hours, cost_rate, write_off):
    expected = revenue - direct_cost - hours * cost_rate - write_off
    assert rel("PROFIT", revenue, direct_cost, hours, cost_rate, write_off) == pytest.approx(expected, abs=1e-6)


def test_profit_with_costs_left_blank():
    assert rel("PROFIT", [[100], [200]], [[None], [50]]) == [[100], [150]]


def test_conventions_names_the_wrong_annuity():
    rows = {row[0]: row for row in rel("CONVENTIONS", 100, 0.8, 0.1)}
    assert rows["undiscounted"][3] == pytest.approx(500)
    annuity = rows["annuity over the expected lifetime"]
    assert annuity[2].startswith("wrong")
    assert annuity[3] == pytest.approx(sum(100 / 1.1**k for k in range(1, 6)))  # a lifetime of 1/(1-.8) = 5 periods


def test_python_takes_plain_lists():
    assert value.npv(0.1, [[100, 100], [110, 0]]).tolist() == pytest.approx([100 / 1.1 + 100 / 1.21, 100])
    assert value.clv([100, 200], 0.8, 0.1).tolist() == pytest.approx([1000 / 3, 2000 / 3])
    with pytest.raises(OutOfDomain, match="retention, row 2: must be so low"):
        value.clv(100, np.array([0.5, 1.0]), 0.0)


# Refusals


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        (("CLV", 100, 1, 0), "#NUM!", "retention: must be so low that retention·(1+growth) stays below 1+rate"),
        (("CLV", 100, 0.95, 0.02, None, None, 0.08), "#NUM!", "retention: must be so low"),
        (("CLV", 100, 1.3, 0.1), "#NUM!", "retention: must be between 0 and 1, got 1.3"),
        (("CLV", 100, 0.8, 10), "#NUM!", "rate: must be between -1 and 1 (write 10% or 0.1), got 10"),
        (("CLV", 100, 0.8, -1), "#NUM!", "rate: must be between -1 and 1"),
        (("CLV", 100, 0.8, 0.1, "beginning"), "#VALUE!", 'timing: must be one of end, mid, start, got "beginning"'),
        (("CLV", 100, 0.8, 0.1, None, None, None, 2.5), "#NUM!", "periods: must be a whole number, 0 or more, got 2.5"),
        (("CLV", None, 0.8, 0.1), "#N/A", "margin: must be given, the cell is blank"),
        (("MULTIPLE", 1, -0.1), "#NUM!", "retention: must be so low"),
        (("XNPV", 0.1, [[1, 2]], [["2026-01-01"]]), "#VALUE!", "dates: must have one date per flow, 2"),
        (("XNPV", 0.1, [[1, 2]], [["2026-01-01", None]]), "#N/A", "dates: must give a date for every flow"),
        (("XNPV", 0.1, [[1]], [["2026-01-01"]], "2026-01-02"), "#NUM!", "as_of: must not be later than a flow"),
        (("XNPV", 0.1, [[1, 2]], [[2025, 2026]]), "#NUM!", "dates, column 1: must be a date: 2025 looks like a year"),
        (("IRR", [[100, 200]]), "#NUM!", "cash_flows: must hold money going out and money coming in"),
        (("IRR", [[100, -200, 150]]), "#NUM!", "cash_flows: must have a rate at which they are worth nothing"),
        (("PAYBACK", [[-100, 60]]), "#N/A", "cash_flows: must bring back what was spent"),
        (("EXPECTED_NPV", 0.1, [[1, 2]], [[1]]), "#VALUE!", "survival: must have as many columns as cash_flows, 2"),
        (("EXPECTED_NPV", 0.1, [[1, 2]], [[1, None]]), "#N/A", "survival: must be given for every flow"),
        (("EXPECTED_NPV", 0.1, [[1, 2]], [[1, 1.1]]), "#NUM!", "survival, column 2: must be between 0 and 1, got 1.1"),
        (
            ("RETENTION_BREAKEVEN", 2000, 100, 0.1),
            "#NUM!",
            "target: must be within reach of a retention of 1, got 2000",
        ),
        (("RETENTION_BREAKEVEN", 2000, 0, 0.1), "#NUM!", "margin: must be above 0, got 0"),
        (("LIFT", 0.98, 0.1), "#NUM!", "change: must leave retention between 0 and 1, got 1.03"),
        (("LIFT", 0, 0.1, 0.05, "points", "at risk"), "#DIV/0!", "retention: must give a value today"),
        (("COMPARE", 0.1, 100, 100, 1, None, None, 0.1), "#NUM!", "retention: must be so low"),
        (("PER_PERIOD", 0.1, "year", "decade"), "#VALUE!", "wanted: must be one of year, quarter, month, week, day"),
        (("PER_PERIOD", -0.1, "year", "month", "retention"), "#NUM!", "rate: must be between 0 and 1"),
        (("PER_PERIOD", 1, "year", "month"), "#NUM!", "rate: must be between -1 and 1 (write 10% or 0.1)"),
        (("CLV", 1e308, 0.8, 0.1), "#NUM!", "margin: must lead to an answer that a spreadsheet can hold"),
    ],
)
def test_refusals(call, code, reason):
    assert refusal(rel(*call), code).startswith(reason)


def test_a_cell_without_end_spoils_only_itself():
    grid = rel("SENSITIVITY", 100, [[0.8], [1]], [[0, 0.1]])
    assert grid[1][1:] == pytest.approx([500, 100 / 0.3])
    assert refusal(grid[2][1], "#NUM!").startswith("retentions: must be so low")
    assert grid[2][2] == pytest.approx(1000)


def test_each_row_is_refused_by_itself():
    answer = rel("CLV", 100, [[0.8], [1], [1.3], [None], [0.5]], [[0.1], [0], [0.1], [0.1], [0.1]])
    assert answer[0][0] == pytest.approx(100 / 0.3)
    assert answer[4][0] == pytest.approx(100 / 0.6)
    assert refusal(answer[1][0], "#NUM!").startswith("retention, row 2: must be so low")
    assert refusal(answer[2][0], "#NUM!") == "retention, row 3: must be between 0 and 1, got 1.3"
    assert refusal(answer[3][0], "#N/A") == "retention, row 4: must be given, the cell is blank"


def test_a_long_column_of_flows_beside_a_column_of_rates_is_not_a_flow_for_each(monkeypatch):
    flows, rates = [[-100.0], *[[1.0]] * 1000], [[0.0], [0.0001]]
    dates = [[40000 + day] for day in range(1001)]
    assert rel("PAYBACK", flows, rates)[0][0] == 101
    assert rel("XNPV", rates, flows, dates)[0][0] == 900
    monkeypatch.setattr("udfs.value.present_value.MOST_WORTHS", 2001)
    says = "cash_flows: must be at most 1,000 flows for 2 rates: a column of them is one client's, asked of each"
    for answer in (rel("PAYBACK", flows, rates), rel("XNPV", rates, flows, dates)):
        assert [(cell.code, cell.reason) for (cell,) in answer] == [("#N/A", f"{says}, got 1001")] * 2
    assert rel("PAYBACK", flows, 0) == rel("PAYBACK", flows[:-1], rates)[0][0] == 101
    assert rel("XNPV", 0, flows, dates) == 900
