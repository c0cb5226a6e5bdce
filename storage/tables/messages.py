"""What comes in, what goes out, what is remembered between, and the record of all of it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.outgoing_status import OutgoingStatus
from storage.tables.base import metadata, moment, one_of

causes = Table(
    "causes",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("person_id", Uuid, ForeignKey("persons.id")),
    Column("lane", Uuid),
    Column("payload", LargeBinary, nullable=False),
    Column("payload_hash", LargeBinary, nullable=False),
    moment("said_at", null=True),
    moment("received_at"),
    moment("due_at"),
    Column("status", Text, nullable=False, server_default="new"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("fault", Text, nullable=False, server_default=""),
    moment("resolved_at", null=True),
    one_of("status", ("new", "done", "dead")),
    CheckConstraint("(person_id IS NULL) <> (lane IS NULL)", name="lane"),
    CheckConstraint("(status = 'done') = (resolved_at IS NOT NULL)", name="resolved"),
)
_NEW = "status = 'new'"
Index(
    "causes_waiting_ix",
    causes.c.person_id,
    causes.c.seq,
    postgresql_where=text(f"{_NEW} AND person_id IS NOT NULL"),
)
Index("causes_due_ix", causes.c.due_at, postgresql_where=text(_NEW))
Index(
    "causes_timers_ix",
    causes.c.due_at,
    postgresql_where=text(f"{_NEW} AND lane IS NOT NULL"),
)
Index("causes_dead_ix", causes.c.seq, postgresql_where=text("status = 'dead'"))

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("person_id", Uuid, ForeignKey("persons.id"), primary_key=True),
    Column("conversation", JSONB),
    Column("turn", BigInteger, nullable=False, server_default="0"),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("seq", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("cause_key", Text, nullable=False),
    Column("nth", SmallInteger, nullable=False),
    Column("person_id", Uuid, ForeignKey("persons.id"), nullable=False),
    Column("reply", JSONB, nullable=False),
    Column("template", Text),
    Column("read", Text, nullable=False, server_default=""),
    Column("offer_id", Uuid, ForeignKey("offers.id")),
    Column("status", Text, nullable=False, server_default=OutgoingStatus.QUEUED.value),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    moment("created_at"),
    moment("due_at"),
    moment("lease_until", null=True),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("wamid", Text, unique=True),
    Column("as_template", Boolean, nullable=False, server_default="false"),
    Column("error_code", Integer),
    Column("error_detail", Text, nullable=False, server_default=""),
    moment("sent_at", null=True),
    moment("delivered_at", null=True),
    moment("read_at", null=True),
    Column("billed", Boolean, nullable=False, server_default="false"),
    one_of("status", OutgoingStatus),
    UniqueConstraint("cause_key", "nth", "person_id"),
    CheckConstraint("status <> 'sent' OR wamid IS NOT NULL", name="sent"),
)
Index("outgoing_said_ix", outgoing.c.person_id, outgoing.c.seq)
Index(
    "outgoing_line_ix",
    outgoing.c.person_id,
    outgoing.c.seq,
    postgresql_where=text("status IN ('queued', 'sending')"),
)
Index("outgoing_due_ix", outgoing.c.due_at, postgresql_where=text("status = 'queued'"))
Index("outgoing_leased_ix", outgoing.c.lease_until, postgresql_where=text("status = 'sending'"))
Index("outgoing_unknown_ix", outgoing.c.due_at, postgresql_where=text("status = 'unknown'"))
Index(
    "outgoing_failed_ix",
    outgoing.c.created_at,
    postgresql_where=text("status = 'failed' AND NOT as_template AND template IS NOT NULL"),
)
Index("outgoing_offer_ix", outgoing.c.offer_id, postgresql_where=text("offer_id IS NOT NULL"))

message_statuses = Table(
    "message_statuses",
    metadata,
    Column("wamid", Text, nullable=False),
    Column("status", Text, nullable=False),
    moment("at"),
    Column("outgoing_id", Uuid),
    Column("error_code", Integer),
    Column("error_detail", Text, nullable=False, server_default=""),
    Column("category", Text, nullable=False, server_default=""),
    Column("billed", Boolean, nullable=False, server_default="false"),
    Column("payload", LargeBinary, nullable=False),
    PrimaryKeyConstraint("wamid", "status", "at"),
    postgresql_partition_by="RANGE (at)",
)

strays = Table(
    "strays",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    moment("received_at"),
)

audit = Table(
    "audit",
    metadata,
    moment("at"),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("cause_key", Text, nullable=False),
    Column("nth", SmallInteger, nullable=False),
    Column("actor", Uuid),
    Column("kind", Text, nullable=False),
    Column("event", JSONB, nullable=False),
    PrimaryKeyConstraint("at", "seq"),
    postgresql_partition_by="RANGE (at)",
)
Index("audit_cause_ix", audit.c.cause_key)
Index("audit_seq_ix", audit.c.seq)
