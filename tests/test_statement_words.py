"""How people ask for a statement, in three scripts, and which days they mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.attachment import Days, FileFormat, Span
from flows.statement_words import asks_statement, read_request
from locales.calendar import FIRST_YEAR, LAST_YEAR, bikram, first_day
from locales.periods import period

PDF, CSV, JSON = FileFormat
YEAR, THIS, LAST = Days(), Days(Span.THIS_MONTH), Days(Span.LAST_MONTH)

ASKED = [
    ("statement", YEAR, PDF, ""),
    ("Statement!", YEAR, PDF, ""),
    ("hisab", YEAR, PDF, ""),
    ("mero hisab pathaunus na", YEAR, PDF, ""),
    ("हिसाब", YEAR, PDF, ""),
    ("मेरो हिसाब पठाइदिनुस्", YEAR, PDF, ""),
    ("स्टेटमेन्ट चाहियो", YEAR, PDF, ""),
    ("statement baisakh", Days(Span.MONTH, 1), PDF, ""),
    ("baishakh ko hisab", Days(Span.MONTH, 1), PDF, ""),
    ("वैशाखको हिसाब", Days(Span.MONTH, 1), PDF, ""),
    ("हिसाब कात्तिक २०८२", Days(Span.MONTH, 7, 2082), PDF, ""),
    ("hisab asoj 2082 csv", Days(Span.MONTH, 6, 2082), CSV, ""),
    ("statement 2082/83", Days(Span.FISCAL_YEAR, 0, 2082), PDF, ""),
    ("statement fiscal year json", Days(Span.FISCAL_YEAR), JSON, ""),
    ("statement last month", LAST, PDF, ""),
    ("aghillo mahina ko hisab", LAST, PDF, ""),
    ("अघिल्लो महिनाको हिसाब", LAST, PDF, ""),
    ("hisab yo mahina", THIS, PDF, ""),
    ("यो महिनाको हिसाब", THIS, PDF, ""),
    ("Need account statement from Shrawan to now", Days(Span.SINCE, 4), PDF, ""),
    ("साउनदेखिको हिसाब", Days(Span.SINCE, 4), PDF, ""),
    ("saun dekhi ko hisab csv", Days(Span.SINCE, 4), CSV, ""),
    ("statement one year", YEAR, PDF, ""),
    ("statement sharma", YEAR, PDF, "sharma"),
    ("sharmako hisab", YEAR, PDF, "sharma"),
    ("शर्माको हिसाब", YEAR, PDF, "शर्मा"),
    ("statement gupta traders chait csv", Days(Span.MONTH, 12), CSV, "gupta traders"),
    ("statement S-101", YEAR, PDF, "s-101"),
    ("hisab excel ma", YEAR, CSV, ""),
]
NOT_ASKED = [
    "hisab milena",
    "hisab ma galti cha",
    "mero hisab kati bhayo",
    "हिसाब मिलेन",
    "हिसाब कति भयो",
    "2 bora chamal",
    "2 bora chamal deu hisab pachi garaula",
    "chamal 2 bora hisab ma lekhnus",
    "gupta ko hisab ma 5 peti waiwai",
    "baisakh",
    "csv",
    "",
    "hisab garera bhannu hola dai aja samma ko sabai jodera hai",
]


@pytest.mark.parametrize(("text", "days", "form", "name"), ASKED)
def test_asked(text: str, days: Days, form: FileFormat, name: str) -> None:
    assert asks_statement(text)
    found = read_request(text)
    assert (found.days, found.format, found.name) == (days, form, name)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_not_asked(text: str) -> None:
    assert not asks_statement(text)


@pytest.mark.parametrize(("text", "days", "form", "name"), ASKED)
def test_the_days_can_be_said_again(text: str, days: Days, form: FileFormat, name: str) -> None:
    """A button that asks for another shop carries the same wish in words."""
    said = f"{read_request(text).said_days} {form.value}"
    again = read_request(said)
    assert (again.days, again.format, again.name) == (days, form, "")


TODAY = date(2026, 11, 22)  # Mangsir 6, 2083


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        (YEAR, "2025-12-16", "2026-11-22"),
        (THIS, "2026-11-17", "2026-11-22"),
        (LAST, "2026-10-18", "2026-11-16"),
        (Days(Span.MONTH, 1), "2026-04-14", "2026-05-14"),
        (Days(Span.MONTH, 8), "2026-11-17", "2026-11-22"),
        (Days(Span.MONTH, 9), "2025-12-16", "2026-01-14"),
        (Days(Span.MONTH, 1, 2082), "2025-04-14", "2025-05-14"),
        (Days(Span.MONTH, 1, 2090), "2026-04-14", "2026-05-14"),
        (Days(Span.SINCE, 4), "2026-07-17", "2026-11-22"),
        (Days(Span.SINCE, 9), "2025-12-16", "2026-11-22"),
        (Days(Span.FISCAL_YEAR), "2026-07-17", "2026-11-22"),
        (Days(Span.FISCAL_YEAR, 0, 2082), "2025-07-17", "2026-07-16"),
    ],
)
def test_which_days(days: Days, first: str, last: str) -> None:
    found = period(days, TODAY)
    assert (str(found.first), str(found.last)) == (first, last)


@given(
    st.sampled_from(Span),
    st.integers(1, 12),
    st.sampled_from([0, 2080, 2082, 2083, 2099]),
    st.dates(date(2026, 1, 1), date(2040, 1, 1)),
)
def test_days_never_reach_into_the_future(span: Span, month: int, year: int, today: date) -> None:
    found = period(Days(span, month, year), today)
    assert found.first <= found.last <= today
    begins = bikram(found.first)
    assert begins is not None
    assert begins.day == 1


@given(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(1, 12))
def test_a_month_begins_on_its_first_day(year: int, month: int) -> None:
    first = first_day(year, month)
    found = bikram(first)
    assert found is not None
    assert (found.year, found.month, found.day) == (year, month, 1)
    before = bikram(first - timedelta(days=1))
    assert before is None or (before.year, before.month) != (year, month)
