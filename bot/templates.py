"""The templates that Meta has to approve: all that may leave outside the 24-hour window.

``python -m bot.templates`` writes each on a line, as Meta's ``message_templates`` takes it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bot.rendered import Template
from bot.shorten import cut
from bot.wording import Speaker, places
from domain.people import Language
from flows.phrases import Phrase
from flows.turn import Reply
from locales.translate import text

# Meta approves templates under a language of its own list, which has no Nepali: Devanagari text is
# filed under Hindi, the one listed language of that script, romanised Nepali under English. Where
# review refuses a text under one code, the code is changed here and nowhere else.
LANGUAGE_CODES: Mapping[Language, str] = {
    Language.ENGLISH: "en",
    Language.ROMAN: "en",
    Language.NEPALI: "hi",
}
CATEGORY = "UTILITY"  # each is about the person's own order or account, none promotes
VALUE_LIMIT = 100  # a template's whole body has to stay within 1,024
NOTHING = "–"  # Meta refuses an empty value

TEMPLATES = tuple(phrase for phrase in Phrase if phrase.name.startswith("TEMPLATE_"))
# Which of the message's own buttons the template carries beside or in place of "Read".
BUTTONS: Mapping[Phrase, tuple[Phrase, ...]] = {
    Phrase.TEMPLATE_OFFER: (Phrase.BUTTON_ACCEPT, Phrase.BUTTON_READ, Phrase.BUTTON_DECLINE),
    Phrase.TEMPLATE_PAID: (Phrase.BUTTON_YES, Phrase.BUTTON_NO),
    Phrase.TEMPLATE_CLAIM: (Phrase.BUTTON_YES, Phrase.BUTTON_NO),
}
_READ = (Phrase.BUTTON_READ,)


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it is handed in to Meta for approval.

    Attributes:
        body: With numbered places, ``{{1}}`` and so on.
        samples: A value for each place, which Meta asks for.
        buttons: Titles of its quick replies.
    """

    name: str
    language: str
    category: str
    body: str
    samples: tuple[str, ...]
    buttons: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """What is posted to Meta for approval.

        Source: Meta, "Message templates": components, examples of a body's places.
        """
        body: dict[str, object] = {"type": "BODY", "text": self.body}
        if self.samples:
            body["example"] = {"body_text": [self.samples]}
        replies = [{"type": "QUICK_REPLY", "text": title} for title in self.buttons]
        return {
            "name": self.name,
            "language": self.language,
            "category": self.category,
            "components": [body, {"type": "BUTTONS", "buttons": replies}],
        }


def render_template(template: Phrase, reply: Reply, read: str, language: Language) -> Template:
    """The template that stands for a reply whose listener has been silent for a day.

    Args:
        template: Which template.
        reply: The message it stands for, with its slots and buttons.
        read: What "Read" sends back, for the person to get the whole message.
        language: The listener's.

    Raises:
        KeyError: The reply lacks a slot of the template's text, or a button it carries.
    """
    speaker = Speaker(language, longest_name=VALUE_LIMIT)
    own = {button.phrase: button.payload for button in reply.buttons} | {Phrase.BUTTON_READ: read}
    values = (speaker.word(reply.slots[place]) for place in places(text(template, language)))
    return Template(
        template_name(template, language),
        LANGUAGE_CODES[language],
        tuple(cut(" ".join(value.split()), VALUE_LIMIT) or NOTHING for value in values),
        tuple(own[button] for button in BUTTONS.get(template, _READ)),
    )


def template_name(template: Phrase, language: Language) -> str:
    """The name it is approved under; each language has its own, as two share a code."""
    return f"{template.value}_{language.value}".lower()


def all_templates() -> tuple[TemplateText, ...]:
    """Every template in every language, as Meta or a stand-in for it has to know them."""
    return tuple(_template(one, language) for one in TEMPLATES for language in Language)


def _template(template: Phrase, language: Language) -> TemplateText:
    words = text(template, language)
    names = places(words)
    return TemplateText(
        name=template_name(template, language),
        language=LANGUAGE_CODES[language],
        category=CATEGORY,
        body=words.format_map({name: f"{{{{{n}}}}}" for n, name in enumerate(names, 1)}),
        samples=tuple(SAMPLES[name] for name in names),
        buttons=tuple(text(button, language) for button in BUTTONS.get(template, _READ)),
    )


SAMPLES: Mapping[str, str] = {
    "code": "KH-1042",
    "shop": "Sharma Kirana",
    "vendor": "Gupta Traders",
    "ward": "Birendranagar-6",
    "total": "Rs 12,010",
    "amount": "Rs 5,000",
}


if __name__ == "__main__":
    for submitted in all_templates():
        sys.stdout.write(json.dumps(submitted.as_json(), ensure_ascii=False) + "\n")
