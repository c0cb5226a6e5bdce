"""Posting updates to the bot until it answers 200, as Meta does, with faults on the way."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.simulator.config import SimulatorConfig
from bot.simulator.envelope import Update, sign, wrap
from bot.simulator.faults import Faults


class WebhookUndelivered(Exception):
    """The bot never answered 200, however often the webhook was repeated."""


class WebhookUnverified(Exception):
    """The bot did not answer the verification with the challenge."""


class Webhooks:
    """The way from the simulator to the bot.

    Attributes:
        url: where the bot listens; may be set after the bot has started.
        attempts: how many posts were made.
        acknowledged: how many of them got a 200.
    """

    def __init__(self, config: SimulatorConfig, faults: Faults) -> None:
        self._config = config
        self._faults = faults
        self.url = config.webhook_url
        self.attempts = 0
        self.acknowledged = 0
        self._session: aiohttp.ClientSession | None = None
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._gathered: list[tuple[Update, asyncio.Future[None]]] = []
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the connections; needs the running loop."""
        timeout = aiohttp.ClientTimeout(total=self._config.webhook_timeout)
        self._session = aiohttp.ClientSession(timeout=timeout)

    async def stop(self) -> None:
        """Give up what is under way and close the connections."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def subscribe(self, url: str, verify_token: str) -> None:
        """Verify an address as Meta does, then send webhooks there.

        Raises:
            WebhookUnverified: when it does not answer with the challenge; the old one stays.
        """
        challenge = secrets.token_hex(8)
        query = {"mode": "subscribe", "challenge": challenge, "verify_token": verify_token}
        params = {f"hub.{name}": value for name, value in query.items()}
        assert self._session is not None, "started before use"
        try:
            async with self._session.get(url, params=params) as answer:
                found = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise WebhookUnverified(f"The callback URL could not be reached: {failure}") from None
        if answer.status != HTTPStatus.OK or found != challenge:
            raise WebhookUnverified(
                f"The callback URL or verify token couldn't be validated (HTTP {answer.status})."
            )
        self.url = url

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run work that nobody waits for, until the simulator stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._running:
            await asyncio.wait(self._running)

    def post(self, update: Update) -> "asyncio.Future[None]":
        """Send one update; the future ends when the bot has acknowledged it.

        Returns:
            A future that raises ``WebhookUndelivered`` when every try failed. It may be ignored.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_look_at_result)
        if update.array == "statuses" and self._faults.strikes("lose_status"):
            done.set_result(None)
        elif self._faults.settings.gather_seconds > 0:
            self._gathered.append((update, done))
            if len(self._gathered) == 1:
                self.background(self._release())
        else:
            self.background(self._deliver([update], [done]))
        return done

    async def _release(self) -> None:
        await asyncio.sleep(self._faults.settings.gather_seconds)
        held, self._gathered = self._gathered, []
        order = list(range(len(held)))
        self._faults.shuffle(order)
        size = max(1, self._faults.settings.batch)
        for start in range(0, len(order), size):
            chosen = [held[index] for index in order[start : start + size]]
            if len(chosen) > 1:
                self._faults.note("batch")
            self.background(self._deliver([u for u, _ in chosen], [d for _, d in chosen]))

    async def _deliver(
        self, updates: Sequence[Update], waiting: Sequence["asyncio.Future[None]"]
    ) -> None:
        body = wrap(updates, self._config)
        try:
            async with self._lanes[updates[0].lane]:
                done = await self._first_try(body)
            for pause in () if done or not self.url else self._config.retry_seconds:
                await asyncio.sleep(pause)
                if done := await self._try(body):
                    break
        except asyncio.CancelledError:
            _settle(waiting, WebhookUndelivered("the simulator stopped"))
            raise
        _settle(waiting, None if done else WebhookUndelivered(f"no 200 from {self.url!r}"))

    async def _first_try(self, body: bytes) -> bool:
        if delay := self._faults.delay():
            self._faults.note("delay")
            await asyncio.sleep(delay)
        if self._faults.strikes("drop"):
            return False
        if self._faults.strikes("duplicate"):
            both = await asyncio.gather(self._try(body), self._try(body))
            return all(both)
        done = await self._try(body)
        return done and not self._faults.strikes("lose_answer")

    async def _try(self, body: bytes) -> bool:
        if not self.url or self._session is None:
            return False
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": sign(body, self._config.app_secret),
        }
        self.attempts += 1
        try:
            async with self._session.post(self.url, data=body, headers=headers) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            return False
        done = answer.status == HTTPStatus.OK
        self.acknowledged += done
        return done


def _settle(waiting: Sequence["asyncio.Future[None]"], error: Exception | None) -> None:
    for done in waiting:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


def _look_at_result(done: "asyncio.Future[None]") -> None:
    if not done.cancelled():
        done.exception()
