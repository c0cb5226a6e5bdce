"""Why a message did not leave, told apart by what there is to do about it."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus


class FailureKind(StrEnum):
    """What to do when Meta says no.

    TRANSIENT    not accepted; the same message may be tried again, with backoff
    RATE         our number or app sends too fast: pause everything, then go on
    PAIR         too fast to this one person: wait 4^X seconds for them only
    WINDOW       24 hours are over: send the template instead, never the same again
    UNREACHABLE  this person cannot or will not get it: no retry
    BUG          our request is wrong: no retry, tell the developers
    TEMPLATE     the template is absent, paused or does not fit: use another, tell an admin
    STOPPED      token, account, payment or registration: stop sending, page an operator
    AMBIGUOUS    it may have been sent: mark `unknown`, wait for the status before any retry
    """

    TRANSIENT = "transient"
    RATE = "rate"
    PAIR = "pair"
    WINDOW = "window"
    UNREACHABLE = "unreachable"
    BUG = "bug"
    TEMPLATE = "template"
    STOPPED = "stopped"
    AMBIGUOUS = "ambiguous"


class SendFailure(Exception):
    """A call to WhatsApp did not succeed.

    Attributes:
        kind: What to do about it.
        code: Meta's error code; 0 where none was given.
        detail: Meta's words, without addresses.
        retry_after: Seconds that the server asked us to wait; None when it did not.
    """

    def __init__(
        self, kind: FailureKind, code: int, detail: str, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{kind} {code}: {detail}")
        self.kind = kind
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


_TABLE: tuple[tuple[FailureKind, tuple[int, ...]], ...] = (
    # Source: Cloud API "Error codes" and "Throughput" (2026-09).
    (FailureKind.TRANSIENT, (2, 131016, 131057, 133004)),  # service down, overloaded, upgrading
    (FailureKind.AMBIGUOUS, (1, 131000)),  # "something went wrong": nobody says how far it came
    (FailureKind.RATE, (4, 80007, 130429, 131048, 131064)),
    (FailureKind.PAIR, (131056,)),
    (FailureKind.WINDOW, (131047,)),
    (FailureKind.UNREACHABLE, (131026, 131030, 131049, 131050, 130472, 131062)),
    (FailureKind.BUG, (33, 100, 131008, 131009, 131021, 131051, 131052, 131053, 135000)),
    (FailureKind.TEMPLATE, (132000, 132001, 132005, 132007, 132012, 132018)),  # does not fit
    (FailureKind.TEMPLATE, (132015, 132016, 132068, 132069)),  # paused, disabled, blocked
    (FailureKind.STOPPED, (0, 3, 10, 190, *range(200, 300), 131005)),  # token, permission
    (FailureKind.STOPPED, (368, 131031, 130497, 131042, 131037, 131045, 133010)),  # account
    (FailureKind.STOPPED, (133000, 133005, 133006, 133008, 133009, 133015, 133016)),  # number
)

KINDS: dict[int, FailureKind] = {code: kind for kind, codes in _TABLE for code in codes}

_WAIT_SECONDS: dict[int, float] = {
    # Source: "Error codes": upgrades take about a minute; spam limits are to be left for hours.
    131057: 120.0,
    131048: 4 * 3600.0,
    131064: 4 * 3600.0,
}


def kind_of(code: int | None, http_status: int | None = None) -> FailureKind:
    """What to do about an error, by its code first and the HTTP status second.

    Statuses of the webhook report failures by code alone, and then nothing is left in doubt: leave
    out ``http_status`` and what is ambiguous in an answer is only transient.
    """
    kind = KINDS.get(code) if code is not None else None
    if kind is None:
        kind = _by_http(http_status)
    if kind is FailureKind.AMBIGUOUS and http_status is None:
        return FailureKind.TRANSIENT
    return kind


def wait_for(code: int) -> float | None:
    """Seconds to wait after an error that says nothing of it itself; None where backoff will do."""
    return _WAIT_SECONDS.get(code)


def _by_http(status: int | None) -> FailureKind:
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return FailureKind.RATE
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return FailureKind.STOPPED
        case int() if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return FailureKind.AMBIGUOUS
    return FailureKind.BUG
