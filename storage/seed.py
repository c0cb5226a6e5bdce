"""First data: products, and the people of a market. Whatever is there already stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.catalog import Product, Sku
from domain.ids import PersonId, ShopId, VendorId
from domain.money import ZERO, Money
from domain.people import ConsentPart, Language, Place
from storage.facts import goods
from storage.store import Transaction

# Two processes that seed at once do so one after the other.
LOCK = 7_245_003
CAUSE = "seed"

LOCK_SEED = "SELECT pg_advisory_xact_lock($1)"
SAVE_PRODUCTS = """
INSERT INTO products (sku, name_en, name_ne, brand, category, pack_size, pack_unit, sell_unit,
    vat_bp, aliases)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (sku) DO UPDATE SET name_en = excluded.name_en, name_ne = excluded.name_ne,
    brand = excluded.brand, category = excluded.category, pack_size = excluded.pack_size,
    pack_unit = excluded.pack_unit, sell_unit = excluded.sell_unit, vat_bp = excluded.vat_bp,
    aliases = excluded.aliases
"""
PERSONS_AT = """
SELECT c.phone, p.id, p.role FROM contact_points c JOIN persons p ON p.id = c.person_id
WHERE c.phone = ANY($1::text[])
"""
NEXT_BUSINESS = """
UPDATE counters SET last = last + 1 WHERE name = 'business' RETURNING last
"""
ADD_SHOP = """
INSERT INTO shops (id, code, name, owner_name, ward, district, latitude_e6, longitude_e6,
    standing, registered_at, limit_paisa)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'approved', $9, $10)
"""
ADD_VENDOR = """
INSERT INTO vendors (id, code, name, owner_name, ward, district, latitude_e6, longitude_e6,
    standing, registered_at, vat_registered)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'approved', $9, $10)
"""
ADD_PERSON = """
INSERT INTO persons (id, name, role, language, shop_id, vendor_id, reminders, met_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
    language = excluded.language, shop_id = excluded.shop_id, vendor_id = excluded.vendor_id,
    reminders = excluded.reminders
"""
ADD_MAILBOX = """
INSERT INTO mailboxes (person_id) VALUES ($1)
ON CONFLICT (person_id) DO UPDATE SET conversation = NULL
"""
ADD_CONTACT = """
INSERT INTO contact_points (person_id, phone, seen_at) VALUES ($1, $2, $3)
ON CONFLICT (phone) DO NOTHING
"""
ADD_CONSENT = """
INSERT INTO consents (person_id, part, given, wording, cause_key, at)
VALUES ($1, $2, true, $3, $4, $5)
"""
ADD_QUOTES = """
WITH added AS (
    INSERT INTO quotes (vendor_id, sku, price_paisa, stock, changed_at)
    SELECT $1, sku, price_paisa, stock, $5
    FROM unnest($2::text[], $3::bigint[], $4::numeric[]) AS asks (sku, price_paisa, stock)
    WHERE EXISTS (SELECT FROM products p WHERE p.sku = asks.sku)
    ON CONFLICT (vendor_id, sku) DO NOTHING
    RETURNING sku, price_paisa
)
INSERT INTO price_changes (at, vendor_id, sku, after_paisa, cause_key)
SELECT $5, $1, sku, price_paisa, $6 FROM added ORDER BY sku
"""
FIRST_PIN = """
UPDATE persons SET pin_hash = $2, name = $3, language = coalesce(language, $4)
WHERE id = $1 AND pin_hash IS NULL
"""
HAS_PIN = "SELECT pin_hash IS NOT NULL FROM persons WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Resident:
    """A business of the market and its owner.

    Attributes:
        person_id: Of the owner, if nobody met that phone before.
        business_id: Of the shop or vendor.
        limit: Of a shop, what it may owe.
        consents: What the owner allowed, with the words it was asked in.
    """

    phone: str
    person_id: PersonId
    business_id: ShopId | VendorId
    name: str
    owner: str
    place: Place
    language: Language
    is_shop: bool
    limit: Money = ZERO
    vat_registered: bool = False
    consents: tuple[tuple[ConsentPart, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """What a vendor asks for a product and how much of it lies in store, in sell units."""

    sku: Sku
    price: Money
    stock: Decimal


async def wait_turn(tx: Transaction) -> None:
    """Let no other seed run until this transaction ends."""
    await tx.run(LOCK_SEED, LOCK)


async def save_products(tx: Transaction, products: Iterable[Product], *, overwrite: bool) -> int:
    """Add products, and where they differ from what is kept, change those.

    Only what changed is written, so that the catalogue's version stays where nothing did.

    Args:
        overwrite: Else products that are there already stay as they are.

    Returns:
        How many were added or changed.
    """
    kept = await goods.catalogue(tx)
    new = [
        product
        for product in products
        if (product != kept.get(product.sku) if overwrite else product.sku not in kept)
    ]
    await tx.run_many(
        SAVE_PRODUCTS,
        [
            (
                product.sku,
                product.name_en,
                product.name_ne,
                product.brand,
                product.category,
                product.pack_size,
                product.pack_unit.value,
                product.sell_unit.value,
                product.vat_bp,
                list(product.aliases),
            )
            for product in new
        ],
    )
    return len(new)


async def settle(tx: Transaction, residents: Sequence[Resident]) -> None:
    """Bring businesses and their owners into the market; who has a role already keeps it."""
    rows = await tx.rows(PERSONS_AT, [one.phone for one in residents])
    known = {row["phone"]: row for row in rows}
    for one in residents:
        row = known.get(one.phone)
        if row is None or row["role"] == "newcomer":
            await _settle(tx, one, PersonId(row["id"]) if row else one.person_id)


async def _settle(tx: Transaction, one: Resident, person: PersonId) -> None:
    number = await tx.value(NEXT_BUSINESS)
    place = one.place
    await tx.run(
        ADD_SHOP if one.is_shop else ADD_VENDOR,
        one.business_id,
        f"{'S' if one.is_shop else 'V'}-{number}",
        one.name,
        one.owner,
        place.ward,
        place.district,
        place.latitude,
        place.longitude,
        tx.at,
        one.limit.paisa if one.is_shop else one.vat_registered,
    )
    await tx.run(
        ADD_PERSON,
        person,
        one.owner,
        "retailer" if one.is_shop else "vendor",
        one.language.value,
        one.business_id if one.is_shop else None,
        None if one.is_shop else one.business_id,
        any(part is ConsentPart.REMINDERS for part, _ in one.consents),
        tx.at,
    )
    await tx.run(ADD_MAILBOX, person)
    await tx.run(ADD_CONTACT, person, one.phone, tx.at)
    await tx.run_many(
        ADD_CONSENT,
        [(person, part.value, wording, CAUSE, tx.at) for part, wording in one.consents],
    )


async def stock_up(tx: Transaction, vendor_id: VendorId, asks: Sequence[Asking]) -> None:
    """Give a vendor prices and stock for what it does not quote yet."""
    await tx.run(
        ADD_QUOTES,
        vendor_id,
        [one.sku for one in asks],
        [one.price.paisa for one in asks],
        [one.stock for one in asks],
        tx.at,
        CAUSE,
    )


async def has_pin(tx: Transaction, person: PersonId) -> bool:
    """Whether a person chose a PIN, or was given one."""
    return bool(await tx.value(HAS_PIN, person))


async def give_first_pin(
    tx: Transaction, person: PersonId, pin_hash: str, name: str, language: Language
) -> None:
    """Name a person and set a PIN; one that is set already stays."""
    await tx.run(FIRST_PIN, person, pin_hash, name, language.value)
