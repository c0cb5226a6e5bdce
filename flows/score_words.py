"""A trade score in words: where it stands, why, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from domain.bands import Band, band_of
from domain.facts import ScoreFile
from domain.score_reasons import Reason, ReasonCode
from domain.score_rules import HIGHEST_SCORE
from domain.score_steps import NextStep, StepKind
from domain.scoring import Score
from flows.phrases import Phrase
from flows.turn import Said, Slot

REASONS_SHOWN = 4
PERCENT_BP = 100

BANDS: Mapping[Band, Phrase] = {
    Band.EXCELLENT: Phrase.BAND_EXCELLENT,
    Band.GOOD: Phrase.BAND_GOOD,
    Band.FAIR: Phrase.BAND_FAIR,
    Band.POOR: Phrase.BAND_POOR,
    Band.VERY_POOR: Phrase.BAND_VERY_POOR,
}
REASONS: Mapping[ReasonCode, Phrase] = {
    ReasonCode.PAID_ON_TIME: Phrase.BECAUSE_PAID_ON_TIME,
    ReasonCode.PAID_LATE: Phrase.BECAUSE_PAID_LATE,
    ReasonCode.UNPAID: Phrase.BECAUSE_UNPAID,
    ReasonCode.NO_BILLS: Phrase.BECAUSE_NO_BILLS,
    ReasonCode.DEBT_TO_LIMIT: Phrase.BECAUSE_DEBT_TO_LIMIT,
    ReasonCode.NO_LIMIT: Phrase.BECAUSE_NO_LIMIT,
    ReasonCode.ORDERS_DELIVERED: Phrase.BECAUSE_ORDERS_DELIVERED,
    ReasonCode.ACCOUNT_AGE: Phrase.BECAUSE_ACCOUNT_AGE,
}
STEPS: Mapping[StepKind, Phrase] = {
    StepKind.PAY: Phrase.STEP_PAY,
    StepKind.SETTLE_BILLS: Phrase.STEP_SETTLE_BILLS,
    StepKind.ORDER: Phrase.STEP_ORDER,
    StepKind.GO_ON: Phrase.STEP_GO_ON,
}


def score_words(file: ScoreFile) -> Said:
    """The whole of it: value, change, the heaviest reasons with their points, the next step."""
    score = file.score
    step = _step(score.next_step)
    if score.thin:
        thin: dict[str, Slot] = {
            "value": score.value,
            "count": score.settled_bills,
            "of": score.reasons[0].of,
            "step": step,
        }
        return Said(Phrase.SCORE_THIN, thin)
    slots: dict[str, Slot] = {
        "value": score.value,
        "most": HIGHEST_SCORE,
        "band": Said(BANDS[band_of(score.value, thin=False).band]),
        "change": _change(file),
        "lines": tuple(_because(reason) for reason in _heaviest(score)),
        "step": step,
    }
    return Said(Phrase.SCORE, slots)


def _change(file: ScoreFile) -> Slot:
    """The difference to the last day's score; nothing where there was none to compare with."""
    before, score = file.before, file.score
    if before is None or before == score.value:
        return ""
    return Said(Phrase.SCORE_CHANGE, {"points": signed(score.value - before)})


def _heaviest(score: Score) -> list[Reason]:
    """What counts most, gains before losses."""
    heavy = sorted(score.reasons, key=lambda one: -abs(_points(one)))[:REASONS_SHOWN]
    return sorted((one for one in heavy if _points(one)), key=lambda one: -_points(one))


def _points(reason: Reason) -> int:
    """What a reason earned, or below zero what it cost, whichever is more."""
    return reason.points if reason.points >= reason.lost else -reason.lost


def _because(reason: Reason) -> Said:
    slots: dict[str, Slot] = {
        "points": signed(_points(reason)),
        "count": reason.count,
        "of": reason.of,
        "amount": reason.amount,
        "share": reason.share_bp // PERCENT_BP,
    }
    return Said(REASONS[reason.code], slots)


def _step(step: NextStep) -> Said:
    slots: dict[str, Slot] = {
        "amount": step.amount,
        "count": step.count,
        "points": signed(step.points),
    }
    return Said(STEPS[step.kind], slots)


def signed(points: int) -> Slot:
    """Points with their sign; a minus comes with the number."""
    return Said(Phrase.POINTS_UP, {"points": points}) if points > 0 else points
