"""Today's prices in words, for whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from domain.catalog import Catalogue, Sku
from domain.routing import VendorStanding
from flows.phrases import Phrase
from flows.reading.reading import Reading
from flows.turn import Said, Slot

PRICES_SHOWN = 8


def asked_about(reading: Reading | None) -> tuple[Sku, ...]:
    """The products a price question means, as many as one message holds."""
    if reading is None:
        return ()
    named = [line.sku for line in reading.lines]
    named += [sku for one in reading.doubtful for sku in one.options]
    return tuple(dict.fromkeys((*reading.about, *named)))[:PRICES_SHOWN]


def price_lines(
    skus: Sequence[Sku], catalogue: Catalogue, standings: Sequence[VendorStanding]
) -> tuple[Said, ...]:
    """The best price of each product, and how far it spreads."""
    return tuple(_price_line(sku, catalogue, standings) for sku in skus)


def _price_line(sku: Sku, catalogue: Catalogue, standings: Sequence[VendorStanding]) -> Said:
    product = catalogue[sku]
    quotes = [one.quotes.get(sku) for one in standings]
    asked = sorted(quote.price for quote in quotes if quote and quote.available)
    slots: dict[str, Slot] = {"product": product.name, "unit": product.sell_unit.value}
    if not asked:
        return Said(Phrase.LINE_NO_SELLER, {"product": product.name})
    slots |= {"low": asked[0], "high": asked[-1]}
    return Said(Phrase.PRICE_LINE if asked[0] == asked[-1] else Phrase.PRICE_RANGE, slots)
