"""An admin looks at the market: who waits, one shop, one order, today."""

from __future__ import annotations

from domain.events import AdminActed
from domain.facts import AdminFacts, OrderFile
from domain.people import Shop, Standing, Vendor
from domain.routing import WEIGHTS
from flows.commands import Command, parse_command
from flows.order_words import goods, order_line
from flows.phrases import Phrase
from flows.scene import Scene
from flows.score_words import score_words
from flows.turn import Button, Choice, Said, Slot

LISTED = 10


class Looking(Scene[AdminFacts]):
    """Commands that change nothing. They are kept all the same: who looked at whom."""

    @property
    def command(self) -> Command:
        """The command: of this message, or the one that waits for a PIN."""
        waiting = self.asked("command") if self.intent.name == "pin" else None
        parsed = parse_command(waiting.subject if waiting else self.intent.words)
        return parsed or Command(self.intent.name, self.intent.subject)

    @property
    def file(self) -> OrderFile:
        """The order that is meant; rows ask `no_such_order` first."""
        assert self.facts.file is not None
        return self.facts.file

    def _looked(self) -> None:
        self.happen(AdminActed(self.facts.person.id, self.intent.words))

    # --- guards -------------------------------------------------------------------------------

    def nobody_waits(self) -> bool:
        """No registration is waiting."""
        return not self.facts.pending

    def no_such_shop(self) -> bool:
        """No shop of that name or code."""
        return not self.facts.shops

    def several_shops(self) -> bool:
        """More than one shop of that name."""
        return len(self.facts.shops) > 1

    def no_such_vendor(self) -> bool:
        """No vendor of that name or code."""
        return not self.facts.vendors

    def several_vendors(self) -> bool:
        """More than one vendor of that name."""
        return len(self.facts.vendors) > 1

    def no_such_order(self) -> bool:
        """No order of that code."""
        return self.facts.file is None

    # --- actions ------------------------------------------------------------------------------

    def say_not_found(self) -> None:
        """Nothing matches the words."""
        if not self.command.target:
            self.say(Phrase.HELP_ADMIN)
            return
        self.say(Phrase.NOT_FOUND, {"words": self.command.target})

    def list_matches(self) -> None:
        """Several match: name the code."""
        found: list[Shop | Vendor] = [*self.facts.shops]
        found += self.facts.vendors
        lines = tuple(
            Said(Phrase.BUSINESS_LINE, {"code": one.code, "name": one.name, "ward": one.place.ward})
            for one in found[:LISTED]
        )
        self.say(Phrase.SEVERAL_FOUND, {"lines": lines})

    def say_nobody_waits(self) -> None:
        """Nothing to approve."""
        self.say(Phrase.NOBODY_WAITS)

    def list_pending(self) -> None:
        """Who waits, with one tap to approve."""
        choices = tuple(
            Choice(
                title=one.name,
                payload=f"approve:{one.code}",
                description=Said(
                    Phrase.WAITING_LINE,
                    {
                        "code": one.code,
                        "owner": one.owner_name,
                        "ward": one.ward,
                        "role": Said(Phrase.ROLE_SHOP if one.is_shop else Phrase.ROLE_VENDOR),
                    },
                ),
            )
            for one in self.facts.pending[:LISTED]
        )
        self._looked()
        self.say(Phrase.PENDING, {"count": len(self.facts.pending)}, choices=choices)

    def show_shop(self) -> None:
        """One shop: standing, limit, what it owes."""
        shop, credit = self.facts.shops[0], self.facts.credit
        self._looked()
        slots: dict[str, Slot] = {
            "code": shop.code,
            "name": shop.name,
            "owner": shop.owner_name,
            "ward": shop.place.ward,
            "standing": Said(Phrase(f"standing_{shop.standing.value}")),
            "limit": shop.limit,
            "owed": credit.owed,
            "held": credit.held,
            "available": credit.available,
            "lines": tuple(order_line(order) for order in self.facts.orders[:LISTED]),
        }
        waits = shop.standing is Standing.WAITING
        self.say(
            Phrase.SHOP_PROFILE,
            slots,
            buttons=(Button(Phrase.BUTTON_APPROVE, f"approve:{shop.code}"),) if waits else (),
        )

    def show_score(self) -> None:
        """One shop's trade score, as the shop itself sees it."""
        assert self.facts.score is not None
        shop = self.facts.shops[0]
        self._looked()
        score = score_words(self.facts.score)
        self.say(Phrase.SCORE_OF, {"name": shop.name, "code": shop.code, "score": score})

    def show_vendor(self) -> None:
        """One vendor: standing, open orders."""
        vendor = self.facts.vendors[0]
        self._looked()
        slots: dict[str, Slot] = {
            "code": vendor.code,
            "name": vendor.name,
            "owner": vendor.owner_name,
            "ward": vendor.place.ward,
            "standing": Said(Phrase(f"standing_{vendor.standing.value}")),
            "paused": Said(Phrase.IS_PAUSED) if vendor.paused else "",
            "lines": tuple(order_line(order) for order in self.facts.orders[:LISTED]),
        }
        self.say(Phrase.VENDOR_PROFILE, slots)

    def show_order(self) -> None:
        """One order with its goods and its offers."""
        order = self.file.order
        self._looked()
        slots: dict[str, Slot] = {
            "order": order_line(order),
            "shop": order.shop_name,
            "ward": order.shop_ward,
            "lines": goods(order),
            "offers": tuple(
                Said(
                    Phrase.OFFER_LINE,
                    {
                        "vendor": offer.vendor_name,
                        "total": offer.total,
                        "status": Said(Phrase(f"offer_was_{offer.status.value}")),
                    },
                )
                for offer in self.file.offers
            ),
        }
        self.say(Phrase.ADMIN_ORDER, slots)

    def explain_routing(self) -> None:
        """Why this vendor: every number of the ranking."""
        self._looked()
        weights = tuple(
            Said(Phrase.WEIGHT, {"name": Said(Phrase(f"weight_{name}")), "weight": weight})
            for name, weight in WEIGHTS.items()
        )
        lines = tuple(
            Said(
                Phrase.RANK_LINE,
                {
                    "rank": rank,
                    "vendor": one.vendor_name,
                    "score": str(one.score // 100),
                    "total": one.total,
                    "parts": " · ".join(str(one.scores[name]) for name in WEIGHTS),
                },
            )
            for rank, one in enumerate(self.file.ranking, 1)
        )
        slots: dict[str, Slot] = {
            "code": self.file.order.code,
            "weights": weights,
            "lines": lines or (Said(Phrase.NOBODY_COULD),),
        }
        self.say(Phrase.WHY, slots)

    def show_today(self) -> None:
        """The day in figures."""
        today = self.facts.today
        assert today is not None
        self._looked()
        slots: dict[str, Slot] = {
            "placed": today.placed,
            "delivered": today.delivered,
            "delivered_total": today.delivered_total,
            "cancelled": today.cancelled,
            "unfilled": today.unfilled,
            "paid_total": today.paid_total,
            "waiting": today.waiting,
        }
        self.say(Phrase.TODAY, slots)
