"""Meta's refusals, with their codes, in the shape the Graph API answers them.

Source: Meta, "Cloud API error codes" (build on ``code`` and ``error_data.details``).
"""

from collections.abc import Mapping
from typing import Any

INVALID_PARAMETER = 100
UNSUPPORTED_SUBCODE = 33
BAD_TOKEN = 190
SOMETHING_WENT_WRONG = 131000
REQUIRED_PARAMETER_MISSING = 131008
PARAMETER_VALUE_INVALID = 131009
RECIPIENT_IS_SENDER = 131021
UNDELIVERABLE = 131026
WINDOW_CLOSED = 131047
UNSUPPORTED_MESSAGE = 131051
PAIR_RATE = 131056
THROUGHPUT = 130429
TEMPLATE_PARAMETER_COUNT = 132000
TEMPLATE_ABSENT = 132001

TITLES: Mapping[int, str] = {
    INVALID_PARAMETER: "Invalid parameter",
    BAD_TOKEN: "Invalid OAuth access token - Cannot parse access token",
    SOMETHING_WENT_WRONG: "Something went wrong",
    REQUIRED_PARAMETER_MISSING: "Required parameter is missing",
    PARAMETER_VALUE_INVALID: "Parameter value is not valid",
    RECIPIENT_IS_SENDER: "Recipient cannot be sender",
    UNDELIVERABLE: "Message undeliverable",
    WINDOW_CLOSED: "Re-engagement message",
    UNSUPPORTED_MESSAGE: "Unsupported message type",
    PAIR_RATE: "(Business Account, Consumer Account) pair rate limit hit",
    THROUGHPUT: "Rate limit hit",
    TEMPLATE_PARAMETER_COUNT: "Number of parameters does not match the expected number of params",
    TEMPLATE_ABSENT: "Template name does not exist in the translation",
}

DETAILS: Mapping[int, str] = {
    UNDELIVERABLE: "Message Undeliverable.",
    WINDOW_CLOSED: (
        "Message failed to send because more than 24 hours have passed since the customer "
        "last replied to this number."
    ),
    PAIR_RATE: (
        "Message failed to send because there were too many messages sent from this phone "
        "number to the same phone number in a short period of time."
    ),
    THROUGHPUT: (
        "Message failed to send because there were too many messages sent from this phone "
        "number in a short period of time."
    ),
    RECIPIENT_IS_SENDER: "The recipient cannot be the sender's own phone number.",
    SOMETHING_WENT_WRONG: "Something went wrong",
}


class GraphError(Exception):
    """The Graph API refuses a request, as Meta would.

    Attributes:
        code: Meta's error code, the part clients branch on.
        details: the sentence in ``error_data.details``.
        http_status: mostly 400, also for rate limits; 401 for the token.
    """

    def __init__(
        self, code: int, details: str = "", *, http_status: int = 400, subcode: int | None = None
    ) -> None:
        self.code = code
        self.details = details or DETAILS.get(code, "")
        self.http_status = http_status
        self.subcode = subcode
        super().__init__(f"(#{code}) {self.title}: {self.details}")

    @property
    def title(self) -> str:
        """Meta's short title of the code."""
        return TITLES.get(self.code, "Unknown error")

    def body(self, fbtrace_id: str) -> dict[str, Any]:
        """The JSON answer to the request.

        Args:
            fbtrace_id: Meta's id for support, new for each answer.
        """
        plain = self.code in {INVALID_PARAMETER, BAD_TOKEN}
        message = (self.details or self.title) if plain else self.title
        error: dict[str, Any] = {
            "message": message if self.code == BAD_TOKEN else f"(#{self.code}) {message}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": fbtrace_id,
        }
        if self.code != BAD_TOKEN:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}

    def in_webhook(self) -> dict[str, Any]:
        """The same refusal as it stands in ``statuses[].errors``."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }


def no_such_object(object_id: str) -> GraphError:
    """What Meta answers for an id that is not there or not yours."""
    return GraphError(
        INVALID_PARAMETER,
        f"Unsupported request. Object with ID '{object_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation",
        subcode=UNSUPPORTED_SUBCODE,
    )
