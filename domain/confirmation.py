"""Who stands by what was written down, as it was known at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.payments import SILENT_AFTER, PaymentStatus


class Confirmation(StrEnum):
    """Who stands by an entry: both sides, one, one whom the other never answered, or a quarrel."""

    BOTH = "both"
    ONE = "one"
    SILENT = "silent"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Answered:
    """A payment's standing as it is kept now; one that both saw was never asked about.

    Attributes:
        at: When it was written down.
        answered_at: When the other side, or its silence, last changed it.
    """

    status: PaymentStatus
    at: datetime
    answered_at: datetime | None

    def as_known(self, at: datetime) -> Confirmation:
        """Who stood by it at that moment, from what was known then."""
        unasked = self.answered_at is None and self.status is PaymentStatus.CONFIRMED
        if not unasked and (self.answered_at is None or self.answered_at > at):
            waited = at - self.at >= SILENT_AFTER
            return Confirmation.SILENT if waited else Confirmation.ONE
        if self.status is PaymentStatus.CONFIRMED:
            return Confirmation.BOTH
        if self.status is PaymentStatus.SILENT:
            return Confirmation.SILENT
        disputed = self.status in (PaymentStatus.DISPUTED, PaymentStatus.DENIED)
        return Confirmation.DISPUTED if disputed else Confirmation.ONE
