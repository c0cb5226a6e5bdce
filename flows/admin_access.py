"""Commands about money and access: what stands against them, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from domain.events import AdminAdded, LimitSet, OfferMade, StandingChanged
from domain.offering import call_off, withdraw
from domain.ordering import BEFORE_DISPATCH, OrderStatus
from domain.people import Shop, Standing, Vendor
from domain.phones import e164
from flows.admin_market import Looking
from flows.commands import PRIVILEGED
from flows.order_words import order_line
from flows.phrases import Phrase
from flows.turn import Said, Slot

FREEZABLE = frozenset({Standing.APPROVED, Standing.FROZEN})


class Ruling(Looking):
    """Commands that move money or open doors."""

    # --- guards -------------------------------------------------------------------------------

    @property
    def businesses(self) -> tuple[Shop | Vendor, ...]:
        """All that the words may mean; only shops have a limit."""
        vendors = () if self.command.name == "limit" else self.facts.vendors
        return (*self.facts.shops, *vendors)

    def not_found(self) -> bool:
        """Nothing has that name or code."""
        return not self.businesses

    def several(self) -> bool:
        """More than one has that name."""
        return len(self.businesses) > 1

    def no_amount(self) -> bool:
        """A limit without a clear amount."""
        return self.command.amount is None

    def no_phone(self) -> bool:
        """Not a phone number."""
        return e164(self.command.target.split(" ")[0]) is None

    def already_so(self) -> bool:
        """The business stands like that already, or such that this is not the next step."""
        one, name = self.businesses[0], self.command.name
        if name == "freeze":
            ended = isinstance(one, Shop) and not one.frozen(self.cause.at)
            return one.standing not in FREEZABLE or (one.standing is Standing.FROZEN and not ended)
        if name == "unfreeze":
            return one.standing is not Standing.FROZEN
        return one.standing is _STANDINGS[name]

    def cannot_cancel(self) -> bool:
        """Delivered, completed or cancelled."""
        return self.file.order.status not in BEFORE_DISPATCH | {OrderStatus.DISPATCHED}

    def cannot_reroute(self) -> bool:
        """On its way, or over."""
        return self.file.order.status not in BEFORE_DISPATCH

    # --- actions ------------------------------------------------------------------------------

    def say_no_amount(self) -> None:
        """Say the limit in rupees."""
        self.say(Phrase.LIMIT_HOW)

    def say_no_phone(self) -> None:
        """Say the phone number."""
        self.say(Phrase.ADMIN_HOW)

    def say_already_so(self) -> None:
        """Nothing to do."""
        one = self.businesses[0]
        standing = Said(Phrase(f"standing_{one.standing.value}"))
        self.say(Phrase.ALREADY_SO, {"name": one.name, "standing": standing})

    def say_order_over(self) -> None:
        """Too late for that."""
        self.say(Phrase.ORDER_MOVED, {"order": order_line(self.file.order)})

    def run_command(self) -> None:
        """Do what the command says, unless things changed while the PIN was asked."""
        name = self.command.name
        assert name in PRIVILEGED
        refuse = self._refused()
        if refuse is not None:
            refuse()
            return
        run: dict[str, Callable[[], None]] = {
            "approve": self._change_standing,
            "reject": self._change_standing,
            "freeze": self._change_standing,
            "unfreeze": self._change_standing,
            "limit": self._set_limit,
            "cancel": self._cancel_order,
            "reroute": self._reroute_order,
            "admin": self._add_admin,
        }
        run[name]()

    def _refused(self) -> Callable[[], None] | None:
        """What stands against the command now, as the reply that says so."""
        name = self.command.name
        if name in ("cancel", "reroute"):
            over = self.facts.file is None or self.cannot_cancel()
            if self.facts.file is not None and name == "reroute":
                over = self.cannot_reroute()
            return self._say_gone if over else None
        if name == "admin":
            return self.say_no_phone if self.no_phone() else None
        if len(self.businesses) != 1:
            return self.list_matches if self.businesses else self.say_not_found
        if name == "limit":
            return self.say_no_amount if self.no_amount() else None
        return self.say_already_so if self.already_so() else None

    def _say_gone(self) -> None:
        if self.facts.file is None:
            self.say_not_found()
            return
        self.say_order_over()

    # --- what a command does ------------------------------------------------------------------

    def _preview(self) -> Said:
        command = self.command
        if command.name in ("cancel", "reroute"):
            return Said(
                Phrase(f"preview_{command.name}"),
                {"code": self.file.order.code, "total": self.file.order.total},
            )
        if command.name == "admin":
            return Said(Phrase.PREVIEW_ADMIN, {"phone": command.target})
        one = self.businesses[0]
        slots: dict[str, Slot] = {"name": one.name, "code": one.code}
        if command.name == "limit":
            assert isinstance(one, Shop)
            assert command.amount is not None
            slots |= {"before": one.limit, "after": command.amount}
        return Said(Phrase(f"preview_{command.name}"), slots)

    def _change_standing(self) -> None:
        command, one = self.command, self.businesses[0]
        until = self.cause.at + timedelta(days=command.days) if command.days else None
        after = _STANDINGS[command.name]
        self.happen(
            StandingChanged(
                business=one.id,
                is_shop=isinstance(one, Shop),
                code=one.code,
                name=one.name,
                before=one.standing,
                after=after,
                reason=command.reason,
                until=until,
            )
        )
        if isinstance(one, Shop) and after is Standing.APPROVED and not one.limit:
            self.say(Phrase.APPROVED_NO_LIMIT, {"name": one.name, "code": one.code})
            return
        standing = Said(Phrase(f"standing_{after.value}"))
        self.say(Phrase.STANDING_CHANGED, {"name": one.name, "standing": standing})

    def _set_limit(self) -> None:
        command, shop = self.command, self.facts.shops[0]
        assert command.amount is not None
        event = LimitSet(shop.id, shop.code, shop.name, shop.limit, command.amount, command.reason)
        self.happen(event)
        slots: dict[str, Slot] = {
            "name": shop.name,
            "before": shop.limit,
            "after": command.amount,
        }
        self.say(Phrase.LIMIT_SET_ADMIN, slots)

    def _cancel_order(self) -> None:
        order = self.file.order
        reason = self.command.reason
        self.happen(*call_off(self.file, self.cause, "admin", reason, admin=True))
        self.say(Phrase.ORDER_CANCELLED, {"code": order.code})

    def _reroute_order(self) -> None:
        events = withdraw(self.file, self.command.reason or "admin", self.cause)
        self.happen(*events)
        if any(isinstance(event, OfferMade) for event in events):
            self.say(Phrase.REROUTED, {"code": self.file.order.code})
            return
        self.say(Phrase.NOBODY_COULD)

    def _add_admin(self) -> None:
        phone, _, name = self.command.target.partition(" ")
        number = e164(phone)
        assert number is not None
        self.happen(AdminAdded(number, name or number, self.conversation.language))
        self.say(Phrase.ADMIN_ADDED, {"phone": number})


_STANDINGS = {
    "approve": Standing.APPROVED,
    "reject": Standing.REJECTED,
    "freeze": Standing.FROZEN,
    "unfreeze": Standing.APPROVED,
}
