"""Money in whole paisa, and the one way to round it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PAISA_PER_RUPEE = 100
BASIS_POINTS = 10_000
LARGEST_PAISA = 10**15  # Rs 10 trillion: far above any true amount, far below bigint

_AMOUNT = re.compile(r"(?:rs\.?|npr|रु\.?)?\s*(\d[\d,]{0,24})(?:\.(\d{1,2}))?(?:/-)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """Nepalese rupees, held as whole paisa (1/100). Floats are refused.

    Attributes:
        paisa: The amount in paisa; may be negative where a balance may.
    """

    paisa: int

    def __post_init__(self) -> None:
        if type(self.paisa) is not int:
            raise TypeError(f"money is whole paisa, not {type(self.paisa).__name__}")
        if abs(self.paisa) > LARGEST_PAISA:
            raise OverflowError(f"{self.paisa} paisa is no amount of trade")

    @classmethod
    def rupees(cls, rupees: int) -> Money:
        """Whole rupees as money."""
        return cls(rupees * PAISA_PER_RUPEE)

    def __add__(self, other: Money) -> Money:
        return Money(self.paisa + other.paisa)

    def __sub__(self, other: Money) -> Money:
        return Money(self.paisa - other.paisa)

    def __neg__(self) -> Money:
        return Money(-self.paisa)

    def __bool__(self) -> bool:
        return self.paisa != 0

    def times(self, quantity: Decimal) -> Money:
        """This price for ``quantity`` of it, rounded half up once."""
        return Money(round_half_up(Decimal(self.paisa) * quantity))

    def at_rate(self, rate_bp: int) -> Money:
        """The part of this amount at ``rate_bp`` basis points, rounded half up once."""
        return Money(round_half_up(Decimal(self.paisa * rate_bp) / BASIS_POINTS))

    def share(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Split by weights so that the parts sum exactly (largest remainder).

        Args:
            weights: Non-negative, at least one above zero.
        """
        whole = sum(weights)
        assert whole > 0
        assert min(weights) >= 0
        floors = [self.paisa * weight // whole for weight in weights]
        left = self.paisa - sum(floors)
        by_remainder = sorted(
            range(len(weights)), key=lambda i: (-(self.paisa * weights[i] % whole), i)
        )
        for i in by_remainder[:left]:
            floors[i] += 1
        return tuple(Money(paisa) for paisa in floors)


ZERO = Money(0)


def round_half_up(amount: Decimal) -> int:
    """The one rounding in the house: half goes away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def total(amounts: Sequence[Money]) -> Money:
    """The sum of amounts; nothing sums to zero."""
    return Money(sum(amount.paisa for amount in amounts))


def parse_rupees(text: str) -> Money | None:
    """Rupees as people write them (``Rs 1,23,456.50``, ``रु ५००/-``), or None."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    rupees, paisa = found.groups()
    value = int(rupees.replace(",", "")) * PAISA_PER_RUPEE + int((paisa or "0").ljust(2, "0"))
    return Money(value) if value <= LARGEST_PAISA else None
