"""Money: transfers that are never edited, payments, and what they were for."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Table,
    Text,
    Uuid,
)

from domain.ledger import Reason, TransferKind
from domain.payments import Method, PaymentStatus
from storage.tables.base import metadata, moment, one_of

# Accounts are addresses: ``<kind>:<vendor>`` and, for receivables and cash, ``:<shop or method>``.
_ADDRESS = (
    "~ '^(receivable:[0-9a-f-]{36}:[0-9a-f-]{36}|cash:[0-9a-f-]{36}:[a-z]+"
    "|(sales|vat|returns|write_off|opening):[0-9a-f-]{36})$'"
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("debit", Text, nullable=False),
    Column("credit", Text, nullable=False),
    Column("amount_paisa", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("order_id", Uuid, ForeignKey("orders.id")),
    Column("payment_id", Uuid),
    Column("pending_id", Uuid, ForeignKey("transfers.id"), unique=True),
    Column("reverses_id", Uuid, ForeignKey("transfers.id"), unique=True),
    # What it does to the shop's debt and to its holds; set by the database, summed for balances.
    Column("owed_paisa", BigInteger, nullable=False),
    Column("held_paisa", BigInteger, nullable=False),
    Column("cause_key", Text, nullable=False),
    moment("at"),
    one_of("kind", TransferKind),
    one_of("reason", Reason),
    CheckConstraint("amount_paisa > 0 AND amount_paisa <= 1000000000000000", name="amount"),
    CheckConstraint("debit <> credit", name="ends"),
    CheckConstraint(f"debit {_ADDRESS}", name="debit"),
    CheckConstraint(f"credit {_ADDRESS}", name="credit"),
    CheckConstraint("(kind IN ('posts', 'voids')) = (pending_id IS NOT NULL)", name="pending"),
)
Index(
    "transfers_shop_ix",
    transfers.c.shop_id,
    transfers.c.vendor_id,
    postgresql_include=["owed_paisa", "held_paisa"],
)
Index(
    "transfers_vendor_ix",
    transfers.c.vendor_id,
    transfers.c.shop_id,
    postgresql_include=["owed_paisa"],
)
Index("transfers_order_ix", transfers.c.order_id, postgresql_include=["owed_paisa", "payment_id"])
Index("transfers_payment_ix", transfers.c.payment_id)

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("amount_paisa", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("by_vendor", Boolean, nullable=False),
    Column("recorded_by", Uuid, ForeignKey("persons.id")),
    moment("at"),
    moment("answered_at", null=True),
    one_of("method", Method),
    one_of("status", PaymentStatus),
    CheckConstraint("amount_paisa > 0", name="amount"),
)
Index("payments_shop_ix", payments.c.shop_id, payments.c.number)
Index("payments_at_ix", payments.c.at)

allocations = Table(
    "allocations",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("payment_id", Uuid, ForeignKey("payments.id"), nullable=False, index=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("amount_paisa", BigInteger, nullable=False),
    moment("at"),
    CheckConstraint("amount_paisa <> 0", name="amount"),
)
Index("allocations_order_ix", allocations.c.order_id, postgresql_include=["amount_paisa"])

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
