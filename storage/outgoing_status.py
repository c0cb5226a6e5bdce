"""How far an outgoing message has come."""

from __future__ import annotations

from enum import StrEnum


class OutgoingStatus(StrEnum):
    """What has become of an outgoing message.

    QUEUED      to be sent when due
    SENDING     a worker holds its lease
    UNKNOWN     Meta may have taken it; a status webhook settles that before any resend
    SENT        Meta gave it an id
    FAILED      Meta took it and could not deliver it
    DEAD        refused for good, or given up
    SUPERSEDED  no longer true before it left, such as an offer that was withdrawn
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    SUPERSEDED = "superseded"
