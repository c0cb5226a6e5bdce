"""The goods: products, the units they are counted in, and the catalogue as one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NewType

Sku = NewType("Sku", str)


class Unit(StrEnum):
    """What goods are counted in."""

    KG = "kg"
    G = "g"
    L = "l"
    ML = "ml"
    PCS = "pcs"
    PKT = "pkt"
    BOTTLE = "bottle"
    POUCH = "pouch"
    JAR = "jar"
    TIN = "tin"
    BORA = "bora"
    CARTON = "carton"
    PETI = "peti"
    BOX = "box"
    CRATE = "crate"
    DOZEN = "dozen"
    PATTA = "patta"
    CYLINDER = "cylinder"
    BUNDLE = "bundle"
    REAM = "ream"
    ROLL = "roll"


PIECES: Final = frozenset(
    {Unit.PCS, Unit.PKT, Unit.BOTTLE, Unit.POUCH, Unit.JAR, Unit.TIN, Unit.ROLL, Unit.REAM}
    | {Unit.CYLINDER}
)
"""Units that count single pieces: "10 packet" and "10 wota" of one product are the same."""

OUTERS: Final = frozenset({Unit.CARTON, Unit.PETI, Unit.BOX, Unit.CRATE, Unit.BUNDLE})
"""Outer packings: the trade uses their names for one another within one product."""

MEASURES: Final = MappingProxyType(
    {
        Unit.KG: ("g", Decimal(1000)),
        Unit.G: ("g", Decimal(1)),
        Unit.L: ("ml", Decimal(1000)),
        Unit.ML: ("ml", Decimal(1)),
    }
)
"""Weights and volumes: the base unit and how many of it make one."""

DOZEN: Final = Decimal(12)


@dataclass(frozen=True, slots=True)
class ProductName:
    """What a product is called in English and in Nepali (Devanagari)."""

    en: str
    ne: str


@dataclass(frozen=True, slots=True)
class Product:
    """One article as the wholesaler sells it.

    One `sell_unit` holds `pack_size` `pack_unit`: a carton of 30 pcs, a bora of 25 kg; loose goods
    are 1 kg per kg. `vat_bp` is the VAT rate in basis points (1300 is 13 %), 0 when exempt.
    """

    sku: Sku
    name_en: str
    name_ne: str
    brand: str
    category: str
    pack_size: Decimal
    pack_unit: Unit
    sell_unit: Unit
    vat_bp: int = 0
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> ProductName:
        """What to call it when speaking of it."""
        return ProductName(self.name_en, self.name_ne)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is known by: English, Nepali, then the aliases."""
        return (self.name_en, self.name_ne, *self.aliases)

    def in_sell_units(self, quantity: Decimal, unit: Unit) -> Decimal | None:
        """The quantity counted in sell units, or None when there is no exact conversion.

        Whole pieces may be taken out of a carton (10 pcs of 30 are a third of it, to the 28 digits
        of a Decimal). A sack, tin or packet is not opened: 100 kg of a 25 kg sack are 4, 10 kg are
        None.
        """
        if unit == self.sell_unit or (unit in OUTERS and self.sell_unit in OUTERS):
            if unit == self.pack_unit and unit != self.sell_unit:
                return self._of_pieces(quantity)
            return quantity if self._divides(quantity) else None
        if unit in MEASURES:
            return self._of_measure(quantity, unit)
        return self._of_count(quantity, unit)

    def _divides(self, quantity: Decimal) -> bool:
        """Whether that many sell units can be handed over without opening a piece."""
        if self.sell_unit in MEASURES:
            return True
        if self.pack_unit in MEASURES or self.sell_unit in PIECES:
            return quantity == quantity.to_integral_value()
        pieces = quantity * self.pack_size
        return pieces == pieces.to_integral_value()

    def _of_measure(self, quantity: Decimal, unit: Unit) -> Decimal | None:
        mine = MEASURES.get(self.pack_unit)
        base, factor = MEASURES[unit]
        if mine is None or mine[0] != base:
            return None
        packs = quantity * factor / (mine[1] * self.pack_size)
        return packs if self._divides(packs) else None

    def _of_count(self, quantity: Decimal, unit: Unit) -> Decimal | None:
        if unit == Unit.DOZEN:
            quantity, unit = quantity * DOZEN, Unit.PCS
        if unit == self.pack_unit or (unit in PIECES and self.pack_unit in PIECES):
            return self._of_pieces(quantity)
        if unit in PIECES and self.sell_unit in PIECES:
            return quantity if self._divides(quantity) else None
        return None

    def _of_pieces(self, quantity: Decimal) -> Decimal | None:
        whole = quantity == quantity.to_integral_value()
        return quantity / self.pack_size if whole else None


@dataclass(frozen=True, slots=True)
class Catalogue(Mapping[Sku, Product]):
    """All products on sale at one moment; a change makes a new one with a higher version."""

    products: Mapping[Sku, Product] = field(default_factory=dict)
    version: int = 1

    def __post_init__(self) -> None:
        """Keep our own read-only copy, so that nobody can change what others read."""
        object.__setattr__(self, "products", MappingProxyType(dict(self.products)))

    @classmethod
    def of(cls, products: Iterable[Product], version: int = 1) -> Catalogue:
        """A catalogue of these products, the last of equal skus winning."""
        return cls({p.sku: p for p in products}, version)

    def __getitem__(self, sku: Sku) -> Product:
        """The product of that sku."""
        return self.products[sku]

    def __iter__(self) -> Iterator[Sku]:
        """The skus, in catalogue order."""
        return iter(self.products)

    def __len__(self) -> int:
        """How many products are on sale."""
        return len(self.products)
