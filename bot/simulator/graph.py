"""The Graph API's routes for messages, as the bot calls them.

Source: Meta, "Cloud API reference: messages"; facebook/openapi business-messaging-api v23.0.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.simulator.errors import (
    BAD_TOKEN,
    INVALID_PARAMETER,
    PAIR_RATE,
    RECIPIENT_IS_SENDER,
    REQUIRED_PARAMETER_MISSING,
    SOMETHING_WENT_WRONG,
    THROUGHPUT,
    WINDOW_CLOSED,
    GraphError,
    no_such_object,
)
from bot.simulator.faults import SendFault
from bot.simulator.messages import read_message
from bot.simulator.params import Json, Params
from bot.simulator.phones import Phone
from bot.simulator.world import World, digits

WORLD = web.AppKey("world", World)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def meta_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every refusal in Meta's shape."""
    try:
        return await handler(request)
    except GraphError as refusal:
        trace = "A" + secrets.token_urlsafe(16)
        return web.json_response(refusal.body(trace), status=refusal.http_status)


def authorize(request: web.Request) -> World:
    """The world, for a request that carries the right bearer token.

    Raises:
        GraphError: 190 with HTTP 401.
    """
    world = request.app[WORLD]
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {world.config.token}".encode()):
        raise GraphError(BAD_TOKEN, http_status=401)
    return world


def own_number(request: web.Request) -> World:
    """The world, for an authorized request about the business's own number.

    Raises:
        GraphError: 190, or 100/33 for another number's id.
    """
    world = authorize(request)
    if request.match_info["phone_id"] != world.config.phone_number_id:
        raise no_such_object(request.match_info["phone_id"])
    return world


async def read_json(request: web.Request) -> Json:
    """The body of a request.

    Raises:
        GraphError: 100 when it is no JSON object.
    """
    try:
        found = json.loads(await request.read())
    except ValueError:
        raise GraphError(INVALID_PARAMETER, "The request body is not valid JSON.") from None
    if not isinstance(found, dict):
        raise GraphError(INVALID_PARAMETER, "The request body must be a JSON object.")
    return found


async def post_message(request: web.Request) -> web.StreamResponse:
    """``POST /{phone_id}/messages``: send a message, or mark one as read."""
    world = own_number(request)
    payload = await read_json(request)
    if payload.get("messaging_product") != "whatsapp":
        raise GraphError(
            INVALID_PARAMETER, "The parameter messaging_product is required and must be 'whatsapp'."
        )
    fault = world.faults.of_next_send()
    await _fail_before(world, fault)
    read = "status" in payload
    answer = _mark_read(world, Params(payload)) if read else _send(world, payload)
    await _fail_after(world, fault)
    return web.json_response(answer)


async def _fail_before(world: World, fault: SendFault) -> None:
    if fault is SendFault.THROTTLE:
        raise GraphError(THROUGHPUT, http_status=429)
    if fault is SendFault.FAIL_BEFORE:
        raise GraphError(SOMETHING_WENT_WRONG, http_status=500)
    if fault is SendFault.HANG_BEFORE:
        await asyncio.sleep(world.faults.settings.hang_seconds)
        raise GraphError(SOMETHING_WENT_WRONG, http_status=504)


async def _fail_after(world: World, fault: SendFault) -> None:
    if fault is SendFault.FAIL_AFTER:
        raise GraphError(SOMETHING_WENT_WRONG, http_status=500)
    if fault is SendFault.HANG_AFTER:
        await asyncio.sleep(world.faults.settings.hang_seconds)
        raise GraphError(SOMETHING_WENT_WRONG, http_status=504)


def _mark_read(world: World, asked: Params) -> Json:
    asked.one_of("status", ("read",))
    found = world.find(asked.text("message_id"))
    if found is None or found[1].from_business:
        raise asked.invalid("message_id", "no message of a person has this id")
    typing = asked.has("typing_indicator")
    if typing:
        asked.within("typing_indicator").one_of("type", ("text",))
    world.mark_read(found[0], found[1], typing=typing)
    return {"success": True}


def _send(world: World, payload: Json) -> Json:
    phone, number, contact = _recipient(world, Params(payload))
    content = read_message(payload, world.media, world.templates)
    now = world.clock.now()
    if phone is not None:
        closed = content.kind != "template" and not phone.window_left
        if closed and not world.refuse_late:
            raise GraphError(WINDOW_CLOSED)
        if world.pair_rate and not phone.pair_rate.admit(now):
            raise GraphError(PAIR_RATE)
    tracker = Params(payload).optional("biz_opaque_callback_data")
    message = world.accept(phone, number, content, tracker=tracker, to_bsuid="user_id" in contact)
    sent: Json = {"id": message.id}
    if content.kind == "template":
        sent["message_status"] = "accepted"
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}


def _recipient(world: World, asked: Params) -> tuple[Phone | None, str, Json]:
    if asked.has("to"):
        written = asked.text("to")
        try:
            number = digits(written)
        except ValueError:
            raise asked.invalid("to", "not a phone number") from None
        if number == world.config.display_number:
            raise GraphError(RECIPIENT_IS_SENDER)
        return world.phones.get(number), number, {"input": written, "wa_id": number}
    if not asked.has("recipient"):
        raise GraphError(REQUIRED_PARAMETER_MISSING, "The parameter to or recipient is required.")
    bsuid = asked.text("recipient")
    phone = world.with_bsuid(bsuid)
    if phone is None:
        raise asked.invalid("recipient", "no such business-scoped user id")
    return phone, phone.number, {"input": bsuid, "user_id": bsuid}


def routes() -> list[web.RouteDef]:
    """The routes of this file."""
    return [web.post(r"/{version:v\d+\.\d+}/{phone_id:\d+}/messages", post_message)]
