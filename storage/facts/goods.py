"""The catalogue, and what vendors ask for the products in question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.catalog import Catalogue, Product, Sku, Unit
from domain.ids import ShopId, VendorId
from domain.money import Money
from domain.prices import Quote
from domain.routing import VendorStanding
from storage.facts.people import as_vendor
from storage.store import Row, Transaction

VERSION = "SELECT version FROM catalogue_version"
PRODUCTS = "SELECT * FROM products ORDER BY sku"
VENDORS_SELLING = """
SELECT v.*,
    (SELECT count(*) FROM orders o
        WHERE o.vendor_id = v.id AND o.status IN ('accepted', 'dispatched')) AS active_orders,
    (SELECT count(*) FROM offers f
        WHERE f.vendor_id = v.id AND f.status = 'open') AS open_offers
FROM vendors v
WHERE v.id IN (SELECT vendor_id FROM quotes WHERE sku = ANY($1::text[]))
    AND v.standing = 'approved'
"""
QUOTES = """
SELECT q.vendor_id, q.sku, q.price_paisa, q.stock - q.reserved AS free, q.available, q.minimum,
    q.maximum, p.vat_bp
FROM quotes q JOIN products p USING (sku)
WHERE q.sku = ANY($1::text[])
"""
USUAL = """
SELECT l.sku, count(*) AS times
FROM (SELECT id FROM orders WHERE shop_id = $1 ORDER BY number DESC LIMIT 30) AS recent
JOIN order_lines l ON l.order_id = recent.id
GROUP BY l.sku
"""


async def catalogue_version(tx: Transaction) -> int:
    """The number that every change of the catalogue counts up."""
    return int(await tx.value(VERSION))


async def catalogue(tx: Transaction) -> Catalogue:
    """All products on sale."""
    version = await catalogue_version(tx)
    return Catalogue.of((_product(row) for row in await tx.rows(PRODUCTS)), version)


def _product(row: Row) -> Product:
    return Product(
        sku=Sku(row["sku"]),
        name_en=row["name_en"],
        name_ne=row["name_ne"],
        brand=row["brand"],
        category=row["category"],
        pack_size=Decimal(row["pack_size"]).normalize(),
        pack_unit=Unit(row["pack_unit"]),
        sell_unit=Unit(row["sell_unit"]),
        vat_bp=row["vat_bp"],
        aliases=tuple(row["aliases"]),
    )


async def standings(tx: Transaction, skus: Iterable[Sku]) -> tuple[VendorStanding, ...]:
    """The approved vendors that sell any of these products, with price and stock."""
    wanted = sorted(set(skus))
    if not wanted:
        return ()
    vendors = await tx.rows(VENDORS_SELLING, wanted)
    quotes: dict[VendorId, dict[Sku, Row]] = {}
    for row in await tx.rows(QUOTES, wanted):
        quotes.setdefault(row["vendor_id"], {})[row["sku"]] = row
    return tuple(_standing(row, quotes.get(row["id"], {})) for row in vendors)


def _standing(row: Row, quotes: Mapping[Sku, Row]) -> VendorStanding:
    vendor = as_vendor(row)
    return VendorStanding(
        vendor=vendor,
        quotes={
            sku: _quote(quote, vat_bp=quote["vat_bp"] if vendor.vat_registered else 0)
            for sku, quote in quotes.items()
        },
        active_orders=row["active_orders"],
        open_offers=row["open_offers"],
    )


def _quote(row: Row, *, vat_bp: int) -> Quote:
    return Quote(
        vendor_id=VendorId(row["vendor_id"]),
        sku=Sku(row["sku"]),
        price=Money(row["price_paisa"]),
        stock=row["free"],
        available=row["available"],
        minimum=row["minimum"],
        maximum=row["maximum"],
        vat_bp=vat_bp,
    )


async def usual(tx: Transaction, shop_id: ShopId) -> dict[Sku, int]:
    """How often a shop ordered each product lately."""
    return {Sku(row["sku"]): row["times"] for row in await tx.rows(USUAL, shop_id)}
