"""Money handed over: recorded by one side, confirmed by the other, allocated oldest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.credit import Bill
from domain.errors import AmountRefused, NotYours, OrderMoved
from domain.ids import Cause, OrderId, PaymentId, PersonId, ShopId, TransferId, VendorId
from domain.ledger import Account, AccountKind, Reason, Transfer, TransferKind, receivable
from domain.money import Money

SILENT_AFTER = timedelta(hours=48)
LARGEST_PAYMENT = Money.rupees(10_000_000)  # a slip of the finger above it


class Method(StrEnum):
    """How money was handed over."""

    CASH = "cash"
    BANK = "bank"
    ESEWA = "esewa"
    KHALTI = "khalti"
    FONEPAY = "fonepay"
    CONNECTIPS = "connectips"
    CHEQUE = "cheque"


class PaymentStatus(StrEnum):
    """What the other side said. Both `WAITING` on a vendor's record and `SILENT` count as paid."""

    CLAIMED = "claimed"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    SILENT = "silent"
    DISPUTED = "disputed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that one side says was handed over.

    Attributes:
        number: The receipt's number.
        by_vendor: The vendor wrote it down; else the shop claims it and the vendor decides.
    """

    id: PaymentId
    number: int
    shop_id: ShopId
    shop_name: str
    vendor_id: VendorId
    vendor_name: str
    amount: Money
    method: Method
    status: PaymentStatus
    by_vendor: bool
    recorded_by: PersonId | None
    at: datetime

    @property
    def code(self) -> str:
        """What people call the receipt."""
        return f"R-{self.number}"


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that went to one bill."""

    payment_id: PaymentId
    order_id: OrderId
    number: int
    amount: Money


def check_amount(amount: Money) -> None:
    """Refuse what no hand ever paid.

    Raises:
        AmountRefused: Zero, negative, or above `LARGEST_PAYMENT`.
    """
    if not 0 < amount.paisa <= LARGEST_PAYMENT.paisa:
        raise AmountRefused


def money_in(payment: Payment, cause: Cause) -> Transfer:
    """The ledger's side of a payment: cash in, debt down."""
    return Transfer(
        id=TransferId(cause.id(f"payment:{payment.id}")),
        debit=Account(AccountKind.CASH, payment.vendor_id, method=payment.method.value),
        credit=receivable(payment.vendor_id, payment.shop_id),
        amount=payment.amount,
        kind=TransferKind.POSTED,
        reason=Reason.PAYMENT,
        at=cause.at,
        payment_id=payment.id,
    )


def allocate(payment: Payment, bills: tuple[Bill, ...]) -> tuple[Allocation, ...]:
    """Spread a payment over what this shop owes this vendor, oldest due first.

    A surplus is allocated to nothing: it is an advance.
    """
    left, parts = payment.amount, []
    owed = (bill for bill in bills if bill.vendor_id == payment.vendor_id and bill.open.paisa > 0)
    for bill in sorted(owed, key=lambda bill: (bill.due_on, bill.number)):
        if not left:
            break
        amount = min(left, bill.open)
        parts.append(Allocation(payment.id, bill.order_id, bill.number, amount))
        left -= amount
    return tuple(parts)


def answer(payment: Payment, *, agreed: bool, shop_id: ShopId) -> Payment:
    """The shop says whether it handed over what the vendor wrote down.

    Raises:
        NotYours: Another shop's payment.
        OrderMoved: Already answered.
    """
    if payment.shop_id != shop_id:
        raise NotYours
    if payment.status not in (PaymentStatus.WAITING, PaymentStatus.SILENT):
        raise OrderMoved
    return replace(payment, status=PaymentStatus.CONFIRMED if agreed else PaymentStatus.DISPUTED)


def decide_claim(payment: Payment, *, agreed: bool, vendor_id: VendorId) -> Payment:
    """The vendor says whether it received what the shop claims to have paid.

    Raises:
        NotYours: Another vendor's payment.
        OrderMoved: Already decided.
    """
    if payment.vendor_id != vendor_id:
        raise NotYours
    if payment.status is not PaymentStatus.CLAIMED:
        raise OrderMoved
    return replace(payment, status=PaymentStatus.CONFIRMED if agreed else PaymentStatus.DENIED)
