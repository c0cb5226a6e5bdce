"""What must never stand in a log: phone numbers, tokens, PINs and codes; not even at debug."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.observe import configure_logging
from bot.simulator.config import SimulatorConfig
from tests.stage import PEOPLE, SECRET_KEY, stage

ORDER = Path(__file__).parent / "transcripts" / "first_order.txt"
ADMIN = """
asha>  limit sharma 60000 reason six clean months
bot>   asha: [ask_pin]
asha>  1357
bot>   asha: [pin_wrong]
asha>  2468
bot>   asha: [limit_set_admin]
bot>   hari: [limit_changed]
"""
PINS = ("2468", "1357")


async def test_no_canary_sings(
    database_url: str, redis_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with stage(database_url, redis_url, tmp_path) as playing:
        configure_logging("debug", "json")
        await playing.play(ORDER.read_text(encoding="utf-8") + ADMIN)
        codes = await playing.database.fetch("SELECT delivery_code FROM orders")
    configure_logging("error", "json")
    lines = capsys.readouterr().err.splitlines()
    events = [json.loads(line) for line in lines]
    assert len(events) > 10
    assert all({"event", "level", "timestamp"} <= event.keys() for event in events)
    config = SimulatorConfig()
    secrets = (config.token, config.app_secret, config.verify_token, SECRET_KEY)
    numbers = [number[4:] for number in PEOPLE.values()]
    digits = [*PINS, *(row["delivery_code"] for row in codes if row["delivery_code"])]
    for line in lines:
        assert not [one for one in (*secrets, *numbers) if one in line], line
        words = re.findall(r"(?<![\w.:-])\d{4}(?![\w.:-])", line)
        assert not set(words) & set(digits), line
