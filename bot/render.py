"""A reply put into the listener's language and into one of WhatsApp's shapes, within its limits."""

from __future__ import annotations

from bot.rendered import (
    CAPTION_LIMIT,
    LIST_BUTTON_LIMIT,
    Buttons,
    Content,
    ListMessage,
    ListRow,
    ReplyButton,
    Text,
)
from bot.shorten import cut, cut_apart
from bot.wording import LONGEST_NAME, Speaker
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import (
    BODY_LIMIT,
    BUTTON_LIMIT,
    BUTTON_TITLE_LIMIT,
    LIST_DESCRIPTION_LIMIT,
    LIST_TITLE_LIMIT,
    TEXT_LIMIT,
    Choice,
    Reply,
)

NOTHING = "–"  # Meta refuses an empty text or title
# How a message that is too long is said ever more briefly: longest name, most lines of a list.
_BRIEFER = ((LONGEST_NAME, 0), (36, 0), (24, 0), (24, 20), (24, 16), (24, 12), (20, 8), (16, 4))


def render(reply: Reply, language: Language) -> Content:
    """The reply as the listener gets it: plain text, or text with buttons or a list.

    A reply of few choices with short names becomes buttons: one tap instead of two.
    """
    if reply.choices:
        return _choices(reply, language)
    if not reply.buttons:
        return Text(_body(reply, language, TEXT_LIMIT))
    speaker = Speaker(language)
    buttons = tuple(
        ReplyButton(one.payload, _title(speaker.say(one.phrase, one.slots), BUTTON_TITLE_LIMIT))
        for one in reply.buttons
    )
    return Buttons(_body(reply, language, BODY_LIMIT), buttons)


def caption(reply: Reply, language: Language) -> str:
    """What stands under the file that goes with the reply."""
    return _body(reply, language, CAPTION_LIMIT)


def _body(reply: Reply, language: Language, limit: int) -> str:
    said = ""
    for longest_name, most_lines in _BRIEFER:
        said = Speaker(language, longest_name, most_lines).say(reply.phrase, reply.slots)
        if len(said) <= limit:
            break
    return cut(said, limit) if said.strip() else NOTHING


def _title(words: str, limit: int) -> str:
    return cut(" ".join(words.split()), limit) or NOTHING


def _choices(reply: Reply, language: Language) -> Content:
    speaker = Speaker(language)
    titles = [" ".join(speaker.word(one.title).split()) or NOTHING for one in reply.choices]
    notes = [" ".join(speaker.word(one.description).split()) for one in reply.choices]
    if _fit_buttons(titles):
        return _as_buttons(reply, language, titles, notes)
    short = cut_apart(titles, LIST_TITLE_LIMIT)
    rows = tuple(
        _row(choice, row, full, note)
        for choice, row, full, note in zip(reply.choices, short, titles, notes, strict=True)
    )
    opener = cut(speaker.say(Phrase.LIST_BUTTON, {}), LIST_BUTTON_LIMIT)
    return ListMessage(_body(reply, language, BODY_LIMIT), opener, rows)


def _row(choice: Choice, title: str, full: str, note: str) -> ListRow:
    """A row whose description starts with the name in full when the title had to be cut."""
    about = [note] if title == full else [full, note]
    shown = cut(" · ".join(part for part in about if part), LIST_DESCRIPTION_LIMIT)
    return ListRow(choice.payload, title, shown)


def _fit_buttons(titles: list[str]) -> bool:
    few = len(titles) <= BUTTON_LIMIT
    return few and len(set(titles)) == len(titles) and max(map(len, titles)) <= BUTTON_TITLE_LIMIT


def _as_buttons(reply: Reply, language: Language, titles: list[str], notes: list[str]) -> Buttons:
    """Choices as buttons; what their rows would have described stands above them."""
    told = [f"{title}: {note}" for title, note in zip(titles, notes, strict=True) if note]
    below = "\n".join(("", *told))[: BODY_LIMIT // 2]
    body = _body(reply, language, BODY_LIMIT - len(below)) + below
    buttons = (ReplyButton(c.payload, t) for c, t in zip(reply.choices, titles, strict=True))
    return Buttons(body, tuple(buttons))
