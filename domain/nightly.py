"""What a day's end makes of each shop: its score, and the limit that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.bands import band_of
from domain.credit_events import Scored
from domain.credit_history import CreditHistory
from domain.ids import ShopId
from domain.limits import LimitChange, LimitStanding, on_time_days, propose_change
from domain.people import Shop
from domain.people_events import LimitSet
from domain.risk_flags import blocking
from domain.risk_rules import RULES_AS_GIVEN, RiskRules
from domain.scoring import Score, credit_score


@dataclass(frozen=True, slots=True)
class JudgedShop:
    """A shop with all that it is judged by, locked.

    Attributes:
        changes: Every lasting change of its limit, oldest first.
        last: Its newest score.
    """

    shop: Shop
    history: CreditHistory
    changes: tuple[LimitChange, ...] = ()
    last: Scored | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Shops whose scores are to be made anew.

    Attributes:
        on: The day whose evening it is about.
        final: That day is over.
        newest: No later day is over: limits may change.
        more: The last of these shops, when others come after it.
    """

    shops: tuple[JudgedShop, ...]
    on: date
    final: bool = False
    newest: bool = False
    more: ShopId | None = None


def judge(judged: Judged, at: datetime) -> Iterator[Scored | LimitSet]:
    """New scores, and the limits that follow from them; nothing where nothing moved."""
    for one in judged.shops:
        score = credit_score(one.history, judged.on)
        made = Scored.of(one.shop.id, score, final=judged.final)
        if one.last is None or not made.repeats(one.last):
            yield made
        if judged.final and judged.newest:
            yield from limit_change(one, score, at)


def limit_change(
    one: JudgedShop, score: Score, at: datetime, rules: RiskRules = RULES_AS_GIVEN
) -> Iterator[LimitSet]:
    """The change that a score's band asks for, within pauses and bounds."""
    known = one.history.known(score.on)
    standing = LimitStanding(
        limit=one.shop.limit,
        owed=known.owed,
        band=band_of(score.value, thin=score.thin),
        on_time=on_time_days(known),
        changes=one.changes,
        blocked=one.shop.frozen(at) or blocking(known, rules, score.on).paisa > 0,
    )
    proposal = propose_change(standing, score.on, rules)
    if proposal is not None:
        yield LimitSet(
            one.shop.id,
            one.shop.code,
            one.shop.name,
            proposal.before,
            proposal.after,
            reason="",
            why=proposal.why,
        )
