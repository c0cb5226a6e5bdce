"""Walking an order from vendor to vendor until one takes it."""

from __future__ import annotations

from dataclasses import replace

from domain.errors import NotYours, OfferClosed, OrderMoved
from domain.events import (
    Event,
    OfferClosedUnfilled,
    OfferMade,
    OfferNudged,
    OrderAccepted,
    OrderCancelled,
    OrderUnfilled,
    VendorsRanked,
)
from domain.facts import OrderFile
from domain.fulfilment import cancel, reheld, released
from domain.ids import Cause, OfferId, VendorId, short_code
from domain.money import ZERO
from domain.offers import OFFERS_AT_MOST, SHOP_SILENT, Offer, OfferStatus
from domain.ordering import BEFORE_DISPATCH, CartLine, Order, OrderStatus
from domain.routing import Candidate, Wanted, rank

PART_ALREADY_GIVEN = "gave_part"  # why a vendor is not asked for the rest of an order


def route(file: OrderFile, cause: Cause) -> tuple[Event, ...]:
    """Propose an order to the best vendor not asked yet, or give it to an admin.

    Does nothing while an offer stands, or once the order has moved on.
    """
    order = file.order
    waits = (OrderStatus.PLACED, OrderStatus.OFFERED, OrderStatus.UNFILLED)
    if order.status not in waits or file.offer is not None:
        return ()
    ranked = rank(_wanted(file, cause), file.standings)
    told: tuple[Event, ...] = (VendorsRanked(order, ranked),) if _first_walk(file) else ()
    asked = {offer.vendor_id for offer in file.offers}
    for candidate in sorted(ranked, key=lambda one: one.vendor_id != order.vendor_id):
        if len(asked) >= OFFERS_AT_MOST:
            break
        if candidate.vendor_id not in asked and _credit_covers(file, candidate):
            return (*told, *propose(file, candidate, cause))
    if order.status is OrderStatus.UNFILLED:
        return told
    off = replace(order.moved(OrderStatus.UNFILLED), hold_id=None)
    return (*told, OrderUnfilled(off), *released(order, cause))


def _first_walk(file: OrderFile) -> bool:
    """Whether nobody was asked yet; who gave part of it before does not count."""
    return all(offer.reason == PART_ALREADY_GIVEN for offer in file.offers)


def _wanted(file: OrderFile, cause: Cause) -> Wanted:
    lines = tuple(
        CartLine(line.sku, line.name, line.quantity, line.unit) for line in file.order.lines
    )
    return Wanted(lines, file.shop.place, cause.at)


def _credit_covers(file: OrderFile, candidate: Candidate) -> bool:
    held_now = file.order.total if file.order.hold_id else ZERO
    return not file.order.on_credit or candidate.total <= file.credit.available + held_now


def propose(
    file: OrderFile, candidate: Candidate, cause: Cause, *, agreed: bool = False
) -> tuple[Event, ...]:
    """Offer the order to a vendor; a higher price needs the shop's yes first.

    Args:
        agreed: The shop has said yes to this price.
    """
    before = file.order
    offer_id = OfferId(cause.id(f"offer:{before.id}:{candidate.vendor_id}"))
    dearer = candidate.total > before.total and not agreed
    offer = Offer(
        id=offer_id,
        code=short_code(offer_id),
        order_id=before.id,
        vendor_id=candidate.vendor_id,
        vendor_name=candidate.vendor_name,
        turn=len({offer.vendor_id for offer in file.offers} | {candidate.vendor_id}),
        status=OfferStatus.PROPOSED if dearer else OfferStatus.OPEN,
        total=candidate.total,
        made_at=cause.at,
    )
    order = before
    if order.status is not OrderStatus.OFFERED:
        order = order.moved(OrderStatus.OFFERED)
    if dearer:
        return (OfferMade(order, offer),)
    order, moves = reheld(before, _repriced(order, candidate), cause)
    return (OfferMade(order, offer, agreed), *moves)


def _repriced(order: Order, candidate: Candidate) -> Order:
    at = {line.sku: line for line in candidate.lines}
    lines = []
    for line in order.lines:
        price = at[line.sku].price
        assert price is not None
        lines.append(replace(line, price=price, vat_bp=at[line.sku].vat_bp))
    return replace(
        order,
        vendor_id=candidate.vendor_id,
        vendor_name=candidate.vendor_name,
        lines=tuple(lines),
    )


def agree_price(file: OrderFile, cause: Cause, *, agreed: bool) -> tuple[Event, ...]:
    """The shop answers a proposal at a higher price; a no moves on to the next vendor.

    Raises:
        OfferClosed: Nothing is proposed any more.
    """
    proposal = file.offer
    if proposal is None or proposal.status is not OfferStatus.PROPOSED:
        raise OfferClosed
    gone = replace(proposal, status=OfferStatus.WITHDRAWN)
    closed = (OfferClosedUnfilled(file.order, gone),)
    rest = replace(file, offers=tuple(gone if one.id == gone.id else one for one in file.offers))
    ranked = rank(_wanted(file, cause), file.standings)
    found = next((one for one in ranked if one.vendor_id == proposal.vendor_id), None)
    if not agreed or found is None or found.total > proposal.total:
        return (*closed, *route(rest, cause))
    return (*closed, *propose(rest, found, cause, agreed=True))


def accept(file: OrderFile, vendor_id: VendorId) -> tuple[Event, ...]:
    """The vendor takes the whole order.

    Raises:
        NotYours: The offer is another vendor's.
        OfferClosed: Answered, expired or withdrawn.
    """
    offer = open_offer(file, vendor_id).answered(OfferStatus.ACCEPTED, vendor_id)
    return (OrderAccepted(file.order.moved(OrderStatus.ACCEPTED), offer),)


def open_offer(file: OrderFile, vendor_id: VendorId) -> Offer:
    """The offer that this vendor may answer.

    Raises:
        NotYours: It was made to another vendor.
        OfferClosed: Answered, expired or withdrawn.
    """
    offer = file.offer_of(vendor_id)
    if offer is None:
        raise NotYours
    if offer.status is not OfferStatus.OPEN:
        raise OfferClosed
    return offer


def decline(file: OrderFile, vendor_id: VendorId, reason: str, cause: Cause) -> tuple[Event, ...]:
    """The vendor does not want the order; the next is asked at once.

    Raises:
        NotYours: The offer is another vendor's.
        OfferClosed: Answered, expired or withdrawn.
    """
    offer = open_offer(file, vendor_id).answered(OfferStatus.DECLINED, vendor_id, reason)
    return _move_on(file, offer, cause)


def expire(file: OrderFile, offer_id: OfferId, cause: Cause) -> tuple[Event, ...]:
    """The vendor stayed silent to the end; does nothing if the offer was answered."""
    offer = next((one for one in file.offers if one.id == offer_id), None)
    if offer is None or offer.status is not OfferStatus.OPEN:
        return ()
    return _move_on(file, offer.closed(OfferStatus.EXPIRED), cause)


def lapse(file: OrderFile, offer_id: OfferId, cause: Cause) -> tuple[Event, ...]:
    """The shop left a price or a part unanswered; does nothing if it was settled."""
    offer = next((one for one in file.offers if one.id == offer_id), None)
    if offer is None or offer.status not in (OfferStatus.PROPOSED, OfferStatus.PART):
        return ()
    gone = replace(offer, status=OfferStatus.WITHDRAWN, reason=SHOP_SILENT)
    return _move_on(file, gone, cause)


def withdraw(file: OrderFile, reason: str, cause: Cause) -> tuple[Event, ...]:
    """An admin takes the order from a vendor by hand and asks the next.

    Raises:
        OrderMoved: Dispatched or later.
    """
    order = file.order
    if order.status not in BEFORE_DISPATCH:
        raise OrderMoved
    events = [
        OfferClosedUnfilled(order, replace(offer, status=OfferStatus.WITHDRAWN, reason=reason))
        for offer in file.offers
        if offer.live
    ]
    if order.status is OrderStatus.ACCEPTED:
        order = order.moved(OrderStatus.OFFERED)
    gone = tuple(
        replace(one, status=OfferStatus.WITHDRAWN) if one.live else one for one in file.offers
    )
    return (*events, *route(replace(file, order=order, offers=gone), cause))


def nudge(file: OrderFile, offer_id: OfferId) -> tuple[Event, ...]:
    """Tell the vendor's other phones; does nothing if the offer was answered."""
    offer = next((one for one in file.offers if one.id == offer_id), None)
    if offer is None or offer.status is not OfferStatus.OPEN:
        return ()
    return (OfferNudged(file.order, offer),)


def _move_on(file: OrderFile, closed: Offer, cause: Cause) -> tuple[Event, ...]:
    offers = tuple(closed if one.id == closed.id else one for one in file.offers)
    return (
        OfferClosedUnfilled(file.order, closed),
        *route(replace(file, offers=offers), cause),
    )


def call_off(
    file: OrderFile, cause: Cause, by: str, reason: str, *, admin: bool = False
) -> tuple[Event, ...]:
    """Cancel an order; its vendor hears of it only if it was asked.

    Raises:
        OrderMoved: Too late for this.
    """
    waiting = file.offer is not None and file.offer.status is not OfferStatus.PROPOSED
    return tuple(
        replace(one, asked=waiting) if isinstance(one, OrderCancelled) else one
        for one in cancel(file.order, cause, by, reason, admin=admin)
    )
