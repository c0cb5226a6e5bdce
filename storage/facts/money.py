"""What is owed, held and open, as sums of transfers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from domain.credit import Bill, CreditLine
from domain.facts import Account, PaymentFile
from domain.ids import OrderId, PaymentId, PersonId, ShopId, VendorId
from domain.money import ZERO, Money
from domain.payments import Method, Payment, PaymentStatus
from domain.people import Shop
from storage.store import Row, Transaction

CREDIT = """
SELECT coalesce(sum(owed_paisa), 0)::bigint AS owed, coalesce(sum(held_paisa), 0)::bigint AS held
FROM transfers WHERE shop_id = $1
"""
OWED_BY_VENDOR = """
SELECT v.id, v.code, v.name, sums.owed FROM (
    SELECT vendor_id, sum(owed_paisa)::bigint AS owed FROM transfers
    WHERE shop_id = $1 GROUP BY vendor_id
) AS sums JOIN vendors v ON v.id = sums.vendor_id
ORDER BY sums.owed DESC, v.code
"""
OWED_BY_SHOP = """
SELECT s.id, s.code, s.name, sums.owed FROM (
    SELECT shop_id, sum(owed_paisa)::bigint AS owed FROM transfers
    WHERE vendor_id = $1 GROUP BY shop_id
) AS sums JOIN shops s ON s.id = sums.shop_id
ORDER BY sums.owed DESC, s.code
LIMIT 200
"""
OWED_TO = """
SELECT s.id, s.code, s.name, (
    SELECT coalesce(sum(t.owed_paisa), 0)::bigint FROM transfers t
    WHERE t.vendor_id = $1 AND t.shop_id = s.id
) AS owed
FROM shops s WHERE s.id = ANY($2::uuid[]) ORDER BY s.code
"""
_BILL = """
SELECT b.order_id, b.number, b.shop_id, b.vendor_id, v.name AS vendor_name, b.due_on,
    (SELECT coalesce(sum(t.owed_paisa), 0)::bigint FROM transfers t
        WHERE t.order_id = b.order_id AND t.payment_id IS NULL) AS amount,
    (SELECT coalesce(sum(a.amount_paisa), 0)::bigint FROM allocations a
        WHERE a.order_id = b.order_id) AS paid
FROM bills b JOIN vendors v ON v.id = b.vendor_id
"""
OPEN_OF_SHOP = _BILL + "WHERE b.shop_id = $1 AND b.settled_at IS NULL ORDER BY b.due_on, b.number"
OPEN_BETWEEN = (
    _BILL
    + "WHERE b.vendor_id = $1 AND b.shop_id = ANY($2::uuid[]) AND b.settled_at IS NULL"
    + " ORDER BY b.due_on, b.number"
)
PAYMENT = """
SELECT p.*, s.name AS shop_name, v.name AS vendor_name
FROM payments p JOIN shops s ON s.id = p.shop_id JOIN vendors v ON v.id = p.vendor_id
WHERE p.id = $1 FOR NO KEY UPDATE OF p
"""


async def credit_line(tx: Transaction, shop: Shop) -> CreditLine:
    """A shop's credit line at this moment."""
    row = await tx.row(CREDIT, shop.id)
    assert row is not None
    return CreditLine(shop.limit, Money(row["owed"]), Money(row["held"]))


def _bill(row: Row) -> Bill:
    return Bill(
        order_id=OrderId(row["order_id"]),
        number=row["number"],
        vendor_id=VendorId(row["vendor_id"]),
        vendor_name=row["vendor_name"],
        amount=Money(row["amount"]),
        paid=Money(row["paid"]),
        due_on=row["due_on"],
    )


async def accounts_of_shop(tx: Transaction, shop_id: ShopId) -> tuple[Account, ...]:
    """Every vendor this shop deals with, what it owes each, and the open bills."""
    bills = [_bill(row) for row in await tx.rows(OPEN_OF_SHOP, shop_id)]
    return tuple(
        Account(
            business_id=VendorId(row["id"]),
            code=row["code"],
            name=row["name"],
            owed=Money(row["owed"]),
            bills=tuple(bill for bill in bills if bill.vendor_id == row["id"]),
        )
        for row in await tx.rows(OWED_BY_VENDOR, shop_id)
    )


async def accounts_of_vendor(
    tx: Transaction, vendor_id: VendorId, shops: Iterable[ShopId] | None = None
) -> tuple[Account, ...]:
    """What shops owe this vendor: those named, or all it ever dealt with."""
    if shops is None:
        rows = await tx.rows(OWED_BY_SHOP, vendor_id)
    else:
        rows = await tx.rows(OWED_TO, vendor_id, list(shops))
    bills: dict[UUID, list[Bill]] = {}
    for row in await tx.rows(OPEN_BETWEEN, vendor_id, [row["id"] for row in rows]):
        bills.setdefault(row["shop_id"], []).append(_bill(row))
    return tuple(
        Account(
            business_id=ShopId(row["id"]),
            code=row["code"],
            name=row["name"],
            owed=Money(row["owed"]),
            bills=tuple(bills.get(row["id"], ())),
        )
        for row in rows
    )


async def payment_file(tx: Transaction, payment_id: UUID) -> PaymentFile | None:
    """A payment with the bills it may settle, locked."""
    row = await tx.row(PAYMENT, payment_id)
    if row is None:
        return None
    payment = Payment(
        id=PaymentId(row["id"]),
        number=row["number"],
        shop_id=ShopId(row["shop_id"]),
        shop_name=row["shop_name"],
        vendor_id=VendorId(row["vendor_id"]),
        vendor_name=row["vendor_name"],
        amount=Money(row["amount_paisa"]),
        method=Method(row["method"]),
        status=PaymentStatus(row["status"]),
        by_vendor=row["by_vendor"],
        recorded_by=PersonId(row["recorded_by"]) if row["recorded_by"] else None,
        at=row["at"],
    )
    accounts = await accounts_of_vendor(tx, payment.vendor_id, [payment.shop_id])
    account = next(iter(accounts), None)
    return PaymentFile(payment, account.bills if account else (), account.owed if account else ZERO)
