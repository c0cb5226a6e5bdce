"""PINs: which are fit, and how one is kept so that the database alone does not reveal it."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 4
LONGEST = 6
# Source: OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB of memory, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
_SHAPE = re.compile(rf"[0-9]{{{SHORTEST},{LONGEST}}}")
_LADDER = "01234567890"


def fit_pin(text: str) -> str | None:
    """A PIN as typed, in Latin digits; None when it is no PIN or one that everybody tries first.

    Refused are one digit repeated and digits that only count up or down, such as 0000 or 4321.
    """
    pin = text.strip().translate(_DIGITS)
    if not _SHAPE.fullmatch(pin) or len(set(pin)) == 1:
        return None
    return None if pin in _LADDER or pin in _LADDER[::-1] else pin


def hash_pin(pin: str, pepper: str) -> str:
    """What is kept of a PIN; different each time.

    Args:
        pin: As `fit_pin` gave it.
        pepper: The secret key, which is not in the database: without it, ten thousand tries
            would find any PIN.
    """
    return _HASHER.hash(_peppered(pin, pepper))


def verify_pin(pin: str, pin_hash: str, pepper: str) -> bool:
    """Whether this is the PIN that was kept."""
    try:
        return _HASHER.verify(pin_hash, _peppered(pin, pepper))
    except (VerificationError, InvalidHashError):
        return False


def _peppered(pin: str, pepper: str) -> bytes:
    assert pepper, "a PIN without a pepper is found in a second"
    return hmac.digest(pepper.encode(), pin.translate(_DIGITS).encode(), sha256)
