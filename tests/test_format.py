"""Money, quantities, days and times as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import nepali_datetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money, parse_rupees
from domain.people import Language
from locales.calendar import FIRST_YEAR, LAST_YEAR, BikramDate, bikram, read_published
from locales.format import day, moment, money, number, quantity

EN, NE, ROMAN = Language.ENGLISH, Language.NEPALI, Language.ROMAN


@pytest.mark.parametrize(
    ("paisa", "latin", "nepali"),
    [
        (0, "Rs\u00a00", "रु\u00a0०"),
        (5, "Rs\u00a00.05", "रु\u00a0०.०५"),
        (50, "Rs\u00a00.50", "रु\u00a0०.५०"),
        (10_000, "Rs\u00a0100", "रु\u00a0१००"),
        (1_234_500, "Rs\u00a012,345", "रु\u00a0१२,३४५"),
        (12_345_650, "Rs\u00a01,23,456.50", "रु\u00a0१,२३,४५६.५०"),
        (-1_234_500, "−Rs\u00a012,345", "−रु\u00a0१२,३४५"),
        (-1, "−Rs\u00a00.01", "−रु\u00a0०.०१"),
        (10**15, "Rs\u00a01,00,00,00,00,00,000", "रु\u00a0१,००,००,००,००,००,०००"),
    ],
)
def test_money(paisa: int, latin: str, nepali: str) -> None:
    assert money(Money(paisa), EN) == money(Money(paisa), ROMAN) == latin
    assert money(Money(paisa), NE) == nepali


@given(paisa=st.integers(0, 10**15), language=st.sampled_from(Language))
def test_money_reads_back(paisa: int, language: Language) -> None:
    assert parse_rupees(money(Money(paisa), language)) == Money(paisa)


@pytest.mark.parametrize(
    ("value", "latin", "nepali"),
    [
        ("5", "5", "५"),
        ("5.000", "5", "५"),
        ("1E+2", "100", "१००"),
        ("0.5", "0.5", "०.५"),
        ("2.25", "2.25", "२.२५"),
        ("1.005", "1.005", "१.००५"),
        ("50000", "50,000", "५०,०००"),
        ("0.916666667", "11/12", "११/१२"),
        ("0.333333333", "1/3", "१/३"),
        ("2.333333333", "2 1/3", "२ १/३"),
        ("12.34567891", "12.346", "१२.३४६"),
        ("0.0125", "0.013", "०.०१३"),
        ("0.0001", "0.0001", "०.०००१"),
        ("0", "0", "०"),
        ("-3", "−3", "−३"),
    ],
)
def test_quantity(value: str, latin: str, nepali: str) -> None:
    assert quantity(Decimal(value), EN) == quantity(Decimal(value), ROMAN) == latin
    assert quantity(Decimal(value), NE) == nepali


@pytest.mark.parametrize("pieces", range(1, 30))
def test_pieces_of_a_carton_are_a_fraction_of_it(pieces: int) -> None:
    kept = (Decimal(pieces) / 30).quantize(Decimal("0.000000001"))
    shown = quantity(kept, EN)
    whole = shown if "/" in shown else f"{shown}/1"
    over, _, under = whole.partition("/")
    assert Decimal(over) / Decimal(under) * 30 == pytest.approx(pieces)


def test_number() -> None:
    assert number(1_234_567, EN) == "12,34,567"
    assert number(1_234_567, NE) == "१२,३४,५६७"


# Published calendar of 2083: Asoj has 31 days, Mangsir 29. Fiscal years begin on Saun 1.
@pytest.mark.parametrize(
    ("western", "expected"),
    [
        ("2025-07-17", (2082, 4, 1)),
        ("2026-04-13", (2082, 12, 30)),
        ("2026-04-14", (2083, 1, 1)),
        ("2026-07-17", (2083, 4, 1)),
        ("2026-10-17", (2083, 6, 31)),
        ("2026-10-18", (2083, 7, 1)),
        ("2026-11-22", (2083, 8, 6)),
        ("2026-12-15", (2083, 8, 29)),
        ("2026-12-16", (2083, 9, 1)),
        ("2027-07-17", (2084, 4, 1)),
        ("1918-04-13", (1975, 1, 1)),
    ],
)
def test_bikram_sambat(western: str, expected: tuple[int, int, int]) -> None:
    assert bikram(date.fromisoformat(western)) == BikramDate(*expected)


@pytest.mark.parametrize("western", ["1918-04-12", "2043-04-14", "0001-01-01", "9999-12-31"])
def test_outside_the_calendar_only_the_western_day_is_shown(western: str) -> None:
    one = date.fromisoformat(western)
    assert bikram(one) is None
    assert day(one, EN).endswith(str(one.year))


def test_days_follow_one_another() -> None:
    first = nepali_datetime.date(FIRST_YEAR, 1, 1).to_datetime_date()
    days = (nepali_datetime.date(LAST_YEAR, 12, 1).to_datetime_date() - first).days
    before = BikramDate(FIRST_YEAR, 1, 0)
    for passed in range(days):
        now = bikram(first + timedelta(days=passed))
        assert now is not None
        follows = (
            (now.year, now.month, now.day) == (before.year, before.month, before.day + 1)
            or (now.year, now.month, now.day) == (before.year, before.month + 1, 1)
            or (now.year, now.month, now.day, before.month) == (before.year + 1, 1, 1, 12)
        )
        assert follows, (before, now)
        before = now


def test_the_library_and_the_operators_table_agree_until_now() -> None:
    """Where they part, the operator's table is right: look which year's calendar has changed."""
    for passed in range(0, 365 * 3, 5):
        one = date(2024, 4, 13) + timedelta(days=passed)
        library = nepali_datetime.date.from_datetime_date(one)
        assert bikram(one) == BikramDate(library.year, library.month, library.day)


def test_the_operators_table_is_checked() -> None:
    assert read_published("2084 = [31,31,32,31,31,30,30,30,29,30,30,30]")[2084][0] == 31
    for wrong in ("2084 = [31, 31]", f"2084 = {[28] * 12}", f"2084 = {[33] * 12}"):
        with pytest.raises(ValueError, match="2084 needs twelve months"):
            read_published(wrong)


@pytest.mark.parametrize(
    ("western", "latin", "nepali"),
    [
        ("2026-11-22", "Mangsir 6 (22 Nov)", "मंसिर ६ (२२ नोभेम्बर)"),
        ("2026-10-17", "Asoj 31 (17 Oct)", "असोज ३१ (१७ अक्टोबर)"),
        ("2027-01-01", "Push 17 (1 Jan)", "पुस १७ (१ जनवरी)"),
        ("1900-01-31", "31 Jan 1900", "३१ जनवरी १९००"),
    ],
)
def test_day(western: str, latin: str, nepali: str) -> None:
    one = date.fromisoformat(western)
    assert day(one, EN) == day(one, ROMAN) == latin
    assert day(one, NE) == nepali


@pytest.mark.parametrize(
    ("utc", "english", "roman", "nepali"),
    [
        ("18:14", "11:59 PM", "rati 11:59", "राति ११:५९"),
        ("18:15", "12:00 AM", "rati 12:00", "राति १२:००"),
        ("22:15", "4:00 AM", "bihana 4:00", "बिहान ४:००"),
        ("06:14", "11:59 AM", "bihana 11:59", "बिहान ११:५९"),
        ("06:15", "12:00 PM", "diuso 12:00", "दिउँसो १२:००"),
        ("10:20", "4:05 PM", "diuso 4:05", "दिउँसो ४:०५"),
        ("11:15", "5:00 PM", "beluka 5:00", "बेलुका ५:००"),
        ("14:15", "8:00 PM", "rati 8:00", "राति ८:००"),
    ],
)
def test_the_clock_of_nepal(utc: str, english: str, roman: str, nepali: str) -> None:
    at = datetime.fromisoformat(f"2026-11-22T{utc}+00:00")
    shown = [moment(at, one).partition(", ")[2] for one in (EN, ROMAN, NE)]
    assert shown == [english, roman, nepali]


def test_a_day_begins_at_midnight_in_nepal() -> None:
    assert moment(datetime(2026, 11, 22, 18, 14, tzinfo=UTC), EN) == "Mangsir 6 (22 Nov), 11:59 PM"
    assert moment(datetime(2026, 11, 22, 18, 15, tzinfo=UTC), EN) == "Mangsir 7 (23 Nov), 12:00 AM"
    with pytest.raises(AssertionError):
        moment(datetime(2026, 11, 22, 18, 15), EN)  # noqa: DTZ001 - what must not come in
