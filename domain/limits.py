"""Automatic changes of the credit limit: proposals with before, after and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.bands import Band, BandRule
from domain.credit_history import CreditHistory
from domain.lateness import clean_since, settled_on_time
from domain.money import PAISA_PER_RUPEE, ZERO, Money
from domain.risk_rules import RiskRules, RuleCode, Setting

# Source: the market's own rules for automatic limits.
RAISE_PAUSE_DAYS = 90
CUT_PAUSE_DAYS = 30
ON_TIME_BILLS = 3  # settled in time since the last raise, before the next one
OWED_PERCENT = 120  # no cut below 1.2 times what is owed


class LimitWhy(StrEnum):
    """Why a limit changes."""

    BAND_RAISE = "band_raise"
    BAND_CUT = "band_cut"
    DELAY_CUT = "delay_cut"
    RESTORED_HALF = "restored_half"
    RESTORED = "restored"
    BY_ADMIN = "by_admin"  # also an admin's undoing of an automatic change


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A limit that was changed for good."""

    on: date
    before: Money
    after: Money
    why: LimitWhy


@dataclass(frozen=True, slots=True)
class LimitStanding:
    """What a change of the limit may depend on.

    Attributes:
        limit: Without a festival's extra.
        owed: The posted debt, disputed amounts too.
        band: Of today's score.
        on_time: The days on which bills were settled in time.
        changes: Every lasting change so far, oldest first.
        blocked: Too far past due for new credit, or frozen by an admin.
    """

    limit: Money
    owed: Money
    band: BandRule
    on_time: tuple[date, ...] = ()
    changes: tuple[LimitChange, ...] = ()
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class LimitProposal:
    """A change that the rules ask for; an admin can undo it."""

    before: Money
    after: Money
    why: LimitWhy
    band: Band


def on_time_days(history: CreditHistory) -> tuple[date, ...]:
    """The days on which bills were settled in time."""
    return tuple(day for bill in history.bills if (day := settled_on_time(bill)))


def propose_change(standing: LimitStanding, on: date, rules: RiskRules) -> LimitProposal | None:
    """What the band asks for, when pauses and bounds allow it. A thin file changes nothing."""
    if standing.limit.paisa <= 0 or not standing.band.change_percent:
        return None
    if standing.band.change_percent > 0:
        return _raise(standing, on)
    return _cut(standing, -standing.band.change_percent, LimitWhy.BAND_CUT, on, rules)


def _raise(standing: LimitStanding, on: date) -> LimitProposal | None:
    raised = _last(standing.changes, on, up=True)
    paused = raised is not None and (on - raised).days < RAISE_PAUSE_DAYS
    paid = sum((raised is None or day > raised) and day <= on for day in standing.on_time)
    if paused or standing.blocked or paid < ON_TIME_BILLS or open_cut(standing.changes):
        return None
    wished = Money(standing.limit.paisa * (100 + standing.band.change_percent) // 100)
    after = _whole_rupees(min(wished, standing.band.highest))
    if after <= standing.limit:
        return None
    return LimitProposal(standing.limit, after, LimitWhy.BAND_RAISE, standing.band.band)


def cut_for_delay(standing: LimitStanding, on: date, rules: RiskRules) -> LimitProposal | None:
    """The cut that the rule of payment delay asks for, within the bounds of every cut."""
    percent = rules[Setting.DELAY_CUT_PERCENT]
    return _cut(standing, percent, LimitWhy.DELAY_CUT, on, rules)


def _cut(
    standing: LimitStanding, percent: int, why: LimitWhy, on: date, rules: RiskRules
) -> LimitProposal | None:
    last = _last(standing.changes, on, up=False)
    if last is not None and (on - last).days < CUT_PAUSE_DAYS:
        return None
    limit = standing.limit
    bounds = [_percent(limit, 100 - percent), _percent(standing.owed, OWED_PERCENT)]
    if rules.on(RuleCode.LIMIT_FLOOR):
        bounds += [rules.floor, _percent(limit, 100 - rules[Setting.FLOOR_CUT_PERCENT])]
    after = _whole_rupees(max(bounds), up=True)
    return LimitProposal(limit, after, why, standing.band.band) if after < limit else None


def _percent(amount: Money, percent: int) -> Money:
    """That part of an amount, a broken paisa rounded up."""
    return Money(-(-amount.paisa * percent // 100))


def _whole_rupees(amount: Money, *, up: bool = False) -> Money:
    extra = PAISA_PER_RUPEE - 1 if up else 0
    return Money((amount.paisa + extra) // PAISA_PER_RUPEE * PAISA_PER_RUPEE)


def _last(changes: Iterable[LimitChange], on: date, *, up: bool) -> date | None:
    """The last raise or cut, an admin's too; giving back what a cut took is no raise."""
    given_back = (LimitWhy.RESTORED_HALF, LimitWhy.RESTORED)
    return max(
        (
            change.on
            for change in changes
            if change.on <= on and (change.after > change.before) is up
            if change.why not in given_back
        ),
        default=None,
    )


@dataclass(frozen=True, slots=True)
class OpenCut:
    """A cut for late payment that is not given back yet.

    Attributes:
        original: The limit before it, which is given back in two steps.
        since: The last step: the cut, or the first half given back.
        half: Whether the first half is given back.
    """

    original: Money
    since: date
    half: bool = False


def open_cut(changes: Iterable[LimitChange]) -> OpenCut | None:
    """The cut for late payment that still stands; an admin's own change ends it."""
    cut = None
    for change in changes:
        if change.why is LimitWhy.DELAY_CUT:
            cut = OpenCut(max(cut.original, change.before) if cut else change.before, change.on)
        elif change.why is LimitWhy.RESTORED_HALF and cut:
            cut = OpenCut(cut.original, change.on, half=True)
        elif change.why in (LimitWhy.RESTORED, LimitWhy.BY_ADMIN):
            cut = None
    return cut


def propose_restore(
    standing: LimitStanding, history: CreditHistory, risk: int, on: date, rules: RiskRules
) -> LimitProposal | None:
    """Give back what late payment took: after 90 clean days half of it, after 90 more the rest.

    Args:
        history: As that day knew it.
        risk: Today's risk, 0 to 100.
    """
    cut, clean = open_cut(standing.changes), clean_since(history, on)
    if cut is None or clean is None or standing.blocked or not rules.on(RuleCode.RESTORE):
        return None
    waited = (on - max(clean, cut.since)).days
    calm = risk < rules[Setting.RESTORE_RISK_BELOW]
    if not calm or waited < rules[Setting.RESTORE_CLEAN_DAYS] or standing.limit >= cut.original:
        return None
    half = Money((standing.limit.paisa + cut.original.paisa) // 2)
    after = cut.original if cut.half else _whole_rupees(half, up=True)
    why = LimitWhy.RESTORED if cut.half else LimitWhy.RESTORED_HALF
    return LimitProposal(standing.limit, min(after, cut.original), why, standing.band.band)


# --- festivals ----------------------------------------------------------------------------------

FESTIVAL_PERCENT = 25  # more asks for a second admin; see the admin's commands
FESTIVAL_DAYS = 60  # from the first stocking up for Dashain to the payments after Tihar


@dataclass(frozen=True, slots=True)
class FestivalRaise:
    """Extra credit for some days, which ends by itself.

    Attributes:
        extra: On top of the limit.
        until: Its last day.
    """

    extra: Money
    since: date
    until: date

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.since <= on <= self.until


def propose_festival(
    standing: LimitStanding, since: date, until: date, percent: int = FESTIVAL_PERCENT
) -> FestivalRaise | None:
    """Extra credit over a festival, for shops whose band would be raised anyway.

    None for others: a thin file, a band that is not raised, a shop blocked or with a cut that
    still stands, or one at its band's highest limit already.
    """
    assert 0 < percent <= FESTIVAL_PERCENT
    assert since <= until <= since + timedelta(days=FESTIVAL_DAYS)
    wrong = standing.blocked or open_cut(standing.changes) is not None
    if wrong or standing.band.change_percent <= 0:
        return None
    room = standing.band.highest - standing.limit
    extra = _whole_rupees(min(Money(standing.limit.paisa * percent // 100), room))
    return FestivalRaise(extra, since, until) if extra > ZERO else None


def limit_on(limit: Money, raises: Iterable[FestivalRaise], on: date) -> Money:
    """The limit that counts on a day: the lasting one, with the largest extra of that day."""
    extras = (one.extra for one in raises if one.holds(on))
    return limit + max(extras, default=ZERO)
