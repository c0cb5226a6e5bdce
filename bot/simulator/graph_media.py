"""The Graph API's routes for files: upload, address, download, delete.

Source: Meta, "Cloud API reference: media".
"""

import asyncio

from aiohttp import web
from aiohttp.web_request import FileField

from bot.simulator.errors import (
    INVALID_PARAMETER,
    REQUIRED_PARAMETER_MISSING,
    GraphError,
    no_such_object,
)
from bot.simulator.graph import authorize, own_number
from bot.simulator.media import check_media
from bot.simulator.params import Json


async def upload(request: web.Request) -> web.StreamResponse:
    """``POST /{phone_id}/media``: keep a file for thirty days."""
    world = own_number(request)
    if request.content_type != "multipart/form-data":
        raise GraphError(REQUIRED_PARAMETER_MISSING, "The parameter file is required.")
    form = await request.post()
    if form.get("messaging_product") != "whatsapp":
        raise GraphError(INVALID_PARAMETER, "The parameter messaging_product is required.")
    sent = form.get("file")
    if not isinstance(sent, FileField):
        raise GraphError(REQUIRED_PARAMETER_MISSING, "The parameter file is required.")
    data = await asyncio.to_thread(sent.file.read)
    mime_type = sent.content_type.partition(";")[0].strip()
    check_media(mime_type, len(data))
    kept = world.media.add(data, mime_type, sent.filename, from_business=True)
    return web.json_response({"id": kept.id})


async def describe(request: web.Request) -> web.StreamResponse:
    """``GET /{id}``: where a file can be fetched, or what the business's number is."""
    world = authorize(request)
    object_id = request.match_info["object_id"]
    if object_id == world.config.phone_number_id:
        return web.json_response(
            {
                "id": object_id,
                "verified_name": "Khaacho",
                "display_phone_number": f"+{world.config.display_number}",
                "quality_rating": "GREEN",
                "code_verification_status": "VERIFIED",
                "platform_type": "CLOUD_API",
                "throughput": {"level": "STANDARD"},
            }
        )
    kept = world.media.get(object_id)
    found: Json = {
        "messaging_product": "whatsapp",
        "url": world.media_url(kept),
        "mime_type": kept.mime_type,
        "sha256": kept.sha256.hex(),
        "file_size": str(len(kept.data)),
        "id": kept.id,
    }
    return web.json_response(found)


async def download(request: web.Request) -> web.StreamResponse:
    """The address ``describe`` gave: the bytes, for five minutes and with the token."""
    world = authorize(request)
    ends = request.query.get("ext", "")
    if not ends.isdigit() or int(ends) <= world.clock.now().timestamp():
        raise web.HTTPNotFound(text="URL signature expired")
    kept = world.media.get(request.query.get("mid", ""))
    return web.Response(body=kept.data, content_type=kept.mime_type)


async def delete(request: web.Request) -> web.StreamResponse:
    """``DELETE /{media_id}``."""
    world = authorize(request)
    number = request.query.get("phone_number_id", world.config.phone_number_id)
    if number != world.config.phone_number_id:
        raise no_such_object(request.match_info["object_id"])
    world.media.remove(request.match_info["object_id"])
    return web.json_response({"success": True})


def routes() -> list[web.RouteDef]:
    """The routes of this file."""
    return [
        web.post(r"/{version:v\d+\.\d+}/{phone_id:\d+}/media", upload),
        web.get(r"/{version:v\d+\.\d+}/{object_id:\d+}", describe),
        web.delete(r"/{version:v\d+\.\d+}/{object_id:\d+}", delete),
        web.get("/whatsapp_business/attachments/", download),
    ]
