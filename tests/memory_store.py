"""What stands behind the webhook in tests of it: a store in memory, slow, full or broken at will.

PostgreSQL itself stands there in the tests of storage and in the transcripts.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from bot.webhook import SIGNATURE_HEADER
from domain.ids import PersonId
from storage.arrivals import IdentityItem, MessageItem, OtherItem, Received, StatusItem
from tests.notation import PHONE_ID

SECRETS = ("new-secret", "old-secret")
RAM = PersonId(UUID(int=7))


class Memory:
    """Keeps what is received, as the store would, and fails when told to.

    Attributes:
        open: Cleared, the next flush waits.
        broken: Bodies holding one of these keys spoil the flush they are in; ``*`` is all.
    """

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.flushes: list[int] = []
        self.broken: set[str] = set()
        self.open = asyncio.Event()
        self.open.set()
        self.entered = asyncio.Event()

    async def receive(
        self,
        messages: Sequence[MessageItem],
        statuses: Sequence[StatusItem],
        identities: Sequence[IdentityItem],
        others: Sequence[OtherItem],
    ) -> Received:
        keys = [item.key for pile in (messages, statuses, identities, others) for item in pile]
        self.flushes.append(len(keys))
        self.entered.set()
        await self.open.wait()
        if self.broken & {*keys, "*"}:
            raise ConnectionResetError("the database went away")
        fresh = [key for key in keys if key not in self.keys]
        self.keys += fresh
        return Received((RAM,) if messages else (), len(fresh))


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
