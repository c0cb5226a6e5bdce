"""A KHAACHO_HOME belongs to one Khaacho at a time, which says in a file where it can be found."""

import fcntl
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.refusals import AlreadyRunningError
from bot.settings import make_home


@dataclass(frozen=True, slots=True)
class Urls:
    """Where PostgreSQL and Redis are."""

    database_url: str
    redis_url: str


@dataclass(slots=True)
class Home:
    """The data folder and our claim to it; the claim ends with our process, however that ends."""

    folder: Path
    _lock: TextIO | None = field(default=None, init=False, repr=False)

    def take(self) -> None:
        """Make the folder ours.

        Raises:
            AlreadyRunningError: Another Khaacho runs in it.
        """
        make_home(self.folder)
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            facts = self._told()
            where = f" (process {facts['pid']}, {facts['address']})" if facts else ""
            raise AlreadyRunningError(
                f"Khaacho is already running in {self.folder}{where}; "
                "stop it first, or set KHAACHO_HOME and PORT to run a second one"
            ) from None
        self._lock = lock
        self._file.unlink(missing_ok=True)

    def tell(self, urls: Urls, address: str) -> None:
        """Write down where we are; the URLs may hold a password, so for our user only."""
        facts = {
            "pid": os.getpid(),
            "address": address or "one command",
            "database_url": urls.database_url,
            "redis_url": urls.redis_url,
        }
        fresh = self._file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(facts, file)
        fresh.replace(self._file)

    def urls(self) -> Urls | None:
        """What the Khaacho that runs here told; None when it has not come so far."""
        facts = self._told()
        return Urls(facts["database_url"], facts["redis_url"]) if facts else None

    def leave(self) -> None:
        """Give the folder up."""
        if self._lock is not None:
            self._file.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    @property
    def _file(self) -> Path:
        return self.folder / "running.json"

    def _told(self) -> dict[str, str]:
        try:
            facts: dict[str, str] = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}
        return facts
