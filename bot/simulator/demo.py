"""The people of the demo market, whose phones stand on the page from the start."""

from dataclasses import dataclass

from bot.simulator.world import World


@dataclass(frozen=True, slots=True)
class Resident:
    """One phone of the demo market; role and idea are only shown on the page."""

    number: str
    name: str
    role: str
    idea: str


DEMO_MARKET = (
    Resident(
        "+9779800000101",
        "Sharma Kirana",
        "shop · Roman",
        "2 bora jeera masino, chini 50kg, waiwai 2 peti",
    ),
    Resident("+9779800000102", "Bheri Store", "shop · नेपाली", "२ बोरा जिरा मसिनो, चिनी ५० केजी"),
    Resident(
        "+9779800000103",
        "Karnali Mart",
        "shop · English",
        "2 sacks of jeera masino rice, 50 kg sugar",
    ),
    Resident("+9779800000201", "Gupta Traders", "vendor", "orders"),
    Resident("+9779800000202", "Birendra Suppliers", "vendor", "chini 96"),
    Resident("+9779800000203", "Om Wholesale", "vendor", "help"),
    Resident("+9779800000001", "Asha Admin", "admin", "today"),
)


def add_demo_market(world: World) -> None:
    """Put the seven phones of the demo market on the table."""
    for one in DEMO_MARKET:
        phone = world.add_phone(one.number, one.name)
        phone.role, phone.idea = one.role, one.idea
