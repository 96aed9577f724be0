"""The files of one record, and a file that waits for its record (B9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import ClassVar, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.procedure.attachments import events as e
from services.kernel.refusals import Refusal

CITES = ("B9.3",)


class TooManyAttachments(Refusal):
    code = ".too-many-attachments"
    next = ("请先移除不需要的附件，或合并文件。", "Remove what is not needed, or join files.")


class TooManyUploads(Refusal):
    code = ".too-many-uploads"
    kind = "limited"
    next = (
        "请明天再上传，或直接添加到已有记录。",
        "Upload the rest tomorrow, or attach it to the record that exists.",
    )


class NoSuchAttachment(Refusal):
    code = ".no-such-attachment"
    kind = "missing"
    next = ("请打开该记录，从现有附件中选择。", "Open the record and choose one of its attachments.")


class AttachmentGone(Refusal):
    """It was removed from the record."""

    code = ".attachment-removed"
    kind = "missing"
    next = ("请从该记录现有附件中选择。", "Choose one of the attachments that the record has.")


class NotYourUpload(Refusal):
    """Whether somebody else has uploaded such a file is nobody's to know."""

    code = ".not-your-upload"
    kind = "forbidden"
    next = ("请先上传该文件，再办理。", "Upload the file first.")


class RecordClosed(Refusal):
    """The record no longer changes, and what is attached to it neither."""

    code = ".attachments-closed"
    next = ("如需补充材料，请另立记录。", "What is to be added goes with another record.")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as facts speak of it."""

    digest: str
    size: int
    media_type: str
    name: str
    owner: str = ""
    kept_for: str = ""


def folder_id(kind: str, record: UUID) -> UUID:
    return uuid5(NAMESPACE_OID, f"attachments of {kind} {record.hex}")


def upload_id(person: str, digest: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"file {digest} of {person}")


@dataclass(frozen=True, slots=True)
class Attached:
    """What the folder knows of a file that is there."""

    digest: str
    name: str
    at: datetime
    owner: str = ""
    kept_for: str = ""


class Upload(Aggregate):
    """Some bytes that somebody sent in, and what they called them last; the same again is the same upload."""

    SAYS: ClassVar[e.AttachmentEvents]
    CITES = CITES
    name = ""

    def take_in(self, act: Act, file: Stored, *, department: str, today: int, most: int) -> None:
        """`today`: how many they have uploaded today; files without a record are not for hoarding."""
        if self.exists and self.name == file.name:
            return
        if today >= most:
            raise TooManyUploads(
                f"每人每天最多上传{most}个文件；记录已有的，请直接添加为附件。",
                f"Nobody uploads more than {most} files a day; where the record exists, attach to it.",
                cites=CITES,
                most=most,
            )
        self.trigger(
            self.SAYS.uploaded,
            act,
            person=act.actor,
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
            department=department,
        )

    def uploaded(self, event: e.FileUploaded) -> None:
        self.name = event.name


class Folder(Aggregate):
    """What is attached to one record."""

    SAYS: ClassVar[e.AttachmentEvents]
    CITES = CITES
    last = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.files: dict[int, Attached] = {}
        """By number, those that are there."""

    def attach(self, act: Act, file: Stored, *, kind: str, record: UUID, department: str, most: int) -> int:
        """Returns its number. The same file under the same name changes nothing, so that a repeated request does no
        harm; under a second name it is a second attachment, for what a file is called says what it is.
        """
        for number, there in self.files.items():
            if (there.digest, there.name) == (file.digest, file.name):
                return number
        if len(self.files) >= most:
            raise TooManyAttachments(
                f"每条记录最多{most}个附件，请先移除不需要的附件。",
                f"A record has at most {most} attachments; remove one that is not needed.",
                cites=CITES,
                most=most,
            )
        self.trigger(
            self.SAYS.attached,
            act,
            kind=kind,
            record=record,
            number=self.last + 1,
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
            department=department,
            owner=file.owner,
            kept_for=file.kept_for,
        )
        return self.last

    def remove(self, act: Act, *, kind: str, record: UUID, number: int, department: str, reason: str) -> None:
        if not 0 < number <= self.last:
            raise NoSuchAttachment("没有这个附件。", "There is no such attachment.", cites=CITES, number=number)
        if number not in self.files:
            raise AttachmentGone("该附件已移除。", "The attachment was removed.", cites=CITES, number=number)
        self.trigger(
            self.SAYS.removed,
            act,
            kind=kind,
            record=record,
            number=number,
            digest=self.files[number].digest,
            reason=reason,
            department=department,
            owner=self.files[number].owner,
            kept_for=self.files[number].kept_for,
        )

    def attached(self, event: e.FileAttached) -> None:
        self.files[event.number] = Attached(event.digest, event.name, event.timestamp, event.owner, event.kept_for)
        self.last = event.number

    def removed(self, event: e.AttachmentRemoved) -> None:
        del self.files[event.number]


class Aggregates(NamedTuple):
    """Those of one service: they record its own facts."""

    upload: type[Upload]
    folder: type[Folder]


@cache
def declare(service: str) -> Aggregates:
    """The same classes each time it is asked for the same service."""
    says = e.declare(service)

    class OwnUpload(Upload):
        SAYS = says
        EVOLVES = {says.uploaded: Upload.uploaded}

    class OwnFolder(Folder):
        SAYS = says
        EVOLVES = {says.attached: Folder.attached, says.removed: Folder.removed}

    return Aggregates(OwnUpload, OwnFolder)
