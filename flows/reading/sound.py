"""How a word sounds: one key for all the spellings people use for it.

Devanagari and romanised Nepali meet here: वाइ, wai, vai and bai share a key, so do जिरा, jira and
jeera. `skeleton` keeps vowels (til is not tel), `consonants` drops them (chni is chini).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LETTERS: Final = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळऩऱ"
_SPOKEN: Final = "k kh g gh n ch ch j jh n t th d dh n t th d dh n p f b bh m y r l v s s s h l n r"
_CONSONANTS: Final = dict(zip(_LETTERS, _SPOKEN.split(), strict=True))
_VOWEL_SOUNDS: Final = "a a i i u u ri e ai o au e o"
_VOWELS: Final = dict(zip("अआइईउऊऋएऐओऔऍऑ", _VOWEL_SOUNDS.split(), strict=True))
_SIGNS: Final = dict(zip("ािीुूृेैोौॅॉ", _VOWEL_SOUNDS.split()[1:], strict=True))
_NASALS: Final = "ंँ"
_MOON: Final = "ँ"
_VIRAMA: Final = "्"
_INVISIBLE: Final = re.compile("[\u200c\u200d\u093c\u0903]")

_SOUNDS: Final = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"[^a-z0-9]", ""),
        (r"(?<=[a-z]{2})ce$", "s"),
        (r"(?<=[a-z]{3}[^aeiou0-9])e$", ""),
        (r"wh|hw|hv", "w"),
        (r"^kn", "n"),
        (r"igh", "i"),
        (r"^gy|gny|jny", "gy"),
        (r"x", "ks"),
        (r"tch|chh|ch", "C"),
        (r"sch|sh", "s"),
        (r"ph", "f"),
        (r"ck|q", "k"),
        (r"s?c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "j"),
        (r"([kgjtdbp])h", r"\1"),
        (r"[ao]w(?![aeiouh])", "o"),
        (r"[vw]", "b"),
        (r"tion|sion", "san"),
        (r"ee|ea|ii|ie$", "i"),
        (r"uit", "ut"),
        (r"oo|uu|ou(?=[sl])", "u"),
        (r"aa+", "a"),
        (r"aya(?=[^aeiou])", "ai"),
        (r"ai|ei|ay(?![aeiou])|ey(?![aeiou])", "e"),
        (r"au|ou|ao", "o"),
        (r"(?<=p)iy(?=a)|(?<=[^aeiou])y(?=a)", ""),
        (r"iy(?=[ao])", "i"),
        (r"ey(?=o)", "e"),
        (r"y(?![aeiou])", "i"),
        (r"(?<=.)(.)\1+", r"\1"),
        (r"(?<=[aeiou])h(?![aeiou])", ""),
        (r"n(?=[pbm])|m(?=[tdkgCs])", "n"),
    )
)


@lru_cache(maxsize=1 << 17)
def skeleton(word: str) -> str:
    """The sound of a word, vowels kept, in lower-case Latin letters (`C` stands for ch)."""
    if word.isdigit() or len(set(word)) == 1:
        return word
    sound = romanised(word) if any("\u0900" <= char <= "\u097f" for char in word) else word
    for pattern, plain in _SOUNDS:
        sound = pattern.sub(plain, sound)
    return sound


@lru_cache(maxsize=1 << 14)
def clear_sound(word: str) -> str:
    """The sound with breath kept: khata (ledger) is not katta (sack), mulya (price) not mula."""
    word = word.replace("्या", "ा")
    sound = romanised(word) if any("\u0900" <= char <= "\u097f" for char in word) else word
    for pattern, plain in _SOUNDS:
        if pattern.pattern not in _BLURRING:
            sound = pattern.sub(plain, sound)
    return sound


_BLURRING: Final = frozenset({r"([kgjtdbp])h", r"(?<=p)iy(?=a)|(?<=[^aeiou])y(?=a)", r"wh|hw|hv"})


_COUNT_FOLDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile("[ट][्](?=ठ)|[च][्](?=छ)|ँ|ं|\u200d|\u200c"), ""),
    (re.compile("(.)्\\1"), r"\1"),
)
_COUNT_LETTERS: Final = str.maketrans("ईीऊूशषव", "इिउुससब")
_LATIN_FOLDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile("ee|ii|y"), "i"),
    (re.compile("sh|z"), "s"),
    (re.compile("[vw]"), "b"),
    (re.compile("(?<=[bcdgkpt])h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SHORTEST_COUNT: Final = 3


@lru_cache(maxsize=1 << 14)
def count_key(word: str) -> str:
    """What the spellings of one number word share: बाईस and बाइस, athaais and atthais.

    Empty when too little is left to tell numbers from other words.
    """
    if "\u0900" <= word[:1] <= "\u097f":
        word = word.translate(_COUNT_LETTERS)
        folds, shortest = _COUNT_FOLDS, _SHORTEST_COUNT - 1
    else:
        folds, shortest = _LATIN_FOLDS, _SHORTEST_COUNT
    for pattern, plain in folds:
        word = pattern.sub(plain, word)
    return word if len(word) > shortest else ""


_NO_VOWELS: Final = str.maketrans("", "", "aeiouhy")


@lru_cache(maxsize=1 << 17)
def consonants(sound: str) -> str:
    """The consonants of a skeleton; a first vowel counts as one."""
    first = "a" if sound[:1] in {"a", "e", "i", "o", "u"} else ""
    return first + sound.translate(_NO_VOWELS)


def romanised(word: str) -> str:
    """A Devanagari word in Latin letters, the unspoken last a dropped."""
    word = _INVISIBLE.sub("", word).replace("ज्ञ", "ग्य")
    parts: list[str] = []
    for index, char in enumerate(word):
        following = word[index + 1 : index + 2]
        if char in _CONSONANTS:
            silent = following == _VIRAMA or following in _SIGNS or not following
            parts.append(_CONSONANTS[char] + ("" if silent and following else "a"))
        elif char in _VOWELS:
            parts.append(_VOWELS[char])
        elif char in _SIGNS:
            parts.append(_SIGNS[char])
        elif char in _NASALS:
            parts.append("n" if following else "")
        elif char != _VIRAMA:
            parts.append(char)
    return _without_last_a("".join(parts), word)


_KEEPS_A: Final = frozenset({"्य", "्र", "्व", "्न", "्छ"})
"""Endings after which the last a is spoken: surya, chandra, garna, parchha."""
_SHORT: Final = 2


def _without_last_a(latin: str, word: str) -> str:
    bare = len(word) > 1 and word[-1] in _CONSONANTS and word[-2:] not in _KEEPS_A
    return latin[:-1] if bare and latin.endswith("a") and len(latin) > _SHORT else latin


_MEDIAL_A: Final = re.compile(r"(?<=[aeiou][b-df-hj-np-tv-z])a(?=[b-df-hj-np-tv-z]h?[aeiou])")
_MEDIAL_A_AFTER_H: Final = re.compile(r"(?<=[aeiou][bcdgjkpt]h)a(?=[b-df-hj-np-tv-z]h?[aeiou])")


@lru_cache(maxsize=1 << 17)
def spellings(word: str) -> tuple[str, ...]:
    """The skeletons a word may be meant by; Devanagari leaves open which inner a is spoken."""
    if not any("\u0900" <= char <= "\u097f" for char in word):
        return (skeleton(word),)
    found = [skeleton(word)]
    for form in (word, word.replace(_MOON, "")) if _MOON in word else (word,):
        latin = romanised(form)
        found += [skeleton(form), skeleton(_MEDIAL_A_AFTER_H.sub("", _MEDIAL_A.sub("", latin)))]
    return tuple(dict.fromkeys(found))
