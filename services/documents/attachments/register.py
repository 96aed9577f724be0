"""附件台账: one row per attachment, those removed included; and the files that wait for their record."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.attachments.events import AttachmentRemoved, FileAttached, FileUploaded
from services.kernel.registers import Register, Rows

metadata = MetaData()

attachments = Table(
    "attachments",
    metadata,
    Column("folder", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(30), nullable=False),
    Column("record", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("attached_by", String(60), nullable=False),
    Column("attached_on", Date, nullable=False),
    Column("removed_by", String(60), nullable=False),
    Column("removed_on", Date),
    Column("reason", Text, nullable=False),
    Index("attachments_day", "attached_on"),
)

folders = Table(
    "attachment_folders",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""The version of everything that is attached to one record."""

uploads = Table(
    "uploaded_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person", String(60), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("uploaded_on", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Index("uploaded_files_person", "person", "uploaded_on"),
)

register = Register("attachments", attachments, folders, uploads, zh="附件台账", en="Register of attachments")


@register.on(FileUploaded)
def uploaded(event: FileUploaded, rows: Rows) -> None:
    rows.insert(
        uploads,
        id=event.originator_id.hex,
        person=event.person,
        digest=event.digest,
        name=event.name,
        media_type=event.media_type,
        size=event.size,
        uploaded_on=event.day,
        version=event.originator_version,
    )


@register.on(FileAttached)
def attached(event: FileAttached, rows: Rows) -> None:
    rows.insert(
        attachments,
        folder=event.originator_id.hex,
        number=event.number,
        kind=event.kind,
        record=event.record.hex,
        name=event.name,
        media_type=event.media_type,
        size=event.size,
        digest=event.digest,
        attached_by=event.actor,
        attached_on=event.day,
        removed_by="",
        removed_on=None,
        reason="",
    )
    rows.upsert(folders, id=event.originator_id.hex, version=event.originator_version)


@register.on(AttachmentRemoved)
def removed(event: AttachmentRemoved, rows: Rows) -> None:
    key = {"folder": event.originator_id.hex, "number": event.number}
    rows.update(attachments, key, removed_by=event.actor, removed_on=event.day, reason=event.reason)
    rows.upsert(folders, id=event.originator_id.hex, version=event.originator_version)
