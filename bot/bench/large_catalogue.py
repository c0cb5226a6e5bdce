"""A catalogue of any size in the image of the demo's: brands and varieties nobody sells."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.catalog import Catalogue, Product, Sku, Unit
from storage.catalogue_csv import read_catalogue

_CONSONANTS: Final = "b bh ch d dh g gh j k kh l m n p ph r s sh t th y"
_VOWELS: Final = "a aa i u e o ai au"
_ENDS: Final = ("", "n", "r", "l", "t", "s", "m", "k")
_KINDS: Final = (
    ("Rice", "chamal", "rice", Unit.BORA, Unit.KG, 25),
    ("Oil 1 L", "tel", "oil", Unit.CARTON, Unit.PCS, 12),
    ("Soap 100 g", "sabun", "soap", Unit.PETI, Unit.PCS, 72),
    ("Biscuit", "biscuit", "biscuits", Unit.CARTON, Unit.PCS, 60),
    ("Noodles 75 g", "chauchau", "noodles", Unit.CARTON, Unit.PCS, 30),
    ("Tea 500 g", "chiya", "tea", Unit.CARTON, Unit.PCS, 20),
)
_SPREAD: Final = 7919
"""A prime, so that neighbouring numbers give unlike words."""


def large_catalogue(size: int) -> Catalogue:
    """So many products of four names each, the demo's first."""
    products = list(read_catalogue().values())[:size]
    products += [_product(number) for number in range(size - len(products))]
    return Catalogue.of(products)


def message_of(products: Sequence[Product], number: int, lines: int = 5) -> str:
    """An order of so many lines, one name in three with a letter left out."""
    parts = []
    for line in range(lines):
        turn = number * lines + line
        product = products[turn * _SPREAD % len(products)]
        name = (product.aliases or (product.name_en,))[0].lower()
        if turn % 3 == 0 and len(name) > lines:
            name = name[:3] + name[4:]
        parts.append(f"{name} {turn % 20 + 1} {product.sell_unit}")
    return ", ".join(parts)


def _product(number: int) -> Product:
    english, nepali, category, sell, pack, size = _KINDS[number % len(_KINDS)]
    brand = _word(number // len(_KINDS) % 6000).title()
    variety = _word(number * _SPREAD % 4999 + 6000).title()
    return Product(
        sku=Sku(f"X-{number:06d}"),
        name_en=f"{brand} {variety} {english}",
        name_ne=f"{brand} {variety} {nepali}",
        brand=brand,
        category=category,
        pack_size=Decimal(size),
        pack_unit=pack,
        sell_unit=sell,
        aliases=(f"{brand} {variety}".lower(), f"{variety} {nepali} {brand}".lower()),
    )


def _word(number: int) -> str:
    syllables = [c + v for c in _CONSONANTS.split() for v in _VOWELS.split()]
    first, rest = number % len(syllables), number // len(syllables)
    second = (first * 31 + rest * 17 + 5) % len(syllables)
    return syllables[first] + syllables[second] + _ENDS[rest % len(_ENDS)]
