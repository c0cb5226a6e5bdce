"""The page with all phones side by side, and the live line that keeps it up to date."""

import asyncio
from pathlib import Path

from aiohttp import WSCloseCode, WSMsgType, web

from bot.simulator.graph import WORLD
from bot.simulator.params import Json
from bot.simulator.phones import Phone
from bot.simulator.view import view_phone, view_world
from bot.simulator.world import World

SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets")
FOLDER = Path(__file__).parent / "page"
SHOWN_INLINE = ("image/", "audio/", "video/", "application/pdf", "text/plain")


async def index(request: web.Request) -> web.StreamResponse:
    """``GET /``."""
    del request
    return web.FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})


async def media(request: web.Request) -> web.StreamResponse:
    """A file of a chat, for the page only; the bot uses the Graph API."""
    store = request.app[WORLD].media
    media_id = request.match_info["media_id"]
    if not store.holds(media_id):
        raise web.HTTPNotFound
    kept = store.get(media_id)
    inline = kept.mime_type.startswith(SHOWN_INLINE)
    name = kept.name.replace('"', "").encode("ascii", "replace").decode() or media_id
    headers = {
        "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=kept.data, content_type=kept.mime_type, headers=headers)


async def live(request: web.Request) -> web.StreamResponse:
    """``GET /simulator/live``: a websocket that tells everything once, then each change."""
    world = request.app[WORLD]
    socket = web.WebSocketResponse(heartbeat=20)
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    changes = world.watch()
    telling = asyncio.create_task(_tell(socket, world, changes))
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        telling.cancel()
        world.unwatch(changes)
        request.app[SOCKETS].discard(socket)
    return socket


async def _tell(
    socket: web.WebSocketResponse, world: World, changes: "asyncio.Queue[Phone | None]"
) -> None:
    changed: set[Phone | None] = {None}
    while True:
        everyone = None in changed  # the clock moved: every window is another one now
        phones = [one for one in world.phones.values() if everyone or one in changed]
        told: Json = {"world": view_world(world), "phones": [view_phone(one) for one in phones]}
        await socket.send_json(told)
        changed = {await changes.get()}
        while not changes.empty():
            changed.add(changes.get_nowait())


async def close_sockets(app: web.Application) -> None:
    """Hang up on every open page, so that the simulator stops at once."""
    for socket in app[SOCKETS].copy():
        await socket.close(code=WSCloseCode.GOING_AWAY)


def routes() -> list[web.AbstractRouteDef]:
    """The routes of this file."""
    return [
        web.get("/", index),
        web.get("/simulator/media/{media_id}", media),
        web.get("/simulator/live", live),
        web.static("/page", FOLDER),
    ]
