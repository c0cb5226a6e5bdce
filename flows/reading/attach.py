"""Names and quantities in a row: which belongs to which, as the cheapest way to share them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from flows.reading.draft import Draft, Knows
from flows.reading.elements import Element

_PAIR: Final = 2
_SWITCH: Final = 0.3


Part = Draft | Element


def attached(sequence: Sequence[Part], names: Sequence[int], knows: Knows) -> list[Draft]:
    """Each name with its quantities: the cheapest way to share out what stands between names."""
    gaps = _gaps(sequence, names)
    known = [
        any(bool(knows(group) or knows(group[-1:])) for group in _draft(sequence, n).groups)
        for n in names
    ]
    best: dict[tuple[int, str], tuple[float, tuple[int, ...]]] = {(len(gaps[0]), ""): (0.0, ())}
    for place in range(len(names)):
        after = gaps[place + 1]
        last = place == len(names) - 1
        found: dict[tuple[int, str], tuple[float, tuple[int, ...]]] = {}
        for (taken, style), (cost, cuts) in best.items():
            before = gaps[place][len(gaps[place]) - taken :]
            for cut in (len(after),) if last else range(len(after), -1, -1):
                mine = after[:cut]
                now = "first" if before and not mine else "last" if mine and not before else ""
                price = cost + _cost(before, mine, known=known[place])
                price += _SWITCH * bool(style and now and style != now)
                state = (len(after) - cut, now or style)
                if state not in found or price < found[state][0]:
                    found[state] = (price, (*cuts, cut))
        best = found
    cuts = min(best.values())[1]
    return _cut(sequence, names, gaps, cuts)


def _draft(sequence: Sequence[Part], place: int) -> Draft:
    part = sequence[place]
    assert isinstance(part, Draft)
    return part


def _gaps(sequence: Sequence[Part], names: Sequence[int]) -> list[list[Element]]:
    edges = [-1, *names, len(sequence)]
    return [
        [part for part in sequence[one + 1 : two] if isinstance(part, Element)]
        for one, two in pairwise(edges)
    ]


def _cut(
    sequence: Sequence[Part],
    names: Sequence[int],
    gaps: Sequence[Sequence[Element]],
    cuts: Sequence[int],
) -> list[Draft]:
    found = []
    start = 0
    for place, name in enumerate(names):
        before = tuple(gaps[place][start:])
        start = cuts[place]
        after = tuple(gaps[place + 1][:start])
        draft = joined_units(_draft(sequence, name), (*before, *after))
        found.append(replace(draft, first=bool(before) and not after))
    return found


def joined_units(draft: Draft, quantities: tuple[Element, ...]) -> Draft:
    """``carton`` before a bare number, in the quantities of one name."""
    found: list[Element] = []
    for quantity in quantities:
        last = found[-1] if found else None
        if last is not None and last.kind == "unit":
            found[-1] = replace(quantity, unit=last.unit, words=(*last.words, *quantity.words))
        else:
            found.append(quantity)
    return replace(draft, quantities=tuple(q for q in found if q.kind == "quantity"))


def _cost(before: Sequence[Element], after: Sequence[Element], *, known: bool) -> float:
    """How odd it is that a name has these quantities before and after it."""
    mine = [q for q in (*before, *after) if q.kind == "quantity"]
    if not mine:
        return 3.0 if known else 0.6
    odd = 0.0 if known else 0.8
    sizes = [q for q in mine if q.is_measure or (q.of and not q.money)]
    if len(mine) == 1:
        return odd + (0.5 if mine[0].of else 0.0)
    if len(mine) == _PAIR:
        return odd + _pair_cost(mine, sizes)
    return odd + 2.0 * (len(mine) - _PAIR) + _pair_cost(mine[:_PAIR], sizes)


def _pair_cost(mine: Sequence[Element], sizes: Sequence[Element]) -> float:
    if len(sizes) == 1:
        return 0.1 if mine[0] in sizes else 0.3
    if len(sizes) == _PAIR:
        return 0.3 if any(q.of for q in sizes) else 1.5
    return 1.0 if not mine[0].unit else 2.5
