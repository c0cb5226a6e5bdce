"""Offers, written down: as they stand now, one row each."""

from __future__ import annotations

from domain.ids import Cause
from domain.offers import Offer, OfferStatus
from domain.ordering import Order
from storage.codec import dump
from storage.store import Transaction

SAVE_OFFER = """
INSERT INTO offers (id, code, order_id, vendor_id, turn, status, total_paisa, part, reason,
    made_at, closed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, total_paisa = excluded.total_paisa,
    part = excluded.part, reason = excluded.reason, closed_at = excluded.closed_at
"""
WITHDRAW_OFFERS = """
UPDATE offers SET status = 'withdrawn', closed_at = $2
WHERE order_id = $1 AND status IN ('proposed', 'open', 'part', 'accepted')
"""
SUPERSEDE = """
UPDATE outgoing SET status = 'superseded'
WHERE offer_id IN (SELECT id FROM offers WHERE order_id = $1 AND status NOT IN ('open', 'accepted'))
    AND status = 'queued'
"""


async def save(tx: Transaction, cause: Cause, offer: Offer) -> None:
    """The offer as it stands now."""
    closed = offer.status not in (OfferStatus.OPEN, OfferStatus.PROPOSED, OfferStatus.PART)
    await tx.run(
        SAVE_OFFER,
        offer.id,
        offer.code,
        offer.order_id,
        offer.vendor_id,
        offer.turn,
        offer.status.value,
        offer.total.paisa,
        None if offer.part is None else dump(dict(offer.part)),
        offer.reason,
        offer.made_at,
        cause.at if closed else None,
    )


async def withdraw(tx: Transaction, cause: Cause, order: Order) -> None:
    """Nothing is offered of this order any more, and what was not sent yet never is."""
    await tx.run(WITHDRAW_OFFERS, order.id, cause.at)
    await supersede(tx, order)


async def supersede(tx: Transaction, order: Order) -> None:
    """Offers that are closed before their message left are not sent."""
    await tx.run(SUPERSEDE, order.id)
