"""The admin's conversation: every row of it."""

from __future__ import annotations

from enum import StrEnum

from domain.facts import AdminFacts
from flows.admin_pin import Proving
from flows.everyone import EVERYONE, Everyone
from flows.table import ANY, OTHERWISE, STAY, Row, Table


class AdminState(StrEnum):
    """Where an admin's conversation may stand."""

    IDLE = "idle"
    PIN = "pin"
    NEW_PIN = "new_pin"


IDLE, PIN, NEW_PIN = AdminState


def _privileged(on: str, *refusals: Row) -> tuple[Row, ...]:
    """The rows of a command that needs the PIN: its refusals first, then the PIN, then it runs."""
    return (
        *refusals,
        Row(on, ANY, IDLE, "pin_locked", "say_locked"),
        Row(on, ANY, NEW_PIN, "no_pin_yet", "ask_new_pin"),
        Row(on, ANY, IDLE, "stepped_up", "run_command"),
        Row(on, ANY, PIN, OTHERWISE, "ask_pin"),
    )


def _about_business(on: str) -> tuple[Row, ...]:
    return _privileged(
        on,
        Row(on, ANY, STAY, "not_found", "say_not_found"),
        Row(on, ANY, STAY, "several", "list_matches"),
        Row(on, ANY, STAY, "already_so", "say_already_so"),
    )


ADMIN: tuple[Row, ...] = (
    # on  at  to  when  do
    Row("pending", ANY, STAY, "nobody_waits", "say_nobody_waits"),
    Row("pending", ANY, STAY, OTHERWISE, "list_pending"),
    Row("shop", ANY, STAY, "no_such_shop", "say_not_found"),
    Row("shop", ANY, STAY, "several_shops", "list_matches"),
    Row("shop", ANY, STAY, OTHERWISE, "show_shop"),
    Row("score", ANY, STAY, "no_such_shop", "say_not_found"),
    Row("score", ANY, STAY, "several_shops", "list_matches"),
    Row("score", ANY, STAY, OTHERWISE, "show_score"),
    Row("vendor", ANY, STAY, "no_such_vendor", "say_not_found"),
    Row("vendor", ANY, STAY, "several_vendors", "list_matches"),
    Row("vendor", ANY, STAY, OTHERWISE, "show_vendor"),
    Row("order", ANY, STAY, "no_such_order", "say_not_found"),
    Row("order", ANY, STAY, OTHERWISE, "show_order"),
    Row("why", ANY, STAY, "no_such_order", "say_not_found"),
    Row("why", ANY, STAY, OTHERWISE, "explain_routing"),
    Row("today", ANY, STAY, OTHERWISE, "show_today"),
    *_about_business("approve"),
    *_about_business("reject"),
    *_about_business("freeze"),
    *_about_business("unfreeze"),
    *_privileged(
        "limit",
        Row("limit", ANY, STAY, "no_such_shop", "say_not_found"),
        Row("limit", ANY, STAY, "several_shops", "list_matches"),
        Row("limit", ANY, STAY, "no_amount", "say_no_amount"),
    ),
    *_privileged(
        "cancel",
        Row("cancel", ANY, STAY, "no_such_order", "say_not_found"),
        Row("cancel", ANY, STAY, "cannot_cancel", "say_order_over"),
    ),
    *_privileged(
        "reroute",
        Row("reroute", ANY, STAY, "no_such_order", "say_not_found"),
        Row("reroute", ANY, STAY, "cannot_reroute", "say_order_over"),
    ),
    *_privileged("admin", Row("admin", ANY, STAY, "no_phone", "say_no_phone")),
    Row("pin", NEW_PIN, IDLE, "nothing_waits", "show_help"),
    Row("pin", NEW_PIN, STAY, "pin_unfit", "ask_new_pin"),
    Row("pin", NEW_PIN, IDLE, OTHERWISE, "set_pin_and_run"),
    Row("pin", PIN, IDLE, "nothing_waits", "show_help"),
    Row("pin", PIN, IDLE, "pin_locked", "say_locked"),
    Row("pin", PIN, STAY, "pin_wrong", "say_pin_wrong"),
    Row("pin", PIN, IDLE, OTHERWISE, "run_with_pin"),
    Row("no", ANY, IDLE, OTHERWISE, "forget_command"),
    Row("other", ANY, STAY, "looks_like_pin", "forget_pin"),
    Row("other", ANY, STAY, OTHERWISE, "show_help"),
    *EVERYONE,
)


class AdminScene(Proving, Everyone[AdminFacts]):
    """All that the rows above name."""


TABLE = Table(ADMIN, AdminState)
