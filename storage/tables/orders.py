"""Orders, their lines and moves, the offers made for them, and claims about deliveries."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from domain.offers import LIVE, OfferStatus
from domain.ordering import UNDER_WAY, OrderStatus
from domain.shortages import ShortageStatus
from storage.tables.base import Quantity, metadata, moment, one_of


def _listed(statuses: frozenset[OrderStatus] | frozenset[OfferStatus]) -> str:
    return "status IN (" + ", ".join(sorted(f"'{status}'" for status in statuses)) + ")"


orders = Table(
    "orders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("basket_id", Uuid, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("on_credit", Boolean, nullable=False),
    Column("placed_by", Uuid, ForeignKey("persons.id"), nullable=False),
    moment("placed_at"),
    Column("delivery_code", Text, nullable=False, server_default=""),
    Column("hold_id", Uuid),
    one_of("status", OrderStatus),
    CheckConstraint("delivery_code ~ '^([0-9]{4})?$'", name="delivery_code"),
)
Index("orders_shop_ix", orders.c.shop_id, orders.c.number)
_OPEN = sorted(UNDER_WAY | {OrderStatus.DELIVERED})
Index(
    "orders_vendor_open_ix",
    orders.c.vendor_id,
    orders.c.number,
    postgresql_where=text(_listed(frozenset(_OPEN))),
)
Index(
    "orders_shop_open_ix",
    orders.c.shop_id,
    orders.c.number,
    postgresql_where=text(_listed(frozenset(_OPEN))),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("sku", Text, ForeignKey("products.sku"), nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_ne", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("asked", Quantity, nullable=False),
    Column("quantity", Quantity, nullable=False),
    Column("arrived", Quantity),
    Column("price_paisa", BigInteger, nullable=False),
    Column("vat_bp", Integer, nullable=False),
    PrimaryKeyConstraint("order_id", "sku"),
    CheckConstraint("asked > 0 AND quantity >= 0 AND quantity <= asked", name="quantity"),
    CheckConstraint("arrived IS NULL OR (arrived >= 0 AND arrived <= quantity)", name="arrived"),
    CheckConstraint("price_paisa > 0", name="price"),
)

order_moves = Table(
    "order_moves",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False, index=True),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("actor", Uuid),
    Column("reason", Text, nullable=False, server_default=""),
    Column("cause_key", Text, nullable=False),
    moment("at"),
)
Index("order_moves_at_ix", order_moves.c.at)

offers = Table(
    "offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("turn", SmallInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("total_paisa", BigInteger, nullable=False),
    Column("part", JSONB),
    Column("reason", Text, nullable=False, server_default=""),
    moment("made_at"),
    moment("sent_at", null=True),
    moment("closed_at", null=True),
    one_of("status", OfferStatus),
)
Index("offers_order_ix", offers.c.order_id, offers.c.turn)
Index("offers_live_uq", offers.c.order_id, unique=True, postgresql_where=text(_listed(LIVE)))
Index("offers_vendor_open_ix", offers.c.vendor_id, postgresql_where=text("status = 'open'"))

rankings = Table(
    "rankings",
    metadata,
    Column("order_id", Uuid, ForeignKey("orders.id"), primary_key=True),
    Column("candidates", JSONB, nullable=False),
    moment("at"),
)

shortages = Table(
    "shortages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("order_id", Uuid, ForeignKey("orders.id"), nullable=False),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("short", JSONB, nullable=False),
    Column("amount_paisa", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    moment("claimed_at"),
    moment("decided_at", null=True),
    one_of("status", ShortageStatus),
    CheckConstraint("amount_paisa > 0", name="amount"),
)
Index(
    "shortages_claimed_uq",
    shortages.c.order_id,
    unique=True,
    postgresql_where=text("status = 'claimed'"),
)
Index("shortages_order_ix", shortages.c.order_id, shortages.c.claimed_at)

credit_refusals = Table(
    "credit_refusals",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False, index=True),
    Column("refusal", Text, nullable=False),
    Column("total_paisa", BigInteger, nullable=False),
    Column("available_paisa", BigInteger, nullable=False),
    Column("cause_key", Text, nullable=False),
    moment("at"),
)

bills = Table(
    "bills",
    metadata,
    Column("order_id", Uuid, ForeignKey("orders.id"), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("due_on", Date, nullable=False),
    moment("billed_at"),
    moment("settled_at", null=True),
)
Index(
    "bills_open_ix",
    bills.c.shop_id,
    bills.c.vendor_id,
    bills.c.due_on,
    postgresql_where=text("settled_at IS NULL"),
)
Index(
    "bills_vendor_open_ix",
    bills.c.vendor_id,
    bills.c.shop_id,
    postgresql_where=text("settled_at IS NULL"),
)
