"""Every invariant: a sound market has no break, and each way to break one is found by its name."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from bot.check import main
from bot.seed import seed
from bot.settings import read_settings
from storage.check.examination import INVARIANTS, check_all, examine, examine_in
from storage.store import Store, Transaction
from tests.conftest import _execute, _numbers, database_named
from tests.history import make_history


@pytest.fixture(scope="session")
def past(postgres_url: str, template: str) -> str:
    """The name of a database with a history, to clone."""
    asyncio.run(_execute(postgres_url, f"CREATE DATABASE past TEMPLATE {template}"))
    asyncio.run(make_history(database_named(postgres_url, "past")))
    return "past"


@pytest.fixture
async def history_url(postgres_url: str, past: str) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    await _execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {past}")
    yield database_named(postgres_url, name)
    await _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _broken(database_url: str) -> dict[str, tuple[str, ...]]:
    store = await Store.open(database_url, size=1)
    try:
        return {one.invariant.name: one.keys for one in await check_all(store)}
    finally:
        await store.close()


async def test_nothing_is_broken_in_a_fresh_market(database_url: str) -> None:
    assert await _broken(database_url) == {}
    await seed(database_url, demo=True, secret_key="k" * 32)
    assert await _broken(database_url) == {}


async def test_nothing_is_broken_in_a_market_with_a_past(history_url: str) -> None:
    connection = await asyncpg.connect(history_url)
    stands = await connection.fetch("SELECT number, status FROM orders ORDER BY number")
    await connection.close()
    assert [tuple(row) for row in stands] == [
        (1001, "delivered"),
        (1002, "dispatched"),
        (1003, "offered"),
        (1004, "completed"),
        (1005, "cancelled"),
        (1006, "offered"),
    ]
    assert await _broken(history_url) == {}


def test_names_are_given_once() -> None:
    names = [one.name for one in INVARIANTS]
    assert len(set(names)) == len(names)


# What is done to a market with a past, and which invariants must notice: by name, and only they.
# It is done as a superuser whom triggers and foreign keys do not stop.
BREAKS = [
    # --- ledger
    (
        "S1-ends S16-transfers",
        "UPDATE transfers SET debit = 'returns:' || shop_id WHERE reason = 'shortage'",
    ),
    (
        "S1-reasons S16-transfers",
        "UPDATE transfers SET credit = 'write_off:' || vendor_id WHERE reason = 'vat_charged';"
        " UPDATE transfers SET debit = 'write_off:' || vendor_id WHERE reason = 'shortage'",
    ),
    (
        "S2-weights S16-transfers",
        "UPDATE transfers SET held_paisa = held_paisa + 1 WHERE kind = 'pending'",
    ),
    (
        "S2-weights S7-settled S16-transfers",
        "UPDATE transfers SET owed_paisa = 0 WHERE reason = 'order_delivered'"
        " AND order_id = (SELECT id FROM orders WHERE number = 1001)",
    ),
    (
        "S3-holds S16-transfers",
        "UPDATE transfers SET amount_paisa = amount_paisa - 1 WHERE kind = 'voids'",
    ),
    (
        "S3-holds S7-held S17-constraints S16-transfers",
        "ALTER TABLE transfers DROP CONSTRAINT transfers_pending_id_uq;"
        " UPDATE transfers v SET pending_id = (SELECT h.id FROM transfers h WHERE"
        " h.kind = 'pending' AND h.vendor_id = v.vendor_id AND h.shop_id <> v.shop_id LIMIT 1),"
        " held_paisa = -(SELECT h.amount_paisa FROM transfers h WHERE"
        " h.kind = 'pending' AND h.vendor_id = v.vendor_id AND h.shop_id <> v.shop_id LIMIT 1)"
        " WHERE kind = 'posts'; ",
    ),
    (
        "S3-reversals S16-transfers",
        "UPDATE transfers SET reverses_id = (SELECT id FROM transfers WHERE kind = 'pending'"
        " LIMIT 1) WHERE reason = 'shortage'",
    ),
    ("S4-limits", "UPDATE shops SET limit_paisa = 1 WHERE code = 'S-102'"),
    (
        "S4-limits S16-audit",
        "UPDATE audit SET at = at + interval '1 hour',"
        " event = jsonb_set(event, '{before}', '100000') WHERE kind = 'LimitSet'",
    ),
    (
        "S9-audited S16-audit",
        "DELETE FROM audit WHERE kind = 'Transferred' AND cause_key ="
        " (SELECT max(cause_key) FROM transfers)",
    ),
    (
        "S9-audited S12-posted S16-transfers",
        "DELETE FROM transfers WHERE reason = 'payment' AND payment_id ="
        " (SELECT id FROM payments WHERE number = 101)",
    ),
    # --- orders
    ("S5-numbers", "UPDATE counters SET last = last + 1 WHERE name = 'order'"),
    ("S5-numbers", "UPDATE orders SET number = 1000 WHERE number = 1006"),
    ("S5-moves", "DELETE FROM order_moves WHERE before IS NULL"),
    ("S5-moves", "UPDATE order_moves SET before = NULL WHERE before = 'dispatched'"),
    ("S5-status", "DELETE FROM order_moves WHERE after = 'completed'"),
    (
        "S5-status L3-timers",
        "UPDATE orders SET status = 'delivered' WHERE number = 1004;"
        " UPDATE causes SET status = 'done', resolved_at = now() WHERE kind = 'complete'",
    ),
    (
        "S6-live S7-offers S17-indexes",
        "DROP INDEX offers_live_uq; UPDATE offers SET status = 'accepted'"
        " WHERE status = 'declined'",
    ),
    (
        "S7-offers",
        "UPDATE offers SET status = 'declined'"
        " WHERE order_id = (SELECT id FROM orders WHERE number = 1001)",
    ),
    ("S7-offers", "UPDATE offers SET status = 'accepted' WHERE status = 'withdrawn'"),
    ("S7-held", "UPDATE orders SET hold_id = NULL WHERE number = 1006"),
    (
        "S7-held",
        "UPDATE order_lines SET price_paisa = price_paisa + 1"
        " WHERE order_id = (SELECT id FROM orders WHERE number = 1006)",
    ),
    (
        "S7-held",
        "UPDATE orders SET on_credit = true WHERE number = 1004;"
        " UPDATE orders SET hold_id = (SELECT id FROM transfers WHERE kind = 'pending' LIMIT 1)"
        " WHERE number = 1004",
    ),
    ("S11-reserved", "UPDATE quotes SET reserved = reserved + 1 WHERE sku = 'SOP-LUX'"),
    ("S11-reserved", "UPDATE quotes SET reserved = 0"),
    (
        "S11-reserved S17-constraints",
        "ALTER TABLE quotes DROP CONSTRAINT quotes_stock_ck;"
        " UPDATE quotes SET stock = 0 WHERE reserved > 0",
    ),
    ("S11-prices", "UPDATE quotes SET price_paisa = 1 WHERE sku = 'SUG-50'"),
    ("S11-prices", "DELETE FROM price_changes WHERE sku = 'SUG-50'"),
    # --- deliveries
    (
        "S7-arrived S7-billed",
        "UPDATE order_lines SET arrived = NULL"
        " WHERE order_id = (SELECT id FROM orders WHERE number = 1004)",
    ),
    (
        "S7-billed",
        "UPDATE order_lines SET price_paisa = price_paisa + 1"
        " WHERE order_id = (SELECT id FROM orders WHERE number = 1001)",
    ),
    (
        "S7-billed",
        "UPDATE order_lines SET vat_bp = 500"
        " WHERE order_id = (SELECT id FROM orders WHERE number = 1004)",
    ),
    (
        "S7-billed S7-settled S9-audited S12-overpaid S16-transfers",
        "DELETE FROM transfers WHERE reason = 'vat_charged';"
        " UPDATE bills SET settled_at = NULL WHERE number = 1004",
    ),
    ("S7-bills", "DELETE FROM bills WHERE number = 1001"),
    ("S7-bills", "UPDATE bills SET number = 7 WHERE number = 1001"),
    ("S7-settled", "UPDATE bills SET settled_at = now() WHERE number = 1001"),
    ("S7-settled", "UPDATE bills SET settled_at = NULL WHERE number = 1004"),
    ("S7-shortages", "UPDATE shortages SET status = 'denied'"),
    # --- payments
    ("S12-receipts", "UPDATE counters SET last = 0 WHERE name = 'receipt'"),
    ("S12-receipts", "UPDATE payments SET number = 900 WHERE number = 102"),
    ("S12-posted", "UPDATE payments SET amount_paisa = amount_paisa + 1 WHERE number = 101"),
    ("S12-posted", "UPDATE payments SET method = 'esewa' WHERE number = 101"),
    ("S12-posted", "UPDATE payments SET status = 'confirmed' WHERE status = 'claimed'"),
    ("S12-allocated S12-posted", "UPDATE payments SET status = 'denied' WHERE number = 101"),
    (
        "S12-allocated",
        "UPDATE allocations SET amount_paisa = amount_paisa + 1 WHERE payment_id ="
        " (SELECT id FROM payments WHERE number = 101)",
    ),
    (
        "S12-allocated",
        "INSERT INTO allocations (payment_id, order_id, amount_paisa, at)"
        " SELECT p.id, o.id, 1, now() FROM payments p, orders o"
        " WHERE p.status = 'claimed' AND o.number = 1001",
    ),
    (
        "S12-overpaid S12-allocated",
        "UPDATE allocations SET amount_paisa = amount_paisa + 100 WHERE order_id ="
        " (SELECT id FROM orders WHERE number = 1004)",
    ),
    # --- messages
    ("S8-payloads", "UPDATE causes SET payload = '{ }' WHERE key = 'wamid.1'"),
    (
        "S8-once S9-spoken S17-constraints",
        "ALTER TABLE causes DROP CONSTRAINT causes_key_uq;"
        " UPDATE causes SET key = 'wamid.1' WHERE key = 'wamid.2'",
    ),
    ("S9-caused S9-spoken S14-turns", "DELETE FROM causes WHERE key = 'wamid.3'"),
    (
        "S9-caused S9-spoken S14-turns",
        "UPDATE causes SET status = 'new', resolved_at = NULL WHERE key = 'wamid.3'",
    ),
    ("S9-spoken", "UPDATE outgoing SET cause_key = 'nobody' WHERE cause_key = 'wamid.1'"),
    ("S9-spoken", "UPDATE outgoing SET cause_key = 'nobody#0' WHERE cause_key = 'wamid.1'"),
    (
        "S10-sent S17-constraints",
        "ALTER TABLE outgoing DROP CONSTRAINT outgoing_sent_ck;"
        " UPDATE outgoing SET wamid = NULL WHERE cause_key = 'wamid.1'",
    ),
    (
        "S17-constraints",
        "ALTER TABLE outgoing DROP CONSTRAINT outgoing_wamid_uq;"
        " UPDATE outgoing SET wamid = 'same'",
    ),
    ("S10-sent", "UPDATE outgoing SET lease_until = now() WHERE cause_key = 'wamid.1'"),
    ("S10-numbered", "UPDATE outgoing SET nth = 7 WHERE cause_key = 'wamid.1'"),
    (
        "S10-numbered S10-told",
        "UPDATE message_statuses s SET outgoing_id = (SELECT id FROM outgoing o WHERE nth = 0"
        " AND EXISTS (SELECT FROM outgoing p WHERE p.cause_key = o.cause_key AND p.nth = 1)"
        " LIMIT 1); DELETE FROM outgoing WHERE id = (SELECT outgoing_id FROM message_statuses)",
    ),
    ("S10-told", "UPDATE message_statuses SET outgoing_id = gen_random_uuid()"),
    ("S14-turns", "UPDATE mailboxes SET turn = turn + 1 WHERE turn > 0"),
    ("S14-reached", "DELETE FROM contact_points WHERE phone = '+9779800000103'"),
    ("S14-reached", "DELETE FROM mailboxes WHERE turn = 0"),
    # --- scores
    ("S13-audited S13-scores", "UPDATE scores SET value = 501"),
    ("S13-audited S13-scores", "UPDATE scores SET weights_version = 2"),
    ("S13-audited", "DELETE FROM scores"),
    (
        "S13-scores",
        "UPDATE shops SET registered_at = registered_at - interval '1 year'",
    ),
    # --- the seals
    ("S16-chain", "UPDATE seals SET sealed_at = sealed_at + interval '1 second'"),
    ("S16-lag", "UPDATE audit SET at = at - interval '61 seconds'; DELETE FROM seals"),
    # --- the database itself
    ("S17-triggers", "ALTER TABLE transfers DISABLE TRIGGER transfers_kept"),
    ("S17-triggers", "ALTER TABLE allocations DISABLE TRIGGER ALL"),
    ("S17-triggers", "ALTER TABLE transfers ENABLE REPLICA TRIGGER transfers_weighed"),
    ("S17-triggers", "DROP TRIGGER audit_kept ON audit"),
    ("S17-triggers", "ALTER TABLE audit_rest DISABLE TRIGGER audit_kept"),
    (
        "S17-indexes",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_shop_ix'::regclass",
    ),
    ("S17-constraints", "ALTER TABLE orders ADD CONSTRAINT later CHECK (number > 2000) NOT VALID"),
    ("S17-partitions S11-prices", "DROP TABLE price_changes_rest"),
    ("S17-durable", "SET LOCAL synchronous_commit = off"),
    # --- what waits
    (
        "L1-causes",
        "UPDATE causes SET due_at = now() - interval '61 seconds'"
        " WHERE key = (SELECT key FROM causes WHERE kind = 'nudge' AND status = 'new' LIMIT 1)",
    ),
    (
        "L2-outgoing",
        "UPDATE outgoing SET status = 'queued', due_at = now() - interval '301 seconds'"
        " WHERE cause_key = 'wamid.1'",
    ),
    (
        "L2-outgoing",
        "UPDATE outgoing SET status = 'sending', lease_until = now() - interval '301 seconds'"
        " WHERE cause_key = 'wamid.1'",
    ),
    (
        "L3-offers",
        "UPDATE causes SET due_at = now() - interval '31 seconds'"
        " WHERE kind = 'expire' AND status = 'new'",
    ),
    ("L3-offers", "UPDATE offers SET sent_at = NULL WHERE status = 'open'"),
    ("L3-offers", "DELETE FROM causes WHERE kind = 'expire'"),
    ("L3-timers", "DELETE FROM causes WHERE kind = 'complete'"),
    ("L4-parked", "UPDATE causes SET status = 'dead' WHERE kind = 'nudge'"),
]


@pytest.fixture
async def damaged(postgres_url: str, past: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction in the market with a past, never committed; a superuser whom little stops."""
    connection = await asyncpg.connect(database_named(postgres_url, past))
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET allow_system_table_mods = on")
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


@pytest.mark.parametrize(("names", "damage"), BREAKS)
async def test_a_break_is_found(damaged: asyncpg.Connection, names: str, damage: str) -> None:
    await damaged.execute(damage)
    now = await damaged.fetchval("SELECT now()")
    tried = await examine_in(Transaction(damaged, now, timedelta()))
    broken = [one for one in tried if not one.holds]
    assert {one.invariant.name for one in broken} == set(names.split())
    assert all(one.keys for one in broken), "each names what it found"


def test_every_invariant_is_broken_once() -> None:
    tried = {name for names, _ in BREAKS for name in names.split()}
    assert tried == {one.name for one in INVARIANTS}


async def test_many_breaks_are_counted_and_some_shown(history_url: str) -> None:
    connection = await asyncpg.connect(history_url)
    await connection.execute("UPDATE quotes SET price_paisa = price_paisa + 1")
    await connection.close()
    store = await Store.open(history_url, size=1)
    (result,) = await check_all(store)
    await store.close()
    assert (result.found, len(result.keys)) == (1193, 20)
    assert str(result).endswith(" and 1173 more")


async def test_checking_writes_nothing_and_sees_one_moment(history_url: str) -> None:
    store = await Store.open(history_url, size=1)
    async with store.snapshot() as tx:
        before = await tx.value("SELECT count(*) FROM products")
        other = await asyncpg.connect(history_url)
        await other.execute(
            "INSERT INTO products SELECT 'NEW', name_en, name_ne, brand, category,"
            " pack_size, pack_unit, sell_unit FROM products LIMIT 1"
        )
        await other.close()
        assert await tx.value("SELECT count(*) FROM products") == before
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await tx.run("UPDATE shops SET limit_paisa = 0")
    assert len(await examine(store)) == len(INVARIANTS)
    await store.close()


async def test_the_command(history_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(read_settings(), database_url=history_url)
    assert await asyncio.to_thread(main, settings, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    assert await asyncio.to_thread(main, settings, as_json=False) == 0
    table = capsys.readouterr().out
    assert all(f"ok      {one.name}" in table for one in INVARIANTS)
    assert f"{len(INVARIANTS) + 1} invariants, all hold" in table

    connection = await asyncpg.connect(history_url)
    await connection.execute("UPDATE counters SET last = 2000 WHERE name = 'order'")
    await connection.close()
    assert await asyncio.to_thread(main, settings, as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    (broken,) = (one for one in report["invariants"] if not one["holds"])
    assert (report["ok"], broken["name"], broken["code"]) == (False, "S5-numbers", "S5")
    assert await asyncio.to_thread(main, settings, as_json=False) == 1
    table = capsys.readouterr().out
    assert "BROKEN  S5-numbers" in table
    assert "6 orders from 1001 to 1006, counter at 2000" in table
