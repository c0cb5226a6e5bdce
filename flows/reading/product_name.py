"""The names of products taken apart: their words, their sizes, and the numbers that are neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from domain.catalog import MEASURES, PIECES
from flows.reading.lexicon import roles_of
from flows.reading.sound import skeleton
from flows.reading.text import Token, normalise, tokens

Size = tuple[str, Decimal]
"""A net content or pack size in its base unit, such as ("g", 500) or ("page", 100)."""


_PACKING: Final = """
    loose khulla खुल्ला packet sack pouch bottle tin jar can pet glass tetra bucket pack
    टिन जार प्याकेट बोतल cylinder सिलिन्डर box बक्स crate क्रेट peti पेटी roll
"""
SOFT: Final = frozenset(map(skeleton, _PACKING.split()))
"""Words for packing in a name: they may be said, they are not part of what the thing is."""


JOINING: Final = frozenset(
    {"of", "and", "with", "को", "का", "की", "ko", "ka", "ki", "n", "एण्ड", "एन्ड", "s"}
)


_NAME_NUMBER: Final = Decimal(10)


_EARLY: Final = 3


_LONG_ENOUGH: Final = 3


_PER_PACK: Final = {"s": "pcs", "page": "page", "watt": "watt", "inch": "inch", "m": "m"}


def numbered_parts(sounds: list[str], *, alias: bool) -> Iterator[tuple[int, int]]:
    """Parts of a name that hold a number which counts nothing: 2pm, 24 carat, lactogen 1."""
    digits = [index for index, sound in enumerate(sounds) if sound.isdigit()]
    if not digits:
        return
    if alias and len(sounds) > 1:
        yield 0, len(sounds)
        if digits[-1] > digits[0]:
            yield digits[0], digits[-1] + 1
    elif digits == [1] and len(sounds) == _EARLY - 1:
        yield 0, len(sounds)
    for index in digits[:2]:
        following = sounds[index + 1 : index + 2]
        if index < _EARLY and following and following[0] not in SOFT:
            yield index, index + 2
        if index and len(sounds[index - 1]) == 1:
            yield index - 1, index + 1


def family_of(spoken: Sequence[str]) -> str:
    """What products share that differ only in size or packing; each answers to all aliases."""
    sounds = map(skeleton, spoken)
    return " ".join(sound for sound in sounds if sound not in SOFT)


@lru_cache(maxsize=1 << 12)
def parts_of(name: str) -> tuple[tuple[str, ...], frozenset[Size]]:
    """The words of a name and the sizes in it; a number that is no size is a word."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return tuple(w for w in name.lower().split() if w not in JOINING), frozenset()
    found = tokens(normalise(name))
    words: list[str] = []
    sizes: set[Size] = set()
    skip = -1
    for index, token in enumerate(found):
        if index <= skip or token.kind in {"sign", "line"} or token.text in JOINING:
            continue
        if token.kind == "number":
            following = found[index + 1] if index + 1 < len(found) else None
            size = _size(token, following)
            if size is not None:
                sizes.add(size)
                skip = index + 1
            elif following is not None or Decimal(token.text) < _NAME_NUMBER:
                words.append(token.text)
        else:
            words.append(_stem(token.text))
    return tuple(words), frozenset(sizes)


def _stem(word: str) -> str:
    """A Devanagari word of a name without the glued को: तोरीको तेल is found by तोरी तेल."""
    bound = len(word) > _LONG_ENOUGH and word.endswith("को") and not word.endswith(("ेको", "एको"))
    return word[:-2] if bound else word


def _size(number: Token, following: Token | None) -> Size | None:
    if following is None or following.kind != "word":
        return None
    if following.text in {"s", "m"}:
        return (_PER_PACK[following.text], Decimal(number.text))
    unit = roles_of(following.text).get("unit", "")
    return in_base_unit(Decimal(number.text), unit)


def in_base_unit(number: Decimal, unit: str) -> Size | None:
    """A size in its base unit, or None when the unit is no measure of a pack's content."""
    for measure, (base, factor) in MEASURES.items():
        if unit == measure:
            return (base, (number * factor).normalize())
    if unit in {"page", "watt", "inch"}:
        return (unit, number.normalize())
    if unit == "pau":
        return ("g", (number * 250).normalize())
    return ("pcs", number.normalize()) if unit in PIECES else None
