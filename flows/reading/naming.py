"""Which words of a draft name the product, and what the words around them mean for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flows.reading.draft import Draft
from flows.reading.lexicon import lexicon
from flows.reading.names import Found, Matcher
from flows.reading.sound import spellings
from flows.reading.words import Word

_MODIFIERS: Final = ("big", "small", "loose", "glass")
LONGEST_NAME: Final = 10
"""Words of one name looked at; the goods stand next to the quantity, talk before them."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the words of a draft name.

    ``strange`` tells that a word none of the products has stands right beside the name, ``foreign``
    that the last word of the name is unknown, so that the thing itself is (*wheat bread*),
    ``unlike`` that a mere common noun or quality is said that no such product has (*rara masala*).
    """

    words: tuple[str, ...]
    found: tuple[Found, ...]
    hints: frozenset[str]
    strange: bool = False
    foreign: bool = False
    unlike: bool = False
    parts: tuple[tuple[str, ...], ...] = ()


def named(draft: Draft, matcher: Matcher) -> Named:
    """The best reading of the draft's words as one name."""
    words, hints, edges = _content(draft, matcher)
    texts = tuple(word.text for word in words)
    whole = matcher.match(texts)
    if whole or not words:
        return Named(texts, whole, hints)
    if hints:
        kept = [place for place, word in enumerate(words) if not _hint(word)]
        words, edges = [words[place] for place in kept], [edges[place] for place in kept]
        texts = tuple(word.text for word in words)
        whole = matcher.match(texts)
        if whole or not words:
            return Named(texts, whole, hints)
    span = _longest_span(texts, matcher)
    if span is None:
        return Named(texts, (), hints)
    start, end = span
    found = matcher.match(texts[start:end])
    after = words[end:]
    foreign = bool(after) and not _is_remark(after, edges[end], matcher)
    unlike = foreign and all(len(word.text) == 1 or _is_common(word.text) for word in after)
    foreign = foreign and not unlike
    strange = start > 0 and edges[start] == ""
    if strange and edges[start] == "" and all(_is_talk(w.text, matcher) for w in words[:start]):
        strange = False
    parts = _parts(texts, matcher) if strange or foreign or unlike else ()
    return Named(texts[start:end], found, hints, strange, foreign, unlike, parts)


def _content(draft: Draft, matcher: Matcher) -> tuple[list[Word], frozenset[str], list[str]]:
    """The words that may be a name, the hints among them, and what stands before each word."""
    words: list[Word] = []
    edges: list[str] = []
    hints: set[str] = set()
    for place, group in enumerate(draft.groups):
        edge = draft.links[place - 1] if place and place <= len(draft.links) else ""
        for word in group:
            hint = _hint(word)
            if hint:
                hints.add(hint)
                if not matcher.spells(word.text):
                    continue
            if is_verb_like(word.text, matcher):
                edge = "verb"
                continue
            words.append(word)
            edges.append(edge)
            edge = ""
    return words[-LONGEST_NAME:], frozenset(hints), edges[-LONGEST_NAME:]


def _hint(word: Word) -> str:
    return next((role for role in _MODIFIERS if word.has(role)), "")


def _is_remark(words: Sequence[Word], edge: str, matcher: Matcher) -> bool:
    """Whether words after a name are said about it and do not change what it is."""
    return edge not in {"", "of"} and not any(matcher.knows(word.text) for word in words)


def _is_common(word: str) -> bool:
    """Whether the word is a common noun or a quality, which alone names no other thing."""
    known = lexicon()
    return any(sound in known.kinds or sound in known.qualities for sound in spellings(word))


_VERB_ENDINGS: Final = (
    "eko",
    "era",
    "dai",
    "daai",
    "nus",
    "nuhos",
    "nuhola",
    "chha",
    "chhu",
    "chan",
    "lyo",
    "lya",
    "bhayo",
    "idinu",
    "aunu",
    "incha",
    "uncha",
    "aucha",
    "auchu",
    "dichu",
    "thiyo",
    "nuparyo",
    "ekai",
    "bhako",
    "vako",
    "irako",
    "iraheko",
    "nuhunchha",
    "hunchha",
    "yeko",
    "ndai",
    "ijyo",
    "naparne",
    "sakincha",
    "bole",
    "bolya",
    "bolyo",
    "garya",
    "gareko",
    "ेको",
    "ेका",
    "एको",
    "एका",
    "ुस्",
    "होस्",
    "होला",
    "्छ",
    "्छु",
    "्यो",
    "यो",
    "िन्",
    "ँदै",
    "दैछ",
)
_SHORTEST_VERB: Final = 4
_CERTAIN: Final = 96


def is_verb_like(word: str, matcher: Matcher) -> bool:
    """Whether an unknown word ends as Nepali verbs do."""
    if len(word) < _SHORTEST_VERB or not word.endswith(_VERB_ENDINGS):
        return False
    return matcher.sure_of(word) < _CERTAIN


def _is_talk(word: str, matcher: Matcher) -> bool:
    return is_verb_like(word, matcher)


def _longest_span(texts: tuple[str, ...], matcher: Matcher) -> tuple[int, int] | None:
    """The longest run of words that some product bears; of equals the best met, then the last."""
    count = len(texts)
    for length in range(count - 1, 0, -1):
        spans = [(start, start + length) for start in range(count - length + 1)]
        found = [(matcher.strictly(texts[start:end]), start, end) for start, end in spans]
        known = [(f[0].met, start, end) for f, start, end in found if f]
        if known:
            return max(known)[1:]
    return None


def _parts(texts: tuple[str, ...], matcher: Matcher) -> tuple[tuple[str, ...], ...]:
    """The words as several whole names one after the other, or nothing."""
    parts: list[tuple[str, ...]] = []
    start = 0
    while start < len(texts):
        for end in range(len(texts), start, -1):
            found = matcher.strictly(texts[start:end])
            if found and (found[0].met or found[0].head):
                parts.append(texts[start:end])
                start = end
                break
        else:
            return ()
    return tuple(parts) if len(parts) > 1 else ()
