"""A tiny bot on the real wire, to try the simulator against: it checks signatures and answers.

``menu`` gets buttons, ``list`` a list, ``file`` a document, ``photo`` an image, ``where`` a
request for a place, ``link`` a link; a tap is named back; all else is echoed.
"""

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, FormData, web
from pywa.utils import webhook_updates_validator

from bot.simulator.app import serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.world import World

VERSION = "v26.0"


def png(width: int, height: int) -> bytes:
    """A small picture, green to gold."""
    rows = b"".join(
        b"\0" + bytes(v for x in range(width) for v in (x * 255 // width, 150, 90 + y))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    ends = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + ends


PDF = (
    b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n"
)


class EchoBot:
    """The bot; ``values`` holds every webhook value it got, in order of arrival."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.values: list[dict[str, Any]] = []
        self.answers: list[int] = []
        self.arrived = asyncio.Event()
        self._session: ClientSession | None = None

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All inbound messages."""
        return [one for value in self.values for one in value.get("messages", [])]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """All statuses."""
        return [one for value in self.values for one in value.get("statuses", [])]

    async def verify(self, request: web.Request) -> web.Response:
        if request.query.get("hub.verify_token") != self.world.config.verify_token:
            return web.Response(status=403)
        return web.Response(text=request.query["hub.challenge"])

    async def receive(self, request: web.Request) -> web.Response:
        raw = await request.read()
        signature = request.headers["X-Hub-Signature-256"]
        if not webhook_updates_validator(self.world.config.app_secret, raw, signature):
            return web.Response(status=403)
        if self.answers and (status := self.answers.pop(0)) != 200:
            return web.Response(status=status)
        for entry in json.loads(raw)["entry"]:
            for change in entry["changes"]:
                self.values.append(change["value"])
                for message in change["value"].get("messages", []):
                    await self.reply(message)
        self.arrived.set()
        return web.Response()

    async def reply(self, message: Mapping[str, Any]) -> None:
        if message["type"] in {"system", "reaction"}:
            return
        await self.post({"status": "read", "message_id": message["id"]})
        await self.send(message, await self.content(message))

    async def send(self, message: Mapping[str, Any], content: dict[str, Any]) -> None:
        number, bsuid = message.get("from"), message["from_user_id"]
        who = {"to": f"+{number}"} if number else {"recipient": bsuid}
        await self.post({**who, "biz_opaque_callback_data": f"re {message['id'][-6:]}", **content})

    async def content(self, message: Mapping[str, Any]) -> dict[str, Any]:
        match message:
            case {"text": {"body": body}} if body in INTERACTIVE:
                return interactive(INTERACTIVE[body])
            case {"text": {"body": "file"}}:
                kept = await self.upload(PDF, "application/pdf", "statement.pdf")
                named = {"id": kept, "filename": "statement.pdf", "caption": "Mangsir 2083"}
                return {"type": "document", "document": named}
            case {"text": {"body": "photo"}}:
                kept = await self.upload(png(240, 120), "image/png", "prices.png")
                return {"type": "image", "image": {"id": kept, "caption": "*Chini*, 30 days"}}
            case {"text": {"body": body}}:
                said = f"You wrote: {body}"
            case {"interactive": {"type": kind, **reply}}:
                said = f"You chose {reply[kind]['title']} ({reply[kind]['id']})"
            case {"button": {"payload": payload}}:
                said = f"You pressed {payload}"
            case _:
                said = f"You sent: {message['type']}"
        return text(said)

    async def post(self, payload: dict[str, Any]) -> int:
        assert self._session is not None
        path = f"/{VERSION}/{self.world.config.phone_number_id}/messages"
        body = {"messaging_product": "whatsapp", **payload}
        async with self._session.post(self.world.base_url + path, json=body) as answer:
            await answer.read()
            return answer.status

    async def upload(self, data: bytes, mime_type: str, name: str) -> str:
        assert self._session is not None
        form = FormData({"messaging_product": "whatsapp", "type": mime_type})
        form.add_field("file", data, filename=name, content_type=mime_type)
        path = f"/{VERSION}/{self.world.config.phone_number_id}/media"
        async with self._session.post(self.world.base_url + path, data=form) as answer:
            return str((await answer.json())["id"])

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """Serve the webhook; gives its address."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.add_routes([web.get("/hook", self.verify), web.post("/hook", self.receive)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        token = {"Authorization": f"Bearer {self.world.config.token}"}
        async with ClientSession(headers=token) as self._session:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
            await runner.cleanup()


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def interactive(content: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": content}


def reply_button(name: str, title: str) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": name, "title": title}}


MENU = {
    "type": "button",
    "header": {"type": "text", "text": "KH-1042"},
    "body": {
        "text": "1. *Jeera Masino 25 kg* × 2 — रु ४,९००\n2. Tori tel 1 L × 12 — रु ३,३००\n"
        "जम्मा: *रु ८,२००*. Udhaaro, tirne: Mangsir 18."
    },
    "footer": {"text": "Baanki limit Rs 25,930"},
    "action": {
        "buttons": [
            reply_button("confirm:cart:17", "पक्का"),
            reply_button("change:cart:17", "Badlinu"),
            reply_button("cancel:cart:17", "Radda"),
        ]
    },
}
LIST = {
    "type": "list",
    "body": {"text": "Sabun kun?"},
    "action": {
        "button": "Choose",
        "sections": [
            {
                "title": "Usual",
                "rows": [{"id": "p:1", "title": "Lifebuoy 100 g", "description": "Rs 45 each"}],
            },
            {
                "title": "Others",
                "rows": [
                    {"id": "p:2", "title": "Lux 100 g", "description": "Rs 52 each"},
                    {"id": "p:3", "title": "डाबर नीम साबुन", "description": "रु ४०"},
                ],
            },
        ],
    },
}
WHERE = {
    "type": "location_request_message",
    "body": {"text": "Where is your shop?"},
    "action": {"name": "send_location"},
}
LINK = {
    "type": "cta_url",
    "body": {"text": "Your statement is checked here."},
    "action": {
        "name": "cta_url",
        "parameters": {"display_text": "Verify", "url": "https://khaacho.example/verify/7F3A"},
    },
}
INTERACTIVE = {"menu": MENU, "list": LIST, "where": WHERE, "link": LINK}


@asynccontextmanager
async def talking(config: SimulatorConfig | None = None) -> AsyncIterator[tuple[World, EchoBot]]:
    """A simulator and the bot, each knowing the other."""
    async with serving(config or SimulatorConfig(seed=1, pair_rate=False)) as world:
        bot = EchoBot(world)
        async with bot.listening() as url:
            await world.webhooks.subscribe(url, world.config.verify_token)
            yield world, bot
