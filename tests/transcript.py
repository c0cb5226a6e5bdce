"""The language of transcripts: what people send, what they are told, and what is true then."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import time, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.simulator import said
from bot.simulator.chat import Button, ChatMessage, Place
from bot.simulator.phones import Phone, find_target
from domain.ids import derived_id

if TYPE_CHECKING:
    from tests.stage import Stage

PATIENCE_SECONDS = 10.0
NEPAL = timezone(timedelta(hours=5, minutes=45))
LINE = re.compile(r"^(?P<who>[a-z]+)>\s*(?P<rest>.*)$")
BOT = re.compile(
    r"^(?P<who>[a-z]+):\s*\[(?P<phrase>[a-z_0-9]+)( as (?P<as>\w+))?\]\s*(?P<words>.*)$"
)
LABEL = re.compile(r"\(([^()]+)\)\s*$")
CAPTURE = re.compile(r"<([a-z]+)>")
TAP = re.compile(r"^(?P<first>first )?(?P<label>.+?)( of (?P<whose>[a-z]+))?$")
PHOTO = b"\xff\xd8\xff\xe0" + b"\x00" * 64
FILES = {
    "image": (PHOTO, "image/jpeg"),
    "video": (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
    "document": (b"%PDF-1.4", "application/pdf"),
    "sticker": (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
    "voice": (b"OggS" + b"\0" * 32, "audio/ogg; codecs=opus"),
}
THINGS = {
    "location": said.location(Place(28.601, 81.636)),
    "contact": said.contact("Ram", "9779811111111"),
    "order": said.order("1", [("RICE-JIRA-25", 2, 2500.0)]),
    "poll": said.unsupported("poll"),
    "hologram": said.unknown("hologram", {"id": "1"}),
}
NOISE = "".join(chr(33 + n * 7919 % 94) + " " * (n % 5 == 0) for n in range(4096))[:4096]
# What the database says of a shop's account with a vendor, in paisa.
ACCOUNT = """
SELECT coalesce(sum(owed_paisa), 0) AS owed, coalesce(sum(held_paisa), 0) AS held FROM transfers
WHERE shop_id = (SELECT shop_id FROM persons p JOIN contact_points c ON c.person_id = p.id
        WHERE c.phone = $1)
    AND vendor_id = (SELECT vendor_id FROM persons p JOIN contact_points c ON c.person_id = p.id
        WHERE c.phone = $2)
"""
KEPT = """
SELECT 'causes' FROM causes WHERE position($1::text::bytea IN payload) > 0
UNION ALL SELECT 'audit' FROM audit WHERE event::text LIKE '%' || $1 || '%'
UNION ALL SELECT 'outgoing' FROM outgoing WHERE reply::text LIKE '%' || $1 || '%'
UNION ALL SELECT 'mailboxes' FROM mailboxes WHERE conversation::text LIKE '%' || $1 || '%'
"""
COLLEAGUE = """
WITH boss AS (
    SELECT p.* FROM persons p JOIN contact_points c ON c.person_id = p.id WHERE c.phone = $4
), person AS (
    INSERT INTO persons (id, name, role, language, shop_id, vendor_id, owner, met_at)
    SELECT $1, $2, role, language, shop_id, vendor_id, false, now() FROM boss
), mailbox AS (INSERT INTO mailboxes (person_id) VALUES ($1))
INSERT INTO contact_points (person_id, phone, seen_at) VALUES ($1, $3, now())
"""
HOURS = """
UPDATE vendors SET opens_minute = $2, closes_minute = $3 WHERE id =
    (SELECT vendor_id FROM persons p JOIN contact_points c ON c.person_id = p.id WHERE c.phone = $1)
"""


@dataclass
class Player:
    """Plays a transcript on a stage; nothing may be said that the transcript does not list.

    Attributes:
        seen: How many messages of each phone were listed so far.
        captured: Words kept for later lines.
    """

    stage: Stage
    seen: dict[str, int] = field(default_factory=dict)
    captured: dict[str, str] = field(default_factory=dict)

    async def play(self, transcript: str) -> None:
        """Play it to its end; see `Stage.play` for what its lines mean."""
        for number, raw in enumerate(transcript.splitlines(), 1):
            line = "" if raw.startswith("#") else raw.strip()
            if not line:
                continue
            try:
                await self._line(line if line.startswith("bot>") else self._fill(line))
            except (AssertionError, LookupError, TimeoutError) as fault:
                raise AssertionError(f"line {number}: {line}\n{fault}") from fault
        await self._do_silence("")

    def _fill(self, line: str) -> str:
        for name, value in self.captured.items():
            line = line.replace(f"<{name}>", value)
        return line

    async def _line(self, line: str) -> None:
        if match := LINE.match(line):
            if match["who"] == "bot":
                await self._expect(match["rest"])
            else:
                await self._act(self.stage.phones[match["who"]], match["rest"])
            return
        word, _, rest = line.partition(" ")
        await getattr(self, f"_do_{word}")(rest.strip())

    # --- what people do -----------------------------------------------------------------------

    async def _act(self, phone: Phone, what: str) -> None:
        verb, _, rest = what.partition(" ")
        match verb:
            case "tap":
                await self._tap(phone, rest.strip())
            case "sends":
                await _send(phone, rest.strip())
            case "reacts":
                await phone.react(phone.messages[-1], rest.strip())
            case _:
                await phone.say(what.replace("\\n", "\n"))

    async def _tap(self, phone: Phone, what: str) -> None:
        match = TAP.match(what)
        assert match
        whose = self.stage.phones[match["whose"]] if match["whose"] else phone
        there = whose.messages if match["first"] else whose.messages[::-1]
        await phone.send(said.tapped(*find_target(match["label"], there)))

    # --- what they are told -------------------------------------------------------------------

    async def _expect(self, rest: str) -> None:
        match = BOT.match(rest)
        assert match, f"not a message: {rest}"
        message = await self._next(match["who"])
        phrase = await self._phrase(message)
        shown = f"[{phrase}] {_flat(message)} {message.labels()}"
        assert phrase == match["phrase"], f"{match['who']} got {shown}"
        if match["as"]:
            assert message.template == match["as"], f"as {message.template or message.kind}"
        words = match["words"].strip()
        wanted: list[str] = []
        while button := LABEL.search(words):
            wanted.insert(0, button[1])
            words = words[: button.start()].rstrip()
        labels = message.labels()
        assert all(label in labels for label in wanted), f"{wanted} not in {labels}: {shown}"
        self._match(words, _flat(message), shown)

    def _match(self, words: str, body: str, shown: str) -> None:
        pattern = ".*?".join(re.escape(part.strip()) for part in words.split("…"))
        pattern = CAPTURE.sub(lambda found: f"(?<!\\S)(?P<{found[1]}>\\S+)", pattern)
        if words.endswith(">"):
            pattern += "$"
        found = re.search(pattern, body)
        assert found, f"wanted {words!r}, got {shown}"
        self.captured |= found.groupdict()

    async def _next(self, who: str) -> ChatMessage:
        phone, place = self.stage.phones[who], self.seen.get(who, 0)
        message = await phone.wait_for(lambda _: True, PATIENCE_SECONDS, start=place)
        self.seen[who] = place + 1
        return message

    async def _phrase(self, message: ChatMessage) -> str:
        row = await self.stage.database.fetchrow(
            "SELECT reply FROM outgoing WHERE id = $1::uuid", message.tracker
        )
        assert row is not None, "the bot sent what it never wrote down"
        return str(json.loads(row["reply"])["phrase"])

    async def _do_silence(self, _rest: str) -> None:
        await self.stage.quiet()
        for who, phone in self.stage.phones.items():
            rest = [_flat(one) for one in phone.messages[self.seen.get(who, 0) :]]
            assert not rest, f"{who} also got {rest}"

    # --- the world around them ----------------------------------------------------------------

    async def _do_new(self, rest: str) -> None:
        name, number = rest.split()
        self.stage.phones[name] = self.stage.world.add_phone(number, name.title())

    async def _do_colleague(self, rest: str) -> None:
        name, number, boss = rest.split()
        await self._do_new(f"{name} {number}")
        values = (derived_id("colleague", number), name.title(), number, self._number(boss))
        await self.stage.database.execute(COLLEAGUE, *values)

    async def _do_hours(self, rest: str) -> None:
        who, opens, closes = rest.split()
        minutes = [time.fromisoformat(one) for one in (opens, closes)]
        at = (one.hour * 60 + one.minute for one in minutes)
        await self.stage.database.execute(HOURS, self._number(who), *at)

    async def _do_wait(self, rest: str) -> None:
        amount, unit = rest.split()
        await self.stage.wait(
            timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(amount)})
        )

    async def _do_until(self, rest: str) -> None:
        now = self.stage.world.clock.now().astimezone(NEPAL)
        then = time.fromisoformat(rest)
        wanted = now.replace(hour=then.hour, minute=then.minute, second=0)
        await self.stage.wait((wanted - now) % timedelta(days=1))

    def _number(self, who: str) -> str:
        return f"+{self.stage.phones[who].number}"

    # --- what is true -------------------------------------------------------------------------

    async def _do_ledger(self, rest: str) -> None:
        match = re.match(r"(\w+) (\w+) owes (-?[\d.]+) holds ([\d.]+)$", rest)
        assert match, rest
        await self.stage.quiet()
        row = await self.stage.database.fetchrow(
            ACCOUNT, self._number(match[1]), self._number(match[2])
        )
        found = (Decimal(row["owed"]) / 100, Decimal(row["held"]) / 100)
        assert found == (Decimal(match[3]), Decimal(match[4])), f"owes, holds {found}"

    async def _do_order(self, rest: str) -> None:
        number, status = rest.split()
        await self.stage.quiet()
        found = await self.stage.database.fetchval(
            "SELECT status FROM orders WHERE number = $1", int(number)
        )
        assert found == status, f"order {number} is {found}"

    async def _do_file(self, rest: str) -> None:
        who, ending, words = rest.split(maxsplit=2)
        message = next(one for one in self.stage.phones[who].messages[::-1] if one.document)
        assert message.document.endswith(ending), message.document
        attached = message.content.attachment
        assert attached
        data = self.stage.world.media.get(attached.media_id).data
        assert words.encode() in data, data[:2000].decode(errors="replace")

    async def _do_forgotten(self, rest: str) -> None:
        await self.stage.quiet()
        rows = await self.stage.database.fetch(KEPT, rest)
        assert not rows, f"{rest} stands in {[row[0] for row in rows]}"

    async def _do_check(self, _rest: str) -> None:
        await self.stage.quiet()
        breaks = await self.stage.broken()
        assert not breaks, breaks


async def _send(phone: Phone, what: str) -> None:
    if what in FILES:
        data, mime = FILES[what]
        await phone.send_file(what, data, mime, name="list.pdf")
    elif what == "noise":
        await phone.say(NOISE)
    elif what == "revoke":
        await phone.send(said.revoked(phone.chat[-2]))
    elif what.startswith("press "):
        made_up = Button(what.removeprefix("press "), "?")
        await phone.send(said.tapped(phone.messages[-1], made_up))
    else:
        await phone.send(THINGS[what])


def _flat(message: ChatMessage) -> str:
    return " ".join(message.body.split())
