"""Who is told what by each event, and what happens by itself later."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain import events as e
from domain.credit import CreditLine
from domain.ids import Cause, PaymentId
from domain.limits import LimitWhy
from domain.offers import OfferStatus
from domain.ordering import OrderStatus
from domain.payments import Allocation, Method, Payment, PaymentStatus
from domain.people import Standing
from domain.shortages import Shortage, ShortageStatus
from flows.notices import notices
from flows.timed import of_order
from flows.timers import TimerKind, offer_clock, timers
from flows.turn import Audience
from tests.market import GUPTA, NOON, OIL, OM, SHOP, SITA, cause, file, offer, order, rs, uid

S, F = OrderStatus, OfferStatus
ONE = order()
OPEN = offer(ONE)
SHORT = Shortage(
    uid(800), "AB12", ONE.id, GUPTA.id, {OIL: Decimal(1)}, rs(100), ShortageStatus.CLAIMED
)
PAID = Payment(
    PaymentId(uid(301)),
    301,
    SHOP.id,
    SHOP.name,
    GUPTA.id,
    GUPTA.name,
    rs(500),
    Method.CASH,
    PaymentStatus.WAITING,
    by_vendor=True,
    recorded_by=SITA.id,
    at=NOON,
)
CLAIMED = replace(PAID, by_vendor=False, status=PaymentStatus.CLAIMED)
PARTS = (Allocation(PAID.id, ONE.id, 1001, rs(500)),)


def standing(before: Standing, after: Standing) -> e.StandingChanged:
    return e.StandingChanged(SHOP.id, True, "S-1", SHOP.name, before, after)


def cancelled(before: OrderStatus, by: str) -> e.OrderCancelled:
    return e.OrderCancelled(ONE, before, by, "no_stock")


def answered(payment: Payment, status: PaymentStatus) -> e.PaymentAnswered:
    return e.PaymentAnswered(replace(payment, status=status), PARTS, rs(0))


TOLD = [
    (e.OrderPlaced(ONE, "k"), []),
    (e.OfferMade(ONE, OPEN), ["vendor offer_received"]),
    (
        e.OfferMade(ONE, offer(ONE, OM, turn=2)),
        ["vendor offer_received", "shop offer_moved_on"],
    ),
    (e.OfferMade(ONE, offer(ONE, status=F.PROPOSED)), ["shop price_rise"]),
    (e.OfferNudged(ONE, OPEN), ["vendor offer_nudge", "vendor_others offer_nudge"]),
    (e.OfferClosedUnfilled(ONE, offer(ONE, status=F.DECLINED)), []),
    (e.OfferClosedUnfilled(ONE, offer(ONE, status=F.WITHDRAWN)), []),
    (
        e.OfferClosedUnfilled(ONE, replace(offer(ONE, status=F.WITHDRAWN), sent_at=NOON)),
        ["vendor offer_withdrawn"],
    ),
    (
        e.OfferPartTaken(ONE, replace(offer(ONE, status=F.PART), part={OIL: Decimal(1)})),
        ["shop part_offered_shop"],
    ),
    (e.OrderAccepted(ONE, OPEN), ["shop vendor_found"]),
    (e.OrderAccepted(ONE, replace(OPEN, part={OIL: Decimal(1)})), ["vendor part_agreed"]),
    (e.OrderUnfilled(ONE), ["shop nobody_took_it", "admins unfilled_admin"]),
    (e.OrderStale(ONE), ["admins stale_order"]),
    (e.OrderDispatched(ONE), ["shop on_its_way"]),
    (e.OrderDelivered(ONE, NOON, by_shop=False), ["shop delivered_shop"]),
    (cancelled(S.PLACED, "shop"), []),
    (cancelled(S.ACCEPTED, "shop"), ["vendor cancelled_for_vendor"]),
    (cancelled(S.ACCEPTED, "vendor"), ["shop cancelled_for_shop"]),
    (cancelled(S.DISPATCHED, "admin"), ["shop cancelled_for_shop", "vendor cancelled_for_vendor"]),
    (e.ShortageClaimed(ONE, SHORT), ["vendor short_claim_vendor"]),
    (
        e.ShortageDecided(ONE, replace(SHORT, status=ShortageStatus.AGREED)),
        ["shop short_agreed_shop"],
    ),
    (
        e.ShortageDecided(ONE, replace(SHORT, status=ShortageStatus.DENIED)),
        ["shop short_denied_shop", "admins short_denied_admin"],
    ),
    (e.PaymentRecorded(PAID, PARTS, rs(0)), ["shop ask_paid"]),
    (e.PaymentRecorded(CLAIMED, (), rs(0)), ["vendor ask_claim"]),
    (e.PaymentRecorded(PAID, PARTS, rs(0), on_delivery=True), []),
    (answered(PAID, PaymentStatus.CONFIRMED), ["vendor receipt_vendor"]),
    (answered(CLAIMED, PaymentStatus.CONFIRMED), ["shop receipt_shop_full"]),
    (answered(CLAIMED, PaymentStatus.DENIED), ["shop claim_denied_shop"]),
    (
        answered(PAID, PaymentStatus.DISPUTED),
        ["vendor payment_disputed_vendor", "admins payment_disputed_admin"],
    ),
    (answered(PAID, PaymentStatus.SILENT), []),
    (standing(Standing.WAITING, Standing.REJECTED), ["shop you_are_rejected"]),
    (standing(Standing.APPROVED, Standing.FROZEN), ["shop you_are_frozen"]),
    (standing(Standing.FROZEN, Standing.APPROVED), ["shop you_are_unfrozen"]),
    (e.LimitSet(SHOP.id, "S-1", SHOP.name, rs(1), rs(2), ""), ["shop limit_changed"]),
    (
        e.LimitSet(SHOP.id, "S-1", SHOP.name, rs(1), rs(2), "", LimitWhy.BAND_RAISE),
        ["shop limit_moved", "admins limit_moved_admin"],
    ),
    (e.LimitWished(SHOP.id, "S-1", SHOP.name, CreditLine(rs(1))), ["admins limit_wished"]),
    (e.ShopRegistered(SITA.id, SHOP), ["admins new_business"]),
    (e.VendorRegistered(SITA.id, GUPTA), ["admins new_business"]),
]


@pytest.mark.parametrize(("event", "told"), TOLD, ids=lambda one: type(one).__name__)
def test_who_is_told_what(event: e.Event, told: list[str]) -> None:
    found = notices(event)
    assert [f"{one.audience} {one.reply.phrase}" for one in found] == told
    for one in found:
        assert one.template is not None
        assert (one.to is None) is (one.audience is Audience.ADMINS)


def test_only_a_made_offer_starts_a_clock() -> None:
    assert [one.offer for one in notices(e.OfferMade(ONE, OPEN))] == [OPEN.id]
    assert {one.offer for one in notices(e.OfferNudged(ONE, OPEN))} == {None}
    due = {timer.kind: timer.due_at - NOON for timer in offer_clock(OPEN.id, NOON)}
    assert due[TimerKind.NUDGE] == timedelta(minutes=20)
    assert due[TimerKind.EXPIRE] == timedelta(minutes=30)


LATER = [
    (e.OrderPlaced(ONE, "k"), {"route": 0, "stale": 2}),
    (e.OrderDispatched(ONE), {"stale": 24}),
    (e.OrderDelivered(ONE, NOON, by_shop=False), {"complete": 48}),
    (e.PaymentRecorded(PAID, PARTS, rs(0)), {"silent": 48, "score": 0}),
    (e.PaymentRecorded(CLAIMED, (), rs(0)), {}),
    (e.PaymentAnswered(CLAIMED, PARTS, rs(0)), {"score": 0}),
    (e.PaymentAnswered(PAID, (), rs(0)), {}),
    (e.OrderCompleted(ONE), {}),
]


@pytest.mark.parametrize(("event", "hours"), LATER, ids=lambda one: type(one).__name__)
def test_what_happens_by_itself(event: e.Event, hours: dict[str, int]) -> None:
    found = {str(one.kind): one.due_at - NOON for one in timers(event, NOON)}
    assert found == {kind: timedelta(hours=count) for kind, count in hours.items()}


STALE = [
    # kind, since       status         happens
    ("stale", "placed", S.OFFERED, ["OrderStale"]),
    ("stale", "placed", S.ACCEPTED, []),
    ("stale", "dispatched", S.DISPATCHED, ["OrderStale"]),
    ("stale", "dispatched", S.DELIVERED, []),
    ("complete", "", S.DELIVERED, ["OrderCompleted"]),
    ("complete", "", S.COMPLETED, []),
    ("complete", "", S.DISPATCHED, []),
]


@pytest.mark.parametrize(("kind", "since", "status", "happens"), STALE)
def test_a_timer_whose_matter_is_settled_does_nothing(
    kind: str, since: str, status: OrderStatus, happens: list[str]
) -> None:
    one = order(status=status)
    why = Cause(f"{kind}:{one.id}:{since}", NOON)
    events = of_order(TimerKind(kind), file(one), why)
    assert [type(event).__name__ for event in events] == happens
    assert cause().at == NOON
