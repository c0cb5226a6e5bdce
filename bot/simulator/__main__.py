"""``python -m bot.simulator``: the simulator as its own process."""

from bot.settings import read_settings
from bot.simulator.app import run
from bot.simulator.templates import Template
from bot.templates import all_templates

if __name__ == "__main__":
    run(
        read_settings(),
        [Template(one.name, one.language, one.body, one.buttons) for one in all_templates()],
    )
