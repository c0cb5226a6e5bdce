"""A draft: one thing wanted, still as words and quantities, before any product is looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flows.reading.elements import Element
from flows.reading.words import Word

WHOLE: Final = 2


PACKING: Final = 3


Knows = Callable[[tuple[Word, ...]], int]
"""How well words name goods: 0 not at all, 1 in part, 2 wholly, 3 only their packing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One thing wanted, as words: groups of name words, its quantities, and how it is joined on.

    ``joint`` says what stood before: start, break, and, not, sorry. ``marks`` are the flags of the
    segment (more, only, remove, each) and ``first`` tells that the quantity came before the name.
    """

    groups: tuple[tuple[Word, ...], ...] = ()
    links: tuple[str, ...] = ()
    quantities: tuple[Element, ...] = ()
    unit: str = ""
    joint: str = "start"
    marks: frozenset[str] = frozenset()
    first: bool = False
    line: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        """All name words."""
        return tuple(word for group in self.groups for word in group)
