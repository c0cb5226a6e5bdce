"""An admin's turns, whole: a preview, the PIN, and then it happens; looks that change nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import (
    AdminActed,
    AdminAdded,
    LimitSet,
    OfferMade,
    OrderCancelled,
    PinSet,
    PinTried,
    StandingChanged,
)
from domain.facts import Waiting
from domain.offers import OfferStatus
from domain.ordering import OrderStatus
from domain.people import Language, Standing
from flows.inbound import Inbound, InboundKind
from flows.intents import understand
from flows.phrases import Phrase
from flows.turn import Question, Reply, Turn
from tests.market import (
    ASHA,
    EAR,
    GUPTA,
    NOON,
    SHOP,
    TODAY,
    admin_facts,
    file,
    kept,
    offer,
    order,
    payloads,
    phrases,
    rs,
    talk,
    turn,
)

S = OrderStatus
UNTIL = (NOON + timedelta(minutes=5)).isoformat()
STEPPED = replace(talk(ASHA), form={"stepped_up": UNTIL})
WAITING = replace(SHOP, standing=Standing.WAITING)


def waiting(command: str) -> Question:
    return Question("command", subject=command)


def test_a_limit_is_set_after_preview_and_pin() -> None:
    facts = admin_facts(shops=(SHOP,))
    asked = turn(talk(ASHA), facts, 'limit sharma 60000 reason "6 mo clean"')
    assert (phrases(asked), asked.events) == (["ask_pin"], ())
    preview = asked.replies[0].slots["preview"]
    limits = (preview.slots["before"], preview.slots["after"])
    assert limits == (rs(50_000), rs(60_000))
    assert asked.conversation == kept(
        talk(ASHA), state="pin", questions=(waiting("limit S-1 60000 reason 6 mo clean"),)
    )
    wrong = turn(asked.conversation, replace(facts, pin_right=False), "1111", "wamid.2")
    assert wrong == Turn(
        (PinTried(ASHA.id, right=False),),
        (Reply(Phrase.PIN_WRONG),),
        kept(asked.conversation),
        secret=True,
    )
    right = turn(wrong.conversation, replace(facts, pin_right=True), "482913", "wamid.3")
    limit = LimitSet(SHOP.id, "S-1", SHOP.name, rs(50_000), rs(60_000), "6 mo clean")
    assert right.events == (PinTried(ASHA.id, right=True), limit)
    assert right.secret
    assert right.conversation == kept(
        wrong.conversation, state="idle", questions=(), form={"stepped_up": UNTIL}
    )


def test_the_pin_holds_for_five_minutes() -> None:
    facts = admin_facts(shops=(WAITING,))
    now = turn(STEPPED, facts, "approve sharma")
    assert isinstance(now.events[0], StandingChanged)
    late = replace(STEPPED, form={"stepped_up": NOON.isoformat()})
    assert phrases(turn(late, facts, "approve sharma")) == ["ask_pin"]


def test_a_first_pin_is_chosen_then_the_command_runs() -> None:
    new = replace(ASHA, has_pin=False)
    facts = admin_facts(person=new, shops=(WAITING,))
    asked = turn(talk(ASHA), facts, "approve sharma")
    assert (phrases(asked), asked.conversation.state) == (["ask_new_pin"], "new_pin")
    other = turn(asked.conversation, facts, "reject sharma", "wamid.2")
    assert other.conversation.questions == (waiting("reject S-1"),)
    unfit = turn(asked.conversation, facts, "1234", "wamid.2")
    assert (phrases(unfit), unfit.events, unfit.secret) == (["ask_new_pin"], (), True)
    chosen = turn(unfit.conversation, replace(facts, new_pin="$argon2$"), "482913", "wamid.3")
    assert chosen.events[0] == PinSet(ASHA.id, "$argon2$")
    assert chosen.events[1].after is Standing.APPROVED
    assert chosen.secret


def test_no_typed_pin_is_kept() -> None:
    asking = replace(talk(ASHA, "pin"), questions=(waiting("approve S-1"),))
    for facts in (
        admin_facts(shops=(WAITING,), pin_locked=True),
        admin_facts(shops=(), pin_right=True),
        admin_facts(shops=(SHOP,), pin_right=True),
    ):
        assert turn(asking, facts, "482913").secret
    refused = replace(talk(ASHA, "pin"), questions=(waiting("cancel KH-1001"),))
    over = admin_facts(file=file(order(status=S.DELIVERED)), pin_right=True)
    one = turn(refused, over, "482913")
    assert (phrases(one), one.secret) == (["order_moved"], True)
    assert one.events == (PinTried(ASHA.id, right=True),)


@pytest.mark.parametrize("no", ["no", "cancel", "hoina"])
def test_a_no_forgets_the_command(no: str) -> None:
    asking = talk(ASHA, "pin", waiting("approve S-1"))
    one = turn(asking, admin_facts(shops=(WAITING,)), no)
    assert one == Turn(
        (), (Reply(Phrase.COMMAND_DROPPED),), kept(asking, state="idle", questions=())
    )


def test_another_command_is_about_itself_not_about_the_one_that_waits() -> None:
    asking = talk(ASHA, "pin", waiting("limit S-1 60000"))
    none = turn(asking, admin_facts(shops=(SHOP,)), "limit sharma")
    assert phrases(none) == ["limit_how"]
    freeze = turn(asking, admin_facts(shops=(SHOP,)), "freeze sharma")
    assert freeze.conversation.questions == (waiting("freeze S-1"),)


STANDINGS = [
    # command   now                 becomes
    ("approve", Standing.WAITING, Standing.APPROVED),
    ("approve", Standing.REJECTED, Standing.APPROVED),
    ("approve", Standing.FROZEN, Standing.APPROVED),
    ("approve", Standing.APPROVED, None),
    ("reject", Standing.WAITING, Standing.REJECTED),
    ("reject", Standing.REJECTED, None),
    ("freeze", Standing.APPROVED, Standing.FROZEN),
    ("freeze", Standing.FROZEN, None),
    ("freeze", Standing.WAITING, None),
    ("freeze", Standing.REJECTED, None),
    ("unfreeze", Standing.FROZEN, Standing.APPROVED),
    ("unfreeze", Standing.APPROVED, None),
    ("unfreeze", Standing.WAITING, None),
    ("unfreeze", Standing.REJECTED, None),
]


@pytest.mark.parametrize(("command", "now", "becomes"), STANDINGS)
@pytest.mark.parametrize("whose", ["shops", "vendors"])
def test_where_a_business_stands(
    command: str, now: Standing, becomes: Standing | None, whose: str
) -> None:
    one = replace(SHOP if whose == "shops" else GUPTA, standing=now)
    done = turn(STEPPED, admin_facts(**{whose: (one,)}), f"{command} x reason why")
    if becomes is None:
        assert (phrases(done), done.events) == (["already_so"], ())
        return
    (changed,) = done.events
    assert (changed.before, changed.after, changed.reason) == (now, becomes, "why")
    assert changed.is_shop is (whose == "shops")


def test_a_freeze_that_ran_out_can_be_renewed() -> None:
    ran_out = replace(SHOP, standing=Standing.FROZEN, frozen_until=NOON - timedelta(days=1))
    (changed,) = turn(STEPPED, admin_facts(shops=(ran_out,)), "freeze S-1 until 3d").events
    assert changed.until == NOON + timedelta(days=3)


@pytest.mark.parametrize("command", ["approve", "reject", "freeze", "unfreeze", "limit"])
def test_no_or_many_of_that_name(command: str) -> None:
    none = turn(STEPPED, admin_facts(), f"{command} sharma 5000")
    assert phrases(none) == ["not_found"]
    many = turn(STEPPED, admin_facts(shops=(SHOP, SHOP)), f"{command} sharma 5000")
    assert (phrases(many), many.events) == (["several_found"], ())


@pytest.mark.parametrize("status", S)
def test_an_order_is_cancelled_or_rerouted_until_it_is_too_late(status: OrderStatus) -> None:
    one = order(status=status)
    facts = admin_facts(file=file(one, offer(one, status=OfferStatus.ACCEPTED)))
    off = turn(STEPPED, facts, "cancel KH-1001 asked by phone")
    early = status in (S.PLACED, S.OFFERED, S.ACCEPTED, S.UNFILLED)
    assert any(isinstance(event, OrderCancelled) for event in off.events) is (
        early or status is S.DISPATCHED
    )
    moved = turn(STEPPED, facts, "reroute KH-1001 slow")
    assert any(isinstance(event, OfferMade) for event in moved.events) is early
    assert phrases(moved) == ["rerouted" if early else "order_moved"]


def test_a_reroute_without_a_vendor_says_so() -> None:
    lost = replace(order(status=S.UNFILLED), hold_id=None)
    one = turn(STEPPED, admin_facts(file=file(lost, standings=())), "reroute KH-1001")
    assert phrases(one) == ["nobody_could"]


def test_another_admin_is_added_by_phone() -> None:
    (added,) = turn(STEPPED, admin_facts(), "admin 9800000009 Ram Rai").events
    assert added == AdminAdded("+9779800000009", "Ram Rai", Language.ENGLISH)
    assert phrases(turn(STEPPED, admin_facts(), "admin ram")) == ["admin_how"]


LOOKS = [
    ("today", {"today": TODAY}, "today"),
    ("shop sharma", {"shops": (SHOP,)}, "shop_profile"),
    ("shop nobody", {}, "not_found"),
    ("vendor gupta", {"vendors": (GUPTA,)}, "vendor_profile"),
    ("order KH-1001", {"file": file(order())}, "admin_order"),
    ("why KH-1001", {"file": file(order())}, "why"),
    ("why KH-9", {}, "not_found"),
    ("pending", {}, "nobody_waits"),
    ("hello", {}, "help_admin"),
]


@pytest.mark.parametrize(("text", "facts", "phrase"), LOOKS)
def test_a_look_is_kept_and_changes_nothing(
    text: str, facts: dict[str, object], phrase: str
) -> None:
    one = turn(talk(ASHA), admin_facts(**facts), text)
    assert phrases(one) == [phrase]
    found = phrase not in ("not_found", "nobody_waits", "help_admin")
    assert one.events == ((AdminActed(ASHA.id, text),) if found else ())


def test_who_waits_is_approved_with_one_tap() -> None:
    pending = (Waiting("S-1", "Sharma Kirana", "Hari", "Birendranagar-6", True, NOON),)
    listed = turn(talk(ASHA), admin_facts(pending=pending), "pending")
    assert payloads(listed) == ["approve:S-1"]
    tap = understand(Inbound(InboundKind.PRESS, press="approve:S-1"), talk(ASHA), EAR)
    asked = turn(listed.conversation, admin_facts(shops=(WAITING,)), tap, "wamid.2")
    assert asked.conversation.questions == (waiting("approve S-1"),)
    assert phrases(asked) == ["ask_pin"]
