"""A vendor can give only part of an order: what it keeps, and what becomes of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from domain.catalog import Sku
from domain.errors import OfferClosed
from domain.events import Event, OfferClosedUnfilled, OfferPartTaken, OrderAccepted, OrderPlaced
from domain.facts import OrderFile
from domain.fulfilment import held, reheld
from domain.ids import Cause, OfferId, OrderId, VendorId, short_code
from domain.offering import PART_ALREADY_GIVEN, accept, open_offer
from domain.offers import OfferStatus
from domain.ordering import Order, OrderLine, OrderStatus


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
    offer = open_offer(file, vendor_id)
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
