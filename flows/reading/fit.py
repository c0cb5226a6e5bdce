"""Whether a product is sold in the unit and size that were said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.catalog import MEASURES, OUTERS, PIECES, Unit
from flows.reading.elements import Element
from flows.reading.index import Entry
from flows.reading.product_name import in_base_unit

UNSOLD, INEXACT, OTHER_PIECE, PIECE, OTHER_OUTER, ALIKE, SOLD = 0.0, 0.5, 1.2, 2.0, 2.2, 2.6, 3.0
"""How well a unit suits a product: not at all, not exactly, a part of it, … its own sell unit."""

_LIKE_CARTON: Final = frozenset({Unit.CARTON, Unit.PETI, Unit.BOX})
_KILO: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was said of quantity and size: ``value`` None when missing or vague."""

    value: Decimal | None
    unit: str
    sizes: tuple[Element, ...] = ()


def unit_fit(entry: Entry, wanted: Wanted) -> float:
    """How well the unit said suits the product; SOLD when none was said."""
    product = entry.product
    if not wanted.unit:
        return SOLD
    if wanted.unit not in _UNITS:
        return UNSOLD
    unit = Unit(wanted.unit)
    rank = SOLD if is_one_pack(entry, wanted) else _rank(entry, unit)
    if rank == UNSOLD or wanted.value is None:
        return rank
    return rank if product.in_sell_units(wanted.value, unit) is not None else INEXACT


_SHAPES: Final = frozenset({Unit.BOTTLE, Unit.JAR, Unit.TIN, Unit.POUCH})
"""Piece units that say how the piece is packed."""

_UNITS: Final = frozenset(str(unit) for unit in Unit)


def _rank(entry: Entry, unit: Unit) -> float:
    product = entry.product
    sell, pack = product.sell_unit, product.pack_unit
    if unit == sell:
        return SOLD
    if unit == pack:
        return PIECE
    if unit in OUTERS and sell in OUTERS:
        return ALIKE if {unit, sell} <= _LIKE_CARTON else OTHER_OUTER
    if unit in MEASURES:
        same = pack in MEASURES and MEASURES[pack][0] == MEASURES[unit][0]
        return UNSOLD if not same else SOLD if sell in MEASURES else PIECE
    if unit in PIECES and sell in PIECES:
        return ALIKE
    countable = unit in PIECES or unit == Unit.DOZEN
    if not countable or not (pack in PIECES or sell in PIECES):
        return UNSOLD
    return OTHER_PIECE if unit in _SHAPES else PIECE


def is_one_pack(entry: Entry, wanted: Wanted) -> bool:
    """Whether a weight or volume said is just one pack: 50 kg of a 50 kg sack."""
    if wanted.value is None or wanted.unit not in _MEASURED:
        return False
    product = entry.product
    packed = product.pack_size != 1 or product.sell_unit not in MEASURES
    return packed and product.in_sell_units(wanted.value, Unit(wanted.unit)) == 1


_MEASURED: Final = frozenset(str(unit) for unit in MEASURES)


def sizes_fit(entry: Entry, sizes: Sequence[Element]) -> bool:
    """Whether the product comes in all the sizes that were said."""
    return all(_size_fits(entry, size) for size in sizes)


def _size_fits(entry: Entry, size: Element) -> bool:
    if size.value is None:
        return True
    if not size.unit:
        numbers = {number for _, number in entry.sizes}
        return size.value in numbers or size.value * _KILO in numbers
    base = in_base_unit(size.value, size.unit)
    if base is None:
        return False
    if base[0] == "pcs" and entry.product.pack_unit in PIECES:
        return base[1] == entry.product.pack_size or base in entry.sizes
    return base in entry.sizes


def volume(entry: Entry) -> tuple[str, Decimal] | None:
    """Its net content, for telling small from large; None when it has none or several."""
    contents = [size for size in entry.sizes if size[0] in {"g", "ml", "page"}]
    return contents[0] if len(contents) == 1 else None
