"""The two rules about when a person may be written to: the 24-hour window and the pair rate.

Source: Meta, "Customer service windows"; "About the platform" for the pair rate of one message
per 6 seconds to one person, with up to 45 in 6 seconds borrowed from the time that follows.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
PAIR_INTERVAL = timedelta(seconds=6)
PAIR_BURST = 45


def window_left(last_inbound: datetime | None, now: datetime) -> timedelta:
    """How long free-form messages may still be sent; zero when the window is closed."""
    if last_inbound is None:
        return timedelta()
    return max(last_inbound + WINDOW - now, timedelta())


@dataclass(slots=True)
class PairRate:
    """How fast one business number may write to one person.

    A burst inside six seconds is let through and then paid for: after 20 messages at once the
    next may go 120 seconds after the first.
    """

    started: datetime | None = None
    count: int = 0

    def admit(self, now: datetime) -> bool:
        """Count one message if it may go now."""
        if self.started is None or now >= self.started + PAIR_INTERVAL * self.count:
            self.started, self.count = now, 1
            return True
        if now - self.started < PAIR_INTERVAL and self.count < PAIR_BURST:
            self.count += 1
            return True
        return False
