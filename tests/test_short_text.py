"""One line about what was short: which good, and how much of what it is sold by."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from bot.demo_market import catalogue
from flows.short_text import read_short

CATALOGUE = catalogue()
NOODLES, RICE = "NDL-WWCHK", "RIC-JIRA25"
ORDER: Any = SimpleNamespace(lines=[SimpleNamespace(sku=NOODLES), SimpleNamespace(sku=RICE)])
ONE_OF_THIRTY = Decimal("0.033333333")


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("waiwai 1 carton kam", {NOODLES: 1}),
        ("वाइवाइ १ कार्टुन", {NOODLES: 1}),
        ("वाइवाइ १ पेटी कम", {NOODLES: 1}),
        ("2 cartons of waiwai missing", {NOODLES: 2}),
        ("waiwai 1ctn", {NOODLES: 1}),
        ("jira masino 1 sack", {RICE: 1}),
        ("चामल १ बोरा कम", {RICE: 1}),
        ("waiwai 3 pcs", {NOODLES: Decimal("0.1")}),
        # Without a unit it is pieces of what comes by the carton: one packet leaks, not thirty.
        ("waiwai 1", {NOODLES: ONE_OF_THIRTY}),
        ("वाइवाइ १", {NOODLES: ONE_OF_THIRTY}),
        ("sabun 1", {}),
        ("kehi aayena", {}),
    ],
)
def test_what_is_short(words: str, short: dict[str, Decimal]) -> None:
    assert read_short(words, ORDER, CATALOGUE) == short
