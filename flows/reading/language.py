"""Which language a message is in, as far as its letters and commonest words tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flows.reading.lexicon import lexicon

_MOSTLY: Final = 0.5


def language_of(words: Sequence[str]) -> str:
    """``ne`` in Devanagari, ``rom`` for romanised Nepali, ``en``, or ``mix``."""
    deva = sum("\u0900" <= word[0] <= "\u097f" for word in words)
    latin = [word for word in words if "a" <= word[0] <= "z"]
    if deva and latin and min(deva, len(latin)) * 6 >= len(words):
        return "mix"
    if deva > len(latin):
        return "ne"
    english = sum(word in lexicon().english for word in latin)
    if not latin or not english:
        return "rom"
    return (
        "en" if english >= _MOSTLY * len(latin) else "mix" if english * 3 >= len(latin) else "rom"
    )
