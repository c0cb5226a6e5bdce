"""Files on Meta's side: kinds and sizes it takes, and the store that keeps them in memory.

Source: Meta, "Media" reference: supported media types, upload lifetime 30 days, URL lifetime
five minutes.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.errors import (
    INVALID_PARAMETER,
    PARAMETER_VALUE_INVALID,
    GraphError,
    no_such_object,
)

KB = 1024
MB = 1024 * KB
URL_LIFETIME = timedelta(minutes=5)
UPLOAD_LIFETIME = timedelta(days=30)

MIME_TYPES: Mapping[str, tuple[str, ...]] = {
    "image": ("image/jpeg", "image/png"),
    "audio": ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"),
    "video": ("video/mp4", "video/3gpp"),
    "sticker": ("image/webp",),
    "document": (
        "text/plain",
        "text/csv",
        "application/pdf",
        "application/json",
        "application/zip",
        "application/octet-stream",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}

MOST_BYTES: Mapping[str, int] = {
    "image": 5 * MB,
    "audio": 16 * MB,
    "video": 16 * MB,
    "sticker": 500 * KB,
    "document": 100 * MB,
}


@dataclass(frozen=True, slots=True)
class Media:
    """One stored file.

    Attributes:
        id: Meta's media id, digits.
        from_business: uploaded by the bot; otherwise sent by a person.
    """

    id: str
    data: bytes
    mime_type: str
    name: str
    stored_at: datetime
    from_business: bool = True

    @property
    def sha256(self) -> bytes:
        """The digest of the bytes; Meta writes it as hex in answers, as base64 in webhooks."""
        return hashlib.sha256(self.data).digest()


def check_media(mime_type: str, size: int) -> str:
    """Say which kind of message a file may be sent as.

    Args:
        mime_type: without parameters such as codecs.
        size: in bytes.

    Raises:
        GraphError: 100 for a type Meta does not take, 131009 for a file that is too large.
    """
    for kind, types in MIME_TYPES.items():
        if mime_type in types:
            if size > MOST_BYTES[kind]:
                raise GraphError(
                    PARAMETER_VALUE_INVALID,
                    f"File size {size} exceeds the {MOST_BYTES[kind]} bytes allowed for {kind}.",
                )
            return kind
    allowed = ", ".join(name for types in MIME_TYPES.values() for name in types)
    raise GraphError(
        INVALID_PARAMETER,
        f"Param file must be a file with one of the following types: {allowed}. "
        f"Received file of type '{mime_type}'.",
    )


class MediaStore:
    """All files, by id."""

    def __init__(self, now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._now = now
        self._new_id = new_id
        self._kept: dict[str, Media] = {}

    def add(self, data: bytes, mime_type: str, name: str, *, from_business: bool) -> Media:
        """Keep a file and give it an id."""
        kept = Media(self._new_id(), data, mime_type, name, self._now(), from_business)
        self._kept[kept.id] = kept
        return kept

    def get(self, media_id: str) -> Media:
        """The file with this id.

        Raises:
            GraphError: 100/33 when there is none, or it was deleted or uploaded 30 days ago.
        """
        found = self._kept.get(media_id)
        if found is None or self._now() - found.stored_at >= UPLOAD_LIFETIME:
            raise no_such_object(media_id)
        return found

    def holds(self, media_id: str) -> bool:
        """Whether a file with this id is there."""
        return media_id in self._kept

    def remove(self, media_id: str) -> None:
        """Delete a file.

        Raises:
            GraphError: 100/33 when there is none.
        """
        self.get(media_id)
        del self._kept[media_id]
