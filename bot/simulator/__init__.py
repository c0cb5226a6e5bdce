"""A local stand-in for Meta's WhatsApp Cloud API, in its own process and on its own port."""
