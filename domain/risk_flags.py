"""What the rules of risk control say about a shop on a day. Every rule speaks, none raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.credit_history import CreditHistory
from domain.lateness import clean_since, late_in_row, oldest_overdue_days, overdue
from domain.limits import open_cut
from domain.money import ZERO, Money
from domain.risk import WEEK_DAYS, PlacedOrder, Risk, RiskProfile, risk_of, usual_week
from domain.risk_rules import RiskRules, RuleCode, Setting


class Level(StrEnum):
    """How loud a flag is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Action(StrEnum):
    """What a flag asks for, besides being told to the admin."""

    ALERT = "alert"
    CUT_LIMIT = "cut_limit"  # `limits.cut_for_delay`, once per episode
    BLOCK = "block"  # tell the shop; the gate is closed by `blocking` itself
    RELEASE = "release"  # tell the shop; the gate is open again already
    ASK_SHOP = "ask_shop"
    RESTORE_LIMIT = "restore_limit"  # `limits.propose_restore`


@dataclass(frozen=True, slots=True)
class Flag:
    """What one rule says; words are found elsewhere.

    Attributes:
        about: The order's code where it is about one; part of what makes an episode.
        days: Days past due of the oldest amount, or clean days.
        amount: Past due, blocking, or the order's total.
        count: Late bills in a row.
        risk: The shop's risk, 0 to 100.
    """

    rule: RuleCode
    level: Level
    action: Action = Action.ALERT
    about: str = ""
    days: int = 0
    amount: Money = ZERO
    count: int = 0
    risk: int = 0

    @property
    def key(self) -> str:
        """What makes two flags of one shop the same matter."""
        return f"{self.rule}:{self.about}"


@dataclass(frozen=True, slots=True)
class Watched:
    """What the rules look at: a profile as a day knew it, measured once."""

    profile: RiskProfile
    on: date
    risk: Risk
    oldest_days: int

    @property
    def history(self) -> CreditHistory:
        """The profile's."""
        return self.profile.history


def assess(profile: RiskProfile, rules: RiskRules, on: date) -> tuple[Flag, ...]:
    """All that the rules say on a day, whether it was told before or not (see `episodes`)."""
    profile = profile.known(on)
    watched = Watched(profile, on, risk_of(profile, on), oldest_overdue_days(profile.history, on))
    return tuple(flag for code, rule in RULES if rules.on(code) for flag in rule(watched, rules))


def blocking(history: CreditHistory, rules: RiskRules, on: date) -> Money:
    """What must be paid before the shop may buy on credit again; zero when it may.

    Paying part of it leaves the rest blocking; paying all of it opens credit at once. Disputed
    amounts do not block.
    """
    if not rules.on(RuleCode.OVERDUE_BLOCK):
        return ZERO
    return overdue(history.known(on), on, rules[Setting.BLOCK_DAYS])


def unusual(order: PlacedOrder, earlier: tuple[PlacedOrder, ...], rules: RiskRules) -> bool:
    """Whether an order is far above what the shop orders in a week.

    Args:
        earlier: Its orders before this one, of the last twelve weeks at least.
    """
    usual = usual_week(earlier, order.on)
    if len(earlier) < rules[Setting.UNUSUAL_EARLIER_ORDERS] or usual is None:
        return False
    return order.total.paisa >= rules[Setting.UNUSUAL_TIMES] * usual


def _payment_delay(watched: Watched, rules: RiskRules) -> Iterator[Flag]:
    days, row = watched.oldest_days, late_in_row(watched.history, watched.on)
    critical = days >= rules[Setting.DELAY_CRITICAL_DAYS]
    in_row = row >= rules[Setting.DELAY_BILLS_IN_ROW]
    if critical or in_row or days >= rules[Setting.DELAY_WARN_DAYS]:
        yield Flag(
            RuleCode.PAYMENT_DELAY,
            Level.CRITICAL if critical else Level.WARNING,
            Action.CUT_LIMIT if critical or in_row else Action.ALERT,
            days=days,
            amount=overdue(watched.history, watched.on),
            count=row,
            risk=watched.risk.value,
        )


def _overdue_block(watched: Watched, rules: RiskRules) -> Iterator[Flag]:
    days, blocked = watched.oldest_days, watched.profile.blocked
    code, amount = RuleCode.OVERDUE_BLOCK, overdue(watched.history, watched.on)
    if days >= rules[Setting.BLOCK_DAYS]:
        amount = overdue(watched.history, watched.on, rules[Setting.BLOCK_DAYS])
        action = Action.ALERT if blocked else Action.BLOCK
        yield Flag(code, Level.CRITICAL, action, days=days, amount=amount)
    elif days >= rules[Setting.BLOCK_WARN_DAYS]:
        action = Action.RELEASE if blocked else Action.ALERT
        yield Flag(code, Level.WARNING, action, days=days, amount=amount)
    elif blocked:
        yield Flag(code, Level.INFO, Action.RELEASE, days=days, amount=amount)


def _high_risk(watched: Watched, rules: RiskRules) -> Iterator[Flag]:
    amount = overdue(watched.history, watched.on)
    if watched.risk.value >= rules[Setting.HIGH_RISK_SCORE] or amount >= rules.high_overdue:
        yield Flag(
            RuleCode.HIGH_RISK,
            Level.CRITICAL,
            days=watched.oldest_days,
            amount=amount,
            risk=watched.risk.value,
        )


def _unusual_order(watched: Watched, rules: RiskRules) -> Iterator[Flag]:
    orders = sorted(watched.profile.orders, key=lambda order: (order.on, order.code))
    week = watched.on - timedelta(days=WEEK_DAYS)
    for nth, order in enumerate(orders):
        if order.on > week and unusual(order, tuple(orders[:nth]), rules):
            yield Flag(
                RuleCode.UNUSUAL_ORDER,
                Level.WARNING,
                Action.ASK_SHOP,
                about=order.code,
                amount=order.total,
                risk=watched.risk.value,
            )


def _restore(watched: Watched, rules: RiskRules) -> Iterator[Flag]:
    cut, clean = open_cut(watched.profile.changes), clean_since(watched.history, watched.on)
    if cut is None or clean is None or watched.risk.value >= rules[Setting.RESTORE_RISK_BELOW]:
        return
    days = (watched.on - max(clean, cut.since)).days
    if days >= rules[Setting.RESTORE_CLEAN_DAYS]:
        yield Flag(
            RuleCode.RESTORE,
            Level.INFO,
            Action.RESTORE_LIMIT,
            days=days,
            amount=cut.original,
            risk=watched.risk.value,
        )


# The floor of limits is no flag: it bounds every cut, in `limits`.
RULES: tuple[tuple[RuleCode, Callable[[Watched, RiskRules], Iterator[Flag]]], ...] = (
    (RuleCode.PAYMENT_DELAY, _payment_delay),
    (RuleCode.OVERDUE_BLOCK, _overdue_block),
    (RuleCode.HIGH_RISK, _high_risk),
    (RuleCode.UNUSUAL_ORDER, _unusual_order),
    (RuleCode.RESTORE, _restore),
)
