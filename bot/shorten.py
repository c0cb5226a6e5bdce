"""Long texts made to fit a phone: cut where it hurts least, and never inside a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ELLIPSIS = "…"
_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ hold Devanagari letters together
_VIRAMAS = "\u094d"
# A pack size inside a product's name: what tells "1 L" from "5 L".
_SIZE = re.compile(
    r"[\d०-९][\d०-९.,]*\s?(?:kg|gm|g|ml|l|pcs|pc|inch|केजी|किलो|ग्राम|मिलि|लिटर|थान)(?!\w)",
    re.IGNORECASE,
)


def cut(text: str, limit: int) -> str:
    """The text within ``limit`` characters, cut at a word if one ends near."""
    if len(text) <= limit:
        return text
    end = limit - len(ELLIPSIS)
    space = text.rfind(" ", end * 2 // 3, end + 1)
    if space > 0:
        return text[:space].rstrip(" ·,;:-") + ELLIPSIS
    while end > 1 and _inside_letter(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def cut_name(name: str, limit: int) -> str:
    """A product's name within ``limit`` characters that keeps its pack size."""
    if len(name) <= limit:
        return name
    sizes = [found.group() for found in _SIZE.finditer(name)]
    if not sizes or len(sizes[-1]) > limit // 2:
        return cut(name, limit)
    size = sizes[-1]
    head = name[: name.rindex(size)].rstrip()
    return f"{cut(head, limit - len(size) - 1)} {size}"


def cut_apart(names: Sequence[str], limit: int) -> tuple[str, ...]:
    """Names shortened so that those which differ still do, where cutting allows it.

    Names that fall together lose the words that they begin with in common.
    """
    short = [cut_name(name, limit) for name in names]
    for title in set(short):
        alike = [n for n, one in enumerate(short) if one == title]
        if len({names[n] for n in alike}) > 1:
            skip = _words_in_common([names[n] for n in alike])
            for n in alike:
                rest = " ".join(names[n].split()[skip:])
                short[n] = cut_name(f"{ELLIPSIS}{rest}" if rest else names[n], limit)
    return tuple(short)


def _words_in_common(names: Sequence[str]) -> int:
    count = 0
    for words in zip(*(name.split() for name in names), strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


def _inside_letter(text: str, end: int) -> bool:
    """Whether a cut here would part a letter from its signs."""
    after, before = text[end], text[end - 1]
    return (
        unicodedata.category(after).startswith("M")
        or after in _JOINERS
        or before in _JOINERS
        or before in _VIRAMAS
    )
