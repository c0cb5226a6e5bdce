"""The people of the demo market, whose phones stand on the page from the start."""

from dataclasses import dataclass

from bot.simulator.world import World


@dataclass(frozen=True, slots=True)
class Resident:
    """One phone of the demo market; the role is only shown on the page."""

    number: str
    name: str
    role: str


DEMO_MARKET = (
    Resident("+9779800000101", "Sharma Kirana", "shop · Roman"),
    Resident("+9779800000102", "Bheri Store", "shop · नेपाली"),
    Resident("+9779800000103", "Karnali Mart", "shop · English"),
    Resident("+9779800000201", "Gupta Traders", "vendor"),
    Resident("+9779800000202", "Birendra Suppliers", "vendor"),
    Resident("+9779800000203", "Om Wholesale", "vendor"),
    Resident("+9779800000001", "Asha Admin", "admin"),
)


def add_demo_market(world: World) -> None:
    """Put the seven phones of the demo market on the table."""
    for one in DEMO_MARKET:
        world.add_phone(one.number, one.name).role = one.role
