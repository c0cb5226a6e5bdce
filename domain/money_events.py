"""What happens to money: it is written down, and the other side answers."""

from __future__ import annotations

from dataclasses import dataclass

from domain.ledger import Transfer
from domain.money import Money
from domain.payments import Allocation, Payment


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer was written into the ledger."""

    transfer: Transfer


@dataclass(frozen=True, slots=True)
class PaymentRecorded:
    """A payment was written down by one side.

    Attributes:
        allocations: The bills it goes to; empty while it is only claimed.
        owed: What the shop owes this vendor after it.
        on_delivery: Cash for a cash order, told with the delivery.
    """

    payment: Payment
    allocations: tuple[Allocation, ...]
    owed: Money
    on_delivery: bool = False


@dataclass(frozen=True, slots=True)
class PaymentAnswered:
    """The other side confirmed a payment, disputed it, or stayed silent.

    Attributes:
        allocations: Bills it goes to, when the answer made it count.
        owed: What the shop owes this vendor after it.
    """

    payment: Payment
    allocations: tuple[Allocation, ...]
    owed: Money


MoneyEvent = Transferred | PaymentRecorded | PaymentAnswered
