"""How much of one message is read, so that no message takes long; the rest is named back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flows.reading.text import Token

MOST_WORK: Final = 650
"""Tokens of one message, ends of lines aside; the first time a word is met counts two more, four
if nobody knows it, and each word in a long run without a number counts as four. An order of two
hundred short lines is within it, a wall of words is not."""
MOST_DRAFTS: Final = 200
"""Things wanted in one message."""
_NEW_WORD: Final = 2
_UNKNOWN: Final = 4
_LONGEST_RUN: Final = 6
_IN_A_RUN: Final = 4
_SHOWN: Final = 60
_NEAR_END: Final = 40
_ENDS: Final = frozenset("\n,;।")


def readable(found: Sequence[Token], is_known: Callable[[str], bool]) -> int:
    """How many tokens are read: all, or as many as take the most work, up to the end of a line."""
    if len(found) * (_IN_A_RUN + _UNKNOWN) <= MOST_WORK:
        return len(found)
    work, run = 0, 0
    new: set[str] = set()
    for place, token in enumerate(found):
        run = run + 1 if token.kind == "word" else 0
        if token.kind == "line" and found[place - 1].kind != "line":
            continue
        work += 1 if run <= _LONGEST_RUN else _IN_A_RUN
        if token.kind == "word" and token.text not in new:
            new.add(token.text)
            work += _NEW_WORD if is_known(token.text) else _UNKNOWN
        if work > MOST_WORK:
            return _line_end(found, place)
    return len(found)


def _line_end(found: Sequence[Token], place: int) -> int:
    """The end of the line before that place, if one is near; a line is not read in half."""
    for back in range(place, max(0, place - _NEAR_END), -1):
        if found[back - 1].text in _ENDS:
            return back
    return place


def named_back(rest: str) -> str:
    """What was not read, as it is named back: its beginning."""
    rest = " ".join(rest.split())
    return rest if len(rest) <= _SHOWN else rest[:_SHOWN].rstrip() + "…"
