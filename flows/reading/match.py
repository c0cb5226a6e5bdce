"""Words to words of product names: by spelling, sound, meaning, or one slip of the hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from flows.reading.index import Index
from flows.reading.lexicon import lexicon
from flows.reading.sound import consonants, skeleton, spellings

SURE: Final = 100
_BY_SOUND: Final = 97
_MEANS_SAME: Final = 96
_VOWELS_LEFT_OUT: Final = 90
_BEGINNING: Final = 88
_BY_EAR: Final = re.compile("is[ptklm]")
_CORRECTIONS: Final = ("hoina", "haina", "होइन", "sorry")
_TINY: Final = 2
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


class WordMatcher:
    """Finds the known words that a word may be, each with how surely (0–100)."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._units = lexicon().units
        self.alternatives = lru_cache(maxsize=1 << 15)(self._alternatives_of)
        self._is_joint = lru_cache(maxsize=1 << 13)(self._is_joint_of)
        self.widened = lru_cache(maxsize=1 << 13)(self._widened_of)

    def misspelt_unit(self, word: str) -> str:
        """The unit that a word differs from by one slip of the hand, or an empty string."""
        if len(word) < _SHORTEST_UNIT - (not word.isascii()):
            return ""
        near = process.extract(
            word, list(self._units), scorer=OSA.distance, score_cutoff=1, limit=_MOST_NEAR
        )
        units = {self._units[known] for known, _, _ in near}
        return units.pop() if len(units) == 1 else ""

    def is_joint(self, pair: str) -> bool:
        """Whether two words written together are one word of a name: tej patta for tejpat."""
        sound = skeleton(pair)
        return sound in self.index.words.ids or sound in lexicon().same

    def nearest_sound(self, word: str) -> str:
        """The sound of the one known word that this is, else its own."""
        near = self.alternatives(word)
        best = [number for number, sure in near.items() if sure >= _SLIP]
        return self.index.words.sounds[best[0]] if len(best) == 1 else spellings(word)[-1]

    def _joined(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words written together or apart as the catalogue has them: sun silk, waiwai."""
        found: list[str] = []
        place = 0
        while place < len(words):
            pair = "".join(words[place : place + 2])
            if place + 1 < len(words) and self._is_joint(words[place], words[place + 1]):
                found.extend(self._apart(pair))
                place += 2
                continue
            found.extend(self._apart(words[place]))
            place += 1
        return tuple(dict.fromkeys(found))

    def _split(self, word: str) -> tuple[str, ...]:
        return self.index.joined.get(skeleton(word)) or (word,)

    def _is_joint_of(self, one: str, two: str) -> bool:
        pair = one + two
        if skeleton(pair) in lexicon().goes_with or skeleton(pair) in lexicon().same:
            return True
        if skeleton(pair) not in self.index.words.ids:
            return False
        ids = self.index.words.ids
        return any(
            sound not in ids or len(sound) <= _TINY for sound in (skeleton(one), skeleton(two))
        )

    def _apart(self, word: str) -> tuple[str, ...]:
        sound = skeleton(word)
        if sound in self.index.words.ids:
            return (word,)
        same = lexicon().same.get(sound, ())
        several = next((means for means in same if len(means) > 1), None)
        return several or self.index.joined.get(sound) or (word,)

    def forms(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """The words as written, with pairs joined, and with joined words split."""
        apart = tuple(part for word in words for part in self._apart(word))
        split = tuple(part for word in words for part in self._split(word))
        forms = (apart, self._joined(words), split)
        return tuple(dict.fromkeys(tuple(dict.fromkeys(form)) for form in forms))

    def _widened_of(self, word: str) -> Mapping[int, int]:
        """Also the words it is the beginning of or near to: mix for mixed."""
        sound = spellings(word)[-1]
        found = dict(self.alternatives(word))
        if len(sound) > _SHORTEST_FUZZY - 3:
            for number in self.index.beginning_with(sound):
                found.setdefault(number, _BEGINNING)
            for number, near in self._near(sound).items():
                found.setdefault(number, near)
        return found

    def _alternatives_of(self, word: str) -> dict[int, int]:
        ids = self.index.words.ids
        found: dict[int, int] = {}
        spelt = word in self.index.words.spelt
        for sound in spellings(word):
            if sound in ids and (spelt or len(sound) > _TINY or sound.isdigit()):
                found[ids[sound]] = SURE if spelt else _BY_SOUND
            for means in lexicon().same.get(sound, ()):
                if len(means) == 1 and means[0] in ids:
                    found.setdefault(ids[means[0]], _MEANS_SAME)
        if not found and word.endswith("s") and len(word) > _SHORTEST_FUZZY - 1:
            found = dict(self.alternatives(word[:-1].removesuffix("e")))
            found = found or dict(self.alternatives(word[:-1]))
        if not found and _BY_EAR.match(spellings(word)[-1]):
            found = dict(self._sounding(spellings(word)[-1][1:]))
        return found or self._near(spellings(word)[-1]) or self._begun(spellings(word)[-1])

    def _sounding(self, sound: str) -> dict[int, int]:
        """The one word of this sound or near to it: isprait is sprite with a vowel before it."""
        known = self.index.words.ids.get(sound)
        return {known: _BY_SOUND} if known is not None else self._near(sound)

    def _begun(self, sound: str) -> dict[int, int]:
        """The one word this is the beginning of: ajino for ajinomoto."""
        if len(sound) < _SHORTEST_FUZZY or sound in lexicon().goes_with:
            return {}
        found = self.index.beginning_with(sound)
        return {found[0]: _SHORTENED} if len(found) == 1 else {}

    def is_correction(self, word: str) -> bool:
        """Whether an unknown word is *hoina* or *sorry* but for one slip of the hand."""
        if not _SHORTEST_UNIT <= len(word) <= _LONG_WORD + 1:
            return False
        near = (known for known in _CORRECTIONS if known[0] == word[0])
        return any(OSA.distance(word, known, score_cutoff=1) <= 1 for known in near)

    def _near(self, sound: str) -> dict[int, int]:
        """Words of nearly this sound, those about as near as the nearest."""
        words = self.index.words
        key = consonants(sound)
        if len(sound) < _SHORTEST_FUZZY - 3 or len(key) < _TINY or any(c.isdigit() for c in sound):
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
