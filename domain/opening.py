"""When a vendor serves, by the clocks of Nepal."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from domain.people import MINUTES_A_DAY, Vendor

NEPAL = timezone(timedelta(hours=5, minutes=45))  # no summer time, the same since 1986
_DAYS_AHEAD = 8


def open_now(vendor: Vendor, at: datetime) -> bool:
    """Whether the vendor's hours cover that moment, in Nepal time."""
    local = at.astimezone(NEPAL)
    minute = local.hour * 60 + local.minute
    hours = vendor.hours
    return local.weekday() in hours.days and (
        hours.opens_minute <= minute < min(hours.closes_minute, MINUTES_A_DAY)
    )


def next_opening(vendor: Vendor, at: datetime) -> datetime | None:
    """When the vendor opens next after that moment; None if it never does."""
    hours = vendor.hours
    midnight = at.astimezone(NEPAL).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(_DAYS_AHEAD):
        opens = midnight + timedelta(days=day, minutes=hours.opens_minute)
        if opens > at and opens.weekday() in hours.days:
            return opens
    return None
