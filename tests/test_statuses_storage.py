"""What WhatsApp tells of our messages, against PostgreSQL: any order, any repetition, one truth."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import asyncpg
import pytest

from domain.ids import PersonId
from storage.arrivals import Contact, MessageItem, MessageStatus, StatusItem
from storage.store import Store

SENT_AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
SENT, DELIVERED, READ, FAILED = (
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
    MessageStatus.FAILED,
)
AFTER = {SENT: 0, DELIVERED: 1, READ: 2, FAILED: 3}
ADD_OUTGOING = """
INSERT INTO outgoing (id, cause_key, nth, person_id, reply, created_at, due_at, status, wamid,
    sent_at, lease_until, template)
VALUES ($1, 'wamid.asked', 0, $2, '{}', now(), now(), $3, $4, $5, $6, 'template_order')
"""


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(empty_url)
    yield connection
    await connection.close()


@pytest.fixture
async def store(empty_url: str) -> AsyncIterator[Store]:
    found = await Store.open(empty_url, size=4)
    yield found
    await found.close()


async def somebody(store: Store) -> PersonId:
    asked = MessageItem("wamid.asked", Contact("+9779811111111", None), b"{}")
    (person,) = (await store.receive([asked], (), (), ())).people
    return person


async def add_outgoing(store: Store, database: asyncpg.Connection, status: str) -> UUID:
    person = await somebody(store)
    found = UUID(int=7)
    sent = status == "sent"
    lease = datetime.now(UTC) + timedelta(minutes=1) if status == "sending" else None
    wamid, at = ("wamid.out", SENT_AT) if sent else (None, None)
    await database.execute(ADD_OUTGOING, found, person, status, wamid, at, lease)
    return found


def tells(
    status: MessageStatus, tracker: str = str(UUID(int=7)), wamid: str = "wamid.out"
) -> StatusItem:
    code = 131026 if status is FAILED else None
    at = SENT_AT + timedelta(seconds=AFTER[status])
    return StatusItem(wamid, status, at, tracker, b"{}", code, "unreachable" if code else "")


async def tell(store: Store, statuses: Iterable[StatusItem], *, together: bool) -> None:
    items = list(statuses)
    for batch in [items] if together else [[item] for item in items]:
        await store.receive((), batch, (), ())


async def state(database: asyncpg.Connection) -> tuple[object, ...]:
    row = await database.fetchrow(
        "SELECT status, delivered_at, read_at, lease_until, wamid FROM outgoing"
    )
    assert row is not None
    return tuple(row)


def moment(status: MessageStatus) -> datetime:
    return SENT_AT + timedelta(seconds=AFTER[status])


@pytest.mark.parametrize(
    ("told", "status", "delivered", "read"),
    [
        ((SENT,), "sent", None, None),
        ((SENT, DELIVERED), "sent", moment(DELIVERED), None),
        ((SENT, DELIVERED, READ), "sent", moment(DELIVERED), moment(READ)),
        ((SENT, FAILED), "failed", None, None),
        ((FAILED,), "failed", None, None),
        # What arrived has arrived, whatever else is told.
        ((SENT, DELIVERED, READ, FAILED), "sent", moment(DELIVERED), moment(READ)),
    ],
)
@pytest.mark.parametrize("before", ["sending", "unknown", "sent"])
async def test_statuses_in_any_order_never_regress(
    store: Store,
    database: asyncpg.Connection,
    told: tuple[MessageStatus, ...],
    status: str,
    delivered: datetime | None,
    read: datetime | None,
    before: str,
) -> None:
    await add_outgoing(store, database, before)
    start = await database.fetchrow("SELECT * FROM outgoing")
    assert start is not None
    found = set()
    for order in permutations(told):
        for together in (False, True):
            await database.execute("DELETE FROM message_statuses")
            await database.execute("DELETE FROM outgoing")
            await database.execute(
                ADD_OUTGOING,
                *(start[name] for name in ("id", "person_id", "status", "wamid", "sent_at")),
                start["lease_until"],
            )
            await tell(store, [tells(one) for one in (*order, *order)], together=together)
            found.add(await state(database))
    assert {(one[0], one[2]) for one in found} == {(status, read)}
    earliest = {one[1] for one in found}
    assert earliest == {delivered}
    assert {one[3] for one in found} == {None}, "nobody holds it any more"


async def test_a_status_finds_its_message_by_wamid_too(
    store: Store, database: asyncpg.Connection
) -> None:
    await add_outgoing(store, database, "sent")
    await tell(store, [tells(DELIVERED, tracker="")], together=False)
    assert (await state(database))[:2] == ("sent", moment(DELIVERED))


async def test_a_sent_that_comes_after_the_failure_does_not_stop_the_next_try(
    store: Store, database: asyncpg.Connection
) -> None:
    await add_outgoing(store, database, "sent")
    await tell(store, [tells(FAILED)], together=False)
    await database.execute("UPDATE outgoing SET status = 'queued', wamid = NULL")
    await tell(store, [tells(SENT)], together=False)
    assert (await state(database))[0] == "queued"
    await tell(store, [tells(SENT, wamid="wamid.out.2")], together=False)
    assert (await state(database))[0] == "sent"


async def test_a_failure_of_an_earlier_try_is_not_one_of_the_last(
    store: Store, database: asyncpg.Connection
) -> None:
    await add_outgoing(store, database, "sent")
    await tell(store, [tells(FAILED, wamid="wamid.out.0")], together=False)
    assert (await state(database))[0] == "sent"


async def test_statuses_of_nothing_we_know_are_kept(
    store: Store, database: asyncpg.Connection
) -> None:
    items = [tells(one, tracker, "wamid.else") for one in AFTER for tracker in ("", "x", " ")]
    await tell(store, items, together=True)
    assert await database.fetchval("SELECT count(*) FROM message_statuses") == 4


async def test_a_thousand_statuses_are_settled_in_a_quarter_of_a_second(
    store: Store, database: asyncpg.Connection
) -> None:
    person = await somebody(store)
    await database.execute(
        "INSERT INTO outgoing (id, cause_key, nth, person_id, reply, created_at, due_at, status,"
        " wamid, sent_at) SELECT ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid,"
        " 'wamid.' || n, 0, $1, '{}', now(), now(), 'sent', 'wamid.out.' || n, now()"
        " FROM generate_series(1, 1000) AS n",
        person,
    )
    seconds = []
    for status in (SENT, DELIVERED, READ):
        batch = [
            tells(status, f"00000000-0000-0000-0000-{nth:012}", f"wamid.out.{nth}")
            for nth in range(1, 1001)
        ]
        began = time.perf_counter()
        await store.receive((), batch, (), ())
        seconds.append(time.perf_counter() - began)
    assert (
        await database.fetchval("SELECT count(*) FROM outgoing WHERE read_at IS NOT NULL") == 1000
    )
    assert sorted(seconds)[1] < 0.25
