"""How one cell is read, and a column of them: the rules "Reading cells" at the head of the function list."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from udfs import cells
from udfs.arguments import Amount, Confidence, Growth, Periods, Rate, Share
from udfs.block import Block
from udfs.cells import Fault
from udfs.errors import ERROR_CODES, CellError, NotEnough, OutOfDomain, WrongKind, as_shown, sentence

TODAY = datetime.date(2026, 1, 31)
TODAY_SERIAL = 46053.0  # Excel's help, DATEVALUE: 2011-08-22 is 40777; 5276 days later


# --- Published values


@pytest.mark.parametrize(
    ("date", "serial"),
    [
        (datetime.date(1900, 1, 1), 1),  # Microsoft, DATE function: "January 1, 1900 is serial number 1"
        (datetime.date(2008, 1, 1), 39448),  # the same page: "January 1, 2008 is serial number 39448"
        (datetime.date(2011, 8, 22), 40777),  # Microsoft, DATEVALUE function, first example
        (datetime.date(1900, 2, 28), 59),  # Excel's own calendar has a 29 February 1900, serial 60
        (datetime.date(1900, 3, 1), 61),
        (datetime.date(9999, 12, 31), 2958465),  # Microsoft, Excel specifications: latest date
    ],
)
def test_dates_are_excels_serial_numbers(date, serial):
    assert cells.day(date) == serial
    assert cells.day(date.isoformat()) == serial
    assert cells.date_of(serial) == date


def test_the_1904_system_starts_1462_days_later():
    # Microsoft, "Date systems in Excel": the difference between the two date systems is 1,462 days
    assert cells.day(TODAY_SERIAL - 1462, date_1904=True) == TODAY_SERIAL
    assert cells.day(TODAY, date_1904=True) == TODAY_SERIAL
    assert cells.day("2026-01-31", date_1904=True) == TODAY_SERIAL


# --- Numbers


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (7, 7.0),
        (-0.5, -0.5),
        (10**300, 1e300),
        (Decimal("1.25"), 1.25),
        (Fraction(1, 4), 0.25),
        (np.int8(3), 3.0),
        (np.int64(3), 3.0),
        (np.uint64(2**63), 2.0**63),
        (np.float32(0.5), 0.5),
        (np.float64(0.1), 0.1),
        (np.longdouble(2), 2.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("\u00a07", 7.0),
        ("-7", -7.0),
        ("+7", 7.0),
        ("1200", 1200.0),
        ("0.1", 0.1),
        (".5", 0.5),
        ("0.125", 0.125),
        (".125", 0.125),
        ("1234.567", 1234.567),
        ("1.25", 1.25),
        ("1.2345", 1.2345),
        ("10%", 0.1),
        ("10 %", 0.1),
        ("2.5%", 0.025),
        ("-3%", -0.03),
        (np.str_("4"), 4.0),
    ],
)
def test_a_number_and_text_that_is_plainly_one_are_read(cell, value):
    read = cells.number(cell)
    assert type(read) is float
    assert read == value


@pytest.mark.parametrize(
    "text",
    [
        "1.200", "-1.200", "12.345", "999.000", "1.200%",  # may be thousands
        "1,234", "1,5", "1 200", "1'200", "£1,200", "£5", "5 €", "$5", "(1,200)", "(5)", "1200-", "--5",
        "1e5", "1E5", "0x10", "1.", ".", "%", "+", "-", "5%%", "1.2.3", "abc", "nan", "inf", "Infinity", "½",
        "٣", "²", "TRUE", "5\n6", "5 kg", "1_000",
    ],
)  # fmt: skip
def test_any_other_text_is_no_number(text):
    fault = cells.number(text)
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind
    assert fault.must.startswith("must be a number")


def test_text_with_three_decimals_says_both_readings():
    fault = cells.number("1.200")
    assert "1.200 as text may be 1200 or 1.2" in sentence("value", 3, fault.must, fault.given)
    assert "-1.200 as text may be -1200 or -1.2" in cells.number("-1.200").must


@pytest.mark.parametrize("cell", [True, False, np.True_, TODAY, datetime.time(1), b"7", object(), 1j, pd.NA])
def test_what_is_no_number_is_the_wrong_kind(cell):
    fault = cells.number(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind


@pytest.mark.parametrize(
    "cell",
    [
        math.nan, math.inf, -math.inf, np.float64("nan"), np.float32("inf"), Decimal("NaN"), Decimal("sNaN"),
        Decimal("Infinity"), Decimal("1e400"), 10**400, 10**5000, -(10**400), "1" * 400, "-" + "1" * 400,
        Fraction(10**400),
    ],
    ids=lambda cell: type(cell).__name__,
)  # fmt: skip
def test_what_a_spreadsheet_cannot_hold_is_outside_the_domain(cell):
    fault = cells.number(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is OutOfDomain
    assert len(sentence("value", 1, fault.must, fault.given)) < 150


@pytest.mark.parametrize("cell", [np.complex128(1), np.datetime64("2026-01-31")])
def test_numpys_other_scalars_are_no_numbers(cell):
    fault = cells.number(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind


# --- Blanks and errors


@pytest.mark.parametrize("cell", [None, "", " ", "\t\n", "\u00a0", "\u3000"])
def test_nothing_and_spaces_are_blank(cell):
    assert cells.is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "-", "x", math.nan, CellError("#N/A", "")])
def test_anything_else_is_not_blank(cell):
    assert not cells.is_blank(cell)


@pytest.mark.parametrize("code", ERROR_CODES)
@pytest.mark.parametrize("read", [cells.number, cells.day, cells.flag, cells.name], ids=lambda f: f.__name__)
def test_an_error_in_a_cell_is_passed_on_as_cell_or_as_text(read, code):
    cell = CellError(code, "its own reason")
    assert read(cell) is cell
    assert read(code) == cell
    assert read(f"{code.lower()} ") == cell
    assert cells.choice(cell, ("end",)) is cell
    assert cells.choice(code, ("end",)) == cell


def test_text_that_merely_starts_like_an_error_is_text():
    assert cells.error_in("#1 client") is None
    assert cells.name("#1 client") == "#1 client"


def test_two_errors_are_equal_when_they_show_the_same():
    assert CellError("#N/A", "one") == CellError("#N/A", "other")
    assert CellError("#N/A", "one") != CellError("#NUM!", "one")
    assert CellError("#N/A", "one") != "#N/A"
    assert len({CellError("#N/A", "one"), CellError("#N/A", "other")}) == 1
    assert str(CellError("#N/A", "one")) == "#N/A"


# --- Dates


@pytest.mark.parametrize(
    "cell",
    [
        TODAY,
        datetime.datetime(2026, 1, 31),
        datetime.datetime(2026, 1, 31, 23, 59),
        datetime.datetime(2026, 1, 31, tzinfo=datetime.UTC),
        pd.Timestamp("2026-01-31"),
        pd.Timestamp("2026-01-31", tz="Europe/London"),
        np.datetime64("2026-01-31"),
        np.datetime64("2026-01-31T12:00"),
        np.datetime64("2026-01-31T12:00:00.123456789"),
        TODAY_SERIAL,
        int(TODAY_SERIAL),
        TODAY_SERIAL + 0.999,
        np.int64(TODAY_SERIAL),
        Decimal("46053"),
        "2026-01-31",
        " 2026-01-31 ",
        "2026-01-31T10:30",
        "2026-01-31 10:30:00",
        "2026-01-31T10:30:00.5Z",
    ],
)
def test_a_date_is_read_as_its_whole_day(cell):
    read = cells.day(cell)
    assert type(read) is float
    assert read == TODAY_SERIAL


@pytest.mark.parametrize("cell", [0, 0.0, 1900, 2019, 2100, 2019.0, np.int64(2019), Decimal(2019)])
def test_zero_and_years_are_no_dates(cell):
    fault = cells.day(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is OutOfDomain
    assert ("linked empty cell" if cell == 0 else f"{cell:.0f} looks like a year") in fault.must


@pytest.mark.parametrize("cell", [1899, 2101, 2019.5])
def test_numbers_beside_the_years_are_dates(cell):
    assert cells.day(cell) == math.floor(cell)


@pytest.mark.parametrize(
    "cell",
    [-1, 0.5, 2958466, 1e10, 1e300, -1e300, math.nan, math.inf, 10**400, datetime.date(1899, 12, 31), pd.NaT,
     np.datetime64("20000-01-01")],
)  # fmt: skip
def test_what_lies_outside_the_calendar_is_outside_the_domain(cell):
    fault = cells.day(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is OutOfDomain


@pytest.mark.parametrize("cell", [2958465 - 1462 + 1, -1463, 1e10])
def test_the_calendar_ends_on_the_same_day_in_the_1904_system(cell):
    assert isinstance(cells.day(cell, date_1904=True), Fault)


def test_the_last_day_of_the_1904_system_is_read():
    assert cells.day(2958465 - 1462, date_1904=True) == 2958465


@pytest.mark.parametrize(
    "cell",
    ["31/01/2026", "31.01.2026", "2026-1-31", "2026-02-30", "2026-13-01", "0000-01-01", "46053", "2026",
     "soon", "20260131", True, b"2026-01-31", datetime.time(3)],
)  # fmt: skip
def test_text_that_is_no_iso_date_is_the_wrong_kind(cell):
    fault = cells.day(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind


def test_numpys_missing_date_is_refused():
    assert isinstance(cells.day(np.datetime64("NaT", "D")), Fault)


# --- Flags


@pytest.mark.parametrize(
    "cell",
    [
        True,
        np.True_,
        1,
        -1,
        0.5,
        "TRUE",
        "true",
        "x",
        "X",
        " yes ",
        "oui",
        "ja",
        "sí",
        "sì",
        "SÍ",
        "✓",
        "✔",
        "1",
        "5%",
    ],
)
def test_true_flags(cell):
    assert cells.flag(cell) is True


@pytest.mark.parametrize("cell", [False, np.False_, 0, 0.0, np.int64(0), "FALSE", "-", "no", "NO", "0", "0%"])
def test_false_flags(cell):
    assert cells.flag(cell) is False


@pytest.mark.parametrize("cell", ["perhaps", "xx", "1.200", "y", "on", TODAY, object()])
def test_anything_else_is_no_flag(cell):
    fault = cells.flag(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind
    assert fault.must.startswith("must be TRUE or FALSE")


# --- Names, identities, option words


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(" Smith ", "Smith"), (7, 7), (7.5, 7.5), (np.int64(7), 7), (True, "TRUE"), (Decimal(7), 7)],
)
def test_a_name_is_trimmed_and_a_number_stays_one(cell, shown):
    assert cells.name(cell) == shown
    assert isinstance(cells.name(cell), (str, int, float))


@pytest.mark.parametrize(("cell", "kind"), [(math.nan, OutOfDomain), (10**400, OutOfDomain), (object(), WrongKind)])
def test_what_cannot_be_a_name(cell, kind):
    fault = cells.name(cell)
    assert isinstance(fault, Fault)
    assert fault.kind is kind


@given(
    st.one_of(
        st.lists(st.sampled_from([" Smith ", "7", "", "  ", None])),
        st.lists(st.sampled_from([" Smith", "no. #7", "#n/a ", None])),
        st.lists(st.sampled_from([1, -7, 2**70, 10**400])),
        st.lists(st.sampled_from(["A", None, 7, 7.5, True, CellError("#REF!", "gone"), math.inf])),
    )
)
def test_a_column_of_names_is_read_cell_by_cell(given_cells):
    column = cells.read_objects(given_cells, cells.name)
    blanks = [] if column.blanks is None else column.blanks.tolist()
    faults = column.faults or {}
    for position, cell in enumerate(given_cells):
        assert (position in blanks) == cells.is_blank(cell)
        read = None if cells.is_blank(cell) else cells.name(cell)
        at_fault = isinstance(read, (Fault, CellError))
        assert (position in faults) == at_fault
        if at_fault:
            assert faults[position] == read
        else:
            assert column.values[position] == read
            assert type(column.values[position]) is type(read)


def test_many_identities_are_those_of_each():
    names = ["Smith ", "straße", " x y "]
    assert cells.identities(names) == [cells.identity(name) for name in names]
    names = ["Smith ", 7, 7.0, np.float64(7.5)]
    assert cells.identities(names) == [cells.identity(name) for name in names]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Smith ", "SMITH"), ("straße", "STRASSE"), (7, 7.0), (7, "7"), (np.int64(7), 7), (np.float64(7), " 7")],
)
def test_identities_that_are_the_same(one, other):
    assert cells.identity(one) == cells.identity(other)


@pytest.mark.parametrize(("one", "other"), [("Smith", "Smyth"), (7, 7.5), ("7", "07"), (7, 70)])
def test_identities_that_differ(one, other):
    assert cells.identity(one) != cells.identity(other)


@pytest.mark.parametrize("cell", ["end", "END", " End "])
def test_an_option_word_is_read_in_any_case(cell):
    assert cells.choice(cell, ("end", "mid", "at risk")) == "end"


@pytest.mark.parametrize("cell", [None, "", " ", 0, 0.0, np.float64(0), np.int64(0)])
def test_a_blank_or_zero_option_is_not_given(cell):
    assert cells.choice(cell, ("end", "mid")) is None


@pytest.mark.parametrize("cell", ["middle", 1, True, False, math.nan, TODAY, "0"])
def test_an_unknown_option_word_lists_the_choices(cell):
    fault = cells.choice(cell, ("end", "mid"))
    assert isinstance(fault, Fault)
    assert fault.kind is WrongKind
    assert fault.must == "must be one of end, mid"


# --- Bounds: rates, shares, whole periods


def _read(alias, *column):
    """What an annotation's reader makes of a column: numbers, and the kinds of fault."""
    read = get_args(alias)[1].read(list(column))
    faults = read.faults or {}
    return [faults[i].kind if i in faults else value for i, value in enumerate(read.values.tolist())]


def test_a_rate_is_a_fraction_between_minus_one_and_one():
    assert _read(Rate, 0.1, "10%", 0, -0.5, 0.999) == [0.1, 0.1, 0, -0.5, 0.999]
    assert _read(Rate, 1, 10, -1, "100%", "8", 0.1) == [OutOfDomain] * 5 + [0.1]
    assert get_args(Rate)[1].read([10]).faults[0].must.endswith("(write 10% or 0.1)")


def test_a_share_reaches_from_0_to_1_both_included():
    assert _read(Share, 0, 1, "50%", Decimal("0.25")) == [0, 1, 0.5, 0.25]
    assert _read(Share, 1.0000001, -0.0000001, "101%", 80) == [OutOfDomain] * 4


def test_growth_reaches_from_minus_1_to_1_both_included():
    assert _read(Growth, -1, 1, 0.03) == [-1, 1, 0.03]
    assert _read(Growth, 3, -1.1) == [OutOfDomain] * 2


def test_periods_are_whole_and_not_negative():
    assert _read(Periods, 0, 5, "7", 2.0) == [0, 5, 7, 2]
    assert _read(Periods, 2.5, -1, "1.5", "five") == [OutOfDomain] * 3 + [WrongKind]


def test_an_amount_is_not_negative():
    assert _read(Amount, 0, 5) == [0, 5]
    assert _read(Amount, -0.01, math.nan) == [OutOfDomain] * 2


def test_bounds_do_not_judge_blank_cells_nor_faults_of_another_kind():
    column = get_args(Confidence)[1].read([None, "abc", CellError("#REF!", "gone"), 0.95, 1])
    assert column.blanks.tolist() == [0]
    assert sorted(column.faults) == [1, 2, 4]
    assert column.faults[1].kind is WrongKind
    assert column.faults[2] == CellError("#REF!", "")
    assert column.faults[4].kind is OutOfDomain


# --- Columns


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**80), 2**80),
            st.floats(),
            st.none(),
            st.text(max_size=4),
            st.booleans(),
            st.decimals(),
        )
    )
)
def test_a_column_reads_as_its_cells_one_by_one(column):
    read = cells.read_numbers(column)
    blanks = set() if read.blanks is None else set(read.blanks.tolist())
    faults = read.faults or {}
    assert np.isfinite(read.values).all()
    for position, cell in enumerate(column):
        if cells.is_blank(cell):
            assert position in blanks
            continue
        assert position not in blanks
        alone = cells.number(cell)
        if isinstance(alone, float):
            assert position not in faults
            assert read.values[position] == alone
        else:
            assert type(faults[position]) is type(alone)
            if isinstance(alone, Fault):
                assert faults[position].kind is alone.kind


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**62), 2**62)))
def test_every_finite_number_is_read_as_it_is(value):
    assert cells.number(value) == float(value)
    assert cells.number(np.float64(value)) == float(value)


@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_a_date_survives_the_way_to_its_serial_number_and_back(date):
    assert cells.date_of(cells.day(date)) == date


@given(st.integers(0, 10**7), st.sampled_from(["", "-", "+"]), st.integers(0, 99), st.booleans())
def test_digits_with_a_point_and_a_sign_and_a_percent_are_read(whole, sign, hundredths, percent):
    text = f"{sign}{whole}.{hundredths:02d}"
    expected = float(text) / (100 if percent else 1)
    assert cells.number(text + "%" * percent) == expected


def test_huge_whole_numbers_in_a_column_spoil_only_themselves():
    read = cells.read_numbers([1, 10**400, 2.0, -(10**400)])
    assert sorted(read.faults) == [1, 3]
    assert read.values[[0, 2]].tolist() == [1, 2]


# --- Rectangles


@pytest.mark.parametrize(
    ("raw", "rows", "columns", "listed"),
    [
        (5, 1, 1, [5]),
        (None, 1, 1, [None]),
        ("ab", 1, 1, ["ab"]),
        ([], 1, 1, [None]),
        ([[]], 1, 1, [None]),
        ([[], []], 2, 1, [None, None]),
        ([[1]], 1, 1, [1]),
        ([[1, 2]], 1, 2, [1, 2]),
        ([[1], [2]], 2, 1, [1, 2]),
        ([1, 2], 2, 1, [1, 2]),
        (["a", "bc"], 2, 1, ["a", "bc"]),
        ([[1, 2], [3]], 2, 2, [1, 2, 3, None]),
        ([[1], [2, 3], []], 3, 2, [1, None, 2, 3, None, None]),
        (((1, 2), (3, 4)), 2, 2, [1, 2, 3, 4]),
        (np.array([[1.5, 2], [3, 4]]), 2, 2, [1.5, 2, 3, 4]),
        (np.array([1.5, 2]), 2, 1, [1.5, 2]),
        (np.array(7), 1, 1, [7]),
    ],
)
def test_a_list_of_rows_is_a_rectangle_filled_up_with_blanks(raw, rows, columns, listed):
    block = Block(raw)
    assert (block.rows, block.columns) == (rows, columns)
    assert list(block.cells) == listed


def test_an_array_of_dates_in_nanoseconds_is_read_as_dates():
    block = Block(np.array(["2026-01-31"], dtype="datetime64[ns]"))
    assert cells.day(block.cells[0]) == TODAY_SERIAL


# --- Sentences


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, "a blank cell"),
        (True, "TRUE"),
        (1.3, "1.3"),
        (0.1 + 0.2, "0.3"),
        (1e300, "1e+300"),
        (10**400, "a number beyond the largest"),
        ("abc", '"abc"'),
        ("a" * 100, '"' + "a" * 37 + '..."'),
        (CellError("#N/A", "why"), "#N/A"),
        (TODAY, "the date 2026-01-31"),
    ],
)
def test_a_sentence_quotes_cells_shortly(cell, shown):
    assert as_shown(cell) == shown


def test_the_fault_of_a_blank_is_that_too_little_is_known():
    assert cells.missing().kind is NotEnough
