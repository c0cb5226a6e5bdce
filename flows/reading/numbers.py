"""Numbers as shops say them: digits, words in both scripts, halves and quarters, lakhs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flows.reading.lexicon import roles_of

_DIGITS: Final = re.compile(r"\d{1,15}(?:\.\d{1,6})?|\.\d{1,6}")
_FRACTIONS: Final = {
    "half": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "dedh": Decimal("1.5"),
    "adhai": Decimal("2.5"),
}
_SHIFTS: Final = {"plus": Decimal("0.5"), "more": Decimal("0.25"), "less": Decimal("-0.25")}
_LONGEST: Final = 12
"""Words looked at for one number."""

Reading = tuple[Decimal, int]
"""A number and the place after its last word."""


def parse_quantity(words: Sequence[str]) -> Decimal | None:
    """The number these words say, all of them, or None: ``["dedh", "hajar"]`` is 1500.

    ``10k`` may come as one word or two; digits may be grouped by commas.
    """
    parts: list[str] = []
    for word in words:
        plain = word.replace(",", "").lower()
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([a-z]+)", plain)
        parts.extend(match.groups() if match else (plain,))
    found = read_number(parts, 0)
    return found[0] if found is not None and found[1] == len(parts) else None


def simple_number(word: str) -> Decimal | None:
    """The value of one digit string or one number word below a hundred, or None."""
    word = word.translate(_TO_LATIN)
    if _DIGITS.fullmatch(word):
        return Decimal(word)
    value = roles_of(word).get("number")
    return None if value is None else Decimal(value)


_TO_LATIN: Final = str.maketrans("०१२३४५६७८९", "0123456789")


def read_number(words: Sequence[str], start: int) -> Reading | None:
    """The longest number that begins at ``start``, or None.

    Scales multiply what stands before them and what follows is added: ``dui saya pachas`` is 250.
    """
    end = min(len(words), start + _LONGEST)
    total, place, last_scale = Decimal(0), start, Decimal(0)
    while place < end:
        found = _below_scale(words, place, end)
        if found is None:
            break
        value, after, whole = found
        if last_scale and value >= last_scale:
            break
        scale, after = _scales(words, after, end)
        if scale is None:
            return (total + value, after)
        if last_scale and scale >= last_scale:
            break
        total, place, last_scale = total + value * scale, after, scale
        if not whole:
            break
    return (total, place) if place > start else None


def _below_scale(words: Sequence[str], place: int, end: int) -> tuple[Decimal, int, bool] | None:
    """A number before any scale: value, next place, and whether more may be added to it."""
    number = simple_number(words[place])
    if number is not None:
        return (*_with_ones(words, place, end, number), True)
    roles = roles_of(words[place])
    kind = roles.get("fraction")
    if kind in _FRACTIONS:
        return _FRACTIONS[kind], place + 1, False
    if kind in _SHIFTS:
        following = simple_number(words[place + 1]) if place + 1 < end else None
        if following is not None:
            return following + _SHIFTS[kind], place + 2, False
        return (Decimal("1.25"), place + 1, False) if kind == "more" else None
    if roles.get("scale") is not None and words[place] != "k":
        return Decimal(1), place, True
    return None


def _with_ones(words: Sequence[str], place: int, end: int, number: Decimal) -> tuple[Decimal, int]:
    """*twenty five*, *thirty-two*: English tens with their ones; other numbers as they are."""
    after = place + 1
    if words[place] in _TENS:
        after += after < end and words[after] == "-"
        ones = simple_number(words[after]) if after < end and words[after].isalpha() else None
        if ones is not None and 0 < ones < _TEN:
            return number + ones, after + 1
    return number, place + 1


_TENS: Final = frozenset(
    ["twenty", "thirty", "forty", "fourty", "fifty", "sixty", "seventy", "eighty", "ninety"]
)
_TEN: Final = 10


def _scales(words: Sequence[str], place: int, end: int) -> tuple[Decimal | None, int]:
    """The product of the scales that follow, such as sixty-five *lakh*, or None."""
    scale = None
    while place < end:
        value = roles_of(words[place]).get("scale")
        if value is None:
            break
        scale = Decimal(value) * (scale or 1)
        place += 1
    return scale, place
