"""What can be seen from outside: no phone in any log line, health by part, metrics as text."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_aiohttp import AiohttpClient

from bot.observe import EVENTS, caused_by, configure_logging, health_routes, log, mask

CANARY = "9800000101"

MASKED = {
    "wa_id 9779800000101": "wa_id ***01",
    "+9779800000101": "***01",
    "+977 980-0000101 calls": "***01 calls",
    "call 98000 00101 now": "call ***01 now",
    "phone_9800000101": "phone_***01",
    "९८०००००१०१ मा फोन": "***०१ मा फोन",
    "97798000001019779800000102": "***02",
    "NP.1234567890123": "NP.***23",
}
KEPT = [
    "2026-11-22 08:53:00",
    "2026-11-22T08:53:00.123456Z",
    "Rs 12,34,567.50 for 30 bora",
    "order K7F2QD of ward 6",
    "0f8fad5b-d9cb-469f-a165-708677289501",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "127.0.0.1:8080",
]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written to stderr by JSON logging; the logging of pytest comes back afterwards."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers, root.level, sys.excepthook
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logging("info", "json")
    yield written
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def only(lines: io.StringIO) -> dict[str, object]:
    (line,) = lines.getvalue().splitlines()
    found: dict[str, object] = json.loads(line)
    return found


@pytest.mark.parametrize(("text", "shown"), MASKED.items(), ids=MASKED)
def test_a_phone_keeps_two_digits(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_dates_amounts_and_ids_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(), st.text(), st.sampled_from(["", "977", "+977", "00977"]))
def test_no_surrounding_text_brings_a_phone_through(before: str, after: str, code: str) -> None:
    assert CANARY not in mask(f"{before}{code}{CANARY}{after}")


def test_a_line_carries_its_cause_and_masked_values(lines: io.StringIO) -> None:
    with caused_by("wamid.abc"):
        log().info("turn_kept", phone=f"+977{CANARY}", wa_id=9779800000101, paisa=270_000)
    line = only(lines)
    assert line["event"] == "turn_kept"
    assert line["cause"] == "wamid.abc"
    assert (line["phone"], line["wa_id"], line["paisa"]) == ("***01", "***01", 270_000)
    assert line["level"] == "info"


def test_nested_values_and_keys_are_masked(lines: io.StringIO) -> None:
    log().info("x", facts={CANARY: [CANARY, (CANARY, {"to": CANARY.encode()})]})
    assert CANARY not in lines.getvalue()
    assert only(lines)["facts"] == {"***01": ["***01", ["***01", {"to": "b'***01'"}]]}


def test_exceptions_are_masked_in_our_lines_and_in_those_of_libraries(lines: io.StringIO) -> None:
    try:
        int(f"person {CANARY}")
    except ValueError:
        log().exception("turn_failed")
        logging.getLogger("aiohttp.server").exception("Error handling %s", f"/to/{CANARY}")
    assert CANARY not in lines.getvalue()
    ours, theirs = (json.loads(line) for line in lines.getvalue().splitlines())
    assert "'person ***01'" in ours["exception"]
    assert "'person ***01'" in theirs["exception"]
    assert theirs["event"] == "Error handling /to/***01"


def test_an_uncaught_exception_is_one_masked_line(lines: io.StringIO) -> None:
    error = RuntimeError(f"call {CANARY}\nforged line")
    sys.excepthook(RuntimeError, error, None)
    assert only(lines)["exception"] == "RuntimeError: call ***01\nforged line"


def test_a_newline_in_a_value_does_not_make_a_second_line(lines: io.StringIO) -> None:
    log().info("said", text='hi\n{"event":"forged"}\r\n')
    assert only(lines)["text"] == 'hi\n{"event":"forged"}\r\n'


async def serve(aiohttp_client: AiohttpClient, routes: list[web.RouteDef]) -> TestClient:  # type: ignore[type-arg]
    app = web.Application()
    app.add_routes(routes)
    return await aiohttp_client(app)


async def fine() -> int:
    return 3


async def broken() -> None:
    raise ConnectionRefusedError(f"secret of {CANARY}")


async def test_ready_tells_each_part_and_health_stays(aiohttp_client: AiohttpClient) -> None:
    client = await serve(aiohttp_client, health_routes({"outgoing_age": fine, "redis": broken}))
    answer = await client.get("/ready")
    assert answer.status == 503
    assert await answer.json() == {
        "ready": False,
        "parts": {
            "outgoing_age": {"ok": True, "detail": 3},
            "redis": {"ok": False, "detail": "ConnectionRefusedError"},
        },
    }
    assert (await client.get("/health")).status == 200


async def test_ready_when_all_parts_are(aiohttp_client: AiohttpClient) -> None:
    client = await serve(aiohttp_client, health_routes({"postgres": fine}))
    answer = await client.get("/ready")
    assert answer.status == 200
    assert (await answer.json())["ready"] is True


async def test_metrics_are_prometheus_text_even_without_gauges(
    aiohttp_client: AiohttpClient,
) -> None:
    async def gauges() -> dict[str, float]:
        return {"outgoing_age_seconds": 1.5}

    async def no_gauges() -> dict[str, float]:
        raise ConnectionRefusedError

    EVENTS.labels(event="order_placed").inc()
    client = await serve(aiohttp_client, health_routes({}, gauges))
    answer = await client.get("/metrics")
    text = await answer.text()
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert 'khaacho_events_total{event="order_placed"} ' in text
    assert "khaacho_outgoing_age_seconds 1.5" in text
    client = await serve(aiohttp_client, health_routes({}, no_gauges))
    assert "khaacho_events_total" in await (await client.get("/metrics")).text()
