"""Scores: each shop's newest comes out the same when it is made again from the ledger."""

from __future__ import annotations

from typing import Final

from domain.credit_events import Scored
from domain.score_rules import SCORE_RULES
from domain.scoring import credit_score
from flows.timers import FIRST
from storage.check.invariant import Invariant
from storage.facts.history import histories
from storage.facts.nightly import scored
from storage.store import Transaction

SHOPS_AT_ONCE: Final = 200
# Of days that were over: what is known of them by now was known then.
NEWEST = """
SELECT s.code, last.* FROM shops s CROSS JOIN LATERAL (
    SELECT * FROM scores WHERE shop_id = s.id AND final ORDER BY scores.id DESC LIMIT 1
) AS last
WHERE s.id > $1 ORDER BY s.id LIMIT $2
"""


async def remade_otherwise(tx: Transaction) -> list[str]:
    """Make every shop's newest score again, with the weights it was made by."""
    wrong: list[str] = []
    after = FIRST
    while rows := await tx.rows(NEWEST, after, SHOPS_AT_ONCE):
        found = await histories(tx, [row["shop_id"] for row in rows])
        for row in rows:
            kept, rules = scored(row), SCORE_RULES.get(row["weights_version"])
            history = found[kept.shop_id].history
            again = credit_score(history, kept.on, rules) if rules else None
            if again is None or Scored.of(kept.shop_id, again, final=True) != kept:
                wrong.append(f"{row['code']} on {kept.on}")
        after = rows[-1]["shop_id"]
    return wrong


SCORES = Invariant(
    "S13-scores",
    "Each shop's newest score comes out the same when it is made again",
    breaks="",
    look=remade_otherwise,
)

INVARIANTS: Final = (SCORES,)
