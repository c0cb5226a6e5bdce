"""The words of a message grouped into elements, left to right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flows.reading.elements import Cursor, Element
from flows.reading.figures import list_mark, money, noise
from flows.reading.lexicon import lexicon
from flows.reading.quantities import pau, quantity, vague
from flows.reading.words import Word

_SIGNS: Final = ("not", "sorry", "remove", "lower", "more", "each", "instead", "only", "and")
_BREAKS: Final = frozenset(",;|।?!\n")
_QUIET: Final = frozenset({"filler", "verb", "no", "yes", "money", "about", "talk"})
_SPELT: Final = 100
_BETWEEN: Final = frozenset({"to", "dekhi", "ki", "or", "देखि", "कि", "x"})


def _unit(cursor: Cursor) -> bool:
    word = cursor.at()
    if word is None or not (word.unit or word.text == "tin") or word.name:
        return False
    unit = word.unit or "tin"
    return cursor.add(Element("unit", unit=unit), 1)


def _sign(cursor: Cursor) -> bool:
    word = cursor.at()
    if word is None or word.name:
        return False
    if word.kind in {"sign", "line"}:
        return _mark(cursor, word)
    following = cursor.at(1)
    if word.text == "x" and following is not None and following.kind == "number":
        cursor.place += 1
        return True
    for role in _SIGNS:
        if word.has(role):
            return cursor.add(Element(role), 1)
    return False


def _mark(cursor: Cursor, word: Word) -> bool:
    if word.text in _BREAKS:
        return cursor.add(Element("break"), 1)
    following = cursor.at(1)
    if word.text == ":" and following is not None and _begins_goods(following):
        return cursor.add(Element("break"), 1)
    if word.text in "+&/":
        return cursor.add(Element("and"), 1)
    if word.text == "*":
        return cursor.add(Element("sorry"), 1)
    if word.text == "." and (following is None or following.spaced or following.text == "."):
        return cursor.add(Element("break"), 1)
    cursor.place += 1
    return True


def _begins_goods(word: Word) -> bool:
    """Whether a colon before this word ends a heading: *Hari Bhandar: chini 2 bora*."""
    return word.spaced and word.kind == "word" and not word.has("number")


def _filler(cursor: Cursor) -> bool:
    word = cursor.at()
    if word is None or word.name:
        return False
    if _is_news(cursor, word):
        return cursor.add(Element("filler"), 1)
    if word.has("of") or word.has("sort"):
        return cursor.add(Element("of"), 1)
    if word.has("also"):
        return cursor.add(Element("also"), 1)
    if _QUIET & word.roles.keys() and not _is_goods_here(cursor, word):
        return cursor.add(Element("filler"), 1)
    return False


def _is_goods_here(cursor: Cursor, word: Word) -> bool:
    """Whether a quiet word names goods: *sabun OK wala*, *bandaa 5 kilo*."""
    following = cursor.at(1)
    if following is None:
        return False
    if following.has("sort"):
        return cursor.sure_of(word.text) == _SPELT
    return following.kind == "number" and _sounds_like_goods(cursor, word)


def _is_news(cursor: Cursor, word: Word) -> bool:
    """*3 carton matra aayo*: talk after *only*, although Aayo is a salt."""
    only = bool(cursor.found) and cursor.found[-1].kind == "only"
    return only and "talk" in lexicon().by_spelling.get(word.text, {})


def _sounds_like_goods(cursor: Cursor, word: Word) -> bool:
    """Whether it is talk only by its sound, and goods by theirs: *bandaa* is cabbage."""
    written = word.text in lexicon().by_spelling
    return not written and cursor.sure_of(word.text) > _SPELT - _BY_SOUND


_BY_SOUND: Final = 4


def _name(cursor: Cursor) -> bool:
    word = cursor.at()
    if word is None or word.kind == "sign":
        return False
    last = cursor.found[-1] if cursor.found else None
    if last is not None and last.kind == "name":
        cursor.found[-1] = Element("name", (*last.words, word))
        cursor.place += 1
        return True
    return cursor.add(Element("name"), 1)


def _may_count(word: Word) -> bool:
    """Whether the word may be part of a number, or the sign between two."""
    if word.kind != "word":
        return True
    return bool({"number", "fraction", "scale"} & word.roles.keys()) or word.text in _BETWEEN


_RULES: Final = (
    list_mark,
    noise,
    money,
    pau,
    quantity,
    _unit,
    _sign,
    vague,
    _filler,
    _name,
)


def elements_of(words: Sequence[Word], sure_of: Callable[[str], int]) -> list[Element]:
    """All elements, in order; ``sure_of`` tells how surely a word is one of a product's name."""
    texts = [word.text if _may_count(word) else "" for word in words]
    cursor = Cursor(words, sure_of, texts)
    while cursor.place < len(words):
        if not any(rule(cursor) for rule in _RULES):
            cursor.place += 1
    return cursor.found
