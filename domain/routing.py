"""Which vendor gets an order: who may, and who ranks first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from domain.catalog import Sku
from domain.ids import VendorId
from domain.money import Money
from domain.opening import open_now
from domain.ordering import CartLine, with_vat
from domain.people import Place, Standing, Vendor
from domain.prices import Quote

EARTH_RADIUS_M = 6_371_000

# What counts, out of 100 together.
WEIGHTS: Mapping[str, int] = {
    "availability": 30,
    "proximity": 20,
    "price": 20,
    "workload": 15,
    "reliability": 15,
}
ACTIVE_ORDERS_CAP = 10
OPEN_OFFERS_CAP = 5
PRICE_POINTS_PER_PERCENT = 4
CALM_ORDERS, BUSY_ORDERS = 5, 10
NEAR_M, FAR_M = 1_000, 30_000
SAME_WARD, SAME_MUNICIPALITY, SAME_DISTRICT, ELSEWHERE = 100, 70, 40, 10
NEUTRAL_RELIABILITY = 70  # a newcomer is neither praised nor punished


@dataclass(frozen=True, slots=True)
class VendorStanding:
    """A vendor with all that ranking may know about it.

    Attributes:
        quotes: Its current price and stock for the products asked about.
        reliability: 0 to 100.
    """

    vendor: Vendor
    quotes: Mapping[Sku, Quote]
    active_orders: int = 0
    open_offers: int = 0
    reliability: int = NEUTRAL_RELIABILITY


@dataclass(frozen=True, slots=True)
class Wanted:
    """A basket to be served.

    Attributes:
        lines: Quantities in sell units; their prices are not looked at.
    """

    lines: tuple[CartLine, ...]
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vendor that may serve the basket, with every number of its rank.

    Attributes:
        total: What the basket costs there, VAT included.
        scores: 0 to 100 for each criterion of `WEIGHTS`.
        score: Their weighted sum, 0 to 10,000.
    """

    vendor_id: VendorId
    vendor_name: str
    total: Money
    lines: tuple[CartLine, ...]
    scores: Mapping[str, int]
    score: int


def may_serve(standing: VendorStanding, at: datetime) -> bool:
    """Whether the vendor takes offers at all now: approved, not paused, open, not overloaded."""
    vendor = standing.vendor
    return (
        vendor.standing is Standing.APPROVED
        and not vendor.paused
        and open_now(vendor, at)
        and standing.active_orders < ACTIVE_ORDERS_CAP
        and standing.open_offers < OPEN_OFFERS_CAP
    )


def priced(line: CartLine, standing: VendorStanding) -> CartLine | None:
    """The line at this vendor's price, or None when it cannot serve it."""
    quote = standing.quotes.get(line.sku)
    if quote is None or not quote.serves(line.quantity):
        return None
    return replace(
        line,
        vendor_id=standing.vendor.id,
        vendor_name=standing.vendor.name,
        price=quote.price,
        vat_bp=quote.vat_bp,
    )


def rank(wanted: Wanted, standings: Sequence[VendorStanding]) -> tuple[Candidate, ...]:
    """The vendors that can serve the whole basket, best first; nobody serves an empty one.

    Ties go to the cheaper, then to the lower vendor code, so that a replay ranks the same.
    """
    if not wanted.lines:
        return ()
    able: list[tuple[VendorStanding, tuple[CartLine, ...]]] = []
    for standing in standings:
        lines = [priced(line, standing) for line in wanted.lines]
        served = tuple(line for line in lines if line is not None)
        fits = len(served) == len(lines) and with_vat(served) >= standing.vendor.minimum_order
        if fits and may_serve(standing, wanted.at):
            able.append((standing, served))
    if not able:
        return ()
    cheapest = min(with_vat(lines) for _, lines in able)
    codes = {standing.vendor.id: standing.vendor.code for standing, _ in able}
    candidates = [_candidate(wanted, standing, lines, cheapest) for standing, lines in able]
    return tuple(sorted(candidates, key=lambda c: (-c.score, c.total, codes[c.vendor_id])))


def _candidate(
    wanted: Wanted, standing: VendorStanding, lines: tuple[CartLine, ...], cheapest: Money
) -> Candidate:
    cost = with_vat(lines)
    scores = {
        "availability": _availability(lines, standing),
        "proximity": proximity(wanted.place, standing.vendor.place),
        "price": _price_score(cost, cheapest),
        "workload": _workload(standing.active_orders),
        "reliability": standing.reliability,
    }
    return Candidate(
        vendor_id=standing.vendor.id,
        vendor_name=standing.vendor.name,
        total=cost,
        lines=lines,
        scores=scores,
        score=sum(WEIGHTS[name] * points for name, points in scores.items()),
    )


def _availability(lines: tuple[CartLine, ...], standing: VendorStanding) -> int:
    points = Decimal(0)
    for line in lines:
        spare = standing.quotes[line.sku].stock / line.quantity - 1
        points += 70 + 30 * min(spare, Decimal(1))
    return int(points / len(lines))


def _price_score(cost: Money, cheapest: Money) -> int:
    if not cheapest:
        return 100
    above = (cost - cheapest).paisa * 100 * PRICE_POINTS_PER_PERCENT // cheapest.paisa
    return max(0, 100 - above)


def _workload(active_orders: int) -> int:
    if active_orders <= CALM_ORDERS:
        return 100
    return 80 if active_orders <= BUSY_ORDERS else 40


def proximity(shop: Place, vendor: Place) -> int:
    """How near a vendor is, 0 to 100: by coordinates, else by ward and municipality."""
    if None not in (shop.latitude, shop.longitude, vendor.latitude, vendor.longitude):
        beyond = min(max(distance_m(shop, vendor) - NEAR_M, 0), FAR_M - NEAR_M)
        return 100 - 100 * beyond // (FAR_M - NEAR_M)
    if shop.ward.casefold() == vendor.ward.casefold():
        return SAME_WARD
    if shop.municipality == vendor.municipality:
        return SAME_MUNICIPALITY
    return SAME_DISTRICT if shop.district == vendor.district else ELSEWHERE


def distance_m(one: Place, other: Place) -> int:
    """Metres between two places along the great circle."""
    lat1, lat2 = radians((one.latitude or 0) / 1e6), radians((other.latitude or 0) / 1e6)
    east = radians(((other.longitude or 0) - (one.longitude or 0)) / 1e6)
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(east / 2) ** 2
    return round(2 * EARTH_RADIUS_M * asin(sqrt(chord)))
