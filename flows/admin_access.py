"""Commands about money and access: a preview, the PIN, and then it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.events import AdminAdded, LimitSet, PinSet, PinTried, StandingChanged
from domain.fulfilment import cancel
from domain.offering import withdraw
from domain.ordering import BEFORE_DISPATCH, OrderStatus
from domain.people import Shop, Standing, Vendor
from domain.phones import e164
from flows.admin_commands import PRIVILEGED
from flows.admin_market import Looking
from flows.phrases import Phrase
from flows.turn import Question, Said, Slot

PIN_LENGTHS = range(4, 7)
PIN_HOLDS = timedelta(minutes=5)
STEPPED_UP = "stepped_up"


class Ruling(Looking):
    """Commands that move money or open doors."""

    # --- guards -------------------------------------------------------------------------------

    @property
    def businesses(self) -> tuple[Shop | Vendor, ...]:
        """All that the words may mean."""
        return (*self.facts.shops, *self.facts.vendors)

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
        """The business stands like that already."""
        wanted = _STANDINGS.get(self.command.name)
        return wanted is not None and self.businesses[0].standing is wanted

    def cannot_cancel(self) -> bool:
        """Delivered, completed or cancelled."""
        return self.file.order.status not in BEFORE_DISPATCH | {OrderStatus.DISPATCHED}

    def cannot_reroute(self) -> bool:
        """On its way, or over."""
        return self.file.order.status not in BEFORE_DISPATCH

    def pin_locked(self) -> bool:
        """Too many wrong PINs."""
        return self.facts.pin_locked

    def no_pin_yet(self) -> bool:
        """This admin has never chosen a PIN."""
        return not self.facts.person.has_pin

    def stepped_up(self) -> bool:
        """The PIN was given within the last minutes."""
        until = self.conversation.form.get(STEPPED_UP, "")
        return bool(until) and datetime.fromisoformat(until) > self.cause.at

    def pin_wrong(self) -> bool:
        """Not this admin's PIN."""
        return self.facts.pin_right is not True

    def pin_unfit(self) -> bool:
        """Not 4 to 6 digits, or one that anybody would guess."""
        return self.facts.new_pin is None

    def looks_like_pin(self) -> bool:
        """Nobody asked for a PIN, but this may be one."""
        words = self.intent.words.strip()
        return words.isdigit() and len(words) in PIN_LENGTHS

    def nothing_waits(self) -> bool:
        """No command waits for this answer."""
        return self.question is None

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
        self.say(Phrase.ORDER_MOVED, {"order": self._preview()})

    def say_locked(self) -> None:
        """Wait before the next try."""
        self.remember(questions=())
        self.say(Phrase.PIN_LOCKED)

    def ask_pin(self) -> None:
        """What would happen, and the PIN for it."""
        self.remember(questions=(Question("command", subject=self._command_text()),))
        self.say(Phrase.ASK_PIN, {"preview": self._preview()})

    def ask_new_pin(self) -> None:
        """Choose a PIN first."""
        if self.question is None:
            self.remember(questions=(Question("command", subject=self._command_text()),))
        self.say(Phrase.ASK_NEW_PIN)

    def _command_text(self) -> str:
        """A tap on *Approve* is the command in words."""
        if self.intent.inbound.press:
            return f"{self.intent.name} {self.intent.subject}"
        return self.intent.words

    def set_pin_and_run(self) -> None:
        """The PIN is chosen; the waiting command runs."""
        assert self.facts.new_pin is not None
        self.happen(PinSet(self.facts.person.id, self.facts.new_pin))
        self._stepped()

    def say_pin_wrong(self) -> None:
        """Not the PIN; the command waits for another try."""
        self.secret = True
        self.happen(PinTried(self.facts.person.id, right=False))
        self.say(Phrase.PIN_WRONG)

    def run_with_pin(self) -> None:
        """The PIN is right; the waiting command runs."""
        self.happen(PinTried(self.facts.person.id, right=True))
        self._stepped()

    def _stepped(self) -> None:
        self.secret = True
        until = (self.cause.at + PIN_HOLDS).isoformat()
        self.remember(form={**self.conversation.form, STEPPED_UP: until})
        self.run_command()
        self.remember(questions=())

    def forget_pin(self) -> None:
        """A PIN out of time: not kept, and nothing is done."""
        self.secret = True
        self.say(Phrase.NO_COMMAND_WAITS)

    def forget_command(self) -> None:
        """The admin thought better of it."""
        self.remember(questions=())
        self.say(Phrase.COMMAND_DROPPED)

    def run_command(self) -> None:
        """Do what the command says."""
        name = self.command.name
        assert name in PRIVILEGED
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
        reason = self.command.reason or "admin"
        self.happen(*cancel(order, self.cause, "admin", reason, admin=True))
        self.say(Phrase.ORDER_CANCELLED, {"code": order.code})

    def _reroute_order(self) -> None:
        self.happen(*withdraw(self.file, self.command.reason or "admin", self.cause))
        self.say(Phrase.REROUTED, {"code": self.file.order.code})

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
