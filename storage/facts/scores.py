"""Scores: as they were kept, and as they stand now."""

from __future__ import annotations

from datetime import date, timedelta

from domain.bands import THIN_FILE, CreditStanding, band_of
from domain.facts import ScoreFile
from domain.ids import ShopId
from domain.money import Money
from domain.opening import NEPAL
from domain.risk_rules import RULES_AS_GIVEN, RiskRules, RuleCode, Setting
from domain.scoring import credit_score
from storage.facts.history import history
from storage.store import Transaction

LAST_BEFORE = """
SELECT value FROM scores WHERE shop_id = $1 AND final AND day < $2 ORDER BY id DESC LIMIT 1
"""
NEWEST = "SELECT value, thin FROM scores WHERE shop_id = $1 ORDER BY id DESC LIMIT 1"
# What is so far past due that it blocks, in one sum; `risk_flags.blocking` of the whole history.
BLOCKING = """
SELECT coalesce(sum(greatest(0, amount - paid - disputed)), 0)::bigint FROM (
    SELECT
        (SELECT coalesce(sum(t.owed_paisa), 0) FROM transfers t
            WHERE t.order_id = b.order_id AND t.payment_id IS NULL) AS amount,
        (SELECT coalesce(sum(a.amount_paisa), 0) FROM allocations a
            WHERE a.order_id = b.order_id) AS paid,
        (SELECT coalesce(sum(s.amount_paisa), 0) FROM shortages s
            WHERE s.order_id = b.order_id AND s.status = 'claimed') AS disputed
    FROM bills b JOIN orders o ON o.id = b.order_id
    WHERE b.shop_id = $1 AND b.settled_at IS NULL AND b.due_on <= $2 AND o.on_credit
) AS late
"""
AGREED = """
SELECT EXISTS (
    SELECT FROM limit_changes WHERE shop_id = $1 AND why = 'by_admin' AND at > $2
)
"""
AGREED_FOR = timedelta(days=30)  # an admin who sets the limit has agreed to credit for so long


def nepals_day(tx: Transaction) -> date:
    """The day in Nepal at this transaction's time."""
    return tx.at.astimezone(NEPAL).date()


async def score_file(tx: Transaction, shop: ShopId) -> ScoreFile:
    """A shop's score at this moment, and what it was when the last day ended."""
    today = nepals_day(tx)
    score = credit_score((await history(tx, shop)).history, today)
    return ScoreFile(score, await tx.value(LAST_BEFORE, shop, today))


async def trust(tx: Transaction, shop: ShopId, rules: RiskRules = RULES_AS_GIVEN) -> CreditStanding:
    """What the newest score and the arrears of this moment allow on credit."""
    newest = await tx.row(NEWEST, shop)
    latest_due = nepals_day(tx) - timedelta(days=rules[Setting.BLOCK_DAYS])
    blocks = rules.on(RuleCode.OVERDUE_BLOCK)
    return CreditStanding(
        rule=band_of(newest["value"], thin=newest["thin"]) if newest else THIN_FILE,
        blocking=Money(await tx.value(BLOCKING, shop, latest_due) if blocks else 0),
        admin_agreed=await tx.value(AGREED, shop, tx.at - AGREED_FOR),
    )
