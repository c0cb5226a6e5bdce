"""The demo market: who is there, what each vendor sells, at which price."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from domain.catalog import Catalogue, Product, Sku
from domain.ids import PersonId, ShopId, VendorId, derived_id
from domain.money import BASIS_POINTS, ZERO, Money
from domain.people import ConsentPart, Language, Place
from flows.phrases import Phrase
from storage.catalogue_csv import DEMO, read_catalogue
from storage.seed import Asking, Resident

ADMIN_PHONE = "+9779800000001"
ADMIN_NAME = "Asha Admin"
ADMIN_PIN = "2468"

PRICES = DEMO.with_name("prices.csv")
VAT_RATES = DEMO.with_name("vat.csv")
SPREAD_BP = 800  # the dearest vendor asks at most 8 % more than the base price
LEAST_STOCK = 40
MOST_STOCK = 400

# Near enough for a demonstration, not surveyed: degrees times 1,000,000.
_WARDS = {
    4: (28_598_700, 81_629_100),
    6: (28_605_200, 81_634_500),
    8: (28_592_100, 81_640_200),
    10: (28_587_500, 81_618_800),
}
_ALLOWED = tuple(
    (part, Phrase.ASK_CONSENT.value) for part in (ConsentPart.ACCOUNTS, ConsentPart.REMINDERS)
)


def _business(phone: str, name: str, owner: str, ward: int, language: Language) -> Resident:
    latitude, longitude = _WARDS[ward]
    return Resident(
        phone=phone,
        person_id=PersonId(derived_id("demo", phone)),
        business_id=VendorId(derived_id("demo", phone, "business")),
        name=name,
        owner=owner,
        place=Place(f"Birendranagar-{ward}", latitude=latitude, longitude=longitude),
        language=language,
        is_shop=False,
        consents=_ALLOWED,
    )


def _shop(resident: Resident, limit_rupees: int) -> Resident:
    return replace(
        resident,
        business_id=ShopId(resident.business_id),
        is_shop=True,
        limit=Money.rupees(limit_rupees),
    )


SHARMA = _shop(
    _business("+9779800000101", "Sharma Kirana", "Hari Sharma", 6, Language.ROMAN), 50_000
)
BHERI = _shop(_business("+9779800000102", "Bheri Store", "बिमला थापा", 4, Language.NEPALI), 100_000)
KARNALI = _shop(
    _business("+9779800000103", "Karnali Mart", "Anil KC", 10, Language.ENGLISH), 20_000
)
GUPTA = _business("+9779800000201", "Gupta Traders", "Rajesh Gupta", 6, Language.ROMAN)
BIRENDRA = _business("+9779800000202", "Birendra Suppliers", "Birendra Shahi", 4, Language.ROMAN)
OM = replace(
    _business("+9779800000203", "Om Wholesale", "Om Prakash Shrestha", 8, Language.ROMAN),
    vat_registered=True,
)

RESIDENTS = (SHARMA, BHERI, KARNALI, GUPTA, BIRENDRA, OM)
NOT_SOLD_BY: Mapping[str, frozenset[str]] = {
    GUPTA.phone: frozenset(),
    BIRENDRA.phone: frozenset({"oil", "noodles"}),
    OM.phone: frozenset({"vegetables", "dairy"}),
}
"""Categories each vendor does without; all three are open every day, around the clock."""


def catalogue() -> Catalogue:
    """The demo catalogue with its VAT rates."""
    return with_vat_rates(read_catalogue(DEMO))


def with_vat_rates(plain: Catalogue) -> Catalogue:
    """A catalogue taxed by the table of categories; other categories keep what they have."""
    rates = {(row["category"], row["sku"]): int(row["vat_bp"]) for row in _rows(VAT_RATES)}

    def rate_bp(product: Product) -> int:
        whole = rates.get((product.category, ""), product.vat_bp)
        return rates.get((product.category, product.sku), whole)

    return Catalogue.of(replace(product, vat_bp=rate_bp(product)) for product in plain.values())


def assortment(vendor: Resident, products: Catalogue) -> Iterator[Asking]:
    """What a vendor sells, at prices and in amounts that are the same in every new market."""
    base = {row["sku"]: Money.rupees(int(row["rupees"])) for row in _rows(PRICES)}
    for product in products.values():
        if product.category not in NOT_SOLD_BY[vendor.phone]:
            yield _asking(vendor, product, base.get(product.sku, ZERO))


def _asking(vendor: Resident, product: Product, base: Money) -> Asking:
    assert base, f"no price for {product.sku}"
    dearer_bp = _drawn(vendor.phone, product.sku, "price") % (SPREAD_BP + 1)
    rupees = base.paisa * (BASIS_POINTS + dearer_bp) // BASIS_POINTS // 100
    stock = _drawn(vendor.phone, product.sku, "stock") % (MOST_STOCK - LEAST_STOCK + 1)
    return Asking(product.sku, Money.rupees(rupees), Decimal(LEAST_STOCK + stock))


def _drawn(phone: str, sku: Sku, what: str) -> int:
    return int.from_bytes(sha256(f"{phone}|{sku}|{what}".encode()).digest()[:8])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
