"""Shops, vendors, persons, how to reach them, and what they allowed."""

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
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.people import ConsentPart, Language, Role, Standing
from storage.tables.base import metadata, moment, one_of


def _business(name: str, *columns: Column[object] | CheckConstraint) -> Table:
    """What shops and vendors have in common."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("code", Text, nullable=False, unique=True),
        Column("name", Text, nullable=False),
        Column("owner_name", Text, nullable=False),
        Column("ward", Text, nullable=False),
        Column("district", Text, nullable=False),
        Column("latitude_e6", Integer),
        Column("longitude_e6", Integer),
        Column("standing", Text, nullable=False),
        moment("frozen_until", null=True),
        moment("registered_at"),
        *columns,
        one_of("standing", Standing),
        CheckConstraint("latitude_e6 BETWEEN -90000000 AND 90000000", name="latitude"),
        CheckConstraint("longitude_e6 BETWEEN -180000000 AND 180000000", name="longitude"),
    )


shops = _business(
    "shops",
    Column("limit_paisa", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("limit_paisa >= 0", name="limit"),
)
Index("shops_waiting_ix", shops.c.registered_at, postgresql_where=text("standing = 'waiting'"))
Index(
    "shops_name_ix",
    func.lower(shops.c.name).label("lower_name"),
    postgresql_ops={"lower_name": "text_pattern_ops"},
)

vendors = _business(
    "vendors",
    Column("terms_days", SmallInteger, nullable=False, server_default="30"),
    Column("vat_registered", Boolean, nullable=False, server_default="false"),
    Column("minimum_paisa", BigInteger, nullable=False, server_default="0"),
    Column("opens_minute", SmallInteger, nullable=False, server_default="0"),
    Column("closes_minute", SmallInteger, nullable=False, server_default="1440"),
    Column("open_days", ARRAY(SmallInteger), nullable=False, server_default="{0,1,2,3,4,5,6}"),
    Column("paused", Boolean, nullable=False, server_default="false"),
    CheckConstraint("terms_days BETWEEN 0 AND 365", name="terms"),
    CheckConstraint("minimum_paisa >= 0", name="minimum"),
    CheckConstraint("0 <= opens_minute AND opens_minute < closes_minute", name="hours"),
    CheckConstraint("closes_minute <= 1440", name="closing"),
)
Index("vendors_waiting_ix", vendors.c.registered_at, postgresql_where=text("standing = 'waiting'"))
Index(
    "vendors_name_ix",
    func.lower(vendors.c.name).label("lower_name"),
    postgresql_ops={"lower_name": "text_pattern_ops"},
)

persons = Table(
    "persons",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False, server_default=Role.NEWCOMER.value),
    Column("language", Text),
    Column("shop_id", Uuid, ForeignKey("shops.id")),
    Column("vendor_id", Uuid, ForeignKey("vendors.id")),
    Column("owner", Boolean, nullable=False, server_default="true"),
    Column("reminders", Boolean, nullable=False, server_default="false"),
    Column("pin_hash", Text),
    Column("pin_failures", SmallInteger, nullable=False, server_default="0"),
    moment("pin_locked_until", null=True),
    moment("last_inbound_at", null=True),
    moment("met_at"),
    one_of("role", Role),
    one_of("language", Language),
    CheckConstraint("(role = 'retailer') = (shop_id IS NOT NULL)", name="shop"),
    CheckConstraint("(role = 'vendor') = (vendor_id IS NOT NULL)", name="vendor"),
)
Index("persons_shop_ix", persons.c.shop_id, postgresql_where=text("shop_id IS NOT NULL"))
Index("persons_vendor_ix", persons.c.vendor_id, postgresql_where=text("vendor_id IS NOT NULL"))
Index("persons_admins_ix", persons.c.id, postgresql_where=text("role = 'admin'"))

contact_points = Table(
    "contact_points",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", Uuid, ForeignKey("persons.id"), nullable=False, index=True),
    Column("phone", Text, unique=True),
    Column("bsuid", Text, unique=True),
    Column("username", Text, nullable=False, server_default=""),
    moment("seen_at"),
    CheckConstraint("phone IS NOT NULL OR bsuid IS NOT NULL", name="reachable"),
    CheckConstraint("phone ~ '^\\+[0-9]{6,15}$'", name="phone"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", Uuid, ForeignKey("persons.id"), nullable=False, index=True),
    Column("part", Text, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("wording", Text, nullable=False),
    Column("cause_key", Text, nullable=False),
    moment("at"),
    one_of("part", ConsentPart),
)
