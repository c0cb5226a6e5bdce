"""What cannot be thought about: one apology, a few tries, then an admin; everybody else goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from storage.failures import TRIES_AT_MOST
from tests.bare_market import BareMarket, bare_market

# It loads, and no scene can make sense of it; or it does not even load.
CORRUPT = ['{"cart": 7}', '{"person": "x", "role": "retailer", "state": "cart"}', "[]"]
ADD_TIMER = """
INSERT INTO causes (key, kind, lane, payload, payload_hash, received_at, due_at)
VALUES ($1, $2, $3, '', '', now(), now())
"""
STATE = "SELECT status, attempts FROM causes WHERE key = $1"


@pytest.fixture
async def market(market_url: str) -> AsyncIterator[BareMarket]:
    async with bare_market(market_url) as found:
        yield found


async def corrupt(market: BareMarket, who: str, conversation: str) -> None:
    await market.database.execute(
        "UPDATE mailboxes SET conversation = $2::jsonb WHERE person_id = $1",
        await market.person(who),
        conversation,
    )


async def state(market: BareMarket, key: str) -> tuple[str, int]:
    row = await market.database.fetchrow(STATE, key)
    assert row is not None
    return row["status"], row["attempts"]


@pytest.mark.parametrize("conversation", CORRUPT)
async def test_a_message_that_cannot_be_thought_about(
    market: BareMarket, conversation: str
) -> None:
    await corrupt(market, "hari", conversation)
    poison = market.text("hari", "2 bora jeera masino")
    await market.receive(poison, market.text("hari", "help"))
    for tries in range(1, TRIES_AT_MOST):
        await market.turns("hari")
        await market.turns("hari")
        assert await state(market, poison.wamid) == ("new", tries), "not again before its time"
        assert await market.phrases("hari") == ["sorry"], "one apology, nothing out of turn"
        await market.say("bimala", "help")
        assert (await market.phrases("bimala"))[0] == "help_retailer", "others go on"
        market.pass_time(minutes=2)
    await market.turns("hari")
    assert await state(market, poison.wamid) == ("dead", TRIES_AT_MOST)
    assert await market.phrases("asha") == ["parked"], "an admin is told, once"
    await market.turns("hari")
    assert await market.phrases("hari") == ["help_retailer", "sorry"], "the next is answered"
    await market.say("hari", "2 bora jeera masino")
    assert (await market.phrases("hari"))[0] == "cart_summary"


@pytest.mark.parametrize("kind", ["no_such_kind", "route", "silent"])
async def test_a_timer_that_cannot_be_thought_about(market: BareMarket, kind: str) -> None:
    """Of no kind we know, or about nothing there is."""
    await market.database.execute(ADD_TIMER, "poison", kind, UUID(int=1))
    await market.say("hari", "2 bora jeera masino")
    await market.tap("hari", "confirm")
    await market.timers()
    assert await market.phrases("birendra") == ["offer_received"], "timers behind it ring"
    for _ in range(TRIES_AT_MOST):
        market.pass_time(minutes=2)
        await market.timers()
    assert await state(market, "poison") == ("dead", TRIES_AT_MOST)
    assert (await market.phrases("asha")).count("parked") == 1


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x00\xff\xfe", b"[" * 5000, b'{"type": "text", "text": {"body": 7}}', b"null"],
)
async def test_a_payload_that_makes_no_sense_gets_a_polite_answer(
    market: BareMarket, payload: bytes
) -> None:
    item = market.text("hari", "")
    await market.receive(type(item)(item.wamid, item.contact, payload))
    await market.turns("hari")
    assert await state(market, item.wamid) == ("done", 0)
    assert await market.phrases("hari") == ["media_not_read"]
