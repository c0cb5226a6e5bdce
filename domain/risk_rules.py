"""The rules of risk control as data: an admin may edit each number within its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.errors import AmountRefused
from domain.money import Money


class RuleCode(StrEnum):
    """What each rule watches."""

    PAYMENT_DELAY = "payment_delay"
    OVERDUE_BLOCK = "overdue_block"
    HIGH_RISK = "high_risk"
    UNUSUAL_ORDER = "unusual_order"
    LIMIT_FLOOR = "limit_floor"
    RESTORE = "restore"


class Setting(StrEnum):
    """One number of a rule: the rule, then what it is and its unit."""

    DELAY_WARN_DAYS = "payment_delay.warn_days"
    DELAY_CRITICAL_DAYS = "payment_delay.critical_days"
    DELAY_BILLS_IN_ROW = "payment_delay.bills_in_row"
    DELAY_CUT_PERCENT = "payment_delay.cut_percent"
    BLOCK_WARN_DAYS = "overdue_block.warn_days"
    BLOCK_DAYS = "overdue_block.block_days"
    HIGH_RISK_SCORE = "high_risk.score"
    HIGH_RISK_OVERDUE_RUPEES = "high_risk.overdue_rupees"
    HIGH_RISK_REPEAT_HOURS = "high_risk.repeat_hours"
    UNUSUAL_TIMES = "unusual_order.times"
    UNUSUAL_EARLIER_ORDERS = "unusual_order.earlier_orders"
    FLOOR_RUPEES = "limit_floor.rupees"
    FLOOR_CUT_PERCENT = "limit_floor.largest_cut_percent"
    RESTORE_CLEAN_DAYS = "restore.clean_days"
    RESTORE_RISK_BELOW = "restore.risk_below"

    @property
    def rule(self) -> RuleCode:
        """The rule it belongs to."""
        return RuleCode(self.value.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a setting is before anybody edits it, and how far it may be edited."""

    default: int
    least: int
    most: int


# Source: the defaults are the market's own rules of risk control; the bounds are ours, wide
# enough for any trade and narrow enough that a slip of the finger is noticed.
SETTINGS: Mapping[Setting, Bounds] = MappingProxyType(
    {
        Setting.DELAY_WARN_DAYS: Bounds(7, 1, 90),
        Setting.DELAY_CRITICAL_DAYS: Bounds(15, 2, 180),
        Setting.DELAY_BILLS_IN_ROW: Bounds(3, 2, 20),
        Setting.DELAY_CUT_PERCENT: Bounds(25, 1, 50),
        Setting.BLOCK_WARN_DAYS: Bounds(15, 1, 180),
        Setting.BLOCK_DAYS: Bounds(30, 2, 365),
        Setting.HIGH_RISK_SCORE: Bounds(70, 10, 100),
        Setting.HIGH_RISK_OVERDUE_RUPEES: Bounds(50_000, 1_000, 10_000_000),
        Setting.HIGH_RISK_REPEAT_HOURS: Bounds(24, 12, 720),
        Setting.UNUSUAL_TIMES: Bounds(3, 2, 20),
        Setting.UNUSUAL_EARLIER_ORDERS: Bounds(5, 1, 100),
        Setting.FLOOR_RUPEES: Bounds(10_000, 0, 1_000_000),
        Setting.FLOOR_CUT_PERCENT: Bounds(50, 1, 100),
        Setting.RESTORE_CLEAN_DAYS: Bounds(90, 30, 365),
        Setting.RESTORE_RISK_BELOW: Bounds(30, 1, 100),
    }
)
# The first comes before the second, or the warning would never be heard.
RISING = (
    (Setting.DELAY_WARN_DAYS, Setting.DELAY_CRITICAL_DAYS),
    (Setting.BLOCK_WARN_DAYS, Setting.BLOCK_DAYS),
)


@dataclass(frozen=True, slots=True)
class RiskRules:
    """The rules as they stand.

    Attributes:
        edited: Settings that an admin changed.
        off: Rules that an admin switched off; they stay silent.
    """

    edited: tuple[tuple[Setting, int], ...] = ()
    off: frozenset[RuleCode] = frozenset()

    def __getitem__(self, setting: Setting) -> int:
        return next((value for name, value in self.edited if name is setting), _default(setting))

    def on(self, rule: RuleCode) -> bool:
        """Whether a rule speaks."""
        return rule not in self.off

    @property
    def floor(self) -> Money:
        """Below this no limit is cut."""
        return Money.rupees(self[Setting.FLOOR_RUPEES])

    @property
    def high_overdue(self) -> Money:
        """The overdue amount from which a shop is a high risk."""
        return Money.rupees(self[Setting.HIGH_RISK_OVERDUE_RUPEES])

    def edit(self, setting: Setting, value: int) -> RiskRules:
        """The rules with one number changed.

        Raises:
            AmountRefused: Out of bounds, or a warning that would come after what it warns of.
        """
        bounds = SETTINGS[setting]
        if not bounds.least <= value <= bounds.most:
            raise AmountRefused
        others = tuple(one for one in self.edited if one[0] is not setting)
        changed = RiskRules((*others, (setting, value)), self.off)
        if any(changed[first] >= changed[second] for first, second in RISING):
            raise AmountRefused
        return changed

    def switch(self, rule: RuleCode, *, on: bool) -> RiskRules:
        """The rules with one of them switched on or off."""
        return RiskRules(self.edited, self.off - {rule} if on else self.off | {rule})


def _default(setting: Setting) -> int:
    return SETTINGS[setting].default


RULES_AS_GIVEN = RiskRules()
