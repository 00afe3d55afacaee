"""The retention book: its story against the functions, dates, fees and two lists, and what it refuses."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest
from made_templates import Book, made, made_of_lines

import udfs
from workbook_templates import ListRefused, retention

pytestmark = pytest.mark.every_template

AS_OF, START = date(2026, 6, 30), date(2025, 6, 30)


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Book:
    return made(retention.TEMPLATE, tmp_path_factory.mktemp("retention"), "example")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    text = (files("workbook_templates") / "data" / "retention_clients.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def spells(rows) -> tuple[list[list[date | None]], list[list[date | None]]]:
    joined, left = ([[date.fromisoformat(row[of]) if row[of] else None] for row in rows] for of in ("Joined", "Left"))
    return joined, left


# The story


def test_the_bridge_is_that_of_the_two_days(example, rows):
    def on(day: date) -> list[list[str]]:
        return [
            [row["Client"]] for row in rows if row["Joined"] <= f"{day}" and (not row["Left"] or row["Left"] > f"{day}")
        ]

    before = [[row["Client"]] for row in rows if row["Left"] and row["Left"] <= f"{START}"]
    bridge = dict(udfs.call("REL_RETENTION_BRIDGE", on(START), on(AS_OF), before)[1:])
    names = ("start_count", "lost_count", "back_count", "new_count", "end_count", "kept_share")
    found = [example.named(name) for name in names]
    assert found == pytest.approx(list(bridge.values())[:6])
    assert found[:5] == [57, 8, 1, 6, 56]
    assert example.sentences(6)[0] == (
        "Of the 57 clients of 30 June 2025, 49 were still clients on 30 June 2026: 86% kept, 8 lost; 6 new "
        "and 1 won back."
    )


def test_the_lost_are_named_largest_fees_first(example):
    named = [
        (row[9].value, row[12].value)
        for row in example.answer.iter_rows(min_row=30, max_row=45)
        if row[12].value and row[9].value != "Client"
    ]
    assert len(named) == 8
    assert named[0] == ("Sandpiper Cottages", 11600)
    assert [fees for _, fees in named] == sorted((fees for _, fees in named), reverse=True)


def test_curve_cohorts_and_model_are_those_of_the_functions(example, rows):
    joined, left = spells(rows)
    sheet = example.values["Tables"]
    wanted = {
        "survival_curve": udfs.call("REL_SURVIVAL", joined, left, AS_OF),
        "cohorts": udfs.call("REL_COHORTS", joined, left, AS_OF),
    }
    counts = udfs.call("REL_COHORTS", joined, left, AS_OF, "year", "count")
    wanted["model"] = udfs.call("REL_SBG_FIT", [row[1:] for row in counts[1:-1]])
    for name, table in wanted.items():
        ((_, area),) = example.values.defined_names[name].destinations
        shown = [[cell.value for cell in line[: len(table[0])]] for line in sheet[area.replace("$", "")]]
        for line, given in zip(table, shown, strict=False):
            assert [cell or "" for cell in given] == [pytest.approx(cell) if cell else "" for cell in line], name
        assert not any(cell not in (None, "") for line in shown[len(table) :] for cell in line)
    alpha, beta = wanted["model"][1][1], wanted["model"][2][1]
    assert example.named("projected_share") == pytest.approx(udfs.call("REL_SBG_SURVIVAL", alpha, beta, 10))


def test_the_year_of_the_low_price_stands_out(example):
    headings = [row[1].value for row in example.answer.iter_rows(min_row=25, max_row=35)]
    assert "Those who joined in 2023 stayed least: only 64% were still here after 2 years" in headings


def test_better_retention_is_worth_what_the_functions_say(example):
    kept = 49 / 57
    now, better = (
        udfs.call("REL_CLV", example.named("margin_today"), rate, 0.1, "end", "at risk") for rate in (kept, kept + 0.05)
    )
    assert example.named("value_gain") == pytest.approx(better - now)
    assert example.named("lift") == pytest.approx(better / now - 1)


# What people have


def own(tmp_path, text: str) -> Book:
    return made_of_lines(retention.TEMPLATE, tmp_path, text)


def test_fees_of_two_years_suffice(tmp_path):
    book = own(
        tmp_path, "Company;Umsatz 2024;Umsatz 2025\nAlpha Ltd;1000;1200\nBeta;2150;\nGamma;500;400\nDelta;;900\n"
    )
    assert book.sentences(6)[0] == "Of the 3 clients who paid in 2024, 2 paid in 2025 too: 67% kept, 1 lost; 1 new."
    assert book.named("fees_net") == pytest.approx(1600 / 3650)
    assert not book.errors()
    assert book.verdicts()["test_all"] is True


def test_two_lists_one_below_the_other_meet_by_name(tmp_path):
    book = own(
        tmp_path,
        "Client,Fees 2024,Fees 2025\nAlpha Ltd,1000,\nBeta,2150,\nGamma,500,\n"
        "alpha limited,,1100\nGamma,,400\nDelta,,900\n",
    )
    assert [book.named(name) for name in ("start_count", "lost_count", "new_count", "end_count")] == [3, 1, 1, 3]
    assert book.named("fees_net") == pytest.approx(1500 / 3650)
    assert book.verdicts()["test_all"] is True


def test_a_single_client_is_spoken_of_as_one(tmp_path):
    book = own(tmp_path, "Client,Joined,Left\nAlpha,2019-03-01,\nBeta,2024-02-01,2024-12-01\n")
    assert (
        book.sentences(6)[0] == "The one client of 1 December 2023 was still a client on 1 December 2024: nobody lost."
    )
    assert book.named("end_count") == 1
    assert book.verdicts()["test_all"] is True


def test_a_day_of_leaving_to_come_is_no_valuation_date(tmp_path):
    book = own(tmp_path, "Client,Joined,Left\nAlpha,2019-03-01,2199-01-31\nBeta,2018-02-01,\n")
    assert book.named("as_of").date() == date.today()
    assert book.named("lost_count") == 0


def test_a_year_of_fees_still_running_ends_today(tmp_path):
    year = date.today().year
    rows = "A,2019-03-01,,10,20\nB,2018-02-01,,30,40\nGone,2018-01-01,2021-05-01,,\n"
    book = own(tmp_path, f"Client,Joined,Left,Fees {year - 1},Fees {year}\n{rows}")
    assert book.named("as_of").date() == date.today()
    assert book.named("lost_count") == 0


def test_where_nobody_left_there_is_no_curve_and_no_error(tmp_path):
    book = own(tmp_path, "Client,Joined,Left,Fees 2024,Fees 2025\nA,2019-03-01,,10,20\nB,2018-02-01,,30,40\n")
    assert book.named("curve_known") is False
    assert not book.errors()
    assert book.verdicts()["test_all"] is True


@pytest.mark.parametrize(
    "others",
    ["Beta,2018-03-01,2020-03-01\nGamma,2018-03-01,\nDelta,2018-03-01,2024-06-01", "Beta,2019-03-01,2019-03-01"],
)
def test_the_curve_begins_with_those_who_left_on_the_day_they_joined(tmp_path, others):
    book = own(tmp_path, f"Client,Joined,Left\nAlpha,2018-03-01,2018-03-01\n{others}\n")
    assert book.named("curve_known") is True
    assert not book.errors()
    assert not book.failing()


def test_a_list_without_days_and_years_is_refused(tmp_path):
    with pytest.raises(ListRefused, match=r"days of joining and leaving .* or fees of two years"):
        own(tmp_path, "Client,Sector\nA,Food\nB,Law\n")


def test_later_losses_are_counted_over_all_later_years(tmp_path):
    stay = [f"S{place},2010-01-01,,100" for place in range(10)]
    early = [f"E{place},2010-01-01,2011-01-01," for place in range(10)]
    late = [f"L{place},2010-01-01,2019-01-01," for place in range(10)]
    book = own(tmp_path, "\n".join(["Client,Joined,Left,Fees 2026", *stay, *early, *late]) + "\n")
    years = 10 * 7 + 10 * (book.named("longest") - 2)
    assert book.named("later_years") == pytest.approx(years, rel=1e-3)
    assert book.named("later_loss") == pytest.approx(10 / years, rel=1e-3)
    assert f"of those who stay longer {1000 / years:.1f}% leave in a year" in book.sentences(6)[3]


def test_later_years_count_as_far_as_losses_are_on_record(tmp_path):
    rows = "Client,Joined,Left,Fees 2026\nA,2000-01-01,,5\nB,2018-01-01,2023-01-01,\nC,2018-01-01,2019-01-01,\n"
    path = tmp_path / "recorded.csv"
    path.write_text(rows, encoding="utf-8")
    book = made(retention.TEMPLATE, tmp_path, path, records_since=date(2015, 1, 1))
    beyond = dict(book.columns("Client", "Years beyond"))
    assert beyond["A"] == pytest.approx(dict(book.columns("Client", "Years with us"))["A"] - 15, abs=0.01)
    assert (beyond["B"], beyond["C"]) == (pytest.approx(3, abs=0.01), 0)
