"""Money: whole paisa, one rounding, shares that sum exactly."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import LARGEST_PAISA, Money, parse_rupees, round_half_up, total

amounts = st.integers(-(10**12), 10**12).map(Money)


@pytest.mark.parametrize("paisa", [1.0, 0.5, Decimal(1), "1", True, None])
def test_only_whole_numbers_are_money(paisa: Any) -> None:
    with pytest.raises(TypeError):
        Money(paisa)


@pytest.mark.parametrize("paisa", [LARGEST_PAISA + 1, -LARGEST_PAISA - 1])
def test_no_trade_is_that_large(paisa: int) -> None:
    with pytest.raises(OverflowError):
        Money(paisa)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.4", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.4", -2), ("7", 7)],
)
def test_half_goes_away_from_zero(amount: str, rounded: int) -> None:
    assert round_half_up(Decimal(amount)) == rounded


@pytest.mark.parametrize(
    ("price", "quantity", "paisa"),
    [(330_000, "0.083333333", 27_500), (54_000, "0.333333333", 18_000), (9_500, "50", 475_000)],
)
def test_a_piece_of_a_carton_costs_its_share_to_the_paisa(
    price: int, quantity: str, paisa: int
) -> None:
    assert Money(price).times(Decimal(quantity)) == Money(paisa)


@pytest.mark.parametrize(("net", "vat"), [(100, 13), (104, 14), (103, 13), (0, 0), (-104, -14)])
def test_a_rate_is_rounded_once(net: int, vat: int) -> None:
    assert Money(net).at_rate(1300) == Money(vat)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_sum_to_the_whole_and_are_fair(amount: Money, weights: list[int]) -> None:
    parts = amount.share(weights)
    assert total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.paisa * sum(weights) - amount.paisa * weight) < sum(weights)


@given(amounts, amounts)
def test_adding_and_taking_away_cancel(one: Money, other: Money) -> None:
    assert one + other - other == one
    assert one + -one == Money(0)
    assert bool(one) == (one.paisa != 0)


def test_nothing_sums_to_zero() -> None:
    assert total([]) == Money(0)


@pytest.mark.parametrize(
    ("text", "paisa"),
    [
        ("500", 50_000),
        ("Rs 1,23,456.50", 12_345_650),
        ("रु ५००/-", 50_000),
        (" npr 7.5 ", 750),
        ("रु. १,०००", 100_000),
        ("-5", None),
        ("1.333", None),
        ("5 rs", None),
        ("", None),
        ("9" * 20, None),
        ("9" * 5000, None),
    ],
)
def test_rupees_as_people_write_them(text: str, paisa: int | None) -> None:
    assert parse_rupees(text) == (None if paisa is None else Money(paisa))
