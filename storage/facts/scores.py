"""Scores: as they were kept, and as they stand now."""

from __future__ import annotations

from datetime import date

from domain.facts import ScoreFile
from domain.ids import ShopId
from domain.opening import NEPAL
from domain.scoring import credit_score
from storage.facts.history import history
from storage.store import Transaction

LAST_BEFORE = """
SELECT value FROM scores WHERE shop_id = $1 AND final AND day < $2 ORDER BY id DESC LIMIT 1
"""


def nepals_day(tx: Transaction) -> date:
    """The day in Nepal at this transaction's time."""
    return tx.at.astimezone(NEPAL).date()


async def score_file(tx: Transaction, shop: ShopId) -> ScoreFile:
    """A shop's score at this moment, and what it was when the last day ended."""
    today = nepals_day(tx)
    score = credit_score((await history(tx, shop)).history, today)
    return ScoreFile(score, await tx.value(LAST_BEFORE, shop, today))
