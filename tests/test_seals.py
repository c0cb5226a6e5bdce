"""The seals: a superuser can change anything, and each change is found and named."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from bot.checkpoint_file import kept_in
from bot.notary import Notary
from storage import seals
from storage.books import AUDIT, BOOKS, TRANSFERS, Book
from storage.check.examination import _try, examine_signed
from storage.check.invariant import Result
from storage.check.seals import INVARIANTS
from storage.checkpoints import Kept
from storage.seals import Horizon, add_seal, seal
from storage.store import DatabaseAway, Store, Transaction
from storage.tables.schema import metadata
from tests.bare_market import bare_market
from tests.conftest import _execute, database_named
from tests.fragile_store import over_the_wire
from tests.history import make_history

FEW = 4  # transfers in a seal, and three times as many lines of the audit
ADD_LINE = """
INSERT INTO audit (at, cause_key, nth, kind, event)
VALUES (clock_timestamp(), $1, 0, 'Tried', '{}')
"""
NUMBERED_LINE = """
INSERT INTO audit (at, seq, cause_key, nth, kind, event)
OVERRIDING SYSTEM VALUE VALUES (clock_timestamp(), $1, 'late', 0, 'Tried', '{}')
"""
# What stands in all seals together: how many entries, and how many of them differ.
ENTRIES = """
SELECT count(*) AS entries, count(DISTINCT substring(audit FROM n * 40 + 1 FOR 40)) AS different
FROM seals, generate_series(0, octet_length(audit) / 40 - 1) AS n
"""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A database with a past under many seals, half of them and all of them signed."""

    name: str
    kept: Kept
    ends: Sequence[Horizon]


@pytest.fixture(scope="session")
def sealed(postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    home = tmp_path_factory.mktemp("notary")
    asyncio.run(_execute(postgres_url, f"CREATE DATABASE sealed TEMPLATE {template}"))
    ends = asyncio.run(_seal_finely(database_named(postgres_url, "sealed"), home))
    return Sealed("sealed", kept_in(home), ends)


async def _seal_finely(url: str, home: Path) -> Sequence[Horizon]:
    await make_history(url)
    await _execute(url, "SET session_replication_role = replica; DELETE FROM seals")
    store = await Store.open(url, size=2)
    try:
        whole = await seals.final(store)
        assert whole is not None
        ends = [Horizon(nth * FEW, nth * 3 * FEW) for nth in range(1, whole.audit // (3 * FEW) + 2)]
        for nth, end in enumerate(ends):
            async with store.transaction() as tx:
                assert await add_seal(tx, end)
            if nth in (len(ends) // 2, len(ends) - 1):
                await Notary(store, home).sign()
        assert await seal(store) == 0
    finally:
        await store.close()
    return ends


@pytest.fixture
async def superuser(postgres_url: str, sealed: Sealed) -> AsyncIterator[asyncpg.Connection]:
    """A transaction, never committed, of somebody whom no trigger, key or constraint stops."""
    connection = await asyncpg.connect(database_named(postgres_url, sealed.name))
    await connection.execute("SET session_replication_role = replica; BEGIN")
    for table in ("transfers", "audit", "seals", "checkpoints"):
        for rule in metadata.tables[table].constraints:
            named = f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {rule.name} CASCADE"
            if isinstance(rule.name, str):
                await connection.execute(named)
    for table in ("transfers", "audit"):
        await connection.execute(f"ALTER TABLE {table} ALTER COLUMN seq DROP IDENTITY")
    yield connection
    await connection.close()


async def _tried(connection: asyncpg.Connection, kept: Kept) -> dict[str, Result]:
    tx = Transaction(connection, await connection.fetchval("SELECT now()"), timedelta())
    tried = [await _try(tx, one) for one in INVARIANTS]
    tried.append(await examine_signed(tx, kept))
    return {one.invariant.name: one for one in tried if not one.holds}


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done, which invariant must see it, and how the first break must begin."""

    statement: str
    name: str
    first: str


async def _missed(
    connection: asyncpg.Connection, kept: Kept, damages: Sequence[Damage]
) -> list[str]:
    missed = []
    for damage in damages:
        await connection.execute("SAVEPOINT sound")
        await connection.execute(damage.statement)
        broken = await _tried(connection, kept)
        seen = broken[damage.name].keys[0] if damage.name in broken else f"only {set(broken)}"
        if not seen.startswith(damage.first):
            missed.append(f"{damage.statement}: {seen}, not {damage.first}")
        await connection.execute("ROLLBACK TO sound")
    return missed


OTHER = {
    "bigint": "{} + 1",
    "smallint": "{} + 1",
    "text": "{} || ' '",
    "uuid": "coalesce(overlay({}::text placing '0000' from 1)::uuid, gen_random_uuid())",
    "timestamp with time zone": "{} + interval '1 microsecond'",
    "jsonb": """{} || '{{"a": 1}}'""",
    "bytea": "set_byte({0}, 0, 255 - get_byte({0}, 0))",
}
TYPES = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1"


async def _changes(connection: asyncpg.Connection, book: Book, seq: int) -> list[Damage]:
    """Each column of a row made another; the row gone, doubled, in another's place."""
    table, name = book.table, f"S16-{book.table}"
    types = dict(await connection.fetch(TYPES, table))
    assert set(types) == set(book.columns), "every column is hashed"
    changes = [
        Damage(
            f"UPDATE {table} SET {column} = {OTHER[kind].format(column)} WHERE seq = {seq}",
            name,
            f"{table} {seq} changed",
        )
        for column, kind in types.items()
        if column != "seq"
    ]
    columns = ", ".join(column for column in book.columns if column != "seq")
    put_in = f"INSERT INTO {table} (seq, {columns}) SELECT {{}}, {columns} FROM {table}"
    return [
        *changes,
        Damage(f"DELETE FROM {table} WHERE seq = {seq}", name, f"{table} {seq} taken out"),
        Damage(f"UPDATE {table} SET seq = -seq WHERE seq = {seq}", name, f"{table} -{seq} put in"),
        Damage(f"{put_in.format('seq')} WHERE seq = {seq}", name, f"{table} {seq} put in"),
        Damage(
            f"UPDATE {table} SET seq = {2 * seq + 1} - seq WHERE seq IN ({seq}, {seq + 1})",
            name,
            f"{table} {seq} changed",
        ),
    ]


async def test_nothing_is_found_in_what_was_sealed_and_signed(
    superuser: asyncpg.Connection, sealed: Sealed
) -> None:
    assert len(sealed.ends) >= 5
    assert [one["number"] for one in sealed.kept.checkpoints] == [1, 2]
    assert await _tried(superuser, sealed.kept) == {}


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.table)
async def test_a_changed_row_is_named(
    superuser: asyncpg.Connection, sealed: Sealed, book: Book
) -> None:
    seqs = [row[0] for row in await superuser.fetch(f"SELECT seq FROM {book.table} ORDER BY 1")]
    assert len(seqs) > 10
    some = seqs[:: max(1, len(seqs) // 8)][:8]
    damages = [one for seq in some for one in await _changes(superuser, book, seq)]
    assert len(damages) >= {"transfers": 150, "audit": 70}[book.table]
    assert await _missed(superuser, sealed.kept, damages) == []


async def test_a_changed_seal_is_named(superuser: asyncpg.Connection, sealed: Sealed) -> None:
    types = dict(await superuser.fetch(TYPES, "seals"))
    last = len(sealed.ends)
    changed = [
        Damage(
            f"UPDATE seals SET {column} = {OTHER[kind].format(column)} WHERE position = {position}",
            "S16-chain",
            "seal ",
        )
        for position in (1, last // 2, last)
        for column, kind in types.items()
        if not (column == "transfers" and position == last)  # it may have none
    ]
    gone = [
        Damage(f"DELETE FROM seals WHERE position = {at}", "S16-chain", f"seal {at + 1}")
        for at in range(1, last)
    ]
    tails = [
        Damage(
            f"DELETE FROM seals WHERE position >= {at};"
            f" DELETE FROM transfers WHERE seq > {end.transfers - FEW};"
            f" DELETE FROM audit WHERE seq > {end.audit - 3 * FEW}",
            "S16-checkpoints",
            f"checkpoint {1 if at <= last // 2 + 1 else 2} of key",
        )
        for at, end in enumerate(sealed.ends, 1)
    ]
    signed = Damage("DELETE FROM checkpoints", "S16-checkpoints", "checkpoint 1 of key")
    assert await _missed(superuser, sealed.kept, [*changed, *gone, *tails, signed]) == []


async def test_a_chain_made_anew_is_not_the_one_that_was_signed(
    superuser: asyncpg.Connection, sealed: Sealed
) -> None:
    tx = Transaction(superuser, await superuser.fetchval("SELECT now()"), timedelta())
    for place, end in enumerate(sealed.ends, 1):
        await superuser.execute("SAVEPOINT sound")
        await superuser.execute(
            f"UPDATE audit SET cause_key = 'forged' WHERE seq = {end.audit - 3 * FEW + 1};"
            f" DELETE FROM seals WHERE position >= {place}"
        )
        for again in sealed.ends[place - 1 :]:
            assert await add_seal(tx, again)
        broken = await _tried(superuser, sealed.kept)
        assert set(broken) == {"S16-checkpoints"}, "the database itself looks sound"
        assert "was replaced" in broken["S16-checkpoints"].keys[0]
        await superuser.execute("ROLLBACK TO sound")


# --- turns that end in another order than they began ------------------------------------------


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    opened = await Store.open(database_url, size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def two(database_url: str) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Connection]]:
    """An early writer and a late one."""
    early, late = await asyncpg.connect(database_url), await asyncpg.connect(database_url)
    yield early, late
    await early.close()
    await late.close()


async def _entries(connection: asyncpg.Connection) -> tuple[int, int]:
    row = await connection.fetchrow(ENTRIES)
    assert row is not None
    return row["entries"], row["different"]


async def _sound(store: Store) -> list[str]:
    async with store.snapshot() as tx:
        return [str(one) for one in [await _try(tx, each) for each in INVARIANTS] if not one.holds]


@pytest.mark.parametrize("number_first", [False, True], ids=["written", "only numbered"])
@pytest.mark.parametrize("commits", [True, False], ids=["commits", "rolls back"])
async def test_a_low_number_that_comes_late_is_waited_for(
    store: Store,
    two: tuple[asyncpg.Connection, asyncpg.Connection],
    monkeypatch: pytest.MonkeyPatch,
    number_first: bool,
    commits: bool,
) -> None:
    early, late = two
    await early.execute("BEGIN")
    if number_first:  # it has a number and not even a transaction id
        await early.execute("LOCK TABLE audit IN ROW EXCLUSIVE MODE")
        number = await early.fetchval("SELECT nextval('audit_seq_seq')")
        await late.execute(ADD_LINE, "late")
        monkeypatch.setattr(seals, "WRITERS_SECONDS", 0.0)
        assert await seal(store) == 0
        await early.execute(NUMBERED_LINE, number)
    else:
        await early.execute(ADD_LINE, "early")
        await late.execute(ADD_LINE, "late")
        monkeypatch.setattr(seals, "WRITERS_SECONDS", 0.0)
        assert await seal(store) == 0, "nothing is sealed over an open gap"
    await early.execute("COMMIT" if commits else "ROLLBACK")
    rows = await late.fetchval("SELECT count(*) FROM audit")
    assert await seal(store) == 1
    assert await seal(store) == 0
    assert await _entries(late) == (rows, rows)
    assert await _sound(store) == []


async def test_a_turn_that_ends_meanwhile_is_sealed_by_the_same_call(
    store: Store, two: tuple[asyncpg.Connection, asyncpg.Connection]
) -> None:
    early, late = two
    await early.execute("BEGIN")
    await early.execute(ADD_LINE, "early")
    sealing = asyncio.create_task(seal(store))
    await late.execute(ADD_LINE, "late")
    await early.execute("COMMIT")
    await sealing
    await seal(store)
    rows = await late.fetchval("SELECT count(*) FROM audit")
    assert await _entries(late) == (rows, rows)


async def test_many_writers_and_two_sealers_seal_every_row_once(
    store: Store, database_url: str
) -> None:
    stop = asyncio.Event()

    async def write(nth: int) -> None:
        connection = await asyncpg.connect(database_url)
        for turn in range(25):
            block = connection.transaction()
            await block.start()
            for line in range(1 + (nth + turn) % 3):
                await connection.execute(ADD_LINE, f"{nth} {turn} {line}")
            await (block.rollback() if (nth * turn) % 5 == 4 else block.commit())
        await connection.close()

    async def keep_sealing() -> int:
        made = 0
        while not stop.is_set():
            made += await seal(store)
        return made

    sealing = [asyncio.create_task(keep_sealing()) for _ in range(2)]
    await asyncio.gather(*(write(nth) for nth in range(8)))
    stop.set()
    made = sum(await asyncio.gather(*sealing)) + await seal(store)
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetchval("SELECT count(*) FROM audit")
    highest = await connection.fetchval("SELECT max(seq) FROM audit")
    assert rows < highest, "some were rolled back"
    assert await connection.fetchval("SELECT count(*) FROM seals") == made
    assert await _entries(connection) == (rows, rows)
    assert await _sound(store) == []
    await connection.close()


async def test_a_crash_anywhere_leaves_nothing_half_sealed(store: Store, database_url: str) -> None:
    whole = await Store.open(database_url, size=1)
    wire = over_the_wire(store)
    connection = await asyncpg.connect(database_url)
    for cut in itertools.count():
        await connection.execute(ADD_LINE, f"before cut {cut}")
        wire.reset(cut_at=cut)
        with suppress(DatabaseAway):
            await seal(store)
        await seal(whole)
        rows = await connection.fetchval("SELECT count(*) FROM audit")
        assert await _entries(connection) == (rows, rows)
        if not wire.was_cut:
            break
    assert cut > 10
    assert await _sound(whole) == []
    await connection.close()
    await whole.close()


async def test_turns_never_wait_for_the_sealer(market_url: str) -> None:
    async with bare_market(market_url) as market:
        await market.say("hari", "nepali")
        store = await Store.open(market_url, size=1)
        horizon = await seals.final(store)
        assert horizon is not None
        async with store.transaction() as tx:
            assert await tx.value(seals.OUR_TURN, seals.LOCK)
            assert await add_seal(tx, horizon)
            held = await tx.rows(
                "SELECT relation::regclass::text AS of, mode FROM pg_locks WHERE pid ="
                " pg_backend_pid() AND locktype = 'relation' AND mode <> 'AccessShareLock'"
            )
            assert {row["of"] for row in held} == {"seals"}
            async with asyncio.timeout(5):  # the sealer holds all that it ever holds
                before = await market.database.fetchval("SELECT count(*) FROM audit")
                await market.say("hari", "2 bora jira masino, waiwai 2 carton")
                await market.tap("hari", "confirm:")
            assert await market.database.fetchval("SELECT count(*) FROM audit") > before
        assert await seal(market.store) == 1
        assert await _sound(market.store) == []
        await store.close()


def test_both_books_are_sealed() -> None:
    assert (TRANSFERS, AUDIT) == BOOKS
