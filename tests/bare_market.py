"""The demo market without its edges: messages stored, causes carried out, sends written down.

Nothing but PostgreSQL takes part, so a step can be cut off anywhere and looked at.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg

from bot.catalogue import LiveCatalogue
from bot.observe import configure_logging
from bot.resolve import Resolver
from domain.ids import PersonId
from storage import outgoing
from storage.arrivals import Contact, MessageItem
from storage.outgoing import Outgoing
from storage.store import Store

PEPPER = "market-pepper-0123456789-abcdefghij"
PHONES = {
    "asha": "+9779800000001",
    "hari": "+9779800000101",
    "bimala": "+9779800000102",
    "gupta": "+9779800000201",
    "birendra": "+9779800000202",
    "om": "+9779800000203",
    "maya": "+9779811111111",
}
PERSON_AT = "SELECT person_id FROM contact_points WHERE phone = $1"
SAID_TO = "SELECT reply FROM outgoing WHERE person_id = $1 ORDER BY seq DESC"


class BareMarket:
    """The demo market: who says what, which timers ring, what is sent."""

    def __init__(
        self, store: Store, catalogue: LiveCatalogue, database: asyncpg.Connection
    ) -> None:
        self.store = store
        self.resolver = Resolver(store, catalogue, PEPPER)
        self.database = database
        self.told = 0
        self.taken: dict[UUID, str] = {}

    def text(self, who: str, body: str) -> MessageItem:
        """A typed message, with an id that is the same in every run."""
        return self._item(who, {"type": "text", "text": {"body": body}})

    def press(self, who: str, payload: str) -> MessageItem:
        """A tapped button."""
        reply = {"type": "button_reply", "button_reply": {"id": payload, "title": payload[:20]}}
        return self._item(who, {"type": "interactive", "interactive": reply})

    def _item(self, who: str, part: dict[str, object]) -> MessageItem:
        self.told += 1
        wamid = f"wamid.{self.told}"
        message = {"from": PHONES[who][1:], "id": wamid, "timestamp": "1795000000", **part}
        return MessageItem(wamid, Contact(PHONES[who], None, who), json.dumps(message).encode())

    async def person(self, who: str) -> PersonId:
        """Who has that phone."""
        found = await self.database.fetchval(PERSON_AT, PHONES[who])
        assert found is not None, f"nobody knows {who}"
        return PersonId(found)

    async def payload(self, who: str, verb: str) -> str:
        """What the newest button or row on that phone carries whose payload begins like this."""
        for row in await self.database.fetch(SAID_TO, await self.person(who)):
            reply = json.loads(row["reply"])
            for one in [*reply["buttons"], *reply["choices"]]:
                if one["payload"].startswith(verb):
                    return str(one["payload"])
        raise AssertionError(f"{who} sees no {verb}, but {await self.phrases(who)}")

    async def phrases(self, who: str) -> list[str]:
        """What was said to somebody, newest first."""
        rows = await self.database.fetch(SAID_TO, await self.person(who))
        return [json.loads(row["reply"])["phrase"] for row in rows]

    async def receive(self, *items: MessageItem) -> Sequence[PersonId]:
        """Messages arrive."""
        return (await self.store.receive(items, (), (), ())).people

    async def turns(self, who: str) -> None:
        """Carry out all that this person wrote."""
        person = await self.person(who)
        while (found := await self.resolver.next_message(person)) and found.more:
            pass

    async def say(self, who: str, body: str) -> None:
        """A message and its turn."""
        await self.receive(self.text(who, body))
        await self.turns(who)

    async def tap(self, who: str, verb: str) -> None:
        """A press on the newest button of that kind, and its turn."""
        await self.receive(self.press(who, await self.payload(who, verb)))
        await self.turns(who)

    async def timers(self) -> None:
        """Carry out all timers that are due."""
        while await self.resolver.next_timer():
            pass

    async def send(self) -> None:
        """All that is due leaves and is written down as sent."""
        while batch := await self.store.attempt(lambda tx: outgoing.claim(tx, 32)):
            for one in batch:
                await self.sent(one)

    async def sent(self, message: Outgoing) -> None:
        """Meta has taken one message."""
        wamid = self.taken.setdefault(message.id, f"wamid.out.{len(self.taken)}")
        await self.store.attempt(lambda tx: outgoing.sent(tx, message, wamid))

    def pass_time(self, **span: float) -> None:
        """Let the clock run ahead."""
        self.store.shift += timedelta(**span)


@asynccontextmanager
async def bare_market(database_url: str) -> AsyncIterator[BareMarket]:
    """The demo market on a database that was cloned from `market_template`."""
    configure_logging("error", "json")
    store = await Store.open(database_url, size=4)
    database = await asyncpg.connect(database_url)
    try:
        yield BareMarket(store, await LiveCatalogue.load(store), database)
    finally:
        await database.close()
        await store.close()
