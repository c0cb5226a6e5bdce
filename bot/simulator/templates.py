"""Message templates: which are approved, and whether a message fills one in correctly.

Source: Meta, "Templates": name ``[a-z0-9_]`` up to 512, body 1024, 10 buttons with labels of 25,
languages from a fixed list that has no Nepali.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.simulator.chat import Button, Content
from bot.simulator.errors import (
    INVALID_PARAMETER,
    TEMPLATE_ABSENT,
    TEMPLATE_PARAMETER_COUNT,
    GraphError,
    no_such_object,
)
from bot.simulator.params import Json, Params

# fmt: off
LANGUAGES = frozenset(
    {
        "af", "ak", "sq", "ar", "az", "be_BY", "bn", "bn_IN", "bg", "ca", "zh_CN", "zh_HK",
        "zh_TW", "hr", "cs", "da", "nl", "en", "en_GB", "en_US", "en_IN", "et", "fil", "fi",
        "fr", "ka", "de", "el", "gu", "ha", "he", "hi", "hu", "id", "ga", "it", "ja", "kn",
        "kk", "rw_RW", "ko", "ky_KG", "lo", "lv", "lt", "mk", "ms", "ml", "mr", "nb", "fa",
        "pl", "pt_BR", "pt_PT", "pa", "ro", "ru", "sr", "si_LK", "sk", "sl", "es", "es_AR",
        "es_ES", "es_MX", "sw", "sv", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zu",
    }
)
# fmt: on
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_PLACE = re.compile(r"\{\{(\w+)\}\}")
MOST_BODY = 1024
MOST_BUTTONS = 10
MOST_LABEL = 25


@dataclass(frozen=True, slots=True)
class Template:
    """An approved text with numbered or named places.

    Attributes:
        buttons: labels of the quick replies, in order.
        category: Meta's price category: utility, marketing or authentication.
    """

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()
    header: str = ""
    footer: str = ""
    category: str = "utility"
    id: str = ""

    def places(self) -> tuple[str, ...]:
        """The names of the body's places, each once, in order."""
        return tuple(dict.fromkeys(_PLACE.findall(self.body)))

    def as_json(self) -> Json:
        """The template as Meta lists it."""
        components: list[Json] = [{"type": "BODY", "text": self.body}]
        if self.header:
            components.insert(0, {"type": "HEADER", "format": "TEXT", "text": self.header})
        if self.footer:
            components.append({"type": "FOOTER", "text": self.footer})
        if self.buttons:
            replies = [{"type": "QUICK_REPLY", "text": label} for label in self.buttons]
            components.append({"type": "BUTTONS", "buttons": replies})
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "status": "APPROVED",
            "category": self.category.upper(),
            "components": components,
        }


class TemplateStore:
    """The templates of one WhatsApp Business account."""

    def __init__(self, new_id: Callable[[], str], known: Iterable[Template] = ()) -> None:
        self._new_id = new_id
        self._kept: dict[tuple[str, str], Template] = {}
        for one in known:
            self.add(one)

    def all(self) -> tuple[Template, ...]:
        """Every template, oldest first."""
        return tuple(self._kept.values())

    def create(self, payload: Json) -> Template:
        """Add what the bot submits; review here takes no time and always approves.

        Raises:
            GraphError: 100 for a name, language, category or text Meta would not take.
        """
        asked = Params(payload)
        parts = {part.text("type").upper(): part for part in asked.items("components")}
        if "BODY" not in parts:
            raise asked.missing("components[BODY]")
        buttons = list(parts["BUTTONS"].items("buttons")) if "BUTTONS" in parts else []
        return self.add(
            Template(
                asked.text("name"),
                asked.text("language"),
                parts["BODY"].text("text"),
                tuple(one.text("text") for one in buttons),
                parts["HEADER"].optional("text") if "HEADER" in parts else "",
                parts["FOOTER"].text("text") if "FOOTER" in parts else "",
                asked.one_of("category", CATEGORIES).lower(),
            )
        )

    def remove(self, name: str) -> None:
        """Delete a template in all its languages.

        Raises:
            GraphError: 100/33 when there is none.
        """
        found = [key for key in self._kept if key[0] == name]
        if not found:
            raise no_such_object(name)
        for key in found:
            del self._kept[key]

    def read(self, part: Params) -> Content:
        """Fill in a template as a message asks.

        Raises:
            GraphError: 132001 when there is none of that name in that language, 132000 when the
                parameters do not match its places.
        """
        name = part.text("name")
        language = part.within("language").text("code")
        template = self._kept.get((name, language))
        if template is None:
            raise GraphError(
                TEMPLATE_ABSENT, f"template name ({name}) does not exist in {language}"
            )
        parts = list(part.items("components")) if part.has("components") else []
        bodies = [one for one in parts if one.optional("type").lower() == "body"]
        return Content(
            "template",
            _fill(template, bodies[0] if bodies else None),
            template.header,
            template.footer,
            _quick_replies(template, parts),
            template=name,
            language=language,
            category=template.category,
        )

    def add(self, template: Template) -> Template:
        """Keep an approved template.

        Raises:
            GraphError: 100 for what Meta would not approve.
        """
        _check(template)
        kept = Template(
            template.name,
            template.language,
            template.body,
            template.buttons,
            template.header,
            template.footer,
            template.category,
            self._new_id(),
        )
        self._kept[kept.name, kept.language] = kept
        return kept


def _check(template: Template) -> None:
    numbered = [int(place) for place in template.places() if place.isdigit()]
    rules = (
        (_NAME.fullmatch(template.name), "name may hold only a-z, 0-9 and _"),
        (template.language in LANGUAGES, f"language {template.language} is not supported"),
        (0 < len(template.body) <= MOST_BODY, f"body must have 1 to {MOST_BODY} characters"),
        (numbered == list(range(1, len(numbered) + 1)), "places must be {{1}}, {{2}} in order"),
        (not template.body.strip().startswith("{{"), "body may not start with a place"),
        (not template.body.strip().endswith("}}"), "body may not end with a place"),
        (len(template.buttons) <= MOST_BUTTONS, f"at most {MOST_BUTTONS} buttons"),
        (all(0 < len(b) <= MOST_LABEL for b in template.buttons), f"labels up to {MOST_LABEL}"),
        (template.category.upper() in CATEGORIES, "unknown category"),
    )
    for holds, rule in rules:
        if not holds:
            raise GraphError(INVALID_PARAMETER, f"Template {template.name}: {rule}.")


def _fill(template: Template, body: Params | None) -> str:
    given = list(body.items("parameters")) if body and body.has("parameters") else []
    places = template.places()
    named = {one.optional("parameter_name"): one.text("text") for one in given}
    values = (
        named
        if "" not in named and named
        else dict(
            zip(
                (str(i) for i in range(1, len(given) + 1)),
                (o.text("text") for o in given),
                strict=True,
            )
        )
    )
    if set(values) != set(places):
        raise GraphError(
            TEMPLATE_PARAMETER_COUNT,
            f"body: number of localizable_params ({len(given)}) does not match the expected "
            f"number of params ({len(places)})",
        )
    return _PLACE.sub(lambda found: values[found.group(1)], template.body)


def _quick_replies(template: Template, parts: list[Params]) -> tuple[Button, ...]:
    payloads = list(template.buttons)
    for part in parts:
        if part.optional("type").lower() != "button":
            continue
        index = int(part.number("index"))
        if not 0 <= index < len(payloads):
            raise GraphError(
                TEMPLATE_PARAMETER_COUNT, f"button: index {index} is not in the template"
            )
        payloads[index] = next(part.items("parameters")).text("payload")
    return tuple(Button(p, t) for p, t in zip(payloads, template.buttons, strict=True))
