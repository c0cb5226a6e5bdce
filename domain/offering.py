"""Walking an order from vendor to vendor until one takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from domain.catalog import Sku
from domain.errors import NotYours, OfferClosed
from domain.events import (
    Event,
    OfferClosedUnfilled,
    OfferMade,
    OfferNudged,
    OfferPartTaken,
    OrderAccepted,
    OrderPlaced,
    OrderUnfilled,
    VendorsRanked,
)
from domain.facts import OrderFile
from domain.fulfilment import held, released, reheld
from domain.ids import Cause, OfferId, OrderId, VendorId, short_code
from domain.offers import OFFERS_AT_MOST, Offer, OfferStatus
from domain.ordering import CartLine, Order, OrderLine, OrderStatus
from domain.routing import Candidate, VendorStanding, Wanted, rank

PART_ALREADY_GIVEN = "gave_part"


def route(file: OrderFile, cause: Cause) -> tuple[Event, ...]:
    """Propose an order to the best vendor not asked yet, or give it to an admin.

    Does nothing while an offer stands, or once the order has moved on.
    """
    order = file.order
    waits = (OrderStatus.PLACED, OrderStatus.OFFERED, OrderStatus.UNFILLED)
    if order.status not in waits or file.offer is not None:
        return ()
    ranked = rank(_wanted(file, cause), file.standings)
    told: tuple[Event, ...] = () if file.offers else (VendorsRanked(order, ranked),)
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


def _wanted(file: OrderFile, cause: Cause) -> Wanted:
    lines = tuple(
        CartLine(line.sku, line.name, line.quantity, line.unit) for line in file.order.lines
    )
    return Wanted(lines, file.shop.place, cause.at)


def _credit_covers(file: OrderFile, candidate: Candidate) -> bool:
    held_now = file.order.total if file.order.hold_id else None
    free = file.credit.available + held_now if held_now else file.credit.available
    return not file.order.on_credit or candidate.total <= free


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
        turn=len(file.offers) + 1,
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
    return (OfferMade(order, offer), *moves)


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
    offer = _open_offer(file, vendor_id).answered(OfferStatus.ACCEPTED, vendor_id)
    return (OrderAccepted(file.order.moved(OrderStatus.ACCEPTED), offer),)


def _open_offer(file: OrderFile, vendor_id: VendorId) -> Offer:
    offer = file.offer_of(vendor_id)
    if offer is None:
        raise NotYours
    if offer.status is not OfferStatus.OPEN:
        raise OfferClosed
    return offer


def accept_part(
    file: OrderFile, vendor_id: VendorId, kept: Mapping[Sku, Decimal]
) -> tuple[Event, ...]:
    """The vendor can give only these quantities; the shop chooses what becomes of the rest.

    Args:
        kept: Quantity by product for the lines that change; others stay whole.

    Raises:
        AmountRefused: More than asked, or nothing.
        OfferClosed: Answered, expired or withdrawn.
    """
    offer = _open_offer(file, vendor_id)
    cut = file.order.keeping(kept)
    if cut.lines == file.order.lines:
        return accept(file, vendor_id)
    part = {line.sku: line.quantity for line in cut.lines}
    offer = replace(offer.answered(OfferStatus.PART, vendor_id), part=part, total=cut.total)
    return (OfferPartTaken(file.order, offer),)


def settle_part(file: OrderFile, cause: Cause, *, rest_elsewhere: bool) -> tuple[Event, ...]:
    """The shop takes the part; the rest goes to another vendor or is dropped.

    Raises:
        OfferClosed: No part is on the table any more.
    """
    offer = file.offer
    if offer is None or offer.status is not OfferStatus.PART or offer.part is None:
        raise OfferClosed
    part = offer.part
    whole = file.order
    kept = whole.keeping({line.sku: part.get(line.sku, Decimal(0)) for line in whole.lines})
    cut, moves = reheld(whole, kept.moved(OrderStatus.ACCEPTED), cause)
    taken = OrderAccepted(cut, replace(offer, status=OfferStatus.ACCEPTED))
    events: tuple[Event, ...] = (taken, *moves)
    if not rest_elsewhere:
        return events
    rest = _remainder(whole, part, file.numbers.order, cause)
    asked = replace(
        offer,
        id=OfferId(cause.id(f"offer:{rest.id}")),
        code=short_code(cause.id(f"offer:{rest.id}")),
        order_id=rest.id,
        turn=1,
        status=OfferStatus.DECLINED,
        reason=PART_ALREADY_GIVEN,
        part=None,
        total=rest.total,
    )
    return (*events, *held(rest, cause, OrderPlaced), OfferClosedUnfilled(rest, asked))


def _remainder(whole: Order, part: Mapping[Sku, Decimal], number: int, cause: Cause) -> Order:
    lines: list[OrderLine] = []
    for line in whole.lines:
        left = line.quantity - part.get(line.sku, Decimal(0))
        if left:
            lines.append(replace(line, asked=left, quantity=left))
    return replace(
        whole,
        id=OrderId(cause.id(f"rest:{whole.id}")),
        number=number,
        status=OrderStatus.PLACED,
        lines=tuple(lines),
        placed_at=cause.at,
        hold_id=None,
    )


def decline(file: OrderFile, vendor_id: VendorId, reason: str, cause: Cause) -> tuple[Event, ...]:
    """The vendor does not want the order; the next is asked at once.

    Raises:
        NotYours: The offer is another vendor's.
        OfferClosed: Answered, expired or withdrawn.
    """
    offer = _open_offer(file, vendor_id).answered(OfferStatus.DECLINED, vendor_id, reason)
    return _move_on(file, offer, cause)


def expire(file: OrderFile, offer_id: OfferId, cause: Cause) -> tuple[Event, ...]:
    """The vendor stayed silent to the end; does nothing if the offer was answered."""
    offer = next((one for one in file.offers if one.id == offer_id), None)
    if offer is None or offer.status is not OfferStatus.OPEN:
        return ()
    return _move_on(file, offer.closed(OfferStatus.EXPIRED), cause)


def withdraw(file: OrderFile, reason: str, cause: Cause) -> tuple[Event, ...]:
    """An admin takes the order from a vendor by hand and asks the next.

    Raises:
        OrderMoved: Dispatched or later.
    """
    order = file.order
    events: list[Event] = []
    for offer in file.offers:
        if offer.live:
            events.append(
                OfferClosedUnfilled(
                    order, replace(offer, status=OfferStatus.WITHDRAWN, reason=reason)
                )
            )
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


def standing_of(standings: tuple[VendorStanding, ...], vendor_id: VendorId) -> VendorStanding:
    """One vendor's standing among several."""
    return next(one for one in standings if one.vendor.id == vendor_id)
