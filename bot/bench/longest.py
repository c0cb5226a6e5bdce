"""The longest message WhatsApp lets through, in its worst forms: how long one takes to read."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from domain.catalog import Catalogue
from flows.reading.reader import Reader
from flows.reading.text import LONGEST

GOAL_MS: Final = 50.0
T = TypeVar("T")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_TURNS: Final = 5


@dataclass(slots=True)
class Numbers:
    """Numbers in no apparent order, the same in every run."""

    last: int

    def below(self, end: int) -> int:
        """The next number, from 0, below the end."""
        self.last = (self.last * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.last >> 33) % end

    def one_of(self, choices: Sequence[T]) -> T:
        """One of these."""
        return choices[self.below(len(choices))]


def longest_row(catalogue: Catalogue) -> dict[str, Any]:
    """Each form in several variants, first met by a new reader (cold), then once more (warm)."""
    cold, warm = [], []
    for turn in range(_TURNS):
        for text in worst_texts(catalogue, Numbers(turn)):
            reader = Reader(catalogue)
            gc.collect()
            cold.append(_milliseconds(reader, text))
            warm.append(_milliseconds(reader, text))
    cold.sort()
    warm.sort()
    return {
        "measure": f"read {LONGEST} characters, worst forms",
        "cold_p50_ms": round(cold[len(cold) // 2], 1),
        "cold_p99_ms": round(cold[len(cold) * 99 // 100], 1),
        "warm_p99_ms": round(warm[len(warm) * 99 // 100], 1),
        "ratio_to_goal": round(cold[len(cold) * 99 // 100] / GOAL_MS, 2),
    }


def worst_texts(catalogue: Catalogue, numbers: Numbers) -> Iterator[str]:
    """Walls of new words, of names, of misspelt names, of numbers, and of lines of these."""
    products = list(catalogue.values())

    def new(length: int) -> str:
        return "".join(numbers.one_of(_LETTERS) for _ in range(length))

    def name() -> str:
        return numbers.one_of(numbers.one_of(products).names)

    def part() -> str:
        return numbers.one_of(name().split())

    parts: tuple[Callable[[], str], ...] = (
        lambda: new(numbers.below(7) + 3),
        lambda: f"{new(6)} {new(5)} {numbers.below(9) + 1} kg\n",
        name,
        part,
        lambda: f"{part()}{new(1)} {numbers.below(9) + 1}",
        lambda: f"{name()} {numbers.below(9) + 1} carton\n",
        lambda: str(numbers.below(99) + 1),
        lambda: "chini hoina",
    )
    for make in parts:
        words: list[str] = []
        while sum(map(len, words)) < LONGEST:
            words.append(make())
        yield " ".join(words)[:LONGEST]


def _milliseconds(reader: Reader, text: str) -> float:
    started = time.process_time()
    reader.read(text)
    return (time.process_time() - started) * 1000
