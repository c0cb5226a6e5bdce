"""The simulator put together: as an application, as a running server, as a process."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import Settings
from bot.simulator import control, graph, graph_account, graph_media, page
from bot.simulator.config import SimulatorConfig
from bot.simulator.demo import add_demo_market
from bot.simulator.graph import WORLD
from bot.simulator.templates import Template
from bot.simulator.world import World

MOST_BODY_BYTES = 128 * 1024 * 1024
WEBHOOK_PATH = "/api/v1/whatsapp/webhook"
SHOWN_SECONDS = 0.35
"""How long each tick stands on the page before the next."""


def make_app(config: SimulatorConfig, templates: Iterable[Template] = ()) -> web.Application:
    """The simulator as an aiohttp application; its ``World`` is at ``app[WORLD]``.

    Must be called while a loop runs, or be run by aiohttp afterwards.

    The templates are those already approved at Meta.
    """
    rules = [graph.meta_errors, own_page_only]
    app = web.Application(middlewares=rules, client_max_size=MOST_BODY_BYTES)
    world = World(config, templates)
    app[WORLD] = world
    for source in (graph, graph_media, graph_account, control, page):
        app.add_routes(source.routes())
    app[page.SOCKETS] = set()
    app.on_shutdown.append(page.close_sockets)
    app.cleanup_ctx.append(_connected)
    return app


@web.middleware
async def own_page_only(request: web.Request, handler: graph.Handler) -> web.StreamResponse:
    """Refuse what a page from elsewhere asks of ``/simulator`` through a person's browser."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign and request.path.startswith("/simulator"):
        raise web.HTTPForbidden(text="only the simulator's own page may do this")
    return await handler(request)


async def _connected(app: web.Application) -> AsyncIterator[None]:
    await app[WORLD].webhooks.start()
    yield
    await app[WORLD].webhooks.stop()


@asynccontextmanager
async def serving(
    config: SimulatorConfig, templates: Iterable[Template] = (), *, port: int = 0
) -> AsyncIterator[World]:
    """Run the simulator in this process; the world's ``base_url`` says where.

    Port 0 takes a free one.
    """
    app = make_app(config, templates)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, bound = runner.addresses[0][:2]
        app[WORLD].base_url = f"http://{host}:{bound}"
        yield app[WORLD]
    finally:
        await runner.cleanup()


def run(settings: Settings, templates: Iterable[Template] = ()) -> None:
    """Run the simulator for the bot these settings describe, until it is told to stop.

    The templates are those already approved at Meta.

    Raises:
        SystemExit: when its port is taken, with one line that says so.
    """
    try:
        asyncio.run(_run(settings, templates))
    except OSError as problem:
        raise SystemExit(f"simulator: port {settings.simulator_port}: {problem.strerror}") from None


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 (not binding)


async def _run(settings: Settings, templates: Iterable[Template]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    config = SimulatorConfig(
        phone_number_id=settings.whatsapp_phone_id,
        token=settings.whatsapp_token,
        app_secret=settings.whatsapp_app_secrets[0],
        verify_token=settings.whatsapp_verify_token,
        webhook_url=f"http://{_reachable(settings.host)}:{settings.port}{WEBHOOK_PATH}",
        pace_seconds=SHOWN_SECONDS,
        pair_rate=False,  # a demonstration is faster than a market; the page has a switch for it
    )
    async with serving(config, templates, port=settings.simulator_port) as world:
        add_demo_market(world)
        await stop.wait()
