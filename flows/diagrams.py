"""All conversations drawn: ``python -m flows.table > flows/DIAGRAMS.md``."""

from __future__ import annotations

from flows.admin import ADMIN
from flows.newcomer import NEWCOMER
from flows.retailer import RETAILER
from flows.table import diagram
from flows.vendor import VENDOR

ROLES = {"Newcomer": NEWCOMER, "Shop": RETAILER, "Vendor": VENDOR, "Admin": ADMIN}


def document() -> str:
    """Every role's table as one page of Mermaid."""
    head = "# Conversations\n\nWritten by `python -m flows.table > flows/DIAGRAMS.md`.\n\n"
    return head + "\n".join(diagram(title, rows) for title, rows in ROLES.items())
