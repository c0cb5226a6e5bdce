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
# Making a score again takes milliseconds: a large market's shops take turns, another part of
# them each minute, while every score is held against the sealed audit each time.
SHOPS_AT_MOST: Final = 250
PARTS: Final = "SELECT 1 + count(*) / $1 FROM shops"
# Of days that were over: what is known of them by now was known then.
NEWEST = """
SELECT s.code, last.* FROM shops s CROSS JOIN LATERAL (
    SELECT * FROM scores WHERE shop_id = s.id AND final ORDER BY scores.id DESC LIMIT 1
) AS last
WHERE s.id > $1 AND abs(hashtext(s.code)::bigint) % $3 = $4 ORDER BY s.id LIMIT $2
"""


async def remade_otherwise(tx: Transaction) -> list[str]:
    """Make every shop's newest score again, with the weights it was made by."""
    wrong: list[str] = []
    after = FIRST
    parts = await tx.value(PARTS, SHOPS_AT_MOST)
    part = int(tx.at.timestamp()) // 60 % parts
    while rows := await tx.rows(NEWEST, after, SHOPS_AT_ONCE, parts, part):
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

AUDITED = Invariant(
    "S13-audited",
    "Every score is what the audit says was made, and none is gone",
    """
    SELECT coalesce(s.shop_id, a.shop_id) || ' on ' || coalesce(s.day, a.day) AS key
    FROM (
        SELECT cause_key, shop_id, day, final, value, thin, settled_bills, weights_version,
            payment_bp, debt_bp, volume_bp, age_bp
        FROM scores
    ) AS s FULL JOIN (
        SELECT cause_key, CAST(event->>'shop_id' AS uuid) AS shop_id,
            CAST(event->>'on' AS date) AS day, CAST(event->>'final' AS boolean) AS final,
            CAST(event->>'value' AS int) AS value, CAST(event->>'thin' AS boolean) AS thin,
            CAST(event->>'settled_bills' AS int) AS settled_bills,
            CAST(event->>'weights_version' AS int) AS weights_version,
            CAST(event->'parts'->>'payment_bp' AS int) AS payment_bp,
            CAST(event->'parts'->>'debt_bp' AS int) AS debt_bp,
            CAST(event->'parts'->>'volume_bp' AS int) AS volume_bp,
            CAST(event->'parts'->>'age_bp' AS int) AS age_bp
        FROM audit WHERE kind = 'Scored'
    ) AS a USING (cause_key, shop_id)
    WHERE (s.day, s.final, s.value, s.thin, s.settled_bills, s.weights_version, s.payment_bp,
            s.debt_bp, s.volume_bp, s.age_bp)
        IS DISTINCT FROM (a.day, a.final, a.value, a.thin, a.settled_bills, a.weights_version,
            a.payment_bp, a.debt_bp, a.volume_bp, a.age_bp)
    """,
)

INVARIANTS: Final = (AUDITED, SCORES)
