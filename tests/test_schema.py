"""The schema is what the tables say, and the database refuses what it should."""

import asyncpg
import pytest

from domain.ordering import MOVES
from storage import migrate


async def test_migrations_make_the_tables(database_url: str) -> None:
    await migrate.check(database_url)


async def test_order_moves_are_the_domains(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT before, after FROM allowed_moves WHERE noun = 'orders'")
    await connection.close()
    allowed = {(before.value, after.value) for before in MOVES for after in MOVES[before]}
    assert {(row["before"], row["after"]) for row in rows} == allowed


@pytest.mark.parametrize(
    "table", ["transfers", "audit", "allocations", "order_moves", "consents", "seals"]
)
async def test_append_only_tables_refuse_truncate(database_url: str, table: str) -> None:
    connection = await asyncpg.connect(database_url)
    with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
        await connection.execute(f"TRUNCATE {table} CASCADE")
    await connection.close()
