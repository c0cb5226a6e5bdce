"""The store behind the webhook, watched: what was flushed, held up or made to fail at will.

PostgreSQL is real, and so are its failures: a trigger refuses what a test names.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg

from bot.webhook import SIGNATURE_HEADER
from domain.ids import PersonId
from storage.arrivals import IdentityItem, MessageItem, OtherItem, Received, StatusItem
from storage.store import Store
from tests.notation import PHONE_ID

SECRETS = ("new-secret", "old-secret")
SET_UP = """
CREATE TABLE trouble (key text);
CREATE FUNCTION make_trouble() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM trouble WHERE key IN (NEW.key, '*')) THEN
        RAISE disk_full;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER causes_troubled BEFORE INSERT ON causes
    FOR EACH ROW EXECUTE FUNCTION make_trouble();
"""
TAKE_DOWN = "DROP FUNCTION make_trouble CASCADE; DROP TABLE trouble"
KEYS = "SELECT key FROM causes ORDER BY seq"
STRAYS = "SELECT key FROM strays ORDER BY received_at"


class WatchedStore(Store):
    """A store whose flushes can be counted and held up.

    Attributes:
        flushes: How many items each flush brought.
        open: Cleared, the next flush waits.
        entered: Set once a flush has begun.
    """

    def __init__(self, pool: Any, shift: timedelta = timedelta()) -> None:
        super().__init__(pool, shift)
        self.flushes: list[int] = []
        self.open_gate = asyncio.Event()
        self.open_gate.set()
        self.entered = asyncio.Event()

    async def receive(
        self,
        messages: Sequence[MessageItem],
        statuses: Sequence[StatusItem],
        identities: Sequence[IdentityItem],
        others: Sequence[OtherItem],
    ) -> Received:
        self.flushes.append(sum(len(pile) for pile in (messages, statuses, identities, others)))
        self.entered.set()
        await self.open_gate.wait()
        return await super().receive(messages, statuses, identities, others)

    async def keys(self) -> list[str]:
        """All that is kept, messages first, in the order it was stored."""
        async with self.transaction() as tx:
            return [row["key"] for query in (KEYS, STRAYS) for row in await tx.rows(query)]

    async def fail_on(self, *keys: str) -> None:
        """From now on, what holds one of these messages cannot be stored; ``*`` is all."""
        async with self.transaction() as tx:
            await tx.run("DELETE FROM trouble")
            await tx.run_many("INSERT INTO trouble VALUES ($1)", [(key,) for key in keys])


@asynccontextmanager
async def watched_store(database_url: str) -> AsyncIterator[WatchedStore]:
    """A watched store on an empty database."""
    connection = await asyncpg.connect(database_url)
    await connection.execute(SET_UP)
    store = await WatchedStore.open(database_url, size=3)
    assert isinstance(store, WatchedStore)
    try:
        yield store
    finally:
        store.open_gate.set()
        await store.close()
        await connection.execute(TAKE_DOWN)
        await connection.close()


class Woken(list[PersonId]):
    """Whose turns were started; `deaf` makes waking fail."""

    deaf = False

    def __call__(self, people: Sequence[PersonId]) -> None:
        if self.deaf:
            raise RuntimeError("the pool is gone")
        self += people


def body_of(*tags: object) -> bytes:
    messages = [
        {"from": "9779800000101", "id": f"wamid.{tag}", "type": "text", "text": {"body": "नमस्ते"}}
        for tag in tags
    ]
    value = {"metadata": {"phone_number_id": PHONE_ID}, "messages": messages}
    changes = [{"field": "messages", "value": value}]
    return json.dumps({"entry": [{"id": "1", "changes": changes}]}, ensure_ascii=False).encode()


def signed(body: bytes, secret: str = SECRETS[0]) -> dict[str, str]:
    return {SIGNATURE_HEADER: f"sha256={hmac.new(secret.encode(), body, sha256).hexdigest()}"}
