"""A shop's turns, whole: what happens, what is said, what is remembered."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.credit import CreditLine, Refusal
from domain.events import (
    LimitWished,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderRefused,
    ShortageClaimed,
)
from domain.fulfilment import Buyer, complete, place
from domain.offering import agree_price, call_off
from domain.offers import OfferStatus
from domain.ordering import OrderStatus
from domain.part_answers import settle_part
from domain.people import Standing
from domain.shortages import ShortageStatus
from flows.phrases import Phrase
from flows.turn import Question, Reply, Turn
from tests.market import (
    BIRENDRA,
    GUPTA,
    HARI,
    NOODLES,
    OIL,
    OWED,
    PRICES,
    RICE,
    SHOP,
    SOAP,
    SUGAR,
    cart,
    cause,
    file,
    kept,
    offer,
    order,
    payloads,
    phrases,
    press,
    rs,
    shop_facts,
    standing,
    talk,
    turn,
)

S = OrderStatus
IN_CART = talk(HARI, "cart", shown=cart((RICE, "2"), (SUGAR, "50")))
BUYER = Buyer(SHOP, HARI.id)


def lines(one: Turn) -> list[tuple[str, str]]:
    assert one.conversation is not None
    assert one.conversation.cart is not None
    return [(str(line.sku), f"{line.quantity:f}") for line in one.conversation.cart.lines]


def state(one: Turn) -> str:
    assert one.conversation is not None
    return one.conversation.state


def test_an_order_in_words_becomes_a_cart() -> None:
    one = turn(talk(HARI), shop_facts(), "2 bora jira masino, sugar 50 kg")
    assert (state(one), phrases(one), one.events) == ("cart", ["cart_summary"], ())
    assert lines(one) == [("RICE", "2"), ("SUGAR", "50")]
    assert one.replies[0].slots["total"] == rs(9650)
    shown = one.conversation.cart
    assert payloads(one) == [f"{verb}:{shown.code}" for verb in ("confirm", "change", "drop")]


EDITS = [
    ("sugar 30 matra", [("RICE", "2"), ("SUGAR", "30")]),
    ("sugar hatau", [("RICE", "2")]),
    ("lifebuoy 1 peti thap", [("RICE", "2"), ("SUGAR", "50"), ("SOAP", "1")]),
    ("aru 3 bora rice", [("RICE", "5"), ("SUGAR", "50")]),
    ("rice 3 bora", [("RICE", "3"), ("SUGAR", "50")]),
]


@pytest.mark.parametrize(("text", "after"), EDITS)
def test_words_change_the_cart(text: str, after: list[tuple[str, str]]) -> None:
    one = turn(IN_CART, shop_facts(), text)
    assert (state(one), phrases(one)) == ("cart", ["cart_summary"])
    assert lines(one) == after


def test_the_last_line_taken_out_drops_the_cart() -> None:
    one = turn(talk(HARI, "cart", shown=cart((SUGAR, "50"))), shop_facts(), "sugar hatau")
    assert (state(one), phrases(one), one.conversation.cart) == ("idle", ["cart_dropped"], None)


def test_goods_that_are_not_in_the_cart_do_not_drop_it() -> None:
    one = turn(IN_CART, shop_facts(), "lifebuoy hatau")
    assert lines(one) == [("RICE", "2"), ("SUGAR", "50")]
    assert state(one) == "cart"


@pytest.mark.parametrize(
    "text", ["0 bora rice", "1.333 bora rice", "1000000000 bora rice", "50001 bora rice"]
)
def test_no_shop_buys_that_much(text: str) -> None:
    one = turn(talk(HARI), shop_facts(), text)
    assert (state(one), phrases(one)[0][:4], one.events) == ("clarify", "ask_", ())
    assert lines(one) == []


ASKED = Question("which", "sabun", ("SOAP", "RICE"), "new", Decimal(2), "peti")
HOW_MANY = Question("quantity", "sugar", ("SUGAR",), "new")


def test_a_choice_answers_the_question() -> None:
    one = turn(talk(HARI, "clarify", ASKED), shop_facts(), press("choose:SOAP"))
    assert (state(one), phrases(one), lines(one)) == ("cart", ["cart_summary"], [("SOAP", "2")])
    assert one.conversation.questions == ()


def test_the_next_question_follows() -> None:
    asking = talk(HARI, "clarify", ASKED, HOW_MANY)
    one = turn(asking, shop_facts(), press("choose:SOAP"))
    assert (state(one), phrases(one), lines(one)) == ("clarify", ["ask_quantity"], [("SOAP", "2")])
    two = turn(one.conversation, shop_facts(), "50 kilo", "wamid.2")
    assert (state(two), lines(two)) == ("cart", [("SOAP", "2"), ("SUGAR", "50")])


@pytest.mark.parametrize("text", ["0", "1000000000", "50001 kg"])
def test_a_quantity_that_cannot_be_is_asked_again(text: str) -> None:
    one = turn(talk(HARI, "clarify", HOW_MANY), shop_facts(), text)
    assert (state(one), phrases(one), one.events) == ("clarify", ["ask_quantity"], ())


def test_another_order_leaves_the_question_open() -> None:
    one = turn(talk(HARI, "clarify", ASKED), shop_facts(), "sugar 50 kg")
    assert (state(one), phrases(one), lines(one)) == ("clarify", ["ask_which"], [("SUGAR", "50")])
    assert one.conversation.questions == (ASKED,)


def test_none_of_these_leaves_the_line_out() -> None:
    asking = replace(talk(HARI, "clarify", ASKED), cart=IN_CART.cart)
    one = turn(asking, shop_facts(), press("none_of_these:"))
    assert (state(one), phrases(one)) == ("cart", ["cart_summary"])
    alone = turn(talk(HARI, "clarify", ASKED), shop_facts(), press("none_of_these:"))
    assert (state(alone), phrases(alone)) == ("idle", ["left_out"])
    late = turn(IN_CART, shop_facts(), press("none_of_these:"))
    assert late == Turn((), (Reply(Phrase.STALE_PRESS),), kept(IN_CART))


CONFIRM = press("confirm:CART0001")


@pytest.mark.parametrize("yes", [CONFIRM, "pakka", "huncha"])
def test_a_yes_places_the_order_on_credit(yes: object) -> None:
    one = turn(IN_CART, shop_facts(), yes)
    assert one.events == place(IN_CART.cart, BUYER, cause(), 1002, on_credit=True)
    assert phrases(one) == ["order_placed"]
    assert one.replies[0].slots == {"codes": "KH-1002", "total": rs(9650)}
    assert payloads(one) == ["status:1002", "cancel:1002"]
    assert one.conversation == kept(IN_CART, state="idle", cart=None)


def test_a_second_press_finds_no_cart() -> None:
    one = turn(talk(HARI), shop_facts(), CONFIRM)
    assert (phrases(one), one.events) == (["no_cart"], ())


def test_a_press_on_an_old_cart_shows_the_new_one() -> None:
    one = turn(IN_CART, shop_facts(), press("confirm:OLDER"))
    assert (state(one), phrases(one), one.events) == ("cart", ["cart_summary"], ())


MOVED = [
    # what moved                                                              places
    ((standing(GUPTA, {**PRICES, RICE: "2451"}),), False),
    ((standing(GUPTA, {**PRICES, RICE: "2400"}),), True),
    ((standing(GUPTA, stock="49"),), False),
    ((standing(GUPTA, {RICE: "2450"}),), False),
    ((), False),
    ((standing(BIRENDRA),), True),
]


@pytest.mark.parametrize(("standings", "places"), MOVED)
def test_what_costs_more_or_is_gone_is_shown_first(standings: object, places: bool) -> None:
    one = turn(IN_CART, shop_facts(standings=standings), CONFIRM)
    assert any(isinstance(event, OrderPlaced) for event in one.events) is places
    assert state(one) == ("idle" if places else "cart")


def test_the_rest_is_ordered_when_one_line_was_shown_as_gone() -> None:
    facts = shop_facts(standings=(standing(GUPTA, {RICE: "2450"}),))
    shown = turn(IN_CART, facts, CONFIRM)
    again = turn(shown.conversation, facts, "pakka", "wamid.2")
    (placed,) = [event for event in again.events if isinstance(event, OrderPlaced)]
    assert [line.sku for line in placed.order.lines] == [RICE]
    assert again.replies[0].slots["total"] == rs(4900)


def test_more_than_the_limit_shows_the_ways_on() -> None:
    tight = shop_facts(credit=CreditLine(rs(10_000), owed=rs(1_000)))
    one = turn(IN_CART, tight, CONFIRM)
    assert one.events == (OrderRefused(SHOP.id, Refusal.OVER_LIMIT, rs(9650), rs(9000)),)
    assert (state(one), phrases(one)) == ("paying", ["credit_short"])
    assert one.replies[0].slots["over"] == rs(650)
    code = one.conversation.cart.code
    assert payloads(one) == [f"cash:{code}", f"change:{code}", "more_limit:"]
    paid = turn(one.conversation, tight, press(f"cash:{code}"), "wamid.2")
    (placed,) = paid.events
    assert isinstance(placed, OrderPlaced)
    assert (placed.order.on_credit, phrases(paid)) == (False, ["order_placed_cash"])
    wished = turn(one.conversation, tight, press("more_limit:"))
    assert wished.events == (LimitWished(SHOP.id, "S-1", SHOP.name, tight.credit),)


STANDINGS = [
    (Standing.WAITING, "order_placed_cash", "idle"),
    (Standing.FROZEN, "credit_frozen", "paying"),
    (Standing.REJECTED, "you_are_rejected", "idle"),
]


@pytest.mark.parametrize(("where", "phrase", "after"), STANDINGS)
def test_who_buys_how(where: Standing, phrase: str, after: str) -> None:
    one = turn(IN_CART, shop_facts(shop=replace(SHOP, standing=where)), CONFIRM)
    assert (phrases(one), state(one)) == ([phrase], after)
    cash = turn(IN_CART, shop_facts(shop=replace(SHOP, standing=where)), press("cash:CART0001"))
    placed = any(isinstance(event, OrderPlaced) for event in cash.events)
    assert placed is (where is not Standing.REJECTED)


@pytest.mark.parametrize("no", ["hoina", "cancel", "radda", press("drop:CART0001")])
def test_a_no_drops_the_cart(no: object) -> None:
    one = turn(IN_CART, shop_facts(), no)
    assert one == Turn((), (Reply(Phrase.CART_DROPPED),), kept(IN_CART, state="idle", cart=None))


def test_the_last_order_again() -> None:
    one = turn(talk(HARI), shop_facts(repeatable=order()), "asti kai pathau")
    assert (state(one), lines(one)) == ("cart", [("RICE", "2"), ("OIL", "1")])
    none = turn(talk(HARI), shop_facts(), "asti kai pathau")
    assert phrases(none) == ["nothing_to_repeat"]


@pytest.mark.parametrize("status", S)
def test_cancelling(status: S) -> None:
    one = order(status=status)
    facts = shop_facts(file=file(one), orders=(one,))
    early = status in (S.PLACED, S.OFFERED, S.ACCEPTED, S.UNFILLED)
    asked = turn(talk(HARI), facts, "cancel KH-1001")
    assert phrases(asked) == ["ask_cancel" if early else "too_late_to_cancel"]
    off = turn(talk(HARI), facts, press("cancel_yes:1001"))
    if early:
        assert off.events == call_off(facts.file, cause(), "shop", "")
        assert isinstance(off.events[0], OrderCancelled)
    assert bool(off.events) is early


def test_without_a_code_the_orders_are_listed() -> None:
    one = turn(talk(HARI), shop_facts(orders=(order(),)), "order radda garnus")
    assert (phrases(one), payloads(one)) == (["ask_which_order"], ["cancel:1001"])
    none = turn(talk(HARI), shop_facts(), "order radda garnus")
    assert phrases(none) == ["no_orders"]


def test_a_vendors_part_and_price_are_answered() -> None:
    one = order((RICE, "2"), (SUGAR, "50"), status=S.OFFERED)
    part = replace(offer(one, status=OfferStatus.PART), part={RICE: Decimal(2)})
    facts = shop_facts(file=file(one, part))
    for verb, elsewhere in (("take_part", False), ("rest_elsewhere", True)):
        settled = turn(talk(HARI), facts, press(f"{verb}:1001"))
        assert settled.events == settle_part(facts.file, cause(), rest_elsewhere=elsewhere)
    asked = shop_facts(file=file(one, offer(one, status=OfferStatus.PROPOSED)))
    for verb, agreed in (("agree_price", True), ("refuse_price", False)):
        answered = turn(talk(HARI), asked, press(f"{verb}:1001"))
        assert answered.events == agree_price(asked.file, cause(), agreed=agreed)
        late = turn(talk(HARI), shop_facts(file=file(one, offer(one))), press(f"{verb}:1001"))
        assert (phrases(late), late.events) == (["already_settled"], ())


@pytest.mark.parametrize(("price", "phrase"), [("2451", "price_agreed"), ("2452", "price_refused")])
def test_a_yes_to_a_price_that_rose_again_asks_another(price: str, phrase: str) -> None:
    one = order((RICE, "2"), status=S.OFFERED)
    asked = replace(offer(one, status=OfferStatus.PROPOSED), total=rs(4902))
    market = (standing(GUPTA, {RICE: price}), standing(BIRENDRA))
    facts = shop_facts(file=file(one, asked, standings=market))
    assert phrases(turn(talk(HARI), facts, press("agree_price:1001"))) == [phrase]


SENT = order((RICE, "2"), (OIL, "1"), status=S.DISPATCHED)


def test_all_of_it_arrived() -> None:
    one = turn(talk(HARI), shop_facts(file=file(SENT), accounts=(OWED,)), press("arrived:1001"))
    delivered = one.events[0]
    assert isinstance(delivered, OrderDelivered)
    assert delivered.order.total == SENT.total
    assert one.replies[0].slots["owed"] == rs(5000) + SENT.total
    came = replace(SENT, status=S.DELIVERED)
    after = turn(talk(HARI), shop_facts(file=file(came)), press("arrived:1001"))
    assert after.events == complete(came)


SHORT = talk(HARI, "short", Question("short", subject="1001"))


@pytest.mark.parametrize("text", ["oil 1", "mustard oil 1 leak", "oil 1 pouch phutyo"])
def test_one_pouch_was_short(text: str) -> None:
    one = turn(SHORT, shop_facts(file=file(SENT)), text)
    delivered = one.events[0]
    assert isinstance(delivered, OrderDelivered)
    assert [line.arrived for line in delivered.order.lines] == [2, Decimal("0.916666667")]
    assert (state(one), phrases(one)) == ("idle", ["arrived_short"])
    assert one.replies[0].slots["less"] == rs("310.75")


@pytest.mark.parametrize("text", ["kehi pani", "rice 20 bora", "xyz 1", "1"])
def test_what_is_unclear_is_asked_again(text: str) -> None:
    one = turn(SHORT, shop_facts(file=file(SENT)), text)
    assert one.events == ()
    assert len(one.replies) == 1


def test_other_goods_are_a_new_order_not_a_shortage() -> None:
    one = turn(SHORT, shop_facts(file=file(SENT)), "sugar 50 kg")
    assert (state(one), phrases(one), lines(one)) == ("cart", ["cart_summary"], [("SUGAR", "50")])


def test_a_shortage_after_delivery_is_claimed_once() -> None:
    came = replace(SENT, status=S.DELIVERED).arriving({})
    one = turn(SHORT, shop_facts(file=file(came)), "oil 1")
    (claimed,) = one.events
    assert isinstance(claimed, ShortageClaimed)
    assert (claimed.shortage.status, claimed.shortage.amount) == (
        ShortageStatus.CLAIMED,
        rs("310.75"),
    )
    twice = shop_facts(file=replace(file(came), shortage=claimed.shortage))
    again = turn(talk(HARI), twice, press("arrived_short:1001"))
    assert again.events == ()


def test_a_cart_of_two_vendors_says_so() -> None:
    market = (standing(GUPTA, {RICE: "2450"}), standing(BIRENDRA, {SOAP: "1800", NOODLES: "540"}))
    one = turn(talk(HARI), shop_facts(standings=market), "rice 1 bora, lifebuoy 1 peti")
    assert [line.vendor_name for line in one.conversation.cart.lines] == [
        GUPTA.name,
        BIRENDRA.name,
    ]
    both = turn(one.conversation, shop_facts(standings=market), "pakka", "wamid.2")
    assert both.replies[0].slots["codes"] == "KH-1002, KH-1003"
