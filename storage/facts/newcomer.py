"""What may be known of an unknown number."""

from __future__ import annotations

from domain.catalog import Catalogue
from domain.facts import NewcomerFacts
from domain.people import Person
from flows.price_answers import asked_about
from flows.turn import Intent
from storage.facts import goods
from storage.store import Transaction

NEXT_BUSINESS = "SELECT last + 1 FROM counters WHERE name = 'business' FOR UPDATE"


async def newcomer_facts(
    tx: Transaction, person: Person, intent: Intent, catalogue: Catalogue
) -> NewcomerFacts:
    """Load what this turn of a newcomer needs."""
    asked = asked_about(intent.reading) if intent.name == "price" else ()
    registers = intent.name == "consent"
    return NewcomerFacts(
        person=person,
        catalogue=catalogue,
        standings=await goods.standings(tx, asked),
        next_business=await tx.value(NEXT_BUSINESS) if registers else 0,
    )
