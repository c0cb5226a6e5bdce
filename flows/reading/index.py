"""The catalogue made searchable by sound: words, the products that bear them, and their names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

from domain.catalog import MEASURES, PIECES, Catalogue, Product, Sku
from flows.reading.lexicon import lexicon, roles_of
from flows.reading.sound import consonants, skeleton, spellings
from flows.reading.text import Token, normalise, tokens

Size = tuple[str, Decimal]
"""A net content or pack size in its base unit, such as ("g", 500) or ("page", 100)."""

_SOFT: Final = frozenset(
    skeleton(word)
    for word in "loose khulla खुल्ला packet sack pouch bottle tin jar can pet glass tetra bucket strip"
    " pack tin sachet साचेट टिन जार प्याकेट बोतल cylinder सिलिन्डर box बक्स crate क्रेट peti पेटी roll".split()
)
"""Words for packing in a name: they may be said, they are not part of what the thing is."""
_JOINING: Final = frozenset(
    {"of", "and", "with", "को", "का", "की", "ko", "ka", "ki", "n", "एण्ड", "एन्ड", "s"}
)
_LINKS: Final = frozenset({"&", "and", "एण्ड", "एन्ड"})
_NAME_NUMBER: Final = Decimal(10)
_MOST_BEGINNINGS: Final = 20
_LONGEST_PHRASE: Final = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One product as the index knows it: ids of all its words, and of each of its names.

    The first ``own`` names are its aliases. ``heads`` are the words it may be called by alone.
    Plain tuples, because a catalogue of 50,000 has a million of them.
    """

    product: Product
    words: tuple[int, ...]
    names: tuple[tuple[int, ...], ...]
    own: int
    heads: tuple[int, ...]
    sizes: tuple[Size, ...]


@dataclass(slots=True)
class Words:
    """The vocabulary of all names: ids by sound, and what finds a word that is spelt oddly."""

    ids: dict[str, int] = field(default_factory=dict)
    spelt: dict[str, int] = field(default_factory=dict)
    sounds: list[str] = field(default_factory=list)
    bearers: list[list[int]] = field(default_factory=list)
    by_consonants: dict[str, list[int]] = field(default_factory=dict)

    def add(self, word: str) -> int:
        """The id of a word, new if no spelling of it is known."""
        again = self.spelt.get(word)
        if again is not None:
            return again
        sounds = spellings(word)
        known = next((self.ids[sound] for sound in sounds if sound in self.ids), None)
        if known is None:
            known = len(self.sounds)
            self.sounds.append(sounds[-1])
            self.bearers.append([])
        for sound in sounds:
            if sound not in self.ids:
                self.ids[sound] = known
                self.by_consonants.setdefault(consonants(sound), []).append(known)
        self.spelt[word] = known
        return known


class Index:
    """All products of one catalogue by word, by whole name and by joined spelling."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.words = Words()
        self.soft = _SOFT
        self.entries: list[Entry] = []
        self.by_sku: dict[Sku, int] = {}
        self.joined: dict[str, tuple[str, ...]] = {}
        self.numbered: set[str] = set()
        self.phrases: set[str] = set()
        self.categories: dict[str, list[int]] = {}
        parts = {
            sku: _parts(product.name_en or product.name_ne) for sku, product in catalogue.items()
        }
        families = {sku: _family(words) for sku, (words, _) in parts.items()}
        inherited = _aliases_of_families(catalogue, families)
        for sku, product in catalogue.items():
            self.by_sku[sku] = len(self.entries)
            more = inherited.get(families[sku], ()) if len(inherited) else ()
            self._enter(product, tuple(a for a in more if a not in product.aliases))
        self._sorted = sorted((sound, number) for number, sound in enumerate(self.words.sounds))
        self._by_short_key: dict[str, list[str]] = {}
        for key in self.words.by_consonants:
            for short in (key, *_shortened(key)):
                self._by_short_key.setdefault(short, []).append(key)

    def near_consonants(self, key: str) -> Iterator[str]:
        """Known consonant keys that differ from this one by one letter left out, put in or changed."""
        seen = set()
        for short in (key, *_shortened(key)):
            for known in self._by_short_key.get(short, ()):
                if known not in seen:
                    seen.add(known)
                    yield known

    def _enter(self, product: Product, inherited: tuple[str, ...]) -> None:
        number = len(self.entries)
        sizes: set[Size] = set()
        names: list[tuple[int, ...]] = []
        brand = tuple(map(self.words.add, _parts(product.brand)[0])) if product.brand else ()
        heads: set[int] = set(brand)
        words: set[int] = set(brand)
        own = len(product.aliases)
        for place, text in enumerate(
            (*product.aliases, product.name_en, product.name_ne, *inherited)
        ):
            spoken, found = _parts(text)
            sizes |= found
            self._remember_phrase(text, spoken, alias=place < own)
            ids = tuple(map(self.words.add, spoken))
            core = tuple(i for i in ids if self.words.sounds[i] not in _SOFT) or ids
            rest = tuple(i for i in core if i not in brand)
            heads |= set(core) if place < own else {*rest[:1], *self._last(rest)}
            words |= set(ids)
            names.append(core)
        if product.pack_unit in MEASURES:
            base, factor = MEASURES[product.pack_unit]
            sizes.add((base, (product.pack_size * factor).normalize()))
        entry = Entry(product, tuple(words), tuple(names), own, tuple(heads), tuple(sizes))
        self.entries.append(entry)
        self.categories.setdefault(product.category, []).append(number)
        for word in words:
            self.words.bearers[word].append(number)

    def _last(self, core: Sequence[int]) -> set[int]:
        """The last word of a name that is neither a common noun nor a mere quality."""
        plain = lexicon()
        for word in reversed(core):
            sound = self.words.sounds[word]
            if sound not in plain.kinds and sound not in plain.goes_with:
                return set() if sound in plain.qualities else {word}
        return set()

    def beginning_with(self, sound: str) -> Sequence[int]:
        """Ids of the words that begin with this sound."""
        place = bisect_left(self._sorted, (sound, 0))
        found = []
        while place < len(self._sorted) and self._sorted[place][0].startswith(sound):
            found.append(self._sorted[place][1])
            place += 1
            if len(found) >= _MOST_BEGINNINGS:
                break
        return found

    def _remember_phrase(self, text: str, spoken: Sequence[str], *, alias: bool) -> None:
        """Joined and numbered spellings of a name: waiwai for wai wai, 2pm, 24 carat."""
        sounds = [spellings(word)[-1] for word in spoken]
        for one, two in zip(spoken, spoken[1:], strict=False):
            first, second = spellings(one)[-1], spellings(two)[-1]
            joint = first + second[second[:1] == first[-1:] :]
            self.joined.setdefault(joint, (one, two))
        for start, end in _numbered(sounds, alias=alias):
            self.numbered.add("".join(sounds[start:end]))
        if 1 < len(sounds) <= _LONGEST_PHRASE and (
            "&" in text
            or not _JOINING.isdisjoint(text.lower().split())
            or any(roles_of(word) for word in spoken)
        ):
            self.phrases.add(" ".join(sounds))
        if not _LINKS.isdisjoint(text.lower().split()):
            self.phrases.update(map(" ".join, zip(sounds, sounds[1:], strict=False)))


def _numbered(sounds: list[str], *, alias: bool) -> Iterator[tuple[int, int]]:
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
        if index < _EARLY and following and following[0] not in _SOFT:
            yield index, index + 2
        if index and len(sounds[index - 1]) == 1:
            yield index - 1, index + 1


_EARLY: Final = 3


def _shortened(key: str) -> tuple[str, ...]:
    """The key with one letter left out, each way; short keys are too alike for that."""
    if len(key) < _SHORTEST_KEY:
        return ()
    return tuple(dict.fromkeys(key[:i] + key[i + 1 :] for i in range(len(key))))


_SHORTEST_KEY: Final = 3


def _family(spoken: Sequence[str]) -> str:
    """Products that differ only in size or packing share this; they answer to one another's words."""
    sounds = map(skeleton, spoken)
    return " ".join(sound for sound in sounds if sound not in _SOFT)


def _aliases_of_families(
    catalogue: Mapping[Sku, Product], families: Mapping[Sku, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for sku, product in catalogue.items():
        if product.aliases:
            family = families[sku]
            found[family] = (*found.get(family, ()), *product.aliases)
    return found


@lru_cache(maxsize=1 << 12)
def _parts(name: str) -> tuple[tuple[str, ...], frozenset[Size]]:
    """The words of a name and the sizes in it; a number that is no size is a word."""
    if name.isascii() and name.replace(" ", "").isalpha():
        return tuple(w for w in name.lower().split() if w not in _JOINING), frozenset()
    found = tokens(normalise(name))
    words: list[str] = []
    sizes: set[Size] = set()
    skip = -1
    for index, token in enumerate(found):
        if index <= skip or token.kind in {"sign", "line"} or token.text in _JOINING:
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


_LONG_ENOUGH: Final = 3


_PER_PACK: Final = {"s": "pcs", "page": "page", "watt": "watt", "inch": "inch", "m": "m"}


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


def sounds_of(words: Iterable[str]) -> tuple[str, ...]:
    """The skeleton of each word."""
    return tuple(spellings(word)[-1] for word in words)
