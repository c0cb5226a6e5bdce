"""A shop asks what it owes, says what it paid, and answers what a vendor wrote down."""

from __future__ import annotations

from collections.abc import Mapping

from domain.errors import DomainError
from domain.events import LimitWished, PaymentAnswered, PaymentRecorded
from domain.facts import Account, RetailerFacts
from domain.ids import PaymentId
from domain.money import ZERO, Money
from domain.payments import Method, Payment, PaymentStatus, answer, check_amount
from flows.money_words import owed_choice, owed_line, owed_words
from flows.names import mentions, names_somebody
from flows.payment_words import method_in, promised
from flows.phrases import Phrase
from flows.price_answers import asked_about, price_lines
from flows.scene import Scene
from flows.turn import Choice, Question, Slot

ACCOUNTS_SHOWN = 8
NOT_PAID = frozenset({"promise", "refund"})  # talk of money that did not change hands yet


class Paying(Scene[RetailerFacts]):
    """What a shop can say about money and prices."""

    # --- balance and prices -------------------------------------------------------------------

    def show_balance(self) -> None:
        """What is owed to whom, what is on hold, what credit is left."""
        facts = self.facts
        owing = [account for account in facts.accounts if account.owed][:ACCOUNTS_SHOWN]
        slots: dict[str, Slot] = {
            "owed": owed_words(facts.credit.owed),
            "held": facts.credit.held,
            "limit": facts.credit.limit,
            "available": facts.credit.available,
            "lines": tuple(owed_line(account) for account in owing),
        }
        self.say(Phrase.BALANCE if facts.shop.known else Phrase.BALANCE_CASH_ONLY, slots)

    def no_product_named(self) -> bool:
        """A price question without a product we know."""
        return not asked_about(self.intent.reading)

    def show_prices(self) -> None:
        """Today's best price for each product in question, and how it spreads."""
        skus = asked_about(self.intent.reading)
        lines = price_lines(skus, self.facts.catalogue, self.facts.standings)
        self.say(Phrase.PRICES, {"lines": lines})

    def ask_which_price(self) -> None:
        """Price of what?"""
        self.say(Phrase.ASK_PRICE_OF)

    # --- payments the shop claims -------------------------------------------------------------

    @property
    def amount(self) -> Money | None:
        """The amount in the message, if it is one that people pay."""
        paisa = self.intent.reading.amount_paisa if self.intent.reading else None
        if paisa is None:
            return None
        try:
            check_amount(Money(paisa))
        except (DomainError, OverflowError):
            return None
        return Money(paisa)

    def no_amount(self) -> bool:
        """Paying is meant, but not how much, or not that it was done."""
        reading = self.intent.reading
        if promised(self.intent.words) or (reading is not None and reading.kind in NOT_PAID):
            return True
        return self.amount is None

    def no_accounts(self) -> bool:
        """The shop owes nobody."""
        return not self.facts.accounts

    def vendor_unclear(self) -> bool:
        """Several vendors could be meant."""
        return self._paid_to() is None

    def _paid_to(self) -> Account | None:
        words = self.intent.words
        named = [one for one in self.facts.accounts if mentions(words, one.name)]
        if len(named) == 1:
            return named[0]
        owing = [one for one in self.facts.accounts if one.owed > ZERO]
        sure = len(owing) == 1 and not named and not names_somebody(words)
        return owing[0] if sure else None

    def explain_paying(self) -> None:
        """How to tell us about a payment."""
        owing = [account for account in self.facts.accounts if account.owed][:ACCOUNTS_SHOWN]
        lines = tuple(owed_line(account) for account in owing)
        self.say(Phrase.HOW_TO_PAY, {"lines": lines})

    def say_nothing_owed(self) -> None:
        """There is nothing to pay."""
        self.say(Phrase.NOTHING_OWED)

    def ask_paid_whom(self) -> None:
        """Which vendor got the money?"""
        assert self.amount is not None
        method = method_in(self.intent.words) or Method.CASH
        question = Question("paid", text=method.value, subject=str(self.amount.paisa))
        self.ask_beside(question)
        choices = tuple(
            Choice(title=one.name, payload=f"claim_to:{one.code}", description=owed_choice(one))
            for one in self.facts.accounts[:10]
        )
        self.say(Phrase.ASK_PAID_WHOM, {"amount": self.amount}, choices=choices)

    def claim_payment(self) -> None:
        """The shop says it paid; the vendor is asked."""
        account, amount = self._paid_to(), self.amount
        assert account is not None
        assert amount is not None
        self._claim(account, amount, method_in(self.intent.words) or Method.CASH)

    def no_claim_open(self) -> bool:
        """The choice belongs to a question that is gone."""
        return self.asked("paid") is None or self._account_chosen() is None

    def _account_chosen(self) -> Account | None:
        code = self.intent.subject
        return next((one for one in self.facts.accounts if one.code == code), None)

    def claim_to_chosen(self) -> None:
        """The vendor was chosen from the list."""
        account, question = self._account_chosen(), self.asked("paid")
        assert account is not None
        assert question is not None
        self.forget("paid")
        self._claim(account, Money(int(question.subject)), Method(question.text))

    def _claim(self, account: Account, amount: Money, method: Method) -> None:
        facts = self.facts
        payment = Payment(
            id=PaymentId(self.cause.id("payment")),
            number=facts.numbers.receipt,
            shop_id=facts.shop.id,
            shop_name=facts.shop.name,
            vendor_id=account.business_id,  # type: ignore[arg-type]  # a shop's accounts are vendors
            vendor_name=account.name,
            amount=amount,
            method=method,
            status=PaymentStatus.CLAIMED,
            by_vendor=False,
            recorded_by=facts.person.id,
            at=self.cause.at,
        )
        self.happen(PaymentRecorded(payment, (), account.owed))
        slots: Mapping[str, Slot] = {"amount": amount, "vendor": account.name}
        self.say(Phrase.PAYMENT_CLAIMED, slots)

    # --- payments a vendor wrote down ---------------------------------------------------------

    def no_payment(self) -> bool:
        """Not this shop's payment, or answered before."""
        file = self.facts.payment
        open_to_answer = (PaymentStatus.WAITING, PaymentStatus.SILENT)
        return file is None or file.payment.status not in open_to_answer

    def agree_payment(self) -> None:
        """Yes, this was paid: a receipt for both."""
        file = self.facts.payment
        assert file is not None
        payment = answer(file.payment, agreed=True, shop_id=self.facts.shop.id)
        self.happen(PaymentAnswered(payment, (), file.owed))
        slots: Mapping[str, Slot] = {
            "code": payment.code,
            "amount": payment.amount,
            "vendor": payment.vendor_name,
            "owed": owed_words(file.owed),
        }
        self.say(Phrase.RECEIPT_SHOP, slots)

    def dispute_payment(self) -> None:
        """No, this was not paid: the other side and an admin are told; nothing is undone yet."""
        file = self.facts.payment
        assert file is not None
        payment = answer(file.payment, agreed=False, shop_id=self.facts.shop.id)
        self.happen(PaymentAnswered(payment, (), file.owed))
        self.say(Phrase.PAYMENT_DISPUTED, {"code": payment.code, "vendor": payment.vendor_name})

    def ask_more_limit(self) -> None:
        """The wish for a higher limit goes to an admin."""
        facts = self.facts
        self.happen(LimitWished(facts.shop.id, facts.shop.code, facts.shop.name, facts.credit))
        self.say(Phrase.LIMIT_ASKED)
