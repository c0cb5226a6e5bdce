"""Words about quantities of one order's lines: what was missing, or what a vendor can give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from domain.catalog import PIECES, Catalogue, Product, Sku, Unit
from domain.ordering import QUANTITY_STEP, Order
from flows.reading.lexicon import roles_of
from flows.reading.reader import Reader
from flows.reading.text import normalise

# How people say that goods came broken or not at all, beside what came and how much.
_DAMAGE = frozenset(
    {
        "leak", "leakage", "chuhiyo", "chuheko", "chuhera", "futyo", "phutyo", "futeko", "phuteko",
        "bigryo", "bigreko", "bigrieko", "damage", "damaged", "broken", "missing", "ghati",
        "चुहियो", "चुहेको", "लिक", "लिकेज", "फुट्यो", "फुटेको", "बिग्रियो", "बिग्रेको", "घटी",
    }
)  # fmt: skip
# Words around them that name no goods; ``kam`` alone may also mean *send less*.
_BESIDE = frozenset(
    {
        "kam", "aayo", "aaeko", "aayeko", "aayena", "bhayo", "bhaeko", "bhayeko", "cha", "chha",
        "chaina", "chhaina", "matra", "only", "short", "was", "is", "came", "pugyo", "pugena",
        "dinchu", "din", "sakchu", "कम", "आयो", "आएको", "आएन", "भयो", "भएको", "छ", "छैन",
        "मात्र", "पुग्यो", "पुगेन", "दिन्छु", "दिन", "सक्छु", "hunchha", "huncha", "हुन्छ", "can", "give",
    }
)  # fmt: skip
_KAM_CAME = re.compile(r"\b(?:kam (?:aayo|aaeko|pugyo|cha|chha|bhayo)|कम (?:आयो|पुग्यो|छ|भयो))")
_WORD = re.compile(r"[^\s,;]+")
_LETTERS = re.compile(r"[^\s\d,;.×]+")


def says_damage(words: str) -> bool:
    """Whether a normalised message says of goods that they came broken, or not at all."""
    said = {word.strip(" .!?।") for word in words.split()}
    return bool(said & _DAMAGE) or _KAM_CAME.search(words) is not None


def _goods_said(text: str) -> str:
    """The message without the words about damage, so that goods and quantities are left."""
    plain = normalise(text)
    return _WORD.sub(lambda m: "" if m[0].strip(".!?।") in _DAMAGE | _BESIDE else m[0], plain)


def read_short(
    text: str, order: Order, catalogue: Catalogue, *, by_piece: bool = True
) -> Mapping[Sku, Decimal]:
    """Quantities by product, in sell units; empty when the words do not say them clearly.

    The words are read among this order's goods only: *tel* is the one oil that is in it.

    Args:
        by_piece: A bare number means pieces where the product is sold by the carton: of twelve
            pouches one leaks, not one carton of them. Else it means sell units.
    """
    mine = Catalogue.of(catalogue[line.sku] for line in order.lines)
    only = (order.lines[0].sku,) if len(order.lines) == 1 else ()
    words = _goods_said(text).strip()
    reading = Reader(mine).read(words)
    if reading.unlisted:
        return {}
    short: dict[Sku, Decimal] = {}
    said: list[tuple[tuple[Sku, ...], Decimal | None, str]] = [
        ((line.sku,), line.quantity, line.unit if _names(line.unit, line.text) else "")
        for line in reading.lines
    ]
    said += [(one.options or only, one.quantity, one.unit or "") for one in reading.doubtful]
    if not said and only and words.isdecimal():
        said = [(only, Decimal(words), "")]
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


def _names(unit: str, text: str) -> bool:
    """Whether the unit stands there in so many words, of either script; else it was supplied."""
    return any(roles_of(word).get("unit") == unit for word in _LETTERS.findall(text))


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
