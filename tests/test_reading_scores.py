"""The reader on the evaluation set, by its own reference scorer: the floors it must hold."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.parse import parse
from storage.catalogue_csv import DEMO, read_catalogue

ORDERS = Path(__file__).parent / "orders"
FLOORS = {
    "line_f1": 0.97,
    "ambiguous_asked": 0.95,
    "flagged_not_accepted": 1.0,
    "intent_accuracy": 0.97,
    "orders_fully_right": 0.93,
}
CEILINGS = {"false_accept_rate": 0.005, "asked_when_clear": 0.04}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    answers = tmp_path_factory.mktemp("scores") / "answers.jsonl"
    with answers.open("w", encoding="utf-8") as out:
        gold = (ORDERS / "dev.jsonl").read_text("utf-8").splitlines()
        assert parse(gold, out, read_catalogue()) == 0
    scorer = [sys.executable, ORDERS / "score.py", ORDERS / "dev.jsonl", answers, DEMO]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(printed))


@pytest.mark.parametrize("measure", FLOORS)
def test_holds_its_floor(scores: dict[str, float], measure: str) -> None:
    assert scores[measure] >= FLOORS[measure]


@pytest.mark.parametrize("measure", CEILINGS)
def test_stays_under_its_ceiling(scores: dict[str, float], measure: str) -> None:
    assert scores[measure] <= CEILINGS[measure]
