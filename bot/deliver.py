"""Speak: take what is due, word it for the listener, send it, write down what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.documents.making import make
from bot.observe import OUTGOING, PHRASES, caused_by, log
from bot.render import caption, render
from bot.rendered import Content, Document, Rendered
from bot.send_failure import KINDS, FailureKind, SendFailure
from bot.templates import render_template
from bot.whatsapp import WhatsApp
from flows.attachment import StatementFile
from storage import outgoing
from storage.outgoing import Outgoing, Unsent
from storage.outgoing_status import OutgoingStatus
from storage.store import DatabaseAway, Store, Transaction

BATCH = 32
TRIES_AT_MOST = 8
UPLOADS_KEPT = 64
# Source: Meta, "Pricing": free-form messages within 24 hours of the person's last message. A
# minute less, as the message still has to travel.
WINDOW = timedelta(hours=24) - timedelta(minutes=1)
RATE_PAUSE_SECONDS = 5.0
STOPPED_PAUSE_SECONDS = 60.0
WINDOW_CODES = tuple(code for code, kind in KINDS.items() if kind is FailureKind.WINDOW)

_log = log(__name__)


class Deliverer:
    """Sends outgoing messages; any number of these may run against one database."""

    def __init__(self, store: Store, whatsapp: WhatsApp) -> None:
        self._store = store
        self._whatsapp = whatsapp
        self._pause_until = 0.0
        self._stopping = False
        self._uploaded: dict[UUID, Document] = {}  # of messages that did not leave at once

    def stop(self) -> None:
        """Send what is in hand and take no more."""
        self._stopping = True

    async def deliver_due(self) -> int:
        """Send all that is due now.

        Returns:
            How many messages were tried.
        """
        tried = 0
        while not (self._paused() or self._stopping):
            batch, at = await self._store.attempt(_claim)
            if not batch:
                break
            tried += len(batch)
            await asyncio.gather(*(self._deliver(one, at) for one in batch))
        return tried

    async def sweep(self) -> None:
        """Pick up what crashed senders and closed windows left behind."""
        await self._store.attempt(lambda tx: outgoing.sweep(tx, WINDOW_CODES))

    def _paused(self) -> bool:
        return asyncio.get_running_loop().time() < self._pause_until

    def _pause(self, seconds: float) -> None:
        self._pause_until = asyncio.get_running_loop().time() + seconds

    async def _deliver(self, message: Outgoing, at: datetime) -> None:
        """Send one message and write down what came of it; never raises.

        What cannot be written down keeps its lease: once that runs out the message is `unknown`,
        and the status webhook says whether it was sent.
        """
        with caused_by(str(message.id)):
            try:
                write = await self._send(message, at)
                await self._store.attempt(write)
            except Exception as fault:  # noqa: BLE001  # one message must not stop the others
                _log.error("outcome_not_kept", exc_info=fault)

    async def _send(
        self, message: Outgoing, at: datetime
    ) -> Callable[[Transaction], Awaitable[None]]:
        if message.stale:
            superseded = Unsent(OutgoingStatus.SUPERSEDED.value, at, 0, "")
            return lambda tx: outgoing.unsent(tx, message, superseded)
        try:
            content = await self._content(message, at)
            rendered = Rendered(message.phone, message.bsuid, str(message.id), content)
            sent = await self._whatsapp.send(rendered)
        except SendFailure as failure:
            return self._not_sent(message, failure)
        except DatabaseAway as fault:  # it holds what a document is made of
            return self._not_sent(message, SendFailure(FailureKind.TRANSIENT, 0, repr(fault)))
        except Exception as fault:  # noqa: BLE001  # a wording bug must not stop the others
            _log.error("not_worded", exc_info=fault, outgoing=str(message.id))
            return self._not_sent(message, SendFailure(FailureKind.BUG, 0, repr(fault)))
        self._uploaded.pop(message.id, None)
        OUTGOING.labels("sent").inc()
        PHRASES.labels(message.reply.phrase.value).inc()
        return lambda tx: outgoing.sent(tx, message, sent.wamid)

    async def _content(self, message: Outgoing, at: datetime) -> Content:
        """Free words inside the person's 24-hour window, the approved template outside."""
        last = message.last_inbound_at
        inside = last is not None and at - last < WINDOW and not message.as_template
        if inside and message.reply.attachment:
            return await self._document(message, message.reply.attachment)
        if inside:
            return render(message.reply, message.language)
        if message.template is None:
            raise SendFailure(FailureKind.UNREACHABLE, 0, "window closed and no template for it")
        return render_template(message.template, message.reply, message.read, message.language)

    async def _document(self, message: Outgoing, attachment: StatementFile) -> Document:
        """The file as it was at the time of the question; a further try has it uploaded already."""
        if found := self._uploaded.get(message.id):
            return found
        file = await make(self._store, attachment, message.created_at, message.language)
        media_id = await self._whatsapp.upload(file.content, file.mime, file.filename)
        told = replace(message.reply, slots={**message.reply.slots, **file.slots})
        document = Document(media_id, file.filename, caption(told, message.language))
        while len(self._uploaded) >= UPLOADS_KEPT:
            self._uploaded.pop(next(iter(self._uploaded)))
        self._uploaded[message.id] = document
        return document

    def _not_sent(
        self, message: Outgoing, failure: SendFailure
    ) -> Callable[[Transaction], Awaitable[None]]:
        OUTGOING.labels(failure.kind.value).inc()
        told = {"kind": failure.kind, "code": failure.code, "detail": failure.detail}
        if failure.kind is FailureKind.STOPPED:
            _log.error("sending_stopped", **told)  # an operator has to act
            self._pause(STOPPED_PAUSE_SECONDS)
        else:
            _log.warning("not_sent", **told)
        if failure.kind is FailureKind.RATE:
            self._pause(failure.retry_after or RATE_PAUSE_SECONDS)
        return lambda tx: outgoing.unsent(tx, message, _outcome(message, failure, tx.at))


async def _claim(tx: Transaction) -> tuple[tuple[Outgoing, ...], datetime]:
    return await outgoing.claim(tx, BATCH), tx.at


def _outcome(message: Outgoing, failure: SendFailure, at: datetime) -> Unsent:
    """What becomes of a message that did not leave, by the kind of failure."""
    status, wait, as_template = OutgoingStatus.QUEUED, timedelta(), False
    match failure.kind:
        case FailureKind.TRANSIENT:
            wait = timedelta(seconds=2**message.attempts)
        case FailureKind.RATE | FailureKind.STOPPED:
            wait = timedelta(seconds=failure.retry_after or RATE_PAUSE_SECONDS)
        case FailureKind.PAIR:
            # Source: Meta, "About the platform", pair rate limits: retry after 4^X seconds.
            wait = timedelta(seconds=min(4**message.attempts, 300))
        case FailureKind.WINDOW if message.template and not message.as_template:
            as_template = True
        case FailureKind.AMBIGUOUS:
            status, wait = OutgoingStatus.UNKNOWN, outgoing.UNKNOWN_FOR
        case _:
            status = OutgoingStatus.DEAD
    counted = failure.kind in (FailureKind.TRANSIENT, FailureKind.AMBIGUOUS)
    if counted and message.attempts >= TRIES_AT_MOST:
        status = OutgoingStatus.DEAD
    return Unsent(status.value, at + wait, failure.code, failure.detail, as_template)
