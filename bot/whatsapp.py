"""The only door to Meta's Graph API, and the only pywa file."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx
from pywa_async.client import WhatsApp as Pywa
from pywa_async.errors import WhatsAppError

from bot.graph_message import graph_message
from bot.httpx_over_aiohttp import AiohttpClient, NotOk, TooLarge
from bot.rendered import Rendered
from bot.send_failure import FailureKind, SendFailure, kind_of, wait_for

MEDIA_BYTES = 16_000_000  # a photo or voice note is smaller; a document of 100 MB is not for us
# Source: "Media": URLs point to lookaside.fbsbx.com; the others are Meta's delivery networks.
MEDIA_DOMAINS = ("fbsbx.com", "fbcdn.net", "whatsapp.net")

for _name in ("pywa", "pywa_async"):  # their debug lines hold what people write
    logging.getLogger(_name).setLevel(logging.ERROR)

_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout)


@dataclass(frozen=True, slots=True)
class Sent:
    """Meta accepted the message; nothing is said about delivery yet.

    Attributes:
        wamid: The id that the statuses of this message will name.
    """

    wamid: str


class WhatsApp:
    """Our one business number at Meta, or at the simulator.

    Every method raises `SendFailure` when it does not succeed.

    Args:
        api_url: Meta's, or another server that speaks the Graph API.
        api_version: Pinned, such as ``v23.0``.
    """

    def __init__(self, api_url: str, phone_id: str, token: str, *, api_version: str) -> None:
        self._phone_id = phone_id
        self._api = urlsplit(api_url)
        self._http = AiohttpClient(f"{api_url.rstrip('/')}/{api_version}")
        self._pywa = Pywa(
            phone_id, token, session=self._http, api_version=api_version.removeprefix("v")
        )

    async def send(self, outgoing: Rendered) -> Sent:
        """Send one message; what Meta would refuse for its size or shape is not even tried.

        pywa's own ``send_message`` takes a BSUID with letters in it for a group, hence its api.
        """
        if fault := outgoing.fault:
            raise SendFailure(FailureKind.BUG, 0, fault)
        kind, message = graph_message(outgoing.content)
        async with _failures(repeatable=False):
            answer = await self._pywa.api.send_message(
                sender=self._phone_id,
                to=outgoing.to_phone,
                recipient=None if outgoing.to_phone else outgoing.to_bsuid,
                recipient_type="individual",
                typ=kind,
                msg=message,
                biz_opaque_callback_data=outgoing.tracker or None,
            )
            return Sent(str(answer["messages"][0]["id"]))

    async def upload(self, content: bytes, mime: str, filename: str) -> str:
        """Upload a file; its id is good for thirty days."""
        async with _failures():
            answer = await self._pywa.api.upload_media(
                phone_id=self._phone_id, media=content, mime_type=mime, filename=filename
            )
            return str(answer["id"])

    async def fetch_media(self, media_id: str) -> tuple[bytes, str]:
        """The bytes and MIME type of what a person sent, up to `MEDIA_BYTES`."""
        if not (media_id.isascii() and media_id.replace("-", "").replace("_", "").isalnum()):
            raise SendFailure(FailureKind.BUG, 0, "not a media id")
        async with _failures():
            described = await self._pywa.api.get_media_url(media_id=media_id)
            url = str(described["url"])
            if not self._trusts(url):
                raise SendFailure(FailureKind.BUG, 0, "media on a host that is not Meta's")
            content, mime = await self._http.download(url, MEDIA_BYTES)
            return content, str(described.get("mime_type") or mime)

    async def mark_read(self, wamid: str, *, typing: bool = False) -> None:
        """Blue ticks on it and all before it, and "typing…" until we answer, at most 25 seconds."""
        async with _failures():
            if typing:
                await self._pywa.indicate_typing(wamid)
            else:
                await self._pywa.mark_message_as_read(wamid)

    async def close(self) -> None:
        """End the connections."""
        await self._http.aclose()

    def _trusts(self, url: str) -> bool:
        """Whether our token may be shown to that host."""
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) == (self._api.scheme, self._api.netloc):
            return True
        host = parts.hostname or ""
        known = any(host == domain or host.endswith(f".{domain}") for domain in MEDIA_DOMAINS)
        return known and parts.scheme == "https" and parts.port in (None, 443)


@asynccontextmanager
async def _failures(*, repeatable: bool = True) -> AsyncIterator[None]:
    """Whatever goes wrong inside, as a `SendFailure`.

    Args:
        repeatable: Doing it twice does no harm, so an unknown outcome is simply tried again.
    """
    unknown = FailureKind.TRANSIENT if repeatable else FailureKind.AMBIGUOUS
    try:
        yield
    except WhatsAppError as error:
        raise _refused(error, unknown) from error
    except NotOk as error:
        gone = error.status < HTTPStatus.INTERNAL_SERVER_ERROR
        raise SendFailure(FailureKind.BUG if gone else unknown, 0, str(error)) from error
    except TooLarge as error:
        raise SendFailure(FailureKind.BUG, 0, f"media too large: {error}") from error
    except _NOTHING_SENT as error:
        raise SendFailure(FailureKind.TRANSIENT, 0, "no connection") from error
    except httpx.TransportError as error:
        raise SendFailure(unknown, 0, type(error).__name__) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise SendFailure(unknown, 0, "an answer that cannot be read") from error


def _refused(error: WhatsAppError, unknown: FailureKind) -> SendFailure:
    kind = kind_of(error.code, error.status_code)
    if kind is FailureKind.AMBIGUOUS:
        kind = unknown
    response = error.raw_response
    asked = response.headers.get("Retry-After", "") if response is not None else ""
    wait = float(asked) if asked.isascii() and asked.isdecimal() else wait_for(error.code)
    return SendFailure(kind, error.code, str(error.details or error.message), wait)
