"""The words around the goods: numbers, units, endings, fillers, as two data files know them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from flows.reading.sound import count_key, skeleton, spellings

_HERE: Final = Path(__file__).parent
_FILES: Final = ("ne.toml", "en.toml")
_SHORTEST_BY_SOUND: Final = {"numbers": 4, "words": 4, "fillers": 4}
_SHORTEST_VERB: Final = 4
_SHORTEST_UNIT: Final = 3


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Roles of words: ``roles(word)`` maps a role such as ``unit`` to its value such as ``kg``."""

    by_spelling: Mapping[str, Mapping[str, str]]
    by_sound: Mapping[str, Mapping[str, str]]
    by_count: Mapping[str, Mapping[str, str]]
    verbs: tuple[str, ...]
    kinds: Mapping[str, frozenset[str]]
    goes_with: Mapping[str, frozenset[str]]
    same: Mapping[str, tuple[tuple[str, ...], ...]]
    qualities: frozenset[str]
    units: Mapping[str, str]
    counted: Mapping[str, str]
    moments: frozenset[str]
    labels: frozenset[str]
    unsure: frozenset[str]
    stems: frozenset[str]
    english: frozenset[str]

    def roles(self, word: str) -> Mapping[str, str]:
        """What the word may be in an order, by spelling, else by sound; empty if unknown."""
        found = self.by_spelling.get(word)
        if found is not None:
            return found
        for sound in spellings(word):
            found = self.by_sound.get(sound)
            if found is not None:
                return found
        return self.by_count.get(count_key(word)) or (_VERB if self._is_verb(word) else _NOTHING)

    def _is_verb(self, word: str) -> bool:
        if len(word) < _SHORTEST_VERB or skeleton(word) in self.same:
            return False
        return word.startswith(self.verbs) or skeleton(word).startswith(self.verbs)


_NOTHING: Final[Mapping[str, str]] = {}
_VERB: Final[Mapping[str, str]] = {"verb": ""}


@lru_cache(maxsize=1 << 15)
def roles_of(word: str) -> Mapping[str, str]:
    """What the word may be in an order; empty if unknown."""
    return lexicon().roles(word)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of both data files, read once."""
    files = [tomllib.loads((_HERE / name).read_text("utf-8")) for name in _FILES]
    by_spelling: dict[str, dict[str, str]] = {}
    by_sound: dict[str, dict[str, str]] = {}
    for word, role, value, shortest in _entries(files):
        by_spelling.setdefault(word, {})[role] = value
        for sound in spellings(word):
            if len(sound) >= shortest:
                by_sound.setdefault(sound, {}).setdefault(role, value)
    for word in _talk():
        by_spelling.setdefault(word, {"talk": ""})
    unsure = _listed(files, "figures", "unsure")
    return Lexicon(
        by_spelling,
        by_sound,
        _counts(files, unsure),
        _verbs(files),
        _groups(files, "kinds"),
        _groups(files, "goes_with"),
        _same(files),
        _qualities(files),
        {
            w: roles["unit"]
            for w, roles in by_spelling.items()
            if "unit" in roles and len(w) >= _SHORTEST_UNIT
        },
        {word: unit for f in files for word, _, unit, _ in _section(f.get("counted", {}), "", 0)},
        _listed(files, "figures", "moments"),
        _listed(files, "figures", "labels"),
        unsure,
        frozenset(map(skeleton, _listed(files, "figures", "stems"))),
        _listed(files, "language", "english"),
    )


def _entries(files: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    """Each word with its role, the role's value, and from what length its sound is enough."""
    for file in files:
        for section, role in (("numbers", "number"), ("fused", "fused"), ("scales", "scale")):
            yield from _section(file.get(section, {}), role, 5)
        yield from _section(file.get("fractions", {}), "fraction", 4)
        yield from _section(file.get("units", {}), "unit", 4)
        for role, words in file.get("words", {}).items():
            yield from ((word, role, "", 4) for word in words.split())
        yield from ((word, "filler", "", 4) for word in file["fillers"]["words"].split())


def _counts(files: list[dict[str, Any]], unsure: frozenset[str]) -> dict[str, dict[str, str]]:
    """Number words by what their spellings have in common; a key of two numbers is neither's."""
    found: dict[str, dict[str, str]] = {}
    shared: set[str] = set()
    for file in files:
        for section, role in (("numbers", "number"), ("fractions", "fraction")):
            for word, _, value, _ in _section(file.get(section, {}), role, 0):
                key = count_key(word)
                if (
                    key
                    and word not in unsure
                    and found.setdefault(key, {role: value}) != {role: value}
                ):
                    shared.add(key)
    return {key: roles for key, roles in found.items() if key not in shared}


def _talk() -> Iterator[str]:
    """Single words that by themselves tell what talk is about: rate, मूल्य, udharo."""
    data = tomllib.loads((_HERE / "talk.toml").read_text("utf-8"))
    for cue in data["cue"]:
        yield from (word for word in cue["words"] if " " not in word and "*" not in word)


def _section(
    words: Mapping[str, str], role: str, shortest: int
) -> Iterator[tuple[str, str, str, int]]:
    for value, spelt in words.items():
        yield from ((word, role, value, shortest) for word in spelt.split())


def _verbs(files: list[dict[str, Any]]) -> tuple[str, ...]:
    stems = [word.rstrip("*") for file in files for word in file["fillers"]["verbs"].split()]
    return tuple(dict.fromkeys(stem for stem in stems if len(stem) >= _SHORTEST_UNIT))


def _groups(files: list[dict[str, Any]], section: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for file in files:
        for group, words in file.get(section, {}).items():
            for word in words.split():
                for sound in spellings(word):
                    found.setdefault(sound, set()).add(group)
    return {sound: frozenset(groups) for sound, groups in found.items()}


def _listed(files: list[dict[str, Any]], section: str, name: str) -> frozenset[str]:
    return frozenset(word for f in files for word in f.get(section, {}).get(name, "").split())


def _qualities(files: list[dict[str, Any]]) -> frozenset[str]:
    words = (word for file in files for word in file.get("qualities", {}).get("words", "").split())
    return frozenset(sound for word in words for sound in spellings(word))


def _same(files: list[dict[str, Any]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for file in files:
        for word, other in file.get("same", {}).items():
            means = tuple(skeleton(part) for part in str(other).split())
            key = skeleton(word.replace("_", ""))
            if means != (key,):
                found.setdefault(key, []).append(means)
    return {key: tuple(dict.fromkeys(means)) for key, means in found.items()}
