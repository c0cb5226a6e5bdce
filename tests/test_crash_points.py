"""A crash at any point of any step: all of it or nothing, and then exactly once.

Each story is told twice, on two copies of the same market. First undisturbed, to know what the
database holds after each step. Then every step is cut off before and after each of its statements
and its COMMIT; after each cut the database holds what it held before, or, where only the answer
to the COMMIT was lost, what the undisturbed step left. In the end the step is done again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from storage import outgoing
from storage.arrivals import MessageItem, MessageStatus, StatusItem
from storage.store import DatabaseAway
from tests.bare_market import BareMarket, bare_market
from tests.fragile_store import Wire, over_the_wire
from tests.table_dump import Dump, Dumper, differences

LOOK_EVERY = 6  # points: what one leaves behind is still there when the next is looked at
Work = Callable[[BareMarket], Awaitable[object]]
Prepare = Callable[[BareMarket], Awaitable[Work]]


@dataclass(frozen=True)
class Step:
    """One transaction of a story.

    Attributes:
        prepare: Done once and undisturbed; hands back the work that is cut off, which may be
            repeated.
    """

    name: str
    prepare: Prepare


def arrives(who: str, words: str) -> Step:
    """A message is stored."""

    async def prepare(market: BareMarket) -> Work:
        item = await _item(market, who, words)
        return lambda market: market.receive(item)

    return Step(f"{who} writes {words!r}", prepare)


def read(who: str) -> Step:
    """The oldest stored message is carried out."""

    async def prepare(market: BareMarket) -> Work:
        person = await market.person(who)
        return lambda market: market.resolver.next_message(person)

    return Step(f"{who} is answered", prepare)


def turn(who: str, words: str) -> Step:
    """A stored message is carried out. ``tap confirm`` presses the newest button of that kind."""

    async def prepare(market: BareMarket) -> Work:
        await market.receive(await _item(market, who, words))
        person = await market.person(who)
        return lambda market: market.resolver.next_message(person)

    return Step(f"{who}> {words}", prepare)


async def _item(market: BareMarket, who: str, words: str) -> MessageItem:
    if "<code>" in words:
        code = await market.database.fetchval("SELECT max(delivery_code) FROM orders")
        words = words.replace("<code>", code)
    verb = words.removeprefix("tap ")
    if verb != words:
        return market.press(who, await market.payload(who, verb))
    return market.text(who, words)


def timer(name: str, **after: float) -> Step:
    """A timer rings."""

    async def prepare(market: BareMarket) -> Work:
        market.pass_time(**after)
        return lambda market: market.resolver.next_timer()

    return Step(f"timer {name}", prepare)


def poisoned(who: str) -> Step:
    """A message that cannot be thought about: what we remember of the person makes no sense."""

    async def prepare(market: BareMarket) -> Work:
        await market.receive(market.text(who, "namaste"))
        person = await market.person(who)
        await market.database.execute(
            "UPDATE mailboxes SET conversation = '{\"cart\": 7}' WHERE person_id = $1", person
        )
        return lambda market: market.resolver.next_message(person)

    return Step(f"{who}> poison", prepare)


def claimed() -> Step:
    """A worker takes what is due to be sent."""

    async def prepare(_market: BareMarket) -> Work:
        return lambda market: market.store.attempt(lambda tx: outgoing.claim(tx, 32))

    return Step("claim", prepare)


def taken(who: str) -> Step:
    """Meta has taken the oldest message to somebody; that is written down."""

    async def prepare(market: BareMarket) -> Work:
        person = await market.person(who)
        while batch := await market.store.attempt(lambda tx: outgoing.claim(tx, 32)):
            wanted = [message for message in batch if message.person_id == person]
            for message in batch:
                if message not in wanted:
                    await market.sent(message)
            if wanted:
                return lambda market: market.sent(wanted[0])
        raise AssertionError(f"nothing is to be sent to {who}")

    return Step(f"sent to {who}", prepare)


def told(status: MessageStatus) -> Step:
    """Meta tells how far the newest sent message came."""

    async def prepare(market: BareMarket) -> Work:
        row = await market.database.fetchrow(
            "SELECT id::text, wamid FROM outgoing WHERE status = 'sent' ORDER BY seq DESC LIMIT 1"
        )
        at = datetime(2026, 11, 22, 9, tzinfo=UTC)
        item = StatusItem("wamid.told", status, at, row["id"], status.value.encode())
        return lambda market: market.store.receive((), (item,), (), ())

    return Step(f"status {status}", prepare)


STORIES: dict[str, tuple[Step, ...]] = {
    "a newcomer registers": (
        arrives("maya", "namaste"),
        read("maya"),
        turn("maya", "tap language:ne_Latn"),
        turn("maya", "tap role:retailer"),
        turn("maya", "Maya Pasal, Birendranagar-3, Maya Rana"),
        turn("maya", "tap consent:both"),
        claimed(),
        poisoned("maya"),
    ),
    "an order on credit, delivered short and paid": (
        turn("hari", "2 bora jeera masino, waiwai 2 carton"),
        turn("hari", "tap confirm"),
        timer("route"),
        taken("gupta"),
        told(MessageStatus.FAILED),
        turn("gupta", "tap accept"),
        turn("gupta", "tap dispatch"),
        turn("gupta", "tap delivered"),
        turn("gupta", "<code> jira masino 1 bora kam"),
        turn("gupta", "Sharma 1000 nagad"),
        turn("hari", "tap paid_yes"),
        turn("hari", "mero baki kati cha"),
    ),
    "a part is taken and the rest goes elsewhere": (
        turn("hari", "4 bora jeera masino"),
        turn("hari", "tap confirm"),
        timer("route"),
        turn("birendra", "tap part"),
        turn("birendra", "jira masino 1 bora matra"),
        turn("hari", "tap rest_elsewhere"),
        timer("route the rest"),
    ),
    "one declines, one is silent, the shop gives up": (
        turn("hari", "2 bora jeera masino"),
        turn("hari", "tap confirm"),
        timer("route"),
        turn("birendra", "tap decline"),
        turn("birendra", "tap why_declined"),
        turn("hari", "tap agree_price"),
        taken("gupta"),
        timer("nudge", minutes=21),
        timer("expire", minutes=10),
        turn("hari", "KH-1001 radda gara"),
        turn("hari", "tap cancel_yes"),
    ),
    "an admin raises a limit": (
        turn("asha", "limit sharma 60000 reason six clean months"),
        turn("asha", "1357"),
        turn("asha", "2468"),
    ),
}


async def play(database_url: str, story: tuple[Step, ...]) -> list[tuple[Dump, Dump]]:
    """What the database holds before and after each step when nothing goes wrong."""
    held = []
    async with bare_market(database_url) as market:
        dumper = Dumper(market.database)
        for step in story:
            work = await step.prepare(market)
            before = await dumper.dump()
            await work(market)
            held.append((before, await dumper.dump()))
    return held


async def cut_everywhere(
    market: BareMarket, wire: Wire, work: Work, held: tuple[Dump, Dump]
) -> int:
    """Cut one step off at every point; afterwards it is done.

    Returns:
        How many points there were.
    """
    dumper, point = Dumper(market.database), 0
    before, after = held
    assert differences(before, await dumper.dump()) == [], "not what it was when undisturbed"
    while True:
        wire.reset(cut_at=point)
        try:
            await work(market)
        except DatabaseAway:
            assert wire.was_cut
        else:
            assert not wire.was_cut, f"nobody noticed the cut at {point}: {wire.statements[-1]}"
            break
        if wire.for_good:
            await dumper.quiet()
        if wire.committed or point % LOOK_EVERY == 0:
            expected = after if wire.committed else before
            where = f"point {point}, after {wire.statements[-1:]}"
            assert differences(expected, await dumper.dump()) == [], where
        if wire.committed:
            break
        point += 1
    wire.reset()
    await work(market)
    assert differences(after, await dumper.dump()) == [], "done again"
    return point + 1


TORN = ("a newcomer registers", "an admin raises a limit")


@pytest.mark.parametrize("name", STORIES)
async def test_every_point_of_a_story(name: str, market_url: str, other_market_url: str) -> None:
    story = STORIES[name]
    held = await play(other_market_url, story)
    points = 0
    async with bare_market(market_url) as market:
        wire = over_the_wire(market.store, for_good=name in TORN)
        for step, expected in zip(story, held, strict=True):
            changed = differences(*expected)
            work = await step.prepare(market)
            try:
                points += await cut_everywhere(market, wire, work, expected)
            except AssertionError as fault:
                raise AssertionError(f"{step.name}: {fault}") from fault
            assert changed, f"{step.name} does nothing"
    assert points > 10 * len(story)
