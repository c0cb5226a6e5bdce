"""Orders: which moves there are, what a cart becomes, what a delivery posts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import shortages
from domain.errors import AmountRefused, NotYours, OrderMoved
from domain.events import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderDispatched,
    OrderPlaced,
    PaymentRecorded,
    Transferred,
)
from domain.fulfilment import Arrival, Buyer, cancel, complete, deliver, dispatch, place, reheld
from domain.ledger import Reason, TransferKind
from domain.money import ZERO, Money, total
from domain.moves import MOVES, OrderStatus
from domain.ordering import LARGEST_QUANTITY, Cart, check_quantity, vat_of, with_vat
from domain.payments import PaymentStatus
from domain.shortages import ShortageStatus
from tests.market import (
    BIRENDRA,
    GUPTA,
    HARI,
    NOODLES,
    NOON,
    OIL,
    RICE,
    SHOP,
    SOAP,
    SUGAR,
    cart,
    cause,
    order,
    rs,
    uid,
)

S = OrderStatus
ALLOWED = """
placed     offered unfilled cancelled
offered    accepted unfilled cancelled
accepted   dispatched offered cancelled
dispatched delivered cancelled
delivered  completed
unfilled   offered cancelled
completed
cancelled
"""
BUYER = Buyer(SHOP, HARI.id)
ARRIVAL = Arrival({}, HARI.id, by_shop=True, terms_days=30, next_receipt=301, owed_before=rs(70))


def test_the_table_of_moves() -> None:
    drawn = {S(line.split()[0]): set(line.split()[1:]) for line in ALLOWED.split("\n") if line}
    assert drawn == {status: {str(to) for to in moves} for status, moves in MOVES.items()}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("to", S)
def test_no_other_move_is_made(status: S, to: S) -> None:
    one = order(status=status)
    if to in MOVES[status]:
        assert one.moved(to) == replace(one, status=to)
        return
    with pytest.raises(OrderMoved):
        one.moved(to)


def test_a_cart_becomes_an_order_for_each_vendor() -> None:
    other = cart((SUGAR, "50"), seller=BIRENDRA)
    basket = Cart("C", (*cart((RICE, "2"), (OIL, "1")).lines, *other.lines), NOON)
    events = place(basket, BUYER, cause(), 1001, on_credit=True)
    orders = [event.order for event in events if isinstance(event, OrderPlaced)]
    holds = [event.transfer for event in events if isinstance(event, Transferred)]
    assert [(one.number, one.vendor_id, one.total) for one in orders] == [
        (1001, GUPTA.id, rs(4900 + 3300) + rs(429)),
        (1002, BIRENDRA.id, rs(4750)),
    ]
    assert len({one.basket_id for one in orders}) == 1
    assert [hold.amount for hold in holds] == [one.total for one in orders]
    assert [hold.id for hold in holds] == [one.hold_id for one in orders]
    assert total([one.total for one in orders]) == basket.total
    assert place(basket, BUYER, cause(), 1001, on_credit=True) == events


def test_a_cash_order_holds_nothing() -> None:
    (placed,) = place(cart((RICE, "1")), BUYER, cause(), 1001, on_credit=False)
    assert isinstance(placed, OrderPlaced)
    assert (placed.order.hold_id, placed.order.on_credit) == (None, False)


def test_what_costs_nothing_is_no_order() -> None:
    crumbs = cart((RICE, "0.000000001"))
    with pytest.raises(AmountRefused):
        place(crumbs, BUYER, cause(), 1001, on_credit=True)


def test_vat_is_rounded_once_for_the_order() -> None:
    line = order((NOODLES, "1")).lines[0]
    lines = tuple(replace(line, price=Money(4), sku=sku) for sku in (NOODLES, OIL, SOAP))
    assert sum(Money(4).at_rate(1300).paisa for _ in lines) == 3
    assert vat_of(lines) == Money(2)
    free = replace(line, vat_bp=0, price=Money(100))
    assert with_vat((*lines, free)) == Money(114)


@given(st.dictionaries(st.sampled_from([RICE, OIL]), st.integers(-1, 4)))
def test_keeping_cuts_down_and_never_up(kept: dict[object, int]) -> None:
    one = order((RICE, "3"), (OIL, "3"))
    quantities = {sku: Decimal(quantity) for sku, quantity in kept.items()}
    after = {line.sku: quantities.get(line.sku, line.quantity) for line in one.lines}
    if not all(0 <= quantity <= 3 for quantity in after.values()) or not any(after.values()):
        with pytest.raises(AmountRefused):
            one.keeping(quantities)
        return
    left = one.keeping(quantities)
    assert {line.sku: line.quantity for line in left.lines} == {
        sku: quantity for sku, quantity in after.items() if quantity
    }
    assert left.total <= one.total


@pytest.mark.parametrize("short", [{RICE: "3"}, {RICE: "-1"}, {SOAP: "1"}])
def test_no_more_can_be_missing_than_was_sent(short: dict[object, str]) -> None:
    with pytest.raises(AmountRefused):
        order().arriving({sku: Decimal(gone) for sku, gone in short.items()})


def test_one_pouch_of_a_carton_is_missing() -> None:
    came = order((OIL, "1")).arriving({OIL: Decimal("0.083333333")})
    assert came.lines[0].net == rs(3025)
    assert came.total == rs("3418.25")


@pytest.mark.parametrize("quantity", ["0", "-1", str(LARGEST_QUANTITY + 1), "1e9"])
def test_no_shop_orders_that_much(quantity: str) -> None:
    with pytest.raises(AmountRefused):
        check_quantity(Decimal(quantity))


def test_delivery_posts_what_arrived_and_the_bill_falls_due_later() -> None:
    sent = order((RICE, "2"), (OIL, "1"), status=S.DISPATCHED)
    arrival = replace(ARRIVAL, short={RICE: Decimal(1)}, terms_days=15)
    delivered, sale, vat = deliver(sent, arrival, cause())
    assert isinstance(delivered, OrderDelivered)
    assert delivered.order.status is S.DELIVERED
    assert delivered.order.hold_id is None
    assert [line.arrived for line in delivered.order.lines] == [Decimal(1), Decimal(1)]
    assert (delivered.due_at, delivered.by_shop) == (NOON + timedelta(days=15), True)
    assert isinstance(sale, Transferred)
    assert (sale.transfer.kind, sale.transfer.amount) == (TransferKind.POSTS, rs(2450 + 3300))
    assert isinstance(vat, Transferred)
    assert (vat.transfer.reason, vat.transfer.amount) == (Reason.VAT_CHARGED, rs(429))


@pytest.mark.parametrize(
    ("by_shop", "status"), [(True, PaymentStatus.CONFIRMED), (False, PaymentStatus.WAITING)]
)
def test_a_cash_order_is_billed_and_paid_in_one_breath(
    by_shop: bool, status: PaymentStatus
) -> None:
    sent = order((RICE, "2"), status=S.DISPATCHED, on_credit=False)
    events = deliver(sent, replace(ARRIVAL, by_shop=by_shop), cause())
    assert [type(event).__name__ for event in events] == [
        "OrderDelivered",
        "Transferred",
        "PaymentRecorded",
        "Transferred",
    ]
    _, sale, paid, cash = events
    assert isinstance(sale, Transferred)
    assert isinstance(cash, Transferred)
    assert isinstance(paid, PaymentRecorded)
    assert sale.transfer.kind is TransferKind.POSTED
    assert sale.transfer.debit == cash.transfer.credit
    assert sale.transfer.amount == cash.transfer.amount == paid.payment.amount == rs(4900)
    assert (paid.payment.status, paid.owed, paid.on_delivery) == (status, rs(70), True)
    assert [part.amount for part in paid.allocations] == [rs(4900)]


def test_nothing_arrived_nothing_is_owed() -> None:
    sent = order((RICE, "2"), status=S.DISPATCHED)
    delivered, released = deliver(sent, replace(ARRIVAL, short={RICE: Decimal(2)}), cause())
    assert isinstance(delivered, OrderDelivered)
    assert delivered.order.total == ZERO
    assert isinstance(released, Transferred)
    assert released.transfer.kind is TransferKind.VOIDS


def test_dispatch_gives_a_code_and_completion_ends() -> None:
    (gone,) = dispatch(order(status=S.ACCEPTED), GUPTA, cause())
    assert isinstance(gone, OrderDispatched)
    assert len(gone.order.delivery_code) == 4
    assert gone.order.delivery_code.isdigit()
    (done,) = complete(order(status=S.DELIVERED))
    assert done == OrderCompleted(order(status=S.COMPLETED))
    with pytest.raises(OrderMoved):
        dispatch(gone.order, GUPTA, cause())


@pytest.mark.parametrize("status", S)
def test_who_may_cancel_when(status: S) -> None:
    one = order(status=status)
    anybody = status in (S.PLACED, S.OFFERED, S.ACCEPTED, S.UNFILLED)
    for admin in (False, True):
        if not (anybody or (admin and status is S.DISPATCHED)):
            with pytest.raises(OrderMoved):
                cancel(one, cause(), "x", "why", admin=admin)
            continue
        off, released = cancel(one, cause(), "x", "why", admin=admin)
        assert isinstance(off, OrderCancelled)
        assert (off.before, off.order.status, off.order.hold_id) == (status, S.CANCELLED, None)
        assert isinstance(released, Transferred)
        assert released.transfer.pending_id == one.hold_id


def test_a_hold_moves_along_with_vendor_or_total() -> None:
    before = order((RICE, "2"))
    assert reheld(before, before, cause()) == (before, [])
    after, (released, made) = reheld(before, replace(before, vendor_id=BIRENDRA.id), cause())
    assert isinstance(released, Transferred)
    assert isinstance(made, Transferred)
    assert released.transfer.pending_id == before.hold_id
    assert (made.transfer.id, made.transfer.debit.vendor_id) == (after.hold_id, BIRENDRA.id)
    cash = order(on_credit=False)
    assert reheld(cash, replace(cash, vendor_id=BIRENDRA.id), cause())[1] == []


CAME = order((RICE, "2"), (OIL, "1"), status=S.DELIVERED).arriving({RICE: Decimal(1)})


def test_a_shortage_after_delivery_is_claimed_and_decided_once() -> None:
    claimed = shortages.claim(CAME, {OIL: Decimal("0.5")}, "AB12", cause())
    assert (claimed.amount, claimed.status) == (rs("1864.50"), ShortageStatus.CLAIMED)
    agreed = shortages.decide(claimed, GUPTA.id, agreed=True)
    assert agreed.status is ShortageStatus.AGREED
    assert shortages.credit_note(CAME, agreed, cause()).amount == rs("1864.50")
    with pytest.raises(OrderMoved):
        shortages.decide(agreed, GUPTA.id, agreed=False)
    with pytest.raises(NotYours):
        shortages.decide(claimed, BIRENDRA.id, agreed=True)


@pytest.mark.parametrize(
    "short", [{}, {RICE: "1.5"}, {RICE: "0"}, {RICE: "-1"}, {SOAP: "1"}, {RICE: "0.0000001"}]
)
def test_no_shortage_beyond_what_came(short: dict[object, str]) -> None:
    with pytest.raises(AmountRefused):
        shortages.claim(CAME, {sku: Decimal(q) for sku, q in short.items()}, "AB12", cause())


def test_only_a_fresh_delivery_is_claimed_against() -> None:
    with pytest.raises(OrderMoved):
        shortages.claim(replace(CAME, status=S.COMPLETED), {OIL: Decimal(1)}, "AB12", cause())


def test_ids_follow_from_the_cause() -> None:
    assert cause().id("order") == cause().id("order") != cause("other").id("order")
    assert cause().id("order", 1) != cause().id("order")
    assert uid(1) != cause().id("order")
