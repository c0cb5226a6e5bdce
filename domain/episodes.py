"""Nothing is told twice: a flag belongs to an episode, and an episode is told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.risk_flags import Action, Flag, Level
from domain.risk_rules import RiskRules, RuleCode, Setting

# A matter that stops and starts again within this is the same matter. Source: "one per 24 h".
CALM_AFTER = timedelta(hours=24)
LOUDNESS: Mapping[Level, int] = {Level.INFO: 0, Level.WARNING: 1, Level.CRITICAL: 2}


@dataclass(frozen=True, slots=True)
class Episode:
    """A matter of one shop, from the first flag until it has been calm for a day.

    Attributes:
        key: `Flag.key`; a shop has one open episode of it at most.
        level: The loudest that was told.
        told_at: When the admins were last told.
        acted: The limit was cut in it; it is not cut again.
        calm_since: The first look at which the rule was silent; None while it speaks.
        acknowledged: An admin has seen it; only something louder is told.
    """

    key: str
    rule: RuleCode
    level: Level
    since: datetime
    told_at: datetime
    acted: bool = False
    calm_since: datetime | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What a look at a shop's flags comes to.

    Attributes:
        news: What has to be told and done now.
        open: The episodes as they stand, to be kept.
        ended: Episodes that are over.
    """

    news: tuple[Flag, ...]
    open: tuple[Episode, ...]
    ended: tuple[Episode, ...]


def follow(
    episodes: tuple[Episode, ...], flags: tuple[Flag, ...], rules: RiskRules, at: datetime
) -> Followed:
    """Tell flags from news: what is new, louder, or due to be said again.

    Args:
        episodes: The open ones, as kept last time.
        flags: What the rules say now (`assess`).
    """
    news: list[Flag] = []
    still_open: list[Episode] = []
    ended: list[Episode] = []
    spoken = {flag.key: flag for flag in flags}
    for episode in episodes:
        flag = spoken.pop(episode.key, None)
        if flag is None:
            calm = replace(episode, calm_since=episode.calm_since or at)
            over = calm.calm_since is not None and at - calm.calm_since >= CALM_AFTER
            (ended if over else still_open).append(calm)
        elif flag.action is Action.RELEASE:
            spoken[flag.key] = flag
            ended.append(episode)
        else:
            told, kept = _goes_on(episode, flag, rules, at)
            news += told
            still_open.append(kept)
    for flag in spoken.values():
        news.append(flag)
        if flag.action is not Action.RELEASE or flag.level is not Level.INFO:
            still_open.append(_begins(flag, at))
    return Followed(tuple(news), tuple(still_open), tuple(ended))


def _begins(flag: Flag, at: datetime) -> Episode:
    acted = flag.action is Action.CUT_LIMIT
    return Episode(flag.key, flag.rule, flag.level, since=at, told_at=at, acted=acted)


def _goes_on(
    episode: Episode, flag: Flag, rules: RiskRules, at: datetime
) -> tuple[list[Flag], Episode]:
    """What an open episode's flag adds: a louder level, a first cut, a block, or a repetition."""
    if episode.acted and flag.action is Action.CUT_LIMIT:
        flag = replace(flag, action=Action.ALERT)
    episode = replace(episode, calm_since=None)
    louder = LOUDNESS[flag.level] > LOUDNESS[episode.level]
    acts = flag.action in (Action.CUT_LIMIT, Action.BLOCK)
    pause = timedelta(hours=rules[Setting.HIGH_RISK_REPEAT_HOURS])
    again = flag.rule is RuleCode.HIGH_RISK and at - episode.told_at >= pause
    if not (louder or acts or (again and not episode.acknowledged)):
        return [], episode
    told = replace(
        episode,
        level=flag.level if louder else episode.level,
        told_at=at,
        acted=episode.acted or flag.action is Action.CUT_LIMIT,
        acknowledged=episode.acknowledged and not louder,
    )
    return [flag], told
