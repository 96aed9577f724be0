"""附件台账: one line per attachment, those removed included; and the files that wait for their record."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table

from services.kernel.log.registers import Register, Rows
from services.kernel.log.transaction import microseconds
from services.kernel.procedure.attachments import events as e
from services.kernel.procedure.record import COMPUTED, Person, Row

CITES = ("B9.3",)


FileName = Annotated[str, Field(title="文件名 / file name")]
MediaType = Annotated[str, Field(max_length=120, title="格式 / media type")]
Size = Annotated[int, Field(title="字节数 / size in bytes")]
Digest = Annotated[str, Field(max_length=64, title="摘要 / digest")]


class UploadRecord(
    Row,
    table="uploaded_files",
    zh="上传文件",
    en="Files uploaded",
    key="id version",
    cites=CITES,
    more=(
        Column("id", String(32), nullable=False),
        Column("person", String(60), nullable=False),
        Column("uploaded_at", BigInteger, nullable=False),
        Index("uploaded_files_person", "person", "uploaded_on"),
    ),
):
    """A line for each name under which one person sent in the same bytes; the last is what they call them now."""

    digest: Digest
    file_name: FileName
    media_type: MediaType
    size: Size
    uploaded_on: date = Field(title="上传日期 / uploaded on")
    version: int = Field(title="版本 / version")


class AttachmentRecord(
    Row,
    table="attachments",
    zh="附件台账",
    en="Register of attachments",
    one="附件 / attachment",
    key="folder number",
    sheet="kind record number file_name size digest attached_by attached_on removed_by removed_on reason",
    cites=CITES,
    more=(
        Column("folder", String(32), nullable=False),
        Column("owner", String(60), nullable=False),
        Index("attachments_day", "attached_on"),
    ),
):
    """`removed_on` is set once it no longer belongs to the record."""

    kind: str = Field(max_length=30, title="记录类别 / kind of record")
    record: UUID = Field(title="记录 / record")
    number: int = Field(title="附件号 / number")
    file_name: FileName
    media_type: MediaType
    size: Size
    digest: Digest
    attached_by: Person = Field(title="添加人 / attached by")
    attached_on: date = Field(title="添加日期 / attached on")
    removed_by: Person = Field(title="移除人 / removed by")
    removed_on: date | None = Field(title="移除日期 / removed on")
    reason: str = Field(title="移除理由 / reason for its removal")
    version: Annotated[int, COMPUTED] = Field(title="版本 / version")


folders = Table(
    "attachment_folders",
    MetaData(),
    Column("id", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
)
"""The version of everything that is attached to one record."""


def register_of(service: str) -> Register:
    says, register = e.declare(service), Register("attachments", AttachmentRecord, folders, UploadRecord)
    register.on(says.uploaded)(uploaded)
    register.on(says.attached)(attached)
    register.on(says.removed)(removed)
    return register


def uploaded(event: e.FileUploaded, rows: Rows) -> None:
    at = microseconds(event.timestamp)
    rows.record(UploadRecord, event, file_name=event.name, uploaded_on=event.day, uploaded_at=at)


def attached(event: e.FileAttached, rows: Rows) -> None:
    rows.record(
        AttachmentRecord,
        event,
        folder=event.originator_id.hex,
        record=event.record.hex,
        file_name=event.name,
        attached_by=event.actor,
        attached_on=event.day,
    )
    rows.upsert(folders, id=event.originator_id.hex, version=event.originator_version)


def removed(event: e.AttachmentRemoved, rows: Rows) -> None:
    key = {"folder": event.originator_id.hex, "number": event.number}
    rows.update(AttachmentRecord, key, removed_by=event.actor, removed_on=event.day, reason=event.reason)
    rows.upsert(folders, id=event.originator_id.hex, version=event.originator_version)
