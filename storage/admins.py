"""Who may decide: admins named in the settings, and those whom an admin added."""

from __future__ import annotations

from collections.abc import Sequence

from domain.ids import PersonId, derived_id
from domain.people import Language
from storage.store import Store, Transaction

# Two processes that start at once do not both meet the same admin.
LOCK = 7_245_002
UNNAMED = "Admin"

LOCK_ADMINS = "SELECT pg_advisory_xact_lock($1)"
ADMINS_AMONG = """
SELECT c.phone FROM contact_points c JOIN persons p ON p.id = c.person_id
WHERE c.phone = ANY($1::text[]) AND p.role = 'admin'
"""
OWNER_OF = "SELECT person_id FROM contact_points WHERE phone = $1"
# An admin belongs to no shop and no vendor; what was said in the former role is over.
PROMOTE = """
UPDATE persons SET role = 'admin', shop_id = NULL, vendor_id = NULL,
    name = CASE WHEN name = '' THEN $2 ELSE name END, language = coalesce($3, language)
WHERE id = $1 AND role <> 'admin'
RETURNING id
"""
FORGET_TALK = "UPDATE mailboxes SET conversation = NULL WHERE person_id = $1"
ADD_PERSON = """
INSERT INTO persons (id, name, role, language, met_at) VALUES ($1, $2, 'admin', $3, $4)
"""
ADD_MAILBOX = "INSERT INTO mailboxes (person_id) VALUES ($1) ON CONFLICT (person_id) DO NOTHING"
ADD_CONTACT = "INSERT INTO contact_points (person_id, phone, seen_at) VALUES ($1, $2, $3)"


async def add_admin(
    tx: Transaction, phone: str, name: str, language: Language | None = None
) -> PersonId:
    """Make the owner of a phone an admin, known before or not.

    Args:
        phone: E.164.
        name: For who has none yet.
        language: None leaves it as it is; whoever has none is asked.
    """
    speaks = language.value if language else None
    known = await tx.value(OWNER_OF, phone)
    if known is None:
        person = PersonId(derived_id("admin", phone))
        await tx.run(ADD_PERSON, person, name, speaks, tx.at)
        await tx.run(ADD_MAILBOX, person)
        await tx.run(ADD_CONTACT, person, phone, tx.at)
        return person
    if await tx.value(PROMOTE, known, name, speaks):
        await tx.run(FORGET_TALK, known)
    return PersonId(known)


async def ensure_admins(store: Store, phones: Sequence[str]) -> None:
    """See that these phones belong to admins; done at each start.

    Args:
        phones: E.164, from the settings.
    """
    async with store.transaction() as tx:
        await tx.run(LOCK_ADMINS, LOCK)
        there = {row["phone"] for row in await tx.rows(ADMINS_AMONG, list(phones))}
        for phone in phones:
            if phone not in there:
                await add_admin(tx, phone, UNNAMED)
