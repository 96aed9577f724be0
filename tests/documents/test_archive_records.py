"""What a department may hand over of this service: finished records, each in one list at most (A20, B11.3, B11.4)."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from services.documents.archive.events import ArchiveOwed, ItemListed, ItemRevised, TransferHandedOver
from services.documents.archive.operations import (
    ExportTransfer,
    ExportTransfers,
    HandOverTransfer,
    ListArchiveCandidates,
    ListTransferItems,
    RemoveTransferItem,
    ReviseTransferItem,
)
from services.documents.incoming.operations import CloseIncoming
from services.documents.information.operations import SubmitInformation
from services.documents.meetings.operations import CollectRecords
from services.documents.minutes.operations import FileMinutes
from services.documents.research.operations import ApproveArticle, SubmitArticle
from services.documents.tasks.events import TaskAssigned, TaskReportedDone, TaskVerified
from services.documents.tasks.operations import AssignTask, ReportTaskDone, VerifyTask
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, Invalid
from tests.documents import letters, papers, sessions
from tests.documents.archived import ARCHIVIST, DEPARTMENT, MARCH, began, described, lines, listed, prepared
from tests.documents.desk import (
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import ID, By, fact, given, proven

MONDAY, TUESDAY = day(6, 9), day(6, 10)
SUCCESSOR, HEAD_OF_SUCCESSOR = "supervision-law", "p019"


def candidates(desk: Desk, kind: str, department: str = DEPARTMENT, year: int = 2025, person: str = "") -> list[Any]:
    asked = ListArchiveCandidates(department=department, year=year, kind=kind)
    return list(desk.on(MARCH, person or ARCHIVIST, asked).items)


def task_done() -> tuple[By, ...]:
    assigned = AssignTask(
        department=DEPARTMENT, owner=STAFF, title="整改落实", source="plan", source_ref="年度计划", due=day(6, 30)
    )
    return (
        by(CLERK, MONDAY, assigned),
        by(STAFF, TUESDAY, ReportTaskDone(task=FIRST, note="已办结")),
        by(DIRECTOR, TUESDAY, VerifyTask(task=FIRST)),
    )


def put(desk: Desk, record: UUID, kind: str, **more: Any) -> ListTransferItems:
    """A new list of the department, and the entry of the record."""
    return ListTransferItems(transfer=began(desk).id, items=(described(kind=kind, record=record, **more),))


def test_a_verified_task_may_be_handed_over_and_an_open_one_not(desk: Desk) -> None:
    given(*task_done()[:2], to=desk)
    assert candidates(desk, "task") == []
    given(task_done()[2], to=desk)
    (found,) = candidates(desk, "task")
    assert (found.record, found.title, found.period, found.dated) == (FIRST, "整改落实", "D10", TUESDAY)
    assert candidates(desk, "task", year=2024) == candidates(desk, "task", "budget") == []
    given(to=desk).when(put(desk, FIRST, "task"), by=STAFF, at=clock(MARCH)).then(
        fact(ItemListed, kind="task", record=FIRST.hex, period="D10")
    )
    assert candidates(desk, "task") == []
    proven(desk.app)


def test_a_record_is_in_one_list_at_most_and_free_again_once_removed(desk: Desk) -> None:
    given(*task_done(), to=desk)
    first = put(desk, FIRST, "task")
    given(by(STAFF, MARCH, first), to=desk)
    second = put(desk, FIRST, "task")
    given(to=desk).when(second, by=STAFF, at=clock(MARCH)).then_refused(Invalid, cites=("A20",))
    itself = ReviseTransferItem(transfer=first.transfer, item=1, described=described(kind="task", record=FIRST))
    given(to=desk).when(itself, by=STAFF, at=clock(MARCH)).then(ItemRevised)
    given(by(STAFF, MARCH, RemoveTransferItem(transfer=first.transfer, item=1), 13), to=desk)
    given(to=desk).when(second, by=STAFF, at=clock(MARCH, 14)).then(ItemListed)
    twice = (described(kind="task", record=FIRST), described(kind="task", record=FIRST))
    both = ListTransferItems(transfer=first.transfer, items=twice)
    given(to=desk).when(both, by=STAFF, at=clock(MARCH, 15)).then_refused(Invalid)


def test_articles_and_items_are_handed_over_once_they_stand(desk: Desk) -> None:
    article = SubmitArticle(department=DEPARTMENT, year=2025, authors=(STAFF,), title="债务监督调研", body="正文")
    item = SubmitInformation(department=DEPARTMENT, authors=(STAFF,), title="信息一则", body="正文")
    given(by(STAFF, MONDAY, article), by(STAFF, MONDAY, item), to=desk)
    assert candidates(desk, "research") == []
    given(by(HEAD, TUESDAY, ApproveArticle(article=FIRST)), to=desk)
    assert [(one.title, one.period) for one in candidates(desk, "research")] == [("债务监督调研", "D30")]
    assert [(one.title, one.period) for one in candidates(desk, "information")] == [("信息一则", "D10")]


def test_incoming_documents_are_the_offices_and_hide_what_their_class_hides(desk: Desk) -> None:
    """B11.1: the list of candidates shows no title that the register does not show."""
    closed = by(CLERK, TUESDAY, CloseIncoming(document=FIRST))
    given(*papers.ready(secrecy=Secrecy.TOP_SECRET), closed, to=desk)
    assert candidates(desk, "incoming") == []
    (open_to,) = candidates(desk, "incoming", "office", person=CLERK)
    (hidden,) = candidates(desk, "incoming", "office", person=ARCHIVIST)
    assert (open_to.withheld, hidden.withheld, hidden.title) == (False, True, "")
    transfer = began(desk, department="office", person=ARCHIVIST).id
    low = ListTransferItems(transfer=transfer, items=(described(kind="incoming", record=FIRST, secrecy="secret"),))
    given(to=desk).when(low, by=CLERK, at=clock(MARCH)).then_refused(Invalid, cites=("A20",))
    right = described(kind="incoming", record=FIRST, secrecy=Secrecy.TOP_SECRET)
    given(to=desk).when(ListTransferItems(transfer=transfer, items=(right,)), by=CLERK, at=clock(MARCH)).then(
        ItemListed
    )


@pytest.mark.parametrize("deeds", [letters.COMMITTEE, letters.OFFICE], ids=["A19", "B11.3"])
def test_of_an_outgoing_document_all_three_copies_are_handed_over(desk: Desk, deeds: list[By]) -> None:
    given(*deeds, to=desk)
    (found,) = [one for d in (DEPARTMENT, "office") for one in candidates(desk, "outgoing", d)]
    assert (found.copies, found.period) == (3, "Y")
    assert found.number
    few = put(desk, found.record, "outgoing", copies=2)
    given(to=desk).when(few, by=STAFF, at=clock(MARCH)).then_refused(Invalid, cites=("A20",))
    all_three = put(desk, found.record, "outgoing", copies=3)
    given(to=desk).when(all_three, by=STAFF, at=clock(MARCH)).then(fact(ItemListed, kind="outgoing", copies=3))


def test_a_meeting_is_handed_over_with_the_highest_class_of_its_items(desk: Desk) -> None:
    """B11.4: once the clerk has collected its records."""
    minutes = by(sessions.RECORDER, MONDAY, FileMinutes(meeting=FIRST, text="会议记录"), 17)
    collected = by(CLERK, TUESDAY, CollectRecords(meeting=FIRST), 17)
    given(*sessions.a_meeting(), minutes, to=desk)
    assert candidates(desk, "meeting", "office") == []
    given(collected, to=desk)
    (found,) = candidates(desk, "meeting", "office")
    assert (found.number, found.title, found.period, found.secrecy) == (
        "chairpersons-2025-1",
        "第一次会议",
        "Y",
        "ordinary",
    )


def test_a_handover_says_how_much_was_left_out(desk: Desk) -> None:
    given(*task_done(), to=desk)
    transfer = began(desk).id
    given(listed(transfer=transfer), to=desk)
    given(to=desk).when(HandOverTransfer(transfer=transfer), by=HEAD, at=clock(MARCH)).then(
        ArchiveOwed, fact(TransferHandedOver, left_out=1)
    )


def test_candidates_are_shown_to_those_whom_the_list_concerns(desk: Desk) -> None:
    given(*task_done(), to=desk)
    for person in (STAFF, COLLEAGUE, HEAD, LEADER, CLERK, ARCHIVIST):
        assert len(candidates(desk, "task", person=person)) == 1
    asked = ListArchiveCandidates(department=DEPARTMENT, year=2025, kind="task")
    given(to=desk).when(asked, by=OTHER_STAFF, at=clock(MARCH)).then_refused(Forbidden)


def test_the_successor_hands_over_what_a_merged_department_left(desk: Desk) -> None:
    """The petitions section became part of legal affairs on 1 July 2025."""
    left = (
        fact(
            TaskAssigned,
            department="petitions",
            owner="p056",
            source="plan",
            due=day(6, 30),
            title="信访督办",
            day=MONDAY,
        ),
        fact(TaskReportedDone, department="petitions", day=TUESDAY),
        fact(TaskVerified, department="petitions", due=day(6, 30), on_time=True, reported_on=TUESDAY, day=TUESDAY),
    )
    given(*left, to=desk)
    assert [one.title for one in candidates(desk, "task", SUCCESSOR)] == ["信访督办"]
    assert candidates(desk, "task") == []
    transfer = began(desk, department=SUCCESSOR, person=HEAD_OF_SUCCESSOR).id
    entry = ListTransferItems(transfer=transfer, items=(described(kind="task", record=ID),))
    given(to=desk).when(entry, by=HEAD_OF_SUCCESSOR, at=clock(MARCH)).then(ItemListed)


def test_titles_in_a_list_are_hidden_by_their_class(desk: Desk) -> None:
    given(prepared(), listed(described("绝密事项", secrecy=Secrecy.TOP_SECRET)), to=desk)
    seen = {person: lines(desk, person)[0].title for person in (STAFF, HEAD, ARCHIVIST, COLLEAGUE, CLERK, LEADER)}
    assert seen == {STAFF: "绝密事项", HEAD: "绝密事项", ARCHIVIST: "绝密事项", COLLEAGUE: "", CLERK: "", LEADER: ""}


def test_a_list_as_a_workbook_to_be_signed(desk: Desk) -> None:
    given(prepared(), listed(described(), described("绝密事项", secrecy=Secrecy.TOP_SECRET)), to=desk)
    rows = read_back(desk.on(MARCH, CLERK, ExportTransfer(transfer=FIRST)).content)
    assert rows[0][0] == "财政经济工作委员会2025年度归档文件移交清单（2025-001）"
    assert rows[1][0] == "共2件、24页。状态：整理中。"
    assert rows[2][:3] == ("序号", "种类", "题名")
    assert rows[3][:3] == (1, "其他材料", "关于预算执行情况的报告")
    assert rows[4][2] == "（按密级不予显示）"
    assert "签字" in str(rows[-1][0])


def test_the_register_of_a_year_as_a_workbook(desk: Desk) -> None:
    desk.ticked(day(1, 1, 2026))
    given(prepared(), listed(), by(HEAD, MARCH, HandOverTransfer(transfer=FIRST), 12), to=desk)
    file = desk.on(MARCH, CLERK, ExportTransfers(year=2025))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    transfers, debts = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert transfers[2][:3] == ("2025-001", "财政经济工作委员会", 1)
    state = {row[0]: row[2] for row in debts[2:]}
    assert (state["财政经济工作委员会"], state["预算工作委员会"]) == ("已移交", "待移交")
