"""The database itself: what it refuses is still refused, and what it says is kept is kept."""

from __future__ import annotations

from typing import Final

from storage.check.invariant import Invariant

APPEND_ONLY = (
    "allocations",
    "audit",
    "consents",
    "order_moves",
    "price_changes",
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
    "Every index is valid",
    """
    SELECT i.indexrelid::regclass::text AS key
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT (i.indisvalid AND i.indisready)
    """,
)

CONSTRAINTS = Invariant(
    "S17-constraints",
    "Every constraint has been checked against all rows",
    """
    SELECT conname::text AS key FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND NOT convalidated
    """,
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
