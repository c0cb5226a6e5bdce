"""Ed25519: this system's signature, and whether one is somebody's."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.settings import make_home

KEY_FILE = "signing_key"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; it stays out of `repr`.

    Attributes:
        public: Whom its signatures are checked against, 64 hex digits.
    """

    public: str
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of_home(cls, home: Path) -> SigningKey:
        """The key that lies in the data folder; made when there is none, for its owner only.

        Raises:
            ValueError: What lies there is no key.
        """
        path = home / KEY_FILE
        if not path.is_file():
            make_home(home)
            _leave(path, Ed25519PrivateKey.generate().private_bytes_raw())
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii")))
        return cls(private.public_key().public_bytes_raw().hex(), private)

    def sign(self, content: bytes) -> str:
        """The signature of this content, in hex."""
        return self._private.sign(content).hex()


def _leave(path: Path, private: bytes) -> None:
    """Write the key whole or not at all; of two processes that do, the first one's counts."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(private.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def is_signed(content: bytes, signature: str, public: str) -> bool:
    """Whether this signature was made over this content by the owner of this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
