"""The files of one record, and a file that waits for its record (B9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import NAMESPACE_OID, UUID, uuid5

from services.documents.attachments.events import AttachmentRemoved, FileAttached, FileUploaded
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

CITES = ("B9.3",)


class TooManyAttachments(Refusal):
    code = "documents.too-many-attachments"


class TooManyUploads(Refusal):
    code = "documents.too-many-uploads"
    kind = "limited"


class NoSuchAttachment(Refusal):
    code = "documents.no-such-attachment"
    kind = "missing"


class AttachmentGone(Refusal):
    """It was removed from the record."""

    code = "documents.attachment-removed"
    kind = "missing"


class NotYourUpload(Refusal):
    """Whether somebody else has uploaded such a file is nobody's to know."""

    code = "documents.not-your-upload"
    kind = "forbidden"


class RecordClosed(Refusal):
    """The record no longer changes, and what is attached to it neither."""

    code = "documents.attachments-closed"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as facts speak of it."""

    digest: str
    size: int
    media_type: str
    name: str


def folder_id(kind: str, record: UUID) -> UUID:
    return uuid5(NAMESPACE_OID, f"attachments of {kind} {record.hex}")


def upload_id(person: str, digest: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"file {digest} of {person}")


class Upload(Aggregate):
    """A file that somebody sent in; the same file again is the same upload."""

    def take_in(self, act: Act, file: Stored, *, department: str, today: int, most: int) -> None:
        """`today`: how many they have uploaded today; files without a record are not for hoarding."""
        if self.exists:
            return
        if today >= most:
            raise TooManyUploads(
                f"每人每天最多上传{most}个文件;记录已有的,请直接添加为附件。",
                f"Nobody uploads more than {most} files a day; where the record exists, attach to it.",
                cites=CITES,
                most=most,
            )
        self.trigger(
            FileUploaded,
            act,
            person=act.actor,
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
            department=department,
            cites=CITES,
        )

    @applies(FileUploaded)
    def _uploaded(self, event: FileUploaded) -> None:
        """Whose it is and what, the register knows."""


class Folder(Aggregate):
    """What is attached to one record."""

    last = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.files: dict[int, str] = {}
        """Digest by number, of those that are there."""

    def attach(self, act: Act, file: Stored, *, kind: str, record: UUID, department: str, most: int) -> int:
        """Returns its number. The same file again changes nothing, so that a repeated request does no harm."""
        for number, digest in self.files.items():
            if digest == file.digest:
                return number
        if len(self.files) >= most:
            raise TooManyAttachments(
                f"每条记录最多{most}个附件,请先移除不需要的附件。",
                f"A record has at most {most} attachments; remove one that is not needed.",
                cites=CITES,
                most=most,
            )
        self.trigger(
            FileAttached,
            act,
            kind=kind,
            record=record,
            number=self.last + 1,
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
            department=department,
            cites=CITES,
        )
        return self.last

    def remove(self, act: Act, *, kind: str, record: UUID, number: int, department: str, reason: str) -> None:
        if not 0 < number <= self.last:
            raise NoSuchAttachment("没有这个附件。", "There is no such attachment.", cites=CITES, number=number)
        if number not in self.files:
            raise AttachmentGone("该附件已移除。", "The attachment was removed.", cites=CITES, number=number)
        self.trigger(
            AttachmentRemoved,
            act,
            kind=kind,
            record=record,
            number=number,
            digest=self.files[number],
            reason=reason,
            department=department,
            cites=CITES,
        )

    @applies(FileAttached)
    def _attached(self, event: FileAttached) -> None:
        self.files[event.number] = event.digest
        self.last = event.number

    @applies(AttachmentRemoved)
    def _removed(self, event: AttachmentRemoved) -> None:
        del self.files[event.number]
