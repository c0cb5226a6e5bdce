"""A vendor's turns, whole: offers answered, goods brought, prices named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.events import (
    OfferPartTaken,
    OrderAccepted,
    OrderDelivered,
    OrderDispatched,
    PriceSet,
    ShortageDecided,
    StockSet,
    Transferred,
    VendorPaused,
)
from domain.fulfilment import Arrival, cancel, deliver
from domain.money import ZERO
from domain.offering import decline
from domain.offers import OfferStatus
from domain.ordering import OrderStatus
from domain.shortages import ShortageStatus, claim, credit_note
from flows.phrases import Phrase
from flows.turn import Question, Reply, Turn
from flows.vendor_orders import DECLINE_REASONS
from tests.market import (
    BIRENDRA,
    CATALOGUE,
    GUPTA,
    MARKET,
    NOODLES,
    OIL,
    RICE,
    SITA,
    SUGAR,
    cause,
    file,
    kept,
    offer,
    order,
    payloads,
    phrases,
    press,
    rs,
    standing,
    talk,
    turn,
    vendor_facts,
)

S, F = OrderStatus, OfferStatus
ASKED = order((RICE, "2"), (SUGAR, "50"), status=S.OFFERED)
OPEN = vendor_facts(file=file(ASKED, offer(ASKED)))


@pytest.mark.parametrize("yes", [press("accept:OFFER1"), "sabai", "हुन्छ"])
def test_accepting_all(yes: object) -> None:
    one = turn(talk(SITA), OPEN, yes)
    (taken,) = one.events
    assert isinstance(taken, OrderAccepted)
    assert (taken.order.status, taken.offer.status) == (S.ACCEPTED, F.ACCEPTED)
    assert (phrases(one), payloads(one)) == (["offer_taken"], ["dispatch:1001", "cancel:1001"])
    assert one.conversation == kept(talk(SITA))


@pytest.mark.parametrize("stands", [one for one in F if one is not F.OPEN])
@pytest.mark.parametrize("verb", ["accept", "part", "decline", "why_declined"])
def test_a_late_tap_has_no_effect(verb: str, stands: OfferStatus) -> None:
    late = vendor_facts(file=file(ASKED, offer(ASKED, status=stands)))
    one = turn(talk(SITA), late, press(f"{verb}:OFFER1"))
    mine = verb == "accept" and stands is F.ACCEPTED
    assert (phrases(one), one.events) == (["offer_yours" if mine else "offer_gone"], ())


@pytest.mark.parametrize("verb", ["accept", "part", "decline", "why_declined", "order"])
def test_anothers_offer_is_gone(verb: str) -> None:
    theirs = vendor_facts(file=file(ASKED, offer(ASKED, BIRENDRA)))
    one = turn(talk(SITA), theirs, press(f"{verb}:OFFER1"))
    assert one.events == ()
    assert phrases(one) in (["offer_gone"], ["no_orders"])


def test_part_of_it() -> None:
    asked = turn(talk(SITA), OPEN, press("part:OFFER1"))
    assert (phrases(asked), asked.conversation.state) == (["ask_part"], "part")
    assert asked.conversation.questions == (Question("part", subject="OFFER1"),)
    one = turn(asked.conversation, OPEN, "sugar 20 matra", "wamid.2")
    (part,) = one.events
    assert isinstance(part, OfferPartTaken)
    assert part.offer.part == {RICE: Decimal(2), SUGAR: Decimal(20)}
    assert (phrases(one), one.conversation.state) == (["part_offered"], "idle")
    assert one.conversation.questions == ()


@pytest.mark.parametrize("text", ["sugar 60", "sugar -5", "lifebuoy 1", "hernu parcha"])
def test_an_unclear_part_is_asked_again(text: str) -> None:
    asking = talk(SITA, "part", Question("part", subject="OFFER1"))
    one = turn(asking, OPEN, text)
    assert (phrases(one), one.events) == (["ask_part_again"], ())
    assert one.conversation == kept(asking)


def test_declining_names_a_reason_of_the_list() -> None:
    asked = turn(talk(SITA), OPEN, press("decline:OFFER1"))
    assert payloads(asked) == [f"why_declined:OFFER1:{reason}" for reason in DECLINE_REASONS]
    one = turn(talk(SITA), OPEN, press("why_declined:OFFER1:too_far"))
    assert one.events == decline(OPEN.file, GUPTA.id, "too_far", cause())
    odd = turn(talk(SITA), OPEN, press("why_declined:OFFER1:<script>"))
    assert odd.events == decline(OPEN.file, GUPTA.id, "other", cause())


def taken(status: OrderStatus) -> object:
    one = order((RICE, "2"), (OIL, "1"), status=status)
    return vendor_facts(file=file(one, offer(one, status=F.ACCEPTED)))


STEPS = [
    # press              status         says                  events
    ("dispatch:1001", S.ACCEPTED, "dispatched_vendor", [OrderDispatched]),
    ("dispatch:1001", S.DISPATCHED, "order_moved", []),
    ("dispatch:1001", S.CANCELLED, "order_moved", []),
    ("delivered:1001", S.DISPATCHED, "ask_code", []),
    ("delivered:1001", S.ACCEPTED, "order_moved", []),
    ("delivered:1001", S.DELIVERED, "order_moved", []),
    ("cancel:1001", S.DISPATCHED, "order_moved", []),
]


@pytest.mark.parametrize(("payload", "status", "phrase", "events"), STEPS)
def test_steps_in_turn(payload: str, status: OrderStatus, phrase: str, events: list[type]) -> None:
    one = turn(talk(SITA), taken(status), press(payload))
    assert phrases(one) == [phrase]
    assert [type(event) for event in one.events] == events


def test_a_vendor_calls_off_what_it_took_and_says_why() -> None:
    facts = taken(S.ACCEPTED)
    asked = turn(talk(SITA), facts, press("cancel:1001"))
    assert (asked.events, payloads(asked)[0]) == ((), "why_cancelled:1001:no_stock")
    one = turn(asked.conversation, facts, press("why_cancelled:1001:no_stock"))
    assert one.events == cancel(facts.file.order, cause(), "vendor", "no_stock")


@pytest.mark.parametrize("verb", ["dispatch", "delivered", "cancel", "why_cancelled", "code"])
@pytest.mark.parametrize("stands", [F.WITHDRAWN, F.DECLINED, None])
def test_what_was_not_taken_cannot_be_moved(verb: str, stands: OfferStatus | None) -> None:
    one = order(status=S.ACCEPTED)
    offers = [] if stands is None else [offer(one, status=stands)]
    facts = vendor_facts(file=file(one, *offers))
    done = turn(talk(SITA, "code"), facts, press(f"{verb}:1001"))
    assert done.events == ()
    assert phrases(done) in (["no_orders"], ["help_vendor"])


def test_an_order_that_went_elsewhere_shows_nothing_of_it() -> None:
    theirs = order(status=S.ACCEPTED, seller=BIRENDRA)
    facts = vendor_facts(file=file(theirs, offer(theirs, status=F.EXPIRED)))
    assert phrases(turn(talk(SITA), facts, "KH-1001")) == ["offer_gone"]


CODE = talk(SITA, "code", Question("code", subject="1001"))
DELIVERIES = [
    ("4419", {}),
    ("४४१९", {}),
    ("4419 oil 1", {OIL: Decimal("0.083333333")}),
    ("4419 rice 1 bora kam", {RICE: Decimal(1)}),
    ("4419 oil 1 carton", {OIL: Decimal(1)}),
]


@pytest.mark.parametrize(("text", "short"), DELIVERIES)
def test_delivered_with_the_shops_code(text: str, short: dict[object, Decimal]) -> None:
    facts = taken(S.DISPATCHED)
    one = turn(CODE, facts, text)
    arrival = Arrival(short, SITA.id, False, GUPTA.terms_days, 301, ZERO)
    assert one.events == deliver(facts.file.order, arrival, cause())
    assert isinstance(one.events[0], OrderDelivered)
    assert (phrases(one), one.conversation.state) == (["delivered_vendor"], "idle")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("4418", "code_wrong"),
        ("4419 xyz", "ask_short_again"),
        ("4419 rice 5", "refused_amount_refused"),
    ],
)
def test_a_wrong_code_or_an_unclear_shortage_delivers_nothing(text: str, phrase: str) -> None:
    one = turn(CODE, taken(S.DISPATCHED), text)
    assert (phrases(one), one.events) == ([phrase], ())
    assert one.conversation == kept(CODE)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_claimed_shortage_is_decided_once(agreed: bool) -> None:
    came = order((RICE, "2"), status=S.DELIVERED).arriving({})
    claimed = claim(came, {RICE: Decimal(1)}, "AB12", cause())
    facts = vendor_facts(file=file(came, shortage=claimed))
    one = turn(talk(SITA), facts, press(f"short_{'yes' if agreed else 'no'}:1001"))
    status = ShortageStatus.AGREED if agreed else ShortageStatus.DENIED
    decided = replace(claimed, status=status)
    note = (Transferred(credit_note(came, decided, cause())),) if agreed else ()
    assert one.events == (ShortageDecided(came, decided), *note)
    late = vendor_facts(file=file(came, shortage=decided))
    assert turn(talk(SITA), late, press("short_yes:1001")).events == ()


def price(sku: str, rupees: str, before: str | None) -> PriceSet:
    old = None if before is None else rs(before)
    return PriceSet(GUPTA.id, sku, CATALOGUE[sku].name, old, rs(rupees))


NAMED = [
    ("sugar 96", [price(SUGAR, "96", "95")]),
    ("sugar 96, rice 2,400", [price(SUGAR, "96", "95"), price(RICE, "2400", "2450")]),
    ("oil stock 40", [StockSet(GUPTA.id, OIL, CATALOGUE[OIL].name, Decimal(40))]),
    ("sugar chaina", [StockSet(GUPTA.id, SUGAR, CATALOGUE[SUGAR].name, Decimal(0))]),
]


@pytest.mark.parametrize(("text", "events"), NAMED)
def test_prices_and_stock_as_named(text: str, events: list[object]) -> None:
    one = turn(talk(SITA), vendor_facts(), text)
    assert (list(one.events), phrases(one)) == (events, ["quotes_taken"])


FIRST = vendor_facts(standing=None)
ALONE = vendor_facts(standing=None, others=())
DOUBTFUL = [
    # text           facts           asked
    ("sugar -5", vendor_facts(), "quote_wrong"),
    ("sugar 0", vendor_facts(), "quote_wrong"),
    ("sugar 1.333", vendor_facts(), "quote_wrong"),
    ("sugar stock 60000", vendor_facts(), "quote_wrong"),
    ("sugar 95000", vendor_facts(), "ask_quote_sure"),
    ("sugar 286", vendor_facts(), "ask_quote_sure"),
    ("sugar 31", vendor_facts(), "ask_quote_sure"),
    ("sugar 95000", FIRST, "ask_quote_sure"),
    ("sugar 95000", ALONE, "ask_quote_sure"),
]


@pytest.mark.parametrize(("text", "facts", "phrase"), DOUBTFUL)
def test_a_slip_of_the_finger_is_asked_about(text: str, facts: object, phrase: str) -> None:
    one = turn(talk(SITA), facts, text)
    assert (phrases(one), one.events) == ([phrase], ())


@pytest.mark.parametrize("facts", [FIRST, ALONE])
def test_a_usual_first_price_is_taken(facts: object) -> None:
    assert turn(talk(SITA), facts, "sugar 95").events == (price(SUGAR, "95", None),)


def test_every_doubt_of_a_list_is_asked_one_after_another() -> None:
    text = "sugar 96\nrice 24500\nwai wai 5400\noil -3"
    one = turn(talk(SITA), vendor_facts(), text)
    assert one.events == (price(SUGAR, "96", "95"),)
    assert phrases(one) == ["quote_wrong", "ask_quote_sure"]
    assert payloads(one) == ["price_yes:RICE", "price_no:RICE"]
    two = turn(one.conversation, vendor_facts(), press("price_no:RICE"), "wamid.2")
    assert (two.events, phrases(two)) == ((), ["quote_dropped", "ask_quote_sure"])
    three = turn(two.conversation, vendor_facts(), press("price_yes:NOODLES"), "wamid.3")
    assert three.events == (price(NOODLES, "5400", "540"),)
    assert (phrases(three), three.conversation.questions) == (["quotes_taken"], ())
    twice = turn(three.conversation, vendor_facts(), press("price_yes:NOODLES"), "wamid.4")
    assert twice == Turn((), (Reply(Phrase.STALE_PRESS),), kept(three.conversation))


WHICH = Question("quote_which", "x", (RICE, SUGAR), "price:9500")


def test_which_product_is_chosen_then_its_price_is_weighed() -> None:
    asking = talk(SITA, "idle", WHICH)
    sugar = turn(asking, vendor_facts(), press("pick_product:SUGAR"))
    assert sugar.events == (price(SUGAR, "95", "95"),)
    rice = turn(asking, vendor_facts(), press("pick_product:RICE"))
    assert (rice.events, phrases(rice)) == ((), ["ask_quote_sure"])
    other = turn(asking, vendor_facts(), press("pick_product:OIL"))
    assert (other.events, phrases(other)) == ((), ["stale_press"])


def test_pausing() -> None:
    for text, paused in (("pause", True), ("khol", False)):
        one = turn(talk(SITA), vendor_facts(), text)
        assert one.events == (VendorPaused(GUPTA.id, paused=paused),)


def test_small_talk_is_answered_with_what_works() -> None:
    one = turn(talk(SITA), vendor_facts(), "k cha khabar")
    assert (phrases(one), one.events) == (["how_to_vendor"], ())
    assert standing(GUPTA) == MARKET[0]
