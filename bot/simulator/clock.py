"""The simulator's own time, which can be pushed forward by hours to close a 24-hour window."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def wall_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (Meta has its own clock; the bot's stays in resolve)


class Clock:
    """A clock that runs with another one, ahead of it by as much as one likes."""

    def __init__(self, base: Callable[[], datetime] = wall_clock) -> None:
        self._base = base
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The simulator's present moment."""
        return self._base() + self.ahead

    def advance(self, by: timedelta) -> None:
        """Let time pass at once.

        Raises:
            ValueError: when told to run backwards, which would reorder chats.
        """
        if by < timedelta():
            raise ValueError("the simulator's clock moves forward; reset takes it back")
        self.ahead += by

    def reset(self) -> None:
        """Back to the machine's time."""
        self.ahead = timedelta()
