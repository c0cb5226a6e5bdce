"""Persons, shops and vendors from their rows."""

from __future__ import annotations

from domain.ids import PersonId, ShopId, VendorId
from domain.money import Money
from domain.people import (
    Language,
    OpeningHours,
    Person,
    Place,
    Role,
    Shop,
    Standing,
    Vendor,
)
from storage.store import Row, Transaction

SHOP = "SELECT * FROM shops WHERE id = $1"
SHOP_LOCKED = "SELECT * FROM shops WHERE id = $1 FOR NO KEY UPDATE"
VENDOR = "SELECT * FROM vendors WHERE id = $1"
# A range instead of LIKE: an index serves it whatever the words are.
SHOPS_NAMED = """
SELECT * FROM shops
WHERE code = $1 OR (lower(name) ~>=~ $2 AND lower(name) ~<~ $3) ORDER BY code LIMIT 11
"""
VENDORS_NAMED = """
SELECT * FROM vendors
WHERE code = $1 OR (lower(name) ~>=~ $2 AND lower(name) ~<~ $3) ORDER BY code LIMIT 11
"""
_LAST_LETTER = "\U0010ffff"


def as_person(row: Row) -> Person:
    """A person from a row with its columns."""
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        role=Role(row["role"]),
        language=Language(row["language"]) if row["language"] else None,
        shop_id=ShopId(row["shop_id"]) if row["shop_id"] else None,
        vendor_id=VendorId(row["vendor_id"]) if row["vendor_id"] else None,
        has_pin=row["pin_hash"] is not None,
        reminders=row["reminders"],
    )


def _place(row: Row) -> Place:
    return Place(row["ward"], row["district"], row["latitude_e6"], row["longitude_e6"])


def as_shop(row: Row) -> Shop:
    """A shop from its row."""
    return Shop(
        id=ShopId(row["id"]),
        code=row["code"],
        name=row["name"],
        owner_name=row["owner_name"],
        place=_place(row),
        standing=Standing(row["standing"]),
        limit=Money(row["limit_paisa"]),
        frozen_until=row["frozen_until"],
    )


def as_vendor(row: Row) -> Vendor:
    """A vendor from its row."""
    return Vendor(
        id=VendorId(row["id"]),
        code=row["code"],
        name=row["name"],
        owner_name=row["owner_name"],
        place=_place(row),
        standing=Standing(row["standing"]),
        terms_days=row["terms_days"],
        vat_registered=row["vat_registered"],
        minimum_order=Money(row["minimum_paisa"]),
        hours=OpeningHours(row["opens_minute"], row["closes_minute"], tuple(row["open_days"])),
        paused=row["paused"],
    )


async def shop(tx: Transaction, shop_id: ShopId, *, lock: bool = False) -> Shop:
    """One shop; locked when its exposure may rise."""
    row = await tx.row(SHOP_LOCKED if lock else SHOP, shop_id)
    assert row is not None
    return as_shop(row)


async def vendor(tx: Transaction, vendor_id: VendorId) -> Vendor:
    """One vendor."""
    row = await tx.row(VENDOR, vendor_id)
    assert row is not None
    return as_vendor(row)


async def shops_named(tx: Transaction, words: str) -> tuple[Shop, ...]:
    """Shops by code, or by how their name begins."""
    rows = await tx.rows(SHOPS_NAMED, *_range(words)) if words else ()
    return tuple(as_shop(row) for row in rows)


async def vendors_named(tx: Transaction, words: str) -> tuple[Vendor, ...]:
    """Vendors by code, or by how their name begins."""
    rows = await tx.rows(VENDORS_NAMED, *_range(words)) if words else ()
    return tuple(as_vendor(row) for row in rows)


def _range(words: str) -> tuple[str, str, str]:
    """A code, and the first and last name that begin with the words."""
    beginning = words.lower()
    return words.upper(), beginning, beginning + _LAST_LETTER
