"""Turns about money handed over: claimed, written down, answered, by either side."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.events import PaymentAnswered, PaymentRecorded, Transferred
from domain.facts import PaymentFile
from domain.ids import PaymentId
from domain.payments import Method, Payment, PaymentStatus, allocate, money_in
from flows.phrases import Phrase
from flows.turn import Question, Reply, Turn
from tests.market import (
    BIRENDRA,
    GUPTA,
    HARI,
    NOON,
    OWED,
    SHOP,
    SITA,
    cause,
    kept,
    payloads,
    phrases,
    press,
    rs,
    shop_facts,
    talk,
    turn,
    uid,
    vendor_facts,
)

ASKED = Question("which", "sabun", ("SOAP", "RICE"), "new", Decimal(2), "peti")


def paid(status: PaymentStatus, *, by_vendor: bool) -> Payment:
    return Payment(
        PaymentId(cause().id("payment")),
        301,
        SHOP.id,
        SHOP.name,
        GUPTA.id,
        GUPTA.name,
        rs(5000),
        Method.CASH,
        status,
        by_vendor,
        HARI.id,
        NOON,
    )


def test_a_claim_waits_for_the_vendor() -> None:
    one = turn(talk(HARI), shop_facts(accounts=(OWED,)), "gupta lai 5000 nagad tire")
    claim = paid(PaymentStatus.CLAIMED, by_vendor=False)
    slots = {"amount": rs(5000), "vendor": GUPTA.name}
    assert one == Turn(
        (PaymentRecorded(claim, (), OWED.owed),),
        (Reply(Phrase.PAYMENT_CLAIMED, slots),),
        kept(talk(HARI)),
    )


OTHER = replace(OWED, business_id=BIRENDRA.id, code="V-2", name=BIRENDRA.name)


def test_paid_whom_is_asked_beside_other_questions() -> None:
    facts = shop_facts(accounts=(OWED, OTHER))
    one = turn(talk(HARI, "clarify", ASKED), facts, "5000 nagad tire")
    assert phrases(one) == ["ask_paid_whom"]
    assert payloads(one) == ["claim_to:V-1", "claim_to:V-2"]
    assert one.conversation.questions[0] == ASKED
    two = turn(one.conversation, facts, press("claim_to:V-2"), "wamid.2")
    (claimed,) = two.events
    assert isinstance(claimed, PaymentRecorded)
    assert (claimed.payment.vendor_id, claimed.payment.amount) == (BIRENDRA.id, rs(5000))
    assert two.conversation.questions == (ASKED,)


@pytest.mark.parametrize(
    "text", ["bholi 20 hajar tirchu", "5 hajar tirchu", "५००० तिर्छु", "paisa kasari tirne", "esewa"]
)
def test_talk_of_paying_is_no_payment(text: str) -> None:
    one = turn(talk(HARI), shop_facts(accounts=(OWED,)), text)
    assert (one.events, phrases(one)) == ((), ["how_to_pay"])


@pytest.mark.parametrize(
    "text", ["5000 tireko chu", "gupta lai 5000 diye", "5000 esewa gareko chhu"]
)
def test_what_was_done_is_a_claim(text: str) -> None:
    one = turn(talk(HARI), shop_facts(accounts=(OWED,)), text)
    assert phrases(one) == ["payment_claimed"]
    assert one.events[0].payment.amount == rs(5000)


@pytest.mark.parametrize(
    ("verb", "status"), [("paid_yes", PaymentStatus.CONFIRMED), ("paid_no", PaymentStatus.DISPUTED)]
)
def test_a_vendors_record_is_answered(verb: str, status: PaymentStatus) -> None:
    waiting = paid(PaymentStatus.WAITING, by_vendor=True)
    facts = shop_facts(payment=PaymentFile(waiting, owed=rs(100)))
    one = turn(talk(HARI), facts, press(f"{verb}:{uid(1)}"))
    assert one.events == (PaymentAnswered(replace(waiting, status=status), (), rs(100)),)
    late = shop_facts(payment=PaymentFile(replace(waiting, status=PaymentStatus.CONFIRMED)))
    assert turn(talk(HARI), late, press(f"{verb}:{uid(1)}")).events == ()


# --- the vendor ---------------------------------------------------------------------------------

SHARMA = replace(OWED, business_id=SHOP.id, code="S-1", name=SHOP.name)
NAMESAKE = replace(
    SHARMA, business_id=uid(2), code="S-2", name="Sharma Pasal", owed=rs(0), bills=()
)


def recorded(amount: int) -> Payment:
    return replace(
        paid(PaymentStatus.WAITING, by_vendor=True), amount=rs(amount), recorded_by=SITA.id
    )


@pytest.mark.parametrize("text", ["Sharma 5000 nagad diyo", "sharma 5000 cash", "sharma 5000"])
def test_a_vendor_writes_a_payment_down(text: str) -> None:
    one = turn(talk(SITA), vendor_facts(shops=(SHARMA,)), text)
    payment = recorded(5000)
    parts = allocate(payment, SHARMA.bills)
    assert [part.number for part in parts] == [987, 990]
    slots = {"code": "R-301", "shop": SHOP.name, "amount": rs(5000), "owed": rs(0)}
    assert one == Turn(
        (PaymentRecorded(payment, parts, rs(0)), Transferred(money_in(payment, cause()))),
        (Reply(Phrase.PAYMENT_TAKEN, slots),),
        kept(talk(SITA)),
    )


@pytest.mark.parametrize("text", ["sharma 0 nagad", "sharma 10000001 nagad", "sharma 1.333 nagad"])
def test_an_amount_nobody_pays_is_asked_about(text: str) -> None:
    one = turn(talk(SITA), vendor_facts(shops=(SHARMA,)), text)
    assert (phrases(one), one.events) == (["payment_amount_wrong"], ())


def test_an_advance_is_asked_about() -> None:
    facts = vendor_facts(shops=(SHARMA,))
    one = turn(talk(SITA), facts, "sharma 6000 esewa")
    assert (phrases(one), one.events) == (["ask_advance"], ())
    assert payloads(one) == ["advance_yes:S-1", "advance_no:S-1"]
    yes = turn(one.conversation, facts, press("advance_yes:S-1"), "wamid.2")
    payment = yes.events[0].payment
    assert (payment.amount, payment.method, yes.events[0].owed) == (
        rs(6000),
        Method.ESEWA,
        rs(-1000),
    )
    assert yes.conversation.questions == ()
    twice = turn(yes.conversation, facts, press("advance_yes:S-1"), "wamid.3")
    assert (phrases(twice), twice.events) == (["stale_press"], ())
    no = turn(one.conversation, facts, press("advance_no:S-1"), "wamid.2")
    assert (phrases(no), no.events) == (["payment_dropped"], ())


def test_a_namesake_is_asked_about() -> None:
    facts = vendor_facts(shops=(SHARMA, NAMESAKE))
    one = turn(talk(SITA), facts, "sharma 5000 nagad")
    assert payloads(one) == ["pick_shop:S-1", "pick_shop:S-2"]
    first = turn(one.conversation, facts, press("pick_shop:S-1"), "wamid.2")
    assert first.events[0].payment.shop_id == SHOP.id
    other = turn(one.conversation, facts, press("pick_shop:S-2"), "wamid.2")
    assert (phrases(other), other.events) == (["ask_advance"], ())
    unknown = turn(talk(SITA), vendor_facts(), "sharma 5000 nagad")
    assert phrases(unknown) == ["shop_unknown"]


def test_a_claim_is_decided_once() -> None:
    claim = paid(PaymentStatus.CLAIMED, by_vendor=False)
    facts = vendor_facts(payment=PaymentFile(claim, SHARMA.bills, rs(5000)))
    yes = turn(talk(SITA), facts, press(f"claim_yes:{claim.id}"))
    agreed = replace(claim, status=PaymentStatus.CONFIRMED)
    assert yes.events == (
        PaymentAnswered(agreed, allocate(agreed, SHARMA.bills), rs(0)),
        Transferred(money_in(agreed, cause())),
    )
    no = turn(talk(SITA), facts, press(f"claim_no:{claim.id}"))
    denied = replace(claim, status=PaymentStatus.DENIED)
    assert no.events == (PaymentAnswered(denied, (), rs(5000)),)
    late = vendor_facts(payment=PaymentFile(agreed))
    assert turn(talk(SITA), late, press(f"claim_yes:{claim.id}")).events == ()
