"""Which operating system user runs the servers: PostgreSQL refuses root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypedDict

from bot.refusals import EmbeddedError

UNPRIVILEGED_USER = "nobody"
LOG_BYTES = 5_000_000


class SpawnUser(TypedDict, total=False):
    """The arguments by which `subprocess` runs a child as another user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system.

    Attributes:
        switched: We are root and step down to this user for the servers.
    """

    uid: int
    gid: int
    name: str
    switched: bool

    def spawn_user(self) -> SpawnUser:
        """How a child process becomes this user; empty when we are this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, path: Path) -> bool:
        """Whether this user may pass or run the path; asked as it, since only the kernel knows."""
        command = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(command, check=False, cwd="/", **self.spawn_user()).returncode == 0

    def own(self, folder: Path) -> None:
        """Make the folder if needed, private to this user."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switched:
            os.chown(folder, self.uid, self.gid)

    def open_log(self, path: Path) -> BinaryIO:
        """A log to append to, this user's too, so that it can go on without root."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        log = path.open("ab")
        if self.switched:
            os.chown(path, self.uid, self.gid)
        return log


def server_account(data: Path) -> Account:
    """The user for the servers whose data lies, or will lie, in this folder.

    A normal user runs them as itself. Root steps down: to the owner of data that is already
    there, so that the same folder serves `make run` and `sudo make run`, else to `nobody`.

    Raises:
        EmbeddedError: This user has no name, which PostgreSQL needs, or may not use the folder.
    """
    owner = data.stat().st_uid if data.exists() else None
    uid = os.geteuid()
    if uid != 0:
        if owner not in (None, uid):
            raise EmbeddedError(
                f"{data} belongs to another user (id {owner}); "
                "start Khaacho as that user, or set KHAACHO_HOME to another folder"
            )
        return _account(uid, switched=False)
    if owner:
        return _account(owner, switched=True)
    return _account(pwd.getpwnam(UNPRIVILEGED_USER).pw_uid, switched=True)


def _account(uid: int, *, switched: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedError(
            f"user id {uid} has no name on this machine, which the embedded PostgreSQL needs; "
            "start as a named user, or set DATABASE_URL"
        ) from None
    return Account(uid, entry.pw_gid, entry.pw_name, switched)
