"""What must hold in the client matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workbook_templates.client_matrix.chart_data import FIRST_QUADRANT, SHEET, X_VALUE, Y_VALUE, column, lines
from workbook_templates.client_matrix.clients import ACROSS, INCOME, QUADRANT, TABLE, UP
from workbook_templates.client_matrix.workings import Workings
from workbook_templates.pages.checks_page import DATE_KNOWN, Check
from workbook_templates.pages.list_page import column_of, nobody_twice, sum_of
from workbook_templates.pages.tables_page import Answer
from workbook_templates.settings import QUADRANTS
from workbook_templates.style import address


def checks(workings: Workings, matrix: Answer, rows: Sequence[Any]) -> Iterator[Check]:
    """What must hold, besides what holds of every list and of the settings."""
    clients, quadrant, across, up = (column_of(TABLE, heading) for heading in ("Client", QUADRANT, ACROSS, UP))
    yield Check(
        "test_axes", "The settings across and up name two different columns of measures.",
        "IF(across_place=up_place,1,0)",
    )  # fmt: skip
    yield Check(
        "test_reach", f"The list fits the {lines(rows):,} lines of sheet {SHEET}: rows beyond them.",
        f"MAX(0,ROWS({clients})-{lines(rows)})",
    )  # fmt: skip
    yield nobody_twice(clients)
    yield DATE_KNOWN
    page, first = workings.page, workings.quadrants
    counts = address(page.sheet, first, 3, first + len(QUADRANTS) - 1, 3)
    yield Check(
        "test_quadrants",
        "The clients of all quadrants add up to those in the matrix.",
        f"SUM({counts})",
        "placed_count",
    )
    both = f'COUNTIFS({across},"<1E+300",{up},"<1E+300")'
    yield Check("test_placed", "The clients in the matrix are those with figures for both axes.", "placed_count", both)
    drawn = "+".join(f'COUNTIF({column(rows, FIRST_QUADRANT + place)},"<9")' for place in range(len(QUADRANTS)))
    yield Check("test_picture", "Every client in the matrix has its mark on the picture.", drawn, "placed_count")
    yield Check(
        "test_matrix", "REL_MATRIX over the whole list puts as many clients into the first quadrant as row by row.",
        f'IF(placed_count<2,0,COUNTIF({matrix.cells(0)},INDEX(quadrant_names,1)))',
        f'IF(placed_count<2,0,COUNTIF({quadrant},INDEX(quadrant_names,1)))',
    )  # fmt: skip
    for name, axis, values in (("test_high_across", "across", X_VALUE), ("test_high_up", "up", Y_VALUE)):
        high = "0+2" if axis == "up" else "0+1"
        names = "+".join(f"COUNTIF({quadrant},INDEX(quadrant_names,{int(place) + 1}))" for place in high.split("+"))
        # A criterion of COUNTIF would turn the cut into text of 15 digits, and miss who stands exactly at it.
        cells = column(rows, values)
        yield Check(
            name, f"Those who are high {axis}, counted by Excel itself, are in the two quadrants for that.",
            f"SUMPRODUCT(ISNUMBER({cells})*({cells}>={axis}_from))", names,
        )  # fmt: skip
    states = "without_count+incomplete_count+overdue_count+planned_count+done_count"
    yield Check("test_states", "Every client has one state of its action.", states, "client_count")
    incomes = address(page.sheet, first, 4, first + len(QUADRANTS) - 1, 4)
    outside = f'SUMIFS({column_of(TABLE, INCOME)},{quadrant},"",{column_of(TABLE, INCOME)},"<1E+300")'
    yield Check(
        "test_income", "The income of all quadrants, and of those in none, adds up to the whole.",
        f"SUM({incomes})+{outside}", sum_of(TABLE, INCOME),
    )  # fmt: skip
