"""The reader on the evaluation set, by its own reference scorer: the floors it must hold."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import _module
from bot.bench import command
from bot.bench.reading import score_rows
from bot.parse import parse
from storage.catalogue_csv import DEMO, read_catalogue

ORDERS = Path(__file__).parent / "orders"
GOALS = {
    "line_f1": 0.97,
    "ambiguous_asked": 0.95,
    "flagged_not_accepted": 1.0,
    "intent_accuracy": 0.97,
    "orders_fully_right": 0.93,
}
CEILINGS = {"false_accept_rate": 0.005, "asked_when_clear": 0.04}
# Written by somebody who had not seen the reader; a little under what it reaches.
FRESH = {**GOALS, "line_f1": 0.98, "orders_fully_right": 0.96}
FLOORS = {"dev": GOALS, "fresh": FRESH}


@pytest.fixture(scope="module", params=FLOORS)
def scores(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, float]]:
    answers = tmp_path_factory.mktemp("scores") / "answers.jsonl"
    gold = ORDERS / f"{request.param}.jsonl"
    with answers.open("w", encoding="utf-8") as out:
        assert parse(gold.read_text("utf-8").splitlines(), out, read_catalogue()) == 0
    scorer = [sys.executable, ORDERS / "score.py", gold, answers, DEMO]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    return request.param, json.loads(printed)


@pytest.mark.parametrize("measure", GOALS)
def test_holds_its_floor(scores: tuple[str, dict[str, float]], measure: str) -> None:
    name, reached = scores
    assert reached[measure] >= FLOORS[name][measure]


@pytest.mark.parametrize("measure", CEILINGS)
def test_stays_under_its_ceiling(scores: tuple[str, dict[str, float]], measure: str) -> None:
    assert scores[1][measure] <= CEILINGS[measure]


def test_bench_is_found_and_measures_both_sets() -> None:
    assert _module("bench") == command.__name__
    row = score_rows("fresh", read_catalogue())[0]
    assert row["found_percent"] > 95
    assert "fresh: reader" in command.line(row)
