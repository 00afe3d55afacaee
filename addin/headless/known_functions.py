"""What has to be known of the ordinary functions, apart from how they are reckoned: what they take and answer."""

from __future__ import annotations

from addin.headless.functions import COUNT, LOOKUP_DOWN, LOOKUP_UP, WITH_ERRORS


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What they answer

MANY_CELLS = _names(
    """
    BYCOL BYROW CHOOSECOLS CHOOSEROWS DROP EXPAND FILTER FREQUENCY GROUPBY GROWTH HSTACK INDIRECT LET LINEST LOGEST
    MAKEARRAY MAP MINVERSE MMULT MODE.MULT MUNIT OFFSET PIVOTBY RANDARRAY REDUCE SCAN SEQUENCE SORT SORTBY TAKE
    TEXTSPLIT TOCOL TOROW TRANSPOSE TREND UNIQUE VSTACK WRAPCOLS WRAPROWS
    """
)
"""Functions that answer with as many cells as they please."""

SEVERAL_CELLS = MANY_CELLS | _names("INDEX XLOOKUP ROW COLUMN")
"""Functions that may answer with several cells."""

ONE_VALUE = _names(
    """
    SUM AVERAGE MIN MAX COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS SUMIF SUMIFS AVERAGEIF AVERAGEIFS MAXIFS MINIFS
    MEDIAN PRODUCT SUMPRODUCT STDEV STDEV.S STDEV.P VAR VAR.S VAR.P LARGE SMALL RANK RANK.EQ PERCENTILE
    PERCENTILE.INC QUARTILE QUARTILE.INC VLOOKUP HLOOKUP MATCH XMATCH NPV IRR SUBTOTAL ROWS COLUMNS
    """
)
"""Functions that take ranges and answer one value, which may stand in a cell of its own."""

BOUND_TO_THEIR_CELL = MANY_CELLS | _names(
    """
    AREAS CELL COLUMN FORMULATEXT INDEX ISFORMULA ISREF LAMBDA RAND RANDBETWEEN SHEET XLOOKUP
    """
)
"""Functions that answer otherwise in another cell, or every time."""

ANSWERED_OTHERWISE = _names(
    """
    ACCRINT ARABIC BESSELI BESSELJ BESSELK BESSELY CONVERT FORMULATEXT ROMAN SHEET SHEETS
    """
)
"""Functions that the engine has, but answers otherwise than Excel does."""

# What they take

WHOLE_ARRAYS = (
    _names(
        """
        ARRAYTOTEXT CHITEST CONCAT CORREL COVAR FORECAST FTEST INDEX INTERCEPT IRR LAMBDA LOOKUP MATCH MDETERM MIRR MODE
        PEARSON PROB RSQ SERIESSUM SLOPE STEYX SUMPRODUCT SUMX2MY2 SUMX2PY2 SUMXMY2 TEXTJOIN TTEST XLOOKUP XMATCH ZTEST
        """
    )
    | MANY_CELLS
) - _names("INDIRECT MODE.MULT OFFSET RANDARRAY SEQUENCE TEXTSPLIT")
"""Functions that take their arguments as whole arrays, also outside array formulas."""

AREAS = _names(
    """
    SUM SUMSQ PRODUCT COUNT COUNTA AVERAGE AVERAGEA MAX MAXA MIN MINA MEDIAN GEOMEAN HARMEAN AVEDEV DEVSQ SKEW KURT
    STDEV STDEV.S STDEV.P STDEVA STDEVP STDEVPA VAR VAR.S VAR.P VARA VARP VARPA MODE MODE.SNGL AND OR XOR NPV GCD LCM
    """
)
"""Functions that take any number of areas, and for which several are as good as one."""

SINGLE_VALUES = _names(
    """
    ABS ACOS ACOSH ADDRESS ARABIC ASIN ASINH ATAN ATAN2 ATANH BASE BETA.DIST BINOM.DIST BINOM.INV BITAND BITOR
    CEILING CEILING.MATH CEILING.PRECISE CHAR CLEAN CODE COMBIN CONCATENATE COS COSH CUMIPMT CUMPRINC DATE
    DATEDIF DATEVALUE DAY DAYS DAYS360 DB DECIMAL DEGREES DOLLAR EDATE EFFECT EOMONTH ERROR.TYPE EVEN EXACT EXP
    EXPON.DIST FACT FIND FIXED FLOOR FLOOR.MATH FLOOR.PRECISE FV GAMMA.DIST GAMMALN HOUR INT IPMT ISBLANK ISERR
    ISERROR ISEVEN ISLOGICAL ISNA ISNONTEXT ISNUMBER ISO.CEILING ISODD ISOWEEKNUM ISTEXT LEFT LEN LN LOG LOG10
    LOWER MID MINUTE MOD MONTH MROUND N NOMINAL NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NOT NPER NUMBERVALUE
    ODD PERMUT PMT POISSON.DIST POWER PPMT PROPER PV QUOTIENT RADIANS RATE REPLACE REPT RIGHT ROMAN ROUND
    ROUNDDOWN ROUNDUP SEARCH SECOND SIGN SIN SINH SLN SQRT SUBSTITUTE T T.DIST T.DIST.2T T.DIST.RT T.INV
    T.INV.2T TAN TANH TEXT TEXTAFTER TEXTBEFORE TIME TIMEVALUE TRIM TRUNC TYPE UNICHAR UNICODE UPPER VALUE
    WEEKDAY WEEKNUM YEAR YEARFRAC
    """
)
"""Functions whose arguments are all single values."""

CHOICES = _names("IF IFERROR IFNA IFS CHOOSE SWITCH")
"""Functions that hand one of their arguments on."""

_CRITERIA_AFTER_ONE = frozenset(range(2, 255, 2))
_SINGLE_POSITIONS: dict[str, frozenset[int]] = {
    **dict.fromkeys(("LARGE", "SMALL", "PERCENTILE", "PERCENTILE.INC", "PERCENTILE.EXC"), frozenset({1})),
    **dict.fromkeys(("QUARTILE", "QUARTILE.INC", "PERCENTRANK", "PERCENTRANK.INC"), frozenset({1})),
    **dict.fromkeys(("COUNTIF", "SUMIF", "AVERAGEIF"), frozenset({1})),
    "COUNTIFS": frozenset(range(1, 255, 2)),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), _CRITERIA_AFTER_ONE),
    **dict.fromkeys(("MATCH", "XMATCH", "LOOKUP", "XLOOKUP", "RANK", "RANK.EQ", "RANK.AVG"), frozenset({0})),
    **dict.fromkeys(("VLOOKUP", "HLOOKUP"), frozenset({0, 2})),
    "INDEX": frozenset({1, 2}),
    **dict.fromkeys(("NETWORKDAYS", "WORKDAY"), frozenset({0, 1})),
}
# What is asked in place of a function takes what that takes.
_IN_PLACE_OF = {
    **{ours: name for name, ours in (*WITH_ERRORS.items(), *LOOKUP_UP.items())},
    LOOKUP_DOWN: "MATCH",
    "TENURE.XLOOKUP": "XLOOKUP",
    "TENURE.XMATCH": "XMATCH",
    COUNT: "COUNTIFS",
}


def single_positions(name: str) -> frozenset[int]:
    """The positions, from 0, at which a function takes a single value, where it takes ranges at the others."""
    return _SINGLE_POSITIONS.get(_IN_PLACE_OF.get(name, name), frozenset())


# How the engine goes about them

LOOKUPS = _names("LOOKUP VLOOKUP HLOOKUP XLOOKUP MATCH XMATCH")
"""Functions that the engine answers from an index of the cells that are searched."""

LENGTHENING = _names("SUBSTITUTE REPLACE")
"""Functions whose texts the engine lets grow longer than a cell takes, from cell to cell without end."""

COUNTS = _names("COUNTIF COUNTIFS")
"""Functions that count by conditions, of which the engine knows none on errors."""

WITHOUT_HIDDEN_ROWS = _names("SUBTOTAL AGGREGATE")
"""Functions that leave out rows which are not shown."""
