"""A shop asks for its statement: with one vendor or all, for some days, in some form."""

from __future__ import annotations

from domain.facts import Account, RetailerFacts
from flows.attachment import StatementFile
from flows.names import mentions
from flows.phrases import Phrase
from flows.scene import Scene
from flows.statement_words import read_request
from flows.turn import Reply, Said, Slot


class Stating(Scene[RetailerFacts]):
    """What a shop can say about its account on paper."""

    def say_no_account(self) -> None:
        """Nothing was ever delivered or paid."""
        self.say(Phrase.NO_ACCOUNTS_YET)

    def send_statement(self) -> None:
        """The account as a file; it is made when it is sent."""
        asked = read_request(self.intent.words)
        vendor = self._named(asked.name)
        account: Slot = vendor.name if vendor else Said(Phrase.ALL_VENDORS)
        file = StatementFile(
            self.facts.shop.id, vendor.business_id if vendor else None, asked.days, asked.format
        )
        # What the file alone tells is put in when it is made.
        slots: dict[str, Slot] = {"account": account, "first": "", "last": "", "closing": ""}
        self.send(Reply(Phrase.STATEMENT_SENT, slots, attachment=file))

    def _named(self, name: str) -> Account | None:
        """The one vendor that the words name, by code or by how its name begins."""
        found = [
            one
            for one in self.facts.accounts
            if name and (one.code.casefold() == name or mentions(name, one.name))
        ]
        return found[0] if len(found) == 1 else None
