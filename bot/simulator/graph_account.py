"""The Graph API's routes for the business account: its templates, and where webhooks go.

Source: Meta, "WhatsApp Business Account: message templates, subscribed apps".
"""

from aiohttp import web

from bot.simulator.errors import INVALID_PARAMETER, GraphError, no_such_object
from bot.simulator.graph import authorize, read_json
from bot.simulator.params import Params
from bot.simulator.webhooks import WebhookUnverified
from bot.simulator.world import World


def _own_account(request: web.Request) -> World:
    world = authorize(request)
    if request.match_info["waba_id"] != world.config.waba_id:
        raise no_such_object(request.match_info["waba_id"])
    return world


async def list_templates(request: web.Request) -> web.StreamResponse:
    """``GET /{waba_id}/message_templates``, all on one page, by name or language if asked."""
    world = _own_account(request)
    wanted = {key: request.query[key] for key in ("name", "language") if key in request.query}
    found = [
        one.as_json()
        for one in world.templates.all()
        if all(getattr(one, key) == value for key, value in wanted.items())
    ]
    return web.json_response({"data": found, "paging": {"cursors": {"before": "", "after": ""}}})


async def create_template(request: web.Request) -> web.StreamResponse:
    """``POST /{waba_id}/message_templates``: approved at once."""
    world = _own_account(request)
    made = world.templates.create(await read_json(request))
    answer = {"id": made.id, "status": "APPROVED", "category": made.category.upper()}
    return web.json_response(answer)


async def delete_template(request: web.Request) -> web.StreamResponse:
    """``DELETE /{waba_id}/message_templates?name=``: in all its languages."""
    world = _own_account(request)
    if "name" not in request.query:
        raise Params({}).missing("name")
    world.templates.remove(request.query["name"])
    return web.json_response({"success": True})


async def subscribe(request: web.Request) -> web.StreamResponse:
    """``POST /{waba_id}/subscribed_apps``: verify another webhook address and use it."""
    world = _own_account(request)
    asked = Params(await read_json(request))
    url, token = asked.text("override_callback_uri"), asked.text("verify_token")
    try:
        await world.webhooks.subscribe(url, token)
    except WebhookUnverified as refused:
        raise GraphError(INVALID_PARAMETER, str(refused)) from None
    return web.json_response({"success": True})


def routes() -> list[web.RouteDef]:
    """The routes of this file."""
    account = r"/{version:v\d+\.\d+}/{waba_id:\d+}"
    return [
        web.get(f"{account}/message_templates", list_templates),
        web.post(f"{account}/message_templates", create_template),
        web.delete(f"{account}/message_templates", delete_template),
        web.post(f"{account}/subscribed_apps", subscribe),
    ]
