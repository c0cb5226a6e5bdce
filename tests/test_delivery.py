"""Messages leave: in order, once, in words or as a template, whatever Meta answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from bot import httpx_over_aiohttp
from bot.deliver import TRIES_AT_MOST
from bot.rendered import Rendered, Text
from bot.simulator.errors import WINDOW_CLOSED
from bot.simulator.phones import Phone
from storage import outgoing
from tests.post_office import PostOffice, post_office


@pytest.fixture
async def office(empty_url: str) -> AsyncIterator[PostOffice]:
    async with post_office(empty_url) as found:
        yield found


def keys(phone: Phone) -> list[str]:
    """The notes on a phone, in the order they arrived; templates as such."""
    return [one.template or one.body.split()[-1] for one in phone.messages]


TEMPLATE = "template_admin_en"

# --- the 24-hour window -----------------------------------------------------------------------


async def test_inside_the_window_words_outside_the_template(office: PostOffice) -> None:
    here, near = await office.meet("Asha")
    gone, far = await office.meet("Bina", window=False)
    key = await office.write(here)
    await office.write(gone)
    await office.deliver()
    assert (keys(near), keys(far)) == ([key], [TEMPLATE])
    await office.write(here)
    await office.later(hours=24)
    assert keys(near) == [key, TEMPLATE]


async def test_outside_the_window_and_without_a_template_it_is_given_up(
    office: PostOffice,
) -> None:
    person, phone = await office.meet("Asha", window=False)
    await office.write(person, template=False)
    await office.deliver()
    assert (await office.states(), keys(phone)) == (["dead"], [])


@pytest.mark.parametrize("late", [False, True], ids=["at once", "by a later status"])
async def test_meta_knows_better_that_the_window_is_closed(office: PostOffice, late: bool) -> None:
    office.world.refuse_late = late
    person, phone = await office.meet("Asha")
    phone.last_inbound = None
    await office.write(person)
    await office.deliver()
    await office.later(seconds=5)
    assert (keys(phone), await office.states()) == ([TEMPLATE], ["sent"])
    code = await office.database.fetchval("SELECT error_code FROM outgoing")
    assert code == WINDOW_CLOSED
    await office.later(hours=1)
    assert keys(phone) == [TEMPLATE], "once"


# --- too fast ---------------------------------------------------------------------------------


async def test_too_fast_for_one_person_waits_and_keeps_the_order(office: PostOffice) -> None:
    office.world.pair_rate = True
    person, phone = await office.meet("Asha")
    other, elsewhere = await office.meet("Bina")
    written = [await office.write(person) for _ in range(48)]
    await office.deliver()
    assert keys(phone) == written[:45], "a burst of 45, then Meta says 131056"
    note = await office.write(other)
    await office.deliver()
    assert keys(elsewhere) == [note], "nobody else waits"
    await office.later(minutes=5)
    assert keys(phone) == written
    assert set(await office.states()) == {"sent"}


async def test_too_fast_for_all_pauses_all(office: PostOffice) -> None:
    people = [await office.meet(name) for name in ("Asha", "Bina")]
    office.world.faults.settings.plan = ["429"]
    first = await office.write(people[0][0])
    await office.deliver()
    note = await office.write(people[1][0])
    await office.deliver()
    assert [keys(phone) for _, phone in people] == [[], []]
    await office.later(seconds=6)
    assert [keys(phone) for _, phone in people] == [[first], [note]]


# --- who knows whether it was sent ------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "sent"),
    [("500_before", 0), ("500_after", 1), ("timeout_before", 0), ("timeout_after", 1)],
)
async def test_an_answer_that_says_nothing_is_settled_by_the_status(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch, fault: str, sent: int
) -> None:
    monkeypatch.setattr(httpx_over_aiohttp, "READ_SECONDS", 0.3)
    office.world.faults.settings.plan = [fault]
    office.world.faults.settings.hang_seconds = 0.6
    person, phone = await office.meet("Asha")
    key = await office.write(person)
    await office.deliver()
    assert len(keys(phone)) == sent
    assert await office.states() == ["sent" if sent else "unknown"]
    await office.later(minutes=1)
    assert len(keys(phone)) == sent, "it waits for the status first"
    await office.later(minutes=2)
    assert (keys(phone), await office.states()) == ([key], ["sent"])


async def test_what_never_gets_an_answer_is_given_up(office: PostOffice) -> None:
    office.world.faults.settings.plan = ["500_before"] * 50
    person, phone = await office.meet("Asha")
    await office.write(person)
    for _ in range(TRIES_AT_MOST):
        await office.later(minutes=3)
    assert (keys(phone), await office.states()) == ([], ["dead"])
    assert len(office.world.faults.settings.plan) == 50 - TRIES_AT_MOST


async def test_a_worker_that_dies_before_sending(office: PostOffice) -> None:
    person, phone = await office.meet("Asha")
    written = [await office.write(person), await office.write(person)]
    await office.store.attempt(lambda tx: outgoing.claim(tx, 32))
    await office.deliver()
    assert keys(phone) == [], "the next waits for the one before it"
    await office.later(seconds=61)
    assert keys(phone) == written[1:], "one that nobody knows about holds nobody up"
    await office.later(minutes=3)
    assert sorted(keys(phone)) == written


async def test_a_worker_that_dies_after_sending(office: PostOffice) -> None:
    person, phone = await office.meet("Asha")
    await office.write(person)
    (message,) = await office.store.attempt(lambda tx: outgoing.claim(tx, 32))
    rendered = Rendered(message.phone, message.bsuid, str(message.id), Text("sent by the dead"))
    await office.deliverer._whatsapp.send(rendered)
    await office.world.webhooks.idle()
    assert await office.states() == ["sent"], "the status tells"
    await office.later(minutes=5)
    assert keys(phone) == ["dead"], "and it is not sent again"


async def test_who_lost_a_message_to_another_cannot_settle_it(office: PostOffice) -> None:
    person, _ = await office.meet("Asha")
    await office.write(person)
    (lost,) = await office.store.attempt(lambda tx: outgoing.claim(tx, 32))
    await office.later(seconds=61)
    office.store.shift += timedelta(minutes=3)
    await office.deliverer.sweep()
    (held,) = await office.store.attempt(lambda tx: outgoing.claim(tx, 32))
    given_up = outgoing.Unsent("dead", await office.now(), 0, "")
    await office.store.attempt(lambda tx: outgoing.unsent(tx, lost, given_up))
    await office.store.attempt(lambda tx: outgoing.sent(tx, lost, "wamid.lost"))
    assert await office.states() == ["sending"]
    await office.store.attempt(lambda tx: outgoing.sent(tx, held, "wamid.held"))
    assert await office.database.fetchval("SELECT wamid FROM outgoing") == "wamid.held"


# --- refused for good -------------------------------------------------------------------------


async def test_a_wrong_token_stops_all_and_loses_nothing(empty_url: str) -> None:
    async with post_office(empty_url, token="expired") as office:
        person, _ = await office.meet("Asha")
        await office.write(person)
        await office.write(person)
        await office.deliver()
        assert await office.states() == ["queued", "queued"]
        assert office.deliverer._paused()
        for _ in range(2 * TRIES_AT_MOST):
            await office.later(minutes=2)
        assert await office.states() == ["queued", "queued"], "however long it takes"


async def test_what_cannot_be_said_fails_alone(office: PostOffice) -> None:
    """A row that cannot be read, a person without an address, a number without WhatsApp."""
    nobody, _ = await office.meet("Nobody", phone=False)
    broken, _ = await office.meet("Broken")
    absent, gone = await office.meet("Absent")
    person, phone = await office.meet("Asha")
    del office.world.phones[gone.number]
    for one in (nobody, broken, absent):
        await office.write(one)
    await office.database.execute(
        'UPDATE outgoing SET reply = \'{"phrase": "no such phrase"}\' WHERE person_id = $1', broken
    )
    key = await office.write(person)
    await office.deliver()
    assert await office.states() == ["dead", "dead", "failed", "sent"]
    assert keys(phone) == [key]


async def test_someone_who_hides_the_number_is_reached(office: PostOffice) -> None:
    person, phone = await office.meet("Asha", phone=False, bsuid=True)
    key = await office.write(person)
    await office.deliver()
    assert keys(phone) == [key]


# --- order, and once ----------------------------------------------------------------------------


async def test_many_faults_no_double_and_in_order(office: PostOffice) -> None:
    """A storm on the wire: each person gets each message once, those in doubt a little late."""
    people = [await office.meet(f"Person {nth}") for nth in range(6)]
    written = {
        phone.number: [await office.write(person) for _ in range(8)] for person, phone in people
    }
    faults = office.world.faults.settings
    faults.throttle, faults.fail_after, faults.fail_before = 0.1, 0.1, 0.05
    faults.duplicate = faults.drop = 0.1
    for _ in range(60):
        await office.later(minutes=3)
        if set(await office.states()) == {"sent"}:
            break
    assert set(await office.states()) == {"sent"}
    for _, phone in people:
        assert sorted(keys(phone)) == written[phone.number]
    assert office.world.faults.happened.keys() >= {"throttle", "fail_after"}


async def test_two_senders_keep_the_order(office: PostOffice) -> None:
    people = [await office.meet(f"Person {nth}") for nth in range(4)]
    written = {
        phone.number: [await office.write(person) for _ in range(10)] for person, phone in people
    }
    await office.deliver_with(3)
    for _, phone in people:
        assert keys(phone) == written[phone.number]


# --- offers -------------------------------------------------------------------------------------

OFFER = UUID(int=5)
ADD_OFFER = """
WITH shop AS (
    INSERT INTO shops (id, code, name, owner_name, ward, district, standing, registered_at)
    VALUES ($1, 'S-1', 's', 'o', 'w', 'd', 'approved', now()) RETURNING id
), vendor AS (
    INSERT INTO vendors (id, code, name, owner_name, ward, district, standing, registered_at)
    VALUES ($1, 'V-1', 'v', 'o', 'w', 'd', 'approved', now()) RETURNING id
), placed AS (
    INSERT INTO orders (id, number, basket_id, shop_id, vendor_id, status, on_credit, placed_by,
        placed_at)
    SELECT $1, 1, $1, shop.id, vendor.id, 'offered', false, $2, now() FROM shop, vendor
    RETURNING id, vendor_id
)
INSERT INTO offers (id, code, order_id, vendor_id, turn, status, total_paisa, made_at)
SELECT $1, 'ABCDEF', id, vendor_id, 1, 'open', 100, now() FROM placed
"""


async def offered(office: PostOffice) -> Phone:
    person, phone = await office.meet("Gupta")
    await office.database.execute(ADD_OFFER, OFFER, person)
    await office.write(person, offer=OFFER)
    return phone


async def clock(office: PostOffice) -> list[str]:
    rows = await office.database.fetch(
        "SELECT kind FROM causes WHERE lane = $1 ORDER BY due_at", OFFER
    )
    return [row["kind"] for row in rows]


async def test_an_offers_clock_starts_when_it_is_sent(office: PostOffice) -> None:
    await offered(office)
    await office.later(hours=1)
    sent_at = await office.database.fetchval("SELECT sent_at FROM offers")
    assert abs(await office.now() - sent_at) < timedelta(minutes=1), "not when it was made"
    assert await clock(office) == ["nudge", "expire"]


@pytest.mark.parametrize("fault", ["500_after", "500_before", "absent"])
async def test_the_clock_starts_once_even_in_doubt(office: PostOffice, fault: str) -> None:
    """Whatever becomes of the message, the shop does not wait for ever."""
    phone = await offered(office)
    if fault == "absent":
        del office.world.phones[phone.number]
    else:
        office.world.faults.settings.plan = [fault]
    await office.deliver()
    await office.later(minutes=5)
    assert await clock(office) == ["nudge", "expire"]


@pytest.mark.parametrize("doubt", [False, True], ids=["waiting", "in doubt"])
async def test_a_withdrawn_offer_is_not_sent(office: PostOffice, doubt: bool) -> None:
    phone = await offered(office)
    if doubt:
        office.world.faults.settings.plan = ["500_before"]
        await office.deliver()
    await office.database.execute("UPDATE offers SET status = 'withdrawn'")
    await office.later(minutes=5)
    assert (keys(phone), await office.states()) == ([], ["superseded"])
