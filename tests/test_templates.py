"""The template workbooks: how they are built, that they compute, and that every check in them holds."""

from __future__ import annotations

import re
from datetime import date

import openpyxl
import pytest
from made_templates import made, made_by
from openpyxl.formula import Tokenizer

import udfs
from addin.headless import compute
from workbook_templates import TEMPLATES, client_list, client_portfolio
from workbook_templates.client_list import Assumptions, Client, ClientList
from workbook_templates.settings import setting

pytestmark = pytest.mark.every_template

BOOKS = ("law-firm", "chinook", "empty", "functions")
PORTFOLIOS = ("law-firm", "chinook", "empty")
TABS = ["ReadMe", "Dashboard", "Clients", "Settings", "Workings", "Spills", "Chart data", "Ranks", "Checks"]
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


@pytest.fixture(scope="session")
def books(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    portfolio, *_, functions = TEMPLATES
    found = {name: made(portfolio, folder, name) for name in portfolio.fillings}
    return found | {"functions": made(functions, folder, "")}


@pytest.fixture(params=BOOKS)
def book(request, books):
    return books[request.param]


@pytest.fixture(params=PORTFOLIOS)
def portfolio(request, books):
    return books[request.param]


def errors(book, but_for=("Ranks",)):
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.values
        if sheet.title not in but_for
        for row in sheet.iter_rows()
        for cell in row
        if cell.value in ERRORS
    ]


def formulas(book):
    """Every formula once: those that differ in their row only are one."""
    seen = set()
    for sheet in book.formulas:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f" and (shape := re.sub(r"\$?\d+(?![\d.])", "", text)) not in seen:
                    seen.add(shape)
                    yield sheet.title, cell.coordinate, text


# What there is


def test_templates_are_named_for_the_command_line():
    names = [template.name for template in TEMPLATES]
    assert (names[0], names[-1]) == ("client-portfolio", "functions")
    assert TEMPLATES[0].fillings == ("law-firm", "chinook", "empty")
    assert all(template.summary.endswith(".") for template in TEMPLATES)


def test_an_unknown_filling_is_refused(tmp_path):
    for template in TEMPLATES:
        with pytest.raises(KeyError):
            template.write(tmp_path / "book.xlsx", "no such filling")


# The proof in the workbook


def test_everything_is_computed(book):
    assert not book.not_computed


def test_every_verdict_is_true(book):
    found = book.verdicts()
    assert found.pop("test_all") is True
    assert found
    assert all(verdict is True for verdict in found.values()), found


def test_no_cell_shows_an_error(portfolio):
    assert not errors(portfolio)


def test_every_function_has_a_verdict(books):
    assert books["functions"].verdicts().keys() == {f"test_{each.name}" for each in udfs.FUNCTIONS} | {"test_all"}


def test_a_wrong_answer_would_be_found(books):
    """The verdicts compare: each formula refers to the result and to what is expected."""
    sheet = books["functions"].formulas["Functions"]
    verdict = sheet["G6"].value
    assert "F6" in verdict
    assert "E6" in verdict


# The house


def test_no_merged_cells_and_no_hidden_sheets(book):
    for sheet in book.formulas:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())


def test_every_sheet_prints_on_a4_landscape_one_page_wide(book):
    for sheet in book.formulas:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        footer = sheet.oddFooter
        assert "&F" in footer.left.text
        assert "&A" in footer.center.text
        assert "&P" in footer.right.text


def test_a_colleague_without_the_add_in_keeps_the_figures(book):
    workbook = book.parts["xl/workbook.xml"]
    assert "fullCalcOnLoad" not in workbook
    assert int(re.search(r'calcId="(\d+)"', workbook)[1]) >= 191029


def test_every_name_leads_somewhere(book):
    for name in book.formulas.defined_names.values():
        assert "#REF!" not in name.attr_text
        for sheet, _ in name.destinations:
            assert sheet in book.formulas.sheetnames


def test_functions_in_formulas_exist(book):
    known = {function.name for function in udfs.FUNCTIONS}
    used = {name for _, _, formula in formulas(book) for name in re.findall(r"REL_\w+", formula)}
    assert used <= known


# The portfolio


def test_it_opens_on_its_dashboard(portfolio):
    assert portfolio.formulas.sheetnames == TABS
    assert portfolio.formulas.active.title == "Dashboard"


def test_columns_of_the_register_use_row_functions_only(portfolio):
    table = portfolio.parts["xl/tables/table1.xml"]
    formulas = re.findall(r"<calculatedColumnFormula>(.*?)</calculatedColumnFormula>", table)
    used = {name for formula in formulas for name in re.findall(r"REL_\w+", formula)}
    assert {"REL_CLV", "REL_TIER", "REL_MATRIX", "REL_TENURE", "REL_CONTACT_DUE", "REL_DAYS_OVERDUE"} <= used
    kinds = {name: udfs.declaration(name).kind for name in used}
    assert kinds.pop("REL_MATRIX") == "rank"  # read row by row, since both cuts are numbers
    assert set(kinds.values()) == {"row"}
    assert "tenure_cut,margin_cut" in "".join(formulas)


def test_the_register_refers_to_its_own_row_by_the_tables_name(portfolio):
    table = portfolio.parts["xl/tables/table1.xml"]
    assert "[@" not in table
    assert "Clients[[#This Row],[Value]]" in table


def test_the_dashboard_has_four_charts_with_a_title_and_words_for_those_who_cannot_see(portfolio):
    charts = [portfolio.parts[f"xl/charts/chart{number}.xml"] for number in (1, 2, 3, 4)]
    for chart in charts:
        title = re.search(r"<c:title>.*?<a:t>(.*?)</a:t>", chart)
        assert title
        assert len(title[1]) < 75
        assert "#" not in "".join(re.findall(r"<c:f>(.*?)</c:f>", chart))
    assert portfolio.parts["xl/drawings/drawing1.xml"].count(" descr=") == 4


def test_formulas_hold_no_rate_or_cut_of_their_own(portfolio):
    for sheet, cell, formula in formulas(portfolio):
        numbers = [
            token.value for token in Tokenizer(formula).items if token.type == "OPERAND" and token.subtype == "NUMBER"
        ]
        assert not {"0.1", "0.2", "0.8"} & set(numbers), f"{sheet}!{cell}: {formula}"


def test_answers_that_spill_are_written_over_their_full_range(books):
    arrays = [cell.value for row in books["law-firm"].formulas["Spills"].iter_rows() for cell in row]
    spilled = [value.ref for value in arrays if hasattr(value, "ref")]
    assert spilled == ["B6:G13", "I6:K67"]


def test_version_stands_in_the_read_me(portfolio):
    words = [cell.value for row in portfolio.values["ReadMe"].iter_rows() for cell in row]
    assert f"Tenure {udfs.__version__}" in words
    assert any(str(word).startswith(f"Tenure {udfs.__version__},") for word in words)


# The law firm: the wrong applause


def test_the_law_firm_tells_the_story_of_the_wrong_applause(books):
    law = books["law-firm"]
    assert law.named("client_count") == 60
    assert law.named("fees_client") == "Brackenfold Shipping"
    assert law.named("top_client") == "Marrowby Homes"
    assert law.named("top_fees_rank") > 40
    sentences = [law.values["Dashboard"].cell(row, 2).value for row in range(4, 11)]
    assert all(sentences)
    assert "Brackenfold Shipping (£340,000)" in sentences[2]


def test_the_law_firm_fills_every_tier_and_quadrant(books):
    law = books["law-firm"]
    tiers = [tier for tier in law.column("Tier") if tier]
    assert {tier: tiers.count(tier) for tier in tiers} == {"Platinum": 12, "Gold": 18, "Iron": 18, "Lead": 12}
    quadrants = [quadrant for quadrant in law.column("Quadrant") if quadrant]
    assert set(quadrants) == {"Key", "Maintain", "Develop", "Review"}
    assert min(quadrants.count(quadrant) for quadrant in set(quadrants)) >= 5


def test_a_former_client_has_no_value(books):
    law = books["law-firm"]
    formers = [
        (value, tier) for status, value, tier in zip(*map(law.column, ("Status", "Value", "Tier")), strict=True)
        if status == "Former"
    ]  # fmt: skip
    assert len(formers) == 4
    assert set(formers) <= {("", ""), (None, None)}


def test_the_figures_are_those_of_the_functions(books):
    law = books["law-firm"]
    values = [[value] for value in law.column("Value")]
    assert law.named("core_share") == pytest.approx(udfs.call("REL_PARETO", values, 0.2), rel=1e-12)
    assert law.named("gini") == pytest.approx(udfs.call("REL_CONCENTRATION", values, "gini"), rel=1e-12)
    assert law.named("value_total") == pytest.approx(sum(value for (value,) in values if value), rel=1e-12)


# Chinook and the empty book


def test_chinook_has_its_clients_managers_and_fees(books):
    chinook = books["chinook"]
    assert chinook.named("client_count") == 59
    assert chinook.named("manager_count") == 3
    assert chinook.named("as_of").date() == date(2011, 12, 31)
    assert chinook.named("fees_total") == pytest.approx(450.58)
    assert chinook.named("top_value_words").startswith("$36.")


def test_the_empty_book_says_what_to_do_and_shows_no_figures(books):
    dashboard = books["empty"].values["Dashboard"]
    assert dashboard["B4"].value.startswith("No clients yet")
    assert not any(dashboard.cell(row, 2).value for row in range(5, 10))
    assert not any(cell.value for cell in books["empty"].values["Clients"][6])


# Other lists


def clients_of(count, **assumptions):
    return ClientList(
        firm="Some & Co",
        fee_headings=("Fees 2024", "Fees 2025"),
        clients=tuple(
            Client(
                name=f"Client {number}",
                account_manager=f"Manager {number % 14}",
                joined=date(2010 + number % 14, 1 + number % 12, 5),
                fees=(1000.0 * number, 900.0 * number if number % 5 else None),
                last_contact=date(2025, 1 + number % 12, 3),
            )
            for number in range(1, count + 1)
        ),
        assumptions=Assumptions(as_of=date(2025, 12, 31), **assumptions),
    )


def test_a_long_list_holds_and_managers_beyond_the_bars_are_drawn_together(tmp_path):
    made = made_by(lambda path: client_portfolio.write(path, clients_of(300)), TEMPLATES[0], tmp_path)
    assert all(made.verdicts().values())
    assert not errors(made)
    assert made.named("client_count") == 300
    bars = [made.values["Chart data"].cell(row, 2).value for row in range(1, 80)]
    assert "All others (7)" in bars


def test_one_client_of_one_year_holds_and_a_name_that_looks_like_a_formula_stays_a_name(tmp_path):
    odd = ClientList(
        firm="=SUM(1,1)",
        fee_headings=("Fees",),
        clients=(Client("=1+1", fees=(900.0,)),),
        assumptions=Assumptions(as_of=date(2025, 12, 31)),
    )
    made = made_by(lambda path: client_portfolio.write(path, odd), TEMPLATES[0], tmp_path)
    assert made.column("Client")[0] == "=1+1"
    assert made.named("firm") == "=SUM(1,1)"
    assert all(made.verdicts().values())
    assert not errors(made)
    assert made.values["Dashboard"]["B4"].value.startswith("1 client brought £900 in the last year.")


@pytest.mark.parametrize(
    "changes",
    [
        {"timing": "mid", "first": "certain", "growth": 0.02, "fee_basis": "average"},
        {"timing": "start", "unit": "thousand", "currency": "", "margin_share": 0.3, "rate": 0.085},
    ],
)
def test_checks_hold_under_other_conventions(tmp_path, changes):
    made = made_by(lambda path: client_portfolio.write(path, clients_of(12, **changes)), TEMPLATES[0], tmp_path)
    assert all(made.verdicts().values())
    assert not errors(made)


def test_a_financial_year_ends_on_a_day_that_exists(tmp_path):
    days = {
        "31 December": 0, "30 sept": 0, "29 Feb": 0, "30 February": 1, "32 December": 1, "99 Foo": 1, "31 J": 1,
        "1.5 May": 1, "31 ???": 1, "0 May": 1, "31": 1, "31 ": 1,
    }  # fmt: skip
    fault = setting("year_end", Assumptions(as_of=date(2026, 12, 31))).fault
    book = openpyxl.Workbook()
    for row, day in enumerate(days, 1):
        book.active.append([day, "=" + re.sub(r"\byear_end\b", f"A{row}", fault)])
    book.save(tmp_path / "days.xlsx")
    compute(tmp_path / "days.xlsx", tmp_path / "found.xlsx")
    found = openpyxl.load_workbook(tmp_path / "found.xlsx", data_only=True).active
    assert dict(found.values) == days
    made = made_by(lambda path: client_portfolio.write(path, clients_of(2, year_end="99 Foo")), TEMPLATES[0], tmp_path)
    assert made.named("test_settings") is made.named("test_all") is False


def mistyped(tmp_path, cells, **assumptions):
    """A book of twelve clients in which somebody typed over cells of the register, computed again."""
    written = tmp_path / "typed.xlsx"
    client_portfolio.write(written, clients_of(12, **assumptions))
    book = openpyxl.load_workbook(written)
    sheet = book["Clients"]
    headings = [cell.value for cell in sheet[5]]
    for (heading, row), typed in cells.items():
        sheet.cell(row, headings.index(heading) + 1).value = typed
    return made_by(book.save, TEMPLATES[0], tmp_path)


def test_one_mistyped_cell_spoils_its_own_row_only(tmp_path):
    made = mistyped(tmp_path, {("Retention", 8): 80, ("Fees 2024", 10): "#N/A", ("Account manager", 11): "#N/A"})
    register = [cell for cell in errors(made) if not cell.startswith("Spills")]
    assert {re.sub(r"Clients![A-Z]+", "row ", cell) for cell in register} == {"row 8", "row 10", "row 11"}
    said = "1 client is left out of the figures: see Clients row 8."
    assert made.values["Dashboard"]["B3"].value == said
    assert made.named("left_out_count") == 1
    assert made.named("valued_count") == 11
    assert sum(1 for tier in made.column("Tier") if tier in ("Platinum", "Gold", "Iron", "Lead")) == 11
    failing = {name for name, verdict in made.verdicts().items() if not verdict}
    assert failing == {"test_register", "test_clients_errors", "test_clients_numbers", "test_all"}


def test_text_in_a_number_cell_is_read_or_refused_in_its_own_row_and_a_check_says_so(tmp_path):
    made = mistyped(tmp_path, {("Fees 2025", 6): "36200", ("Cost to serve", 7): "lots", ("Left", 8): "2025-03-01"})
    assert made.column("Fees a year")[0] == 36200
    assert made.column("Margin")[0] == 36200
    assert made.column("Margin")[1] == "#VALUE!"
    assert made.column("Status")[2] == "Former"
    assert made.named("test_clients_numbers") is False
    assert "row 7." in made.values["Dashboard"]["B3"].value


def test_text_among_fees_that_are_averaged_is_read_or_refused(tmp_path):
    typed = {("Fees 2024", 6): "300", ("Fees 2025", 7): "lots"}
    made = mistyped(tmp_path, typed, fee_basis="average")
    assert made.column("Fees a year")[:3] == [600, "#VALUE!", 2850]


def test_clients_of_equal_value_but_for_the_last_bit_have_ranks_of_their_own(tmp_path):
    nearly = ClientList(
        firm="Nearly",
        fee_headings=("Fees",),
        clients=tuple(Client(f"Client {n}", fees=(fee,)) for n, fee in enumerate((0.3, 0.1 + 0.2, 0.3, 0.1 + 0.2))),
        assumptions=Assumptions(as_of=date(2025, 12, 31)),
    )
    made = made_by(lambda path: client_portfolio.write(path, nearly), TEMPLATES[0], tmp_path)
    assert [made.values["Ranks"].cell(row, 4).value for row in range(6, 10)] == [1, 2, 3, 4]
    assert len({made.values["Ranks"].cell(row, 3).value for row in range(6, 10)}) == 1


def test_the_pyramid_keeps_the_minus_of_a_value(books):
    chart = books["law-firm"].parts["xl/charts/chart1.xml"]
    assert re.findall(r'<c:dLbls><c:numFmt formatCode="(.*?)"', chart) == ["0%;0%;", "0%;-0%;"]


def sentences(made):
    return [made.values["Dashboard"].cell(row, 2).value or "" for row in range(4, 11)]


def test_the_sentences_count_those_who_paid(books):
    said = sentences(books["chinook"])
    assert said[0].startswith("46 clients brought $451 in 2011. What the 59 clients of today are likely to bring")
    assert "Of the 47 clients of 2010, 34 came back in 2011 (72% kept); in 2011 they paid" in said[3]
    assert "of what all 47 had paid in 2010." in said[3]


def test_where_the_clients_came_from_is_said_where_it_is_recorded(books, tmp_path):
    law = books["law-firm"]
    table = udfs.call("REL_REFERRALS", *([[cell] for cell in law.column(heading)] for heading in ("Source", "Value")))
    source, clients, value, share = table[1][:4]
    assert (
        sentences(law)[6] == f"The source that brought most is {source}: {clients} clients, {share:.0%} of the value."
    )
    assert (law.named("first_source"), law.named("source_count")) == (source, len(table) - 2)
    assert law.named("first_source_share") == pytest.approx(value / law.named("value_total"))
    assert not sentences(books["chinook"])[6]

    some = ClientList(
        firm="Some",
        fee_headings=("Fees 2025",),
        clients=(
            Client("A", fees=(900.0,), joined=date(2020, 1, 1)),
            Client("B", source="Bank", fees=(100.0,), joined=date(2020, 1, 1)),
            Client("C", source="bank ", fees=(200.0,), joined=date(2020, 1, 1)),
        ),
        assumptions=Assumptions(as_of=date(2025, 12, 31)),
    )
    made = made_by(lambda path: client_portfolio.write(path, some), TEMPLATES[0], tmp_path)
    assert sentences(made)[6] == (
        "The source that brought most is Bank: 2 clients, 25% of the value; how 1 client came is not recorded."
    )
    assert made.verdicts()["test_sources"] is True


def test_one_client_is_spoken_of_in_the_singular(tmp_path):
    alone = ClientList(
        firm="Alone",
        fee_headings=("Fees 2024", "Fees 2025"),
        clients=(Client("A", fees=(1000.0, 800.0), joined=date(2020, 1, 1)),),
        assumptions=Assumptions(as_of=date(2025, 12, 31)),
    )
    made = made_by(lambda path: client_portfolio.write(path, alone), TEMPLATES[0], tmp_path)
    said = sentences(made)
    assert said[0].startswith("1 client brought £800 in 2025. What the client of today is likely to bring")
    assert said[3].startswith(
        "The one client of 2024 came back in 2025; in 2025 it paid 80% of what it had paid in 2024."
    )
    # Nobody wrote down a contact: days counted from joining are no news.
    assert said[4] == "Nothing is known of past contacts."


def test_a_book_without_a_valuation_date_says_so(tmp_path):
    written = tmp_path / "dateless.xlsx"
    client_portfolio.write(written, clients_of(3))
    book = openpyxl.load_workbook(written)
    sheet, cell = next(book.defined_names["as_of"].destinations)
    book[sheet][cell.replace("$", "")].value = None
    made = made_by(book.save, TEMPLATES[0], tmp_path)
    dashboard = made.values["Dashboard"]
    assert dashboard["B4"].value.startswith("There is no valuation date: type one on sheet Settings")
    assert not any(sentences(made)[1:])
    assert "1900" not in dashboard["B2"].value
    assert made.named("test_date") is False
    assert made.named("test_all") is False


def test_the_functions_book_says_why_a_verdict_may_be_false(books):
    assert "without Tenure shows FALSE" in books["functions"].values["Functions"]["D3"].value


def test_losses_only_are_said_without_errors(tmp_path):
    losing = ClientList(
        firm="Losing",
        fee_headings=("Fees 2024", "Fees 2025"),
        clients=tuple(Client(f"Client {n}", fees=(5.0, 10.0), cost_to_serve=20.0 + n) for n in range(4)),
        assumptions=Assumptions(as_of=date(2025, 12, 31)),
    )
    made = made_by(lambda path: client_portfolio.write(path, losing), TEMPLATES[0], tmp_path)
    assert made.named("test_all") is True
    assert not errors(made, but_for=("Ranks", "Spills", "Workings"))


def test_fillings_come_from_one_place():
    assert tuple(client_list.FILLINGS) == TEMPLATES[0].fillings
    assert client_list.law_firm() == client_list.law_firm()


def of_list(folder, *lines):
    path = folder / "ours.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return made(TEMPLATES[0], folder, path)


def test_who_brings_nothing_is_in_the_last_tier_and_has_no_high_margin(tmp_path):
    idle = [f"Idle {number},{2000 + number}-01-01,500,0," for number in range(6)]
    book = of_list(
        tmp_path, "Client,Joined,Fees 2025,Fees 2026,Cost", *idle, "A,2010-01-01,100,100,50", "B,2020-01-01,100,90,60",
    )  # fmt: skip
    assert set(book.column("Tier")[:6]) == {"Lead"}
    assert not {"Key", "Rising"} & set(book.column("Quadrant")[:6])
    assert book.column("Tier")[6] == "Platinum"
    assert book.verdicts()["test_all"] is True


def test_with_whom_no_contact_is_recorded_nobody_is_late(tmp_path):
    book = of_list(
        tmp_path, "Client,Joined,Fees 2026,Last contact", "A,2010-01-01,100,2026-01-01", "B,2005-01-01,100,",
        "C,2020-01-01,90,2026-11-01",
    )  # fmt: skip
    assert book.column("Days overdue")[1] is book.column("Next contact")[1] is None
    assert book.named("overdue_client") == "A"
    assert book.values["Dashboard"]["B8"].value.endswith(" late. With 1 client no contact is recorded.")


def test_a_client_without_a_cost_has_the_margin_of_the_others(tmp_path):
    book = of_list(tmp_path, "Client,Fees 2026,Cost", "NoCost,1000,", "B,3000,2700", "D,4000,3600")
    assert book.column("Margin") == pytest.approx([100, 300, 400])
    assert book.values["Dashboard"]["B3"].value.startswith("For 1 client no cost to serve is recorded")
