"""Names of businesses as people say them, in either script."""

from __future__ import annotations

from flows.reading.sound import skeleton
from flows.reading.text import normalise

_ENDINGS = ("lai", "laai", "ko", "le", "bata", "लाई", "को", "ले", "बाट")
_SHORTEST = 2


def called(said: str, name: str) -> bool:
    """Whether the words are this business's name, or how it begins; by sound.

    *sarma* and शर्मा are Sharma Kirana, *kirana* is not.
    """
    words, whole = _sounds(said), _sounds(name)
    return bool(words) and whole[: len(words)] == words


def mentions(message: str, name: str) -> bool:
    """Whether a message speaks of this business by the first word of its name."""
    return _sounds(name)[:1] in [[word] for word in _sounds(message)]


def names_somebody(message: str) -> bool:
    """Whether money is said to have gone *to* somebody: *om lai*, ओमलाई, *to om*."""
    words = normalise(message).split()
    marked = any(word in ("lai", "laai", "लाई", "to") for word in words[1:] + words[:-1])
    return marked or any(word.endswith(("लाई", "lai")) for word in words)


def _sounds(text: str) -> list[str]:
    words = [_stem(word.strip(".,:;!?।")) for word in normalise(text).split()]
    return [skeleton(word) for word in words if len(word) >= _SHORTEST]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + _SHORTEST:
            return word.removesuffix(ending)
    return "" if word in _ENDINGS else word
