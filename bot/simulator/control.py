"""The simulator's own API under ``/simulator``: act as a person, move the clock, cause faults.

The page uses it, and so does any script that runs beside the simulator. A failure is answered as
``{"error": "one sentence"}`` with status 400 or 404.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from aiohttp import web

from bot.simulator import said
from bot.simulator.chat import Attachment, ChatMessage, Place
from bot.simulator.graph import WORLD
from bot.simulator.params import Json
from bot.simulator.phones import Phone, find_target
from bot.simulator.view import view_phone, view_world
from bot.simulator.webhooks import WebhookUndelivered, WebhookUnverified
from bot.simulator.world import World


def refusal(error: type[web.HTTPException], why: object) -> web.HTTPException:
    """An answer that says in one sentence what was wrong."""
    body = json.dumps({"error": str(why)})
    return error(text=body, content_type="application/json")


async def _asked(request: web.Request) -> Json:
    try:
        found = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise refusal(web.HTTPBadRequest, error) from None
    if not isinstance(found, dict):
        raise refusal(web.HTTPBadRequest, "expected a JSON object")
    return found


def _phone(request: web.Request) -> Phone:
    world = request.app[WORLD]
    try:
        return world.phone(request.match_info["number"])
    except (KeyError, ValueError) as error:
        raise refusal(web.HTTPNotFound, f"no such phone: {error}") from None


async def state(request: web.Request) -> web.StreamResponse:
    """``GET /simulator/state``: everything the page shows."""
    world = request.app[WORLD]
    phones = [view_phone(one) for one in world.phones.values()]
    return web.json_response({"world": view_world(world), "phones": phones})


async def add_phone(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/phones`` with number, name, username: put a phone on the table."""
    asked = await _asked(request)
    try:
        made = request.app[WORLD].add_phone(
            str(asked.get("number", "")),
            str(asked.get("name", "")).strip(),
            username=str(asked.get("username", "")).strip(),
        )
    except ValueError as error:
        raise refusal(web.HTTPBadRequest, error) from None
    return web.json_response(view_phone(made), status=201)


async def act(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/phones/{number}/{action}``: say, press, location, switch, number.

    The answer comes before the bot has the message; with ``{"wait": true}``, after.
    """
    phone, asked = _phone(request), await _asked(request)
    action = _ACTIONS.get(request.match_info["action"])
    if action is None:
        raise refusal(web.HTTPNotFound, f"actions are {', '.join(_ACTIONS)}")
    try:
        what = action(phone, asked)
    except LookupError as error:
        raise refusal(web.HTTPNotFound, error) from None
    except ValueError as error:
        raise refusal(web.HTTPBadRequest, error) from None
    return await _send(phone, what, wait=bool(asked.get("wait")))


async def send_file(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/phones/{number}/files/{kind}?name=&caption=`` with the bytes as body."""
    phone = _phone(request)
    data = await request.read()
    name, caption = request.query.get("name", ""), request.query.get("caption", "")
    mime_type = request.content_type
    kept = phone.world.media.add(data, mime_type, name, from_business=False)
    attachment = Attachment(kept.id, mime_type=mime_type, name=name)
    kind = request.match_info["kind"]
    what = said.file(kind, attachment, phone.world.media_part(kept), caption)
    return await _send(phone, what, wait=False)


async def _send(phone: Phone, what: said.Said | None, *, wait: bool) -> web.StreamResponse:
    if what is None:
        return web.json_response(view_phone(phone))
    if not wait:
        phone.world.webhooks.background(_quietly(phone.send(what)))
        return web.json_response({"accepted": True}, status=202)
    try:
        message = await phone.send(what)
    except WebhookUndelivered as error:
        raise refusal(web.HTTPBadGateway, error) from None
    return web.json_response({"id": message.id})


async def _quietly(sending: Awaitable[ChatMessage]) -> None:
    try:
        await sending
    except WebhookUndelivered:
        return  # the message stands in the chat as not delivered


def _say(phone: Phone, asked: Json) -> said.Said:
    if not str(asked.get("text", "")).strip():
        raise ValueError("text is empty")
    del phone
    return said.text(str(asked["text"]), str(asked.get("quotes", "")))


def _press(phone: Phone, asked: Json) -> said.Said:
    there = phone.messages[::-1]
    if "message" in asked:
        there = [one for one in there if one.id == asked["message"]]
    return said.tapped(*find_target(str(asked.get("target", "")), there))


def _locate(phone: Phone, asked: Json) -> said.Said:
    del phone
    latitude, longitude = float(asked["latitude"]), float(asked["longitude"])
    place = Place(latitude, longitude, str(asked.get("name", "")))
    return said.location(place, str(asked.get("quotes", "")))


def _share_contact(phone: Phone, asked: Json) -> said.Said:
    found = phone.world.find(str(asked.get("quotes", "")))
    return said.contact(phone.name, phone.number, asked_for=found[1] if found else None)


def _switch(phone: Phone, asked: Json) -> None:
    phone.switch(online=bool(asked["online"]))


_ACTIONS: Mapping[str, Callable[[Phone, Json], said.Said | None]] = {
    "say": _say,
    "press": _press,
    "location": _locate,
    "contact": _share_contact,
    "switch": _switch,
}


async def move_clock(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/clock`` with hours to pass, or with reset."""
    world, asked = request.app[WORLD], await _asked(request)
    try:
        if asked.get("reset"):
            world.clock.reset()
        world.clock.advance(timedelta(hours=float(asked.get("hours", 0))))
    except (TypeError, ValueError) as error:
        raise refusal(web.HTTPBadRequest, error) from None
    return _changed(world)


async def change_faults(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/faults``: replace all fault settings; ``{}`` ends them."""
    world = request.app[WORLD]
    try:
        world.faults.change(await _asked(request))
    except (TypeError, ValueError) as error:
        raise refusal(web.HTTPBadRequest, error) from None
    return _changed(world)


async def change_rules(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/rules`` with pair_rate and refuse_late."""
    world, asked = request.app[WORLD], await _asked(request)
    world.pair_rate = bool(asked.get("pair_rate", world.pair_rate))
    world.refuse_late = bool(asked.get("refuse_late", world.refuse_late))
    return _changed(world)


async def set_webhook(request: web.Request) -> web.StreamResponse:
    """``POST /simulator/webhook`` with url: verify the bot's address, then use it."""
    world, asked = request.app[WORLD], await _asked(request)
    try:
        await world.webhooks.subscribe(str(asked.get("url", "")), world.config.verify_token)
    except (ValueError, WebhookUnverified) as error:
        raise refusal(web.HTTPBadRequest, error) from None
    return _changed(world)


def _changed(world: World) -> web.StreamResponse:
    world.changed()
    return web.json_response(view_world(world))


def routes() -> list[web.RouteDef]:
    """The routes of this file."""
    return [
        web.get("/simulator/state", state),
        web.post("/simulator/phones", add_phone),
        web.post("/simulator/phones/{number}/files/{kind}", send_file),
        web.post("/simulator/phones/{number}/{action}", act),
        web.post("/simulator/clock", move_clock),
        web.post("/simulator/faults", change_faults),
        web.post("/simulator/rules", change_rules),
        web.post("/simulator/webhook", set_webhook),
    ]
