"""A notice to somebody: who it reaches, by which template, and what its *Read* button asks for."""

from __future__ import annotations

from uuid import UUID

from domain.ordering import Order
from flows.phrases import Phrase
from flows.turn import Audience, Button, Notice, Reply, Slot


def to_shop(
    order: Order, phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = ()
) -> Notice:
    """The people of an order's shop."""
    return news_to_shop(order, Reply(phrase, {"code": order.code, **slots}, buttons))


def news_to_shop(order: Order, reply: Reply) -> Notice:
    """The same, with the reply as it is."""
    read = f"status:{order.number}"
    return Notice(Audience.SHOP, order.shop_id, reply, Phrase.TEMPLATE_ORDER, read)


def to_vendor(
    order: Order, phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = ()
) -> Notice:
    """The people of the vendor that an order is with."""
    reply = Reply(phrase, {"code": order.code, **slots}, buttons)
    return Notice(
        Audience.VENDOR, order.vendor_id, reply, Phrase.TEMPLATE_ORDER, f"order:{order.number}"
    )


def to_admins(
    phrase: Phrase, slots: dict[str, Slot], buttons: tuple[Button, ...] = (), read: str = "today"
) -> Notice:
    """All admins; *Read* runs a command that shows more."""
    reply = Reply(phrase, slots, buttons)
    return Notice(Audience.ADMINS, None, reply, Phrase.TEMPLATE_ADMIN, f"run:{read}")


def to_business(audience: Audience, to: UUID, reply: Reply) -> Notice:
    """The people of one shop or vendor."""
    return Notice(audience, to, reply, Phrase.TEMPLATE_NEWS, "balance:")
