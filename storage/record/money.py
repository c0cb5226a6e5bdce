"""Transfers and payments, written down."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from domain import events as e
from domain.ids import Cause, ShopId
from domain.ledger import Account, AccountKind, Transfer
from domain.payments import Allocation
from storage.store import Transaction

# The weights (owed, held) are set by the database itself; see the first migration.
ADD_TRANSFER = """
INSERT INTO transfers (id, vendor_id, shop_id, debit, credit, amount_paisa, kind, reason, order_id,
    payment_id, pending_id, reverses_id, owed_paisa, held_paisa, cause_key, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14)
"""
ADD_PAYMENT = """
INSERT INTO payments (id, number, shop_id, vendor_id, amount_paisa, method, status, by_vendor,
    recorded_by, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
COUNT_RECEIPT = "UPDATE counters SET last = $1 WHERE name = 'receipt' AND last < $1"
ANSWER = "UPDATE payments SET status = $2, answered_at = $3 WHERE id = $1"
ALLOCATE = """
INSERT INTO allocations (payment_id, order_id, amount_paisa, at) VALUES ($1, $2, $3, $4)
"""
SETTLE_BILLS = """
UPDATE bills b SET settled_at = $2
WHERE b.order_id = ANY($1::uuid[]) AND b.settled_at IS NULL
    AND (SELECT coalesce(sum(t.owed_paisa), 0) FROM transfers t
            WHERE t.order_id = b.order_id AND t.payment_id IS NULL)
        <= (SELECT coalesce(sum(a.amount_paisa), 0) FROM allocations a
            WHERE a.order_id = b.order_id)
"""


async def write(
    tx: Transaction, cause: Cause, event: e.Transferred | e.PaymentRecorded | e.PaymentAnswered
) -> None:
    """The rows of one event about money."""
    match event:
        case e.Transferred():
            await _transfer(tx, cause, event.transfer)
        case e.PaymentRecorded(payment=payment):
            await tx.run(
                ADD_PAYMENT,
                payment.id,
                payment.number,
                payment.shop_id,
                payment.vendor_id,
                payment.amount.paisa,
                payment.method.value,
                payment.status.value,
                payment.by_vendor,
                payment.recorded_by,
                payment.at,
            )
            await tx.run(COUNT_RECEIPT, payment.number)
            await _allocate(tx, cause, event.allocations)
        case e.PaymentAnswered(payment=payment):
            await tx.run(ANSWER, payment.id, payment.status.value, cause.at)
            await _allocate(tx, cause, event.allocations)


async def _transfer(tx: Transaction, cause: Cause, transfer: Transfer) -> None:
    await tx.run(
        ADD_TRANSFER,
        transfer.id,
        transfer.debit.vendor_id,
        _shop(transfer),
        address(transfer.debit),
        address(transfer.credit),
        transfer.amount.paisa,
        transfer.kind.value,
        transfer.reason.value,
        transfer.order_id,
        transfer.payment_id,
        transfer.pending_id,
        transfer.reverses_id,
        cause.key,
        transfer.at,
    )
    if transfer.order_id and transfer.counts:
        await _settle(tx, cause, [transfer.order_id])


def address(account: Account) -> str:
    """An account as the ledger writes it: kind, vendor, and the shop or method."""
    parts = [account.kind.value, str(account.vendor_id)]
    if account.kind is AccountKind.RECEIVABLE:
        parts.append(str(account.shop_id))
    elif account.kind is AccountKind.CASH:
        parts.append(account.method)
    return ":".join(parts)


def _shop(transfer: Transfer) -> ShopId:
    shop = transfer.debit.shop_id or transfer.credit.shop_id
    assert shop is not None, "every transfer touches what some shop owes"
    return shop


async def _allocate(tx: Transaction, cause: Cause, parts: Sequence[Allocation]) -> None:
    await tx.run_many(
        ALLOCATE,
        [(part.payment_id, part.order_id, part.amount.paisa, cause.at) for part in parts],
    )
    await _settle(tx, cause, [part.order_id for part in parts])


async def _settle(tx: Transaction, cause: Cause, orders: Sequence[UUID]) -> None:
    """Bills that are fully paid are closed."""
    if orders:
        await tx.run(SETTLE_BILLS, list(orders), cause.at)
