"""Typed ids, and the cause from which a turn takes its time and its new ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID, uuid5

PersonId = NewType("PersonId", UUID)
ShopId = NewType("ShopId", UUID)
VendorId = NewType("VendorId", UUID)
OrderId = NewType("OrderId", UUID)
BasketId = NewType("BasketId", UUID)
OfferId = NewType("OfferId", UUID)
TransferId = NewType("TransferId", UUID)
PaymentId = NewType("PaymentId", UUID)

_NAMESPACE = UUID("8f2b6f4e-6c0e-5d0a-9a55-6b6861616368")  # ours, fixed for good
_SPOKEN = "23456789ACDEFGHJKMNPQRTUVWXYZ"  # nothing that sounds or looks like another


@dataclass(frozen=True, slots=True)
class Cause:
    """Why this work happens, and when.

    Attributes:
        key: What makes it one and the same: ``wamid.…``, ``expire:<offer>``, ``api:<key>``.
        at: The only "now" that pure code sees; aware UTC.
        actor: Who brings it about; None where the clock does.
    """

    key: str
    at: datetime
    actor: PersonId | None = None

    def id(self, kind: str, nth: int = 0) -> UUID:
        """A new id that a retry of the same cause gets again."""
        return uuid5(_NAMESPACE, f"{self.key}|{kind}|{nth}")


def derived_id(*parts: str) -> UUID:
    """An id that follows from what it names, the same in every process."""
    return uuid5(_NAMESPACE, "|".join(parts))


def short_code(source: UUID, length: int = 6) -> str:
    """A code to say over the phone, drawn from an id."""
    number, letters = source.int, []
    for _ in range(length):
        number, place = divmod(number, len(_SPOKEN))
        letters.append(_SPOKEN[place])
    return "".join(letters)


def digits_code(source: UUID, length: int = 4) -> str:
    """A code of digits only, drawn from an id, for a driver to hear and type."""
    return str(source.int % 10**length).zfill(length)
