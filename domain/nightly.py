"""What a day's end makes of each shop: its score, and the limit that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.bands import band_of
from domain.credit_events import Scored
from domain.credit_history import CreditHistory
from domain.ids import ShopId
from domain.lateness import late_in_row, oldest_overdue_days
from domain.limits import (
    LimitChange,
    LimitProposal,
    LimitStanding,
    LimitWhy,
    cut_for_delay,
    on_time_days,
    open_cut,
    propose_change,
    propose_restore,
)
from domain.people import Shop
from domain.people_events import LimitSet
from domain.risk import PlacedOrder, RiskProfile, risk_of
from domain.risk_flags import blocking
from domain.risk_rules import RULES_AS_GIVEN, RiskRules, RuleCode, Setting
from domain.scoring import Score, credit_score


@dataclass(frozen=True, slots=True)
class JudgedShop:
    """A shop with all that it is judged by, locked.

    Attributes:
        changes: Every lasting change of its limit, oldest first.
        last: Its newest score.
        orders: Placed lately; only where a cut may be given back, which depends on them.
    """

    shop: Shop
    history: CreditHistory
    changes: tuple[LimitChange, ...] = ()
    last: Scored | None = None
    orders: tuple[PlacedOrder, ...] = ()


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
    """The change that late payment, its end, or the score's band asks for, one a night.

    Each within its pauses and bounds.
    """
    on, known = score.on, one.history.known(score.on)
    standing = LimitStanding(
        limit=one.shop.limit,
        owed=known.owed,
        band=band_of(score.value, thin=score.thin),
        on_time=on_time_days(known),
        changes=one.changes,
        blocked=one.shop.frozen(at) or blocking(known, rules, on).paisa > 0,
    )
    proposal = (
        _cut_for_delay(one, standing, on, rules)
        or _restore(one, standing, known, on, rules)
        or propose_change(standing, on, rules)
    )
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


def _restore(
    one: JudgedShop, standing: LimitStanding, known: CreditHistory, on: date, rules: RiskRules
) -> LimitProposal | None:
    """What is given back of a cut; few shops have one, so others are not measured for it."""
    if open_cut(one.changes) is None:
        return None
    risk = risk_of(RiskProfile(known, one.orders, one.changes), on).value
    return propose_restore(standing, known, risk, on, rules)


def _cut_for_delay(
    one: JudgedShop, standing: LimitStanding, on: date, rules: RiskRules
) -> LimitProposal | None:
    """The cut that late payment asks for, once while it goes on."""
    late = _lateness(one.history, on)
    critical = late.days >= rules[Setting.DELAY_CRITICAL_DAYS]
    if not rules.on(RuleCode.PAYMENT_DELAY) or not (critical or late.in_row(rules)):
        return None
    proposal = cut_for_delay(standing, on, rules)
    cuts = [change.on for change in one.changes if change.why is LimitWhy.DELAY_CUT]
    if proposal is None or not cuts:
        return proposal
    days = (on - max(cuts)).days
    between = (on - timedelta(days=back) for back in range(1, days))
    goes_on = all(_lateness(one.history, day).speaks(rules) for day in between)
    return None if goes_on else proposal


@dataclass(frozen=True, slots=True)
class _Lateness:
    """What the rule of payment delay looks at."""

    days: int
    bills: int

    def in_row(self, rules: RiskRules) -> bool:
        return self.bills >= rules[Setting.DELAY_BILLS_IN_ROW]

    def speaks(self, rules: RiskRules) -> bool:
        return self.days >= rules[Setting.DELAY_WARN_DAYS] or self.in_row(rules)


def _lateness(history: CreditHistory, on: date) -> _Lateness:
    known = history.known(on)
    return _Lateness(oldest_overdue_days(known, on), late_in_row(known, on))
