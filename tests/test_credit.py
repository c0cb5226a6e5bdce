"""The credit gate asks in order; what is late stands in its bucket."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.credit import (
    AGEING_NAMES,
    Bill,
    CreditAsk,
    CreditLine,
    Refusal,
    ageing,
    refuse_credit,
)
from domain.ids import OrderId
from domain.people import Shop, Standing
from tests.market import GUPTA, NOON, SHOP, rs, uid

LINE = CreditLine(rs(50_000), owed=rs(12_000), held=rs(8_000))


def test_available_is_limit_less_owed_less_held() -> None:
    assert LINE.available == rs(30_000)
    assert CreditLine(rs(50_000), owed=rs(-500)).available == rs(50_500)


GATE = [
    # standing             frozen until     total     refused because
    (Standing.APPROVED, None, "30000", None),
    (Standing.APPROVED, None, "30000.01", Refusal.OVER_LIMIT),
    (Standing.WAITING, None, "1", Refusal.NOT_APPROVED),
    (Standing.REJECTED, None, "1", Refusal.NOT_APPROVED),
    (Standing.WAITING, None, "99999", Refusal.NOT_APPROVED),
    (Standing.FROZEN, None, "1", Refusal.FROZEN),
    (Standing.FROZEN, 60, "99999", Refusal.FROZEN),
    (Standing.FROZEN, 0, "1", None),
    (Standing.FROZEN, -60, "99999", Refusal.OVER_LIMIT),
]


@pytest.mark.parametrize(("standing", "minutes", "total", "refusal"), GATE)
def test_the_gate_asks_from_the_top(
    standing: Standing, minutes: int | None, total: str, refusal: Refusal | None
) -> None:
    until = None if minutes is None else NOON + timedelta(minutes=minutes)
    shop: Shop = replace(SHOP, standing=standing, frozen_until=until)
    assert refuse_credit(CreditAsk(shop, LINE, rs(total), NOON)) is refusal


def _bill(days_late: int, amount: str, paid: str = "0") -> Bill:
    due = date(2026, 11, 23) - timedelta(days=days_late)
    return Bill(OrderId(uid(1)), 1, GUPTA.id, GUPTA.name, rs(amount), rs(paid), due)


@pytest.mark.parametrize(
    ("days_late", "bucket"),
    [(-30, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)],
)
def test_days_past_due_choose_the_bucket(days_late: int, bucket: int) -> None:
    buckets = ageing((_bill(days_late, "100"),), date(2026, 11, 23))
    assert [bool(amount) for amount in buckets] == [n == bucket for n in range(len(AGEING_NAMES))]


def test_buckets_hold_what_is_open() -> None:
    bills = (_bill(5, "3200", "200"), _bill(20, "1000"), _bill(-2, "700"))
    assert ageing(bills, date(2026, 11, 23)) == (rs(700), rs(4000), rs(0), rs(0), rs(0))
    assert ageing((), date(2026, 11, 23)) == (rs(0),) * 5
