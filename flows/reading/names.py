"""A name to products: those that bear all its words, and how well their own name is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.catalog import Catalogue
from flows.reading.index import Entry, Index
from flows.reading.lexicon import lexicon
from flows.reading.match import WordMatcher
from flows.reading.sound import spellings

_WIDEST: Final = 400
"""Products looked at for one name; a bare common noun in a large catalogue has thousands."""
_SHORTEST_NAME: Final = 3
_GOES_WITH: Final = 90
OWN_NAME, FULL_NAME, STRIPPED_OWN, STRIPPED, PART = 4, 3, 2, 1, 0
"""How well a name is met: own alias, full name, either but for a common noun, in part."""


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate: its number, how its name is met, and how surely each word is it."""

    number: int
    met: int
    score: int
    head: bool


class Matcher:
    """Finds products by name in one catalogue; unchanging once made."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.index = Index(catalogue)
        self.spelling = WordMatcher(self.index)
        self._matches = lru_cache(maxsize=1 << 13)(self._match)
        self._strictly = lru_cache(maxsize=1 << 13)(self._match_strictly)

    def knows(self, word: str) -> bool:
        """Whether some product's name has this word, as spelt or by sound."""
        return bool(self.spelling.alternatives(word))

    def spells(self, word: str) -> bool:
        """Whether some product's name is spelt with exactly this word."""
        return word in self.index.words.spelt

    def entry(self, number: int) -> Entry:
        """The product of that number."""
        return self.index.entries[number]

    def sure_of(self, word: str) -> int:
        """How surely the word is one of a product's name: 0 when unknown."""
        return max(self.spelling.alternatives(word).values(), default=0)

    def match(self, words: Sequence[str]) -> tuple[Found, ...]:
        """The products that bear all these words, the best met first; none if no product does."""
        return self._matches(tuple(words))

    def strictly(self, words: Sequence[str]) -> tuple[Found, ...]:
        """The same without guessing at shortened words; for trying many stretches of a text."""
        return self._strictly(tuple(words))

    def _match(self, words: tuple[str, ...]) -> tuple[Found, ...]:
        found = self._strictly(words)
        if found or len(words) == 1:
            return found
        forms = self.spelling.forms(words)
        wide = (
            self._bearing(form, [self.spelling.widened(word) for word in form]) for form in forms
        )
        return next((found for found in wide if found), ())

    def _match_strictly(self, words: tuple[str, ...]) -> tuple[Found, ...]:
        if len(words) == 1 and not self._is_word(words[0]):
            return ()
        forms = self.spelling.forms(words)
        best: tuple[Found, ...] = ()
        for form in forms:
            found = self._bearing(form, [self.spelling.alternatives(word) for word in form])
            if found and (not best or found[0].met > best[0].met):
                best = found
            if best and best[0].met:
                return best
        return best

    def _is_word(self, word: str) -> bool:
        """Whether a word is long enough to name anything by itself."""
        return len(word) >= _SHORTEST_NAME or (len(word) > 1 and self.spells(word))

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
        return self.index.words.sounds[word] in lexicon().kinds

    def _is_soft(self, word: int) -> bool:
        return word in self.index.words.soft

    def common_left_out(self, number: int, words: Sequence[str]) -> frozenset[str]:
        """Groups of common nouns in the product's name that these words do not say."""
        kinds = lexicon().kinds
        sounds = self.index.words.sounds
        said = {g for word in words for s in spellings(word) for g in kinds.get(s, ())}
        named = {g for w in self.index.entries[number].words for g in kinds.get(sounds[w], ())}
        return frozenset(named - said)


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
