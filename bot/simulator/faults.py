"""What goes wrong on purpose: with webhooks on their way out, with sends on their way in."""

import random  # noqa: TID251 (faults are drawn from a seed, never from the wall)
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum

from bot.simulator.params import Json


class SendFault(StrEnum):
    """What may happen to one request of the bot."""

    THROTTLE = "429"
    FAIL_BEFORE = "500_before"
    FAIL_AFTER = "500_after"
    HANG_BEFORE = "timeout_before"
    HANG_AFTER = "timeout_after"
    NONE = "none"


@dataclass(slots=True)
class FaultSettings:
    """Which faults are on; all rates are shares from 0 to 1.

    Attributes:
        drop: a webhook's first try never reaches the bot and is repeated later.
        lose_answer: the bot's 200 is lost, so Meta sends the same body again.
        duplicate: a webhook is sent twice at once.
        lose_status: a status webhook never comes.
        delay_seconds: each webhook waits up to this long.
        gather_seconds: webhooks are held this long to be batched or reordered.
        batch: most updates in one webhook body.
        reorder: whether what was gathered is shuffled.
        throttle: sends answered with HTTP 429 and code 130429.
        fail_before: sends answered with HTTP 500, not accepted.
        fail_after: sends accepted, then answered with HTTP 500.
        hang_before: sends neither accepted nor answered for ``hang_seconds``.
        hang_after: sends accepted, but not answered for ``hang_seconds``.
        plan: faults of the next sends in order, before any rate counts.
    """

    drop: float = 0.0
    lose_answer: float = 0.0
    duplicate: float = 0.0
    lose_status: float = 0.0
    delay_seconds: float = 0.0
    gather_seconds: float = 0.0
    batch: int = 1
    reorder: bool = False
    throttle: float = 0.0
    fail_before: float = 0.0
    fail_after: float = 0.0
    hang_before: float = 0.0
    hang_after: float = 0.0
    hang_seconds: float = 30.0
    plan: list[str] = field(default_factory=list)


class Faults:
    """Draws faults from one seed and counts each that happened."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 (not for secrets)
        self.settings = FaultSettings()
        self.happened: dict[str, int] = {}

    def change(self, wanted: Json) -> None:
        """Replace all settings by those given; what is not named is off.

        Raises:
            ValueError: a name that is no fault, or a value that cannot be.
        """
        kinds = {
            one.name: type(getattr(FaultSettings(), one.name)) for one in fields(FaultSettings)
        }
        for name, value in wanted.items():
            if name not in kinds:
                raise ValueError(f"no such fault: {name}")
            if not isinstance(value, kinds[name]) and not (
                kinds[name] is float and isinstance(value, int)
            ):
                raise ValueError(f"{name} must be a {kinds[name].__name__}")
        unknown = set(wanted.get("plan", ())) - set(SendFault)
        if unknown:
            raise ValueError(f"no such send fault: {', '.join(sorted(unknown))}")
        self.settings = FaultSettings(**wanted)

    def as_json(self) -> Json:
        """The settings and how often each fault happened."""
        return {**asdict(self.settings), "happened": dict(self.happened)}

    def strikes(self, name: str) -> bool:
        """Draw one fault by its rate; count it when it happens."""
        rate: float = getattr(self.settings, name)
        if rate <= 0 or self._random.random() >= rate:
            return False
        self.note(name)
        return True

    def of_next_send(self) -> SendFault:
        """Which fault the next send meets."""
        if self.settings.plan:
            planned = SendFault(self.settings.plan.pop(0))
            if planned is not SendFault.NONE:
                self.note(f"planned {planned}")
            return planned
        for name, fault in (
            ("throttle", SendFault.THROTTLE),
            ("fail_before", SendFault.FAIL_BEFORE),
            ("fail_after", SendFault.FAIL_AFTER),
            ("hang_before", SendFault.HANG_BEFORE),
            ("hang_after", SendFault.HANG_AFTER),
        ):
            if self.strikes(name):
                return fault
        return SendFault.NONE

    def delay(self) -> float:
        """Seconds the next webhook waits."""
        most = self.settings.delay_seconds
        return self._random.uniform(0, most) if most > 0 else 0.0

    def shuffle(self, gathered: list[int]) -> None:
        """Put gathered webhooks into another order, when reordering is on."""
        if self.settings.reorder and len(gathered) > 1:
            self._random.shuffle(gathered)
            self.note("reorder")

    def note(self, name: str) -> None:
        """Count a fault that happened."""
        self.happened[name] = self.happened.get(name, 0) + 1
