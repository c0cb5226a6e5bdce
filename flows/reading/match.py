"""A name to products: each word by sound, then the products that bear all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from domain.catalog import Catalogue, Sku
from flows.reading.index import Entry, Index
from flows.reading.lexicon import lexicon
from flows.reading.sound import consonants, skeleton, spellings

SURE: Final = 100
_BY_SOUND: Final = 97
_MEANS_SAME: Final = 96
_GOES_WITH: Final = 90
_VOWELS_LEFT_OUT: Final = 90
_BEGINNING: Final = 88
_SLIP: Final = 89
_SHORT_SLIP: Final = 76
_SHORTEST_BY_VOWELS: Final = 4
_LONG_WORD: Final = 6
_NEAREST_LONG: Final = 62
_AS_NEAR: Final = 14
_MOST_NEAR: Final = 8
_SHORTEST_UNIT: Final = 4
_SHORTENED: Final = 84
_NEAREST_SAME_CONSONANTS: Final = 75
_NEAREST: Final = 82
_SHORTEST_FUZZY: Final = 5
_WIDEST: Final = 400
"""Products looked at for one name; a bare common noun in a large catalogue has thousands."""

OWN_NAME, FULL_NAME, STRIPPED_OWN, STRIPPED, PART = 4, 3, 2, 1, 0
"""How well a product's name is met: its own alias, a full name, either but for a common noun, part."""


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate: product number, how its name is met, and how surely each word is it (0–100)."""

    number: int
    met: int
    score: int
    head: bool


class Matcher:
    """Finds products by name in one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.index = Index(catalogue)
        self._kinds = lexicon().kinds
        self._units = lexicon().units
        self._alternatives = lru_cache(maxsize=1 << 15)(self._alternatives_of)
        self._matches = lru_cache(maxsize=1 << 13)(self._match)

    def knows(self, word: str) -> bool:
        """Whether some product's name has this word, as spelt or by sound."""
        return bool(self._alternatives(word))

    def spells(self, word: str) -> bool:
        """Whether some product's name is spelt with exactly this word."""
        return word in self.index.words.spelt

    def entry(self, number: int) -> Entry:
        """The product of that number."""
        return self.index.entries[number]

    def sure_of(self, word: str) -> int:
        """How surely the word is one of a product's name: 0 when unknown."""
        return max(self._alternatives(word).values(), default=0)

    def is_joint(self, pair: str) -> bool:
        """Whether two words written together are one word of a name: tej patta for tejpat."""
        sound = skeleton(pair)
        return sound in self.index.words.ids or sound in lexicon().same

    def nearest_sound(self, word: str) -> str:
        """The sound of the one known word that this is, else its own."""
        near = self._alternatives(word)
        best = [number for number, sure in near.items() if sure >= _SLIP]
        return self.index.words.sounds[best[0]] if len(best) == 1 else spellings(word)[-1]

    def match(self, words: Sequence[str]) -> tuple[Found, ...]:
        """The products that bear all these words, the best met first; none if no product does."""
        return self._matches(tuple(words))

    def _match(self, words: tuple[str, ...]) -> tuple[Found, ...]:
        if len(words) == 1 and len(words[0]) < _SHORTEST_FUZZY - 2 and not self.spells(words[0]):
            return ()
        forms = self._forms(words)
        best: tuple[Found, ...] = ()
        for form in forms:
            found = self._bearing(form, [self._alternatives(word) for word in form])
            if found and (not best or found[0].met > best[0].met):
                best = found
            if best and best[0].met:
                return best
        if best or len(words) == 1:
            return best
        wide = (self._bearing(form, [self._widened(word) for word in form]) for form in forms)
        return next((found for found in wide if found), ())

    def _forms(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The words as written, with pairs joined, and with joined words split."""
        apart = tuple(part for word in words for part in self._apart(word))
        split = tuple(part for word in words for part in self._split(word))
        forms = (apart, self._joined(words), split)
        return tuple(dict.fromkeys(tuple(dict.fromkeys(form)) for form in forms))

    def _widened(self, word: str) -> Mapping[int, int]:
        """Also the words it is the beginning of or near to: mix for mixed."""
        sound = spellings(word)[-1]
        found = dict(self._alternatives(word))
        if len(sound) > _SHORTEST_FUZZY - 3:
            for number in self.index.beginning_with(sound):
                found.setdefault(number, _BEGINNING)
            for number, near in self._near(sound).items():
                found.setdefault(number, near)
        return found

    def _bearing(
        self, words: tuple[str, ...], meant: Sequence[Mapping[int, int]]
    ) -> tuple[Found, ...]:
        if not words:
            return ()
        loose = [_goes_with(word) for word in words]
        if any(not m and not g for m, g in zip(meant, loose, strict=True)):
            return ()
        found = []
        for number in self._bearers(meant, loose):
            entry = self.index.entries[number]
            score = _score(entry, meant, loose)
            if score:
                met = self._met(entry, meant)
                found.append(Found(number, met, score, self._names_it(entry, meant)))
        found.sort(key=lambda f: (-f.met, -f.score, f.number))
        return tuple(found)

    def _names_it(self, entry: Entry, meant: Sequence[Mapping[int, int]]) -> bool:
        """Whether what is said of the name is enough to call the thing by."""
        own = [next((w for w in each if w in entry.words), None) for each in meant]
        telling = {w for w in own if w is not None and not self._is_common(w)}
        return bool(telling.intersection(entry.heads)) or len(telling) > 1

    def _bearers(
        self, meant: Sequence[Mapping[int, int]], loose: Sequence[frozenset[str]]
    ) -> list[int]:
        """Products to look at: those bearing the rarest word."""
        bearers = self.index.words.bearers
        counts = [
            (sum(len(bearers[word]) for word in each), place)
            for place, (each, groups) in enumerate(zip(meant, loose, strict=True))
            if each and not groups
        ] or [(0, place) for place, each in enumerate(meant) if each]
        if counts and (counts[0][0] or len(counts) == len(meant)):
            rarest = meant[min(counts)[1]]
            found = {number for word in rarest for number in bearers[word]}
        else:
            found = set()
        if not any(meant) or (not found and all(loose)):
            groups = loose[0].intersection(*loose[1:])
            found |= {n for group in groups for n in self.index.categories.get(group, ())}
        return sorted(found)[:_WIDEST]

    def _met(self, entry: Entry, meant: Sequence[Mapping[int, int]]) -> int:
        """How well the best of its names is met, its own aliases counting for more."""
        best = PART
        packing = {w for w in entry.words if self._is_soft(w)}
        meant = [words for words in meant if packing.isdisjoint(words)] or meant
        for place, name in enumerate(entry.names):
            own = place < entry.own
            if best >= (OWN_NAME if own else FULL_NAME):
                break
            level = self._met_name(name, meant)
            if level:
                best = max(best, level + own)
        return best

    def _met_name(self, name: tuple[int, ...], said: Sequence[Mapping[int, int]]) -> int:
        """FULL_NAME if the words are exactly that name, STRIPPED if but for common nouns."""
        missing = [w for w in name if not any(w in words for words in said)]
        if len(missing) == len(name):
            return PART
        over = [words for words in said if words and not any(w in words for w in name)]
        if not missing and not over and all(said):
            return FULL_NAME
        if not all(map(self._is_common, missing)):
            return PART
        extra = all(any(self._is_common(w) or self._is_soft(w) for w in words) for words in over)
        core = any(not self._is_common(w) for w in name if w not in missing)
        return STRIPPED if core and extra else PART

    def _is_common(self, word: int) -> bool:
        return self.index.words.sounds[word] in self._kinds

    def _is_soft(self, word: int) -> bool:
        return self.index.words.sounds[word] in self.index.soft

    def common_left_out(self, number: int, words: Sequence[str]) -> frozenset[str]:
        """Groups of common nouns in the product's name that these words do not say."""
        kinds = lexicon().kinds
        sounds = self.index.words.sounds
        said = {g for word in words for s in spellings(word) for g in kinds.get(s, ())}
        named = {g for w in self.index.entries[number].words for g in kinds.get(sounds[w], ())}
        return frozenset(named - said)

    def _joined(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words written together or apart as the catalogue has them: sun silk, waiwai."""
        found: list[str] = []
        place = 0
        while place < len(words):
            pair = "".join(words[place : place + 2])
            if place + 1 < len(words) and self._is_joint(words[place], words[place + 1], pair):
                found.append(pair)
                place += 2
                continue
            found.extend(self._apart(words[place]))
            place += 1
        return tuple(dict.fromkeys(found))

    def _split(self, word: str) -> tuple[str, ...]:
        return self.index.joined.get(skeleton(word)) or (word,)

    def _is_joint(self, one: str, two: str, pair: str) -> bool:
        if skeleton(pair) in lexicon().goes_with or skeleton(pair) in lexicon().same:
            return True
        if skeleton(pair) not in self.index.words.ids:
            return False
        ids = self.index.words.ids
        return any(sound not in ids or len(sound) < 3 for sound in (skeleton(one), skeleton(two)))

    def _apart(self, word: str) -> tuple[str, ...]:
        sound = skeleton(word)
        if sound in self.index.words.ids:
            return (word,)
        same = lexicon().same.get(sound, ())
        several = next((means for means in same if len(means) > 1), None)
        return several or self.index.joined.get(sound) or (word,)

    def _alternatives_of(self, word: str) -> dict[int, int]:
        ids = self.index.words.ids
        found: dict[int, int] = {}
        spelt = word in self.index.words.spelt
        for sound in spellings(word):
            if sound in ids and (spelt or len(sound) > 2 or sound.isdigit()):
                found[ids[sound]] = SURE if spelt else _BY_SOUND
            for means in lexicon().same.get(sound, ()):
                if len(means) == 1 and means[0] in ids:
                    found.setdefault(ids[means[0]], _MEANS_SAME)
        if not found and word.endswith("s") and len(word) > _SHORTEST_FUZZY - 1:
            found = dict(self._alternatives(word[:-1].removesuffix("e")))
            found = found or dict(self._alternatives(word[:-1]))
        return found or self._near(spellings(word)[-1]) or self._begun(spellings(word)[-1])

    def _begun(self, sound: str) -> dict[int, int]:
        """The one word this is the beginning of: ajino for ajinomoto."""
        if len(sound) < _SHORTEST_FUZZY or sound in lexicon().goes_with:
            return {}
        found = self.index.beginning_with(sound)
        return {found[0]: _SHORTENED} if len(found) == 1 else {}

    def misspelt_unit(self, word: str) -> str:
        """The unit that a word differs from by one slip of the hand, or an empty string."""
        if len(word) < _SHORTEST_UNIT:
            return ""
        near = process.extract(
            word, list(self._units), scorer=OSA.distance, score_cutoff=1, limit=_MOST_NEAR
        )
        units = {self._units[known] for known, _, _ in near}
        return units.pop() if len(units) == 1 else ""

    def _near(self, sound: str) -> dict[int, int]:
        """Words of nearly this sound, those about as near as the nearest."""
        words = self.index.words
        key = consonants(sound)
        if len(sound) < _SHORTEST_FUZZY - 3 or len(key) < 2 or any(c.isdigit() for c in sound):
            return {}
        keys = self.index.near_consonants(key) if len(sound) >= _SHORTEST_BY_VOWELS else (key,)
        found: dict[int, int] = {}
        for other in keys:
            for number in words.by_consonants.get(other, ()):
                near = _nearness(sound, words.sounds[number], same=other == key)
                if near:
                    found[number] = near
        best = max(found.values(), default=0)
        return {number: near for number, near in found.items() if near > best - _AS_NEAR}


def _nearness(sound: str, known: str, *, same: bool) -> int:
    """How near two sounds are (0–100): vowels left out, one slip of the hand, other vowels."""
    if same and len(sound) < len(known) and _is_within(sound, known):
        return _VOWELS_LEFT_OUT
    shortest = min(len(sound), len(known))
    if shortest < _SHORTEST_BY_VOWELS:
        return 0
    slips = OSA.distance(sound, known, score_cutoff=2)
    if slips == 1 and (same or sound[0] == known[0]):
        return _SLIP if shortest > _SHORTEST_BY_VOWELS else _SHORT_SLIP
    ratio = int(fuzz.ratio(sound, known))
    if same and len(consonants(known)) > _SHORTEST_BY_VOWELS:
        return 60 + 35 * ratio // 100 if ratio >= _NEAREST_LONG else 0
    if same and shortest > _SHORTEST_BY_VOWELS:
        return 60 + 35 * ratio // 100 if ratio >= _NEAREST_SAME_CONSONANTS else 0
    return ratio if ratio >= _NEAREST and sound[0] == known[0] and shortest > _LONG_WORD else 0


def _is_within(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _goes_with(word: str) -> frozenset[str]:
    groups = lexicon().goes_with
    return frozenset().union(*(groups.get(sound, frozenset()) for sound in spellings(word)))


def _score(
    entry: Entry, meant: Sequence[Mapping[int, int]], loose: Sequence[frozenset[str]]
) -> int:
    """The mean sureness of all words, 0 if one is not the product's."""
    total = 0
    for each, groups in zip(meant, loose, strict=True):
        sure = max((each[word] for word in each if word in entry.words), default=0)
        if not sure and entry.product.category in groups:
            sure = _GOES_WITH
        if not sure:
            return 0
        total += sure
    return total // len(meant)


def ranked(found: Sequence[Found], usual: Mapping[Sku, int], index: Index) -> tuple[Sku, ...]:
    """The skus of candidates, the shop's own usual ones first, then by how well they match."""
    skus = [index.entries[f.number].product.sku for f in found]
    return tuple(sorted(skus, key=lambda sku: -usual.get(sku, 0)))
