"""The facts of attachments (B9.3). They stay in the service; nothing is appraised by them.

`department` of each is the record's. `digest` names the stored bytes, which never enter the log; what a file is called
may say what is in it, so the name is confidential.
"""

from __future__ import annotations

from uuid import UUID

from services.kernel.events import Confidential, Event, FileDigest


class FileUploaded(Event):
    """`person` sent a file in before there was a record to attach it to; only they may name it in one."""

    TOPIC = "documents.file-uploaded.v1"
    PUBLISHED = False
    person: str
    digest: FileDigest
    size: int
    media_type: str
    name: Confidential[str] = ""


class FileAttached(Event):
    """`kind` and `record` say to what; `number` counts the record's files, those removed included."""

    TOPIC = "documents.file-attached.v1"
    PUBLISHED = False
    kind: str
    record: UUID
    number: int
    digest: FileDigest
    size: int
    media_type: str
    name: Confidential[str] = ""


class AttachmentRemoved(Event):
    """It no longer belongs to the record. The bytes stay: the log still speaks of them."""

    TOPIC = "documents.attachment-removed.v1"
    PUBLISHED = False
    kind: str
    record: UUID
    number: int
    digest: FileDigest
    reason: Confidential[str] = ""
