"""Everything there is outside the bot: phones, Meta's servers between them, and the bill."""

import asyncio
import base64
import random  # noqa: TID251 (ids from the config's seed, never from the wall)
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from bot.simulator.chat import ChatMessage, Content, Status
from bot.simulator.clock import Clock
from bot.simulator.config import SimulatorConfig
from bot.simulator.envelope import Person, status_update
from bot.simulator.errors import UNDELIVERABLE, WINDOW_CLOSED
from bot.simulator.faults import Faults
from bot.simulator.media import URL_LIFETIME, Media, MediaStore
from bot.simulator.params import Json
from bot.simulator.phones import TYPING_LASTS, Phone
from bot.simulator.templates import Template, TemplateStore
from bot.simulator.webhooks import Webhooks

F = TypeVar("F")
SHORTEST, LONGEST = 8, 15
"""Digits of a phone number."""


class World:
    """One simulated market: phones by number, and what lies between them and the bot.

    Attributes:
        phones: by digits without plus.
        billed: delivered messages that cost money, by recipient's digits.
        pair_rate, refuse_late: as in the config, but may be changed while it runs.
        base_url: where the simulator itself can be reached; media addresses start with it.
    """

    def __init__(self, config: SimulatorConfig, templates: Iterable[Template] = ()) -> None:
        seed = secrets.randbits(64) if config.seed is None else config.seed
        self.config = config
        self.clock = Clock(config.clock)
        self.faults = Faults(seed)
        self.webhooks = Webhooks(config, self.faults)
        self._random = random.Random(seed)  # noqa: S311 (ids of a simulator)
        self.media = MediaStore(self.clock.now, self.new_id)
        self.templates = TemplateStore(self.new_id, templates)
        self.phones: dict[str, Phone] = {}
        self.billed: Counter[str] = Counter()
        self.base_url = ""
        self.pair_rate = config.pair_rate
        self.refuse_late = config.refuse_late
        self._by_wamid: dict[str, tuple[Phone, ChatMessage]] = {}
        self._change = asyncio.Event()
        self._watchers: set[asyncio.Queue[Phone | None]] = set()

    def add_phone(self, number: str, name: str = "", *, username: str = "") -> Phone:
        """Put a phone on the table; the one already there when the number is known.

        The number is E.164, plus and spaces allowed; a username makes a person who hides it.

        Raises:
            ValueError: when the number is not 8 to 15 digits.
        """
        wanted = digits(number)
        if wanted not in self.phones:
            self.phones[wanted] = Phone(self, wanted, name or f"+{wanted}", username)
            self.changed(self.phones[wanted])
        return self.phones[wanted]

    def phone(self, number: str) -> Phone:
        """The phone with this number.

        Raises:
            KeyError: when there is none.
        """
        return self.phones[digits(number)]

    def renumber(self, phone: Phone, number: str) -> None:
        """Give a phone another number.

        Raises:
            ValueError: when it is no phone number, or somebody has it.
        """
        wanted = digits(number)
        if wanted in self.phones:
            raise ValueError(f"+{wanted} is somebody's number already")
        self.phones = {(wanted if one is phone else key): one for key, one in self.phones.items()}
        phone.number = wanted

    def with_bsuid(self, bsuid: str) -> Phone | None:
        """The phone whose person this business knows by that id."""
        return next((one for one in self.phones.values() if one.bsuid == bsuid), None)

    def new_id(self) -> str:
        """A new numeric id, as for media and templates."""
        return str(self._random.randrange(10**14, 10**15))

    def new_wamid(self, number: str) -> str:
        """A new message id."""
        raw = b"\x1d" + number.encode() + self._random.randbytes(16)
        return "wamid." + base64.b64encode(raw).decode().rstrip("=")

    def find(self, wamid: str) -> tuple[Phone, ChatMessage] | None:
        """The message with this id and the phone it stands on."""
        return self._by_wamid.get(wamid)

    def put(self, phone: Phone, message: ChatMessage) -> None:
        """Add a message to a chat."""
        phone.chat.append(message)
        self._by_wamid[message.id] = phone, message
        self.changed(phone)

    def media_part(self, kept: Media) -> Json:
        """What a webhook says about a person's file."""
        return {
            "mime_type": kept.mime_type,
            "sha256": base64.b64encode(kept.sha256).decode(),
            "id": kept.id,
            "url": self.media_url(kept),
        }

    def media_url(self, kept: Media) -> str:
        """Where a file can be fetched for five minutes, with the bearer token."""
        ends = int((self.clock.now() + URL_LIFETIME).timestamp())
        return f"{self.base_url}/whatsapp_business/attachments/?mid={kept.id}&ext={ends}"

    def accept(
        self, phone: Phone | None, number: str, content: Content, *, tracker: str, to_bsuid: bool
    ) -> ChatMessage:
        """Take a message from the bot and bring it to the phone, reporting each step.

        The phone is None when nobody with that number has WhatsApp.
        """
        at = self.clock.now()
        message = ChatMessage(self.new_wamid(number), content, at, from_business=True)
        message.tracker, message.to_bsuid = tracker, to_bsuid
        if phone is None:
            self._fail(Person(number, ""), message, UNDELIVERABLE)
        elif content.kind != "template" and not phone.window_left:
            self._fail(phone.person, message, WINDOW_CLOSED)
        elif content.kind == "reaction":
            self._react(phone, message)
        else:
            phone.typing_until = None
            self.put(phone, message)
            self.webhooks.background(self._progress(phone, message))
        return message

    def mark_read(self, phone: Phone, message: ChatMessage, *, typing: bool) -> None:
        """The bot has read a person's message, and so all before it."""
        for one in phone.chat[: phone.chat.index(message) + 1]:
            if not one.from_business:
                one.status = Status.READ
        if typing:
            phone.typing_until = self.clock.now() + TYPING_LASTS
        self.changed(phone)

    def deliver_waiting(self, phone: Phone) -> None:
        """Bring what waited while the phone was off."""
        for message in phone.chat:
            if message.from_business and message.status is Status.SENT:
                self.webhooks.background(self._arrive(phone, message))

    def changed(self, phone: Phone | None = None) -> None:
        """Wake everyone who waits for something; None means the world itself changed."""
        self._change.set()
        self._change = asyncio.Event()
        for watcher in self._watchers:
            watcher.put_nowait(phone)

    def watch(self) -> "asyncio.Queue[Phone | None]":
        """A queue that gets every phone that changes, until ``unwatch``."""
        watcher: asyncio.Queue[Phone | None] = asyncio.Queue()
        self._watchers.add(watcher)
        return watcher

    def unwatch(self, watcher: "asyncio.Queue[Phone | None]") -> None:
        """Stop filling a queue."""
        self._watchers.discard(watcher)

    async def wait_until(self, look: Callable[[], F | None], timeout_seconds: float = 5.0) -> F:
        """Wait until something is there, looking whenever the world changes.

        Raises:
            TimeoutError: when it is not there in time.
        """
        async with asyncio.timeout(timeout_seconds):
            while True:
                change = self._change
                found = look()
                if found is not None:
                    return found
                await change.wait()

    def _react(self, phone: Phone, message: ChatMessage) -> None:
        for one in phone.chat:
            if one.id == message.content.reacts_to:
                one.reaction = message.body
        self._report(phone, message, Status.SENT)

    async def _progress(self, phone: Phone, message: ChatMessage) -> None:
        self._report(phone, message, Status.SENT)
        if phone.online:
            await self._arrive(phone, message)

    async def _arrive(self, phone: Phone, message: ChatMessage) -> None:
        await asyncio.sleep(self.config.pace_seconds)
        self._report(phone, message, Status.DELIVERED)
        self.billed[phone.number] += 1
        if phone.reads:
            await asyncio.sleep(self.config.pace_seconds)
            self._report(phone, message, Status.READ)

    def _report(self, phone: Phone, message: ChatMessage, status: Status) -> None:
        message.status = status
        at = int(self.clock.now().timestamp())
        self.webhooks.post(status_update(phone.person, message, status, at))
        self.changed(phone)

    def _fail(self, person: Person, message: ChatMessage, code: int) -> None:
        message.status, message.error = Status.FAILED, code
        at = int(self.clock.now().timestamp())
        self.webhooks.post(status_update(person, message, Status.FAILED, at))


def digits(number: str) -> str:
    """A phone number as Meta writes it: digits only.

    Raises:
        ValueError: when it is not 8 to 15 digits.
    """
    found = "".join(sign for sign in number if sign not in "+ -()")
    if not (found.isascii() and found.isdigit() and SHORTEST <= len(found) <= LONGEST):
        raise ValueError(f"{number!r} is no phone number; expected 8 to 15 digits")
    return found
