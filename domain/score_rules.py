"""The weights and steps of the trade score: a table, with a version that every score names.

Source: the market's own rules for the trade score, version 1. It is not a bureau score; the
Karja Suchana Kendra scores bank loans, 60 to 960.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from domain.money import BASIS_POINTS

LOWEST_SCORE, HIGHEST_SCORE = 300, 900
POINTS = HIGHEST_SCORE - LOWEST_SCORE

Steps = tuple[tuple[int, int], ...]  # from a count to basis points, rising in the first


class Part(StrEnum):
    """The four parts of the score."""

    PAYMENT = "payment"
    DEBT = "debt"
    VOLUME = "volume"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """One version of the score's numbers; an old score is recomputed with its own.

    Attributes:
        weights: Percent of the points by part, 100 together.
        late_steps: Most days late, and what a rupee paid within them is worth; later is 0.
        debt_from_bp: Debt to limit up to which the debt part is whole.
        debt_to_bp: Debt to limit from which it is nothing; linear between.
        volume_steps: Delivered orders in `window_days`; linear between.
        age_steps: Days since the account was opened; linear between.
        unknown: What a part is worth where there is nothing to judge by; a thin file's score
            is as much of all points.
        window_days: "Twelve months": bills and orders older than it are forgotten.
        debt_days: Days over which debt to limit is averaged.
        thin_bills: Settled bills below which the file is thin.
        thin_score: The score of a thin file.
    """

    version: int
    weights: Mapping[Part, int]
    late_steps: Steps
    debt_from_bp: int
    debt_to_bp: int
    volume_steps: Steps
    age_steps: Steps
    unknown: Fraction
    window_days: int
    debt_days: int
    thin_bills: int
    thin_score: int

    def worth(self, late_days: int) -> int:
        """What a rupee that late is worth, in basis points."""
        return next((bp for most, bp in self.late_steps if late_days <= most), 0)


VERSION_1 = ScoreRules(
    version=1,
    weights=MappingProxyType({Part.PAYMENT: 40, Part.DEBT: 30, Part.VOLUME: 20, Part.AGE: 10}),
    late_steps=((0, 10_000), (7, 8_000), (15, 5_000), (30, 2_500)),
    debt_from_bp=3_000,
    debt_to_bp=10_000,
    volume_steps=((0, 0), (10, 2_500), (20, 5_000), (50, 7_500), (100, 10_000)),
    age_steps=((0, 0), (30, 2_500), (90, 5_000), (180, 7_500), (365, 10_000)),
    unknown=Fraction(1, 3),
    window_days=365,
    debt_days=90,
    thin_bills=3,
    thin_score=500,
)
SCORE_RULES: Mapping[int, ScoreRules] = MappingProxyType({1: VERSION_1})
SCORE_RULES_NOW = VERSION_1


def between(steps: Steps, count: int) -> Fraction:
    """The share, 0 to 1, that a count reaches on steps; linear between, flat beyond."""
    below = max((step for step in steps if step[0] <= count), default=steps[0])
    above = next((step for step in steps if step[0] > count), None)
    if above is None or count < below[0]:
        return Fraction(below[1], BASIS_POINTS)
    rise = Fraction((above[1] - below[1]) * (count - below[0]), above[0] - below[0])
    return (below[1] + rise) / BASIS_POINTS


def half_up(exact: Fraction) -> int:
    """A share or points above zero as the nearest whole number, half rounded up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
