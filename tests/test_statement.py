"""An account over a period: sums that agree, and the same again for the same day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.confirmation import Answered, Confirmation
from domain.ledger import Reason
from domain.money import ZERO, Money, total
from domain.payments import PaymentStatus
from domain.statement import EntryKind, Parties, Period, Posting, draw_up

SHARMA = Parties("S-101", "Sharma Kirana")
KNOWN = datetime(2026, 11, 22, 5, tzinfo=UTC)
DUE = date(2026, 3, 1)


def posted(day: date, reason: Reason, rupees: int, **about: object) -> Posting:
    at = datetime.combine(day, time(6), UTC)
    return Posting(at, day, reason, Money.rupees(rupees), "Gupta", **about)  # type: ignore[arg-type]


# A year of a small account. Bill 1: 1,130 with VAT, 130 short, 600 paid. Bill 2: 500, all paid.
# 50 paid on top of it is an advance.
YEAR = [
    posted(date(2026, 1, 5), Reason.OPENING, 200),
    posted(
        date(2026, 2, 1), Reason.ORDER_DELIVERED, 1000, order=1, due_on=DUE, settled=Money(60_000)
    ),
    posted(date(2026, 2, 1), Reason.VAT_CHARGED, 130, order=1, due_on=DUE),
    posted(date(2026, 2, 2), Reason.SHORTAGE, -130, order=1, due_on=DUE),
    posted(date(2026, 2, 9), Reason.PAYMENT, -600, receipt=7, method="cash"),
    posted(
        date(2026, 3, 1),
        Reason.ORDER_DELIVERED,
        500,
        order=2,
        due_on=date(2026, 3, 31),
        settled=Money(50_000),
    ),
    posted(date(2026, 3, 2), Reason.PAYMENT, -550, receipt=8, method="esewa"),
    posted(date(2026, 4, 2), Reason.REVERSAL, 550, receipt=8, method="esewa"),
    posted(date(2026, 4, 2), Reason.PAYMENT, -550, receipt=9, method="bank"),
]

PERIODS = [
    # first, last, opening, (kind, code, debit, credit, balance) …, closing, ageing, unbilled
    (
        (date(2026, 2, 1), date(2026, 2, 28)),
        200,
        [
            ("bill", "KH-1", 1130, 0, 1330),
            ("shortage", "KH-1", 0, 130, 1200),
            ("payment", "R-7", 0, 600, 600),
        ],
        600,
        (400, 0, 0, 0, 0),
        200,
    ),
    (
        (date(2026, 3, 1), date(2026, 3, 31)),
        600,
        [("bill", "KH-2", 500, 0, 1100), ("payment", "R-8", 0, 550, 550)],
        550,
        (0, 400, 0, 0, 0),
        150,
    ),
    (
        (date(2026, 4, 1), date(2026, 7, 1)),
        550,
        [("reversal", "R-8", 550, 0, 1100), ("payment", "R-9", 0, 550, 550)],
        550,
        (0, 0, 0, 0, 400),
        150,
    ),
    ((date(2025, 1, 1), date(2025, 12, 31)), 0, [], 0, (0, 0, 0, 0, 0), 0),
]


@pytest.mark.parametrize(("days", "opening", "lines", "closing", "ageing", "unbilled"), PERIODS)
def test_a_period(
    days: tuple[date, date],
    opening: int,
    lines: list[tuple[str, str, int, int, int]],
    closing: int,
    ageing: tuple[int, ...],
    unbilled: int,
) -> None:
    found = draw_up(SHARMA, Period(*days), KNOWN, YEAR)
    assert found.opening == Money.rupees(opening)
    assert [
        (one.kind.value, one.code, one.debit, one.credit, one.balance) for one in found.entries
    ] == [(kind, code, *map(Money.rupees, sums)) for kind, code, *sums in lines]
    assert found.closing == Money.rupees(closing)
    assert found.ageing == tuple(map(Money.rupees, ageing))
    assert found.unbilled == Money.rupees(unbilled)


def test_a_reason_that_statements_do_not_know_is_shown_all_the_same() -> None:
    odd = posted(date(2026, 1, 1), Reason.ORDER_HELD, 5)
    found = draw_up(SHARMA, Period(date(2026, 1, 1), date(2026, 1, 1)), KNOWN, [odd])
    assert [(one.kind, one.debit) for one in found.entries] == [(EntryKind.OTHER, Money.rupees(5))]


# --- whatever happened ----------------------------------------------------------------------

days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def accounts(draw: st.DrawFn) -> list[Posting]:
    found = []
    for order in range(draw(st.integers(0, 12))):
        day = draw(days)
        paisa = draw(st.integers(1, 10**9))
        kind = draw(st.sampled_from(["bill", "payment", "opening", "shortage"]))
        at = datetime.combine(day, time(6), UTC)
        due = day + timedelta(days=30)
        if kind == "bill":
            settled = Money(draw(st.integers(0, paisa)))
            sale = Posting(at, day, Reason.ORDER_DELIVERED, Money(paisa), "Om", order)
            found.append(
                Posting(at, day, sale.reason, sale.amount, "Om", order, None, "", due, settled)
            )
            found.append(
                Posting(at, day, Reason.VAT_CHARGED, Money(paisa // 8 + 1), "Om", order, due_on=due)
            )
        elif kind == "payment":
            found.append(Posting(at, day, Reason.PAYMENT, Money(-paisa), "Om", receipt=order))
        elif kind == "opening":
            found.append(Posting(at, day, Reason.OPENING, Money(paisa), "Om"))
        else:
            found.append(Posting(at, day, Reason.SHORTAGE, Money(-paisa), "Om", order, due_on=due))
    return sorted(found, key=lambda one: one.at)


@given(accounts(), days, days)
def test_opening_and_entries_make_the_closing(
    postings: Sequence[Posting], one: date, other: date
) -> None:
    period = Period(min(one, other), max(one, other))
    found = draw_up(SHARMA, period, KNOWN, postings)
    assert found.opening + found.debits - found.credits == found.closing
    assert found.closing == total([p.amount for p in postings if p.day <= period.last])
    assert total(found.ageing) + found.unbilled == found.closing
    assert min(found.ageing) >= ZERO
    balance = found.opening
    for entry in found.entries:
        balance += entry.debit - entry.credit
        assert entry.balance == balance
        assert (entry.debit == ZERO) != (entry.credit == ZERO)


@given(accounts(), days, st.integers(1, 200))
def test_what_came_later_changes_nothing(
    postings: Sequence[Posting], last: date, long: int
) -> None:
    period = Period(last - timedelta(days=long), last)
    before = [one for one in postings if one.day <= last]
    assert draw_up(SHARMA, period, KNOWN, before) == draw_up(SHARMA, period, KNOWN, postings)


@given(accounts(), days, days, days)
def test_two_periods_in_a_row_join(
    postings: Sequence[Posting], one: date, other: date, third: date
) -> None:
    first, middle, last = sorted((one, other, third))
    if middle == last:
        return
    before = draw_up(SHARMA, Period(first, middle), KNOWN, postings)
    after = draw_up(SHARMA, Period(middle + timedelta(days=1), last), KNOWN, postings)
    whole = draw_up(SHARMA, Period(first, last), KNOWN, postings)
    assert after.opening == before.closing
    assert whole.entries == before.entries + after.entries


# --- who stood by it then -------------------------------------------------------------------

HOUR = timedelta(hours=1)
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "answered", "asked", "known"),
    [
        # status now, hours until the answer, hours until the question → as it was known
        ("waiting", None, 1, "one"),
        ("waiting", None, 49, "silent"),
        ("confirmed", None, 0, "both"),
        ("confirmed", 5, 4, "one"),
        ("confirmed", 5, 5, "both"),
        ("confirmed", 60, 50, "silent"),
        ("confirmed", 60, 61, "both"),
        ("disputed", 3, 2, "one"),
        ("disputed", 3, 3, "disputed"),
        ("silent", 48, 100, "silent"),
        ("denied", 1, 2, "disputed"),
    ],
)
def test_who_stood_by_it(status: str, answered: int | None, asked: int, known: str) -> None:
    payment = Answered(
        PaymentStatus(status),
        WRITTEN,
        None if answered is None else WRITTEN + answered * HOUR,
    )
    assert payment.as_known(WRITTEN + asked * HOUR) is Confirmation(known)
