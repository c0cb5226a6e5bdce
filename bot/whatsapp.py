"""The only door to Meta's Graph API: sends, uploads, fetches, marks as read. Only pywa file."""

from __future__ import annotations

from dataclasses import dataclass

from bot.rendered import Rendered


@dataclass(frozen=True, slots=True)
class Sent:
    """Meta accepted the message; nothing is said about delivery yet."""

    wamid: str


class WhatsApp:
    """Our one business number at Meta, or at the simulator.

    Every method raises `bot.send_failure.SendFailure` when it does not succeed.
    """

    def __init__(
        self, api_url: str, phone_id: str, token: str, *, api_version: str = "26.0"
    ) -> None:
        raise NotImplementedError

    async def send(self, outgoing: Rendered) -> Sent:
        """Send one message; its limits are checked first."""
        raise NotImplementedError

    async def upload(self, content: bytes, mime: str, filename: str) -> str:
        """Upload a file; the id is good for thirty days."""
        raise NotImplementedError

    async def fetch_media(self, media_id: str) -> tuple[bytes, str]:
        """The bytes and MIME type of what a person sent."""
        raise NotImplementedError

    async def mark_read(self, wamid: str, *, typing: bool = False) -> None:
        """Blue ticks, and "typing…" for at most 25 seconds."""
        raise NotImplementedError

    async def close(self) -> None:
        """End the connections."""
        raise NotImplementedError
