"""Reading interactive messages: reply buttons, lists, links, requests for a place or a contact.

Source: Meta, "Interactive messages"; at most 10 rows over all sections of a list.
"""

from collections.abc import Callable, Mapping

from bot.simulator.chat import Button, Content, Row
from bot.simulator.errors import PARAMETER_VALUE_INVALID, GraphError
from bot.simulator.params import Params

MOST_ROWS = 10
HEADER_KINDS = ("text", "image", "video", "document")


def read_interactive(part: Params) -> Content:
    """Turn the ``interactive`` object into what the phone will show.

    Raises:
        GraphError: 131008 for what is absent, 131009 for what is too long, too many or twice,
            100 for a kind Meta does not know.
    """
    kind = part.one_of("type", tuple(_READERS))
    body = part.within("body").text("text")
    footer = part.within("footer").text("text") if part.has("footer") else ""
    return _READERS[kind](part, body, _read_header(part, kind), footer)


def _read_header(part: Params, kind: str) -> str:
    if not part.has("header"):
        return ""
    header = part.within("header")
    form = header.one_of("type", HEADER_KINDS)
    if form == "text":
        return header.text("text")
    if kind == "list":
        raise GraphError(PARAMETER_VALUE_INVALID, "Header type of a list must be text.")
    return f"[{form}]"


def _read_buttons(part: Params, body: str, header: str, footer: str) -> Content:
    buttons = []
    for button in part.within("action").items("buttons"):
        button.one_of("type", ("reply",))
        reply = button.within("reply")
        buttons.append(Button(reply.text("id"), reply.text("title")))
    _refuse_twins("Button", [one.id for one in buttons])
    _refuse_twins("Button title", [one.title for one in buttons])
    return Content("button", body, header, footer, tuple(buttons))


def _read_list(part: Params, body: str, header: str, footer: str) -> Content:
    action = part.within("action")
    sections = list(action.items("sections"))
    rows: list[Row] = []
    for section in sections:
        title = section.text("title") if len(sections) > 1 else section.optional("title")
        rows.extend(
            Row(row.text("id"), row.text("title"), row.optional("description"), title)
            for row in section.items("rows")
        )
    if len(rows) > MOST_ROWS:
        raise GraphError(
            PARAMETER_VALUE_INVALID, f"Total row count exceed max allowed count: {MOST_ROWS}"
        )
    _refuse_twins("Row", [one.id for one in rows])
    label = action.text("button")
    return Content("list", body, header, footer, rows=tuple(rows), list_button=label)


def _read_link(part: Params, body: str, header: str, footer: str) -> Content:
    action = part.within("action")
    action.one_of("name", ("cta_url",))
    parameters = action.within("parameters")
    url = parameters.text("url")
    if not url.startswith(("http://", "https://")):
        raise parameters.invalid("url", "must be an http or https address")
    return Content(
        "cta_url", body, header, footer, (Button("", parameters.text("display_text"), url),)
    )


def _read_location_request(part: Params, body: str, header: str, footer: str) -> Content:
    part.within("action").one_of("name", ("send_location",))
    return Content("location_request", body, header, footer)


def _read_contact_request(part: Params, body: str, header: str, footer: str) -> Content:
    part.within("action").one_of("name", ("request_contact_info",))
    return Content("contact_request", body, header, footer)


def _refuse_twins(what: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise GraphError(PARAMETER_VALUE_INVALID, f"{what} ids must be unique.")


_READERS: Mapping[str, Callable[[Params, str, str, str], Content]] = {
    "button": _read_buttons,
    "list": _read_list,
    "cta_url": _read_link,
    "location_request_message": _read_location_request,
    "request_contact_info": _read_contact_request,
    "contact_request": _read_contact_request,
}
