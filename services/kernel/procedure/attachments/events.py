"""The facts of attachments (B9.3). They stay in the service; nothing is appraised by them.

`department` of each is the record's. `digest` names the stored bytes, which never enter the log; what a file is called
may say what is in it, so the name is confidential.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple
from uuid import UUID

from services.kernel.domain.events import Confidential, Event, FileDigest, of_service


class FileUploaded(Event):
    """`person` sent a file in before there was a record to attach it to; only they may name it in one."""

    SAYS = "上传文件"
    PUBLISHED = False
    person: str
    digest: FileDigest
    size: int
    media_type: str
    name: Confidential[str] = ""


class FileAttached(Event):
    """`kind` and `record` say to what; `number` counts the record's files, those removed included. `owner` is whose own
    it is, a person or a record that is itself about somebody: by their key of `kept_for` name and bytes are encrypted.
    """

    SAYS = "添加附件"
    PUBLISHED = False
    kind: str
    record: UUID
    number: int
    digest: FileDigest
    size: int
    media_type: str
    name: Confidential[str] = ""
    owner: str = ""
    kept_for: str = ""


class AttachmentRemoved(Event):
    """It no longer belongs to the record. The bytes stay: the log still speaks of them."""

    SAYS = "移除附件"
    PUBLISHED = False
    kind: str
    record: UUID
    number: int
    digest: FileDigest
    reason: Confidential[str] = ""
    owner: str = ""
    kept_for: str = ""


class AttachmentEvents(NamedTuple):
    """The event classes of one service."""

    uploaded: type[FileUploaded]
    attached: type[FileAttached]
    removed: type[AttachmentRemoved]


@cache
def declare(service: str) -> AttachmentEvents:
    """The same classes each time it is asked for the same service."""
    module = f"services.{service}.attachments.events"
    return AttachmentEvents(
        of_service(FileUploaded, f"{service}.file-uploaded.v1", module),
        of_service(FileAttached, f"{service}.file-attached.v1", module),
        of_service(AttachmentRemoved, f"{service}.attachment-removed.v1", module),
    )
