"""Giving every line of a basket a vendor: one for all if any can, else few, then cheap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from domain.catalog import Sku
from domain.ids import VendorId
from domain.money import Money, total
from domain.ordering import CartLine, with_vat
from domain.people import Vendor
from domain.routing import VendorStanding, Wanted, may_serve, priced, rank

TRIED_TOGETHER = (2, 3)  # vendors in a split that is searched whole; beyond it, one by one
VENDORS_TRIED = 12  # three of twelve are 220 splits, some milliseconds


def assign(wanted: Wanted, standings: Sequence[VendorStanding]) -> tuple[CartLine, ...]:
    """Give every line a vendor and a price: one vendor for all if any can, else few, then cheap.

    Lines that nobody serves come back without a price.
    """
    able = [standing for standing in standings if may_serve(standing, wanted.at)]
    sold = tuple(line for line in wanted.lines if any(priced(line, one) for one in able))
    served = {line.sku: line for line in _served(replace(wanted, lines=sold), able)}
    return tuple(
        served.get(line.sku) or replace(line, vendor_id=None, vendor_name="", price=None, vat_bp=0)
        for line in wanted.lines
    )


def _served(wanted: Wanted, able: Sequence[VendorStanding]) -> tuple[CartLine, ...]:
    if not wanted.lines:
        return ()
    ranked = rank(wanted, able)
    if ranked:
        return ranked[0].lines
    widest = sorted(able, key=lambda standing: _reach(wanted.lines, standing))[:VENDORS_TRIED]
    sellers = [_Seller.of(wanted.lines, standing) for standing in widest]
    for count in TRIED_TOGETHER:
        splits = [found for group in combinations(sellers, count) if (found := _cheapest(group))]
        if splits:
            return min(splits, key=_cost)
    return tuple(_one_by_one(wanted.lines, able))


@dataclass(frozen=True, slots=True)
class _Seller:
    """A vendor with each wanted line at its price; None where it cannot serve it."""

    vendor: Vendor
    lines: tuple[tuple[Money, CartLine] | None, ...]

    @classmethod
    def of(cls, lines: Sequence[CartLine], standing: VendorStanding) -> _Seller:
        found = (priced(line, standing) for line in lines)
        return cls(
            standing.vendor, tuple((with_vat((one,)), one) if one else None for one in found)
        )


def _cheapest(group: Sequence[_Seller]) -> tuple[CartLine, ...] | None:
    """Every line from the cheapest of these vendors; None when they cannot serve it together."""
    split: list[CartLine] = []
    for offered in zip(*(seller.lines for seller in group), strict=True):
        prices = [found for found in offered if found is not None]
        if not prices:
            return None
        split.append(min(prices, key=lambda found: found[0])[1])
    fits = all(with_vat(_of(split, one.vendor.id)) >= one.vendor.minimum_order for one in group)
    return tuple(split) if fits else None


def _of(lines: Sequence[CartLine], vendor: VendorId) -> tuple[CartLine, ...]:
    return tuple(line for line in lines if line.vendor_id == vendor)


def _cost(lines: Sequence[CartLine]) -> tuple[Money, list[str]]:
    """Sort key: cheaper first, then by name, so that a replay splits the same."""
    vendors = {line.vendor_id: line.vendor_name for line in lines if line.vendor_id}
    cost = total([with_vat(_of(lines, vendor)) for vendor in vendors])
    return cost, sorted(vendors.values())


def _one_by_one(lines: Sequence[CartLine], able: Sequence[VendorStanding]) -> Iterator[CartLine]:
    """The vendor that serves most of what is left, then the next."""
    left, waiting = list(lines), list(able)
    while left and waiting:
        best = min(waiting, key=lambda standing: _reach(left, standing))
        waiting.remove(best)
        found = _found(left, best)
        yield from found
        served: set[Sku] = {line.sku for line in found}
        left = [line for line in left if line.sku not in served]


def _found(left: Sequence[CartLine], standing: VendorStanding) -> tuple[CartLine, ...]:
    """The lines that this vendor serves, if they reach its minimum order together."""
    lines = tuple(line for line in (priced(one, standing) for one in left) if line)
    return lines if with_vat(lines) >= standing.vendor.minimum_order else ()


def _reach(left: Sequence[CartLine], standing: VendorStanding) -> tuple[int, Money, str]:
    """Sort key: more lines served first, then cheaper, then by code."""
    lines = _found(left, standing)
    return -len(lines), with_vat(lines), standing.vendor.code
