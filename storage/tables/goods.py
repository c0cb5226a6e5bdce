"""Products, what vendors ask for them, and every change of it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.catalog import Unit
from storage.tables.base import Quantity, metadata, moment, one_of

products = Table(
    "products",
    metadata,
    Column("sku", Text, primary_key=True),
    Column("name_en", Text, nullable=False),
    Column("name_ne", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("pack_size", Quantity, nullable=False),
    Column("pack_unit", Text, nullable=False),
    Column("sell_unit", Text, nullable=False),
    Column("vat_bp", Integer, nullable=False, server_default="0"),
    Column("aliases", ARRAY(Text), nullable=False, server_default="{}"),
    CheckConstraint("pack_size > 0", name="pack_size"),
    CheckConstraint("vat_bp BETWEEN 0 AND 10000", name="vat"),
    one_of("pack_unit", Unit),
    one_of("sell_unit", Unit),
)

# One row; a trigger on products counts it up, and every process looks at it.
catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("id", SmallInteger, primary_key=True, server_default="1"),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

quotes = Table(
    "quotes",
    metadata,
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), nullable=False),
    Column("sku", Text, ForeignKey("products.sku"), nullable=False),
    Column("price_paisa", BigInteger, nullable=False),
    Column("stock", Quantity, nullable=False),
    Column("reserved", Quantity, nullable=False, server_default="0"),
    Column("available", Boolean, nullable=False, server_default="true"),
    Column("minimum", Quantity, nullable=False, server_default="0"),
    Column("maximum", Quantity),
    moment("changed_at"),
    PrimaryKeyConstraint("vendor_id", "sku"),
    CheckConstraint("price_paisa > 0", name="price"),
    CheckConstraint("0 <= reserved AND reserved <= stock", name="stock"),
    CheckConstraint("0 <= minimum AND (maximum IS NULL OR minimum <= maximum)", name="bounds"),
)
Index("quotes_sku_ix", quotes.c.sku)

price_changes = Table(
    "price_changes",
    metadata,
    moment("at"),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("vendor_id", Uuid, nullable=False),
    Column("sku", Text, nullable=False),
    Column("before_paisa", BigInteger),
    Column("after_paisa", BigInteger, nullable=False),
    Column("cause_key", Text, nullable=False),
    PrimaryKeyConstraint("at", "seq"),
    CheckConstraint("after_paisa > 0", name="price"),
    postgresql_partition_by="RANGE (at)",
)
Index("price_changes_sku_ix", price_changes.c.sku, price_changes.c.at)
