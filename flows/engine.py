"""One turn: fire the row that fits, and hand back what it produced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.errors import DomainError
from domain.facts import AdminFacts, Facts, NewcomerFacts, RetailerFacts, VendorFacts
from domain.ids import Cause
from flows import admin, newcomer, retailer, vendor
from flows.phrases import Phrase
from flows.scene import Scene
from flows.table import Table
from flows.turn import Conversation, Intent, Reply, Turn


def take_turn(conversation: Conversation, facts: Facts, intent: Intent, cause: Cause) -> Turn:
    """Think about one message. Pure: the same facts give the same turn.

    An expected refusal of the business becomes a reply, and the conversation stands as it was.
    """
    table, scene = _stage(conversation, facts, intent, cause)
    if scene.state not in table.states:
        scene.state = table.states[0]
    otherwise = "not_yours" if intent.inbound.press else "help"
    name = intent.name if table.knows(intent.name, scene.state) else otherwise
    try:
        table.fire(name, scene)
    except DomainError as refusal:
        reply = Reply(Phrase(f"refused_{refusal.code}"))
        kept = replace(conversation, turn=conversation.turn + 1)
        return Turn((), (reply,), kept, scene.secret)
    return scene.turn()


def _stage(
    conversation: Conversation, facts: Facts, intent: Intent, cause: Cause
) -> tuple[Table, Scene[Any]]:
    """The table and the scene of the role that the facts are about."""
    match facts:
        case NewcomerFacts():
            return newcomer.TABLE, newcomer.NewcomerScene(conversation, facts, intent, cause)
        case RetailerFacts():
            return retailer.TABLE, retailer.RetailerScene(conversation, facts, intent, cause)
        case VendorFacts():
            return vendor.TABLE, vendor.VendorScene(conversation, facts, intent, cause)
        case AdminFacts():
            return admin.TABLE, admin.AdminScene(conversation, facts, intent, cause)
