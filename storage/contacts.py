"""Who stands behind a phone or an id: met, recognised, moved; a new owner inherits nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.ids import PersonId, derived_id
from storage.arrivals import Contact, IdentityItem, MessageItem
from storage.store import Row, Transaction

# Two processes do not both meet the same person, nor point one number at two.
LOCK = 7_245_004

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock($1)"
KNOWN = """
SELECT c.id, c.person_id, c.phone, c.bsuid, c.username, p.role = 'newcomer' AS new
FROM contact_points c JOIN persons p ON p.id = c.person_id
WHERE c.phone = ANY($1::text[]) OR c.bsuid = ANY($2::text[])
"""
ADD_PERSONS = """
INSERT INTO persons (id, name, met_at)
SELECT id, name, $3 FROM unnest($1::uuid[], $2::text[]) AS met (id, name)
"""
ADD_MAILBOXES = "INSERT INTO mailboxes (person_id) SELECT unnest($1::uuid[])"
ADD_CONTACTS = """
INSERT INTO contact_points (person_id, phone, bsuid, username, seen_at)
SELECT person_id, phone, bsuid, username, $5
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
    AS met (person_id, phone, bsuid, username)
"""
DROP = "DELETE FROM contact_points WHERE id = ANY($1::bigint[])"


@dataclass(slots=True)
class _Point:
    """One way to reach a person, as it will be.

    Attributes:
        id: Of its row; None while the person is being met.
        new: The person has no role yet, so there is nothing of theirs to protect.
    """

    person: PersonId
    phone: str | None
    bsuid: str | None
    id: int | None = None
    new: bool = True
    name: str = ""
    username: str = ""


class _Directory:
    """The points that a batch speaks of; alive for one transaction."""

    def __init__(self, rows: Iterable[Row]) -> None:
        points = [
            _Point(
                PersonId(row["person_id"]),
                row["phone"],
                row["bsuid"],
                username=row["username"],
                id=row["id"],
                new=row["new"],
            )
            for row in rows
        ]
        self._by_phone = {point.phone: point for point in points if point.phone}
        self._by_bsuid = {point.bsuid: point for point in points if point.bsuid}
        self.met: list[_Point] = []
        self.moved: dict[int, _Point] = {}
        self.dropped: list[int] = []

    @property
    def stands(self) -> bool:
        """Nothing has to be written."""
        return not (self.met or self.moved or self.dropped)

    def person(self, message: MessageItem) -> PersonId:
        """Who wrote. By business-scoped id first: a number with another id has a new owner."""
        contact = message.contact
        point = self._by_bsuid.get(contact.bsuid or "")
        if point is None:
            point = self._by_phone.get(contact.phone or "")
            if point and contact.bsuid and point.bsuid:
                self._place(point, None, point.bsuid)
                point = None
        if point is None:
            return self._meet(message).person
        holder = self._by_phone.get(contact.phone or "", point)
        if holder is not point:
            point = self._settle(point, holder)
        free = self._by_phone.get(contact.phone or "", point) is point
        phone = contact.phone if contact.phone and free else point.phone
        self._place(point, phone, contact.bsuid or point.bsuid)
        return point.person

    def _settle(self, point: _Point, holder: _Point) -> _Point:
        """An id is known as one person's, the number it now comes with as another's.

        Returns:
            Whose message it is.
        """
        if holder.bsuid:  # had that number before
            self._place(holder, None, holder.bsuid)
        elif point.new and point.id is not None:  # wrote without showing the number, until now
            self._drop(point)
            return holder
        return point

    def _meet(self, message: MessageItem) -> _Point:
        """The first message makes the person, so that no id ever comes back for somebody else."""
        contact = message.contact
        point = _Point(
            PersonId(derived_id("person", message.wamid)),
            phone=None,
            bsuid=None,
            name=contact.name,
            username=contact.username,
        )
        self.met.append(point)
        self._place(point, contact.phone, contact.bsuid)
        return point

    def change(self, before: Contact, after: Contact) -> None:
        """A person has another number, or another id because of it."""
        point = self._by_bsuid.get(before.bsuid or "")
        if point is None:
            point = self._by_phone.get(before.phone or "")
            if point and before.bsuid and point.bsuid:
                return  # the number is somebody else's by now
        if point is None or not self._vacated(after, point):
            return
        self._place(point, after.phone, after.bsuid)

    def _vacated(self, after: Contact, point: _Point) -> bool:
        """Make room for a person's new number and id, if those who have them may lose them."""
        holders = {
            id(one): one
            for one in (
                self._by_bsuid.get(after.bsuid or ""),
                self._by_phone.get(after.phone or ""),
            )
            if one is not None and one is not point
        }
        for holder in holders.values():
            keeps = holder.bsuid if holder.bsuid != after.bsuid else None
            if keeps:
                self._place(holder, None, keeps)
            elif holder.new:
                self._drop(holder)
            else:
                return False
        return True

    def _drop(self, point: _Point) -> None:
        """Nobody is reached this way any more."""
        assert point.id is not None, "only what is stored can be dropped"
        self._place(point, None, None)
        del self.moved[point.id]
        self.dropped.append(point.id)

    def _place(self, point: _Point, phone: str | None, bsuid: str | None) -> None:
        if (point.phone, point.bsuid) == (phone, bsuid):
            return
        if point.phone and self._by_phone.get(point.phone) is point:
            del self._by_phone[point.phone]
        if point.bsuid and self._by_bsuid.get(point.bsuid) is point:
            del self._by_bsuid[point.bsuid]
        point.phone, point.bsuid = phone, bsuid
        if phone:
            self._by_phone[phone] = point
        if bsuid:
            self._by_bsuid[bsuid] = point
        if point.id is not None:
            self.moved[point.id] = point


async def senders(tx: Transaction, messages: Sequence[MessageItem]) -> list[PersonId]:
    """The person behind each message; whoever is new is met now."""
    contacts = [message.contact for message in messages]
    directory = await _directory(tx, contacts)
    people = [directory.person(message) for message in messages]
    if not directory.stands:
        await tx.run(ONE_AT_A_TIME, LOCK)
        directory = await _directory(tx, contacts)
        people = [directory.person(message) for message in messages]
        await _write(tx, directory)
    return people


async def change(tx: Transaction, identities: Sequence[IdentityItem]) -> None:
    """Point persons at their new number or id."""
    if not identities:
        return
    await tx.run(ONE_AT_A_TIME, LOCK)
    told = [end for one in identities for end in (one.previous, one.current)]
    directory = await _directory(tx, told)
    for one in identities:
        directory.change(one.previous, one.current)
    await _write(tx, directory)


async def _directory(tx: Transaction, contacts: Sequence[Contact]) -> _Directory:
    phones = {contact.phone for contact in contacts if contact.phone}
    bsuids = {contact.bsuid for contact in contacts if contact.bsuid}
    return _Directory(await tx.rows(KNOWN, list(phones), list(bsuids)))


async def _write(tx: Transaction, directory: _Directory) -> None:
    """Points that change are written anew: what one loses is free before another gets it."""
    if directory.met:
        people = [one.person for one in directory.met]
        await tx.run(ADD_PERSONS, people, [one.name for one in directory.met], tx.at)
        await tx.run(ADD_MAILBOXES, people)
    if gone := [*directory.dropped, *directory.moved]:
        await tx.run(DROP, gone)
    points = [*directory.moved.values(), *directory.met]
    await tx.run(
        ADD_CONTACTS,
        [one.person for one in points],
        [one.phone for one in points],
        [one.bsuid for one in points],
        [one.username for one in points],
        tx.at,
    )
