"""One person's phone: what stands in the chat with the bot, and what the person can do."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.simulator import said
from bot.simulator.chat import Attachment, Button, ChatMessage, Place, Row, Status
from bot.simulator.envelope import Person, message_update, number_change_update
from bot.simulator.webhooks import WebhookUndelivered
from bot.simulator.window import PairRate, window_left

if TYPE_CHECKING:
    from bot.simulator.world import World

TYPING_LASTS = timedelta(seconds=25)
PATIENCE_SECONDS = 5.0


class Phone:
    """A phone with WhatsApp on it.

    Every sending returns when the bot has acknowledged the webhook with 200, and raises
    ``WebhookUndelivered`` when it never did.

    Attributes:
        number: digits without plus.
        username: set when the person hides the number behind a name.
        shows_number: whether the business sees the number in spite of a username.
        bsuid: the id by which this business knows the person; another number, another id.
        role: what the page shows beside the name.
        idea: something this person may write first, shown while the chat is empty.
        online: whether messages reach the phone; what comes while it is off waits.
        reads: whether the chat is open, so that what arrives is read.
        chat: every message of both sides, oldest first.
        last_inbound: when the person last wrote; opens the 24-hour window.
        typing_until: how long the bot's typing indicator shows.
    """

    def __init__(self, world: "World", number: str, name: str, username: str = "") -> None:
        self.world = world
        self.number = number
        self.name = name
        self.username = username
        self.shows_number = not username
        self.bsuid = business_scoped_id(number)
        self.role = ""
        self.idea = "Namaste"
        self.online = True
        self.reads = True
        self.chat: list[ChatMessage] = []
        self.last_inbound: datetime | None = None
        self.typing_until: datetime | None = None
        self.pair_rate = PairRate()
        self._seen = 0

    @property
    def messages(self) -> list[ChatMessage]:
        """What the bot wrote and this phone has received, oldest first; no reactions."""
        return [one for one in self.chat if one.from_business and one.status in ARRIVED]

    @property
    def window_left(self) -> timedelta:
        """How long free-form messages may still be sent to this person; zero when closed."""
        return window_left(self.last_inbound, self.world.clock.now())

    @property
    def typing(self) -> bool:
        """Whether the bot's typing indicator shows now."""
        return self.typing_until is not None and self.world.clock.now() < self.typing_until

    @property
    def person(self) -> Person:
        """What the business may see of this person."""
        number = self.number if self.shows_number else ""
        return Person(number, self.bsuid, self.name, self.username)

    async def send(self, what: said.Said) -> ChatMessage:
        """Send anything a person can send; see ``bot.simulator.said`` for the kinds."""
        world = self.world
        now = world.clock.now()
        message = ChatMessage(world.new_wamid(self.number), what.content, now)
        self.last_inbound = now
        world.put(self, message)
        part = what.part
        if what.content.quotes:
            quoted = {"from": world.config.display_number, "id": what.content.quotes}
            part = {"context": quoted, **part}
        at = int(now.timestamp())
        update = message_update(self.person, message.id, at, what.kind, part)
        try:
            await world.webhooks.post(update)
        except WebhookUndelivered:
            message.status = Status.FAILED
            raise
        finally:
            if message.status is Status.PENDING:
                message.status = Status.DELIVERED
            world.changed(self)
        return message

    async def say(self, text: str, *, quotes: str = "") -> ChatMessage:
        """Type a text and send it, quoting a message by its wamid if one is given."""
        return await self.send(said.text(text, quotes))

    async def press(self, label: str, message: ChatMessage | None = None) -> ChatMessage:
        """Tap a button or a list row by what stands on it, or by its id.

        It is tapped on the given message, or else on the latest that has it.

        Raises:
            LookupError: when nothing on the screen is called that.
        """
        there = [message] if message is not None else self.messages[::-1]
        return await self.send(said.tapped(*find_target(label, there)))

    async def choose(self, row: str, message: ChatMessage | None = None) -> ChatMessage:
        """Open a list and tap a row by its title or id; see ``press``."""
        return await self.press(row, message)

    async def send_file(
        self, kind: str, data: bytes, mime_type: str, *, name: str = "", caption: str = ""
    ) -> ChatMessage:
        """Send an image, document, audio, voice, video or sticker."""
        kept = self.world.media.add(data, mime_type, name, from_business=False)
        attachment = Attachment(kept.id, mime_type=mime_type, name=name)
        return await self.send(said.file(kind, attachment, self.world.media_part(kept), caption))

    async def send_image(
        self, data: bytes, mime_type: str = "image/jpeg", caption: str = ""
    ) -> ChatMessage:
        """Send a photo."""
        return await self.send_file("image", data, mime_type, caption=caption)

    async def send_location(
        self, latitude: float, longitude: float, name: str = "", *, quotes: str = ""
    ) -> ChatMessage:
        """Share a place, degrees north and east."""
        return await self.send(said.location(Place(latitude, longitude, name), quotes))

    async def react(self, message: ChatMessage, emoji: str) -> ChatMessage:
        """Put an emoji on one of the bot's messages; the empty text takes it away."""
        message.reaction = emoji
        return await self.send(said.reaction(message, emoji))

    async def change_number(self, number: str) -> None:
        """Move this WhatsApp account to another number, which gives it another BSUID.

        Raises:
            ValueError: when it is no phone number, or somebody has it.
        """
        world = self.world
        before = self.person
        world.renumber(self, number)
        self.bsuid = business_scoped_id(self.number)
        at = int(world.clock.now().timestamp())
        wamid = world.new_wamid(self.number)
        await world.webhooks.post(number_change_update(before, self.person, wamid, at))
        world.changed(self)

    async def next_message(self, timeout_seconds: float = PATIENCE_SECONDS) -> ChatMessage:
        """The oldest message from the bot not yet given out by this call.

        Raises:
            TimeoutError: when none comes in time.
        """
        found = await self.wait_for(lambda _: True, timeout_seconds, start=self._seen)
        self._seen += 1
        return found

    async def wait_for(
        self,
        predicate: Callable[[ChatMessage], bool],
        timeout_seconds: float = PATIENCE_SECONDS,
        *,
        start: int = 0,
    ) -> ChatMessage:
        """The first message from the bot for which the predicate holds, as soon as it is there.

        The first ``start`` of ``messages`` are left out.

        Raises:
            TimeoutError: with what the phone shows instead.
        """

        def look() -> ChatMessage | None:
            return next((one for one in self.messages[start:] if predicate(one)), None)

        try:
            return await self.world.wait_until(look, timeout_seconds)
        except TimeoutError:
            shown = [f"[{one.kind}] {one.body}" for one in self.messages[start:]]
            raise TimeoutError(f"+{self.number} waited in vain; it shows {shown}") from None

    def switch(self, *, online: bool) -> None:
        """Turn the phone on or off; on, it gets what waited."""
        self.online = online
        if online:
            self.world.deliver_waiting(self)
        self.world.changed(self)


ARRIVED = frozenset({Status.DELIVERED, Status.READ})


def find_target(label: str, messages: Sequence[ChatMessage]) -> tuple[ChatMessage, Button | Row]:
    """The first button or row with this label or id.

    Raises:
        LookupError: when nothing is called that, with what there is instead.
    """
    for message in messages:
        targets: tuple[Button | Row, ...] = (*message.buttons, *message.rows)
        for target in targets:
            if label in {target.title, target.id}:
                return message, target
    there = list(dict.fromkeys(text for one in messages for text in one.labels()))
    raise LookupError(f"nothing to tap called {label!r}; there is {there}")


def business_scoped_id(number: str) -> str:
    """The user id this business sees for a number; the same after a restart."""
    digest = hashlib.sha256(b"bsuid" + number.encode()).digest()
    return f"NP.{int.from_bytes(digest[:8], 'big')}"
