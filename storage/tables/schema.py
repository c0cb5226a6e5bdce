"""All tables, by noun, with their constraints and indexes."""

from __future__ import annotations

from storage.tables import credit, goods, ledger, messages, moves, orders, people, seals
from storage.tables.base import metadata

__all__ = [
    "credit",
    "goods",
    "ledger",
    "messages",
    "metadata",
    "moves",
    "orders",
    "people",
    "seals",
]
