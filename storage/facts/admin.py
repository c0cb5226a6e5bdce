"""What an admin's turn may know, by the command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.catalog import Catalogue
from domain.credit import CreditLine
from domain.facts import AdminFacts, Numbers, OrderFile, ScoreFile, Today, Waiting
from domain.money import ZERO, Money
from domain.opening import NEPAL
from domain.ordering import Order
from domain.people import Person, Shop, Vendor
from flows.commands import Command, parse_command
from flows.turn import Conversation, Intent
from storage.facts import money, orders, people, scores
from storage.store import Transaction

PENDING = """
SELECT code, name, owner_name, ward, true AS is_shop, registered_at FROM shops
WHERE standing = 'waiting'
UNION ALL
SELECT code, name, owner_name, ward, false, registered_at FROM vendors
WHERE standing = 'waiting'
ORDER BY registered_at LIMIT 50
"""
MOVED_TODAY = """
SELECT after, count(*) AS times FROM order_moves WHERE at >= $1 GROUP BY after
"""
BILLED_TODAY = """
SELECT coalesce(sum(t.owed_paisa), 0)::bigint FROM order_moves m
JOIN transfers t ON t.order_id = m.order_id AND t.payment_id IS NULL
WHERE m.at >= $1 AND m.after = 'delivered'
"""
PAID_TODAY = """
SELECT coalesce(sum(amount_paisa), 0)::bigint FROM payments
WHERE at >= $1 AND status IN ('waiting', 'confirmed', 'silent', 'disputed')
"""
BUSINESSES = frozenset(
    {"shop", "score", "vendor", "approve", "reject", "limit", "freeze", "unfreeze"}
)
ORDERS = frozenset({"order", "why", "cancel", "reroute"})


@dataclass(frozen=True, slots=True)
class PinCheck:
    """What the PIN just typed turned out to be.

    Attributes:
        right: None when none was asked for.
        new_hash: Hash of a PIN just chosen; None when unfit or none was asked for.
    """

    right: bool | None = None
    locked: bool = False
    new_hash: str | None = None


async def admin_facts(
    tx: Transaction,
    person: Person,
    command: Command | None,
    catalogue: Catalogue,
    pin: PinCheck,
) -> AdminFacts:
    """Load and lock what this turn of an admin needs."""
    name = command.name if command else ""
    shops, vendors = await _businesses(tx, command)
    file = await _file(tx, command)
    credit = CreditLine(ZERO)
    if len(shops) == 1:
        credit = await money.credit_line(tx, shops[0])
    numbers = await orders.numbers(tx, "order") if name == "reroute" else Numbers()
    return AdminFacts(
        person=person,
        catalogue=catalogue,
        shops=shops,
        vendors=vendors,
        pending=await _pending(tx) if name == "pending" else (),
        credit=credit,
        file=replace(file, numbers=numbers) if file else None,
        today=await _today(tx) if name == "today" else None,
        orders=await _orders(tx, name, shops, vendors),
        score=await _score(tx, name, shops),
        pin_right=pin.right,
        pin_locked=pin.locked,
        new_pin=pin.new_hash,
    )


def command_of(conversation: Conversation, intent: Intent) -> Command | None:
    """The command of this message, or the one that waits for a PIN."""
    if intent.name == "pin":
        waiting = conversation.questions[0].subject if conversation.questions else ""
        return parse_command(waiting)
    if intent.inbound.press and not intent.words:
        return parse_command(f"{intent.name} {intent.subject}")
    return parse_command(intent.words)


async def _businesses(
    tx: Transaction, command: Command | None
) -> tuple[tuple[Shop, ...], tuple[Vendor, ...]]:
    if command is None or command.name not in BUSINESSES or not command.target:
        return (), ()
    shops: tuple[Shop, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    if command.name != "vendor":
        shops = await people.shops_named(tx, command.target)
    if command.name not in ("shop", "score", "limit"):
        vendors = await people.vendors_named(tx, command.target)
    return shops, vendors


async def _file(tx: Transaction, command: Command | None) -> OrderFile | None:
    if command is None or command.name not in ORDERS:
        return None
    number = orders.order_number(command.target)
    if number is None:
        return None
    return await orders.file(
        tx,
        orders.BY_NUMBER,
        number,
        priced=command.name == "reroute",
        ranked=command.name == "why",
    )


async def _orders(
    tx: Transaction, name: str, shops: tuple[Shop, ...], vendors: tuple[Vendor, ...]
) -> tuple[Order, ...]:
    if name == "shop" and len(shops) == 1:
        return await orders.orders(tx, orders.OF_SHOP, shops[0].id)
    if name == "vendor" and len(vendors) == 1:
        return await orders.orders(tx, orders.OF_VENDOR, vendors[0].id)
    return ()


async def _score(tx: Transaction, name: str, shops: tuple[Shop, ...]) -> ScoreFile | None:
    wanted = name == "score" and len(shops) == 1
    return await scores.score_file(tx, shops[0].id) if wanted else None


async def _pending(tx: Transaction) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(
            code=row["code"],
            name=row["name"],
            owner_name=row["owner_name"],
            ward=row["ward"],
            is_shop=row["is_shop"],
            since=row["registered_at"],
        )
        for row in await tx.rows(PENDING)
    )


def midnight(at: datetime) -> datetime:
    """The beginning of that day in Nepal."""
    local = at.astimezone(NEPAL)
    return local - timedelta(
        hours=local.hour,
        minutes=local.minute,
        seconds=local.second,
        microseconds=local.microsecond,
    )


async def _today(tx: Transaction) -> Today:
    since = midnight(tx.at)
    moved = {row["after"]: row["times"] for row in await tx.rows(MOVED_TODAY, since)}
    return Today(
        placed=moved.get("placed", 0),
        delivered=moved.get("delivered", 0),
        delivered_total=Money(await tx.value(BILLED_TODAY, since)),
        cancelled=moved.get("cancelled", 0),
        unfilled=moved.get("unfilled", 0),
        paid_total=Money(await tx.value(PAID_TODAY, since)),
        waiting=len(await _pending(tx)),
    )
