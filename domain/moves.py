"""Where an order may stand, and which moves it may make from there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNFILLED = "unfilled"


MOVES: Mapping[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PLACED: frozenset(
        {OrderStatus.OFFERED, OrderStatus.UNFILLED, OrderStatus.CANCELLED}
    ),
    OrderStatus.OFFERED: frozenset(
        {OrderStatus.ACCEPTED, OrderStatus.UNFILLED, OrderStatus.CANCELLED}
    ),
    OrderStatus.ACCEPTED: frozenset(
        {OrderStatus.DISPATCHED, OrderStatus.OFFERED, OrderStatus.CANCELLED}
    ),
    OrderStatus.DISPATCHED: frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.COMPLETED}),
    OrderStatus.UNFILLED: frozenset({OrderStatus.OFFERED, OrderStatus.CANCELLED}),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}
UNDER_WAY = frozenset(
    {
        OrderStatus.PLACED,
        OrderStatus.OFFERED,
        OrderStatus.ACCEPTED,
        OrderStatus.DISPATCHED,
        OrderStatus.UNFILLED,
    }
)
BEFORE_DISPATCH = UNDER_WAY - {OrderStatus.DISPATCHED}
