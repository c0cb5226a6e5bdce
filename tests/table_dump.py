"""All that a database holds, in one comparable form: without serial numbers and without times."""

from __future__ import annotations

import re

import asyncpg

# What no turn writes, or what is drawn anew in every run.
LEFT_OUT = ("products", "allowed_moves", "alembic_version")
DRAWN = {"outgoing": ("id",), "message_statuses": ("outgoing_id",)}
FIRST = {"price_changes": " WHERE cause_key <> 'seed'"}  # what was there before is not looked at
COLUMNS = """
SELECT c.table_name, array_agg(c.column_name::text) FILTER (
    WHERE c.is_identity = 'YES' OR c.data_type LIKE 'timestamp%' OR c.data_type = 'date'
) AS dropped
FROM information_schema.columns c
JOIN pg_class t ON t.relname = c.table_name AND t.relkind IN ('r', 'p') AND NOT t.relispartition
WHERE c.table_schema = 'public' GROUP BY c.table_name ORDER BY c.table_name
"""
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+\d\d:\d\d|Z)?")
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""

Dump = dict[str, list[str]]


class Dumper:
    """Reads one database again and again."""

    def __init__(self, database: asyncpg.Connection) -> None:
        self._database = database
        self._query = ""

    async def dump(self) -> Dump:
        """Every table's rows, sorted."""
        if not self._query:
            self._query = await self._write_query()
        found: Dump = {}
        for row in await self._database.fetch(self._query):
            found.setdefault(row["name"], []).append(MOMENT.sub("<moment>", row["held"]))
        return {name: sorted(rows) for name, rows in found.items()}

    async def _write_query(self) -> str:
        parts = []
        for row in await self._database.fetch(COLUMNS):
            name = row["table_name"]
            if name not in LEFT_OUT:
                dropped = [*(row["dropped"] or ()), *DRAWN.get(name, ())]
                listed = ", ".join(f"'{column}'" for column in dropped)
                parts.append(
                    f"SELECT '{name}' AS name, (to_jsonb(t) - ARRAY[{listed}]::text[])::text"
                    f" AS held FROM {name} t{FIRST.get(name, '')}"
                )
        return " UNION ALL ".join(parts)

    async def quiet(self) -> None:
        """Return once the server has noticed every connection that broke, and rolled back."""
        while await self._database.fetchval(OTHERS):
            pass


def differences(before: Dump, after: Dump) -> list[str]:
    """What one has and the other has not, for a person to read."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, []), after.get(name, [])
        found += [f"{name} - {row[:300]}" for row in old if row not in new]
        found += [f"{name} + {row[:300]}" for row in new if row not in old]
        if len(old) != len(new) and not found:
            found.append(f"{name}: {len(old)} rows, then {len(new)}")
    return found
