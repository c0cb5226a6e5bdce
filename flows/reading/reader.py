"""The reader: one message in, one reading out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.catalog import Catalogue, Sku, Unit
from flows.reading.reading import Change, Doubt, Doubtful, Line, Reading
from flows.reading.text import normalise

_ITEM: Final = re.compile(r"^(?P<name>.*?)[\s\-:]*(?P<quantity>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]*)$")
_FIRST: Final = re.compile(r"^(?P<quantity>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+)\s+(?P<name>.+)$")


class Reader:
    """Reads messages against one catalogue; unchanging once made, so threads may share it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[str, list[Sku]] = {}
        for sku, product in catalogue.items():
            for name in (*product.names, sku):
                self._names.setdefault(normalise(name), []).append(sku)

    def read(
        self,
        text: str,
        *,
        cart: Sequence[Sku] = (),
        usual: Mapping[Sku, int] | None = None,
        own_words: Mapping[str, Sku] | None = None,
    ) -> Reading:
        """What the message says, given the cart, the shop's own order counts and its words."""
        lines: list[Line] = []
        doubtful: list[Doubtful] = []
        for part in re.split(r"[,\n;]", normalise(text)):
            match = _ITEM.match(part.strip()) or _FIRST.match(part.strip())
            if match is None:
                continue
            skus = [sku for sku, _ in self.candidates(match["name"])]
            quantity = Decimal(match["quantity"])
            if len(skus) == 1:
                product = self._catalogue[skus[0]]
                said = match["unit"] or product.sell_unit
                unit = Unit(said) if said in set(Unit) else product.sell_unit
                sold = product.in_sell_units(quantity, unit)
                if sold is not None:
                    lines.append(Line(skus[0], quantity, unit, sold, Change.NEW, 90, part.strip()))
                    continue
            if skus:
                doubt = Doubtful(
                    part.strip(),
                    tuple(skus),
                    quantity,
                    match["unit"] or None,
                    Doubt.WHICH,
                    Change.NEW,
                )
                doubtful.append(doubt)
        intent = "order" if lines or doubtful else "other"
        return Reading("rom", intent, intent, lines=tuple(lines), doubtful=tuple(doubtful))

    def candidates(self, name: str, limit: int = 10) -> tuple[tuple[Sku, int], ...]:
        """Products that a name alone may mean, the best first, each with a score 0–100."""
        return tuple((sku, 100) for sku in self._names.get(normalise(name), ())[:limit])

    def explain(self, text: str) -> dict[str, object]:
        """How the message was taken apart, for people."""
        return {"normalised": normalise(text)}
