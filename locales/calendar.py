"""Days by the calendar people in Nepal live by, Bikram Sambat (BS).

The library knows every year's month lengths, but those of years to come are guesses until the
calendar committee publishes them. The published ones stand in ``month_lengths.toml``, which an
operator corrects; they win over the library's.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import nepali_datetime as library

FIRST_YEAR = library.MINYEAR
LAST_YEAR = library.MAXYEAR - 1  # its end is only known by the start of the one after
_MONTHS = 12
_SHORTEST, _LONGEST = 29, 32
_TABLE = Path(__file__).parent / "month_lengths.toml"


@dataclass(frozen=True, slots=True)
class BikramDate:
    """A day in Bikram Sambat.

    Attributes:
        month: Baisakh 1 to Chait 12.
    """

    year: int
    month: int
    day: int


def bikram(day: date) -> BikramDate | None:
    """The day in Bikram Sambat; None outside the years that are known, BS 1975 to 2099."""
    starts = _starts()
    place = bisect_right(starts, day) - 1
    if not 0 <= place < len(starts) - 1:
        return None
    year, days = FIRST_YEAR + place, (day - starts[place]).days
    before = (0, *accumulate(_lengths(year)))
    month = bisect_right(before, days)
    return BikramDate(year, month, days - before[month - 1] + 1)


def first_day(year: int, month: int) -> date:
    """The Gregorian day on which a month of Bikram Sambat begins.

    Args:
        year: `FIRST_YEAR` to `LAST_YEAR`.
        month: Baisakh 1 to Chait 12.
    """
    start: date = _starts()[year - FIRST_YEAR]
    return start + timedelta(days=sum(_lengths(year)[: month - 1]))


def read_published(toml: str) -> Mapping[int, tuple[int, ...]]:
    """Month lengths by BS year, from the operator's table.

    Raises:
        ValueError: A year has not twelve months of 29 to 32 days.
    """
    table = {int(year): tuple(days) for year, days in tomllib.loads(toml).items()}
    for year, lengths in table.items():
        if len(lengths) != _MONTHS or not all(_SHORTEST <= n <= _LONGEST for n in lengths):
            raise ValueError(f"{_TABLE.name}: {year} needs twelve months of 29 to 32 days")
    return table


@cache
def _published() -> Mapping[int, tuple[int, ...]]:
    return read_published(_TABLE.read_text(encoding="utf-8"))


@cache
def _starts() -> Sequence[date]:
    """The first day of each year; one published longer or shorter moves all later ones."""
    first: date = library.date(FIRST_YEAR, 1, 1).to_datetime_date()
    sizes = [sum(_lengths(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
    return tuple(first + timedelta(days=days) for days in (0, *accumulate(sizes)))


def _lengths(year: int) -> tuple[int, ...]:
    if year in _published():
        return _published()[year]
    firsts = [library.date(year, month, 1) for month in range(1, _MONTHS + 1)]
    firsts.append(library.date(year + 1, 1, 1))
    return tuple((after - before).days for before, after in pairwise(firsts))
