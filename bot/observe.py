"""What can be seen from outside: logs with the cause and without phone numbers, health, metrics."""

import asyncio
import logging
import os
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from structlog.contextvars import bound_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

PING_SECONDS = 2.0
VISIBLE_DIGITS = 2
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"  # Source: prometheus_client, multiprocess mode

CHATTY = ("aiohttp.access", "alembic", "arq.worker", "httpcore", "httpx", "transitions")

Ping = Callable[[], Awaitable[object]]
"""Raises when the part cannot serve; what it returns is shown (an age, a version)."""

Gauges = Callable[[], Awaitable[Mapping[str, float]]]
"""Values read at the moment of a scrape, by metric name without prefix."""

WEBHOOK_POSTS = Counter("khaacho_webhook_posts", "Webhook bodies by outcome", ["outcome"])
CAUSES = Counter("khaacho_causes", "Causes resolved, by kind and outcome", ["kind", "outcome"])
INTENTS = Counter("khaacho_intents", "What people meant", ["intent"])
PHRASES = Counter("khaacho_phrases", "What we said", ["phrase"])
EVENTS = Counter("khaacho_events", "What happened", ["event"])
OUTGOING = Counter("khaacho_outgoing", "Rows given to WhatsApp, by outcome", ["outcome"])
JOBS = Counter("khaacho_jobs", "Jobs run, by outcome", ["job", "outcome"])
TURN_SECONDS = Histogram(
    "khaacho_turn_seconds",
    "Load, think and commit of one cause",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)

# Ids keep their digits; then any long run of digits of either script (E.164 without its plus, a
# BSUID), then numbers spelled with gaps: international ones, Nepali mobiles as people type them.
_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[0-9]*[a-f])[0-9a-f]{32,128}\b"
_PHONE = r"\+?\d{9,}|\+\d(?:[ .\-]?\d){7,14}|9[678](?:[ .\-]?\d){8}"
_MASKED: Final = re.compile(rf"(?P<id>{_ID})|(?<!\d)(?:{_PHONE})(?!\d)")
_PHONE_AS_INTEGER: Final = re.compile(r"(?:977)?9[678]\d{8}")


def mask(text: str) -> str:
    """The text with every phone number reduced to its last two digits."""
    return _MASKED.sub(
        lambda found: found[0] if found["id"] else f"***{found[0][-VISIBLE_DIGITS:]}", text
    )


def log(name: str = "khaacho") -> structlog.stdlib.BoundLogger:
    """The logger of a module: `log().info("order_placed", order=code)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def caused_by(key: str) -> AbstractContextManager[None]:
    """Put the cause's key on every log line written inside, also by libraries."""
    return bound_contextvars(cause=key)


def configure_logging(level: str, form: str) -> None:
    """Send our logs and those of every library through one masking chain to stderr.

    Args:
        level: debug, info, warning or error.
        form: `json`, one object a line, or `console`.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(max(root.level, logging.WARNING))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def _renderer(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _mask_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    kept = {key: value for key, value in event.items() if key.startswith("_")}
    masked = {_text(key): _masked(value) for key, value in event.items() if key not in kept}
    return masked | kept | {"timestamp": event["timestamp"]}


def _masked(value: object) -> object:
    """The same value in plain types with no phone number in it."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return mask(str(value)) if _PHONE_AS_INTEGER.fullmatch(str(value)) else value
    if isinstance(value, Mapping):
        return {_text(key): _masked(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(each) for each in value]
    return _text(value)


def _text(value: object) -> str:
    return mask(value if isinstance(value, str) else repr(value))


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log().critical("uncaught", exc_info=(kind, error, trace))


def health_routes(pings: Mapping[str, Ping], gauges: Gauges | None = None) -> list[web.RouteDef]:
    """`/health`, `/ready` and `/metrics` for an aiohttp application.

    Args:
        pings: One for each part without which we cannot serve.
        gauges: Read at each scrape; failing to read them does not fail the scrape.
    """

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def ready(_request: web.Request) -> web.Response:
        answers = await asyncio.gather(*(_asked(name, ping) for name, ping in pings.items()))
        parts = dict(zip(pings, answers, strict=True))
        serves = all(part["ok"] for part in parts.values())
        body = {"ready": serves, "parts": parts}
        return web.json_response(body, status=200 if serves else 503)

    async def metrics(_request: web.Request) -> web.Response:
        values = await _read(gauges)
        return web.Response(body=_exposition(values), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/health", health), web.get("/ready", ready), web.get("/metrics", metrics)]


async def _asked(name: str, ping: Ping) -> dict[str, object]:
    try:
        async with asyncio.timeout(PING_SECONDS):
            detail = await ping()
    except TimeoutError:
        return {"ok": False, "detail": f"no answer in {PING_SECONDS:g} s"}
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a part, it is not ready
        log().warning("part_not_ready", part=name, error=repr(error))
        return {"ok": False, "detail": type(error).__name__}
    return {"ok": True} if detail is None else {"ok": True, "detail": detail}


async def _read(gauges: Gauges | None) -> Mapping[str, float]:
    if gauges is None:
        return {}
    try:
        async with asyncio.timeout(PING_SECONDS):
            return await gauges()
    except Exception as error:  # noqa: BLE001 - counters are wanted most when something is broken
        log().warning("gauges_not_read", error=repr(error))
        return {}


def _exposition(values: Mapping[str, float]) -> bytes:
    """Counters of this process, or of all that share a metrics folder, and the values read now."""
    registry = REGISTRY
    if os.environ.get(SHARED_METRICS):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    for name, value in values.items():
        Gauge(f"khaacho_{name}", "Read at this scrape", registry=now).set(value)
    return generate_latest(registry) + generate_latest(now)
