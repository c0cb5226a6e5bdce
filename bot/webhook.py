"""Meta's webhook: who knocks is checked, what came is stored in one commit, then 200."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256

from aiohttp import web

from bot.envelope import split
from bot.inbox import Inbox, InboxFull, NotStored
from bot.observe import WEBHOOK_POSTS, log

PATH = "/api/v1/whatsapp/webhook"
BODY_LIMIT = 3_500_000  # Source: "Webhooks overview": payloads of up to 3 MB
SIGNATURE_HEADER = "X-Hub-Signature-256"
RETRY_AFTER_SECONDS = "5"

_log = log(__name__)


class Webhook:
    """The two handlers of `PATH`.

    The server has to be started with ``auto_decompress=False``, so that a refused body is never
    inflated.

    Args:
        app_secrets: One, or two while it is being rotated; either may have signed.
        verify_token: What Meta repeats when the webhook is set up.
        phone_id: Our number's id at Meta.

    Raises:
        ValueError: A secret or the token is empty: then anybody could knock.
    """

    def __init__(
        self, inbox: Inbox, app_secrets: Sequence[str], verify_token: str, phone_id: str
    ) -> None:
        if not app_secrets or not all(app_secrets) or not verify_token:
            raise ValueError("the webhook needs an app secret and a verify token")
        self._inbox = inbox
        self._secrets = tuple(secret.encode() for secret in app_secrets)
        self._verify_token = verify_token.encode()
        self._phone_id = phone_id

    def routes(self) -> tuple[web.RouteDef, ...]:
        """For `web.Application.add_routes`."""
        return (web.get(PATH, self.verify, allow_head=False), web.post(PATH, self.receive))

    async def verify(self, request: web.Request) -> web.Response:
        """Answer the challenge that Meta sets when the webhook is subscribed."""
        query = request.query
        token = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        known = hmac.compare_digest(token, self._verify_token)
        challenge = query.get("hub.challenge", "")
        if query.get("hub.mode") != "subscribe" or not known:
            return web.Response(status=403)
        if not challenge:
            return web.Response(status=400)
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def receive(self, request: web.Request) -> web.Response:
        """Store all that the body holds; 200 only once it is committed.

        Meta takes anything but 200 as a failure and sends again, for up to seven days.
        """
        signature = request.headers.get(SIGNATURE_HEADER, "")
        if not signature:
            return _refuse(401, "signature")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return _refuse(415, "content_encoding")
        body = await _read(request)
        if body is None:
            return _refuse(413, "too_large")
        if not self._signed(body, signature):
            return _refuse(401, "signature")
        try:
            await self._inbox.put(split(body, self._phone_id))
        except (InboxFull, NotStored) as failure:
            _log.warning("webhook_not_stored", reason=type(failure).__name__)
            WEBHOOK_POSTS.labels("not_stored").inc()
            return web.Response(status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
        WEBHOOK_POSTS.labels("stored").inc()
        return web.Response()

    def _signed(self, body: bytes, header: str) -> bool:
        given = header.encode("utf-8", "surrogateescape")
        matches = [
            hmac.compare_digest(
                given, b"sha256=" + hmac.new(key, body, sha256).hexdigest().encode()
            )
            for key in self._secrets
        ]  # all of them, so that the time tells nothing
        return any(matches)


async def _read(request: web.Request) -> bytes | None:
    """The raw body; None as soon as it is too large."""
    if (request.content_length or 0) > BODY_LIMIT:
        return None
    chunks, size = [], 0
    async for chunk in request.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size > BODY_LIMIT:
            return None
    return b"".join(chunks)


def _refuse(status: int, reason: str) -> web.Response:
    _log.warning("webhook_refused", reason=reason)
    WEBHOOK_POSTS.labels(reason).inc()
    response = web.Response(status=status)
    response.force_close()  # what is still on its way is not read
    return response
