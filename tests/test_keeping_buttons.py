"""The buttons of Keep and Grow on a good list: what they show against the same figures computed here, by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import numpy as np
import pytest
from kept_clients import FEES, FIRST_ROW, TODAY, YEARS, KeptClient, kept_clients, write_kept_clients
from lists_to_press import parts, rewritten
from test_closed_file import press, shown

from addin.edits import WriteColumn, WriteSheet
from addin.exit_codes import CannotGoOn
from addin.formulas.references import column_number
from workbook_templates import TEMPLATES
from workbook_templates.recognition.sheet import column_letters

BUTTONS = {
    "retention-report": "Retention", "exit-reasons": "Exit reasons", "contacts-due": "Contacts due",
    "referral-audit": "Referral audit", "what-else-to-offer": "What else to offer", "score-prospects": "Ideal client",
}  # fmt: skip
OF_TEMPLATE = {
    "retention-report": ["Tenure", "Retention"],  # by how much retention is to improve the template does not say
    "contacts-due": ["Contacts due"], "referral-audit": ["Referral audit"], "score-prospects": ["Ideal client"],
}  # fmt: skip
WORTH = 0.8 / (1 + 0.1 - 0.8)  # retention 80%, 10%, the first year at risk, at the end of each year
CADENCE = {"Platinum": 30, "Gold": 60, "Iron": 120, "Lead": 180}


@pytest.fixture(params=[False, True], ids=["plain", "table"])
def book(request, tmp_path: Path) -> Path:
    return write_kept_clients(tmp_path / "clients.xlsx", as_table=request.param)


def pressed(name: str, book: Path) -> dict[tuple[int, int], object]:
    """What the button's sheet shows."""
    press(name, book, book.with_name(f"{name}.xlsx"))
    return shown(book.with_name(f"{name}.xlsx"), BUTTONS[name])


def block(cells: dict[tuple[int, int], object], row: int, columns: str, rows: int) -> list[tuple[object, ...]]:
    numbers = [ord(letter) - ord("A") + 1 for letter in columns]
    return [tuple(cells.get((at, number)) for number in numbers) for at in range(row, row + rows)]


def value(client: KeptClient) -> float | None:
    return (client.fees[2] or 0.0) * WORTH if client.is_with_us(TODAY) else None


def per_cent(share: float) -> str:
    """As TEXT shows it: a half goes up."""
    return f"{int(100 * share + 0.5)}%"


def earlier(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29) and (day.year - years) % 4
    return day.replace(year=day.year - years, day=28 if leap else day.day)


@pytest.mark.parametrize("name", BUTTONS)
def test_pressed_again_it_asks_for_nothing(name, book):
    pressed(name, book)
    assert press(name, book.with_name(f"{name}.xlsx"), sheet="Clients") == []


def test_the_referral_audit_adds_up_the_value_of_each_source(book):
    sums: dict[str, list[float]] = defaultdict(list)
    for client in kept_clients():
        worth = value(client)
        if worth is not None:
            sums[client.source or "Not recorded"].append(worth)
    ranked = sorted(sums, key=lambda name: (name == "Not recorded", -sum(sums[name])))
    count, total = sum(map(len, sums.values())), sum(map(sum, sums.values()))
    cells = pressed("referral-audit", book)
    for name, (shows, clients, share, worth, of_worth, average) in zip(
        ranked, block(cells, 7, "ABCDEF", len(ranked)), strict=True
    ):
        given = sums[name]
        assert (shows, clients) == (name, len(given))
        assert (share, worth, of_worth, average) == pytest.approx(
            (len(given) / count, sum(given), sum(given) / total, sum(given) / len(given))
        )
    assert cells[7 + len(ranked) + 1, 4] == pytest.approx(total)
    best = sums[ranked[0]]
    of_value, of_clients = per_cent(sum(best) / total), per_cent(len(best) / count)
    finding = f"{ranked[0]}: {of_value} of the value, with {of_clients} of the clients."
    assert cells[3, 1] == finding
    assert f"{count} of 48 clients have a value; the others, such as those who left, are not counted." in cells.values()


def test_a_source_that_is_new_stands_among_all_others_until_the_sheet_is_made_anew(tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx")
    before = pressed("referral-audit", book)
    lines = sum(1 for row in range(7, 19) if before.get((row, 5)) not in (None, "")) - 1
    again = tmp_path / "again.xlsx"
    press("referral-audit", book, again)
    for row, name in ((6, "Fair"), (7, "Radio")):
        sheet = parts(again)["xl/worksheets/sheet1.xml"].decode()
        start = sheet.index(f'<c r="D{row}"')
        cell = sheet[start : sheet.index("</c>", start) + 4]
        new = f'<c r="D{row}" t="inlineStr"><is><t>{name}</t></is></c>'
        rewritten(again, **{"worksheets/sheet1": (cell, new)})
    out = tmp_path / "out.xlsx"
    press("referral-audit", again, out, sheet="Clients")
    cells = shown(out, "Referral audit")
    assert cells[7 + lines, 1] == "All others"
    total = 7 + lines + 1
    assert sum(cells[row, 4] for row in range(7, total)) == pytest.approx(cells[total, 4])
    assert any(str(text).endswith("more sources stand together as All others.") for text in cells.values())


def losses() -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for client in kept_clients():
        if client.left is not None:
            last = next((fees for fees in reversed(client.fees) if fees), 0.0)
            found[client.reason or "Not recorded"].append(last * WORTH)
    return found


def test_exit_reasons_are_ranked_by_the_value_lost(book):
    lost = losses()
    ranked = sorted(lost, key=lambda name: (name == "Not recorded", -sum(lost[name]), -len(lost[name])))
    total, so_far = sum(map(sum, lost.values())), 0.0
    cells = pressed("exit-reasons", book)
    for name, line in zip(ranked, block(cells, 7, "ABDEF", len(ranked)), strict=True):
        so_far += sum(lost[name])
        assert line[:2] == (name, len(lost[name]))
        assert line[2:] == pytest.approx((sum(lost[name]), sum(lost[name]) / total, so_far / total))
    assert cells[4, 1] == "Say in the yellow cells which reasons were in your hands."
    assert cells[7 + len(ranked) + 1, 2] == 8


def test_what_was_in_our_hands_is_said_by_a_person_and_stays(tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx")
    pressed("exit-reasons", book)
    out = tmp_path / "exit-reasons.xlsx"
    number = next(name for name, data in parts(out).items() if b"Why clients of sheet" in data and "worksheets" in name)
    sheet = parts(out)[number].decode()
    row = next(row for row in range(7, 12) if shown(out, "Exit reasons")[row, 9] == "Price")
    start = sheet.index(f'<c r="J{row}"')
    cell = sheet[start : sheet.index("/>", start) + 2]
    typed = cell.replace("/>", ' t="inlineStr"><is><t>yes</t></is></c>')
    rewritten(out, **{number.removeprefix("xl/").removesuffix(".xml"): (cell, typed)})
    assert press("exit-reasons", out, tmp_path / "again.xlsx", sheet="Clients") == []
    lost = losses()
    share = sum(lost["Price"]) / sum(map(sum, lost.values()))
    assert (
        shown(tmp_path / "again.xlsx", "Exit reasons")[4, 1] == f"{per_cent(share)} of the value lost was in our hands."
    )


def test_the_pareto_chart_has_its_line_on_the_axes_of_the_columns(tmp_path):
    press("exit-reasons", write_kept_clients(tmp_path / "clients.xlsx"), tmp_path / "out.xlsx")
    root = ElementTree.fromstring(parts(tmp_path / "out.xlsx")["xl/charts/chart1.xml"])
    chart = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    axes = [
        [axis.attrib["val"] for axis in root.iter(chart + kind) for axis in axis.findall(chart + "axId")]
        for kind in ("barChart", "lineChart")
    ]
    assert axes[0] == axes[1] != []
    assert [low.attrib["val"] for low in root.iter(chart + "min")] == ["0"]


def test_contacts_are_due_by_the_cadence_of_the_tier(book):
    cells = pressed("contacts-due", book)
    present = [client for client in kept_clients() if client.is_with_us(TODAY)]
    by_name = {client.name: client for client in present}
    waits = {}
    for client in present:
        better = sum(1 for other in present if value(other) > value(client)) / len(present)
        tier = next(tier for tier, cut in zip(CADENCE, (0.2, 0.5, 0.8, 2), strict=True) if better < cut)
        waits[client.name] = (tier, client.last_contact + timedelta(days=CADENCE[tier]))
    lines = block(cells, 7, "BCDF", 25)
    overdue = {name: (TODAY - due).days for name, (_, due) in waits.items()}
    assert [line[3] for line in lines] == sorted(overdue.values(), reverse=True)[:25]
    assert len({line[0] for line in lines}) == 25
    for name, tier, manager, days in lines:
        assert (tier, manager, days) == (waits[name][0], by_name[name].partner, overdue[name])
    late = sum(days > 0 for days in overdue.values())
    assert cells[3, 1].startswith(f"{late} of {len(present)} clients are overdue, {lines[0][0]} the longest: ")
    for tier, every, count, are_late in block(cells, 7, "IJKL", 4):
        of_tier = [name for name, (its, _) in waits.items() if its == tier]
        assert (every, count) == (CADENCE[tier], len(of_tier))
        assert are_late == sum(overdue[name] > 0 for name in of_tier)


def test_a_day_that_is_agreed_goes_before_the_cadence_unless_it_is_over(tmp_path):
    clients = kept_clients()
    meeting, over = TODAY + timedelta(days=9), clients[1].last_contact - timedelta(days=5)
    book = write_kept_clients(tmp_path / "clients.xlsx", agreed={0: meeting, 1: over})
    press("contacts-due", book, tmp_path / "out.xlsx")
    cells = shown(tmp_path / "out.xlsx", "Clients")
    due = next(column for (row, column), text in cells.items() if row == FIRST_ROW - 1 and text == "Next contact")
    tier = str(cells[FIRST_ROW + 1, due - 1])
    assert cells[FIRST_ROW, due] == (meeting - date(1899, 12, 30)).days
    expected = clients[1].last_contact + timedelta(days=CADENCE[tier])
    assert cells[FIRST_ROW + 1, due] == (expected - date(1899, 12, 30)).days


def wilson(kept: int, count: int) -> tuple[float, float]:
    z = 1.959963984540054
    share, square = kept / count, z * z / count
    half = z * np.sqrt(share * (1 - share) / count + square / (4 * count))
    return (share + square / 2 - half) / (1 + square), (share + square / 2 + half) / (1 + square)


def test_the_bridge_of_the_retention_report_counts_clients_by_their_days(book):
    cells, clients = pressed("retention-report", book), kept_clients()
    starts = kept_in_all = 0
    for back, line in zip(range(4, -1, -1), block(cells, 7, "BCDEFGH", 5), strict=True):
        since, to = earlier(TODAY, back + 1), earlier(TODAY, back)
        before = [client for client in clients if client.is_with_us(since)]
        kept = [client for client in before if client.is_with_us(to)]
        after = [client for client in clients if client.is_with_us(to)]
        assert line[:4] == (len(before), len(before) - len(kept), len(after) - len(kept), len(after))
        assert line[4:] == pytest.approx((len(kept) / len(before), *wilson(len(kept), len(before))))
        starts, kept_in_all = starts + len(before), kept_in_all + len(kept)
    assert cells[12, 6] == pytest.approx(kept_in_all / starts)


def test_the_retention_report_says_what_stays_of_the_fees_and_for_how_long(book):
    cells, clients = pressed("retention-report", book), kept_clients()
    for row, year in ((15, 0), (16, 1)):
        paid = [(client.fees[year], client.fees[year + 1] or 0.0) for client in clients if client.fees[year]]
        before = sum(fees for fees, _ in paid)
        expected = (
            before, sum(later for _, later in paid), sum(later for _, later in paid) / before,
            sum(min(fees, later) for fees, later in paid) / before, sum(later > 0 for _, later in paid) / len(paid),
        )  # fmt: skip
        assert block(cells, row, "BCDEF", 1)[0] == pytest.approx(expected)
    for years, share in block(cells, 7, "JK", 10):
        assert share == pytest.approx(still_there(clients, 365.25 * years))


def still_there(clients: list[KeptClient], days: float) -> float:
    """Kaplan and Meier."""
    spells = [((client.left or TODAY) - client.joined, client.left is not None) for client in clients]
    share = 1.0
    for at in sorted({length for length, gone in spells if gone}):
        if at.days <= days:
            at_risk = sum(length >= at for length, _ in spells)
            share *= 1 - sum(length == at and gone for length, gone in spells) / at_risk
    return share


def test_the_retention_report_says_what_points_of_retention_are_worth(book):
    cells = pressed("retention-report", book)
    margin = sum(client.fees[2] or 0.0 for client in kept_clients() if client.is_with_us(TODAY))
    for column, retention in ((2, 0.8), (3, cells[12, 6])):
        better = min(1.0, retention + 0.05)
        multiple, improved = (share / (1.1 - share) for share in (retention, better))
        expected = (
            retention, 1 / (1 - retention), multiple, improved / multiple - 1, margin, margin * multiple,
            margin * (improved - multiple),
        )  # fmt: skip
        assert [cells[row, column] for row in range(20, 27)] == pytest.approx(list(expected))


def test_the_retention_report_of_a_list_without_days_rests_on_the_fees(tmp_path):
    cells = pressed("retention-report", write_kept_clients(tmp_path / "clients.xlsx", without=("Client since", "Left")))
    kept = []
    for year in (0, 1):
        paid = [(client.fees[year], client.fees[year + 1] or 0.0) for client in kept_clients() if client.fees[year]]
        kept.append(sum(later > 0 for _, later in paid) / len(paid))
    fees = sum(later for _, later in paid) / sum(fees for fees, _ in paid)
    assert [cells[row, 6] for row in (7, 8)] == pytest.approx(kept)
    assert cells[12, 3] == pytest.approx(sum(kept) / 2)
    stayed = f"{per_cent(kept[1])} of the clients stayed from {YEARS[1]} to {YEARS[2]}"
    gone = sum(1 for client in kept_clients() if client.fees[1] and client.fees[2] is None)
    assert cells[3, 1] == (
        f"{stayed}; the fees of all who paid before are {per_cent(fees)} of what they were. {gone} client has no "
        f"amount for {YEARS[2]} and counts as having left."
    )
    measured = sum(kept) / 2
    whose = f"measured {per_cent(measured)}" if measured + 0.05 <= 1 else "assumed 80%"
    assert str(cells[4, 1]).startswith(f"5 points more than the {whose} would be worth ")


def test_offers_are_learnt_from_clients_who_buy_alike(book):
    clients = kept_clients()
    names = ("Audit", "Tax", "Payroll", "Advice")
    bought = [{name for name, fee in zip(names, client.services, strict=True) if fee} for client in clients]
    fees = {
        name: median(client.services[place] for client in clients if client.services[place])
        for place, name in enumerate(names)
    }

    def offer(at: int) -> tuple[str, float, float, float]:
        found = []
        for place, name in enumerate(names):
            if name in bought[at]:
                continue
            weights = []
            for other in range(len(clients)):
                if other != at:
                    either = (bought[at] | bought[other]) - {name}
                    both = (bought[at] & bought[other]) - {name}
                    weights.append((len(both) / len(either) if either else 0.0, name in bought[other]))
            base = sum(name in services for services in bought) / len(clients)
            buys = sum(weight for weight, buys in weights if buys)
            chance = (buys + 5 * base) / (sum(weight for weight, _ in weights) + 5)
            found.append((-chance, -fees[name], place))
        chance, fee, place = min(found)
        return names[place], -chance, -fee, chance * fee

    cells = pressed("what-else-to-offer", book)
    ranked = sorted((at for at in range(48) if value(clients[at]) is not None), key=lambda at: -value(clients[at]))
    for at, line in zip(ranked[:20], block(cells, 7, "BCDEFGH", 20), strict=True):
        name, *numbers = offer(at)
        assert (line[0], line[2], line[3]) == (clients[at].name, len(bought[at]), name)
        assert (line[1], *line[4:]) == pytest.approx((value(clients[at]), *numbers))
    for name, count in block(cells, 7, "KL", 4):
        assert count == sum(name in services for services in bought)


def test_services_may_be_marked_with_an_x(tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", marked=True)
    edits = press("what-else-to-offer", book, tmp_path / "marked.xlsx")
    keys = [edit.key for edit in edits if hasattr(edit, "is_new")]
    assert keys == ["value", "service_1", "service_2", "service_3", "service_4"]
    marked = shown(tmp_path / "marked.xlsx", "What else to offer")
    paid = pressed("what-else-to-offer", write_kept_clients(tmp_path / "paid.xlsx"))
    # The same clients buy the same, so the same is offered with the same chance; fees are not known.
    names = [line[:1] + line[2:] for line in block(marked, 7, "BDF", 20)]
    assert [line[0] for line in names] == [line[0] for line in block(paid, 7, "B", 20)]
    assert {marked.get((row, column)) for row in range(6, 27) for column in (7, 8)} <= {None, ""}
    assert press("what-else-to-offer", tmp_path / "marked.xlsx", sheet="Clients") == []


@pytest.mark.parametrize("gap", [1, 2, 3, 4])
def test_services_stand_side_by_side_right_of_what_stands_beside_the_list(gap, tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", marked=True)
    sheet = parts(book)["xl/worksheets/sheet1.xml"].decode()
    start = sheet.index(f'<row r="{FIRST_ROW - 1}"')
    end = sheet.index("</row>", start)
    last = max(map(column_number, re.findall(r'<c r="([A-Z]+)', sheet[start:end])))
    headings = "".join(
        f'<c r="{column_letters(last + gap + place)}{FIRST_ROW - 1}" t="inlineStr"><is><t>{text}</t></is></c>'
        for place, text in enumerate(("Left client", "Lost fees"), 1)
    )
    rewritten(book, **{"worksheets/sheet1": (sheet[start:end], sheet[start:end] + headings)})
    out = tmp_path / "marked.xlsx"
    columns = [edit for edit in press("what-else-to-offer", book, out) if isinstance(edit, WriteColumn)]
    services = [edit.column for edit in columns if edit.key.startswith("service_")]
    assert services == list(range(services[0], services[0] + 4))
    there = {last + gap + place for place in (0, 1, 2, 3)}
    assert not there & {edit.column for edit in columns}
    assert press("what-else-to-offer", out, sheet="Clients") == []


@pytest.mark.parametrize(("name", "sheet", "first", "columns"), [
    ("contacts-due", "Contacts due", 7, (1, 2, 7)), ("what-else-to-offer", "What else to offer", 7, (1, 2, 9)),
    ("score-prospects", "Ideal client", 7, (7, 8, 11)), ("partners-page", "Partners page", 8, (1, 2, 7)),
    ("partners-page", "Partners page", 8, (9, 10, 14)),
])  # fmt: skip
def test_a_line_names_the_row_of_its_client_and_has_a_number_where_there_is_one(name, sheet, first, columns, book):
    out = book.with_name("out.xlsx")
    press(name, book, out)
    cells, clients = shown(out, sheet), shown(out, "Clients")
    lines = [[cells.get((row, column)) for column in columns] for row in range(first, first + 10)]
    named = [(client, row) for _, client, row in lines if client]
    assert len(named) > 3
    assert named == [(clients[row, 1], row) for _, row in named]
    assert [number in (None, "") for number, _, _ in lines] == [not client for _, client, _ in lines]


@pytest.mark.parametrize(("name", "sheet"), [("contacts-due", "Contacts due"), ("partners-page", "Partners page")])
def test_which_tiers_count_is_said_where_the_list_has_others(name, sheet, tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx")
    rewritten(book, sharedStrings=(">Sector<", ">Tier<"))
    edits = press(name, book, tmp_path / "out.xlsx")
    (tier,) = (edit for edit in edits if isinstance(edit, WriteColumn) and edit.key == "tier")
    assert "These count, and not those of column B (Tier)." in str(tier)
    said = f"The tiers are those of column {column_letters(tier.column)}; the list's own column B (Tier) names others"
    assert any(said in str(text) for text in shown(tmp_path / "out.xlsx", sheet).values())
    assert press(name, tmp_path / "out.xlsx", sheet="Clients") == []


def test_scores_follow_the_description_of_the_ideal_client(book):
    cells, clients = pressed("score-prospects", book), kept_clients()
    described = {name: (weight, ideal) for name, weight, ideal in block(cells, 7, "ABC", 15)}
    weighed = {name for name, (weight, _) in described.items() if weight}
    assert weighed == {"Sector", "Source", FEES[2], "Employees"}

    def score(client: KeptClient) -> float:
        marks = [
            float(client.sector == described["Sector"][1]),
            float(client.source == described["Source"][1]) if client.source else None,
            min(1.0, client.fees[2] / described[FEES[2]][1]) if client.fees[2] is not None else None,
            min(1.0, client.employees / described["Employees"][1]),
        ]
        known = [mark for mark in marks if mark is not None]
        return 100 * sum(known) / len(known)

    ranked = sorted(clients, key=lambda client: -round(score(client), 9))
    lines = block(cells, 7, "HI", 20)
    assert [fit for _, fit in lines] == pytest.approx([score(client) for client in ranked[:20]])
    assert [name for name, _ in lines] == [client.name for client in ranked[:20]]


@pytest.mark.parametrize(
    ("name", "without", "sentence"),
    [
        ("retention-report", ("Left", *FEES[:2]), "headings Joined and Left, or Fees 2024 and Fees 2025"),
        ("exit-reasons", ("Reason for leaving",), "with the heading Reason for leaving"),
        ("exit-reasons", FEES, "a heading such as Fees 2025"),
        ("contacts-due", ("Last contact",), "with the heading Last contact"),
        ("referral-audit", ("Source",), "with the heading Source or Referred by"),
        ("what-else-to-offer", ("Audit", "Tax"), "no columns of services"),
        ("score-prospects", ("Sector", "Source", *FEES, "Employees"), "no columns by"),
    ],
)  # fmt: skip
def test_what_is_lacking_is_named_with_the_heading_to_add(name, without, sentence, tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", without=without)
    with pytest.raises(CannotGoOn, match=sentence):
        press(name, book)


def test_the_ideal_that_a_person_describes_stays(tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx")
    cells = pressed("score-prospects", book)
    out = tmp_path / "score-prospects.xlsx"
    row = next(row for row in range(7, 22) if cells[row, 1] == "Sector")
    name = next(name for name, data in parts(out).items() if b"The ideal client" in data and "worksheets" in name)
    sheet = parts(out)[name].decode()
    changed = {}
    for letter, content in (("B", "<v>3</v>"), ("C", "Property")):
        start = sheet.index(f'<c r="{letter}{row}"')
        cell = sheet[start : sheet.index("</c>", start)]
        changed[cell] = cell.replace("<v>1</v>", content).replace(f">{cells[row, 3]}<", f">{content}<")
    for old, new in changed.items():
        rewritten(out, **{name.removeprefix("xl/").removesuffix(".xml"): (old, new)})
    assert press("score-prospects", out, tmp_path / "again.xlsx", sheet="Clients") == []
    again = shown(tmp_path / "again.xlsx", "Ideal client")
    assert (again[row, 2], again[row, 3]) == (3.0, "Property")
    assert str(again[7, 8]).endswith("Estates")  # as all clients in property are called


def test_a_workbook_of_the_template_keeps_its_own_settings_and_columns(tmp_path):
    template = next(template for template in TEMPLATES if template.name == "client-portfolio")
    template.write(tmp_path / "portfolio.xlsx", template.fillings[0])
    edits = {name: press(name, tmp_path / "portfolio.xlsx", sheet="Clients") for name in BUTTONS if name in OF_TEMPLATE}
    made = {name: [edit.name for edit in asked if isinstance(edit, WriteSheet)] for name, asked in edits.items()}
    assert made == OF_TEMPLATE
    columns = [edit.key for asked in edits.values() for edit in asked if isinstance(edit, WriteColumn)]
    assert columns == ["fit"]


def test_days_that_no_formula_can_read_are_refused_and_shown(tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", agreed={})
    day = "Wed 12 Nov 2025"
    spoken = {f'<c r="K{row}"': f'<c r="K{row}" t="inlineStr"><is><t>{day}</t></is></c>' for row in range(5, 53)}
    sheet = parts(book)["xl/worksheets/sheet1.xml"].decode()
    for start, cell in spoken.items():
        at = sheet.index(start)
        sheet = sheet[:at] + cell + sheet[sheet.index("</c>", at) + 4 :]
    rewritten(book, **{"worksheets/sheet1": (parts(book)["xl/worksheets/sheet1.xml"].decode(), sheet)})
    with pytest.raises(CannotGoOn, match=f"No formula can read the days in the column Last contact, such as {day}"):
        press("contacts-due", book)


@pytest.mark.parametrize("text_days", ["{0.day}.{0.month}.{0.year}", "{0:%d/%m/%Y}", "{0.day}-{0.month}-{0:%y}"])
def test_days_that_are_text_are_read_in_columns_of_tenures(text_days, tmp_path):
    book = write_kept_clients(tmp_path / "clients.xlsx", text_days=text_days)
    out = tmp_path / "out.xlsx"
    edits = press("retention-report", book, out)
    assert {edit.key for edit in edits if hasattr(edit, "is_new")} == {"joined", "left"}
    plain = pressed("retention-report", write_kept_clients(tmp_path / "plain.xlsx"))
    read = shown(out, "Retention")
    assert block(read, 7, "BCDEFGH", 6) == block(plain, 7, "BCDEFGH", 6)
    assert block(read, 7, "JK", 10) == block(plain, 7, "JK", 10)
    last = FIRST_ROW + len(kept_clients())
    days = [shown(out, "Clients").get((row, 17)) for row in range(FIRST_ROW, last)]
    assert days == [float((client.joined - date(1899, 12, 30)).days) for client in kept_clients()]
