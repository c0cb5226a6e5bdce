"""The elements of an order: names, quantities, units and the signs between; and a place in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from flows.reading.words import Word

MEASURED: Final = frozenset({"kg", "g", "l", "ml", "page", "watt", "inch", "pau"})


@dataclass(frozen=True, slots=True)
class Element:
    """One element; ``kind`` is name, quantity, unit, size words or one of the signs.

    For a quantity: ``value`` is None when it is vague; ``unit`` as said or empty; ``of`` when bound
    to the goods by ko or wala, ``each`` when it is said once for several goods.
    """

    kind: str
    words: tuple[Word, ...] = ()
    value: Decimal | None = None
    unit: str = ""
    of: bool = False
    each: bool = False
    vague: bool = False
    money: bool = False

    @property
    def is_measure(self) -> bool:
        """A weight, volume or page count: what may be a size instead of a quantity."""
        return self.kind == "quantity" and self.unit in MEASURED


@dataclass(slots=True)
class Cursor:
    """A place in the words of one message, and the elements found before it.

    ``texts`` are the words as far as they may count, ``sure_of`` tells how surely a word is one of
    a product's name (0–100).
    """

    words: Sequence[Word]
    sure_of: Callable[[str], int]
    texts: Sequence[str]
    place: int = 0
    found: list[Element] = field(default_factory=list)

    def at(self, offset: int = 0) -> Word | None:
        """The word that many places on, None outside the message."""
        place = self.place + offset
        return self.words[place] if 0 <= place < len(self.words) else None

    def text(self, offset: int = 0) -> str:
        """The text of that word, empty outside the message."""
        word = self.at(offset)
        return word.text if word is not None else ""

    def add(self, element: Element, count: int) -> bool:
        """Take so many words as this element; always true."""
        words = tuple(self.words[self.place : self.place + count])
        self.found.append(replace(element, words=words))
        self.place += count
        return True
