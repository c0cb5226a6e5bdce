"""An order's walk from vendor to vendor: who is asked, what the shop is asked, how it ends."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.credit import CreditLine
from domain.errors import NotYours, OfferClosed, OrderMoved
from domain.events import (
    Event,
    OfferClosedUnfilled,
    OfferMade,
    OfferNudged,
    OfferPartTaken,
    OrderAccepted,
    OrderCancelled,
    OrderPlaced,
    OrderUnfilled,
    Transferred,
    VendorsRanked,
)
from domain.facts import OrderFile
from domain.ids import OfferId
from domain.ledger import TransferKind
from domain.offering import (
    accept,
    agree_price,
    call_off,
    decline,
    expire,
    lapse,
    nudge,
    route,
    withdraw,
)
from domain.offers import OFFERS_AT_MOST, SHOP_SILENT, Offer, OfferStatus
from domain.ordering import Order, OrderStatus
from domain.part_answers import accept_part, settle_part
from tests.market import (
    BIRENDRA,
    GUPTA,
    MARKET,
    OM,
    PRICES,
    RICE,
    SUGAR,
    cause,
    file,
    offer,
    order,
    rs,
    standing,
    uid,
    vendor,
)

S, F = OrderStatus, OfferStatus
DEARER = {sku: str(Decimal(price) + 1) for sku, price in PRICES.items()}
CHEAPER = {sku: str(Decimal(price) - 1) for sku, price in PRICES.items()}


def names(events: tuple[Event, ...]) -> list[str]:
    return [type(event).__name__ for event in events]


def made(events: tuple[Event, ...]) -> OfferMade:
    (one,) = [event for event in events if isinstance(event, OfferMade)]
    return one


def transfers(events: tuple[Event, ...]) -> list[tuple[TransferKind, int]]:
    moved = [event.transfer for event in events if isinstance(event, Transferred)]
    return [(one.kind, one.amount.paisa // 100) for one in moved]


def offered(*turns: tuple[object, OfferStatus], status: S = S.OFFERED) -> OrderFile:
    """The order after these vendors were asked."""
    one = order((RICE, "2"), (SUGAR, "50"), status=status)
    asked = [offer(one, to, stands, nth) for nth, (to, stands) in enumerate(turns, 1)]
    return file(one, *asked)


def test_the_quoted_vendor_is_asked_first() -> None:
    events = route(replace(offered(status=S.PLACED), standings=MARKET[::-1]), cause())
    assert names(events) == ["VendorsRanked", "OfferMade"]
    one = made(events)
    assert (one.offer.vendor_id, one.offer.status, one.offer.turn) == (GUPTA.id, F.OPEN, 1)
    assert (one.order.status, one.order.hold_id) == (S.OFFERED, uid(700))
    assert len(one.offer.code) == 6


def test_even_if_another_ranks_higher() -> None:
    best = standing(OM, CHEAPER, reliability=100)
    assert (
        made(route(file(order(), standings=(best, MARKET[0])), cause())).offer.vendor_id == GUPTA.id
    )


@pytest.mark.parametrize(
    "unable",
    [
        standing(GUPTA, stock="1"),
        standing(replace(GUPTA, paused=True)),
        standing(GUPTA, open_offers=5),
        standing(GUPTA, {RICE: "2450"}),
    ],
)
def test_else_the_best_of_the_others_at_a_moved_hold(unable: object) -> None:
    events = route(file(order(), standings=(unable, MARKET[1])), cause())
    one = made(events)
    assert (one.order.vendor_id, one.order.vendor_name) == (BIRENDRA.id, BIRENDRA.name)
    assert transfers(events) == [(TransferKind.VOIDS, 8629), (TransferKind.PENDING, 8629)]
    assert one.order.hold_id not in (None, uid(700))


def test_a_fall_in_price_applies_by_itself() -> None:
    events = route(file(order((RICE, "2")), standings=(standing(GUPTA, CHEAPER),)), cause())
    assert made(events).order.total == rs(4898)
    assert transfers(events) == [(TransferKind.VOIDS, 4900), (TransferKind.PENDING, 4898)]


def test_a_rise_asks_the_shop_and_holds_no_more_yet() -> None:
    events = route(file(order((RICE, "2")), standings=(standing(GUPTA, DEARER),)), cause())
    one = made(events)
    assert (one.offer.status, one.offer.total) == (F.PROPOSED, rs(4902))
    assert (one.order.status, one.order.total) == (S.OFFERED, rs(4900))
    assert transfers(events) == []


def proposed() -> OrderFile:
    one = order((RICE, "2"), status=S.OFFERED)
    asked = replace(offer(one, GUPTA, F.PROPOSED), total=rs(4902))
    return file(one, asked, standings=(standing(GUPTA, DEARER), MARKET[1]))


def test_a_yes_to_the_rise_asks_the_vendor() -> None:
    events = agree_price(proposed(), cause(), agreed=True)
    assert names(events) == ["OfferClosedUnfilled", "OfferMade", "Transferred", "Transferred"]
    one = made(events)
    assert (one.offer.status, one.offer.vendor_id, one.offer.turn) == (F.OPEN, GUPTA.id, 1)
    assert one.order.total == rs(4902)
    assert transfers(events) == [(TransferKind.VOIDS, 4900), (TransferKind.PENDING, 4902)]


def test_a_no_asks_the_next_vendor() -> None:
    events = agree_price(proposed(), cause(), agreed=False)
    assert (made(events).offer.vendor_id, made(events).offer.turn) == (BIRENDRA.id, 2)


def test_a_yes_counts_for_that_price_only() -> None:
    risen = standing(GUPTA, {RICE: "2460"})
    events = agree_price(replace(proposed(), standings=(risen, MARKET[1])), cause(), agreed=True)
    assert made(events).offer.vendor_id == BIRENDRA.id


def test_only_a_proposal_is_agreed_to() -> None:
    for stands in (F.OPEN, F.PART, F.ACCEPTED, F.WITHDRAWN):
        with pytest.raises(OfferClosed):
            agree_price(offered((GUPTA, stands)), cause(), agreed=True)


def test_an_order_that_moved_on_is_not_routed() -> None:
    for status in (S.ACCEPTED, S.DISPATCHED, S.DELIVERED, S.COMPLETED, S.CANCELLED):
        assert route(offered(status=status), cause()) == ()
    for stands in (F.PROPOSED, F.OPEN, F.PART, F.ACCEPTED):
        assert route(offered((GUPTA, stands)), cause()) == ()


def test_nobody_is_asked_twice_and_the_last_word_releases_the_hold() -> None:
    asked = offered((GUPTA, F.DECLINED), (BIRENDRA, F.EXPIRED), (OM, F.OPEN))
    events = decline(asked, OM.id, "no_stock", cause())
    assert names(events) == ["OfferClosedUnfilled", "OrderUnfilled", "Transferred"]
    assert transfers(events) == [(TransferKind.VOIDS, 9650)]
    unfilled = events[1]
    assert isinstance(unfilled, OrderUnfilled)
    assert (unfilled.order.status, unfilled.order.hold_id) == (S.UNFILLED, None)


def test_five_vendors_at_most() -> None:
    crowd = [vendor(number, f"Vendor {number}") for number in range(1, 9)]
    walked = replace(offered(status=S.PLACED), standings=tuple(standing(one) for one in crowd))
    asked: list[object] = []
    events = route(walked, cause("route"))
    while any(isinstance(event, OfferMade) for event in events):
        one = made(events)
        asked.append(one.offer.vendor_id)
        assert one.offer.turn == len(asked)
        walked = replace(walked, order=one.order, offers=(*walked.offers, one.offer))
        events = decline(walked, one.offer.vendor_id, "price", cause(f"no {len(asked)}"))
        closed = events[0]
        assert isinstance(closed, OfferClosedUnfilled)
        walked = replace(walked, offers=(*walked.offers[:-1], closed.offer))
    assert len(asked) == len(set(asked)) == OFFERS_AT_MOST
    assert "OrderUnfilled" in names(events)


def test_credit_bounds_whom_a_dearer_order_goes_to() -> None:
    dear = standing(OM, DEARER)
    one = order((RICE, "2"))
    tight = file(one, standings=(dear,), credit=CreditLine(rs(4_900), held=rs(4_900)))
    assert "OrderUnfilled" in names(route(tight, cause()))
    loose = replace(tight, credit=CreditLine(rs(4_902), held=rs(4_900)))
    assert made(route(loose, cause())).offer.status is F.PROPOSED
    cash = replace(tight, order=order((RICE, "2"), on_credit=False))
    assert made(route(cash, cause())).offer.status is F.PROPOSED


def test_an_unfilled_order_taken_up_again_is_held_again() -> None:
    lost = replace(order((RICE, "2"), status=S.UNFILLED), hold_id=None)
    events = route(file(lost), cause())
    assert transfers(events) == [(TransferKind.PENDING, 4900)]
    assert made(events).order.hold_id is not None
    assert route(file(lost, standings=()), cause()) == (VendorsRanked(lost, ()),)


def test_accepting() -> None:
    (taken,) = accept(offered((GUPTA, F.OPEN)), GUPTA.id)
    assert isinstance(taken, OrderAccepted)
    assert (taken.order.status, taken.offer.status) == (S.ACCEPTED, F.ACCEPTED)


@pytest.mark.parametrize("stands", [one for one in F if one is not F.OPEN])
def test_a_late_or_second_answer_changes_nothing(stands: OfferStatus) -> None:
    late = offered((GUPTA, stands))
    with pytest.raises(OfferClosed):
        accept(late, GUPTA.id)
    with pytest.raises(OfferClosed):
        decline(late, GUPTA.id, "price", cause())
    with pytest.raises(OfferClosed):
        accept_part(late, GUPTA.id, {RICE: Decimal(1)})
    assert expire(late, late.offers[0].id, cause()) == ()
    assert nudge(late, late.offers[0].id) == ()


def test_nobody_answers_for_another_vendor() -> None:
    for answering in (
        lambda one: accept(one, OM.id),
        lambda one: decline(one, OM.id, "price", cause()),
        lambda one: accept_part(one, OM.id, {}),
    ):
        with pytest.raises(NotYours):
            answering(offered((GUPTA, F.OPEN)))


def test_silence_is_nudged_then_asks_the_next() -> None:
    silent = offered((GUPTA, F.OPEN))
    (told,) = nudge(silent, silent.offers[0].id)
    assert told == OfferNudged(silent.order, silent.offers[0])
    closed, after, *_ = expire(silent, silent.offers[0].id, cause(minutes=30))
    assert isinstance(closed, OfferClosedUnfilled)
    assert closed.offer.status is F.EXPIRED
    assert isinstance(after, OfferMade)
    assert after.offer.vendor_id == BIRENDRA.id
    assert expire(silent, OfferId(uid(5)), cause()) == nudge(silent, OfferId(uid(5))) == ()


def test_a_shop_that_does_not_decide_loses_the_proposal_and_the_part() -> None:
    for stands in (F.PROPOSED, F.PART):
        left = offered((GUPTA, stands))
        closed, after, *_ = lapse(left, left.offers[0].id, cause(minutes=60))
        assert isinstance(closed, OfferClosedUnfilled)
        assert (closed.offer.status, closed.offer.reason) == (F.WITHDRAWN, SHOP_SILENT)
        assert isinstance(after, OfferMade)
        assert after.offer.vendor_id == BIRENDRA.id
    for settled in (F.OPEN, F.ACCEPTED, F.WITHDRAWN):
        done = offered((GUPTA, settled))
        assert lapse(done, done.offers[0].id, cause(minutes=60)) == ()


def part_taken() -> tuple[OrderFile, Offer]:
    asked = offered((GUPTA, F.OPEN))
    (event,) = accept_part(asked, GUPTA.id, {SUGAR: Decimal(20)})
    assert isinstance(event, OfferPartTaken)
    assert event.order == asked.order
    return replace(asked, offers=(event.offer,)), event.offer


def test_part_of_it_is_put_to_the_shop() -> None:
    _, taken = part_taken()
    assert taken.part == {RICE: Decimal(2), SUGAR: Decimal(20)}
    assert (taken.status, taken.total) == (F.PART, rs(6800))


def test_all_of_it_is_no_part() -> None:
    (taken,) = accept_part(offered((GUPTA, F.OPEN)), GUPTA.id, {SUGAR: Decimal(50)})
    assert isinstance(taken, OrderAccepted)


def test_the_part_alone_releases_the_rest_of_the_hold() -> None:
    asked, _ = part_taken()
    events = settle_part(asked, cause(), rest_elsewhere=False)
    taken = events[0]
    assert isinstance(taken, OrderAccepted)
    assert (taken.order.status, taken.order.total) == (S.ACCEPTED, rs(6800))
    assert transfers(events) == [(TransferKind.VOIDS, 9650), (TransferKind.PENDING, 6800)]


def test_the_rest_elsewhere_is_an_order_that_its_giver_is_not_asked_for() -> None:
    asked, taken = part_taken()
    events = settle_part(asked, cause(), rest_elsewhere=True)
    placed = [event.order for event in events if isinstance(event, OrderPlaced)]
    (rest,) = placed
    assert (rest.number, rest.status, rest.basket_id) == (1002, S.PLACED, asked.order.basket_id)
    assert [(line.sku, line.asked, line.quantity) for line in rest.lines] == [
        (SUGAR, Decimal(30), Decimal(30))
    ]
    assert [amount for _, amount in transfers(events)] == [9650, 6800, 2850]
    closed = events[-1]
    assert isinstance(closed, OfferClosedUnfilled)
    assert (closed.offer.order_id, closed.offer.vendor_id) == (rest.id, GUPTA.id)
    assert closed.offer.id != taken.id
    walk = route(file(rest, closed.offer), cause("route"))
    assert names(walk)[0] == "VendorsRanked"
    assert (made(walk).offer.vendor_id, made(walk).offer.turn) == (BIRENDRA.id, 2)


def test_only_a_part_on_the_table_is_settled() -> None:
    for stands in (F.OPEN, F.PROPOSED, F.ACCEPTED, F.WITHDRAWN):
        with pytest.raises(OfferClosed):
            settle_part(offered((GUPTA, stands)), cause(), rest_elsewhere=True)


@pytest.mark.parametrize(
    ("status", "stands"),
    [(S.ACCEPTED, F.ACCEPTED), (S.OFFERED, F.OPEN), (S.OFFERED, F.PART), (S.OFFERED, F.PROPOSED)],
)
def test_an_admin_takes_an_order_from_a_vendor(status: S, stands: OfferStatus) -> None:
    events = withdraw(offered((GUPTA, stands), status=status), "asked", cause())
    closed = events[0]
    assert isinstance(closed, OfferClosedUnfilled)
    assert (closed.order.status, closed.offer.status) == (status, F.WITHDRAWN)
    assert closed.offer.reason == "asked"
    assert made(events).offer.vendor_id == BIRENDRA.id


@pytest.mark.parametrize("status", [S.DISPATCHED, S.DELIVERED, S.COMPLETED, S.CANCELLED])
def test_what_is_on_its_way_is_not_taken_back(status: S) -> None:
    with pytest.raises(OrderMoved):
        withdraw(offered((GUPTA, F.ACCEPTED), status=status), "asked", cause())


def test_an_order_without_a_vendor_that_can_is_told_with_its_ranking() -> None:
    closed_shops = replace(offered(status=S.PLACED), standings=())
    events = route(closed_shops, cause())
    assert names(events) == ["VendorsRanked", "OrderUnfilled", "Transferred"]


def test_a_turn_at_another_moment_has_other_ids_and_a_retry_the_same() -> None:
    asked: OrderFile = offered(status=S.PLACED)
    first, again, later = (
        made(route(asked, cause(key))) for key in ("route:1", "route:1", "route:2")
    )
    assert first == again
    assert first.offer.id != later.offer.id
    one: Order = first.order
    assert one.placed_at == first.offer.made_at - timedelta(0)


CALLED_OFF = [
    # how the vendor was asked   hears of it
    (None, False),
    (F.PROPOSED, False),
    (F.DECLINED, False),
    (F.OPEN, True),
    (F.PART, True),
    (F.ACCEPTED, True),
]


@pytest.mark.parametrize(("stands", "hears"), CALLED_OFF)
def test_only_a_vendor_that_was_asked_hears_that_it_is_off(
    stands: OfferStatus | None, hears: bool
) -> None:
    asked = offered(*([] if stands is None else [(GUPTA, stands)]))
    off, released = call_off(asked, cause(), "shop", "")
    assert isinstance(off, OrderCancelled)
    assert (off.order.status, off.asked) == (S.CANCELLED, hears)
    assert isinstance(released, Transferred)
