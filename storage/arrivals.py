"""What WhatsApp hands us, split into single things to store. Values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId

# No key, id or name longer than these reaches a table: index entries have a size limit too.
KEY_LIMIT = 256
NAME_LIMIT = 120
TRACKER_LIMIT = 512  # Source: Cloud API reference, `biz_opaque_callback_data`
DETAIL_LIMIT = 1000


class MessageStatus(StrEnum):
    """How far a message of ours came, in the words of Meta's webhooks.

    Source: Cloud API webhooks reference, "status messages" (`played` is for voice notes).
    """

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    PLAYED = "played"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who wrote, as WhatsApp knows them; at least one of phone and bsuid is there.

    Attributes:
        phone: E.164 with the plus; None when the person hides it behind a username.
        bsuid: Meta's business-scoped user id; None in payloads older than 2026.
        name: The profile name, made safe to print; may be empty.
        username: Without the @; may be empty.
    """

    phone: str | None
    bsuid: str | None
    name: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class MessageItem:
    """One message to us; `bot.inbound.parse` turns its payload into an `Inbound`.

    Attributes:
        wamid: WhatsApp's id of the message: its key, for good.
        payload: The message's own JSON, self-contained.
        said_at: The sender's clock, whole seconds: a hint, never a basis for decisions.
    """

    wamid: str
    contact: Contact
    payload: bytes
    said_at: datetime | None = None

    @property
    def key(self) -> str:
        """What makes it one and the same however often it arrives."""
        return self.wamid


@dataclass(frozen=True, slots=True)
class StatusItem:
    """How far one of our messages came. Find the message by tracker or wamid, never by person.

    Attributes:
        wamid: WhatsApp's id of the message that we sent.
        tracker: Our own id of it, echoed by Meta; empty when there was none.
        error_code: Meta's code when it failed.
        error_detail: Meta's words for it, made safe to print.
        billed: Whether this delivery costs money.
        category: ``service``, ``utility``, …; empty when not told.
    """

    wamid: str
    status: MessageStatus
    at: datetime | None
    tracker: str
    payload: bytes
    error_code: int | None = None
    error_detail: str = ""
    billed: bool = False
    category: str = ""

    @property
    def key(self) -> str:
        """What makes it one and the same however often it arrives."""
        return f"{self.wamid}|{self.status}"


@dataclass(frozen=True, slots=True)
class IdentityItem:
    """A person's number or business-scoped id changed; a number may have a new owner.

    Attributes:
        previous: Phone and bsuid as they were, as far as told.
        current: Phone and bsuid from now on, as far as told.
    """

    key: str
    previous: Contact
    current: Contact
    payload: bytes
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OtherItem:
    """Anything else: kept as it came, so that nothing received is ever lost.

    Attributes:
        kind: The webhook field it came in (``account_update``), or why it is no message of ours:
            ``unreadable``, ``foreign``, ``group``, ``errors``, ``system``, ``senderless``.
    """

    key: str
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """All that one webhook body held, in its order."""

    messages: tuple[MessageItem, ...] = ()
    statuses: tuple[StatusItem, ...] = ()
    identities: tuple[IdentityItem, ...] = ()
    others: tuple[OtherItem, ...] = ()

    def __len__(self) -> int:
        return len(self.messages) + len(self.statuses) + len(self.identities) + len(self.others)

    def singly(self) -> Iterator[Envelope]:
        """Each item in an envelope of its own, messages first."""
        yield from (Envelope(messages=(item,)) for item in self.messages)
        yield from (Envelope(statuses=(item,)) for item in self.statuses)
        yield from (Envelope(identities=(item,)) for item in self.identities)
        yield from (Envelope(others=(item,)) for item in self.others)


@dataclass(frozen=True, slots=True)
class Received:
    """What the store made of a batch once it was committed.

    Attributes:
        people: Who wrote something new, each once: their turns can start.
        fresh: How many items were new; the rest had been here before.
    """

    people: tuple[PersonId, ...] = ()
    fresh: int = 0
