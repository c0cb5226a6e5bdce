"""Group commit: who waits together is stored together, and nobody pays for somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from bot import inbox as inbox_module
from bot.envelope import split
from bot.inbox import Inbox, InboxFull, NotStored
from tests.memory_store import RAM, Memory, Woken, body_of
from tests.notation import PHONE_ID


@pytest.fixture
def woken() -> Woken:
    return Woken()


@pytest.fixture
async def memory() -> Memory:
    return Memory()


@pytest.fixture
async def inbox(memory: Memory, woken: Woken) -> Inbox:
    return Inbox(memory, woken, backlog_items=50)


async def put(inbox: Inbox, *tags: object) -> str:
    try:
        await inbox.put(split(body_of(*tags), PHONE_ID))
    except (InboxFull, NotStored) as refusal:
        return type(refusal).__name__
    return "stored"


async def behind_a_slow_flush(
    inbox: Inbox, memory: Memory, tags: Iterable[object]
) -> list[asyncio.Task[str]]:
    """One body is being stored, the others have arrived meanwhile."""
    memory.open.clear()
    tasks = [asyncio.create_task(put(inbox, "first"))]
    await memory.entered.wait()
    tasks += [asyncio.create_task(put(inbox, tag)) for tag in tags]
    while inbox.held < len(tasks):
        await asyncio.sleep(0)
    return tasks


async def test_one_alone_does_not_wait(inbox: Inbox, memory: Memory, woken: Woken) -> None:
    assert await put(inbox, 1) == "stored"
    assert (memory.flushes, woken) == ([1], [RAM])


async def test_who_waits_together_is_committed_together(inbox: Inbox, memory: Memory) -> None:
    tasks = await behind_a_slow_flush(inbox, memory, range(20))
    memory.open.set()
    assert await asyncio.gather(*tasks) == ["stored"] * 21
    assert memory.flushes == [1, 20]
    assert memory.keys == ["wamid.first", *(f"wamid.{nth}" for nth in range(20))]


async def test_what_two_bodies_say_is_stored_once(inbox: Inbox, memory: Memory) -> None:
    tasks = await behind_a_slow_flush(inbox, memory, [1, 1, 2])
    memory.open.set()
    assert await asyncio.gather(*tasks) == ["stored"] * 4
    assert memory.flushes == [1, 2]


async def test_a_body_that_spoils_a_commit_fails_alone(inbox: Inbox, memory: Memory) -> None:
    memory.broken = {"wamid.3"}
    tasks = await behind_a_slow_flush(inbox, memory, range(6))
    memory.open.set()
    found = await asyncio.gather(*tasks)
    assert found == ["stored"] * 4 + ["NotStored"] + ["stored"] * 2
    assert "wamid.3" not in memory.keys


async def test_an_item_that_spoils_a_batch_costs_the_others_nothing(
    inbox: Inbox, memory: Memory, woken: Woken
) -> None:
    memory.broken = {"wamid.3", "wamid.4"}
    assert await put(inbox, *range(10)) == "NotStored", "so that Meta brings it again"
    assert memory.keys == [f"wamid.{nth}" for nth in range(10) if nth not in (3, 4)]
    assert len(woken) == 8
    memory.broken = set()
    assert await put(inbox, *range(10)) == "stored"
    assert set(memory.keys) == {f"wamid.{nth}" for nth in range(10)}


async def test_a_store_that_is_down_is_not_hammered(
    inbox: Inbox, memory: Memory, woken: Woken
) -> None:
    memory.broken = {"*"}
    tasks = await behind_a_slow_flush(inbox, memory, range(20))
    memory.open.set()
    assert await asyncio.gather(*tasks) == ["NotStored"] * 21
    assert len(memory.flushes) == 5  # alone, together, and three to be sure
    assert woken == []
    memory.broken = set()
    assert await put(inbox, 1) == "stored"


async def test_a_store_that_hangs_is_given_up(
    inbox: Inbox, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "FLUSH_SECONDS", 0.05)
    memory.open.clear()
    assert await put(inbox, 1, 2, 3) == "NotStored"
    assert len(memory.flushes) == 1
    memory.open.set()
    assert await put(inbox, 1) == "stored"


async def test_a_full_backlog_is_shed_and_heals(inbox: Inbox, memory: Memory) -> None:
    tasks = await behind_a_slow_flush(inbox, memory, range(45))
    assert await put(inbox, *range(100, 105)) == "InboxFull"
    memory.open.set()
    assert set(await asyncio.gather(*tasks)) == {"stored"}
    assert await put(inbox, *range(100, 105)) == "stored"
    assert inbox.held == 0


async def test_a_batch_larger_than_the_backlog_still_gets_in(inbox: Inbox, memory: Memory) -> None:
    assert await put(inbox, *range(60)) == "stored"
    assert len(memory.keys) == 60


async def test_waking_that_fails_costs_no_acknowledgement(
    inbox: Inbox, memory: Memory, woken: Woken
) -> None:
    woken.deaf = True
    assert await put(inbox, 1) == "stored"
    assert memory.keys == ["wamid.1"]


async def test_who_gives_up_waiting_harms_nobody(inbox: Inbox, memory: Memory) -> None:
    first, gone, stays = await behind_a_slow_flush(inbox, memory, ["gone", "stays"])
    gone.cancel()
    first.cancel()
    await asyncio.wait([first, gone])
    memory.open.set()
    assert await stays == "stored"
    assert set(memory.keys) == {"wamid.first", "wamid.gone", "wamid.stays"}


async def test_closing_stores_what_was_taken_and_takes_no_more(
    inbox: Inbox, memory: Memory
) -> None:
    first, second = await behind_a_slow_flush(inbox, memory, ["second"])
    closing = asyncio.create_task(inbox.close())
    await asyncio.sleep(0)
    assert await put(inbox, "late") == "InboxFull"
    memory.open.set()
    await closing
    assert [await first, await second] == ["stored"] * 2
    assert memory.keys == ["wamid.first", "wamid.second"]
