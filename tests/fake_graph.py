"""The wire to Meta, faked: a server that notes what it is asked and answers what a test sets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    token: str | None
    body: bytes


class FakeGraph:
    """One number's Graph API.

    Attributes:
        calls: All that was asked, in order.
        answer: What the next calls get; by default the message is accepted.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: Answer = accepted
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        token = request.headers.get("Authorization")
        self.calls.append(Call(request.method, request.path, token, body))
        return await self.answer(request)


async def accepted(_: web.Request) -> web.StreamResponse:
    return web.json_response({"messaging_product": "whatsapp", "messages": [{"id": "wamid.1"}]})


def answering(status: int, body: Any = None, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        if isinstance(body, bytes | str):
            return web.Response(status=status, body=body, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return answer


def refusing(code: int, status: int = 400, **headers: str) -> Answer:
    """Meta's shape of an error."""
    error = {
        "message": f"(#{code}) Title",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": "Meta's details"},
        "fbtrace_id": "Az8or2yhqkZfEZ",
    }
    return answering(status, {"error": error}, **headers)


@asynccontextmanager
async def fake_graph() -> AsyncIterator[FakeGraph]:
    graph = FakeGraph()
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", graph.handle)
    async with TestServer(app) as server:
        graph.url = str(server.make_url("")).rstrip("/")
        yield graph
