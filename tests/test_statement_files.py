"""A statement as PDF, CSV and JSON: nothing lost, nothing cut, the same bytes each time."""

import csv
import io
import json
import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import uharfbuzz
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.paper import FAMILY, FONTS
from bot.documents.statement_data import statement_csv, statement_json
from bot.documents.statement_pdf import _paginate, statement_pdf
from domain.confirmation import Confirmation
from domain.ledger import Reason
from domain.money import Money
from domain.people import Language
from domain.statement import Entry, EntryKind, Parties, Period, Posting, Statement, draw_up
from locales.translate import TRANSLATED, read_catalog

KNOWN = datetime(2026, 11, 22, 5, tzinfo=UTC)
YEAR = Period(date(2025, 12, 16), date(2026, 11, 22))
SECONDS_AT_MOST = 1.5


def of(postings: list[Posting], vendor: str = "") -> Statement:
    code = "V-201" if vendor else ""
    return draw_up(Parties("S-102", "बिमला किराना", code, vendor), YEAR, KNOWN, postings)


def busy_year(bills: int) -> list[Posting]:
    found = []
    for nth in range(bills):
        day = YEAR.first + timedelta(days=340 * nth // bills)
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        due = day + timedelta(days=30)
        owed = Money(1_234_550 + nth * 1001)
        paid = owed if nth % 3 else Money(0)
        found += [
            Posting(at, day, Reason.ORDER_DELIVERED, owed, "गुप्ता ट्रेडर्स", nth, None, "", due, paid),
            Posting(at, day, Reason.PAYMENT, -owed, "Om", receipt=nth, method="esewa"),
        ]
    return found


SMALL = of(
    [
        Posting(
            KNOWN - timedelta(days=20),
            date(2026, 11, 2),
            Reason.ORDER_DELIVERED,
            Money(12_345_650),
            "=Gupta",
            1001,
            due_on=date(2026, 11, 20),
            settled=Money(100_000),
        ),
        Posting(
            KNOWN - timedelta(days=3),
            date(2026, 11, 19),
            Reason.PAYMENT,
            Money(-100_005),
            "ओम",
            receipt=7,
            method="cash",
            confirmation=Confirmation.SILENT,
        ),
    ]
)


def test_as_csv() -> None:
    assert statement_csv(SMALL).decode("utf-8-sig").splitlines() == [
        "date_bs,date_ad,entry,vendor,number,method,debit_rupees,credit_rupees,balance_rupees,"
        "confirmed",
        "2082-09-01,2025-12-16,opening_balance,,,,,,0.00,",
        "2083-07-16,2026-11-02,bill,'=Gupta,KH-1001,,123456.50,,123456.50,both",
        "2083-08-03,2026-11-19,payment,ओम,R-7,cash,,1000.05,122456.45,silent",
        "2083-08-06,2026-11-22,closing_balance,,,,,,122456.45,",
    ]


def test_as_json() -> None:
    found = json.loads(statement_json(SMALL))
    entries = found.pop("entries")
    assert found == {
        "format": "khaacho-statement-1",
        "shop": {"code": "S-102", "name": "बिमला किराना"},
        "vendor": None,
        "first": "2025-12-16",
        "first_bs": "2082-09-01",
        "last": "2026-11-22",
        "last_bs": "2083-08-06",
        "known_at": "2026-11-22T05:00:00+00:00",
        "opening_paisa": 0,
        "debits_paisa": 12_345_650,
        "credits_paisa": 100_005,
        "closing_paisa": 12_245_645,
        "ageing_paisa": {"current": 0, "1-30": 12_245_650, "31-60": 0, "61-90": 0, "90+": 0},
        "unbilled_paisa": -5,
    }
    assert entries[1] == {
        "date": "2026-11-19",
        "date_bs": "2083-08-03",
        "entry": "payment",
        "vendor": "ओम",
        "number": "R-7",
        "method": "cash",
        "debit_paisa": 0,
        "credit_paisa": 100_005,
        "balance_paisa": 12_245_645,
        "confirmed": "silent",
    }


def test_csv_and_json_tell_the_same() -> None:
    statement = of(busy_year(50))
    rows = list(csv.DictReader(io.StringIO(statement_csv(statement).decode("utf-8-sig"))))[1:-1]
    entries = json.loads(statement_json(statement))["entries"]
    assert [round(float(row["balance_rupees"]) * 100) for row in rows] == [
        entry["balance_paisa"] for entry in entries
    ]


# --- on paper -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("vendor", ["", "Gupta Traders"])
def test_the_same_statement_is_the_same_file(language: Language, vendor: str) -> None:
    first = statement_pdf(of(busy_year(40), vendor), language)
    assert first == statement_pdf(of(busy_year(40), vendor), language)
    assert first.startswith(b"%PDF-1.")
    assert first.rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    "postings",
    [
        [],
        [
            Posting(KNOWN, date(2026, 5, 5), Reason.OPENING, Money(amount), words)
            for words in ("ज्ञानेन्द्र क्षेत्री " * 9, "😀 شركة\u202e", "", "<b>", "*_~`{x}")
            for amount in (1, 10**13, -(10**13))
        ],
    ],
    ids=["empty", "odd"],
)
def test_odd_statements_are_drawn(postings: list[Posting]) -> None:
    for language in Language:
        assert _pages(statement_pdf(of(postings), language)) == 1


@pytest.mark.parametrize("bills", [0, 5, 13, 14, 18, 19, 40, 300])
def test_every_page_is_numbered_and_drawn(bills: int) -> None:
    statement = of(busy_year(bills))
    drawn = _pages(statement_pdf(statement, Language.ENGLISH))
    assert drawn == len(_paginate(statement.entries))


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


ENTRY = Entry(
    date(2026, 1, 1),
    EntryKind.BILL,
    "KH-1",
    "Om",
    Money(1),
    Money(0),
    Money(1),
    Confirmation.BOTH,
)


@given(st.integers(0, 500))
def test_pages_hold_every_entry_once(count: int) -> None:
    pages = _paginate([ENTRY] * count)
    assert sum(map(len, pages)) == count
    assert all(page for page in pages[:-1])
    assert max(map(len, pages)) <= 45


def test_a_year_is_drawn_fast() -> None:
    """A shop with three orders and payments a week; the best of three, as others work beside us."""
    statement = of(busy_year(156))
    statement_pdf(statement, Language.NEPALI)
    took = []
    for _ in range(3):
        began = time.process_time()
        statement_pdf(statement, Language.NEPALI)
        took.append(time.process_time() - began)
    assert min(took) <= SECONDS_AT_MOST


# --- letters --------------------------------------------------------------------------------


@pytest.mark.parametrize("face", ["Regular", "Bold"])
@pytest.mark.parametrize(
    ("word", "glyphs"),
    [
        # a conjunct is one glyph, a vowel sign i stands before its consonant, a reph above
        ("क्ष", 1),
        ("ज्ञ", 1),
        ("श्र", 1),
        ("द्ध", 1),
        ("ट्ट", 1),
        ("द्व", 1),
        ("कि", 2),
        ("क्त", 2),
        ("र्म", 2),
    ],
)
def test_devanagari_is_shaped(face: str, word: str, glyphs: int) -> None:
    assert len(_shaped(face, word)) == glyphs


def test_the_short_i_stands_before_its_consonant() -> None:
    consonant = _shaped("Regular", "क")[0]
    assert _shaped("Regular", "कि")[1] == consonant


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_the_font_has_every_letter_we_say(face: str) -> None:
    said = {
        sign
        for language in TRANSLATED
        for message in read_catalog(language)
        if str(message.context or "").startswith(
            ("doc_", "entry_", "confirmed_", "ageing_", "method_")
        )
        for sign in f"{message.id}{message.string}"
    }
    wanted = said | set("0123456789०१२३४५६७८९.,-−–/()RsरुKH ")
    known = set(uharfbuzz.Face(_font(face)).unicodes)
    assert {sign for sign in wanted if ord(sign) not in known and sign != "\n"} == set()


def _font(face: str) -> bytes:
    return (FONTS / f"{FAMILY}-{face}.ttf").read_bytes()


def _shaped(face: str, word: str) -> list[int]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(_font(face))), buffer)
    return [one.codepoint for one in buffer.glyph_infos]
