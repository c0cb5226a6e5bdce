"""What shops' credit is judged by, from the ledger: bills, payments, debt, limits, deliveries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.credit_history import (
    CreditHistory,
    Dispute,
    LimitFrom,
    OwedChange,
    PastBill,
    Reduction,
    ReductionKind,
    Settlement,
)
from domain.ids import ShopId
from domain.limits import LimitChange, LimitWhy
from domain.money import Money
from storage.store import Row, Transaction

_DAY = "AT TIME ZONE 'Asia/Kathmandu')::date"
SHOPS = f"""
SELECT id, (registered_at {_DAY} AS opened_on, limit_paisa FROM shops
WHERE id = ANY($1::uuid[]) ORDER BY id
"""  # noqa: S608  # our own words
LIMIT_CHANGES = f"""
SELECT shop_id, (at {_DAY} AS day, before_paisa, after_paisa, why FROM limit_changes
WHERE shop_id = ANY($1::uuid[]) ORDER BY shop_id, id
"""  # noqa: S608  # our own words
# A bill is what its delivery charged; later credits are named by their reason.
POSTED = f"""
SELECT shop_id, order_id, reason, (at {_DAY} AS day, sum(owed_paisa)::bigint AS paisa
FROM transfers WHERE shop_id = ANY($1::uuid[]) AND owed_paisa <> 0
GROUP BY shop_id, order_id, reason, day ORDER BY shop_id, day, order_id, reason
"""  # noqa: S608  # our own words
# Cash at the door settles nothing that was lent: only bills on credit are judged.
BILLS = f"""
SELECT o.shop_id, b.order_id, b.number, (b.billed_at {_DAY} AS billed_on, b.due_on
FROM orders o JOIN bills b ON b.order_id = o.id
WHERE o.shop_id = ANY($1::uuid[]) AND o.on_credit ORDER BY o.shop_id, b.due_on, o.number
"""  # noqa: S608  # our own words
SETTLED = f"""
SELECT a.order_id, (p.at {_DAY} AS paid_on, (a.at {_DAY} AS day, a.amount_paisa, a.payment_id
FROM orders o JOIN allocations a ON a.order_id = o.id JOIN payments p ON p.id = a.payment_id
WHERE o.shop_id = ANY($1::uuid[]) AND o.on_credit ORDER BY a.id
"""  # noqa: S608  # our own words
CLAIMED_SHORT = f"""
SELECT s.order_id, (s.claimed_at {_DAY} AS opened_on, (s.decided_at {_DAY} AS closed_on,
    s.amount_paisa
FROM orders o JOIN shortages s ON s.order_id = o.id
WHERE o.shop_id = ANY($1::uuid[]) AND o.on_credit ORDER BY s.claimed_at, s.id
"""  # noqa: S608  # our own words
DELIVERED = f"""
SELECT o.shop_id, (m.at {_DAY} AS day FROM orders o JOIN order_moves m ON m.order_id = o.id
WHERE o.shop_id = ANY($1::uuid[]) AND m.after = 'delivered' ORDER BY o.shop_id, m.id
"""  # noqa: S608  # our own words

CHARGES = frozenset({"order_delivered", "vat_charged"})
# Why a bill came down without a payment, by the transfer's reason.
REDUCTIONS: Mapping[str, ReductionKind] = {
    "shortage": ReductionKind.VENDOR_FAULT,
    "reversal": ReductionKind.VENDOR_FAULT,  # of a charge: it was wrong
}


@dataclass(frozen=True, slots=True)
class ShopHistory:
    """A shop's history with how its limit changed."""

    history: CreditHistory
    changes: tuple[LimitChange, ...] = ()


@dataclass(slots=True)
class _Rows:
    """Rows of several shops, sorted to whom and what they belong."""

    owed: dict[UUID, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    charged: Counter[UUID] = field(default_factory=Counter)
    reduced: dict[UUID, list[Reduction]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[UUID, list[Row]] = field(default_factory=lambda: defaultdict(list))
    disputed: dict[UUID, list[Dispute]] = field(default_factory=lambda: defaultdict(list))
    bills: dict[UUID, list[Row]] = field(default_factory=lambda: defaultdict(list))
    delivered: dict[UUID, list[date]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[UUID, list[LimitChange]] = field(default_factory=lambda: defaultdict(list))


async def histories(tx: Transaction, shops: Sequence[UUID]) -> Mapping[ShopId, ShopHistory]:
    """What is known of each shop until now; `CreditHistory.known` looks back from an earlier day.

    Args:
        shops: Some tens of them at a time; they come back in the order of their ids.
    """
    ids = list(shops)
    rows = _Rows()
    for change in await tx.rows(LIMIT_CHANGES, ids):
        rows.changes[change["shop_id"]].append(
            LimitChange(
                change["day"],
                Money(change["before_paisa"]),
                Money(change["after_paisa"]),
                LimitWhy(change["why"]),
            )
        )
    for posted in await tx.rows(POSTED, ids):
        _post(rows, posted)
    for settled in await tx.rows(SETTLED, ids):
        rows.settled[settled["order_id"]].append(settled)
    for short in await tx.rows(CLAIMED_SHORT, ids):
        rows.disputed[short["order_id"]].append(
            Dispute(short["opened_on"], Money(short["amount_paisa"]), short["closed_on"])
        )
    for bill in await tx.rows(BILLS, ids):
        rows.bills[bill["shop_id"]].append(bill)
    for delivered in await tx.rows(DELIVERED, ids):
        rows.delivered[delivered["shop_id"]].append(delivered["day"])
    return {ShopId(shop["id"]): _history(shop, rows) for shop in await tx.rows(SHOPS, ids)}


async def history(tx: Transaction, shop: ShopId) -> ShopHistory:
    """The same for one shop."""
    return (await histories(tx, [shop]))[shop]


def _post(rows: _Rows, posted: Row) -> None:
    paisa, order = posted["paisa"], posted["order_id"]
    rows.owed[posted["shop_id"]][posted["day"]] += paisa
    if posted["reason"] in CHARGES:
        rows.charged[order] += paisa
    elif posted["reason"] in REDUCTIONS and order is not None and paisa < 0:
        kind = REDUCTIONS[posted["reason"]]
        rows.reduced[order].append(Reduction(posted["day"], Money(-paisa), kind))


def _history(shop: Row, rows: _Rows) -> ShopHistory:
    changes = tuple(rows.changes[shop["id"]])
    first = changes[0].before if changes else Money(shop["limit_paisa"])
    limits = (
        LimitFrom(shop["opened_on"], first),
        *(LimitFrom(change.on, change.after) for change in changes),
    )
    history = CreditHistory(
        opened_on=shop["opened_on"],
        bills=tuple(_bill(row, rows) for row in rows.bills[shop["id"]]),
        owed_changes=tuple(
            OwedChange(day, paisa) for day, paisa in rows.owed[shop["id"]].items() if paisa
        ),
        limits=limits,
        deliveries=tuple(rows.delivered[shop["id"]]),
    )
    return ShopHistory(history, changes)


def _bill(row: Row, rows: _Rows) -> PastBill:
    order = row["order_id"]
    return PastBill(
        number=row["number"],
        amount=Money(rows.charged[order]),
        delivered_on=row["billed_on"],
        due_on=row["due_on"],
        settlements=tuple(_settlements(rows.settled[order])),
        reductions=tuple(rows.reduced[order]),
        disputes=tuple(rows.disputed[order]),
    )


def _settlements(rows: Iterable[Row]) -> Iterator[Settlement]:
    """What each payment brought; what was taken back of it ends the part it came from."""
    brought: dict[UUID, list[Settlement]] = defaultdict(list)
    for row in rows:
        parts, amount = brought[row["payment_id"]], Money(row["amount_paisa"])
        if amount.paisa > 0:
            parts.append(Settlement(row["paid_on"], amount, row["day"]))
        else:
            _take_back(parts, -amount.paisa, row["day"])
    for parts in brought.values():
        yield from parts


def _take_back(parts: list[Settlement], paisa: int, on: date) -> None:
    for nth, part in enumerate(tuple(parts)):
        gone = min(paisa, part.amount.paisa) if part.undone_on is None else 0
        if not gone:
            continue
        paisa -= gone
        parts[nth] = Settlement(part.paid_on, Money(gone), part.recorded_on, on)
        if gone < part.amount.paisa:
            left = Money(part.amount.paisa - gone)
            parts.append(Settlement(part.paid_on, left, part.recorded_on))
