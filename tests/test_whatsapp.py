"""What leaves for Meta, and what each of its answers means."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from bot import httpx_over_aiohttp
from bot.rendered import Rendered, Text
from bot.send_failure import KINDS, FailureKind, SendFailure, kind_of
from bot.whatsapp import MEDIA_BYTES, WhatsApp
from tests.fake_graph import FakeGraph, accepted, answering, fake_graph, refusing

NAMASTE = Rendered("+9779800000101", None, "01922c5e", Text("नमस्ते"))


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with fake_graph() as found:
        yield found


@pytest.fixture
async def whatsapp(graph: FakeGraph) -> AsyncIterator[WhatsApp]:
    client = WhatsApp(graph.url, "106540352242922", "secret-token", api_version="v23.0")
    yield client
    await client.close()


async def failure(whatsapp: WhatsApp, outgoing: Rendered = NAMASTE) -> SendFailure:
    with pytest.raises(SendFailure) as found:
        await whatsapp.send(outgoing)
    return found.value


# -- what is sent


async def test_a_text_on_the_wire(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    sent = await whatsapp.send(NAMASTE)
    (call,) = graph.calls
    assert sent.wamid == "wamid.1"
    assert (call.method, call.path) == ("POST", "/v23.0/106540352242922/messages")
    assert call.token == "Bearer secret-token"
    assert json.loads(call.body) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+9779800000101",
        "type": "text",
        "text": {"body": "नमस्ते", "preview_url": False},
        "biz_opaque_callback_data": "01922c5e",
    }


@pytest.mark.parametrize(
    ("phone", "bsuid", "wire"),
    [
        ("+9779800000101", None, {"to": "+9779800000101"}),
        ("+9779800000101", "NP.9a8b7c", {"to": "+9779800000101"}),  # keeps phones in webhooks
        (None, "NP.9a8b7c6d5e", {"recipient": "NP.9a8b7c6d5e"}),
        (None, "NP.13491208655302741918", {"recipient": "NP.13491208655302741918"}),
    ],
)
async def test_whom_it_goes_to(
    graph: FakeGraph, whatsapp: WhatsApp, phone: str | None, bsuid: str | None, wire: dict[str, str]
) -> None:
    await whatsapp.send(replace(NAMASTE, to_phone=phone, to_bsuid=bsuid))
    body = json.loads(graph.calls[0].body)
    assert {name: body[name] for name in ("to", "recipient") if name in body} == wire


async def test_what_meta_would_refuse_is_not_even_sent(
    graph: FakeGraph, whatsapp: WhatsApp
) -> None:
    found = await failure(whatsapp, replace(NAMASTE, content=Text("")))
    assert (found.kind, found.code, found.detail) == (FailureKind.BUG, 0, "body empty")
    assert graph.calls == []


# -- what Meta's refusals mean: every row of "Error codes" that we know

REFUSALS = """
    transient    2 131016 131057 133004
    ambiguous    1 131000
    rate         4 80007 130429 131048 131064
    pair         131056
    window       131047
    unreachable  131026 131030 131049 131050 130472 131062
    bug          33 100 131008 131009 131021 131051 131052 131053 135000 999999
    template     132000 132001 132005 132007 132012 132015 132016 132018 132068 132069
    stopped      0 3 10 190 200 210 299 131005 368 131031 130497 131042 131037 131045 133010
    stopped      133000 133005 133006 133008 133009 133015 133016
"""
ROWS = [
    (int(code), FailureKind(kind))
    for kind, *codes in (line.split() for line in REFUSALS.strip().splitlines())
    for code in codes
]


@pytest.mark.parametrize(("code", "kind"), ROWS)
async def test_refusal(graph: FakeGraph, whatsapp: WhatsApp, code: int, kind: FailureKind) -> None:
    graph.answer = refusing(code)
    found = await failure(whatsapp)
    assert (found.kind, found.code, found.detail) == (kind, code, "Meta's details")


def test_no_known_code_is_missing_above() -> None:
    assert {code for code, _ in ROWS} >= KINDS.keys() - set(range(200, 300))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, "not json", FailureKind.BUG),
        (404, {"error": {"code": 404, "message": "?"}}, FailureKind.BUG),
        (401, "", FailureKind.STOPPED),
        (403, "<html>", FailureKind.STOPPED),
        (429, "", FailureKind.RATE),
        (500, "", FailureKind.AMBIGUOUS),
        (502, "<html>bad gateway</html>", FailureKind.AMBIGUOUS),
        (503, {"error": "down"}, FailureKind.AMBIGUOUS),
        (500, {"error": {"code": 131000, "message": "?"}}, FailureKind.AMBIGUOUS),
        (503, {"error": {"code": 131016, "message": "?"}}, FailureKind.TRANSIENT),
        (500, {"error": {"code": 131056, "message": "?"}}, FailureKind.PAIR),
        (500, {"error": {"code": "?", "message": "?"}}, FailureKind.AMBIGUOUS),
        (200, {}, FailureKind.AMBIGUOUS),
        (200, {"messages": []}, FailureKind.AMBIGUOUS),
        (200, "cut off {", FailureKind.AMBIGUOUS),
        (200, [], FailureKind.AMBIGUOUS),
    ],
)
async def test_odd_answer(
    graph: FakeGraph, whatsapp: WhatsApp, status: int, body: object, kind: FailureKind
) -> None:
    graph.answer = answering(status, body)
    assert (await failure(whatsapp)).kind is kind


@pytest.mark.parametrize(
    ("code", "header", "seconds"),
    [(130429, "17", 17.0), (130429, "soon", None), (131056, "", None), (131048, "", 14400.0)],
)
async def test_how_long_to_wait(
    graph: FakeGraph, whatsapp: WhatsApp, code: int, header: str, seconds: float | None
) -> None:
    graph.answer = refusing(code, **({"Retry-After": header} if header else {}))
    assert (await failure(whatsapp)).retry_after == seconds


def test_a_status_that_failed_leaves_nothing_in_doubt() -> None:
    assert kind_of(131000) is FailureKind.TRANSIENT
    assert kind_of(131026) is FailureKind.UNREACHABLE
    assert kind_of(None) is FailureKind.BUG


# -- the line itself


async def test_nobody_listens_so_nothing_was_sent(unused_tcp_port: int) -> None:
    whatsapp = WhatsApp(f"http://127.0.0.1:{unused_tcp_port}", "1", "t", api_version="v23.0")
    assert (await failure(whatsapp)).kind is FailureKind.TRANSIENT
    await whatsapp.close()


async def test_a_line_cut_after_sending_is_ambiguous(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return await accepted(request)

    graph.answer = cut
    assert (await failure(whatsapp)).kind is FailureKind.AMBIGUOUS
    assert len(graph.calls) == 1


async def test_no_answer_in_time_is_ambiguous(
    graph: FakeGraph, whatsapp: WhatsApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpx_over_aiohttp, "READ_SECONDS", 0.05)
    over = asyncio.Event()

    async def never(request: web.Request) -> web.StreamResponse:
        await over.wait()
        return await accepted(request)

    graph.answer = never
    assert (await failure(whatsapp)).kind is FailureKind.AMBIGUOUS
    over.set()


async def test_errors_tell_neither_token_nor_phone(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    graph.answer = refusing(131026)
    found = await failure(whatsapp)
    assert "secret-token" not in str(found)
    assert "9800000101" not in str(found)


# -- media and ticks


async def test_upload(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    graph.answer = answering(200, {"id": "1037543291543636"})
    assert await whatsapp.upload(b"%PDF-1.7", "application/pdf", "khata.pdf") == "1037543291543636"
    (call,) = graph.calls
    assert call.path == "/v23.0/106540352242922/media"
    for part in (b'name="messaging_product"', b'filename="khata.pdf"', b"%PDF-1.7"):
        assert part in call.body


async def test_fetch_media(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/v23.0/77":
            url = f"{graph.url}/attachments/?mid=77&hash=a%2Bb"
            return web.json_response({"url": url, "mime_type": "image/jpeg", "id": "77"})
        return web.Response(body=b"\xff\xd8\xff", content_type="image/jpeg")

    graph.answer = answer
    assert await whatsapp.fetch_media("77") == (b"\xff\xd8\xff", "image/jpeg")
    assert [call.token for call in graph.calls] == ["Bearer secret-token"] * 2


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://fbsbx.com.evil.example/x",
        "https://evilfbsbx.com/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://lookaside.fbsbx.com@evil.example/x",
        "file:///etc/passwd",
        "//evil.example/x",
        "",
    ],
)
async def test_the_token_goes_to_no_other_host(
    graph: FakeGraph, whatsapp: WhatsApp, url: str
) -> None:
    graph.answer = answering(200, {"url": url, "mime_type": "image/jpeg"})
    with pytest.raises(SendFailure, match="not Meta's"):
        await whatsapp.fetch_media("77")


@pytest.mark.parametrize("media_id", ["", "../me", "7?fields=x", "७७", "a/b"])
async def test_a_media_id_is_only_an_id(
    graph: FakeGraph, whatsapp: WhatsApp, media_id: str
) -> None:
    with pytest.raises(SendFailure, match="not a media id"):
        await whatsapp.fetch_media(media_id)
    assert graph.calls == []


async def test_upload_of_megabytes(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    graph.answer = answering(200, {"id": "7"})
    await whatsapp.upload(bytes(5_000_000), "application/pdf", "khata.pdf")
    assert len(graph.calls[0].body) > 5_000_000


@pytest.mark.parametrize("declared", [True, False])
async def test_media_that_is_too_large_is_left(
    graph: FakeGraph, whatsapp: WhatsApp, declared: bool
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/v23.0/77":
            return web.json_response({"url": f"{graph.url}/file", "mime_type": "video/mp4"})
        response = web.StreamResponse()
        if declared:
            response.content_length = MEDIA_BYTES + 1
        await response.prepare(request)
        for _ in range(0 if declared else 20):
            await response.write(bytes(1_000_000))
        return response

    graph.answer = answer
    with pytest.raises(SendFailure, match="too large"):
        await whatsapp.fetch_media("77")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(302, FailureKind.BUG), (404, FailureKind.BUG), (503, FailureKind.TRANSIENT)],
)
async def test_media_that_is_not_there(
    graph: FakeGraph, whatsapp: WhatsApp, status: int, kind: FailureKind
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/v23.0/77":
            return web.json_response({"url": f"{graph.url}/file", "mime_type": "video/mp4"})
        return web.Response(status=status, headers={"Location": "https://evil.example/"})

    graph.answer = answer
    with pytest.raises(SendFailure) as found:
        await whatsapp.fetch_media("77")
    assert found.value.kind is kind


@pytest.mark.parametrize("typing", [False, True])
async def test_read_and_typing(graph: FakeGraph, whatsapp: WhatsApp, typing: bool) -> None:
    graph.answer = answering(200, {"success": True})
    await whatsapp.mark_read("wamid.theirs", typing=typing)
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.theirs"}
    if typing:
        body |= {"typing_indicator": {"type": "text"}}
    assert json.loads(graph.calls[0].body) == body


async def test_what_can_be_repeated_is_never_ambiguous(
    graph: FakeGraph, whatsapp: WhatsApp
) -> None:
    graph.answer = answering(500)
    for call in (
        whatsapp.mark_read("wamid.x"),
        whatsapp.upload(b"x", "a/b", "x"),
        whatsapp.fetch_media("7"),
    ):
        with pytest.raises(SendFailure) as found:
            await call
        assert found.value.kind is FailureKind.TRANSIENT


async def test_many_at_once_share_few_connections(graph: FakeGraph, whatsapp: WhatsApp) -> None:
    sent = await asyncio.gather(*(whatsapp.send(NAMASTE) for _ in range(200)))
    assert len(sent) == len(graph.calls) == 200
