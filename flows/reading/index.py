"""The catalogue made searchable by sound: words, the products that bear them, and their names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from domain.catalog import MEASURES, Catalogue, Product, Sku
from flows.reading.lexicon import lexicon, roles_of
from flows.reading.product_name import JOINING, SOFT, Size, family_of, numbered_parts, parts_of
from flows.reading.sound import consonants, skeleton, spellings

_LETTERS: Final = {"g": "ji", "p": "pi", "t": "ti", "b": "bi", "d": "di", "k": "ke"}
"""How single letters in names are spoken, and so written by ear: parle-ji."""
_LINKS: Final = frozenset({"&", "and", "एण्ड", "एन्ड"})
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
    soft: set[int] = field(default_factory=set)
    common: set[int] = field(default_factory=set)
    qualities: set[int] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)

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
            self._sort(known, sounds[-1])
        for sound in sounds:
            if sound not in self.ids:
                self.ids[sound] = known
                self.by_consonants.setdefault(consonants(sound), []).append(known)
        self.spelt[word] = known
        if roles_of(word):
            self.busy.add(known)
        return known

    def _sort(self, known: int, sound: str) -> None:
        """Note what sort of word it is: packing, a common noun, a mere quality."""
        plain = lexicon()
        if sound in SOFT:
            self.soft.add(known)
        if sound in plain.kinds or sound in plain.goes_with:
            self.common.add(known)
        elif sound in plain.qualities:
            self.qualities.add(known)


class Index:
    """All products of one catalogue by word, by whole name and by joined spelling."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.words = Words()
        self.soft = SOFT
        self.entries: list[Entry] = []
        self.by_sku: dict[Sku, int] = {}
        self.joined: dict[str, tuple[str, ...]] = {}
        self.numbered: set[str] = set()
        self.phrases: set[str] = set()
        self.beginnings: set[str] = set()
        self.categories: dict[str, list[int]] = {}
        families = {
            sku: family_of(parts_of(product.name_en or product.name_ne)[0])
            for sku, product in catalogue.items()
        }
        inherited = _aliases_of_families(catalogue, families)
        for sku, product in catalogue.items():
            self.by_sku[sku] = len(self.entries)
            more = inherited.get(families[sku], ())
            self._enter(product, tuple(a for a in more if a not in product.aliases))
        self._sorted = sorted((sound, number) for number, sound in enumerate(self.words.sounds))
        self._by_short_key: dict[str, list[str]] = {}
        for key in self.words.by_consonants:
            for short in (key, *_shortened(key)):
                self._by_short_key.setdefault(short, []).append(key)

    def near_consonants(self, key: str) -> Iterator[str]:
        """Known consonant keys that differ by one letter left out, put in or changed."""
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
        brand = tuple(map(self.words.add, parts_of(product.brand)[0])) if product.brand else ()
        heads: set[int] = set(brand)
        words: set[int] = set(brand)
        own = len(product.aliases)
        for place, text in enumerate(
            (*product.aliases, product.name_en, product.name_ne, *inherited)
        ):
            spoken, found = parts_of(text)
            sizes |= found
            ids = tuple(map(self.words.add, spoken))
            self._remember_phrase(text, spoken, ids, alias=place < own)
            core = ids
            if not self.words.soft.isdisjoint(ids):
                core = tuple(i for i in ids if i not in self.words.soft) or ids
            words.update(ids)
            names.append(core)
            if place < own:
                heads.update(core)
            else:
                rest = [i for i in core if i not in brand] if brand else core
                heads.update(rest[:1])
                heads.update(self._last(rest))
        if product.pack_unit in MEASURES:
            base, factor = MEASURES[product.pack_unit]
            sizes.add((base, (product.pack_size * factor).normalize()))
        entry = Entry(product, tuple(words), tuple(names), own, tuple(heads), tuple(sizes))
        self.entries.append(entry)
        self.categories.setdefault(product.category, []).append(number)
        for word in words:
            self.words.bearers[word].append(number)

    def _last(self, core: Sequence[int]) -> tuple[int, ...]:
        """The last word of a name that is neither a common noun nor a mere quality."""
        for word in reversed(core):
            if word not in self.words.common:
                return () if word in self.words.qualities else (word,)
        return ()

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

    def _remember_phrase(
        self, text: str, spoken: Sequence[str], ids: Sequence[int], *, alias: bool
    ) -> None:
        """Joined and numbered spellings of a name: waiwai for wai wai, 2pm, 24 carat."""
        sounds = [self.words.sounds[word] for word in ids]
        self._remember_joints(sounds, spoken)
        if alias and len(spoken) > 1 and text.count(" ") >= len(spoken):
            # With its small words written in one: tilkotel, headandshoulders.
            self.joined.setdefault(skeleton(text.lower().replace(" ", "")), tuple(spoken))
        if not self._digits.isdisjoint(text):
            for start, end in numbered_parts(sounds, alias=alias):
                self.numbered.add("".join(sounds[start:end]))
                self.beginnings.update((sounds[start], "".join(sounds[start:end])))
        if len(sounds) > _LONGEST_PHRASE or len(sounds) == 1:
            return
        written = text.lower().split()
        if not self.words.busy.isdisjoint(ids) or not JOINING.isdisjoint(written) or "&" in text:
            self.phrases.add(" ".join(sounds))
            self.beginnings.add(sounds[0])
        if not _LINKS.isdisjoint(written):
            self.phrases.update(map(" ".join, pairwise(sounds)))
            self.beginnings.update(sounds[:-1])

    def _remember_joints(self, sounds: Sequence[str], spoken: Sequence[str]) -> None:
        for place in range(len(sounds) - 1):
            first, second = sounds[place], sounds[place + 1]
            if "e" in {spoken[place][-1], spoken[place + 1][-1]}:
                # An e is silent at the end of a long word, not inside one: parleg, mangobite.
                whole = skeleton(spoken[place] + spoken[place + 1])
                self.joined.setdefault(whole, (spoken[place], spoken[place + 1]))
            joint = first + second[second[:1] == first[-1:] :]
            if second in _LETTERS:
                spoken_letter = skeleton(spoken[place] + _LETTERS[second])
                self.joined.setdefault(spoken_letter, (spoken[place], spoken[place + 1]))
            if joint not in self.joined:
                self.joined[joint] = (spoken[place], spoken[place + 1])

    _digits: Final = frozenset("0123456789०१२३४५६७८९")


def _shortened(key: str) -> tuple[str, ...]:
    """The key with one letter left out, each way; short keys are too alike for that."""
    if len(key) < _SHORTEST_KEY:
        return ()
    return tuple(dict.fromkeys(key[:i] + key[i + 1 :] for i in range(len(key))))


_SHORTEST_KEY: Final = 3


def _aliases_of_families(
    catalogue: Mapping[Sku, Product], families: Mapping[Sku, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for sku, product in catalogue.items():
        if product.aliases:
            family = families[sku]
            found[family] = (*found.get(family, ()), *product.aliases)
    return found
