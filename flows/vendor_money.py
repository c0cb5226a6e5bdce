"""A vendor writes down what a shop paid, and answers what a shop claims to have paid."""

from __future__ import annotations

from domain.errors import DomainError
from domain.events import PaymentAnswered, PaymentRecorded, Transferred
from domain.facts import Account, VendorFacts
from domain.ids import PaymentId
from domain.money import Money
from domain.payments import (
    Method,
    Payment,
    PaymentStatus,
    allocate,
    check_amount,
    decide_claim,
    money_in,
)
from flows.money_words import owed_choice, owed_line, owed_words
from flows.payment_words import method_in
from flows.phrases import Phrase
from flows.scene import Scene
from flows.turn import Button, Choice, Question, Slot

SHOPS_SHOWN = 10


class Collecting(Scene[VendorFacts]):
    """What a vendor can say about money."""

    # --- guards -------------------------------------------------------------------------------

    def amount_wrong(self) -> bool:
        """No hand ever paid that."""
        if self.intent.amount is None:
            return True
        try:
            check_amount(self.intent.amount)
        except DomainError:
            return True
        return False

    def shop_unknown(self) -> bool:
        """No shop has that name."""
        return not self.facts.shops

    def shop_unclear(self) -> bool:
        """Several shops have that name."""
        return len(self.facts.shops) > 1

    def more_than_owed(self) -> bool:
        """It would leave an advance: asked about first."""
        amount = self.intent.amount
        return amount is not None and amount > self.facts.shops[0].owed

    def no_payment_asked(self) -> bool:
        """The press belongs to a question that is gone."""
        return self._chosen() is None

    def chosen_more_than_owed(self) -> bool:
        """The chosen shop owes less than that."""
        account, question = self._chosen(), self.asked("payment")
        assert account is not None
        assert question is not None
        return Money(int(question.subject)) > account.owed

    def no_claim(self) -> bool:
        """Not a claim on this vendor, or decided before."""
        file = self.facts.payment
        return file is None or file.payment.status is not PaymentStatus.CLAIMED

    # --- recording ----------------------------------------------------------------------------

    def say_amount_wrong(self) -> None:
        """Say it again with an amount."""
        self.say(Phrase.PAYMENT_AMOUNT_WRONG)

    def say_shop_unknown(self) -> None:
        """No such shop."""
        self.say(Phrase.SHOP_UNKNOWN, {"name": self.intent.subject})

    def ask_which_shop(self) -> None:
        """Two shops have that name."""
        self._remember_payment()
        choices = tuple(
            Choice(title=one.name, payload=f"pick_shop:{one.code}", description=owed_choice(one))
            for one in self.facts.shops[:SHOPS_SHOWN]
        )
        self.say(Phrase.ASK_WHICH_SHOP, {"name": self.intent.subject}, choices=choices)

    def ask_advance(self) -> None:
        """More than is owed: an advance?"""
        self._remember_payment()
        assert self.intent.amount is not None
        self._ask_advance(self.facts.shops[0], self.intent.amount)

    def ask_advance_of_chosen(self) -> None:
        """The chosen shop owes less: an advance?"""
        account, question = self._chosen(), self.asked("payment")
        assert account is not None
        assert question is not None
        self._ask_advance(account, Money(int(question.subject)))

    def _ask_advance(self, account: Account, amount: Money) -> None:
        slots: dict[str, Slot] = {
            "shop": account.name,
            "owed": owed_words(account.owed),
            "amount": amount,
        }
        self.say(
            Phrase.ASK_ADVANCE,
            slots,
            buttons=(
                Button(Phrase.BUTTON_YES, f"advance_yes:{account.code}"),
                Button(Phrase.BUTTON_NO, f"advance_no:{account.code}"),
            ),
        )

    def _remember_payment(self) -> None:
        assert self.intent.amount is not None
        method = method_in(self.intent.words) or Method.CASH
        paisa = str(self.intent.amount.paisa)
        self.ask_beside(Question("payment", text=method.value, subject=paisa))

    def _chosen(self) -> Account | None:
        if self.asked("payment") is None:
            return None
        code = self.intent.subject
        return next((one for one in self.facts.shops if one.code == code), None)

    def record_payment(self) -> None:
        """Write it down: the debt goes down, oldest bill first; the shop is asked."""
        assert self.intent.amount is not None
        method = method_in(self.intent.words) or Method.CASH
        self._record(self.facts.shops[0], self.intent.amount, method)

    def record_chosen(self) -> None:
        """Write it down for the shop that was chosen."""
        account, question = self._chosen(), self.asked("payment")
        assert account is not None
        assert question is not None
        self.forget("payment")
        self._record(account, Money(int(question.subject)), Method(question.text))

    def _record(self, account: Account, amount: Money, method: Method) -> None:
        facts = self.facts
        payment = Payment(
            id=PaymentId(self.cause.id("payment")),
            number=facts.numbers.receipt,
            shop_id=account.business_id,  # type: ignore[arg-type]  # a vendor's accounts are shops
            shop_name=account.name,
            vendor_id=facts.vendor.id,
            vendor_name=facts.vendor.name,
            amount=amount,
            method=method,
            status=PaymentStatus.WAITING,
            by_vendor=True,
            recorded_by=facts.person.id,
            at=self.cause.at,
        )
        parts = allocate(payment, account.bills)
        owed = account.owed - amount
        self.happen(
            PaymentRecorded(payment, parts, owed), Transferred(money_in(payment, self.cause))
        )
        slots: dict[str, Slot] = {
            "code": payment.code,
            "shop": account.name,
            "amount": amount,
            "owed": owed_words(owed),
        }
        self.say(Phrase.PAYMENT_TAKEN, slots)

    def drop_payment(self) -> None:
        """No: nothing is written down."""
        self.forget("payment")
        self.say(Phrase.PAYMENT_DROPPED)

    # --- answering claims ---------------------------------------------------------------------

    def agree_claim(self) -> None:
        """Yes, the money came: now it counts."""
        file = self.facts.payment
        assert file is not None
        payment = decide_claim(file.payment, agreed=True, vendor_id=self.facts.vendor.id)
        parts = allocate(payment, file.bills)
        owed = file.owed - payment.amount
        self.happen(
            PaymentAnswered(payment, parts, owed), Transferred(money_in(payment, self.cause))
        )
        slots: dict[str, Slot] = {
            "code": payment.code,
            "shop": payment.shop_name,
            "amount": payment.amount,
            "owed": owed_words(owed),
        }
        self.say(Phrase.PAYMENT_TAKEN, slots)

    def deny_claim(self) -> None:
        """No money came."""
        file = self.facts.payment
        assert file is not None
        payment = decide_claim(file.payment, agreed=False, vendor_id=self.facts.vendor.id)
        self.happen(PaymentAnswered(payment, (), file.owed))
        self.say(Phrase.CLAIM_DENIED, {"shop": payment.shop_name, "amount": payment.amount})

    def show_balance(self) -> None:
        """Which shops owe what."""
        owing = [one for one in self.facts.shops if one.owed][:SHOPS_SHOWN]
        total = sum((one.owed.paisa for one in self.facts.shops), 0)
        lines = tuple(owed_line(one) for one in owing)
        self.say(Phrase.VENDOR_BALANCE, {"total": owed_words(Money(total)), "lines": lines})
