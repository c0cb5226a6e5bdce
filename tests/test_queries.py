"""Every statement of the storage fits the schema, and an index serves it.

PostgreSQL plans each with sequential scans made dear: where one remains, there is no index.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import asyncpg

import storage

Plan = dict[str, Any]
STATEMENT = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b")
# Measurements and checks over everything read everything; the first data is written once.
ELSEWHERE = ("storage.check", "storage.migrations", "storage.seed", "storage.tables")

# Read whole, for a reason.
WHOLE = {
    "storage.facts.goods.PRODUCTS": {"products"},  # the catalogue, once for each new version
    "storage.facts.goods.VERSION": {"catalogue_version"},  # one row
}


def statements() -> Iterator[tuple[str, str]]:
    """Name and text of each; what begins with an underscore is a part of others."""
    for found in pkgutil.walk_packages(storage.__path__, "storage."):
        if found.name.startswith(ELSEWHERE):
            continue
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            whole = name.isupper() and not name.startswith("_")
            if whole and isinstance(value, str) and STATEMENT.match(value):
                yield f"{found.name}.{name}", value


STATEMENTS = dict(statements())


def nodes(plan: Plan, *, limited: bool = False) -> Iterator[tuple[Plan, bool]]:
    """Every node of a plan, and whether it is read in order only up to a limit."""
    yield plan, limited
    passes = plan["Node Type"] == "Limit" or (limited and plan["Node Type"] == "LockRows")
    for below in plan.get("Plans", ()):
        yield from nodes(below, limited=passes)


def unserved(plan: Plan) -> set[str]:
    """Tables read from one end to the other: in sequence, or by an index that narrows nothing."""
    found = set()
    for node, limited in nodes(plan):
        kind, table = node["Node Type"], node.get("Relation Name", "")
        whole = kind in ("Index Scan", "Index Only Scan") and "Index Cond" not in node
        if kind == "Seq Scan" or (whole and not limited and not PARTIAL.search(node["Index Name"])):
            found.add(table)
    return found


# Indexes that hold only what is wanted.
PARTIAL = re.compile(
    r"_(due|timers|waiting|leased|unknown|failed|line|open|admins|dead|claimed)_(ix|uq)$"
)


def test_there_are_statements() -> None:
    assert len(STATEMENTS) > 60


async def test_every_statement_fits_the_schema(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    wrong = {}
    for name, statement in STATEMENTS.items():
        try:
            await connection.prepare(statement)
        except asyncpg.PostgresError as error:
            wrong[name] = str(error)
    await connection.close()
    assert wrong == {}


async def test_an_index_serves_every_statement(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
    found = {}
    for name, statement in STATEMENTS.items():
        places = len((await connection.prepare(statement)).get_parameters())
        await connection.execute(f"PREPARE asked AS {statement}")
        given = f"({', '.join(['NULL'] * places)})" if places else ""
        explained = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked{given}")
        await connection.execute("DEALLOCATE asked")
        if tables := unserved(json.loads(explained)[0]["Plan"]) - WHOLE.get(name, set()):
            found[name] = tables
    await connection.close()
    assert found == {}
