"""A file that goes with a reply: named while thinking, made from the database when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class FileFormat(StrEnum):
    """What kind of file is wanted."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


class Span(StrEnum):
    """Which days are wanted, by the calendar of Nepal."""

    YEAR = "year"  # this month and the eleven before it
    MONTH = "month"
    SINCE = "since"  # from a month's first day on
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days as people name it, to be looked up in the calendar.

    Attributes:
        month: Baisakh 1 to Chait 12, with `Span.MONTH` and `Span.SINCE`.
        year: In Bikram Sambat; the fiscal year's first. 0 is the latest that has begun.
    """

    span: Span = Span.YEAR
    month: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement of a shop's account.

    Attributes:
        vendor_id: With this vendor; None with all together.
    """

    shop_id: UUID
    vendor_id: UUID | None
    days: Days
    format: FileFormat
