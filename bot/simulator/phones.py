"""One person's phone: what stands in the chat with the bot, and what the person can do."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.simulator.chat import Attachment, ChatMessage, Content, Place, Status
from bot.simulator.envelope import Person, message_update
from bot.simulator.params import Json
from bot.simulator.taps import find_target, tap
from bot.simulator.window import PairRate

if TYPE_CHECKING:
    from bot.simulator.world import World

TYPING_LASTS = timedelta(seconds=25)
PATIENCE_SECONDS = 5.0


class Phone:
    """A phone with WhatsApp on it.

    Attributes:
        number: digits without plus.
        username: set when the person hides the number behind a name.
        shows_number: whether the business sees the number in spite of a username.
        role: what the page shows beside the name.
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
        return [one for one in self.chat if one.from_business and one.status is not Status.SENT]

    @property
    def typing(self) -> bool:
        """Whether the bot's typing indicator shows now."""
        return self.typing_until is not None and self.world.clock.now() < self.typing_until

    @property
    def person(self) -> Person:
        """What the business may see of this person."""
        number = self.number if self.shows_number else ""
        return Person(number, self.bsuid, self.name, self.username)

    async def say(self, text: str, *, quotes: str = "") -> ChatMessage:
        """Type a text and send it, quoting a message by its wamid if one is given.

        Returns when the bot has acknowledged it.

        Raises:
            WebhookUndelivered: when the bot never answered 200.
        """
        content = Content("text", text, quotes=quotes)
        return await self.send(content, "text", {"text": {"body": text}})

    async def press(self, label: str, message: ChatMessage | None = None) -> ChatMessage:
        """Tap a button or a list row by what stands on it, or by its id.

        It is tapped on the given message, or else on the latest that has it.

        Raises:
            LookupError: when nothing on the screen is called that.
            WebhookUndelivered: when the bot never answered 200.
        """
        there = [message] if message is not None else list(reversed(self.messages))
        found, target = find_target(label, there)
        kind, part = tap(found, target)
        return await self.send(Content(kind, target.title, quotes=found.id), kind, part)

    async def choose(self, row: str, message: ChatMessage | None = None) -> ChatMessage:
        """Open a list and tap a row by its title or id; see ``press``."""
        return await self.press(row, message)

    async def send(self, content: Content, kind: str, part: Json) -> ChatMessage:
        """Send any message: what the chat shows, and Meta's type and object for it.

        Raises:
            WebhookUndelivered: when the bot never answered 200.
        """
        world = self.world
        now = world.clock.now()
        message = ChatMessage(world.new_wamid(self.number), content, now)
        self.last_inbound = now
        self.chat.append(message)
        world.changed(self)
        if content.quotes:
            context = {"from": world.config.display_number, "id": content.quotes}
            part = {"context": context, **part}
        sent = message_update(self.person, message.id, int(now.timestamp()), kind, part)
        await world.webhooks.post(sent)
        if message.status is Status.PENDING:
            message.status = Status.DELIVERED
        world.changed(self)
        return message

    async def send_image(
        self, data: bytes, mime_type: str = "image/jpeg", caption: str = ""
    ) -> ChatMessage:
        """Send a photo."""
        return await self.send_file("image", data, mime_type, caption=caption)

    async def send_file(
        self, kind: str, data: bytes, mime_type: str, *, name: str = "", caption: str = ""
    ) -> ChatMessage:
        """Send an image, document, audio, video or sticker.

        The kind is Meta's type; ``voice`` sends an audio recorded on the spot.
        """
        voice = kind == "voice"
        kind = "audio" if voice else kind
        kept = self.world.media.add(data, mime_type, name, from_business=False)
        part = self.world.media_part(kept)
        if caption:
            part["caption"] = caption
        if kind == "document":
            part["filename"] = name
        if kind == "audio":
            part["voice"] = voice
        if kind == "sticker":
            part["animated"] = False
        attachment = Attachment(kept.id, mime_type=mime_type, name=name)
        return await self.send(Content(kind, caption, attachment=attachment), kind, {kind: part})

    async def send_location(
        self, latitude: float, longitude: float, name: str = "", *, quotes: str = ""
    ) -> ChatMessage:
        """Share a place, degrees north and east."""
        part: Json = {"latitude": latitude, "longitude": longitude}
        if name:
            part["name"] = name
        place = Place(latitude, longitude, name)
        content = Content("location", name, place=place, quotes=quotes)
        return await self.send(content, "location", {"location": part})

    async def react(self, message: ChatMessage, emoji: str) -> ChatMessage:
        """Put an emoji on one of the bot's messages; the empty text takes it away."""
        message.reaction = emoji
        part: Json = {"message_id": message.id}
        if emoji:
            part["emoji"] = emoji
        content = Content("reaction", emoji, reacts_to=message.id)
        return await self.send(content, "reaction", {"reaction": part})

    async def next_message(self, timeout_seconds: float = PATIENCE_SECONDS) -> ChatMessage:
        """The oldest message from the bot not yet given out by this call.

        Raises:
            TimeoutError: when none comes in time.
        """
        found = await self.wait_for(lambda _: True, timeout_seconds, start=self._seen)
        self._seen = self.messages.index(found) + 1
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


def business_scoped_id(number: str) -> str:
    """The user id this business sees for a number; another number is another id."""
    digest = hashlib.sha256(b"bsuid" + number.encode()).digest()
    return f"NP.{int.from_bytes(digest[:8], 'big')}"
