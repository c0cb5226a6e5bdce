"""A message cut at its stops, each part with what it is heard to be about."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from flows.reading.intents import ASKED, STRONG, Heard, hear
from flows.reading.text import Token

_STOPS: Final = frozenset(".?!;,।")
_ASKING: Final = frozenset({"price", "cancel", "payment", "balance"})
"""Talk that an order may stand beside in one clause; news of an order may not."""
WISHES: Final = (
    "patha", "hal", "lekh", "rakh", "chah", "chai", "mila", "thap", "lya", "send", "need", "want",
    "deliver", "order", "पठा", "हाल", "लेख", "राख", "चाह", "मिला", "थप",
)  # fmt: skip
"""How the words begin that ask for goods."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the message between stops, by offsets, and what it is about."""

    start: int
    end: int
    heard: Heard
    wishing: bool

    @property
    def is_talk(self) -> bool:
        """Whether goods named here are spoken about rather than ordered."""
        strong = {
            intent
            for intent, weight, _ in self.heard.weights
            if weight >= STRONG and intent not in {"greeting", "repeat"}
        }
        if not self.wishing and self.heard.weight("price") >= ASKED:
            return True
        return bool(strong) and not (self.wishing and strong <= _ASKING)


def clauses_of(found: Sequence[Token], goods: Set[int]) -> list[Clause]:
    """The clauses of a message; words that begin in ``goods`` name goods, not intents."""
    clauses: list[Clause] = []
    part: list[Token] = []
    for place, token in enumerate(found):
        if token.kind == "line" or (token.text in _STOPS and _is_stop(found, place)):
            clauses.extend(_clause(part, goods))
            part = []
        else:
            part.append(token)
    clauses.extend(_clause(part, goods))
    return clauses


def _clause(part: Sequence[Token], goods: Set[int]) -> list[Clause]:
    if not part:
        return []
    wishing = any(t.text.startswith(WISHES) for t in part)
    return [Clause(part[0].start, part[-1].end, heard_in(part, goods), wishing)]


def heard_in(part: Sequence[Token], goods: Set[int]) -> Heard:
    """What these tokens are about, names of goods left out."""
    return hear(
        token.text
        for token in part
        if token.kind in {"word", "number"} and token.start not in goods
    )


def _is_stop(found: Sequence[Token], place: int) -> bool:
    following = found[place + 1] if place + 1 < len(found) else None
    return following is None or following.spaced or following.kind != "word"
