"""How one simulator is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.simulator.clock import wall_clock


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """What the simulated business number is, and how strictly Meta behaves.

    Attributes:
        phone_number_id: the id in the Graph API's paths.
        token: the bearer token the bot must send.
        app_secret: signs the webhooks.
        webhook_url: where updates are posted; empty until a bot is there.
        verify_token: given to the bot when it is asked to verify the webhook.
        display_number: the business's own number, E.164 digits without plus.
        waba_id: the WhatsApp Business account.
        seed: makes ids and faults repeatable; None draws new ones, as a running simulator must,
            because the bot remembers message ids for good.
        pair_rate: whether the limit per recipient is kept.
        refuse_late: report a closed window by a ``failed`` status after accepting the message,
            instead of refusing the request.
        retry_seconds: pauses before each further try of a webhook that got no 200.
        pace_seconds: pause before delivered and before read, so that people can see the ticks.
        webhook_timeout: seconds the bot may take to answer a webhook.
        clock: the time the simulator's own clock starts from.
    """

    phone_number_id: str = "100000000000001"
    token: str = "simulator-token"  # noqa: S105 (opens nothing but this simulator)
    app_secret: str = "simulator-app-secret"  # noqa: S105 (same)
    webhook_url: str = ""
    verify_token: str = "simulator-verify-token"  # noqa: S105 (same)
    display_number: str = "9779800000000"
    waba_id: str = "200000000000001"
    seed: int | None = None
    pair_rate: bool = True
    refuse_late: bool = False
    retry_seconds: tuple[float, ...] = (0.1, 0.3, 1, 3, 10, 30, 60, 60, 60, 60)
    pace_seconds: float = 0
    webhook_timeout: float = 20
    clock: Callable[[], datetime] = wall_clock
