"""What a message is for: cues of talk weighed, clause by clause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from flows.reading.sound import clear_sound

ASKED: Final = 3
"""Weight of *kati*: goods named with it and without a wish are asked the price of."""
STRONG: Final = 4
"""Weight from which a cue makes its clause talk, not an order."""


_MOST_MORE: Final = 2
_MOST_EACH: Final = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """Patterns that speak for one kind of one intent."""

    intent: str
    kind: str
    weight: int
    each: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text was heard to be about: each intent with its weight and its strongest kind."""

    weights: tuple[tuple[str, int, str], ...] = ()

    def weight(self, intent: str) -> int:
        """How much speaks for that intent, 0 if nothing does."""
        return next((w for name, w, _ in self.weights if name == intent), 0)

    def kind(self, intent: str) -> str:
        """The kind that speaks loudest for that intent."""
        return next((kind for name, _, kind in self.weights if name == intent), intent)

    @property
    def strongest(self) -> str:
        """The intent most spoken for, or an empty string."""
        return self.weights[0][0] if self.weights else ""


def hear(words: Iterable[str]) -> Heard:
    """The intents that these words speak for, the strongest first.

    Cues that count each word only break ties, or decide where nothing says more.
    """
    spoken = _spoken(words)
    strong: dict[str, int] = {}
    weak: dict[str, int] = {}
    kinds: dict[str, tuple[int, str]] = {}
    for cue in cues():
        count = len(set(cue.pattern.findall(spoken)))
        if not count:
            continue
        weight = cue.weight + min(count - 1, _MOST_EACH if cue.each else _MOST_MORE)
        if cue.each:
            weak[cue.intent] = weak.get(cue.intent, 0) + weight
        else:
            low, high = sorted((strong.get(cue.intent, 0), weight))
            strong[cue.intent] = high + bool(low)
        kinds[cue.intent] = max(kinds.get(cue.intent, (0, "")), (cue.weight, cue.kind))
    weights = {intent: strong.get(intent) or min(weak[intent], _HINT) for intent in kinds}

    def rank(intent: str) -> tuple[int, int, int]:
        return (-weights[intent], -weak.get(intent, 0), _FIRST.index(intent))

    order = sorted(kinds, key=rank)
    return Heard(tuple((intent, weights[intent], kinds[intent][1]) for intent in order))


_HINT: Final = 2
"""The weight of weak cues alone, however many: more than none, less than one clear word."""


_FIRST: Final = (
    "cancel",
    "payment",
    "balance",
    "status",
    "repeat",
    "price",
    "help",
    "greeting",
    "other",
)
"""Of intents equally spoken for, the earlier is meant."""


def _spoken(words: Iterable[str]) -> str:
    return " " + " ".join(map(_sound, words)) + " "


@lru_cache(maxsize=1 << 14)
def _sound(word: str) -> str:
    if word in _UNLIKE:
        return word
    if word in {"kai", "कै", _SAME_AS}:
        return _SAME_AS
    word = _ENGLISH.get(word, word)
    stem = word
    if len(word) > _LONG_ENOUGH and word.endswith("kai"):
        return f"{clear_sound(word.removesuffix('kai'))} {_SAME_AS}"
    for ending in ("लाई", "को", "मा", "ले", "बाट", "कै"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            return f"{clear_sound(stem)} {_SAME_AS if ending == 'कै' else clear_sound(ending)}"
    return clear_sound(stem)


_ENGLISH: Final = {"अर्डर": "order", "कन्फर्म": "confirm", "डेलिभरी": "delivery", "पेमेन्ट": "payment"}
"""English words of the trade as they are written in Devanagari."""

_LONG_ENOUGH: Final = 5
_SAME_AS: Final = "=kai"
"""The ending of *hijokai*: the same as yesterday's."""
_UNLIKE: Final = frozenset({"रड", "rad", "watt", "वाट", "what", "hat", "bat", "thikai", "sanchai"})
"""Words that sound like a cue and are none."""


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """All cues of the data file, compiled once."""
    data = tomllib.loads((Path(__file__).parent / "talk.toml").read_text("utf-8"))
    return tuple(
        Cue(
            cue["intent"],
            cue["kind"],
            cue["weight"],
            cue.get("each", False),
            _pattern(cue["words"]),
        )
        for cue in data["cue"]
    )


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """One pattern for all phrases, over sounds set apart by single spaces."""
    options = sorted({_phrase(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(f"(?= ((?:{'|'.join(options)})) )")


def _phrase(phrase: str) -> str:
    parts = []
    for word in phrase.split():
        if word == "..":
            parts.append(r"(?:\S+ ){0,3}")
        elif word.endswith("*"):
            parts.append(re.escape(_sound(word[:-1])) + r"\S* ")
        else:
            parts.append(re.escape(_sound(word)) + " ")
    return "".join(parts).rstrip()
