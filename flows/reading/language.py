"""Which language a message is in, as far as its letters and commonest words tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

ENGLISH: Final = frozenset(
    """the a an to for my our me us we i you your is are was be it this that these those can could would will shall please pls
    kindly need want send sent give get and of in on at by from with what when where which how much many price rate order cancel
    have has had not no yes ok okay thanks thank hello hi good morning status payment receipt statement account balance due owe
    today tomorrow arrange cartons packets sacks pieces bottles dozen each pcs discount available more any last same repeat
    delivery still pending talk person check amount done sir there anyone""".split()
)
_MOSTLY: Final = 0.5


def language_of(words: Sequence[str]) -> str:
    """``ne`` in Devanagari, ``rom`` for romanised Nepali, ``en``, or ``mix``."""
    deva = sum("\u0900" <= word[0] <= "\u097f" for word in words)
    latin = [word for word in words if "a" <= word[0] <= "z"]
    if deva and latin and min(deva, len(latin)) * 6 >= len(words):
        return "mix"
    if deva > len(latin):
        return "ne"
    english = sum(word in ENGLISH for word in latin)
    if not latin or not english:
        return "rom"
    return (
        "en" if english >= _MOSTLY * len(latin) else "mix" if english * 3 >= len(latin) else "rom"
    )
