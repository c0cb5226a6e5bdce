"""What a webhook body yields, in lines a person reads: the notation of `webhooks/yields.toml`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.inbound import parse
from storage.arrivals import Contact, Envelope, MessageItem, StatusItem

PHONE_ID = "106540352242922"
HARI = Contact("+9779800000101", "NP.13491208655302741918", "Hari Sharma")


def told(envelope: Envelope) -> list[str]:
    """One line an item, in the envelope's order of piles."""
    return [
        *(" ".join(_message(item)) for item in envelope.messages),
        *(" ".join(_status(item)) for item in envelope.statuses),
        *(
            f"identity {_ends(item.previous)} becomes {_ends(item.current)}"
            for item in envelope.identities
        ),
        *(f"other {item.kind}" for item in envelope.others),
    ]


def _message(item: MessageItem) -> Iterator[str]:
    inbound = parse(item.payload)
    yield "hari" if item.contact == HARI else _person(item.contact)
    yield inbound.kind.value
    if inbound.text:
        yield f"«{inbound.text}»"
    if inbound.press:
        yield f"press={inbound.press}"
    if inbound.media:
        yield f"media={inbound.media.id} ({inbound.media.mime})"
        if inbound.media.filename:
            yield f"file={inbound.media.filename}"
    if inbound.spot:
        yield f"spot={inbound.spot.latitude},{inbound.spot.longitude}"
    if inbound.replies_to:
        yield f"on={inbound.replies_to}"
    if inbound.said_at is None or inbound.said_at != item.said_at:
        yield "without-time"


def _person(contact: Contact) -> str:
    named = f"{_ends(contact)}={contact.name or 'nameless'}"
    return f"{named}@{contact.username}" if contact.username else named


def _ends(contact: Contact) -> str:
    return f"{contact.phone or '-'}/{contact.bsuid or '-'}"


def _status(item: StatusItem) -> Iterator[str]:
    yield f"status {item.wamid} {item.status.value}"
    yield f"tracker={item.tracker}" if item.tracker else "untracked"
    if item.category:
        yield f"{'billed' if item.billed else 'free'} {item.category}"
    if item.error_code is not None:
        yield f"error={item.error_code} «{item.error_detail}»"
