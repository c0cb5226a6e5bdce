"""Tokens as words with roles: glued endings taken off, names with numbers kept whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flows.reading.lexicon import lexicon, roles_of
from flows.reading.names import Matcher
from flows.reading.sound import skeleton
from flows.reading.text import Token

_ENDING_WORDS: Final = "हरूको हरुको हरू हरु देखि सम्म सँग संग बाट लाई वाला वाली को का की कै मा ले नै"
ENDINGS: Final = tuple(_ENDING_WORDS.split())
_LATIN_ENDINGS: Final = ("haru", "lai", "ko", "ma", "wala")
_PAIR: Final = 2
_SHORTEST_STEM: Final = 2
_LONGEST_NAME: Final = 5
_LONGEST_CODE: Final = 9


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message: ``text`` as matched, its roles, and where it stands.

    ``name`` marks a word that is certainly part of a product's name, ``sku`` a typed product code.
    """

    text: str
    roles: Mapping[str, str]
    kind: str
    start: int
    end: int
    spaced: bool
    name: bool = False
    sku: str = ""

    def has(self, role: str) -> bool:
        """Whether it can play that role; a word of a name plays no other."""
        return not self.name and role in self.roles

    @property
    def unit(self) -> str:
        """The unit it names, or an empty string."""
        return "" if self.name else self.roles.get("unit", "")


_NO_ROLES: Final[Mapping[str, str]] = {}


def words_of(found: Sequence[Token], matcher: Matcher, codes: Mapping[str, str]) -> list[Word]:
    """The words of a message, in order."""
    words: list[Word] = []
    place = 0
    counting = False
    while place < len(found):
        code = _code(found, place, codes)
        if code is not None:
            word, place = code
            words.append(word)
            continue
        for word in _split(found[place], matcher):
            words.append(_as_unit(word, matcher) if counting else word)
            counting = word.kind == "number" or {"number", "fraction"} & word.roles.keys() != set()
        place += 1
    return list(_with_names(_with_verbs(words), matcher))


def _with_verbs(words: Sequence[Word]) -> list[Word]:
    """*bhej* is goods (veg) before a number or a name, and a verb where nothing is due."""
    found = list(words)
    for place, word in enumerate(words):
        if word.roles or skeleton(word.text) not in lexicon().stems:
            continue
        following = words[place + 1] if place + 1 < len(words) else None
        if following is not None and following.text in _GIVE and _ends(words, place + 2):
            found[place] = replace(word, roles={"verb": ""})
            continue
        counts = following is not None and following.kind == "number"
        counts = counts or (following is not None and bool(_COUNTS & following.roles.keys()))
        named = following is not None and following.kind == "word" and not following.roles
        if not counts and not named:
            found[place] = replace(word, roles={"verb": ""})
    return found


def _ends(words: Sequence[Word], place: int) -> bool:
    return place >= len(words) or words[place].kind in {"sign", "line"}


_GIVE: Final = frozenset({"do", "दो"})
_COUNTS: Final = frozenset({"number", "fused", "fraction", "unit"})


def _code(found: Sequence[Token], place: int, codes: Mapping[str, str]) -> tuple[Word, int] | None:
    """A product code typed as it is in the catalogue, and the place after it."""
    if found[place].kind not in {"word", "number"}:
        return None
    text, best = "", None
    for index in range(place, min(len(found), place + _LONGEST_CODE)):
        token = found[index]
        if index > place and token.spaced:
            break
        text += token.text
        if text in codes:
            sku = codes[text]
            word = _named_word(text, (found[place].start, token.end), sku)
            best = (word, index + 1)
    return best


def _named_word(text: str, span: tuple[int, int], sku: str = "") -> Word:
    start, end = span
    return Word(text, _NO_ROLES, "word", start, end, spaced=True, name=True, sku=sku)


def _as_unit(word: Word, matcher: Matcher) -> Word:
    """A word after a number that is no other word, as the unit it is a misspelling of."""
    if word.kind != "word" or word.roles or matcher.spells(word.text):
        return word
    if word.text in lexicon().counted:
        return word
    unit = matcher.spelling.misspelt_unit(word.text)
    return replace(word, roles={"unit": unit}) if unit else word


def _split(token: Token, matcher: Matcher) -> Iterator[Word]:
    """A token as one word, or as number, unit or stem and ending where these are glued."""
    if token.kind != "word":
        yield Word(token.text, _NO_ROLES, token.kind, token.start, token.end, token.spaced)
        return
    roles = lexicon().by_spelling.get(token.text)
    if roles is not None and roles.keys() == {"talk"} and matcher.spells(token.text):
        roles = None
    if roles is None and not matcher.spells(token.text):
        parts = _glued(token.text, matcher)
        if parts:
            yield from _pieces(token, parts)
            return
    if roles is None and not matcher.spells(token.text):
        roles = roles_of(token.text)
        if not roles and matcher.spelling.is_correction(token.text):
            roles = {"not": ""}
    yield Word(token.text, roles or _NO_ROLES, "word", token.start, token.end, token.spaced)


def _pieces(token: Token, parts: Sequence[str]) -> Iterator[Word]:
    start = token.start
    for index, part in enumerate(parts):
        roles = roles_of(part)
        spaced = token.spaced and index == 0
        kind = "number" if part.isdigit() else "word"
        yield Word(part, roles, kind, start, start + len(part), spaced)
        start += len(part)


def _glued(word: str, matcher: Matcher) -> tuple[str, ...]:
    roles = lexicon().by_spelling
    for end in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        head, tail = word[:end], word[end:]
        counts = {"number", "fused"} & roles.get(head, _NO_ROLES).keys()
        follows = {"unit", "scale"} & roles.get(tail, _NO_ROLES).keys()
        if counts and follows and len(tail) > 1:
            return (head, tail)
    return _without_ending(word, matcher)


def _without_ending(word: str, matcher: Matcher) -> tuple[str, ...]:
    devanagari = "\u0900" <= word[0] <= "\u097f"
    for ending in ENDINGS if devanagari else _LATIN_ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST_STEM:
            continue
        if devanagari or matcher.spells(stem) or "unit" in lexicon().by_spelling.get(stem, {}):
            return (*(_glued(stem, matcher) or (stem,)), ending)
    return ()


def _with_names(words: list[Word], matcher: Matcher) -> Iterator[Word]:
    """The words, those marked that stand in a name with a number or with a word of other use."""
    place = 0
    while place < len(words):
        length = _name_length(words, place, matcher)
        if not length:
            yield words[place]
            place += 1
            continue
        for word in words[place : place + length]:
            if word.kind != "sign" and word.text not in _JOINING:
                yield _named_word(word.text, (word.start, word.end))
        place += length


def _name_length(words: list[Word], place: int, matcher: Matcher) -> int:
    """How many words from here on are such a name, 0 if none are."""
    if words[place].kind not in {"word", "number"} or words[place].text in _JOINING:
        return 0
    following = words[place + 1] if place + 1 < len(words) else None
    begins = _sound(words[place].text, matcher) in matcher.index.beginnings
    if following is None or not (begins or following.unit):
        return 0
    sounds: list[str] = []
    best = 0
    for index in range(place, min(len(words), place + _LONGEST_NAME)):
        word = words[index]
        if word.kind == "line" or (word.kind == "sign" and word.text not in "-/&"):
            break
        if word.kind == "sign" or word.text in _JOINING:
            continue
        sounds.append(_sound(word.text, matcher))
        if len(sounds) > _PAIR and all(map(str.isdigit, sounds)):
            break
        if _is_name(sounds, words, (place, index), matcher):
            best = index - place + 1
    return best


def _is_name(sounds: list[str], words: list[Word], span: tuple[int, int], matcher: Matcher) -> bool:
    """Whether these sounds are a name, or a part of one, that must not be taken apart."""
    first, last = span
    if any(map(str.isdigit, sounds)):
        counted = first > 0 and bool(words[first - 1].unit)
        closed = sounds[-1].isdigit() and _unit_follows(words, last, counted=counted)
        return "".join(sounds) in matcher.index.numbered and not closed
    if len(sounds) < _PAIR:
        return False
    if last - first == 1 and words[last].unit:
        return matcher.spelling.is_joint(words[first].text + words[last].text)
    other = any(word.roles or word.text == "&" for word in words[first : last + 1])
    return other and " ".join(sounds) in matcher.index.phrases


_JOINING: Final = frozenset({"and", "n", "ra", "ko", "र", "को", "एण्ड", "एन्ड"})


def _sound(text: str, matcher: Matcher) -> str:
    if matcher.spells(text):
        return matcher.spelling.nearest_sound(text)
    number = lexicon().by_spelling.get(text, _NO_ROLES).get("number")
    if number and text.isascii():
        return number
    return matcher.spelling.nearest_sound(text)


def _unit_follows(words: list[Word], last: int, *, counted: bool) -> bool:
    following = words[last + 1] if last + 1 < len(words) else None
    if following is None or following.text in ",\n;":
        return not counted
    return bool(following.unit)
