"""The tables of 发文台账."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("series", String(40), nullable=False),
    Column("year", Integer),
    Column("serial", Integer),
    Column("number", String(60), nullable=False),
    Column("sponsor", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("addressees", Text, nullable=False),
    Column("copied_to", Text, nullable=False),
    Column("annexes", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("secrecy_term", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("upward", Boolean, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("countersigners", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("drafted_on", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("step", String(40), nullable=False),
    Column("waits_for", Text, nullable=False),
    Column("waits_since", Date, nullable=False),
    Column("leader_post", String(60), nullable=False),
    Column("signed_by", String(60), nullable=False),
    Column("signed_on", Date),
    Column("signed_revision", Integer, nullable=False),
    Column("numbered_on", Date),
    Column("printed_on", Date),
    Column("seal_use", String(32), nullable=False),
    Column("sealed_on", Date),
    Column("distributed_on", Date),
    Column("unreceived", Integer, nullable=False),
    Column("archived_on", Date),
    Column("archived_copies", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("outgoing_number", "series", "year", "serial", unique=True),
    Index("outgoing_drafted", "drafted_on", "id"),
    Index("outgoing_status", "status", "drafted_on", "id"),
)
"""`countersigners`, `waits_for`: by spaces; `annexes`: by lines. Year and serial are null without a number."""

steps = Table(
    "outgoing_steps",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("id", String(40), nullable=False),
    Column("zh", String(100), nullable=False),
    Column("en", String(200), nullable=False),
    Column("work", String(20), nullable=False),
    Column("by", Text, nullable=False),
)
"""The list as it was in force when the document was drafted."""

revisions = Table(
    "outgoing_revisions",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("addressees", Text, nullable=False),
    Column("copied_to", Text, nullable=False),
    Column("annexes", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("person", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""`at` in UTC."""

trail = Table(
    "outgoing_trail",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("entry", Integer, primary_key=True),
    Column("what", String(40), nullable=False),
    Column("step", String(40), nullable=False),
    Column("department", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("post", String(60), nullable=False),
    Column("stands_in_for", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)
"""`entry` is the fact's version; `step` the one that was carried out, or to which it was returned."""

recipients = Table(
    "outgoing_recipients",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("recipient", Integer, primary_key=True),
    Column("department", String(60), nullable=False),
    Column("organ", String(200), nullable=False),
    Column("copies", Integer, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("received_on", Date),
    Column("signed_by", String(60), nullable=False),
)

waiting = Table(
    "outgoing_waiting",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("whom", String(80), primary_key=True),
    Index("outgoing_waiting_whom", "whom", "document"),
)
"""`whom`: `person:…`, `post:…`, `head:…` or `supervisor:…`, the last two of a department."""

concerned = Table(
    "outgoing_concerned",
    metadata,
    Column("document", String(32), primary_key=True),
    Column("whom", String(80), primary_key=True),
    Index("outgoing_concerned_whom", "whom", "document"),
)
"""知悉人员 beside those for whom it waits: `person:…` who did something to it, `department:…` that received it."""
