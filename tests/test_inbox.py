"""Group commit: who waits together is stored together, and nobody pays for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest

from bot import inbox as inbox_module
from bot.envelope import split
from bot.inbox import Inbox, InboxFull, NotStored
from tests.notation import PHONE_ID
from tests.watched_store import WatchedStore, Woken, body_of, watched_store


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
async def store(empty_url: str) -> AsyncIterator[WatchedStore]:
    async with watched_store(empty_url) as found:
        yield found


@pytest.fixture
async def inbox(store: WatchedStore, woken: Woken) -> Inbox:
    return Inbox(store, woken, backlog_items=50)


async def put(inbox: Inbox, *tags: object) -> str:
    try:
        await inbox.put(split(body_of(*tags), PHONE_ID))
    except (InboxFull, NotStored) as refusal:
        return type(refusal).__name__
    return "stored"


async def behind_a_slow_flush(
    inbox: Inbox, store: WatchedStore, tags: Iterable[object]
) -> list[asyncio.Task[str]]:
    """One body is being stored, the others have arrived meanwhile."""
    store.open_gate.clear()
    tasks = [asyncio.create_task(put(inbox, "first"))]
    await store.entered.wait()
    tasks += [asyncio.create_task(put(inbox, tag)) for tag in tags]
    while inbox.held < len(tasks):
        await asyncio.sleep(0)
    return tasks


async def test_one_alone_does_not_wait(inbox: Inbox, store: WatchedStore, woken: Woken) -> None:
    assert await put(inbox, 1) == "stored"
    assert (store.flushes, len(woken)) == ([1], 1)


async def test_who_waits_together_is_committed_together(inbox: Inbox, store: WatchedStore) -> None:
    tasks = await behind_a_slow_flush(inbox, store, range(20))
    store.open_gate.set()
    assert await asyncio.gather(*tasks) == ["stored"] * 21
    assert store.flushes == [1, 20]
    assert await store.keys() == ["wamid.first", *(f"wamid.{nth}" for nth in range(20))]


async def test_what_two_bodies_say_is_stored_once(inbox: Inbox, store: WatchedStore) -> None:
    tasks = await behind_a_slow_flush(inbox, store, [1, 1, 2])
    store.open_gate.set()
    assert await asyncio.gather(*tasks) == ["stored"] * 4
    assert store.flushes == [1, 2]


async def test_a_body_that_spoils_a_commit_fails_alone(inbox: Inbox, store: WatchedStore) -> None:
    await store.fail_on("wamid.3")
    tasks = await behind_a_slow_flush(inbox, store, range(6))
    store.open_gate.set()
    found = await asyncio.gather(*tasks)
    assert found == ["stored"] * 4 + ["NotStored"] + ["stored"] * 2
    assert "wamid.3" not in await store.keys()


async def test_an_item_that_spoils_a_batch_costs_the_others_nothing(
    inbox: Inbox, store: WatchedStore, woken: Woken
) -> None:
    await store.fail_on("wamid.3", "wamid.4")
    assert await put(inbox, *range(10)) == "NotStored", "so that Meta brings it again"
    assert await store.keys() == [f"wamid.{nth}" for nth in range(10) if nth not in (3, 4)]
    assert len(woken) == 8
    await store.fail_on()
    assert await put(inbox, *range(10)) == "stored"
    assert set(await store.keys()) == {f"wamid.{nth}" for nth in range(10)}


async def test_a_store_that_is_down_is_not_hammered(
    inbox: Inbox, store: WatchedStore, woken: Woken
) -> None:
    await store.fail_on("*")
    tasks = await behind_a_slow_flush(inbox, store, range(20))
    store.open_gate.set()
    assert await asyncio.gather(*tasks) == ["NotStored"] * 21
    assert len(store.flushes) == 5  # alone, together, and three to be sure
    assert woken == []
    await store.fail_on()
    assert await put(inbox, 1) == "stored"


async def test_a_store_that_hangs_is_given_up(
    inbox: Inbox, store: WatchedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "FLUSH_SECONDS", 0.05)
    store.open_gate.clear()
    assert await put(inbox, 1, 2, 3) == "NotStored"
    assert len(store.flushes) == 1
    store.open_gate.set()
    monkeypatch.undo()
    assert await put(inbox, 1) == "stored"


async def test_a_full_backlog_is_shed_and_heals(inbox: Inbox, store: WatchedStore) -> None:
    tasks = await behind_a_slow_flush(inbox, store, range(45))
    assert await put(inbox, *range(100, 105)) == "InboxFull"
    store.open_gate.set()
    assert set(await asyncio.gather(*tasks)) == {"stored"}
    assert await put(inbox, *range(100, 105)) == "stored"
    assert inbox.held == 0


async def test_a_batch_larger_than_the_backlog_still_gets_in(
    inbox: Inbox, store: WatchedStore
) -> None:
    assert await put(inbox, *range(60)) == "stored"
    assert len(await store.keys()) == 60


async def test_waking_that_fails_costs_no_acknowledgement(
    inbox: Inbox, store: WatchedStore, woken: Woken
) -> None:
    woken.deaf = True
    assert await put(inbox, 1) == "stored"
    assert await store.keys() == ["wamid.1"]


async def test_who_gives_up_waiting_harms_nobody(inbox: Inbox, store: WatchedStore) -> None:
    first, gone, stays = await behind_a_slow_flush(inbox, store, ["gone", "stays"])
    gone.cancel()
    first.cancel()
    await asyncio.wait([first, gone])
    store.open_gate.set()
    assert await stays == "stored"
    assert set(await store.keys()) == {"wamid.first", "wamid.gone", "wamid.stays"}


async def test_closing_stores_what_was_taken_and_takes_no_more(
    inbox: Inbox, store: WatchedStore
) -> None:
    first, second = await behind_a_slow_flush(inbox, store, ["second"])
    closing = asyncio.create_task(inbox.close())
    await asyncio.sleep(0)
    assert await put(inbox, "late") == "InboxFull"
    store.open_gate.set()
    await closing
    assert [await first, await second] == ["stored"] * 2
    assert await store.keys() == ["wamid.first", "wamid.second"]
