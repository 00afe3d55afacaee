"""How long a year, a quarter, a month, a week are, on average, wherever a length of time is told in them."""

DAYS_IN = {"year": 365.25, "quarter": 365.25 / 4, "month": 365.25 / 12, "week": 7.0, "day": 1.0}
"""Days in each unit of time."""

CALENDAR_UNITS = ("year", "quarter", "month", "week")
"""The units in which durations and orders are told."""
