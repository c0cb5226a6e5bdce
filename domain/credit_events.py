"""What happens to a shop's name: its score is made anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.ids import ShopId
from domain.scoring import Parts, Score


@dataclass(frozen=True, slots=True)
class Scored:
    """A shop's score was made, and is another than the last.

    Attributes:
        final: The day was over; otherwise more of it was to come.
    """

    shop_id: ShopId
    on: date
    value: int
    thin: bool
    settled_bills: int
    parts: Parts
    weights_version: int
    final: bool

    @classmethod
    def of(cls, shop_id: ShopId, score: Score, *, final: bool) -> Scored:
        """What is kept of a score; its reasons can be worked out again."""
        return cls(
            shop_id,
            score.on,
            score.value,
            score.thin,
            score.settled_bills,
            score.parts,
            score.weights_version,
            final,
        )

    def repeats(self, last: Scored) -> bool:
        """Whether the last score says the same, and was not of a day that went on since."""
        same = replace(self, on=last.on, final=last.final) == last
        return same and (last.final or not self.final)


CreditEvent = Scored
