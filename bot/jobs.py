"""arq: its jobs only wake work that PostgreSQL holds, so losing Redis delays and loses nothing."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import uvloop
from arq import ArqRedis, create_pool, cron
from arq.connections import RedisSettings
from arq.cron import CronJob
from arq.worker import Function, Worker, func
from redis.exceptions import RedisError

from bot.observe import JOBS, configure_logging, log
from bot.settings import Settings
from bot.workshop import Workshop
from domain.opening import NEPAL
from flows.timers import NIGHT_AT

QUEUE = "khaacho"
POLL_SECONDS = 0.02  # a doorbell that is heard after half a second is none
SWEEP_SECONDS = frozenset(range(0, 60, 5))
SEAL_SECONDS = frozenset(range(0, 60, 2))
JOB_SECONDS = 60
REDIS_SECONDS = 2
AGAIN_SECONDS = 1.0  # between two looks whether Redis is back
FINISH_SECONDS = 10.0

_log = log(__name__)


class Doorbell:
    """Rings after a commit, so that what was written is sent at once.

    Many rings in a row become one. When Redis is away, nothing is heard and the sweep finds all.
    """

    def __init__(self, redis: ArqRedis) -> None:
        self._redis = redis
        self._ringing: asyncio.Task[None] | None = None
        self._again = False

    @classmethod
    async def hang(cls, redis_url: str) -> Doorbell:
        """Connect."""
        return cls(await create_pool(_redis(redis_url), default_queue_name=QUEUE))

    def ring(self) -> None:
        """Something is to be sent; does not block."""
        if self._ringing is not None and not self._ringing.done():
            self._again = True
            return
        self._ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        self._again = True
        while self._again:
            self._again = False
            try:
                async with asyncio.timeout(REDIS_SECONDS):
                    await self._redis.enqueue_job("deliver")
            except (RedisError, OSError):
                _log.warning("doorbell_not_heard")

    async def ping(self) -> None:
        """Fails when Redis does not answer."""
        await self._redis.ping()

    async def close(self) -> None:
        """Disconnect."""
        if self._ringing is not None:
            await self._ringing
        await self._redis.aclose()


def _redis(url: str) -> RedisSettings:
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout = REDIS_SECONDS
    settings.conn_retries = 1
    return settings


# --- jobs -----------------------------------------------------------------------------------


async def deliver(ctx: dict[Any, Any], *_args: object, **_named: object) -> None:
    """Send what is due."""
    workshop: Workshop = ctx["workshop"]
    await workshop.deliverer.deliver_due()
    JOBS.labels("deliver", "done").inc()


async def sweep(ctx: dict[Any, Any], *_args: object, **_named: object) -> None:
    """Find what no doorbell rang for."""
    workshop: Workshop = ctx["workshop"]
    await workshop.sweep()
    JOBS.labels("sweep", "done").inc()


async def seal(ctx: dict[Any, Any], *_args: object, **_named: object) -> None:
    """Seal what was written, and sign when it is time."""
    workshop: Workshop = ctx["workshop"]
    await workshop.notary.work()
    JOBS.labels("seal", "done").inc()


async def end_day(ctx: dict[Any, Any], *_args: object, **_named: object) -> None:
    """Scores and limits at the end of the day."""
    workshop: Workshop = ctx["workshop"]
    await workshop.prepare_night()
    JOBS.labels("end_day", "done").inc()


class WorkerSettings:
    """How arq runs our jobs."""

    functions: ClassVar[Sequence[Function]] = (func(deliver, keep_result=0, timeout=JOB_SECONDS),)
    cron_jobs: ClassVar[Sequence[CronJob]] = (
        cron(sweep, second=set(SWEEP_SECONDS), keep_result=0, timeout=JOB_SECONDS),
        cron(end_day, hour=NIGHT_AT.hour, minute=NIGHT_AT.minute, keep_result=0),
        cron(seal, second=set(SEAL_SECONDS), keep_result=0, timeout=JOB_SECONDS),
    )


def _worker(redis: ArqRedis, workshop: Workshop) -> Worker:
    """Runs the jobs that the doorbell and the clock ring for, as long as Redis answers."""
    return Worker(
        functions=WorkerSettings.functions,
        cron_jobs=WorkerSettings.cron_jobs,
        queue_name=QUEUE,
        redis_pool=redis,
        ctx={"workshop": workshop},
        handle_signals=False,
        poll_delay=POLL_SECONDS,
        max_jobs=20,
        max_tries=3,
        health_check_interval=30,
        timezone=NEPAL,
    )


async def _listen(settings: Settings, workshop: Workshop) -> None:
    """Serve Redis's queue until cancelled; while Redis is away, sweep by our own clock."""
    while True:
        try:
            await workshop.sweep()
            await _serve_queue(settings, workshop)
        except (RedisError, OSError) as fault:
            _log.warning("doorbell_away", error=repr(fault))
        except Exception:  # noqa: BLE001  # the database may be away too: we come back to it
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                return  # our own stop cut a statement off; that is no fault
            _log.exception("worker_broken")
        await asyncio.sleep(AGAIN_SECONDS)


async def _serve_queue(settings: Settings, workshop: Workshop) -> None:
    redis = await create_pool(_redis(settings.redis_url), default_queue_name=QUEUE)
    worker = _worker(redis, workshop)
    try:
        await worker.async_run()
    finally:  # running jobs end; what they leave is found by the next sweep
        if worker.tasks:
            _, late = await asyncio.wait(worker.tasks.values(), timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
        await redis.aclose(close_connection_pool=True)


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Workshop]:
    """A worker that serves for as long as the block lasts."""
    workshop = Workshop(settings)
    await workshop.open()
    listening = asyncio.create_task(_listen(settings, workshop))
    try:
        yield workshop
    finally:
        workshop.deliverer.stop()
        listening.cancel()
        await asyncio.wait([listening])
        await workshop.close()


def run_worker(settings: Settings, _queues: Sequence[str] = ()) -> None:
    """Serve until SIGTERM."""
    configure_logging(settings.log_level, settings.log_format)
    uvloop.run(_until_signal(settings))


async def _until_signal(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with working(settings):
        _log.info("working")
        await stop.wait()
