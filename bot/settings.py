"""Settings: the environment and `.env`, read once into a frozen value, or a refusal to start."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from bot.refusals import SettingError

META_API_URL = "https://graph.facebook.com"
META_API_VERSION = "v23.0"
DEMO_ADMIN_PHONE = "+9779800000001"
DEFAULT_PORT = 8080
HIGHEST_PORT = 65535
SECRET_KEY_LENGTH = 32
SECRET_KEY_DISTINCT = 10
APP_SECRETS_AT_ONCE = 2

# What the simulator is given and the bot expects from it. Public on purpose: it never meets Meta.
SIMULATOR_PHONE_ID = "100000000000001"
SIMULATOR_TOKEN = "simulator-token"  # noqa: S105 - not a secret: the simulator's fixed credential
SIMULATOR_APP_SECRET = "simulator-app-secret"  # noqa: S105 - as above
SIMULATOR_VERIFY_TOKEN = "simulator-verify-token"  # noqa: S105 - as above

WHATSAPP_GROUP = (
    "WHATSAPP_PHONE_ID",
    "WHATSAPP_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
)
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("console", "json")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
API_VERSION = re.compile(r"v[0-9]{1,3}\.[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that can be configured. Secrets stay out of `repr`.

    Attributes:
        database_url: PostgreSQL; empty while the embedded server has not been started.
        redis_url: Redis or Valkey; empty while the embedded server has not been started.
        home: Data folder of the embedded services, backups and generated keys.
        simulator: True while no WhatsApp credentials are set: the simulator stands in for Meta.
        whatsapp_app_secrets: One secret, or two while it is being rotated; either signs.
        admin_phones: E.164; these people are admins from the first start.
    """

    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    home: Path
    host: str
    port: int
    simulator: bool
    simulator_port: int
    whatsapp_api_url: str
    whatsapp_api_version: str
    whatsapp_phone_id: str
    whatsapp_token: str = field(repr=False)
    whatsapp_app_secrets: tuple[str, ...] = field(repr=False)
    whatsapp_verify_token: str = field(repr=False)
    admin_phones: tuple[str, ...] = field(repr=False)
    secret_key: str = field(repr=False)
    log_level: str
    log_format: str


def checkout() -> Path:
    """The folder Khaacho was cloned into, or the current one when it was installed elsewhere."""
    folder = Path(__file__).resolve().parent.parent
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


def read_settings(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the environment over `.env` over the defaults.

    Args:
        environ: Defaults to the process environment.
        folder: Where `.env` and the default data folder lie; defaults to the checkout.

    Raises:
        SettingError: A value is wrong, or a group is half set.
    """
    folder = folder or checkout()
    environ = os.environ if environ is None else environ
    dotenv = dotenv_values(folder / ".env", interpolate=False)
    merged = {name: value for name, value in dotenv.items() if value} | dict(environ)
    return _settings({name: value.strip() for name, value in merged.items()}, folder)


def make_home(home: Path) -> None:
    """Make the data folder; others may pass through it, since root's servers are someone else.

    Raises:
        SettingError: It cannot be written.
    """
    try:
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        writable = os.access(home, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        raise SettingError(f"KHAACHO_HOME is {str(home)!r}; it needs a folder we may write to")


def _settings(values: Mapping[str, str], folder: Path) -> Settings:
    simulator = _without_whatsapp(values)
    port = _port(values, simulator=simulator)
    home = Path(values.get("KHAACHO_HOME") or folder / ".khaacho").expanduser().absolute()
    return Settings(
        database_url=_url(values, "DATABASE_URL", ("postgresql", "postgres")),
        redis_url=_url(values, "REDIS_URL", ("redis", "rediss", "unix")),
        home=home,
        host=values.get("HOST") or "127.0.0.1",
        port=port,
        simulator=simulator,
        simulator_port=port + 1,
        whatsapp_api_url=_api_url(values, simulator=simulator, simulator_port=port + 1),
        whatsapp_api_version=_api_version(values),
        whatsapp_phone_id=values.get("WHATSAPP_PHONE_ID") or SIMULATOR_PHONE_ID,
        whatsapp_token=values.get("WHATSAPP_TOKEN") or SIMULATOR_TOKEN,
        whatsapp_app_secrets=_app_secrets(values),
        whatsapp_verify_token=values.get("WHATSAPP_VERIFY_TOKEN") or SIMULATOR_VERIFY_TOKEN,
        admin_phones=_admin_phones(values, simulator=simulator),
        secret_key=_secret_key(values, home, simulator=simulator),
        log_level=_one_of(values, "LOG_LEVEL", LOG_LEVELS, "info"),
        log_format=_one_of(values, "LOG_FORMAT", LOG_FORMATS, "console"),
    )


def _without_whatsapp(values: Mapping[str, str]) -> bool:
    missing = [name for name in WHATSAPP_GROUP if not values.get(name)]
    if missing and len(missing) < len(WHATSAPP_GROUP):
        found = [name for name in WHATSAPP_GROUP if name not in missing]
        raise SettingError(
            f"{', '.join(missing)} is missing while {', '.join(found)} is set: "
            "set all four to talk to Meta, or none to use the simulator"
        )
    return bool(missing)


def _port(values: Mapping[str, str], *, simulator: bool) -> int:
    highest = HIGHEST_PORT - 1 if simulator else HIGHEST_PORT
    text = values.get("PORT") or str(DEFAULT_PORT)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= highest):
        raise SettingError(f"PORT is {text!r}; it needs a whole number from 1 to {highest}")
    return int(text)


def _url(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    url = values.get(name, "")
    scheme = urlsplit(url).scheme.partition("+")[0]
    if url and scheme not in schemes:
        needs = " or ".join(f"{each}://" for each in schemes)
        raise SettingError(f"{name} begins with {scheme or 'no scheme'!r}; it needs {needs}")
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


def _api_url(values: Mapping[str, str], *, simulator: bool, simulator_port: int) -> str:
    default = f"http://127.0.0.1:{simulator_port}" if simulator else META_API_URL
    url = (values.get("WHATSAPP_API_URL") or default).rstrip("/")
    parts = urlsplit(url)
    local = parts.hostname in LOOPBACK_HOSTS
    if not parts.hostname or parts.scheme not in ({"http", "https"} if local else {"https"}):
        raise SettingError(
            f"WHATSAPP_API_URL is {url!r}; it needs https://…, or http:// on this machine"
        )
    if simulator and not local:
        raise SettingError(
            f"WHATSAPP_TOKEN is missing while WHATSAPP_API_URL is {url!r}: "
            "another server needs real credentials, all four of them"
        )
    return url


def _api_version(values: Mapping[str, str]) -> str:
    version = values.get("WHATSAPP_API_VERSION") or META_API_VERSION
    if not API_VERSION.fullmatch(version):
        raise SettingError(f"WHATSAPP_API_VERSION is {version!r}; it needs the form v23.0")
    return version


def _app_secrets(values: Mapping[str, str]) -> tuple[str, ...]:
    given = values.get("WHATSAPP_APP_SECRET") or SIMULATOR_APP_SECRET
    found = tuple(part for each in given.split(",") if (part := each.strip()))
    if not 1 <= len(found) <= APP_SECRETS_AT_ONCE:
        raise SettingError(
            f"WHATSAPP_APP_SECRET has {len(found)} secrets; it needs one, or two separated by "
            "a comma while it is being rotated"
        )
    return found


def _admin_phones(values: Mapping[str, str], *, simulator: bool) -> tuple[str, ...]:
    given = values.get("ADMIN_PHONES") or (DEMO_ADMIN_PHONE if simulator else "")
    phones = tuple(dict.fromkeys(part for each in given.split(",") if (part := each.strip())))
    if not phones:
        raise SettingError("ADMIN_PHONES is empty; it needs at least one phone like +9779812345678")
    for phone in phones:
        if not E164.fullmatch(phone):
            raise SettingError(f"ADMIN_PHONES has {phone!r}; it needs the form +9779812345678")
    return phones


def _secret_key(values: Mapping[str, str], home: Path, *, simulator: bool) -> str:
    key = values.get("SECRET_KEY", "")
    if not key and simulator:
        return _generated_key(home / "secret_key")
    if len(key) < SECRET_KEY_LENGTH or len(set(key)) < SECRET_KEY_DISTINCT:
        has = f"{len(key)} characters" if key else "nothing"
        raise SettingError(
            f"SECRET_KEY has {has}; it needs {SECRET_KEY_LENGTH} or more random characters, "
            "such as `openssl rand -hex 32` prints"
        )
    return key


def _generated_key(path: Path) -> str:
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    make_home(path.parent)
    fresh = path.with_name(f"secret_key.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(SECRET_KEY_LENGTH))
    try:
        os.link(fresh, path)  # fails when another process was first: then its key is the key
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def _one_of(values: Mapping[str, str], name: str, known: tuple[str, ...], default: str) -> str:
    value = (values.get(name) or default).lower()
    if value not in known:
        raise SettingError(f"{name} is {value!r}; it needs one of {', '.join(known)}")
    return value
