"""What the business refuses. Every refusal has a code that a reply or an API answer names.

DomainError
├── AmountRefused       an amount or quantity that no trade has
├── CreditShort         more than the credit line covers
├── CreditClosed        not approved, frozen, or cash only
├── OfferClosed         the offer was answered, expired or withdrawn
├── OrderMoved          the order is past the point where this can be done
└── NotYours            it belongs to somebody else
"""

from __future__ import annotations

from domain.money import Money


class DomainError(Exception):
    """An expected refusal; the person gets a reply, never a stack trace."""

    code = "refused"


class AmountRefused(DomainError):
    """Zero, negative, or beyond anything a shop buys or pays."""

    code = "amount_refused"


class CreditShort(DomainError):
    """The credit line does not cover the order.

    Attributes:
        needed: What the order takes.
        available: What the line still has.
    """

    code = "credit_short"

    def __init__(self, needed: Money, available: Money) -> None:
        super().__init__(f"needs {needed.paisa} paisa, {available.paisa} available")
        self.needed = needed
        self.available = available


class CreditClosed(DomainError):
    """The shop may not buy on credit now: not approved, or frozen."""

    code = "credit_closed"


class OfferClosed(DomainError):
    """The offer is no longer open to an answer."""

    code = "offer_closed"


class OrderMoved(DomainError):
    """The order has moved past the point where this can be done."""

    code = "order_moved"


class NotYours(DomainError):
    """The thing named belongs to somebody else."""

    code = "not_yours"
