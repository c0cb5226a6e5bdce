"""The database itself: what it refuses is still refused, and what it says is kept is kept."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant
from storage.tables.schema import metadata

APPEND_ONLY = (
    "allocations",
    "audit",
    "checkpoints",
    "consents",
    "limit_changes",
    "order_moves",
    "price_changes",
    "scores",
    "seals",
    "transfers",
)
_EXPECTED = (
    *((table, f"{table}_kept") for table in (*APPEND_ONLY, "causes")),
    *((table, f"{table}_not_emptied") for table in (*APPEND_ONLY, "causes")),
    ("transfers", "transfers_weighed"),
    ("orders", "orders_moved"),
    ("offers", "offers_moved"),
    ("outgoing", "outgoing_moved"),
    ("products", "products_counted"),
)
_INDEXES = ", ".join(
    sorted(f"('{index.name}')" for table in metadata.tables.values() for index in table.indexes)
)
_RULES = ", ".join(
    sorted(
        f"('{table.name}', '{rule.name}')"
        for table in metadata.tables.values()
        for rule in table.constraints
        if isinstance(rule.name, str)
    )
)
_VALUES = ", ".join(f"('{table}', '{trigger}')" for table, trigger in _EXPECTED)

TRIGGERS = Invariant(
    "S17-triggers",
    "Every trigger is there and enabled, those behind foreign keys too",
    f"""
    SELECT wanted.name || ' on ' || wanted.of AS key FROM (VALUES {_VALUES}) AS wanted (of, name)
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgname = wanted.name AND t.tgrelid = to_regclass('public.' || wanted.of)
    )
    UNION ALL
    SELECT t.tgname || ' on ' || t.tgrelid::regclass FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'public'::regnamespace AND t.tgenabled NOT IN ('O', 'A')
    """,  # noqa: S608  # the schema's own names
)

INDEXES = Invariant(
    "S17-indexes",
    "Every index is there and valid",
    f"""
    SELECT wanted.name AS key FROM (VALUES {_INDEXES}) AS wanted (name)
    WHERE to_regclass('public.' || wanted.name) IS NULL
    UNION ALL
    SELECT i.indexrelid::regclass::text AS key
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT (i.indisvalid AND i.indisready)
    """,  # noqa: S608  # the schema's own names
)

CONSTRAINTS = Invariant(
    "S17-constraints",
    "Every constraint is there and has been checked against all rows",
    f"""
    SELECT wanted.name || ' on ' || wanted.of AS key FROM (VALUES {_RULES}) AS wanted (of, name)
    WHERE NOT EXISTS (
        SELECT FROM pg_constraint c
        WHERE c.conname = wanted.name AND c.conrelid = to_regclass('public.' || wanted.of)
    )
    UNION ALL
    SELECT conname::text FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND NOT convalidated
    """,  # noqa: S608  # the schema's own names
)

PARTITIONS = Invariant(
    "S17-partitions",
    "Every table that grows by month has a place for rows of months without their own part",
    """
    SELECT partrelid::regclass::text AS key FROM pg_partitioned_table WHERE partdefid = 0
    """,
)

DURABLE = Invariant(
    "S17-durable",
    "What is committed is on disk",
    """
    SELECT name || ' = ' || setting AS key FROM pg_settings
    WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'
    """,
)

INVARIANTS: Final = (TRIGGERS, INDEXES, CONSTRAINTS, PARTITIONS, DURABLE)
