"""A vendor asks for a shop's statement with it."""

from __future__ import annotations

from domain.facts import VendorFacts
from flows.attachment import StatementFile
from flows.money_words import owed_choice
from flows.phrases import Phrase
from flows.scene import Scene
from flows.statement_words import read_request
from flows.turn import Choice, Reply, Slot
from flows.vendor_money import SHOPS_SHOWN


class StatingShop(Scene[VendorFacts]):
    """What a vendor can say about a shop's account on paper."""

    def no_shops(self) -> bool:
        """Nothing was ever delivered to a shop, or none is called so."""
        return not self.facts.shops

    def shop_named(self) -> bool:
        """One shop is named."""
        return bool(self.intent.subject) and len(self.facts.shops) == 1

    def say_no_shop(self) -> None:
        """There is no such account."""
        if self.intent.subject:
            self.say(Phrase.SHOP_UNKNOWN, {"name": self.intent.subject})
        else:
            self.say(Phrase.NO_ACCOUNTS_YET)

    def ask_statement_of(self) -> None:
        """Which of these shops?"""
        asked = read_request(self.intent.words)
        wish = f"{asked.said_days} {asked.format.value}".strip()
        choices = tuple(
            Choice(
                title=one.name,
                payload=f"statement:{one.code} {wish}",
                description=owed_choice(one),
            )
            for one in self.facts.shops[:SHOPS_SHOWN]
        )
        self.say(Phrase.ASK_STATEMENT_OF, choices=choices)

    def send_statement(self) -> None:
        """The shop's account with this vendor as a file; it is made when it is sent."""
        asked = read_request(self.intent.words)
        shop = self.facts.shops[0]
        file = StatementFile(shop.business_id, self.facts.vendor.id, asked.days, asked.format)
        # What the file alone tells is put in when it is made.
        slots: dict[str, Slot] = {"account": shop.name, "first": "", "last": "", "closing": ""}
        self.send(Reply(Phrase.STATEMENT_SENT, slots, attachment=file))
