"""Who is told when a shop's credit changes."""

from __future__ import annotations

from collections.abc import Mapping

from domain.events import LimitSet
from domain.limits import LimitWhy
from flows.addressed import to_admins, to_business
from flows.phrases import Phrase
from flows.turn import Audience, Notice, Reply, Said, Slot

BECAUSE: Mapping[LimitWhy, Phrase] = {
    LimitWhy.BAND_RAISE: Phrase.LIMIT_BECAUSE_BAND_RAISE,
    LimitWhy.BAND_CUT: Phrase.LIMIT_BECAUSE_BAND_CUT,
    LimitWhy.DELAY_CUT: Phrase.LIMIT_BECAUSE_DELAY_CUT,
    LimitWhy.RESTORED_HALF: Phrase.LIMIT_BECAUSE_RESTORED_HALF,
    LimitWhy.RESTORED: Phrase.LIMIT_BECAUSE_RESTORED,
}


def of_limit(event: LimitSet) -> tuple[Notice, ...]:
    """The shop hears of every change; the admins of those that nobody of them made."""
    if event.why is LimitWhy.BY_ADMIN:
        reply = Reply(Phrase.LIMIT_CHANGED, {"after": event.after})
        return (to_business(Audience.SHOP, event.shop_id, reply),)
    slots: dict[str, Slot] = {
        "name": event.name,
        "code": event.code,
        "before": event.before,
        "after": event.after,
        "why": Said(BECAUSE[event.why]),
    }
    return (
        to_business(Audience.SHOP, event.shop_id, Reply(Phrase.LIMIT_MOVED, slots)),
        to_admins(Phrase.LIMIT_MOVED_ADMIN, slots, read=f"shop {event.code}"),
    )
