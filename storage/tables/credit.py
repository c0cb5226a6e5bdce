"""How far a shop is trusted: every change of its limit, and every score it had."""

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
    SmallInteger,
    Table,
    Text,
    Uuid,
)

from domain.limits import LimitWhy
from storage.tables.base import metadata, moment, one_of

limit_changes = Table(
    "limit_changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("before_paisa", BigInteger, nullable=False),
    Column("after_paisa", BigInteger, nullable=False),
    Column("why", Text, nullable=False),
    Column("cause_key", Text, nullable=False),
    moment("at"),
    one_of("why", LimitWhy),
    CheckConstraint("before_paisa >= 0 AND after_paisa >= 0", name="limit"),
)
Index("limit_changes_shop_ix", limit_changes.c.shop_id, limit_changes.c.id)

# A final score is about a day that was over; the others were made after a payment, while the day
# still went on.
scores = Table(
    "scores",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("shop_id", Uuid, ForeignKey("shops.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("final", Boolean, nullable=False),
    Column("value", SmallInteger, nullable=False),
    Column("thin", Boolean, nullable=False),
    Column("settled_bills", Integer, nullable=False),
    Column("payment_bp", SmallInteger, nullable=False),
    Column("debt_bp", SmallInteger, nullable=False),
    Column("volume_bp", SmallInteger, nullable=False),
    Column("age_bp", SmallInteger, nullable=False),
    Column("weights_version", SmallInteger, nullable=False),
    Column("cause_key", Text, nullable=False),
    moment("at"),
    CheckConstraint("value BETWEEN 300 AND 900", name="value"),
)
Index("scores_shop_ix", scores.c.shop_id, scores.c.id)
