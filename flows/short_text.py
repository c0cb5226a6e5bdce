"""Words about quantities of one order's lines: what was missing, or what a vendor can give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.catalog import PIECES, Catalogue, Product, Sku, Unit
from domain.ordering import QUANTITY_STEP, Order
from flows.reading.reading import Reading


def read_short(
    reading: Reading, order: Order, catalogue: Catalogue, *, by_piece: bool = True
) -> Mapping[Sku, Decimal]:
    """Quantities by product, in sell units; empty when the words do not say them clearly.

    Args:
        by_piece: A bare number means pieces where the product is sold by the carton: of twelve
            pouches one leaks, not one carton of them. Else it means sell units.
    """
    short: dict[Sku, Decimal] = {}
    said: list[tuple[tuple[Sku, ...], Decimal | None, str]] = [
        ((line.sku,), line.quantity, line.unit if line.unit in line.text else "")
        for line in reading.lines
    ]
    said += [(one.options, one.quantity, one.unit or "") for one in reading.doubtful]
    for options, quantity, unit in said:
        skus = {line.sku for line in order.lines} & set(options)
        if len(skus) != 1 or quantity is None:
            return {}
        sku = skus.pop()
        gone = _in_sell_units(catalogue[sku], quantity, unit, by_piece=by_piece)
        if gone is None:
            return {}
        short[sku] = short.get(sku, Decimal(0)) + gone
    return short


def _in_sell_units(
    product: Product, quantity: Decimal, unit: str, *, by_piece: bool
) -> Decimal | None:
    if unit in {one.value for one in Unit}:
        meant = Unit(unit)
    elif by_piece and product.pack_unit in PIECES:
        meant = product.pack_unit
    else:
        meant = product.sell_unit
    sold = product.in_sell_units(quantity, meant)
    return None if sold is None else sold.quantize(QUANTITY_STEP)
