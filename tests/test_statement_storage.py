"""Statements from a ledger with a past: as it is, as it was, and the same file for a retry."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from bot import demo_market
from bot.documents.making import make
from domain.money import Money
from domain.people import Language
from domain.statement import Period, Statement
from flows.attachment import Days, FileFormat, Span, StatementFile
from locales.format import NEPAL
from storage.statements import POSTINGS, statement
from storage.store import Store
from tests.history import make_history

SHARMA, GUPTA, OM = demo_market.SHARMA, demo_market.GUPTA, demo_market.OM
EVER = Period(date(2020, 1, 1), date(2040, 1, 1))
MOMENT = timedelta(microseconds=1)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    await make_history(database_url)
    store = await Store.open(database_url, size=2)
    yield store
    await store.close()


async def drawn(
    store: Store, known_at: datetime, period: Period = EVER, vendor: UUID | None = GUPTA.business_id
) -> Statement:
    async with store.snapshot() as tx:
        return await statement(tx, SHARMA.business_id, vendor, period, known_at)


async def now(store: Store) -> datetime:
    async with store.snapshot() as tx:
        return tx.at


async def moments(store: Store) -> list[datetime]:
    """When money moved between Sharma and Gupta."""
    async with store.snapshot() as tx:
        rows = await tx.rows(
            "SELECT DISTINCT at FROM transfers WHERE shop_id = $1 AND vendor_id = $2"
            " AND owed_paisa <> 0 ORDER BY at",
            SHARMA.business_id,
            GUPTA.business_id,
        )
    return [row["at"] for row in rows]


async def owed(store: Store) -> int:
    async with store.snapshot() as tx:
        found: int = await tx.value(
            "SELECT sum(owed_paisa)::bigint FROM transfers WHERE shop_id = $1 AND vendor_id = $2",
            SHARMA.business_id,
            GUPTA.business_id,
        )
    return found


async def test_the_whole_account(store: Store) -> None:
    found = await drawn(store, await now(store))
    kinds = [(one.kind.value, one.code, one.confirmation.value) for one in found.entries]
    receipt = found.entries[-1].code
    assert receipt.startswith("R-")
    assert kinds == [
        ("bill", "KH-1001", "both"),
        ("shortage", "KH-1001", "both"),
        ("payment", receipt, "both"),
    ]
    assert found.closing.paisa == await owed(store)
    assert sum(one.paisa for one in found.ageing) == found.closing.paisa
    assert found.unbilled == Money(0)
    assert (found.parties.shop_name, found.parties.vendor_name) == (SHARMA.name, GUPTA.name)
    everybody = await drawn(store, await now(store), vendor=None)
    assert everybody.entries == found.entries
    assert everybody.parties.vendor_name == ""


async def test_as_it_was_known_at_any_moment(store: Store) -> None:
    at_last = await drawn(store, await now(store))
    for count, at in enumerate(await moments(store)):
        before, then = await drawn(store, at - MOMENT), await drawn(store, at)
        assert len(before.entries) == count
        assert len(then.entries) == count + 1
        assert [one.balance for one in then.entries] == [
            one.balance for one in at_last.entries[: count + 1]
        ]
    paid_at = (await moments(store))[-1]
    assert (await drawn(store, paid_at)).entries[-1].confirmation.value == "one"
    assert at_last.entries[-1].confirmation.value == "both"


async def test_the_days_before_are_the_opening(store: Store) -> None:
    at = await now(store)
    today = at.astimezone(NEPAL).date()
    tomorrow = Period(today + timedelta(days=1), today + timedelta(days=2))
    later = await drawn(store, at, tomorrow)
    assert (later.opening.paisa, later.entries) == (await owed(store), ())
    yesterday = Period(today - timedelta(days=9), today - timedelta(days=1))
    assert (await drawn(store, at, yesterday)).closing == Money(0)


async def test_a_retry_sends_the_same_bytes(store: Store, database_url: str) -> None:
    at = await now(store)
    asked = [
        StatementFile(SHARMA.business_id, GUPTA.business_id, Days(Span.YEAR), form)
        for form in FileFormat
    ]
    first = [await make(store, one, at, Language.NEPALI) for one in asked]
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO transfers (id, vendor_id, shop_id, debit, credit, amount_paisa, kind, reason,"
        " owed_paisa, held_paisa, cause_key, at)"
        " SELECT gen_random_uuid(), vendor_id, shop_id, debit, credit, 100, 'posted', 'payment', 0,"
        " 0, 'later', clock_timestamp() FROM transfers WHERE reason = 'payment'"
    )
    await connection.close()
    assert [await make(store, one, at, Language.NEPALI) for one in asked] == first
    later = [await make(store, one, await now(store), Language.NEPALI) for one in asked]
    assert all(new.content != old.content for new, old in zip(later, first, strict=True))


async def test_it_is_found_by_index(store: Store) -> None:
    async with store.snapshot() as tx:
        await tx.run("SET LOCAL enable_seqscan = off")
        plan = await tx.rows(
            f"EXPLAIN {POSTINGS}",
            SHARMA.business_id,
            GUPTA.business_id,
            await tx.value("SELECT now()"),
            EVER.last,
        )
    told = "\n".join(row[0] for row in plan)
    assert "transfers_shop_ix" in told or "transfers_vendor_ix" in told
    assert "allocations_order_ix" in told
