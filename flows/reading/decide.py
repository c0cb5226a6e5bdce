"""Sure, ask, or no: from the products a name may mean to the one it does mean, if it is certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.catalog import Sku
from flows.reading.fit import (
    INEXACT,
    PIECE,
    UNSOLD,
    Wanted,
    is_one_pack,
    sizes_fit,
    unit_fit,
    volume,
)
from flows.reading.names import FULL_NAME, OWN_NAME, PART, Found, Matcher
from flows.reading.naming import Named
from flows.reading.reading import Doubt

SURE_ENOUGH: Final = 82
"""Sureness of the words (0–100) below which the product is asked for."""
_CLOSE: Final = 0.7
"""Units this near in fit do not tell two products apart (carton and peti, not carton and crate)."""
_NEAR_SCORE: Final = 8


@dataclass(frozen=True, slots=True)
class Decision:
    """The product meant, or the candidates and why it is not certain."""

    number: int | None
    options: tuple[int, ...]
    doubt: Doubt | None = None
    score: int = 0


def decide(named: Named, wanted: Wanted, matcher: Matcher, usual: Mapping[Sku, int]) -> Decision:
    """The decision for one name with its quantity."""
    best = named.found[0].score if named.found else 0
    found = [f for f in named.found if f.score >= best - _NEAR_SCORE or f.met]
    sized = [f for f in found if sizes_fit(matcher.entry(f.number), wanted.sizes)]
    if not sized:
        return Decision(None, _options(found, matcher, usual, wanted), Doubt.WHICH)
    fits = {f.number: unit_fit(matcher.entry(f.number), wanted) for f in sized}
    top = max(fits.values())
    if top <= INEXACT:
        return Decision(None, _options(sized, matcher, usual, wanted), Doubt.UNIT)
    fitting = [f for f in sized if fits[f.number] >= top - _CLOSE]
    if all(f.met == PART for f in fitting):
        owners = [f for f in sized if f.met == OWN_NAME and fits[f.number] >= PIECE]
        fitting = owners or fitting
    fitting = _by_hints(fitting, named, matcher)
    chosen = _one_of(fitting, sized, named, wanted, matcher)
    if chosen is None or chosen.score < SURE_ENOUGH or named.strange or named.unlike:
        others = [f for f in sized if f not in fitting and fits[f.number] > UNSOLD]
        options = _options(fitting, matcher, usual, wanted) + _options(
            others, matcher, usual, wanted
        )
        return Decision(None, options, Doubt.WHICH)
    return Decision(chosen.number, (chosen.number,), None, chosen.score)


def _options(
    found: Sequence[Found], matcher: Matcher, usual: Mapping[Sku, int], wanted: Wanted
) -> tuple[int, ...]:
    def rank(f: Found) -> tuple[float, ...]:
        entry = matcher.entry(f.number)
        return (
            -usual.get(entry.product.sku, 0),
            -f.met,
            -unit_fit(entry, wanted),
            -f.score,
            f.number,
        )

    return tuple(f.number for f in sorted(found, key=rank))


def _by_hints(found: list[Found], named: Named, matcher: Matcher) -> list[Found]:
    """Candidates left by *thulo*, *sano* and *khulla*."""
    if "loose" in named.hints:
        loose = [f for f in found if matcher.entry(f.number).product.sell_unit == "kg"]
        found = loose or found
    if len(found) == 1 or not {"big", "small"} & named.hints:
        return found
    sizes = {f.number: volume(matcher.entry(f.number)) for f in found}
    known = [size for size in sizes.values() if size is not None]
    if len(known) < len(found) or len({base for base, _ in known}) > 1:
        return found
    wish = max(known) if "big" in named.hints else min(known)
    return [f for f in found if sizes[f.number] == wish]


def _one_of(
    fitting: Sequence[Found],
    all_sized: Sequence[Found],
    named: Named,
    wanted: Wanted,
    matcher: Matcher,
) -> Found | None:
    """The one candidate that is certain, or None."""
    best = max(f.met for f in fitting)
    leading = [f for f in fitting if f.met == best]
    missed = [f for f in all_sized if f not in fitting and f.met > best and f.met >= FULL_NAME]
    if best == PART:
        return _only_part(fitting, all_sized, missed, wanted, matcher)
    brand = matcher.entry(leading[0].number).product.brand
    other = any(not brand or matcher.entry(f.number).product.brand != brand for f in missed)
    if missed and ((best < FULL_NAME and other) or _is_missed_whole(missed, wanted, matcher)):
        return None
    one = _one_pack(fitting, wanted, matcher)
    if one is not None:
        return one
    if len(leading) != 1:
        return None
    if best < FULL_NAME and not _tells_apart(leading[0], fitting, named, matcher):
        return None
    return leading[0]


def _is_missed_whole(missed: Sequence[Found], wanted: Wanted, matcher: Matcher) -> bool:
    """Whether the owner of the very name is sold by the piece said, if not packed so."""
    return any(
        f.met == OWN_NAME and unit_fit(matcher.entry(f.number), wanted) == PIECE for f in missed
    )


def _one_pack(fitting: Sequence[Found], wanted: Wanted, matcher: Matcher) -> Found | None:
    """The product of which a weight said is just one pack: 50 kg chini is one sack."""
    packs = [f for f in fitting if f.met and is_one_pack(matcher.entry(f.number), wanted)]
    return packs[0] if len(packs) == 1 else None


def _only_part(
    fitting: Sequence[Found],
    all_sized: Sequence[Found],
    missed: Sequence[Found],
    wanted: Wanted,
    matcher: Matcher,
) -> Found | None:
    """A part of a name is certain when nothing else has it and the thing is called by it."""
    if len(fitting) != 1:
        return None
    only = fitting[0]
    brand = matcher.entry(only.number).product.brand
    if any(not brand or matcher.entry(f.number).product.brand != brand for f in missed):
        return None
    alone = len(all_sized) == 1
    sold = unit_fit(matcher.entry(only.number), wanted) >= PIECE and wanted.unit != ""
    if not alone and not sold and not wanted.sizes:
        return None
    return only if only.head else None


def _tells_apart(chosen: Found, fitting: Sequence[Found], named: Named, matcher: Matcher) -> bool:
    """Whether the common noun left out is no matter: *mansuli* is rice, *wheel* soap or powder."""
    left = matcher.common_left_out(chosen.number, named.words)
    return all(
        left <= matcher.common_left_out(f.number, named.words) for f in fitting if f is not chosen
    )
