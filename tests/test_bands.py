"""What a score allows: the table of bands, and its rows of the gate."""

import pytest

from domain.bands import BandRefusal, CreditStanding, band_of, refuse_by_standing
from domain.money import Money

BANDS = [
    (900, "excellent", None, None),
    (750, "excellent", 10**6, None),
    (749, "good", 10**6, None),
    (650, "good", 10**6, None),
    (649, "fair", 100_000, None),
    (550, "fair", 100_001, "over_cap"),
    (549, "poor", 50_000, "needs_admin"),
    (450, "poor", 50_001, "needs_admin"),
    (449, "very_poor", 1, "cash_only"),
    (300, "very_poor", 1, "cash_only"),
]


@pytest.mark.parametrize(("score", "band", "rupees", "refusal"), BANDS)
def test_bands(score: int, band: str, rupees: int | None, refusal: str | None) -> None:
    rule = band_of(score, thin=False)
    assert rule.band == band
    found = refuse_by_standing(CreditStanding(rule), Money.rupees(rupees or 1))
    assert found == (BandRefusal(refusal) if refusal else None)


def test_the_gate_of_bands_and_arrears() -> None:
    poor = CreditStanding(band_of(500, thin=False), admin_agreed=True)
    assert refuse_by_standing(poor, Money.rupees(50_000)) is None
    assert refuse_by_standing(poor, Money.rupees(50_001)) is BandRefusal.OVER_CAP
    thin = CreditStanding(band_of(500, thin=True))
    assert refuse_by_standing(thin, Money.rupees(100_000)) is None
    assert refuse_by_standing(thin, Money.rupees(100_001)) is BandRefusal.OVER_CAP
    blocked = CreditStanding(band_of(900, thin=False), blocking=Money(1))
    assert refuse_by_standing(blocked, Money.rupees(1)) is BandRefusal.BLOCKED
