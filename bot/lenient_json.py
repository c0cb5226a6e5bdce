"""JSON from outside, read without trusting its shape: what is missing or odd is simply empty."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import orjson

from bot.safe_text import safe_line

DEPTH_LIMIT = 20  # no message of Meta's nests half as deep
WHOLE_DIGITS = 18  # fits into 64 bits
PRUNE_DEPTH = 60  # what a whole body may nest before the strict parser gives up on all of it

Json = dict[str, Any]

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json(body: bytes) -> object:
    """The body as JSON; None when it is none.

    Where the strict parser refuses (NaN, half an emoji, bytes that are no UTF-8, nesting without
    end), a lenient one saves the rest: one bad message must not cost a batch its others.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        text = _pruned(body.decode("utf-8", "replace"))
        found = json.loads(text, parse_constant=_none, parse_float=_finite, parse_int=_whole)
        return orjson.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def write_json(item: object) -> bytes:
    """The item's JSON; what nests beyond `PRUNE_DEPTH` is null."""
    try:
        return orjson.dumps(item)
    except TypeError:  # orjson writes less deep than it reads
        return orjson.dumps(_cut(item))


def too_deep(item: object, payload: bytes) -> bool:
    """Whether the item nests deeper than anything Meta sends; its JSON makes the answer cheap."""
    if payload.count(b"{") + payload.count(b"[") <= DEPTH_LIMIT:
        return False
    return _depth(item) > DEPTH_LIMIT


def items(value: object) -> Iterator[object]:
    """The items of a list; of anything else the thing itself; of nothing nothing."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def dicts(value: object) -> Iterator[Json]:
    """The objects among the items."""
    return (item for item in items(value) if isinstance(item, dict))


def as_dict(value: object) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def first_dict(value: object) -> Json:
    """The first object of a list, else an empty one."""
    return next(dicts(value), {})


def as_line(value: object, limit: int) -> str:
    """The value as one safe line if it is a string, else nothing."""
    return safe_line(value, limit) if isinstance(value, str) else ""


def _depth(item: object, above: int = 0) -> int:
    if above > DEPTH_LIMIT or not isinstance(item, dict | list):
        return above
    inner = item.values() if isinstance(item, dict) else item
    return max((_depth(each, above + 1) for each in inner), default=above + 1)


def _cut(item: object, above: int = 0) -> object:
    if not isinstance(item, dict | list):
        return item
    if above == PRUNE_DEPTH:
        return None
    if isinstance(item, dict):
        return {name: _cut(each, above + 1) for name, each in item.items()}
    return [_cut(each, above + 1) for each in item]


def _none(_: str) -> None:
    """What NaN and Infinity become."""


def _whole(number: str) -> int | float | None:
    return int(number) if len(number) <= WHOLE_DIGITS else _finite(number)


def _finite(number: str) -> float | None:
    found = float(number)
    return found if math.isfinite(found) else None


def _pruned(text: str) -> str:
    """The text with everything nested deeper than `PRUNE_DEPTH` replaced by null."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKENS.finditer(text):
        match token.group():
            case "[" | "{":
                depth += 1
                if depth == PRUNE_DEPTH + 1:
                    kept.append(text[start : token.start()] + "null")
            case "]" | "}":
                if depth == PRUNE_DEPTH + 1:
                    start = token.end()
                depth -= 1
    return "".join(kept) + (text[start:] if depth <= PRUNE_DEPTH else "")
