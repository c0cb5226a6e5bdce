"""A local stand-in for Meta's WhatsApp Cloud API, in its own process and on its own port.

The bot cannot tell it from Meta: it only has another ``WHATSAPP_API_URL``. Tests hold it in their
own process by ``serving``, and act through ``World`` and ``Phone``.
"""

from bot.simulator.app import make_app, run, serving
from bot.simulator.config import SimulatorConfig
from bot.simulator.phones import Phone
from bot.simulator.templates import Template
from bot.simulator.world import World

__all__ = ["Phone", "SimulatorConfig", "Template", "World", "make_app", "run", "serving"]
