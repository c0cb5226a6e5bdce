"""Who may get an order, who ranks first, and how a basket is split."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import total
from domain.opening import open_now
from domain.ordering import CartLine, with_vat
from domain.people import OpeningHours, Place, Standing, Vendor
from domain.routing import (
    WEIGHTS,
    VendorStanding,
    Wanted,
    distance_m,
    may_serve,
    proximity,
    rank,
)
from domain.splitting import assign
from tests.market import (
    BIRENDRA,
    GUPTA,
    NOODLES,
    NOON,
    OIL,
    OM,
    PLACE,
    PRICES,
    RICE,
    SOAP,
    SUGAR,
    rs,
    standing,
    vendor,
    wish,
)


def wanted(*wishes: tuple[str, str]) -> Wanted:
    return Wanted(tuple(wish(sku, quantity) for sku, quantity in wishes), PLACE, NOON)


TWO_RICE = wanted((RICE, "2"))


def scores(one: VendorStanding, *others: VendorStanding, of: Wanted = TWO_RICE) -> dict[str, int]:
    ranked = {candidate.vendor_id: candidate for candidate in rank(of, [one, *others])}
    return dict(ranked[one.vendor.id].scores)


def test_the_weights_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == 100


@pytest.mark.parametrize(
    ("stock", "points"),
    [("2", 70), ("2.5", 77), ("3", 85), ("4", 100), ("400", 100)],
)
def test_availability(stock: str, points: int) -> None:
    assert scores(standing(GUPTA, stock=stock))["availability"] == points


def test_availability_is_the_mean_of_lines() -> None:
    of = wanted((RICE, "100"), (SUGAR, "50"))
    assert scores(standing(GUPTA, stock="100"), of=of)["availability"] == 85


@pytest.mark.parametrize(
    ("price", "points"),
    [
        ("1000", 100),
        ("1005", 98),
        ("1010", 96),
        ("1100", 60),
        ("1249", 1),
        ("1250", 0),
        ("3000", 0),
    ],
)
def test_price_falls_four_points_a_percent(price: str, points: int) -> None:
    dear = standing(GUPTA, {RICE: price})
    assert scores(dear, standing(OM, {RICE: "1000"}))["price"] == points


@pytest.mark.parametrize(("active", "points"), [(0, 100), (5, 100), (6, 80), (9, 80)])
def test_workload(active: int, points: int) -> None:
    assert scores(standing(GUPTA, active_orders=active))["workload"] == points


SHOP_SPOT = Place("Birendranagar-6", latitude=28_600_000, longitude=81_630_000)
NORTH = 8_993  # microdegrees of latitude in a kilometre


@pytest.mark.parametrize(
    ("place", "points"),
    [
        (Place("birendranagar-6"), 100),
        (Place("Birendranagar-7"), 70),
        (Place("Birendranagar 7"), 70),
        (Place("Gurbhakot-2"), 40),
        (Place("Nepalgunj-1", "Banke"), 10),
        (replace(SHOP_SPOT, ward="Elsewhere-1", district="Far"), 100),
        (replace(SHOP_SPOT, latitude=28_600_000 + NORTH), 100),
        (replace(SHOP_SPOT, latitude=28_600_000 + NORTH * 31 // 2), 50),
        (replace(SHOP_SPOT, latitude=28_600_000 + NORTH * 30), 0),
        (replace(SHOP_SPOT, latitude=28_600_000 + NORTH * 300), 0),
    ],
)
def test_proximity(place: Place, points: int) -> None:
    assert proximity(SHOP_SPOT, place) == pytest.approx(points, abs=1)


def test_a_kilometre_is_a_kilometre() -> None:
    assert distance_m(SHOP_SPOT, replace(SHOP_SPOT, latitude=28_608_993)) in range(998, 1003)


ELIGIBLE = [
    # what about it                                        may serve
    ({}, True),
    ({"vendor": vendor(1, "G", standing=Standing.WAITING)}, False),
    ({"vendor": vendor(1, "G", standing=Standing.REJECTED)}, False),
    ({"vendor": vendor(1, "G", standing=Standing.FROZEN)}, False),
    ({"vendor": vendor(1, "G", paused=True)}, False),
    ({"vendor": vendor(1, "G", hours=OpeningHours(720, 721))}, True),
    ({"vendor": vendor(1, "G", hours=OpeningHours(721, 1000))}, False),
    ({"vendor": vendor(1, "G", hours=OpeningHours(0, 720))}, False),
    ({"vendor": vendor(1, "G", hours=OpeningHours(days=(0,)))}, True),
    ({"vendor": vendor(1, "G", hours=OpeningHours(days=(5, 6)))}, False),
    ({"active_orders": 9}, True),
    ({"active_orders": 10}, False),
    ({"open_offers": 4}, True),
    ({"open_offers": 5}, False),
]


@pytest.mark.parametrize(("about", "may"), ELIGIBLE)
def test_who_may_serve(about: dict[str, object], may: bool) -> None:
    one = replace(standing(GUPTA), **about)
    assert may_serve(one, NOON) is may
    assert bool(rank(TWO_RICE, [one])) is may


def test_hours_are_nepals() -> None:
    early = vendor(1, "G", hours=OpeningHours(6 * 60, 7 * 60, (1,)))
    tuesday_at_six = NOON + timedelta(hours=18)
    assert open_now(early, tuesday_at_six)
    assert not open_now(early, tuesday_at_six - timedelta(minutes=1))


SERVES = [
    # quote                                       asked  serves
    ({}, "2", True),
    ({"stock": Decimal("1.9")}, "2", False),
    ({"available": False}, "2", False),
    ({"minimum": Decimal(3)}, "2", False),
    ({"maximum": Decimal(2)}, "2", True),
    ({"maximum": Decimal(2)}, "3", False),
]


@pytest.mark.parametrize(("quote", "asked", "serves"), SERVES)
def test_a_quote_serves_within_its_bounds(
    quote: dict[str, object], asked: str, serves: bool
) -> None:
    one = standing(GUPTA)
    one = replace(one, quotes={RICE: replace(one.quotes[RICE], **quote)})
    assert bool(rank(wanted((RICE, asked)), [one])) is serves


def test_the_minimum_order_counts_with_vat() -> None:
    small = standing(vendor(1, "G", minimum_order=rs(3_729)))
    assert rank(wanted((OIL, "1")), [small])
    assert not rank(
        wanted((OIL, "1")), [replace(small, vendor=vendor(1, "G", minimum_order=rs(3_730)))]
    )


def test_ties_go_to_the_cheaper_then_to_the_lower_code() -> None:
    same = [standing(OM), standing(GUPTA), standing(BIRENDRA)]
    assert [c.vendor_name for c in rank(TWO_RICE, same)] == [
        GUPTA.name,
        BIRENDRA.name,
        OM.name,
    ]
    near_but_dear = standing(GUPTA, {RICE: "2474.50"})  # 1 % and 4 points dearer
    reliable = standing(OM, reliability=70)
    assert rank(TWO_RICE, [near_but_dear, reliable])[0].vendor_id == OM.id


def test_every_number_of_a_rank_is_kept() -> None:
    (best,) = rank(TWO_RICE, [standing(GUPTA, reliability=81)])
    assert dict(best.scores) == {
        "availability": 100,
        "proximity": 100,
        "price": 100,
        "workload": 100,
        "reliability": 81,
    }
    assert best.score == 30 * 100 + 20 * 100 + 20 * 100 + 15 * 100 + 15 * 81
    assert best.total == rs(4900)


def sellers(lines: tuple[CartLine, ...]) -> dict[str, str]:
    return {str(line.sku): line.vendor_name.split()[0] for line in lines}


def test_one_vendor_for_all_if_any_can() -> None:
    cheap_each = [standing(BIRENDRA, {RICE: "1"}), standing(OM, {SUGAR: "1"})]
    lines = assign(wanted((RICE, "1"), (SUGAR, "1")), [*cheap_each, standing(GUPTA)])
    assert sellers(lines) == {"RICE": "Gupta", "SUGAR": "Gupta"}


def test_else_few_vendors_then_cheap() -> None:
    of = wanted((RICE, "1"), (SUGAR, "1"), (OIL, "1"), (SOAP, "1"))
    market = [
        standing(GUPTA, {RICE: "2450", SUGAR: "95", OIL: "3300"}),
        standing(BIRENDRA, {SOAP: "1800", OIL: "3200"}),
        standing(OM, {SOAP: "1900", SUGAR: "80"}),
    ]
    assert sellers(assign(of, market)) == {
        "RICE": "Gupta",
        "SUGAR": "Gupta",
        "OIL": "Birendra",
        "SOAP": "Birendra",
    }


def test_the_greedy_first_choice_may_need_a_vendor_too_many() -> None:
    of = wanted((RICE, "1"), (SUGAR, "1"), (OIL, "1"), (SOAP, "1"), (NOODLES, "1"))
    widest = standing(GUPTA, {RICE: "1", SUGAR: "1", OIL: "1"})
    left = standing(BIRENDRA, {RICE: "9", SUGAR: "9", SOAP: "9"})
    right = standing(OM, {OIL: "9", NOODLES: "9"})
    assert set(sellers(assign(of, [widest, left, right])).values()) == {"Birendra", "Om"}


def test_a_vendor_below_its_minimum_is_not_part_of_a_split() -> None:
    picky = standing(vendor(4, "Picky", minimum_order=rs(5_000)), {SOAP: "100"})
    lines = assign(wanted((RICE, "1"), (SOAP, "1")), [standing(GUPTA, {RICE: "2450"}), picky])
    assert [(line.sku, line.price) for line in lines] == [(RICE, rs(2450)), (SOAP, None)]


def test_what_nobody_sells_comes_back_without_a_price() -> None:
    lines = assign(wanted((RICE, "1"), (SOAP, "1000")), [standing(GUPTA), standing(OM)])
    assert [(line.sku, line.vendor_id, line.price) for line in lines] == [
        (RICE, GUPTA.id, rs(2450)),
        (SOAP, None, None),
    ]
    assert assign(wanted(), [standing(GUPTA)]) == ()
    assert assign(TWO_RICE, ())[0].price is None


def _standing(number: int, prices: dict[str, int], stock: int, minimum: int) -> VendorStanding:
    one: Vendor = vendor(number, f"Vendor {number}", minimum_order=rs(minimum))
    return standing(one, {sku: str(price) for sku, price in prices.items()}, str(stock))


markets = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(list(PRICES)), st.integers(1, 5_000)),
        st.integers(0, 20),
        st.sampled_from([0, 0, 2_000]),
    ),
    max_size=6,
).map(lambda drawn: [_standing(number, *one) for number, one in enumerate(drawn, 1)])
baskets = st.dictionaries(st.sampled_from(list(PRICES)), st.integers(1, 15)).map(
    lambda drawn: wanted(*((sku, str(quantity)) for sku, quantity in drawn.items()))
)


@given(baskets, markets)
def test_lines_are_never_lost_doubled_or_dearer_than_quoted(
    of: Wanted, market: list[VendorStanding]
) -> None:
    lines = assign(of, market)
    assert [(line.sku, line.quantity) for line in lines] == [
        (line.sku, line.quantity) for line in of.lines
    ]
    by_id = {one.vendor.id: one for one in market}
    for line in lines:
        if line.vendor_id is None:
            assert line.price is None
            continue
        quote = by_id[line.vendor_id].quotes[line.sku]
        assert quote.serves(line.quantity)
        assert (line.price, line.vat_bp) == (quote.price, quote.vat_bp)
    for vendor_id in {line.vendor_id for line in lines if line.vendor_id}:
        mine = tuple(line for line in lines if line.vendor_id == vendor_id)
        assert with_vat(mine) >= by_id[vendor_id].vendor.minimum_order


@given(baskets, markets)
def test_ranking_is_the_same_in_any_order(of: Wanted, market: list[VendorStanding]) -> None:
    ranked = rank(of, market)
    assert ranked == rank(of, market[::-1])
    assert [c.score for c in ranked] == sorted((c.score for c in ranked), reverse=True)
    for candidate in ranked:
        assert all(0 <= points <= 100 for points in candidate.scores.values())
        assert candidate.total == with_vat(candidate.lines) >= total([])
