"""A stage on which transcripts are played: the real app, real servers, Meta's stand-in.

Signed webhooks go in, the simulator's Graph API takes what comes out, a real arq worker sends it.
A transcript is plain text; see `play` for what its lines mean.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import asyncpg
from aiohttp import web

from bot.app import Web
from bot.jobs import Workshop, make_worker
from bot.observe import configure_logging
from bot.seed import seed
from bot.settings import Settings
from bot.simulator import SimulatorConfig, Template, serving
from bot.simulator.chat import ChatMessage
from bot.simulator.phones import Phone
from bot.simulator.world import World
from bot.templates import all_templates
from storage.store import Store

PEOPLE = {
    "asha": "+9779800000001",
    "hari": "+9779800000101",
    "bimala": "+9779800000102",
    "anil": "+9779800000103",
    "gupta": "+9779800000201",
    "birendra": "+9779800000202",
    "om": "+9779800000203",
}
PATIENCE_SECONDS = 10.0
LINE = re.compile(r"^(?P<who>[a-z]+)>\s*(?P<rest>.*)$")
BOT = re.compile(r"^(?P<who>[a-z]+):\s*\[(?P<phrase>[a-z_0-9]+)\]\s*(?P<words>.*)$")
BUTTON = re.compile(r"\(([^()]+)\)\s*$")
CAPTURE = re.compile(r"<([a-z]+)>")
PHOTO = b"\xff\xd8\xff\xe0" + b"\x00" * 64


@dataclass
class Stage:
    """The running system with the phones of the demo market."""

    world: World
    web: Web
    workshop: Workshop
    database: asyncpg.Connection
    phones: dict[str, Phone]
    seen: dict[str, int] = field(default_factory=dict)
    captured: dict[str, str] = field(default_factory=dict)

    # --- what a transcript's lines do ---------------------------------------------------------

    async def play(self, transcript: str) -> None:
        """Play a transcript to its end; nothing may be said that it does not list.

        hari>  2 bora jeera          types a message (``\\n`` is a line break)
        hari>  tap Pakka             presses a button or list row by what stands on it
        hari>  sends image           sends something that is no text
        bot>   hari: [phrase] a … b (Button)   the next message on that phone; `…` skips words,
                                     ``<pin>`` keeps a word for later lines
        new    ram +977…             adds a phone
        wait   35 minutes            moves the clock
        ledger hari gupta owes 4900 holds 0    rupees, as sums of transfers
        order  1001 accepted         an order's status
        check                        every invariant holds
        """
        for number, raw in enumerate(transcript.splitlines(), 1):
            line = raw.split("#")[0].strip() if raw.lstrip().startswith("#") else raw.strip()
            if not line:
                continue
            try:
                await self._line(self._fill(line))
            except (AssertionError, LookupError, TimeoutError) as fault:
                raise AssertionError(f"line {number}: {line}\n{fault}") from fault
        await self.quiet()
        self._nothing_more()

    def _fill(self, line: str) -> str:
        for name, value in self.captured.items():
            line = line.replace(f"<{name}>", value)
        return line

    async def _line(self, line: str) -> None:
        if match := LINE.match(line):
            if match["who"] == "bot":
                await self._expect(match["rest"])
            else:
                await self._act(self.phones[match["who"]], match["rest"])
            return
        word, _, rest = line.partition(" ")
        await getattr(self, f"_do_{word}")(rest.strip())

    async def _act(self, phone: Phone, what: str) -> None:
        verb, _, rest = what.partition(" ")
        if verb == "tap":
            await phone.press(rest.strip())
        elif what == "sends image":
            await phone.send_image(PHOTO)
        elif what == "sends voice":
            await phone.send_file("voice", b"OggS" + b"\0" * 32, "audio/ogg; codecs=opus")
        elif what == "sends location":
            await phone.send_location(28.601, 81.636)
        else:
            await phone.say(what.replace("\\n", "\n"))

    async def _expect(self, rest: str) -> None:
        match = BOT.match(rest)
        assert match, f"not a message: {rest}"
        message = await self._next(match["who"])
        phrase = await self._phrase(message)
        shown = f"[{phrase}] {_flat(message)}"
        assert phrase == match["phrase"], f"{match['who']} got {shown}"
        words = match["words"].strip()
        wanted: list[str] = []
        while button := BUTTON.search(words):
            wanted.insert(0, button[1])
            words = words[: button.start()].rstrip()
        labels = message.labels()
        assert all(label in labels for label in wanted), f"{wanted} not in {labels}: {shown}"
        self._match(words, _flat(message), shown)

    def _match(self, words: str, body: str, shown: str) -> None:
        pattern = ".*".join(re.escape(part.strip()) for part in words.split("…"))
        pattern = CAPTURE.sub(lambda found: f"(?P<{found[1]}>\\S+)", pattern)
        found = re.search(pattern, body)
        assert found, f"wanted {words!r}, got {shown}"
        self.captured |= found.groupdict()

    async def _next(self, who: str) -> ChatMessage:
        phone, place = self.phones[who], self.seen.get(who, 0)
        message = await phone.wait_for(lambda _: True, PATIENCE_SECONDS, start=place)
        self.seen[who] = place + 1
        return message

    async def _phrase(self, message: ChatMessage) -> str:
        row = await self.database.fetchrow(
            "SELECT reply, as_template FROM outgoing WHERE id = $1::uuid", message.tracker
        )
        assert row is not None, "the bot sent what it never wrote down"
        return str(json.loads(row["reply"])["phrase"])

    async def _do_new(self, rest: str) -> None:
        name, number = rest.split()
        self.phones[name] = self.world.add_phone(number, name.title())

    async def _do_wait(self, rest: str) -> None:
        amount, unit = rest.split()
        step = timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(amount)})
        await self.quiet()
        self.web.store.shift += step
        self.workshop.store.shift += step
        self.world.clock.advance(step)
        await self.workshop.sweep()

    async def _do_ledger(self, rest: str) -> None:
        match = re.match(r"(\w+) (\w+) owes (-?[\d.]+) holds ([\d.]+)$", rest)
        assert match, rest
        await self.quiet()
        row = await self.database.fetchrow(
            "SELECT coalesce(sum(owed_paisa), 0) AS owed, coalesce(sum(held_paisa), 0) AS held"
            " FROM transfers WHERE shop_id = (SELECT shop_id FROM persons p JOIN contact_points c"
            " ON c.person_id = p.id WHERE c.phone = $1) AND vendor_id = (SELECT vendor_id FROM"
            " persons p JOIN contact_points c ON c.person_id = p.id WHERE c.phone = $2)",
            f"+{self.phones[match[1]].number}",
            f"+{self.phones[match[2]].number}",
        )
        found = (row["owed"] / 100, row["held"] / 100)
        assert found == (float(match[3]), float(match[4])), f"owes, holds {found}"

    async def _do_order(self, rest: str) -> None:
        number, status = rest.split()
        await self.quiet()
        found = await self.database.fetchval(
            "SELECT status FROM orders WHERE number = $1", int(number)
        )
        assert found == status, f"order {number} is {found}"

    async def _do_check(self, _rest: str) -> None:
        await self.quiet()
        breaks = await broken(self.web.store)
        assert not breaks, breaks

    # --- waiting for conditions ---------------------------------------------------------------

    async def quiet(self) -> None:
        """Return once nothing is unread, unsent or unreported."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self.database.fetchval(BUSY, self.web.store.shift):
                await self.database.fetchval("SELECT pg_sleep(0.01)")
            await self.world.webhooks.idle()

    def _nothing_more(self) -> None:
        for who, phone in self.phones.items():
            rest = [_flat(one) for one in phone.messages[self.seen.get(who, 0) :]]
            assert not rest, f"{who} also got {rest}"


BUSY = """
SELECT EXISTS (SELECT FROM causes WHERE status = 'new' AND due_at <= clock_timestamp() + $1)
    OR EXISTS (SELECT FROM outgoing WHERE status IN ('queued', 'sending')
        AND due_at <= clock_timestamp() + $1)
"""


def _flat(message: ChatMessage) -> str:
    return " ".join(message.body.split())


@asynccontextmanager
async def stage(database_url: str, redis_url: str, home: Path) -> AsyncIterator[Stage]:
    """The demo market, running; all of it ends with the block."""
    configure_logging("error", "json")
    await seed(database_url, demo=True)
    templates = [Template(t.name, t.language, t.body, t.buttons) for t in all_templates()]
    config = SimulatorConfig(seed=1, pair_rate=False, pace_seconds=0)
    async with AsyncExitStack() as ending:
        world = await ending.enter_async_context(serving(config, templates))
        settings = settings_for(database_url, redis_url, home, world.base_url)
        database = await asyncpg.connect(database_url)
        ending.push_async_callback(database.close)
        web_process = await ending.enter_async_context(web_of(settings, world))
        workshop = await ending.enter_async_context(worker_of(settings))
        phones = {name: world.add_phone(number, name.title()) for name, number in PEOPLE.items()}
        yield Stage(world, web_process, workshop, database, phones)


@asynccontextmanager
async def web_of(settings: Settings, world: World) -> AsyncIterator[Web]:
    """A web process in this one, which the world's webhooks go to."""
    web_process = Web(settings)
    runner = web.AppRunner(await web_process.open(), auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    world.webhooks.url = f"http://127.0.0.1:{port}/api/v1/whatsapp/webhook"
    try:
        yield web_process
    finally:
        await runner.cleanup()
        await web_process.close()


@asynccontextmanager
async def worker_of(settings: Settings) -> AsyncIterator[Workshop]:
    """A worker in this process."""
    workshop = Workshop(settings)
    worker = make_worker(settings, workshop, handle_signals=False)
    working = asyncio.create_task(worker.async_run())
    try:
        yield workshop
    finally:
        working.cancel()
        await asyncio.wait([working])
        await worker.close()


def settings_for(database_url: str, redis_url: str, home: Path, api_url: str) -> Settings:
    """Settings as `khaacho up` would make them, on these servers."""
    config = SimulatorConfig()
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        home=home,
        host="127.0.0.1",
        port=0,
        simulator=True,
        simulator_port=0,
        whatsapp_api_url=api_url,
        whatsapp_api_version="v23.0",
        whatsapp_phone_id=config.phone_number_id,
        whatsapp_token=config.token,
        whatsapp_app_secrets=(config.app_secret,),
        whatsapp_verify_token=config.verify_token,
        admin_phones=(PEOPLE["asha"],),
        secret_key="stage-secret-key-0123456789-abcdef",
        log_level="warning",
        log_format="console",
    )


async def broken(store: Store) -> list[str]:
    """Invariants that do not hold."""
    from storage.check import check_all  # noqa: PLC0415

    return [str(one) for one in await check_all(store)]
