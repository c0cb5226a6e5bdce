"""Days as people name them, looked up in the calendar of Nepal."""

from __future__ import annotations

from datetime import date, timedelta

from domain.statement import Period
from flows.attachment import Days, Span
from locales.calendar import FIRST_YEAR, bikram, first_day

_MONTHS = 12
_SHRAWAN = 4
# Source: Financial Procedures and Fiscal Accountability Act 2076, s. 2: the fiscal year runs from
# Shrawan 1 to the end of Asar.


def period(days: Days, today: date) -> Period:
    """The days that are meant, up to today; what has not begun yet is the one before.

    Args:
        today: In Nepal.
    """
    now = bikram(today)
    assert now is not None, "today is in a year that the calendar knows"
    this = now.year * _MONTHS + now.month - 1
    match days.span:
        case Span.THIS_MONTH:
            return _months(this, 1, today)
        case Span.LAST_MONTH:
            return _months(this - 1, 1, today)
        case Span.YEAR:
            return _months(this - _MONTHS + 1, _MONTHS, today)
        case Span.MONTH:
            return _months(_begun(days.month, days.year, this), 1, today)
        case Span.SINCE:
            begun = _begun(days.month, days.year, this)
            return _months(begun, this - begun + 1, today)
        case Span.FISCAL_YEAR:
            return _months(_begun(_SHRAWAN, days.year, this), _MONTHS, today)


def _begun(month: int, year: int, this: int) -> int:
    """That month, counted from year 0; the latest that has begun when no year fits."""
    if year >= FIRST_YEAR and year * _MONTHS + month - 1 <= this:
        return year * _MONTHS + month - 1
    return this - (this - (month - 1)) % _MONTHS


def _months(first: int, count: int, today: date) -> Period:
    begins, after = _first_day(first), _first_day(first + count)
    return Period(begins, min(after - timedelta(days=1), today))


def _first_day(month: int) -> date:
    return first_day(month // _MONTHS, month % _MONTHS + 1)
