"""One thing that must hold, and what came of trying it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from storage.store import Transaction

KEYS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must hold.

    Attributes:
        name: Its code and what it is about, such as ``S7-billed``.
        sentence: What holds, in words.
        breaks: A query for ``key``, one row for whatever breaks it; ``$1`` is now.
        by: The query's columns that say which break is the first.
        look: Finds the keys where no query can; ``breaks`` is then empty.
    """

    name: str
    sentence: str
    breaks: str
    by: str = "key"
    look: Callable[[Transaction], Awaitable[list[str]]] | None = None

    @property
    def code(self) -> str:
        """The promise it belongs to, such as ``S7``."""
        return self.name.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of trying an invariant.

    Attributes:
        found: How many rows break it.
        keys: The first `KEYS_SHOWN` of them.
    """

    invariant: Invariant
    found: int
    keys: tuple[str, ...]
    milliseconds: int

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return self.found == 0

    def __str__(self) -> str:
        more = f" and {self.found - len(self.keys)} more" if self.found > len(self.keys) else ""
        broken = f": {', '.join(self.keys)}{more}" if self.keys else ""
        return f"{self.invariant.name} {self.invariant.sentence}{broken}"
