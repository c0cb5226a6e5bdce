"""``python -m bot.simulator``: the simulator as its own process."""

from bot.settings import read_settings
from bot.simulator.app import run

if __name__ == "__main__":
    run(read_settings())
