"""The Answer of the referral audit: sentences, figures, two pictures, and the clients who bring clients."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.chart import Chart

from workbook_templates.pages.answer_page import ROW_PIXELS, AnswerPage, Card
from workbook_templates.pages.list_page import letter_for_letter
from workbook_templates.referral_audit.figures import CHART_DATA, MOST_BARS, Figures
from workbook_templates.sentences import amount, count_of, percent
from workbook_templates.style import FONT, HAIRLINE, HOUSE, INK, TIER_FILLS, HouseBook, Kind, axis, data_labels

FIRST_ROWS, SECOND_ROWS = 15, 14
CLIENTS_SHOWN = 10
_COLOURS = (HOUSE, TIER_FILLS[1])
_SMALL = {"name": FONT, "size": 9, "color": INK}


def _sentences() -> Iterator[str]:
    best = f'best_source&" ("&{amount("best_fees")}&" a year, "&{percent("best_share")}&" of all fees) for "&'
    yield (
        '=IFERROR(IF(client_count=0,"No clients yet: type or paste them on sheet Clients, your sources on sheet '
        'Sources, and every figure here follows.",IF(main_line="","No source has brought fees so far"&'
        f'IF(unknown_count=0,"",": "&{count_of("unknown_count", "client names", "clients name")}&" no source")&".",'
        f'IF(best_line="",'
        f'"Most fees came from "&main_source&": "&{count_of("main_clients", "client", "clients")}&" of "&client_count&'
        f'IF(main_share="","",", "&{percent("main_share")}&" of the fees")&"."&IF(effort_total>0,""," Type on sheet '
        'Sources what each source costs, and effort is set against fees."),'
        f'"Most for the effort comes from "&{best}{percent("best_effort_share")}&" of the effort; least"&'
        'IF(barren_count=0,"",", of those that brought fees,")&" from "&'
        f'worst_source&": "&{percent("worst_effort_share")}&" of the effort for "&{percent("worst_share")}&'
        '" of the fees."))),"A cell cannot be read: sheet Checks says on which sheet.")'
    )
    each = "FIXED({0}_fees/{0}_effort,IF({0}_fees/{0}_effort<10,2,0))"
    yield (
        '=IFERROR(IF(OR(best_line="",worst_line=""),"","For each "&currency&"1 of effort "&worst_source&" brought "&'
        f'currency&{each.format("worst")}&" of fees a year, "&best_source&" "&currency&{each.format("best")}&"."&'
        f'IF(free_count=0,""," "&{count_of("free_count", "source stands", "sources stand")}&" apart, without any '
        'effort.")),"")'
    )
    yield (
        '=IFERROR(IF(OR(client_count=0,idle_count=0),"",IF(idle_count=1,idle_source&" cost ",idle_count&'
        f'" sources, among them "&idle_source&", cost ")&{amount("idle_effort")}&" and brought no client so far."),"")'
    )

    def flow(name: str) -> str:
        return (
            f'{name}_source&" ("&INDEX(received_of_source,{name}_line)&" received, "&INDEX(given_to_source,'
            f'{name}_line)&" given)"'
        )

    yield (
        f'=IFERROR(IF(OR(client_count=0,flow_total=0),"",TRIM(IF(owed_line="","","We owe most to "&{flow("owed")}&".")&'
        f'IF(owing_line="",""," We gave most beyond what came back to "&{flow("owing")}&"."))),"")'
    )
    yield (
        f'=IFERROR(IF(champion_line="","",champion&" pays "&{amount("champion_fees")}&" itself, no. "&champion_rank&'
        f'" of "&client_count&"; with those whom it brought, and those they brought, it is worth "&'
        f'{amount("champion_worth")}&" a year, no. "&champion_worth_rank&"."),"")'
    )
    yield (
        f'=IFERROR(TRIM(IF(OR(client_count=0,expected_total<=0),"","Still expected: "&{amount("expected_total")}&".")&'
        f'IF(OR(client_count=0,unknown_count=0),""," How "&{count_of("unknown_count", "client", "clients")}&'
        '" came is not recorded: ask them.")),"")'
    )


def _blank_if_empty(formula: str) -> str:
    return f'=IF(client_count=0,"",{formula})'


_CARDS = (
    Card("Clients", _blank_if_empty("client_count"), "with their source", "count"),
    Card("Fees", _blank_if_empty("fees_total_words"), "a year"),
    Card("Still expected", _blank_if_empty('IF(expected_total=0,"",expected_total_words)'), "from work in sight"),
    Card("Effort on sources", _blank_if_empty('IF(effort_total=0,"",effort_total_words)'), "a year: time and outlays"),
    Card("Fees for each 1 of effort", _blank_if_empty('IF(effort_total=0,"",fees_total/effort_total)'),
         "of all sources together", "factor"),
    Card("Brought by one client", _blank_if_empty('IF(champion_line="","",champion_brought_words)'),
         '=IF(client_count=0,"",champion)'),
)  # fmt: skip


def write_answer(page: AnswerPage, figures: Figures) -> None:
    """Write the sheet, and let the book open on it."""
    book = page.book
    page.title(
        '=firm&": which sources deserve our effort"',
        '=IF(money_unit="","","Amounts in "&money_unit&". ")&'
        'IF(test_all,"All checks hold.","A check does not hold: see sheet Checks.")',
    )
    page.sentences(tuple(_sentences()))
    page.cards(_CARDS)
    heading = (
        f'=IFERROR(IF(worst_line="",IF(main_line="","What each source brings",'
        f'main_source&IF(main_share="","",": "&{percent("main_share")}&" of the fees")),'
        f'worst_source&": "&{percent("worst_effort_share")}&" of the effort, "&{percent("worst_share")}&'
        '" of the fees"),"What each source brings")'
    )
    chart = _bars(
        book, figures.bars["audit"], "Share of the fees against share of the effort, by source",
        ("Share of fees", "Share of effort"), "0%;-0%;", "share of all sources", FIRST_ROWS,
    )  # fmt: skip
    alt = "Two bars per source, largest fees on top: its share of the fees, and its share of the effort spent on it."
    page.picture(chart, alt, heading, columns=6, rows=FIRST_ROWS)
    _write_sources(page, figures)
    page.below(FIRST_ROWS)
    heading = (
        '=IFERROR(IF(OR(flow_total=0,owed_line=""),"Referrals received and given",'
        '"Most is owed to "&owed_source&": "&INDEX(received_of_source,owed_line)&" referrals received, "&'
        'INDEX(given_to_source,owed_line)&" given"),"Referrals received and given")'
    )
    chart = _bars(
        book, figures.bars["balance"], "Referrals received from each source, and given to it", ("Received", "Given"),
        "#,##0;-#,##0;", "referrals", SECOND_ROWS,
    )  # fmt: skip
    alt = "Two bars per source, most received on top: referrals received from it, and referrals given to it."
    page.picture(chart, alt, heading, columns=6, rows=SECOND_ROWS)
    _write_champions(page, figures)
    page.below(SECOND_ROWS)
    page.link("Replace the clients on sheet Clients by your own, then the sources on sheet Sources.", "Clients")
    page.end()


def _bars(
    book: HouseBook, rows: tuple[int, int], title: str, names: tuple[str, str], shown: str, unit: str, rows_high: int
) -> Chart:
    chart = book.chart({"type": "bar"}, title=title)
    first, last = rows
    for place, (name, colour) in enumerate(zip(names, _COLOURS, strict=True)):
        chart.add_series(
            {
                "name": name,
                "categories": [CHART_DATA, first, 1, last, 1],
                "values": [CHART_DATA, first, 2 + place, last, 2 + place],
                "fill": {"color": colour},
                "border": {"color": INK, "width": 0.5},
                "gap": 30,
                "overlap": 0,
                "data_labels": data_labels(position="outside_end", num_format=shown, font={**_SMALL, "size": 8}),
            }
        )
    chart.set_y_axis(
        axis(reverse=True, label_position="low", line={"color": HAIRLINE}, crossing="max", interval_unit=1)
    )
    chart.set_x_axis(axis(min=0, num_format=shown.split(";")[0], name=unit))
    chart.set_legend({"position": "top", "font": _SMALL})
    # Left to themselves the bars would be too thin for their figures; title, legend and axis need the rest.
    high = rows_high * ROW_PIXELS
    chart.set_plotarea({"layout": {"x": 0.25, "y": 60 / high, "width": 0.7, "height": (high - 115) / high}})
    return chart


def _write_sources(page: AnswerPage, figures: Figures) -> None:
    columns: tuple[tuple[str, Kind, int], ...] = (
        ("Source", "text", 2), ("Clients", "count", 1), ("Fees", "money", 1), ("Effort", "money", 1),
        ("Fees per effort", "factor", 1),
    )  # fmt: skip
    audit, sources = figures.audit, figures.sources
    lines = []
    for line in range(1, MOST_BARS + 1):

        def of(column: int, line: int = line) -> str:
            return f"INDEX({audit.cells(column)},{line})"

        found = f"MATCH({letter_for_letter(of(0))},{sources.column('Source')},0)"
        clients = f"IFERROR(INDEX({sources.column('Clients')},{found}),rest_count)"
        cells = (f'{of(0)}&""', clients, of(2), f'IF(N({of(5)})=0,"",{of(5)})', f'{of(7)}&""')
        cells = (*cells[:4], of(7))
        lines.append([f'=IFERROR(IF(audit_lines<{line},"",{cell}),"")' for cell in cells])
    page.short_list("What each source brings a year for what it costs", columns, lines, column=7, parted=True)


def _write_champions(page: AnswerPage, figures: Figures) -> None:
    columns: tuple[tuple[str, Kind, int], ...] = (
        ("Client", "text", 2), ("Manager", "text", 1), ("Own fees", "money", 1), ("Brought", "money", 1),
        ("Together", "money", 1),
    )  # fmt: skip
    clients, chains = figures.clients, figures.chains
    lines = []
    for place in range(1, CLIENTS_SHOWN + 1):
        line = chains.largest("In order", str(place))
        cells = (
            clients.at("Client", line), clients.at("Account manager", line), clients.at("Fees counted", line),
            chains.at("Brought to us", line), chains.at("With all brought", line),
        )  # fmt: skip
        lines.append([f'=IFERROR({cell},"")' for cell in cells])
    page.short_list(
        "Clients who bring clients: thank them, whatever they pay themselves", columns, lines, column=7, parted=True
    )
