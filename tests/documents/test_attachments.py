"""附件 attachments (B9.3): kept beside the log by digest, shown to whoever sees the record, proven by the audit."""

from __future__ import annotations

import hashlib
import sys
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.documents.incoming.events import IncomingRegistered
from services.documents.incoming.operations import GetIncoming, RegisterIncoming
from services.documents.operations import log
from services.documents.tasks.events import TaskProgressed, TaskReportedDone
from services.documents.tasks.operations import (
    AssignTask,
    ReportProgress,
    ReportTaskDone,
    TaskSource,
    VerifyTask,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.log.store import Store
from services.kernel.procedure.attachments.attachable import ContentWithheld, NoSuchKind
from services.kernel.procedure.attachments.audit import check_files, sweep
from services.kernel.procedure.attachments.contents import (
    ActiveContent,
    BadFileName,
    EmptyFile,
    FileTooLarge,
    WrongKindOfFile,
)
from services.kernel.procedure.attachments.files import FileAltered, FileMissing, FolderFiles, NoFileStore
from services.kernel.procedure.attachments.folder import (
    AttachmentGone,
    NoSuchAttachment,
    NotYourUpload,
    RecordClosed,
    Stored,
    TooManyAttachments,
    TooManyUploads,
    folder_id,
)
from services.kernel.procedure.attachments.scanner import InfectedFile, Scanner, ScannerUnavailable
from services.kernel.procedure.attachments.uploads import NoSuchFile
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, KeyReused, NotFound, Stale
from tests.documents.attached import (
    AttachFile,
    AttachmentRemoved,
    CheckFiles,
    DownloadAttachment,
    ExportAttachments,
    FileAttached,
    FileUploaded,
    Folder,
    GetAttachment,
    GetUpload,
    ListAttachments,
    RemoveAttachment,
    UploadFile,
)
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    THIRD_STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.letters import COMMENTED, DIRECTOR_SIGNED, DOC, SUBMITTED, until
from tests.documents.letters import OFFICE as OFFICE_LETTER
from tests.given import By, fact, given, proven

pytestmark = pytest.mark.slow

MONDAY, TUESDAY, DUE = day(6, 9), day(6, 10), day(6, 20)
PAPER, OTHER = b"%PDF-1.7 evidence", b"%PDF-1.7 more of it"
DIGEST, OTHER_DIGEST = (hashlib.sha256(content).hexdigest() for content in (PAPER, OTHER))
NOBODY = UUID(int=99)


def assigned(*, co_owners: tuple[str, ...] = ()) -> By:
    task = AssignTask(
        department="finance-economy",
        owner=STAFF,
        co_owners=co_owners,
        title="落实审查意见",
        source=TaskSource.PLAN,
        due=DUE,
    )
    return by(CLERK, MONDAY, task)


def registered(secrecy: str = "ordinary", **more: Any) -> By:
    paper = {"sender": "市人大常委会", "title": "关于预算的通知", "received": MONDAY, "secrecy": Secrecy(secrecy)}
    return by(CLERK, MONDAY, RegisterIncoming(**{**paper, **more}))


def attach(content: bytes = PAPER, name: str = "佐证.pdf", *, kind: str = "task", **more: Any) -> AttachFile:
    return AttachFile(**{"kind": kind, "record": FIRST, "file_name": name, "content": content, **more})


def of(operation: type[Any], kind: str = "task", record: UUID = FIRST, number: int = 1, **more: Any) -> Any:
    numbered = {"number": number} if "number" in operation.model_fields else {}
    return operation(kind=kind, record=record, **numbered, **more)


ATTACHED = by(STAFF, TUESDAY, attach())
AT = {"at": clock(TUESDAY, 15)}
FINISHED = (
    by(STAFF, TUESDAY, ReportTaskDone(task=FIRST, note="已办结"), 10),
    by(DIRECTOR, TUESDAY, VerifyTask(task=FIRST), 11),
)


# -- attaching --------------------------------------------------------------------------------------------------------


def test_a_file_is_kept_by_its_digest_and_the_log_holds_no_byte_of_it(desk: Desk, tmp_path: Path) -> None:
    given(assigned(), to=desk).when(attach(), by=STAFF, **AT).then(
        fact(
            FileAttached,
            kind="task",
            record=FIRST,
            number=1,
            digest=DIGEST,
            size=len(PAPER),
            media_type="application/pdf",
            name="佐证.pdf",
            actor=STAFF,
            department="finance-economy",
            cites=("B9.3",),
        )
    ).then_answer(number=1, file_name="佐证.pdf", digest=DIGEST, size=len(PAPER), attached_by=STAFF, removed_on=None)
    assert FolderFiles(tmp_path / "files" / "documents").get(DIGEST) == PAPER
    assert not any(PAPER in row.state for row in desk.app.store.rows(0))
    proven(desk.app)


def test_what_was_attached_is_listed_and_had_again_as_it_was(desk: Desk) -> None:
    given(assigned(), ATTACHED, by(HEAD, TUESDAY, attach(OTHER, "补充.pdf"), 10), to=desk)
    listed = desk.ask(of(ListAttachments), by=LEADER, **AT)
    assert [(item.number, item.file_name, item.attached_by) for item in listed.items] == [
        (1, "佐证.pdf", STAFF),
        (2, "补充.pdf", HEAD),
    ]
    given(to=desk).when(of(DownloadAttachment, number=2), by=CHAIR, **AT).then_nothing().then_answer(
        name="补充.pdf", media_type="application/pdf", content=OTHER
    )
    first = desk.ask(of(ListAttachments, limit=1), by=LEADER, **AT)
    rest = desk.ask(of(ListAttachments, limit=1, after=first.next), by=LEADER, **AT)
    assert [item.number for item in (*first.items, *rest.items)] == [1, 2]
    assert rest.next is None


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    again = given(assigned(), ATTACHED, to=desk).when(attach(), by=COLLEAGUE, **AT)
    again.then_nothing().then_answer(number=1, file_name="佐证.pdf", attached_by=STAFF, version=1)


def test_the_same_bytes_under_a_second_name_keep_both(desk: Desk) -> None:
    second = given(assigned(), ATTACHED, to=desk).when(attach(name="批复.pdf"), by=COLLEAGUE, **AT)
    second.then(fact(FileAttached, number=2, digest=DIGEST, name="批复.pdf")).then_answer(file_name="批复.pdf")
    desk.on(TUESDAY, STAFF, of(RemoveAttachment, reason="放错"))
    given(to=desk).when(of(DownloadAttachment, number=2), by=STAFF, at=clock(TUESDAY, 18)).then_answer(content=PAPER)
    given(to=desk).when(attach(name="批复.pdf"), by=STAFF, at=clock(TUESDAY, 18)).then_nothing().then_answer(number=2)
    proven(desk.app)


def test_the_key_comes_before_the_record(desk: Desk) -> None:
    """A request that is repeated after the record was closed has its first answer, and stores nothing anew."""
    done = by(STAFF, TUESDAY, ReportTaskDone(task=FIRST, note="已办结"), 11)
    first = given(assigned(), to=desk).when(attach(), by=STAFF, key="k1", at=clock(TUESDAY, 9)).then(FileAttached)
    verified = by(DIRECTOR, TUESDAY, VerifyTask(task=FIRST), 12)
    given(done, verified, to=desk).when(attach(), by=STAFF, key="k2", at=clock(TUESDAY, 13)).then_refused(RecordClosed)
    assert desk.ask(attach(), by=STAFF, key="k1", at=clock(TUESDAY, 14)) == first.result


def test_one_idempotency_key_is_one_attachment(desk: Desk) -> None:
    """Also after it was removed: the first answer comes again, and it stays removed."""
    first = given(assigned(), to=desk).when(attach(), by=STAFF, key="k1", **AT).then(FileAttached)
    removal = of(RemoveAttachment, reason="放错")
    given(by(STAFF, TUESDAY, removal, 16), to=desk).when(
        attach(), by=STAFF, key="k1", at=clock(TUESDAY, 17)
    ).then_nothing()
    assert first.result == desk.ask(attach(), by=STAFF, key="k1", at=clock(TUESDAY, 18))
    given(to=desk).when(attach(OTHER), by=STAFF, key="k1", at=clock(TUESDAY, 18)).then_refused(KeyReused)
    given(to=desk).when(attach(), by=STAFF, key="k2", at=clock(TUESDAY, 18)).then(fact(FileAttached, number=2))


def test_a_record_has_as_many_as_the_organ_allows(desk: Desk) -> None:
    most = desk.app.office.rules.value("attachments.max_files", MONDAY, int)
    history = [by(STAFF, TUESDAY, attach(PAPER + bytes([48 + n]))) for n in range(most)]
    given(assigned(), *history, to=desk).when(attach(OTHER), by=STAFF, **AT).then_refused(
        TooManyAttachments, cites=("B9.3",), most=most
    )
    given(by(STAFF, TUESDAY, of(RemoveAttachment, number=3, reason="重复"), 16), to=desk).when(
        attach(OTHER), by=STAFF, at=clock(TUESDAY, 17)
    ).then(fact(FileAttached, number=most + 1))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("佐证.exe", PAPER, WrongKindOfFile),
        ("佐证.docx", PAPER, WrongKindOfFile),
        ("佐证.txt", b"#!/bin/sh", ActiveContent),
        ("../佐证.pdf", PAPER, BadFileName),
        ("佐证\x1b[2J.pdf", PAPER, BadFileName),
        ("佐证.pdf", b"", EmptyFile),
    ],
)
def test_what_is_no_office_paper_is_not_taken_and_not_kept(
    desk: Desk, tmp_path: Path, name: str, content: bytes, refusal: type[Any]
) -> None:
    given(assigned(), to=desk).when(attach(content, name), by=STAFF, **AT).then_refused(refusal)
    assert list(FolderFiles(tmp_path / "files" / "documents").each()) == []


def test_a_declared_media_type_is_held_to(desk: Desk) -> None:
    given(assigned(), to=desk).when(attach(media_type="image/png"), by=STAFF, **AT).then_refused(WrongKindOfFile)
    given(to=desk).when(attach(media_type="application/pdf"), by=STAFF, **AT).then(FileAttached)


def test_the_size_is_the_organs_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    most = desk.app.office.rules.value("attachments.max_size", MONDAY, int) * 1_000_000
    whole = PAPER + bytes(most - len(PAPER))
    given(assigned(), to=desk).when(attach(whole + b"1"), by=STAFF, **AT).then_refused(FileTooLarge, limit=most)
    assert list(FolderFiles(tmp_path / "files" / "documents").each()) == []
    given(to=desk).when(attach(whole), by=STAFF, **AT).then(fact(FileAttached, size=most))


def test_a_record_that_is_closed_keeps_what_it_has(desk: Desk) -> None:
    given(assigned(), ATTACHED, *FINISHED, to=desk).when(attach(OTHER), by=STAFF, **AT).then_refused(RecordClosed)
    given(to=desk).when(of(RemoveAttachment, reason="放错"), by=STAFF, **AT).then_refused(RecordClosed)
    given(to=desk).when(of(DownloadAttachment), by=STAFF, **AT).then_answer(content=PAPER)


def test_the_list_says_whether_a_file_can_be_attached_now(desk: Desk) -> None:
    """To whoever may, until the record is closed: a page offers nothing that would be refused."""
    asked = of(ListAttachments)
    given(assigned(), ATTACHED, to=desk).when(asked, by=STAFF, **AT).then_answer(allowed=["documents.attach-file"])
    given(to=desk).when(asked, by=AUDITOR, **AT).then_answer(allowed=[])
    given(*FINISHED, to=desk).when(asked, by=STAFF, **AT).then_answer(allowed=[])


def test_a_record_that_is_not_there_or_takes_none_is_told_apart(desk: Desk) -> None:
    given(assigned(), to=desk).when(attach(record=NOBODY), by=STAFF, **AT).then_refused(NotFound)
    given(to=desk).when(attach(kind="seal"), by=STAFF, **AT).then_refused(NoSuchKind)
    given(to=desk).when(of(ListAttachments, record=NOBODY), by=STAFF, **AT).then_refused(NotFound)
    given(to=desk).when(of(GetAttachment), by=STAFF, **AT).then_refused(NoSuchAttachment)
    given(to=desk).when(of(RemoveAttachment, reason="放错"), by=STAFF, **AT).then_refused(NotFound)


def test_without_a_place_for_files_none_are_taken(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/none.db")
    given(assigned(), to=Desk(store)).when(attach(), by=STAFF, **AT).then_refused(NoFileStore)
    store.close()


def test_an_outgoing_document_is_signed_with_what_is_attached_to_it(desk: Desk) -> None:
    """Its sponsor and the office attach until a signature is in force (A19)."""
    annex = by(STAFF, MONDAY, attach(kind="outgoing", record=DOC), 9)
    unsigned = until(OFFICE_LETTER, SUBMITTED)
    given(unsigned[0], annex, *unsigned[1:], by(CLERK, MONDAY, attach(OTHER, kind="outgoing", record=DOC), 11), to=desk)
    given(COMMENTED, DIRECTOR_SIGNED, to=desk)
    late = attach(OTHER + b"!", kind="outgoing", record=DOC)
    given(to=desk).when(late, by=STAFF, **AT).then_refused(RecordClosed)
    given(to=desk).when(of(RemoveAttachment, "outgoing", reason="换页"), by=CLERK, **AT).then_refused(RecordClosed)
    given(to=desk).when(of(DownloadAttachment, "outgoing"), by=CHAIR, **AT).then_answer(content=PAPER)
    given(to=desk).when(of(DownloadAttachment, "outgoing"), by=OTHER_STAFF, **AT).then_refused(ContentWithheld)


# -- removing ---------------------------------------------------------------------------------------------------------


def test_a_removed_attachment_stays_known_and_its_file_stays_kept(desk: Desk, tmp_path: Path) -> None:
    given(assigned(), ATTACHED, to=desk).when(of(RemoveAttachment, reason="上传错误"), by=COLLEAGUE, **AT).then(
        fact(AttachmentRemoved, kind="task", record=FIRST, number=1, digest=DIGEST, reason="上传错误", actor=COLLEAGUE)
    ).then_answer(removed_by=COLLEAGUE, removed_on=TUESDAY, reason="上传错误", version=2)
    given(to=desk).when(of(DownloadAttachment), by=STAFF, **AT).then_refused(AttachmentGone)
    given(to=desk).when(of(RemoveAttachment, reason="再次"), by=STAFF, **AT).then_refused(AttachmentGone)
    assert [item.removed_on for item in desk.ask(of(ListAttachments), by=STAFF, **AT).items] == [TUESDAY]
    assert FolderFiles(tmp_path / "files" / "documents").has(DIGEST)
    proven(desk.app)


def test_if_match_speaks_of_the_records_attachments(desk: Desk) -> None:
    removal = of(RemoveAttachment, reason="放错")
    given(assigned(), ATTACHED, by(STAFF, TUESDAY, attach(OTHER), 10), to=desk)
    given(to=desk).when(removal, by=STAFF, if_match=1, **AT).then_refused(Stale, seen=1, current=2)
    given(to=desk).when(removal, by=STAFF, if_match=2, **AT).then(AttachmentRemoved)


# -- who --------------------------------------------------------------------------------------------------------------


def test_whoever_sees_the_task_has_its_files_and_nobody_else(desk: Desk) -> None:
    given(assigned(co_owners=("budget",)), ATTACHED, to=desk)
    for person in (STAFF, COLLEAGUE, HEAD, LEADER, CHAIR, AUDITOR, CLERK, OTHER_HEAD, OTHER_STAFF):
        given(to=desk).when(of(DownloadAttachment), by=person, **AT).then_answer(content=PAPER)
    for operation in (ListAttachments, GetAttachment, DownloadAttachment):
        given(to=desk).when(of(operation), by=THIRD_STAFF, **AT).then_refused(Forbidden, cites=("A34",))


def test_whoever_only_reads_the_task_attaches_nothing_and_nothing_is_stored(desk: Desk, tmp_path: Path) -> None:
    given(assigned(), to=desk)
    for person in (LEADER, CHAIR, AUDITOR, OTHER_STAFF):
        given(to=desk).when(attach(), by=person, **AT).then_refused(Forbidden)
    given(ATTACHED, to=desk).when(of(RemoveAttachment, reason="放错"), by=AUDITOR, **AT).then_refused(Forbidden)
    assert [held.digest for held in FolderFiles(tmp_path / "files" / "documents").each()] == [DIGEST]


def test_the_post_in_which_somebody_attached_is_recorded(desk: Desk) -> None:
    given(assigned(), to=desk).when(attach(), by=HEAD, **AT).then(fact(FileAttached, actor=HEAD, post=""))
    given(to=desk).when(attach(OTHER), by=DIRECTOR, **AT).then(fact(FileAttached, post="head-office"))


@pytest.mark.parametrize("secrecy", ["secret", "confidential", "top-secret"])
def test_a_secret_documents_files_are_as_secret_as_what_it_says(desk: Desk, secrecy: str) -> None:
    """The clerk who registered it sees it; colleagues see that there is a document, and of its files nothing."""
    given(registered(secrecy), by(CLERK, MONDAY, attach(name="秘密附件.pdf", kind="incoming"), 10), to=desk)
    given(to=desk).when(of(DownloadAttachment, "incoming"), by=CLERK, **AT).then_answer(content=PAPER)
    assert desk.ask(GetIncoming(document=FIRST), by=STAFF, **AT).withheld
    for person in (STAFF, AUDITOR, LEADER):
        for operation in (ListAttachments, GetAttachment, DownloadAttachment):
            given(to=desk).when(of(operation, "incoming"), by=person, **AT).then_refused(ContentWithheld)
    listed = desk.ask(log.list_events(topic="documents.file-attached"), by=AUDITOR, **AT).items
    assert [(event.withheld, "name" in event.fields) for event in listed] == [(["name"], False)]
    exported = desk.ask(ExportAttachments(start=MONDAY, end=TUESDAY), by=AUDITOR, **AT)
    assert "秘密附件" not in str(read_back(exported.content))
    proven(desk.app)


def test_nothing_of_attachments_leaves_the_service(desk: Desk) -> None:
    given(assigned(), ATTACHED, by(STAFF, TUESDAY, of(RemoveAttachment, reason="放错"), 10), to=desk)
    events = [event for event in desk.recorded() if isinstance(event, FileAttached | AttachmentRemoved)]
    assert len(events) == 2
    for event in events:
        assert not event.PUBLISHED
        assert "佐证" not in public_bytes(event.TOPIC, encode(event)).decode()
        assert "放错" not in public_bytes(event.TOPIC, encode(event)).decode()


# -- files that come before their record ------------------------------------------------------------------------------

UPLOADED = by(CLERK, MONDAY, UploadFile(file_name="来文.pdf", content=PAPER), 8)


def test_a_file_is_uploaded_before_its_record_and_attached_with_it(desk: Desk) -> None:
    given(to=desk).when(UPLOADED.operation, by=CLERK, at=UPLOADED.at).then(
        fact(FileUploaded, person=CLERK, digest=DIGEST, name="来文.pdf", department="office")
    ).then_answer(digest=DIGEST, file_name="来文.pdf")
    register = registered(attachments=(DIGEST,))
    given(to=desk).when(register.operation, by=CLERK, at=register.at).then(
        fact(IncomingRegistered, attachments=(DIGEST,)),
        fact(FileAttached, kind="incoming", record=FIRST, number=1, digest=DIGEST, name="来文.pdf"),
    )
    given(to=desk).when(of(DownloadAttachment, "incoming"), by=DIRECTOR, **AT).then_answer(content=PAPER)
    proven(desk.app)


def test_a_digest_that_nobody_uploaded_is_refused_and_nothing_is_recorded(desk: Desk) -> None:
    register = registered(attachments=(DIGEST,))
    given(to=desk).when(register.operation, by=CLERK, at=register.at).then_refused(NoSuchFile, cites=("B9.3",))
    made = UUID(int=2)
    progress = ReportProgress(task=made, percent=10, note="在办", evidence=(DIGEST,))
    given(assigned(), to=desk).when(progress, by=STAFF, **AT).then_refused(NoSuchFile)
    done = ReportTaskDone(task=made, note="已办结", evidence=(DIGEST,))
    given(to=desk).when(done, by=STAFF, **AT).then_refused(NoSuchFile)


def test_a_digest_is_no_key_to_somebody_elses_file(desk: Desk) -> None:
    """Whoever knows what a secret file hashes to could else attach it to a task of their own, and read it there."""
    given(UPLOADED, registered("secret", attachments=(DIGEST,)), to=desk)
    desk.on(MONDAY, CLERK, assigned().operation)
    second = UUID(int=2)
    steal = ReportProgress(task=second, percent=10, note="在办", evidence=(DIGEST,))
    given(to=desk).when(steal, by=STAFF, **AT).then_refused(NoSuchFile)
    given(to=desk).when(GetUpload(digest=DIGEST), by=STAFF, **AT).then_refused(NotYourUpload)
    given(to=desk).when(GetUpload(digest=DIGEST), by=CLERK, **AT).then_answer(file_name="来文.pdf")


def test_evidence_names_what_is_attached_to_the_task_or_uploaded_by_the_reporter(desk: Desk) -> None:
    shown = by(COLLEAGUE, TUESDAY, UploadFile(file_name="补充.pdf", content=OTHER))
    progress = ReportProgress(task=FIRST, percent=50, note="在办", evidence=(DIGEST, OTHER_DIGEST))
    given(assigned(), ATTACHED, shown, to=desk).when(progress, by=COLLEAGUE, **AT).then(
        fact(TaskProgressed, evidence=(DIGEST, OTHER_DIGEST)), fact(FileAttached, number=2, digest=OTHER_DIGEST)
    )
    done = ReportTaskDone(task=FIRST, note="已办结", evidence=(OTHER_DIGEST,))
    given(to=desk).when(done, by=STAFF, **AT).then(fact(TaskReportedDone, evidence=(OTHER_DIGEST,)))
    proven(desk.app)


def test_the_same_upload_again_is_the_same(desk: Desk) -> None:
    given(UPLOADED, to=desk).when(UPLOADED.operation, by=CLERK, **AT).then_nothing().then_answer(digest=DIGEST)
    given(to=desk).when(UPLOADED.operation, by=STAFF, **AT).then(fact(FileUploaded, person=STAFF))


def uploaded(name: str, hour: int = 10) -> By:
    return by(STAFF, MONDAY, UploadFile(file_name=name, content=PAPER), hour)


def test_an_upload_under_another_name_is_what_it_is_called_from_then_on(desk: Desk) -> None:
    given(uploaded("甲.pdf"), to=desk).when(uploaded("乙.pdf").operation, by=STAFF, **AT).then(
        fact(FileUploaded, digest=DIGEST, name="乙.pdf")
    ).then_answer(file_name="乙.pdf", version=2)
    given(to=desk).when(uploaded("乙.pdf").operation, by=STAFF, **AT).then_nothing().then_answer(file_name="乙.pdf")
    given(to=desk).when(GetUpload(digest=DIGEST), by=STAFF, **AT).then_answer(file_name="乙.pdf")
    proven(desk.app)


@pytest.mark.parametrize(
    ("sent", "evidence", "names"),
    [
        (("甲.pdf", "乙.pdf"), 1, ["乙.pdf"]),
        (("甲.pdf", "乙.pdf"), 2, ["甲.pdf", "乙.pdf"]),
        (("甲.pdf", "乙.pdf", "甲.pdf"), 1, ["甲.pdf"]),
        (("甲.pdf", "乙.pdf", "甲.pdf"), 2, ["乙.pdf", "甲.pdf"]),
        (("甲.pdf",), 2, ["甲.pdf"]),
    ],
)
def test_a_digest_brings_the_names_under_which_it_was_last_sent_in(
    desk: Desk, sent: tuple[str, ...], evidence: int, names: list[str]
) -> None:
    history = [uploaded(name, 13 + n) for n, name in enumerate(sent)]
    report = ReportProgress(task=FIRST, percent=10, note="在办", evidence=(DIGEST,) * evidence)
    outcome = given(assigned(), *history, to=desk).when(report, by=STAFF, **AT)
    assert [event.name for event in outcome.recorded if isinstance(event, FileAttached)] == names


def test_a_digest_named_again_brings_only_what_was_sent_in_since(desk: Desk) -> None:
    report = ReportProgress(task=FIRST, percent=10, note="在办", evidence=(DIGEST,))
    desk.on(MONDAY, CLERK, assigned().operation)
    history = [uploaded("甲.pdf", 12), by(STAFF, MONDAY, report, 13)]
    more = ReportProgress(task=FIRST, percent=20, note="在办", evidence=(DIGEST,))
    given(*history, to=desk).when(more, by=STAFF, at=clock(MONDAY, 14)).then(TaskProgressed)
    most = ReportProgress(task=FIRST, percent=30, note="在办", evidence=(DIGEST,))
    given(uploaded("乙.pdf", 15), to=desk).when(most, by=STAFF, at=clock(MONDAY, 16)).then(
        TaskProgressed, fact(FileAttached, number=2, name="乙.pdf")
    )


def test_nobody_hoards_files_without_a_record(desk: Desk) -> None:
    most = desk.app.office.rules.value("attachments.max_uploads", MONDAY, int)
    uploads = [UploadFile(file_name="甲.pdf", content=PAPER + str(n).encode()) for n in range(most + 1)]
    given(*(by(STAFF, MONDAY, one) for one in uploads[:most]), to=desk)
    given(to=desk).when(uploads[most], by=STAFF, at=clock(MONDAY, 23)).then_refused(TooManyUploads, most=most)
    given(to=desk).when(uploads[0], by=STAFF, at=clock(MONDAY, 23)).then_nothing().then_answer(uploaded_on=MONDAY)
    given(to=desk).when(uploads[most], by=COLLEAGUE, at=clock(MONDAY, 23)).then(FileUploaded)
    given(to=desk).when(uploads[most], by=STAFF, at=clock(TUESDAY)).then(FileUploaded)


# -- the scanner ------------------------------------------------------------------------------------------------------


def scanned(tmp_path: Path, script: str) -> Desk:
    (tmp_path / "scan.py").write_text(f"import sys; data = sys.stdin.buffer.read(); sys.exit({script})")
    scanner = Scanner((sys.executable, str(tmp_path / "scan.py")))
    return Desk(Store(f"sqlite:///{tmp_path}/scanned.db"), files=tmp_path / "files", scanner=scanner)


def test_the_scanner_looks_at_every_file_before_it_is_kept(tmp_path: Path) -> None:
    desk = scanned(tmp_path, "1 if b'virus' in data else 0")
    given(assigned(), to=desk).when(attach(PAPER + b" virus"), by=STAFF, **AT).then_refused(InfectedFile)
    upload = UploadFile(file_name="毒.pdf", content=PAPER + b" virus")
    given(to=desk).when(upload, by=STAFF, **AT).then_refused(InfectedFile)
    assert list(FolderFiles(tmp_path / "files" / "documents").each()) == []
    given(to=desk).when(attach(), by=STAFF, **AT).then(FileAttached)
    assert desk.ask(CheckFiles(), by=AUDITOR, **AT).scanned
    desk.app.close()


def test_where_the_scanner_does_not_work_nothing_is_taken_in(tmp_path: Path) -> None:
    desk = scanned(tmp_path, "2")
    given(assigned(), to=desk).when(attach(), by=STAFF, **AT).then_refused(ScannerUnavailable)
    desk.app.close()


WAITING = """
import pathlib, sys, time
for _ in range(1000):
    if pathlib.Path(sys.argv[1]).exists(): sys.exit(0)
    time.sleep(0.02)
sys.exit(2)
"""


def test_others_record_while_a_file_is_scanned(tmp_path: Path) -> None:
    """The scanner itself waits until somebody else's command has been carried out: it stands in nobody's line."""
    flag = tmp_path / "recorded"
    (tmp_path / "wait.py").write_text(WAITING)
    scanner = Scanner((sys.executable, str(tmp_path / "wait.py"), str(flag)), seconds=30)
    desk = Desk(Store(f"sqlite:///{tmp_path}/waiting.db"), files=tmp_path / "files", scanner=scanner)
    given(assigned(), to=desk)
    found: list[Any] = []
    attaching = threading.Thread(target=lambda: found.append(desk.ask(attach(), by=STAFF, **AT)))
    attaching.start()
    given(assigned(), to=desk)
    flag.touch()
    attaching.join(40)
    assert [view.number for view in found] == [1]
    desk.app.close()


# -- the audit --------------------------------------------------------------------------------------------------------


def spoil(tmp_path: Path, digest: str) -> Path:
    path = tmp_path / "files" / "documents" / digest[:2] / digest
    path.chmod(0o640)
    return path


def test_a_missing_and_an_altered_file_are_reported_with_their_fact(desk: Desk, tmp_path: Path) -> None:
    given(assigned(), ATTACHED, by(STAFF, TUESDAY, attach(OTHER), 10), to=desk)
    assert desk.ask(CheckFiles(), by=AUDITOR, **AT).model_dump() == {
        "files": 2, "holds": True, "faults": [], "unspoken": 0, "scanned": False,
    }  # fmt: skip
    altered = spoil(tmp_path, DIGEST)
    altered.write_bytes(b"?" + PAPER[1:])
    spoil(tmp_path, OTHER_DIGEST).unlink()
    check = desk.ask(CheckFiles(), by=AUDITOR, **AT)
    assert not check.holds
    assert [(f.position, f.digest, f.reason, f.kind, f.record) for f in check.faults] == [
        (2, DIGEST, "altered", "task", str(FIRST)),
        (3, OTHER_DIGEST, "missing", "task", str(FIRST)),
    ]
    given(to=desk).when(of(DownloadAttachment, number=1), by=STAFF, **AT).then_refused(FileAltered, digest=DIGEST)
    given(to=desk).when(of(DownloadAttachment, number=2), by=STAFF, **AT).then_refused(FileMissing)


def test_a_command_that_is_refused_at_its_end_leaves_a_file_that_a_sweep_takes(desk: Desk, tmp_path: Path) -> None:
    """Only what nobody speaks of, and only what has lain long enough to belong to nothing under way."""
    files = FolderFiles(tmp_path / "files").of("documents")
    given(assigned(), ATTACHED, to=desk)
    files.put(OTHER)
    store = desk.app.store
    assert [held.digest for held in check_files(store, files).unspoken] == [OTHER_DIGEST]
    put = next(held.since for held in files.each() if held.digest == OTHER_DIGEST)
    assert sweep(store, files, put) == []
    late = put.replace(year=put.year + 1)
    assert [held.digest for held in sweep(store, files, late)] == [OTHER_DIGEST]
    assert [held.digest for held in files.each()] == [DIGEST]


def test_the_register_is_exported(desk: Desk) -> None:
    given(assigned(), ATTACHED, by(STAFF, TUESDAY, of(RemoveAttachment, reason="放错"), 10), to=desk)
    exported = desk.ask(ExportAttachments(start=TUESDAY, end=TUESDAY), by=CLERK, **AT)
    text = str(read_back(exported.content))
    for said in ("佐证.pdf", "放错", DIGEST, "督办", str(FIRST)):
        assert said in text
    outside = desk.ask(ExportAttachments(start=DUE, end=DUE), by=CLERK, at=clock(DUE))
    assert "佐证" not in str(read_back(outside.content))


# -- the rules by themselves ------------------------------------------------------------------------------------------

FILE = Stored(DIGEST, 3, "application/pdf", "甲.pdf")
OF = {"kind": "task", "record": FIRST, "department": "office"}


def test_numbers_are_never_given_twice() -> None:
    history = (
        fact(FileAttached, kind="task", record=FIRST, number=1, digest=DIGEST, size=3, media_type="application/pdf"),
        fact(AttachmentRemoved, kind="task", record=FIRST, number=1, digest=DIGEST),
    )
    given(*history, of=Folder, stream=folder_id("task", FIRST)).when(Folder.attach, FILE, most=1, **OF).then(
        fact(FileAttached, number=2)
    )
    given(*history, of=Folder).when(Folder.remove, number=2, reason="无", **OF).then_refused(NoSuchAttachment)
    given(of=Folder).when(Folder.remove, number=1, reason="无", **OF).then_refused(NoSuchAttachment)
