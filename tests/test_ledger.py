"""The ledger: whatever happens to an order, debits equal credits and a hold settles once."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain import shortages
from domain.credit import CreditLine
from domain.errors import OrderMoved
from domain.events import Event, OrderDelivered, OrderPlaced, Transferred
from domain.fulfilment import Arrival, Buyer, cancel, deliver, dispatch, place
from domain.ids import PaymentId
from domain.ledger import (
    Account,
    AccountKind,
    Reason,
    Transfer,
    TransferKind,
    balance,
    held,
    receivable,
    reverse,
)
from domain.money import ZERO, Money
from domain.ordering import Order, OrderStatus
from domain.payments import Method, Payment, PaymentStatus, money_in
from tests.market import GUPTA, HARI, NOODLES, NOON, RICE, SHOP, cart, cause, order, rs, uid

DEBT = receivable(GUPTA.id, SHOP.id)
SALES = Account(AccountKind.SALES, GUPTA.id)
ARRIVAL = Arrival({}, HARI.id, by_shop=True, terms_days=30, next_receipt=301, owed_before=ZERO)


def transfers(events: tuple[Event, ...]) -> list[Transfer]:
    return [event.transfer for event in events if isinstance(event, Transferred)]


@pytest.mark.parametrize("paisa", [0, -1])
def test_a_transfer_moves_something(paisa: int) -> None:
    with pytest.raises(AssertionError):
        Transfer(
            uid(1),
            DEBT,
            SALES,
            Money(paisa),
            TransferKind.POSTED,
            Reason.OPENING,
            NOON,
        )


def test_a_transfer_has_two_ends_and_settles_only_a_hold() -> None:
    good = Transfer(uid(1), DEBT, SALES, rs(1), TransferKind.POSTED, Reason.OPENING, NOON)
    for wrong in ({"credit": DEBT}, {"kind": TransferKind.POSTS}, {"pending_id": uid(2)}):
        with pytest.raises(AssertionError):
            replace(good, **wrong)


def test_a_reversal_takes_back_what_was_posted() -> None:
    posted = Transfer(uid(1), DEBT, SALES, rs(70), TransferKind.POSTED, Reason.OPENING, NOON)
    back = reverse(posted, cause())
    assert (back.debit, back.credit, back.reverses_id) == (SALES, DEBT, posted.id)
    assert balance(DEBT, [posted, back]) == balance(SALES, [posted, back]) == ZERO
    with pytest.raises(AssertionError):
        reverse(replace(posted, kind=TransferKind.PENDING), cause())


class Khata(RuleBasedStateMachine):
    """One shop and one vendor, with every way in which money is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.book: list[Transfer] = []
        self.open: list[Order] = []
        self.delivered: list[Order] = []
        self.placed = 0
        self.owed = ZERO
        self.steps = 0

    def _cause(self) -> object:
        self.steps += 1
        return cause(f"wamid.{self.steps}")

    def _write(self, events: tuple[Event, ...]) -> None:
        self.book += transfers(events)

    @rule(rice=st.integers(1, 9), noodles=st.integers(1, 40), on_credit=st.booleans())
    def place(self, rice: int, noodles: int, on_credit: bool) -> None:
        part = (Decimal(noodles) / 30).quantize(Decimal("0.000000001"))
        basket = cart((RICE, str(rice)), (NOODLES, str(part)))
        self.placed += 1
        events = place(
            basket, Buyer(SHOP, HARI.id), self._cause(), self.placed, on_credit=on_credit
        )
        self.open += [event.order for event in events if isinstance(event, OrderPlaced)]
        self._write(events)

    @precondition(lambda self: self.open)
    @rule(missing=st.integers(0, 9))
    def deliver(self, missing: int) -> None:
        accepted = replace(self.open.pop(), status=OrderStatus.ACCEPTED)
        (gone,) = dispatch(accepted, GUPTA, self._cause())
        short = {RICE: min(Decimal(missing), accepted.lines[0].quantity)} if missing else {}
        arrival = replace(ARRIVAL, short=short)
        events = deliver(gone.order, arrival, self._cause())
        came = next(event.order for event in events if isinstance(event, OrderDelivered))
        self.delivered.append(came)
        self.owed += came.total if came.on_credit else ZERO
        self._write(events)
        with pytest.raises(OrderMoved):
            deliver(came, arrival, cause("again"))

    @precondition(lambda self: self.open)
    @rule()
    def cancel(self) -> None:
        self._write(cancel(self.open.pop(), self._cause(), "shop", ""))

    @rule(paisa=st.integers(1, 10**7))
    def pay(self, paisa: int) -> None:
        now = self._cause()
        payment = Payment(
            PaymentId(now.id("payment")),
            1,
            SHOP.id,
            "",
            GUPTA.id,
            "",
            Money(paisa),
            Method.CASH,
            PaymentStatus.WAITING,
            by_vendor=True,
            recorded_by=None,
            at=NOON,
        )
        self.owed -= payment.amount
        self.book.append(money_in(payment, now))

    @precondition(lambda self: self.delivered)
    @rule()
    def short_after_all(self) -> None:
        came = self.delivered.pop()
        claim = shortages.claim(
            came,
            {NOODLES: came.lines[1].quantity},
            "AB12",
            self._cause(),
        )
        note = shortages.credit_note(came, claim, self._cause())
        self.owed -= note.amount
        self.book.append(note)

    @precondition(lambda self: any(one.counts for one in self.book))
    @rule(pick=st.randoms(use_true_random=False))
    def take_back(self, pick: object) -> None:
        taken = {one.reverses_id for one in self.book}
        posted = [one for one in self.book if one.counts and one.id not in taken]
        one = pick.choice([p for p in posted if p.reverses_id is None] or [None])
        if one is None:
            return
        self.owed -= balance(DEBT, [one])
        self.book.append(reverse(one, self._cause()))

    @invariant()
    def debits_equal_credits(self) -> None:
        accounts = {one.debit for one in self.book} | {one.credit for one in self.book}
        assert sum(balance(account, self.book).paisa for account in accounts) == 0

    @invariant()
    def a_hold_settles_once(self) -> None:
        settled = [one.pending_id for one in self.book if one.pending_id]
        holds = {one.id for one in self.book if one.kind is TransferKind.PENDING}
        assert len(settled) == len(set(settled))
        assert set(settled) <= holds
        assert len({one.id for one in self.book}) == len(self.book)

    @invariant()
    def the_shop_owes_what_arrived_less_what_it_paid(self) -> None:
        waiting = [one.total.paisa for one in self.open if one.on_credit]
        assert balance(DEBT, self.book) == self.owed
        assert held(DEBT, self.book) == Money(sum(waiting))
        line = CreditLine(SHOP.limit, balance(DEBT, self.book), held(DEBT, self.book))
        assert line.available == SHOP.limit - self.owed - Money(sum(waiting))


TestKhata = Khata.TestCase
TestKhata.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


@given(st.integers(0, 2))
def test_what_did_not_arrive_is_not_owed(missing: int) -> None:
    sent = order((RICE, "2"), status=OrderStatus.DISPATCHED)
    arrival = replace(ARRIVAL, short={RICE: Decimal(missing)})
    (settling,) = transfers(deliver(sent, arrival, cause()))
    assert settling.pending_id == sent.hold_id
    if missing == 2:
        assert (settling.kind, settling.amount) == (TransferKind.VOIDS, sent.total)
    else:
        assert (settling.kind, settling.amount) == (TransferKind.POSTS, rs(2450 * (2 - missing)))
