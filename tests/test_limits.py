"""Automatic limits: who is raised or cut, when not, and within which bounds."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bands import BANDS, THIN_FILE, BandRule
from domain.limits import (
    FestivalRaise,
    LimitChange,
    LimitProposal,
    LimitStanding,
    LimitWhy,
    cut_for_delay,
    limit_on,
    on_time_days,
    open_cut,
    propose_change,
    propose_festival,
    propose_restore,
)
from domain.money import Money
from domain.risk_rules import RULES_AS_GIVEN, RuleCode, Setting
from tests.credit_past import EVENING, day, past

BAND: dict[str, BandRule] = {rule.band.value: rule for rule in (*BANDS, THIN_FILE)}
THREE = (-9, -8, -7)


def standing(
    band: str,
    limit: int,
    owed: int = 0,
    *,
    on_time: tuple[int, ...] = THREE,
    changes: tuple[LimitChange, ...] = (),
    blocked: bool = False,
) -> LimitStanding:
    return LimitStanding(
        limit=Money.rupees(limit),
        owed=Money.rupees(owed),
        band=BAND[band],
        on_time=tuple(map(day, on_time)),
        changes=changes,
        blocked=blocked,
    )


def change(offset: int, before: int, after: int, why: LimitWhy = LimitWhy.BY_ADMIN) -> LimitChange:
    return LimitChange(day(offset), Money.rupees(before), Money.rupees(after), why)


def rupees(proposal: LimitProposal | None) -> int | None:
    if proposal is None:
        return None
    assert proposal.after.paisa % 100 == 0
    return proposal.after.paisa // 100


CHANGES = [
    # band, limit, owed → new limit
    ("excellent", 50_000, 0, 60_000),  # +20 %
    ("excellent", 900_000, 0, 1_000_000),  # 1,080,000, but 1,000,000 at most
    ("excellent", 1_000_000, 0, None),
    ("excellent", 1_200_000, 0, None),  # an admin's; a raise never lowers
    ("excellent", 33_333, 0, 39_999),  # 39,999.60: whole rupees, never above 20 %
    ("good", 50_000, 0, 55_000),  # +10 %
    ("good", 480_000, 0, 500_000),  # 528,000, but 500,000 at most
    ("good", 500_000, 0, None),
    ("fair", 50_000, 49_000, None),
    ("thin", 50_000, 0, None),
    ("poor", 50_000, 0, 45_000),  # −10 %
    ("poor", 50_000, 40_000, 48_000),  # 1.2 × 40,000
    ("poor", 50_000, 41_667, None),  # 1.2 × 41,667 = 50,000.40
    ("poor", 33_333, 0, 30_000),  # 29,999.70: whole rupees, never below
    ("very_poor", 50_000, 0, 40_000),  # −20 %
    ("very_poor", 50_000, 35_000, 42_000),  # 1.2 × 35,000
    ("very_poor", 12_000, 0, 10_000),  # 9,600, but the floor
    ("very_poor", 10_000, 0, None),
    ("very_poor", 4_000, 0, None),  # below the floor already: an admin's
    ("excellent", 0, 0, None),  # no limit was ever set
]


@pytest.mark.parametrize(("band", "limit", "owed", "after"), CHANGES)
def test_change_by_band(band: str, limit: int, owed: int, after: int | None) -> None:
    assert rupees(propose_change(standing(band, limit, owed), EVENING, RULES_AS_GIVEN)) == after


RAISE = LimitWhy.BAND_RAISE
RAISES = [
    ("never raised, three bills in time", THREE, (), 60_000),
    ("two bills in time", (-9, -8), (), None),
    ("raised 89 days ago", THREE, (change(-89, 40_000, 50_000, RAISE),), None),
    ("raised 90 days ago", THREE, (change(-90, 40_000, 50_000, RAISE),), 60_000),
    ("by an admin too", THREE, (change(-10, 40_000, 50_000),), None),
    ("two of three since the raise", (-95, -8, -7), (change(-91, 1, 50_000, RAISE),), None),
    ("a cut is no raise", THREE, (change(-10, 60_000, 50_000, LimitWhy.BAND_CUT),), 60_000),
    ("a cut for delay stands", THREE, (change(-80, 60_000, 50_000, LimitWhy.DELAY_CUT),), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "changes", "after"), [r[1:] for r in RAISES], ids=[r[0] for r in RAISES]
)
def test_raises_pause(
    days: tuple[int, ...], changes: tuple[LimitChange, ...], after: int | None
) -> None:
    shop = standing("excellent", 50_000, on_time=days, changes=changes)
    assert rupees(propose_change(shop, EVENING, RULES_AS_GIVEN)) == after


def test_no_raise_while_blocked() -> None:
    assert propose_change(standing("good", 50_000, blocked=True), EVENING, RULES_AS_GIVEN) is None


def test_cuts_pause_for_30_days() -> None:
    for offset, after in ((-29, None), (-30, 45_000)):
        shop = standing("poor", 50_000, changes=(change(offset, 60_000, 50_000),))
        assert rupees(propose_change(shop, EVENING, RULES_AS_GIVEN)) == after
        both = rupees(cut_for_delay(shop, EVENING, RULES_AS_GIVEN))
        assert both == (None if after is None else 37_500)


def test_the_cut_for_delay() -> None:
    assert rupees(cut_for_delay(standing("fair", 50_000), EVENING, RULES_AS_GIVEN)) == 37_500
    assert (
        rupees(cut_for_delay(standing("fair", 50_000, 34_000), EVENING, RULES_AS_GIVEN)) == 40_800
    )
    harsh = RULES_AS_GIVEN.edit(Setting.DELAY_CUT_PERCENT, 50)
    gentle = harsh.edit(Setting.FLOOR_CUT_PERCENT, 40)
    assert rupees(cut_for_delay(standing("fair", 50_000), EVENING, gentle)) == 30_000
    unbound = gentle.switch(RuleCode.LIMIT_FLOOR, on=False)
    assert rupees(cut_for_delay(standing("fair", 12_000), EVENING, unbound)) == 6_000


def test_bills_settled_in_time() -> None:
    told = """
    bill 100 due -10 paid -10
    bill 100 due -10 paid -9
    bill 100 due -10 paid -12:60 paid -11:40
    bill 100 due -10 paid -12:60
    """
    assert sorted(on_time_days(past(told))) == [day(-11), day(-10)]


CUT = (change(-200, 40_000, 30_000, LimitWhy.DELAY_CUT),)
HALF = (*CUT, change(-100, 30_000, 35_000, LimitWhy.RESTORED_HALF))
LATER_HALF = (*CUT, change(-89, 30_000, 35_000, LimitWhy.RESTORED_HALF))
RESTORES = [
    ("half after 90 clean days", "bill 100 due -130 paid -91", CUT, 30_000, 29, 35_000),
    ("89 clean days", "bill 100 due -130 paid -90", CUT, 30_000, 29, None),
    ("something is late", "bill 100 due -1", CUT, 30_000, 0, None),
    ("risk is 30", "", CUT, 30_000, 30, None),
    ("then full", "bill 100 due -130 paid -125", HALF, 35_000, 0, 40_000),
    ("an odd half is whole rupees", "", CUT, 30_001, 0, 35_001),  # 35,000.50
    ("nothing was cut", "", (), 30_000, 0, None),
    ("an admin set it since", "", (*CUT, change(-150, 30_000, 32_000)), 32_000, 0, None),
    ("89 days after the half", "", LATER_HALF, 35_000, 0, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "changes", "limit", "risk", "after"),
    [r[1:] for r in RESTORES],
    ids=[r[0] for r in RESTORES],
)
def test_restoring(
    told: str, changes: tuple[LimitChange, ...], limit: int, risk: int, after: int | None
) -> None:
    shop = standing("fair", limit, changes=changes)
    known = past(told).known(EVENING)
    assert rupees(propose_restore(shop, known, risk, EVENING, RULES_AS_GIVEN)) == after


def test_a_second_cut_gives_back_to_the_first_limit() -> None:
    cut = open_cut((*HALF, change(-50, 35_000, 26_250, LimitWhy.DELAY_CUT)))
    assert cut is not None
    assert (cut.original, cut.since, cut.half) == (Money.rupees(40_000), day(-50), False)
    assert open_cut((*HALF, change(-3, 35_000, 40_000, LimitWhy.RESTORED))) is None


FESTIVALS = [
    ("good", 50_000, 12_500),  # +25 %
    ("good", 480_000, 20_000),  # 500,000 at most
    ("good", 500_000, None),
    ("excellent", 500_000, 125_000),
    ("fair", 50_000, None),
    ("thin", 50_000, None),
]


@pytest.mark.parametrize(("band", "limit", "extra"), FESTIVALS)
def test_a_festival(band: str, limit: int, extra: int | None) -> None:
    given_ = propose_festival(standing(band, limit), day(0), day(30))
    assert given_ == (
        None if extra is None else FestivalRaise(Money.rupees(extra), day(0), day(30))
    )


def test_a_festival_ends_by_itself() -> None:
    limit, extra = Money.rupees(50_000), Money.rupees(12_500)
    raises = (FestivalRaise(extra, day(0), day(30)), FestivalRaise(Money(1), day(30), day(31)))
    found = [limit_on(limit, raises, day(n)) for n in (-1, 0, 30, 31, 32)]
    assert found == [limit, limit + extra, limit + extra, limit + Money(1), limit]


# --- for any shop -------------------------------------------------------------------------------

SHOPS = st.builds(
    standing,
    st.sampled_from(sorted(BAND)),
    st.integers(0, 2_000_000),
    st.integers(-50_000, 2_000_000),
    on_time=st.lists(st.integers(-200, 0), max_size=6).map(tuple),
    changes=st.lists(
        st.builds(
            change,
            st.integers(-200, 0),
            st.integers(0, 10**6),
            st.integers(0, 10**6),
            st.sampled_from(LimitWhy),
        ),
        max_size=4,
    ).map(lambda found: tuple(sorted(found, key=lambda one: one.on))),
    blocked=st.booleans(),
)


@given(SHOPS)
def test_limits_keep_their_bounds(shop: LimitStanding) -> None:
    for proposal in (
        propose_change(shop, EVENING, RULES_AS_GIVEN),
        cut_for_delay(shop, EVENING, RULES_AS_GIVEN),
    ):
        if proposal is None:
            continue
        before, after = shop.limit.paisa, proposal.after.paisa
        assert proposal.before == shop.limit
        assert after != before
        if after > before:
            assert after <= shop.band.highest.paisa
            assert after * 100 <= before * (100 + shop.band.change_percent)
            assert len(shop.on_time) >= 3
            raised = [c.on for c in shop.changes if c.why is RAISE and c.after > c.before]
            assert all((EVENING - on).days >= 90 for on in raised)
        else:
            assert after >= 10_000_00
            assert after * 10 >= shop.owed.paisa * 12
            assert after * 2 >= before
            cuts = [c.on for c in shop.changes if c.after < c.before and "restored" not in c.why]
            assert all((EVENING - on).days >= 30 for on in cuts)


@given(SHOPS, st.integers(1, 400))
def test_years_of_nights_never_break_the_pauses(shop: LimitStanding, nights: int) -> None:
    """Each night's proposal is carried out; then the raises and cuts keep their distance."""
    limit = shop.limit
    changes: tuple[LimitChange, ...] = ()
    for night in range(nights):
        on = EVENING + timedelta(days=night)
        tonight = LimitStanding(limit, shop.owed, shop.band, (on,) * 3, changes)
        proposal = propose_change(tonight, on, RULES_AS_GIVEN)
        if proposal:
            changes += (LimitChange(on, limit, proposal.after, proposal.why),)
            limit = proposal.after
    pause = 90 if shop.band.change_percent > 0 else 30
    days = [one.on for one in changes]
    assert all((b - a).days >= pause for a, b in pairwise(days))
