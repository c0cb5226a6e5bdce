"""Who owes whom: transfers between two accounts, balances as their sums, mistakes reversed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import Cause, OrderId, PaymentId, ShopId, TransferId, VendorId
from domain.money import ZERO, Money


class AccountKind(StrEnum):
    """The accounts a vendor's book has."""

    RECEIVABLE = "receivable"
    SALES = "sales"
    VAT = "vat"
    RETURNS = "returns"
    CASH = "cash"
    WRITE_OFF = "write_off"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Account:
    """One account in one vendor's book.

    Attributes:
        shop_id: Set on receivables only: what this shop owes this vendor.
        method: Set on cash accounts only: how the money came.
    """

    kind: AccountKind
    vendor_id: VendorId
    shop_id: ShopId | None = None
    method: str = ""


class TransferKind(StrEnum):
    """Whether a transfer counts now, waits, or settles one that waits."""

    POSTED = "posted"
    PENDING = "pending"
    POSTS = "posts"
    VOIDS = "voids"


class Reason(StrEnum):
    """Why money was written down."""

    ORDER_HELD = "order_held"
    ORDER_RELEASED = "order_released"
    ORDER_DELIVERED = "order_delivered"
    VAT_CHARGED = "vat_charged"
    PAYMENT = "payment"
    SHORTAGE = "shortage"
    OPENING = "opening"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Two ends and one positive amount, so it cannot be unbalanced.

    Attributes:
        debit: The account that receives.
        credit: The account that gives.
        kind: `POSTED` and `POSTS` move balances; `PENDING` holds; `VOIDS` releases a hold.
        pending_id: The hold that a `POSTS` or `VOIDS` settles, once and for good. Posting
            less than was held releases the rest.
        reverses_id: The transfer that this one takes back.
    """

    id: TransferId
    debit: Account
    credit: Account
    amount: Money
    kind: TransferKind
    reason: Reason
    at: datetime
    order_id: OrderId | None = None
    payment_id: PaymentId | None = None
    pending_id: TransferId | None = None
    reverses_id: TransferId | None = None

    def __post_init__(self) -> None:
        assert self.amount.paisa > 0, "a transfer moves something"
        assert self.debit != self.credit, "a transfer has two ends"
        settles = self.kind in (TransferKind.POSTS, TransferKind.VOIDS)
        assert settles == (self.pending_id is not None)

    @property
    def counts(self) -> bool:
        """Whether it moves posted balances."""
        return self.kind in (TransferKind.POSTED, TransferKind.POSTS)


def receivable(vendor_id: VendorId, shop_id: ShopId) -> Account:
    """What a shop owes a vendor."""
    return Account(AccountKind.RECEIVABLE, vendor_id, shop_id)


def hold(pending_id: TransferId, order: HeldOrder, cause: Cause) -> Transfer:
    """Set part of the shop's credit aside for an order until it is delivered or dropped."""
    return Transfer(
        id=pending_id,
        debit=receivable(order.vendor_id, order.shop_id),
        credit=Account(AccountKind.SALES, order.vendor_id),
        amount=order.amount,
        kind=TransferKind.PENDING,
        reason=Reason.ORDER_HELD,
        at=cause.at,
        order_id=order.order_id,
    )


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """What a hold is about.

    Attributes:
        amount: The order's total with VAT.
    """

    order_id: OrderId
    shop_id: ShopId
    vendor_id: VendorId
    amount: Money


def release(pending_id: TransferId, order: HeldOrder, cause: Cause) -> Transfer:
    """Give the held credit back whole."""
    return Transfer(
        id=TransferId(cause.id(f"void:{pending_id}")),
        debit=receivable(order.vendor_id, order.shop_id),
        credit=Account(AccountKind.SALES, order.vendor_id),
        amount=order.amount,
        kind=TransferKind.VOIDS,
        reason=Reason.ORDER_RELEASED,
        at=cause.at,
        order_id=order.order_id,
        pending_id=pending_id,
    )


def bill(
    order: HeldOrder, net: Money, vat: Money, pending_id: TransferId | None, cause: Cause
) -> tuple[Transfer, ...]:
    """Post the debt for what arrived; posting less than was held releases the rest.

    Args:
        net: Value of what arrived, before VAT; above zero.
        pending_id: The hold; None for a cash order, which had none.
    """
    debtor = receivable(order.vendor_id, order.shop_id)
    sale = Transfer(
        id=TransferId(cause.id(f"sale:{order.order_id}")),
        debit=debtor,
        credit=Account(AccountKind.SALES, order.vendor_id),
        amount=net,
        kind=TransferKind.POSTS if pending_id else TransferKind.POSTED,
        reason=Reason.ORDER_DELIVERED,
        at=cause.at,
        order_id=order.order_id,
        pending_id=pending_id,
    )
    if not vat:
        return (sale,)
    tax = Transfer(
        id=TransferId(cause.id(f"vat:{order.order_id}")),
        debit=debtor,
        credit=Account(AccountKind.VAT, order.vendor_id),
        amount=vat,
        kind=TransferKind.POSTED,
        reason=Reason.VAT_CHARGED,
        at=cause.at,
        order_id=order.order_id,
    )
    return sale, tax


def reverse(transfer: Transfer, cause: Cause) -> Transfer:
    """Take a posted transfer back: the same amount, the ends swapped, linked to it."""
    assert transfer.counts, "only what was posted is reversed; a hold is voided"
    return Transfer(
        id=TransferId(cause.id(f"reverse:{transfer.id}")),
        debit=transfer.credit,
        credit=transfer.debit,
        amount=transfer.amount,
        kind=TransferKind.POSTED,
        reason=Reason.REVERSAL,
        at=cause.at,
        order_id=transfer.order_id,
        payment_id=transfer.payment_id,
        reverses_id=transfer.id,
    )


def balance(account: Account, transfers: Iterable[Transfer]) -> Money:
    """Debits less credits of an account, over what was posted."""
    paisa = 0
    for transfer in transfers:
        if transfer.counts:
            paisa += transfer.amount.paisa if transfer.debit == account else 0
            paisa -= transfer.amount.paisa if transfer.credit == account else 0
    return Money(paisa)


def held(account: Account, transfers: Iterable[Transfer]) -> Money:
    """What is set aside on an account by holds that nobody posted or voided yet."""
    transfers = tuple(transfers)
    settled = {transfer.pending_id for transfer in transfers if transfer.pending_id}
    waiting = (
        transfer
        for transfer in transfers
        if transfer.kind is TransferKind.PENDING and transfer.id not in settled
    )
    return sum((t.amount for t in waiting if t.debit == account), ZERO)
