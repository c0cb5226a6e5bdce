"""An unknown number's turns: language, role, details, consent, and then it is somebody."""

from dataclasses import replace

import pytest

from domain.events import ConsentGiven, ShopRegistered, VendorRegistered
from domain.ids import ShopId, VendorId
from domain.people import ConsentPart, Language, Place, Role, Shop, Standing, Vendor
from flows.inbound import Inbound, InboundKind, Spot
from flows.turn import Conversation, Intent, Turn
from tests.market import NEWCOMER, cause, newcomer_facts, payloads, phrases, press, talk, turn

FACTS = newcomer_facts()
DETAILS = "Sharma Kirana, Birendranagar-6, Hari Sharma"
FORM = {
    "role": "retailer",
    "name": "Sharma Kirana",
    "ward": "Birendranagar-6",
    "owner": "Hari Sharma",
}


def state(one: Turn) -> str:
    assert one.conversation is not None
    return one.conversation.state


def asking(at: str, **form: str) -> Conversation:
    return replace(talk(NEWCOMER, at), language=Language.ROMAN, form=form)


def test_from_hello_to_a_shop_that_waits() -> None:
    hello = turn(talk(NEWCOMER, "start"), FACTS, "Namaste, yo khaacho ho?")
    assert (state(hello), phrases(hello)) == ("language", ["greeting_newcomer"])
    assert payloads(hello) == ["language:ne", "language:ne_Latn", "language:en"]
    roman = turn(hello.conversation, FACTS, "Roman", "wamid.2")
    assert (state(roman), phrases(roman)) == ("role", ["ask_role"])
    assert roman.conversation.language is Language.ROMAN
    shop = turn(roman.conversation, FACTS, press("role:retailer"), "wamid.3")
    assert (state(shop), phrases(shop)) == ("details", ["ask_shop_details"])
    told = turn(shop.conversation, FACTS, DETAILS, "wamid.4")
    assert (state(told), phrases(told)) == ("consent", ["ask_consent"])
    assert dict(told.conversation.form) == FORM
    done = turn(told.conversation, FACTS, press("consent:both"), "wamid.5")
    registered = Shop(
        ShopId(cause("wamid.5").id("shop")),
        "S-7",
        "Sharma Kirana",
        "Hari Sharma",
        Place("Birendranagar-6"),
        Standing.WAITING,
    )
    assert done.events == (
        ConsentGiven(NEWCOMER.id, ConsentPart.ACCOUNTS, "ask_consent"),
        ConsentGiven(NEWCOMER.id, ConsentPart.REMINDERS, "ask_consent"),
        ShopRegistered(NEWCOMER.id, registered),
    )
    assert phrases(done) == ["shop_waits"]
    after = done.conversation
    assert (after.role, after.state, dict(after.form)) == (Role.RETAILER, "idle", {})


def test_a_vendor_that_allows_only_what_is_needed() -> None:
    one = turn(asking("consent", **FORM | {"role": "vendor"}), FACTS, press("consent:accounts"))
    consent, registered = one.events
    assert consent.part is ConsentPart.ACCOUNTS
    assert registered == VendorRegistered(
        NEWCOMER.id,
        Vendor(
            VendorId(cause().id("vendor")),
            "V-7",
            "Sharma Kirana",
            "Hari Sharma",
            Place("Birendranagar-6"),
            Standing.WAITING,
        ),
    )
    assert (one.conversation.role, phrases(one)) == (Role.VENDOR, ["vendor_waits"])


@pytest.mark.parametrize(
    ("text", "reminders"), [("1+2", True), ("huncha", True), ("1 matra", False), ("1", False)]
)
def test_consent_in_words(text: str, reminders: bool) -> None:
    one = turn(asking("consent", **FORM), FACTS, text)
    parts = {event.part for event in one.events if isinstance(event, ConsentGiven)}
    assert (ConsentPart.REMINDERS in parts) is reminders
    assert isinstance(one.events[-1], ShopRegistered)


@pytest.mark.parametrize("text", ["hoina", "ke ho yo?", "2 bora chamal"])
def test_nothing_is_registered_without_consent(text: str) -> None:
    one = turn(asking("consent", **FORM), FACTS, text)
    assert (one.events, state(one)) == ((), "consent")


def test_details_are_asked_one_by_one_until_all_are_told() -> None:
    one = turn(asking("details", role="retailer"), FACTS, "Sharma Kirana")
    assert (state(one), phrases(one)) == ("details", ["ask_ward"])
    two = turn(one.conversation, FACTS, "Birendranagar-6", "wamid.2")
    assert phrases(two) == ["ask_owner"]
    noise = turn(two.conversation, FACTS, "x", "wamid.3")
    assert phrases(noise) == ["ask_owner"]
    spot = Inbound(InboundKind.LOCATION, spot=Spot(28_601_000, 81_636_000))
    there = turn(noise.conversation, FACTS, Intent("location", inbound=spot), "wamid.4")
    assert phrases(there) == ["ask_owner"]
    three = turn(there.conversation, FACTS, "Hari Sharma", "wamid.5")
    assert (state(three), phrases(three)) == ("consent", ["ask_consent"])
    done = turn(three.conversation, FACTS, press("consent:both"), "wamid.6")
    place = done.events[-1].shop.place
    assert (place.latitude, place.longitude) == (28_601_000, 81_636_000)


@pytest.mark.parametrize("subject", ["admin", "newcomer", "", "retailer "])
def test_nobody_becomes_an_admin_from_outside(subject: str) -> None:
    one = turn(asking("role"), FACTS, press(f"role:{subject}"))
    assert (one.events, state(one), phrases(one)) == ((), "role", ["ask_role"])


def test_a_late_consent_registers_nothing() -> None:
    one = turn(asking("role"), FACTS, press("consent:both"))
    assert not any(isinstance(event, ShopRegistered) for event in one.events)
    empty = turn(asking("consent", role="retailer"), FACTS, press("consent:both"))
    assert (empty.events, phrases(empty)) == ((), ["ask_name"])


def test_anybody_may_ask_what_things_cost() -> None:
    one = turn(asking("role"), FACTS, "sugar ko bhau kati cha")
    assert (phrases(one), state(one)) == (["prices"], "role")
