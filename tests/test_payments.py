"""Payments go to the oldest bill first, exactly; the other side answers once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.credit import Bill
from domain.errors import AmountRefused, NotYours, OrderMoved
from domain.ids import OrderId, PaymentId
from domain.ledger import balance, receivable
from domain.money import Money, total
from domain.payments import (
    LARGEST_PAYMENT,
    Method,
    Payment,
    PaymentStatus,
    allocate,
    answer,
    check_amount,
    decide_claim,
    money_in,
)
from tests.market import BIRENDRA, GUPTA, HARI, NOON, SHOP, cause, rs, uid

PAYMENT = Payment(
    id=PaymentId(uid(301)),
    number=301,
    shop_id=SHOP.id,
    shop_name=SHOP.name,
    vendor_id=GUPTA.id,
    vendor_name=GUPTA.name,
    amount=rs(5_000),
    method=Method.ESEWA,
    status=PaymentStatus.WAITING,
    by_vendor=True,
    recorded_by=HARI.id,
    at=NOON,
)


def _bill(number: int, amount: Money, paid: Money, due: date, vendor: object = GUPTA.id) -> Bill:
    return Bill(OrderId(uid(number)), number, vendor, "", amount, paid, due)


def test_oldest_due_first_and_the_rest_is_an_advance() -> None:
    bills = (
        _bill(990, rs(1_800), rs(0), date(2026, 11, 20)),
        _bill(987, rs(3_200), rs(200), date(2026, 11, 1)),
        _bill(980, rs(900), rs(900), date(2026, 10, 1)),
        _bill(985, rs(9_999), rs(0), date(2026, 9, 1), BIRENDRA.id),
    )
    parts = allocate(PAYMENT, bills)
    assert [(part.number, part.amount) for part in parts] == [(987, rs(3_000)), (990, rs(1_800))]
    short = allocate(replace(PAYMENT, amount=rs(3_001)), bills)
    assert [(part.number, part.amount) for part in short] == [(987, rs(3_000)), (990, rs(1))]


bills_of_gupta = st.lists(
    st.builds(
        lambda number, amount, share, days: _bill(
            number,
            Money(amount),
            Money(amount * share // 100),
            date(2026, 1, 1) + timedelta(days=days),
        ),
        st.integers(1, 10**6),
        st.integers(1, 10**9),
        st.integers(0, 100),
        st.integers(0, 365),
    ),
    max_size=8,
    unique_by=lambda bill: bill.number,
)


@given(bills_of_gupta, st.integers(1, 10**9))
def test_allocation_is_exact_and_never_skips_an_older_bill(bills: list[Bill], paisa: int) -> None:
    payment = replace(PAYMENT, amount=Money(paisa))
    parts = allocate(payment, tuple(bills))
    open_now = total([bill.open for bill in bills])
    assert total([part.amount for part in parts]) == min(payment.amount, open_now)
    assert all(part.amount.paisa > 0 for part in parts)
    owing = sorted((b for b in bills if b.open), key=lambda b: (b.due_on, b.number))
    assert [part.number for part in parts] == [bill.number for bill in owing[: len(parts)]]
    full = [bill.open for bill in owing[: len(parts)]][:-1]
    assert [part.amount for part in parts][:-1] == full


def test_money_in_lowers_the_debt() -> None:
    transfer = money_in(PAYMENT, cause())
    assert balance(receivable(GUPTA.id, SHOP.id), [transfer]) == -PAYMENT.amount
    assert (transfer.debit.method, transfer.payment_id) == ("esewa", PAYMENT.id)


@pytest.mark.parametrize("paisa", [0, -1, LARGEST_PAYMENT.paisa + 1])
def test_no_hand_pays_that(paisa: int) -> None:
    with pytest.raises(AmountRefused):
        check_amount(Money(paisa))


@pytest.mark.parametrize("paisa", [1, LARGEST_PAYMENT.paisa])
def test_any_other_amount_is_paid(paisa: int) -> None:
    check_amount(Money(paisa))


ANSWERS = [
    # status                  agreed  becomes
    (PaymentStatus.WAITING, True, PaymentStatus.CONFIRMED),
    (PaymentStatus.WAITING, False, PaymentStatus.DISPUTED),
    (PaymentStatus.SILENT, True, PaymentStatus.CONFIRMED),
    (PaymentStatus.SILENT, False, PaymentStatus.DISPUTED),
    (PaymentStatus.CONFIRMED, False, None),
    (PaymentStatus.DISPUTED, True, None),
    (PaymentStatus.CLAIMED, True, None),
    (PaymentStatus.DENIED, True, None),
]


@pytest.mark.parametrize(("status", "agreed", "becomes"), ANSWERS)
def test_the_shop_answers_once(
    status: PaymentStatus, agreed: bool, becomes: PaymentStatus | None
) -> None:
    payment = replace(PAYMENT, status=status)
    if becomes is None:
        with pytest.raises(OrderMoved):
            answer(payment, agreed=agreed, shop_id=SHOP.id)
        return
    assert answer(payment, agreed=agreed, shop_id=SHOP.id) == replace(payment, status=becomes)


CLAIMS = [
    (PaymentStatus.CLAIMED, True, PaymentStatus.CONFIRMED),
    (PaymentStatus.CLAIMED, False, PaymentStatus.DENIED),
    *((status, True, None) for status in PaymentStatus if status is not PaymentStatus.CLAIMED),
]


@pytest.mark.parametrize(("status", "agreed", "becomes"), CLAIMS)
def test_the_vendor_decides_a_claim_once(
    status: PaymentStatus, agreed: bool, becomes: PaymentStatus | None
) -> None:
    payment = replace(PAYMENT, status=status, by_vendor=False)
    if becomes is None:
        with pytest.raises(OrderMoved):
            decide_claim(payment, agreed=agreed, vendor_id=GUPTA.id)
        return
    decided = decide_claim(payment, agreed=agreed, vendor_id=GUPTA.id)
    assert decided == replace(payment, status=becomes)


def test_nobody_answers_for_another() -> None:
    with pytest.raises(NotYours):
        decide_claim(
            replace(PAYMENT, status=PaymentStatus.CLAIMED), agreed=True, vendor_id=BIRENDRA.id
        )
    with pytest.raises(NotYours):
        answer(PAYMENT, agreed=True, shop_id=type(SHOP.id)(int=99))
