"""收文: registered by the clerk, proposed, instructed, closed; who sees a title and a content (A18, B11.1, B11.2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.documents.circulation.circulation import Circulation
from services.documents.circulation.operations import PassOnDocument, ReceiveCopy, StartCirculation, WithdrawCirculation
from services.documents.circulation.stream import circulation_id
from services.documents.incoming.document import (
    BroughtBackByNobody,
    CopiesOut,
    IncomingDocument,
    IncomingNotOpen,
    NoSuchInstruction,
    ReceivedInTheFuture,
    Urgency,
)
from services.documents.incoming.events import (
    HandlingProposed,
    IncomingClosed,
    IncomingCorrected,
    IncomingRegistered,
    IncomingTaskOrdered,
    InstructionCorrected,
    InstructionGiven,
)
from services.documents.incoming.handlers import numbers
from services.documents.incoming.operations import (
    CloseIncoming,
    CorrectIncoming,
    CorrectInstruction,
    ExportIncoming,
    GetIncoming,
    InstructIncoming,
    ListIncoming,
    OrderIncomingTask,
    ProposeHandling,
)
from services.documents.incoming.twins import AlreadyRegistered
from services.documents.operations import log
from services.documents.tasks.events import TaskAssigned
from services.documents.tasks.operations import (
    AskExtension,
    ExtendTask,
    GetTask,
    ListTasks,
    ReportTaskDone,
    TaskOrder,
    VerifyTask,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    DIRECTOR,
    LEADER,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.papers import (
    DOC,
    LEADER_POST,
    MONDAY,
    NEXT_MONDAY,
    TUESDAY,
    WEDNESDAY,
    arrival,
    circulating,
    done,
    instructed,
    proposed,
    ready,
    registered,
)
from tests.given import By, fact, given, proven

SECRET_TITLE = "关于某事项的密件"
OUTSIDER = "p038"
TASK = TaskOrder(department="finance-economy", owner=STAFF, title="拟定检查方案", due=day(6, 30))


# -- registration (B11.1) ---------------------------------------------------------------------------------------------


def test_the_clerk_registers_and_numbers_run_without_a_gap(desk: Desk) -> None:
    numbers = [done(desk, registered()).number for _ in range(3)]
    assert numbers == ["2025-0001", "2025-0002", "2025-0003"]
    assert done(desk, registered(day(12, 31))).number == "2025-0004"
    assert done(desk, registered(day(1, 5, 2026))).number == "2026-0001"
    proven(desk.app)


def test_nobody_but_the_clerk_registers(desk: Desk) -> None:
    for person in (DIRECTOR, CHAIR, STAFF, AUDITOR):
        given(to=desk).when(arrival(), by=person).then_refused(Forbidden, cites=("A18", "B11.1", "B11.2"))


def test_a_refused_registration_uses_no_number_up(desk: Desk) -> None:
    given(to=desk).when(arrival(TUESDAY), by=CLERK).then_refused(ReceivedInTheFuture, cites=("B11.1",))
    assert done(desk, registered()).number == "2025-0001"


def test_the_same_senders_number_is_taken_once(desk: Desk) -> None:
    """However its brackets were typed; a second document under the number is taken when the clerk says so."""
    first, typed = "云人办发〔2025〕5号", ("云人办发〔2025〕5号", "云人办发[2025]5号", "云人办发（2025） 5 号")
    done(desk, registered(sender_number=first))
    for number in typed:
        again = arrival(sender_number=number, sender=" 市人大常委会办公室 ")
        refused = given(to=desk).when(again, by=CLERK).then_refused(AlreadyRegistered, cites=("B11.1",))
        assert refused.refusal is not None
        assert "2025-0001" in refused.refusal.zh
        assert "2025-0001" in refused.refusal.en
    another = done(desk, registered(sender_number=typed[1], again=True))
    assert (another.number, another.same_number) == ("2025-0002", ["2025-0001"])
    assert desk.ask(GetIncoming(document=DOC), by=CLERK).same_number == ["2025-0002"]


def test_another_senders_number_and_no_number_are_no_twins(desk: Desk) -> None:
    done(desk, registered(sender_number="5号"), registered())
    assert done(desk, registered(sender_number="5号", sender="市财政局")).number == "2025-0003"
    assert done(desk, registered(sender_number="15号")).same_number == []
    assert done(desk, registered()).same_number == []


def test_a_correction_does_not_make_a_twin(desk: Desk) -> None:
    done(desk, registered(sender_number="云人办发〔2025〕5号"), registered(sender_number="云人办发〔2025〕6号"))
    second = UUID(int=2)
    fields = {
        "sender": "市人大常委会办公室",
        "title": "更正",
        "secrecy": "ordinary",
        "urgency": "ordinary",
        "reason": "误登",
    }

    def correction(number: str, **more: Any) -> CorrectIncoming:
        return CorrectIncoming(document=second, sender_number=number, **fields | more)

    given(to=desk).when(correction("云人办发〔2025〕5号"), by=CLERK).then_refused(AlreadyRegistered, cites=("B11.1",))
    given(to=desk).when(correction("云人办发〔2025〕6号"), by=CLERK).then(IncomingCorrected)
    assert desk.ask(correction("云人办发〔2025〕5号", again=True), by=CLERK).same_number == ["2025-0001"]
    given(to=desk).when(correction("云人办发〔2025〕5号", title="再更正"), by=CLERK).then(IncomingCorrected)


def test_many_at_once_leave_no_gap(desk: Desk) -> None:
    with ThreadPoolExecutor(16) as pool:
        views = list(pool.map(lambda _: desk.ask(arrival(), by=CLERK), range(50)))
    assert sorted(view.number for view in views) == [f"2025-{n:04d}" for n in range(1, 51)]


def test_what_somebody_brought_back_names_the_meeting_and_who_brought_it(desk: Desk) -> None:
    alone = arrival(meeting="市人大工作会议")
    given(to=desk).when(alone, by=CLERK).then_refused(BroughtBackByNobody, cites=("B11.2",))
    given(to=desk).when(arrival(meeting="市人大工作会议", brought_by="p999"), by=CLERK).then_refused(Invalid)
    whole = arrival(meeting="市人大工作会议", brought_by=STAFF)
    given(to=desk).when(whole, by=CLERK).then(
        fact(IncomingRegistered, meeting="市人大工作会议", brought_by=STAFF, cites=("B11.1", "B11.2"))
    )


def test_a_document_goes_to_readers_only_after_it_was_registered_and_instructed(desk: Desk) -> None:
    """Brought from a meeting or not: what is not in the register cannot circulate at all (B11.2)."""
    start = StartCirculation(document=DOC, readers=(STAFF,))
    given(registered(), to=desk).when(start, by=CLERK).then_refused(IncomingNotOpen, cites=("A18", "B11.2"))
    given(proposed(), to=desk).when(start, by=CLERK).then_refused(IncomingNotOpen, cites=("A18", "B11.2"))


def test_a_wrong_registration_is_corrected_under_its_number(desk: Desk) -> None:
    correction = CorrectIncoming(
        document=DOC,
        sender="市政府办公室",
        title="更正后的标题",
        secrecy=Secrecy.SECRET,
        urgency=Urgency.URGENT,
        reason="密级误登",
    )
    given(registered(), to=desk).when(correction, by=CLERK).then(fact(IncomingCorrected, secrecy="secret")).then_answer(
        number="2025-0001", title="更正后的标题", secrecy="secret", urgency="urgent"
    )


# -- proposal and instruction (A18, B11.1) ----------------------------------------------------------------------------


def test_the_director_proposes_and_the_leader_in_charge_instructs(desk: Desk) -> None:
    waiting = done(desk, registered())
    assert (waiting.waits_for, waiting.waits_since) == ("head-office", MONDAY)
    given(to=desk).when(proposed(TUESDAY).operation, by=DIRECTOR, at=clock(TUESDAY)).then(
        fact(HandlingProposed, leader_post=LEADER_POST, post="head-office", cites=("B11.1",))
    ).then_answer(waits_for=LEADER_POST, waits_since=TUESDAY, status="proposed")
    given(to=desk).when(instructed().operation, by=LEADER, at=clock(WEDNESDAY)).then(
        fact(InstructionGiven, person=LEADER, post=LEADER_POST, instruction=1, cites=("A18", "B11.1"))
    ).then_answer(waits_for="clerk", status="instructed")


def test_only_the_director_proposes_and_only_to_a_leader(desk: Desk) -> None:
    given(registered(), to=desk).when(proposed().operation, by=CLERK).then_refused(Forbidden)
    for post in ("clerk", "head-budget", "no-such-post"):
        given(to=desk).when(proposed(post=post).operation, by=DIRECTOR).then_refused(Invalid, cites=("B11.1",))
    given(to=desk).when(proposed(post="secretary-general").operation, by=DIRECTOR).then(HandlingProposed)


def test_another_leader_does_not_instruct_but_the_chair_may(desk: Desk) -> None:
    operation = InstructIncoming(document=DOC, text="请阅")
    given(registered(), to=desk).when(operation, by=CHAIR).then_refused(IncomingNotOpen, cites=("A18", "B11.1"))
    given(proposed(), to=desk).when(operation, by="p004").then_refused(Forbidden)
    given(to=desk).when(operation, by=CHAIR).then(fact(InstructionGiven, post="chair"))


def test_a_leader_refers_it_on_and_each_instruction_keeps_its_number(desk: Desk) -> None:
    first = InstructIncoming(document=DOC, text="拟同意,请主任阅示", refer_to="chair")
    given(registered(), proposed(), to=desk).when(first, by=LEADER).then_answer(waits_for="chair", status="instructed")
    view = done(desk, by(CHAIR, TUESDAY, InstructIncoming(document=DOC, text="同意")))
    assert [(one.instruction, one.person, one.text) for one in view.instructions] == [
        (1, LEADER, "拟同意,请主任阅示"),
        (2, CHAIR, "同意"),
    ]
    assert view.waits_for == "clerk", "to be sent round"


def test_a_corrected_instruction_leaves_the_first_wording_readable(desk: Desk) -> None:
    correction = CorrectInstruction(document=DOC, instruction=1, text="请预算工委阅办", reason="承办部门有误")
    given(*ready(), to=desk).when(correction, by=LEADER, at=clock(TUESDAY)).then(
        fact(InstructionCorrected, person=LEADER, instruction=1, revision=1, cites=("A18",))
    )
    view = desk.ask(GetIncoming(document=DOC), by=CLERK)
    assert [(one.revision, one.text, one.at.date()) for one in view.instructions] == [
        (0, "请财经工委阅办", MONDAY),
        (1, "请预算工委阅办", TUESDAY),
    ]


def test_a_corrected_instruction_keeps_the_post_in_which_it_was_given(desk: Desk) -> None:
    correction = CorrectInstruction(document=DOC, instruction=1, text="请预算工委阅办", reason="承办部门有误")
    given(*ready(), to=desk).when(correction, by=LEADER).then(fact(InstructionCorrected, post=LEADER_POST))
    view = desk.ask(GetIncoming(document=DOC), by=CLERK)
    assert [one.post for one in view.instructions] == [LEADER_POST, LEADER_POST]


TASK_BY_INSTRUCTION = InstructIncoming(document=DOC, text="请财经工委月底前办结", tasks=(TASK,))
CORRECTION = CorrectInstruction(document=DOC, instruction=1, text="请财经工委下周办结", reason="情况紧急")


def test_a_corrected_instruction_points_to_the_tasks_that_still_follow_the_first_wording(desk: Desk) -> None:
    task = done(desk, registered(), proposed(), by(LEADER, MONDAY, TASK_BY_INSTRUCTION)).tasks[0]
    later = done(desk, by(DIRECTOR, MONDAY, OrderIncomingTask(document=DOC, instruction=1, **TASK.model_dump())))
    assert (later.tasks_to_review, desk.ask(GetTask(task=task), by=STAFF).instruction_corrected_on) == ([], None)
    corrected = done(desk, by(LEADER, TUESDAY, CORRECTION))
    assert set(corrected.tasks_to_review) == set(corrected.tasks)
    assert len(corrected.tasks) == 2
    assert desk.ask(GetTask(task=task), by=STAFF).instruction_corrected_on == TUESDAY


def test_a_task_whose_day_was_moved_or_that_is_done_needs_no_second_look(desk: Desk) -> None:
    moved = done(desk, registered(), proposed(), by(LEADER, MONDAY, TASK_BY_INSTRUCTION)).tasks[0]
    done(desk, by(DIRECTOR, MONDAY, OrderIncomingTask(document=DOC, instruction=1, **TASK.model_dump())))
    finished = next(task for task in desk.ask(GetIncoming(document=DOC), by=CLERK).tasks if task != moved)
    done(
        desk,
        by(LEADER, TUESDAY, CORRECTION),
        by(STAFF, TUESDAY, AskExtension(task=moved, due=day(7, 10), reason="批示已更正")),
        by(CHAIR, TUESDAY, ExtendTask(task=moved)),
        by(STAFF, TUESDAY, ReportTaskDone(task=finished, note="已办结")),
        by(DIRECTOR, TUESDAY, VerifyTask(task=finished)),
    )
    assert desk.ask(GetIncoming(document=DOC), by=CLERK).tasks_to_review == []
    assert desk.ask(GetTask(task=moved), by=STAFF).instruction_corrected_on is None
    proven(desk.app)


def test_an_instruction_is_corrected_by_its_leader_only(desk: Desk) -> None:
    correction = CorrectInstruction(document=DOC, instruction=1, text="另行研究", reason="改变意见")
    for person in (DIRECTOR, "p004", CHAIR):
        given(*(ready() if person == DIRECTOR else ()), to=desk).when(correction, by=person).then_refused(Forbidden)


def test_an_instruction_becomes_a_task_in_the_same_breath(desk: Desk) -> None:
    operation = InstructIncoming(document=DOC, text="请财经工委月底前办结", tasks=(TASK,))
    outcome = given(registered(), proposed(), to=desk).when(operation, by=LEADER)
    outcome.then(
        fact(InstructionGiven, owners=(STAFF,)),
        fact(TaskAssigned, source="instruction", source_ref="2025-0001", owner=STAFF, cites=("A18", "A34")),
    )
    tasks = desk.ask(ListTasks(), by=CLERK).items
    assert [task.id for task in tasks] == outcome.result.tasks
    assert outcome.recorded[0].timestamp == outcome.recorded[1].timestamp


def test_an_instruction_whose_task_cannot_be_is_not_given(desk: Desk) -> None:
    stranger = TASK.model_copy(update={"owner": OTHER_STAFF})
    operation = InstructIncoming(document=DOC, text="请办理", tasks=(TASK, stranger))
    given(registered(), proposed(), to=desk).when(operation, by=LEADER).then_refused(Invalid)
    assert desk.ask(GetIncoming(document=DOC), by=CLERK).status == "proposed"


def test_the_office_makes_a_further_task_of_an_instruction(desk: Desk) -> None:
    order = OrderIncomingTask(document=DOC, instruction=1, **TASK.model_dump())
    given(*ready(), to=desk).when(order, by=DIRECTOR).then(fact(IncomingTaskOrdered, owner=STAFF), TaskAssigned)
    missing = order.model_copy(update={"instruction": 2})
    given(to=desk).when(missing, by=DIRECTOR).then_refused(NoSuchInstruction, cites=("A18",))


# -- closing (B11.2) --------------------------------------------------------------------------------------------------


def test_it_is_closed_when_every_copy_is_back_and_not_before(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    close = CloseIncoming(document=DOC, note="已办结")

    def closing(on: date) -> Any:
        return given(to=desk).when(close, by=CLERK, at=clock(on, 11))

    closing(MONDAY).then_refused(CopiesOut, cites=("B11.2",), people=[STAFF, OTHER_STAFF])
    with pytest.raises(CopiesOut) as refused:
        desk.do(close, by=CLERK, at=clock(MONDAY, 11))
    assert refused.value.zh == "李当归、汪麦冬尚未阅退文件，收回后才能销账。"
    assert "李当归, 汪麦冬" in refused.value.en
    done(desk, by(STAFF, MONDAY, PassOnDocument(document=DOC, person=STAFF), 13))
    done(desk, by(OTHER_STAFF, TUESDAY, PassOnDocument(document=DOC, person=OTHER_STAFF)))
    closing(TUESDAY).then_refused(
        CopiesOut, people=[OTHER_STAFF]
    )  # said to be on its way, not yet in the office's hands
    done(desk, by(CLERK, TUESDAY, ReceiveCopy(document=DOC, copy_number=1), 12))
    closing(WEDNESDAY).then(fact(IncomingClosed, copies=1, cites=("B11.2",))).then_answer(
        status="closed", closed_on=WEDNESDAY
    )
    closing(WEDNESDAY).then_refused(IncomingNotOpen, cites=("B11.2",))
    proven(desk.app)


def test_a_document_that_nobody_has_looked_at_is_not_closed(desk: Desk) -> None:
    given(registered(), to=desk).when(CloseIncoming(document=DOC), by=CLERK).then_refused(IncomingNotOpen)
    given(proposed(), to=desk).when(CloseIncoming(document=DOC, note="存档"), by=CLERK).then(IncomingClosed)


def test_one_withdrawn_while_in_circulation_is_closed_once_it_is_back(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    done(desk, by(CLERK, TUESDAY, WithdrawCirculation(document=DOC, reason="来文单位收回")))
    close = CloseIncoming(document=DOC, note="已退来文单位")
    given(to=desk).when(close, by=CLERK, at=clock(TUESDAY)).then_refused(CopiesOut, people=[STAFF])
    done(desk, by(CLERK, TUESDAY, ReceiveCopy(document=DOC, copy_number=1, read=False), 14))
    given(to=desk).when(close, by=CLERK, at=clock(WEDNESDAY)).then(IncomingClosed)


# -- secrecy (B11.1) --------------------------------------------------------------------------------------------------

CLASSES = {
    Secrecy.ORDINARY: (
        {CLERK, DIRECTOR, CHAIR, SECRETARY, AUDITOR, OUTSIDER},
        {CLERK, DIRECTOR, CHAIR, SECRETARY, AUDITOR},
    ),
    Secrecy.SECRET: ({CLERK, DIRECTOR, CHAIR, SECRETARY}, {CLERK, DIRECTOR, CHAIR, SECRETARY}),
    Secrecy.CONFIDENTIAL: ({CLERK, DIRECTOR, CHAIR}, {CLERK, DIRECTOR, CHAIR}),
    Secrecy.TOP_SECRET: ({CLERK, DIRECTOR, CHAIR}, {CLERK, DIRECTOR, CHAIR}),
}
"""Who sees title and content of a document that the clerk has registered; the clerk
as the one who did, the director as the one with whom it lies."""


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_the_class_decides_who_sees_title_and_content(desk: Desk, secrecy: Secrecy) -> None:
    done(desk, registered(title=SECRET_TITLE, content="内容", secrecy=secrecy))
    title, content = CLASSES[secrecy]
    for person in (CLERK, DIRECTOR, CHAIR, SECRETARY, AUDITOR, OUTSIDER):
        one = desk.ask(GetIncoming(document=DOC), by=person)
        listed = desk.ask(ListIncoming(), by=person).items[0]
        found = desk.ask(ListIncoming(words="某事项"), by=person).items
        assert (one.title, listed.title) == ((SECRET_TITLE,) * 2 if person in title else ("", "")), person
        assert (one.content == "内容") == (person in content), person
        assert len(found) == (person in title), f"{person}: what is hidden is not found either"
        assert one.withheld == [w for w, may in (("title", title), ("content", content)) if person not in may]


@pytest.mark.parametrize("words", ["治理 经费", "经费　治理", " 基层治理经费 "])
def test_a_document_is_found_again_by_words_of_its_title_in_any_order(desk: Desk, words: str) -> None:
    done(desk, registered(title="关于报送基层治理经费安排情况的函"))
    assert [one.id for one in desk.ask(ListIncoming(words=words), by=CLERK).items] == [DOC]
    assert desk.ask(ListIncoming(words=f"{words} 防汛"), by=CLERK).items == []


def test_readers_and_leaders_see_what_was_given_to_them(desk: Desk) -> None:
    done(desk, registered(title=SECRET_TITLE, secrecy=Secrecy.TOP_SECRET), proposed())
    assert desk.ask(GetIncoming(document=DOC), by=LEADER).title == SECRET_TITLE
    assert desk.ask(GetIncoming(document=DOC), by=STAFF).title == ""
    done(desk, instructed(), by(CLERK, MONDAY, StartCirculation(document=DOC, readers=(STAFF,))))
    assert desk.ask(GetIncoming(document=DOC), by=STAFF).title == SECRET_TITLE
    assert [one.text for one in desk.ask(GetIncoming(document=DOC), by=STAFF).instructions] == ["请财经工委阅办"]
    assert desk.ask(GetIncoming(document=DOC), by=OTHER_STAFF).instructions == []


def test_whoever_carries_a_task_of_it_out_sees_it(desk: Desk) -> None:
    done(desk, registered(title=SECRET_TITLE, secrecy=Secrecy.SECRET), proposed())
    done(desk, by(LEADER, MONDAY, InstructIncoming(document=DOC, text="请办", tasks=(TASK,))))
    assert desk.ask(GetIncoming(document=DOC), by=STAFF).title == SECRET_TITLE


def test_nothing_of_what_it_says_leaves_on_the_bus(desk: Desk) -> None:
    done(desk, *ready(title=SECRET_TITLE, content="密件内容", secrecy=Secrecy.SECRET))
    correction = CorrectInstruction(document=DOC, instruction=1, text="密件批示", reason="更正缘由")
    done(desk, by(LEADER, TUESDAY, correction), by(CLERK, TUESDAY, CloseIncoming(document=DOC, note="密件结果")))
    for event in desk.recorded():
        public = msgspec.json.decode(public_bytes(event.TOPIC, encode(event)))
        assert not {"title", "content", "text", "proposal", "note", "reason"} & set(public), event


@pytest.mark.parametrize(("secrecy", "shown"), [(Secrecy.ORDINARY, True), (Secrecy.SECRET, False)])
def test_the_log_shows_its_reader_no_more_than_the_register_does(desk: Desk, secrecy: Secrecy, shown: bool) -> None:
    """The auditor reads every event; what a document says only where its class lets them (B11.1)."""
    start = StartCirculation(document=DOC, readers=(STAFF,), why="请阅")
    done(desk, *ready(title=SECRET_TITLE, content="内容", secrecy=secrecy), by(CLERK, MONDAY, start))
    told = ("incoming-registered", "instruction-given", "circulation-started")
    for topic in told:
        (event,) = desk.ask(log.list_events(topic=f"documents.{topic}"), by=AUDITOR).items
        secret = {"title", "content", "text", "why"}
        assert bool(secret & set(event.fields)) == shown, event
        assert bool(secret & set(event.withheld)) != shown, event
        assert event.fields, "that it happened, and what else is in it, is no secret"


def test_the_export_holds_no_title_that_its_reader_may_not_see(desk: Desk) -> None:
    done(desk, registered(title=SECRET_TITLE, secrecy=Secrecy.TOP_SECRET), registered(title="普通通知"))
    export = ExportIncoming(start=MONDAY, end=NEXT_MONDAY)
    rows = read_back(desk.ask(export, by=CHAIR).content)
    assert [row[4] for row in rows[2:]] == [SECRET_TITLE, "普通通知"]
    assert [row[0] for row in rows[2:]] == ["2025-0001", "2025-0002"]
    whole = str(read_back(desk.ask(export, by=SECRETARY).content))
    assert "普通通知" in whole
    assert SECRET_TITLE not in whole


def test_the_register_is_filtered_and_paged(desk: Desk) -> None:
    for _ in range(5):
        done(desk, registered())
    done(desk, proposed(document=UUID(int=2)), registered(day(1, 6, 2026), urgency=Urgency.EXPRESS))
    first = desk.ask(ListIncoming(limit=4), by=CLERK)
    rest = desk.ask(ListIncoming(limit=4, after=first.next), by=CLERK)
    numbers = [view.number for view in (*first.items, *rest.items)]
    assert numbers == ["2026-0001", *(f"2025-{n:04d}" for n in range(5, 0, -1))]
    assert [view.number for view in desk.ask(ListIncoming(waits_for=LEADER_POST), by=CLERK).items] == ["2025-0002"]
    assert [view.number for view in desk.ask(ListIncoming(year=2026), by=CLERK).items] == ["2026-0001"]
    assert len(desk.ask(ListIncoming(status="registered", secrecy=Secrecy.ORDINARY), by=CLERK).items) == 5


def test_a_document_that_never_circulated_has_nothing_out() -> None:
    assert given(of=Circulation, stream=circulation_id(DOC)).aggregate.out == []
    assert not given(of=IncomingDocument).aggregate.exists


def test_a_proposal_may_be_said_again_until_the_leader_has_spoken(desk: Desk) -> None:
    again = ProposeHandling(document=DOC, leader_post="chair", proposal="请主任阅示")
    given(registered(), proposed(), to=desk).when(again, by=DIRECTOR).then_answer(waits_for="chair")
    done(desk, by(CHAIR, MONDAY, InstructIncoming(document=DOC, text="同意")))
    given(to=desk).when(again, by=DIRECTOR).then_refused(IncomingNotOpen)


# -- what is offered --------------------------------------------------------------------------------------------------

CORRECT, PROPOSE, INSTRUCT, CLOSE = "correct-incoming", "propose-handling", "instruct-incoming", "close-incoming"
ORDER, REWORD, START = "order-incoming-task", "correct-instruction", "start-circulation"
CIRCULATED = by(CLERK, MONDAY, StartCirculation(document=DOC, readers=(STAFF,)), 10)
CLOSED = by(CLERK, MONDAY, CloseIncoming(document=DOC), 11)


@pytest.mark.parametrize(
    ("so_far", "offered"),
    [
        ([registered()], {CLERK: [CORRECT], DIRECTOR: [PROPOSE]}),
        (
            [registered(), proposed()],
            {CLERK: [CORRECT, CLOSE], DIRECTOR: [PROPOSE, CLOSE], LEADER: [INSTRUCT], CHAIR: [INSTRUCT]},
        ),
        (
            ready(),
            {
                CLERK: [CORRECT, ORDER, CLOSE, START],
                DIRECTOR: [ORDER, CLOSE, START],
                LEADER: [INSTRUCT, ORDER, REWORD],
                CHAIR: [INSTRUCT, ORDER],
            },
        ),
        (
            [*ready(), CIRCULATED],
            {
                CLERK: [CORRECT, ORDER],
                DIRECTOR: [ORDER],
                LEADER: [INSTRUCT, ORDER, REWORD],
                CHAIR: [INSTRUCT, ORDER],
            },
        ),
        ([*ready(), CLOSED], {}),
    ],
    ids=["registered", "proposed", "instructed", "circulating", "closed"],
)
def test_each_is_offered_what_they_may_do_now(desk: Desk, so_far: list[By], offered: dict[str, list[str]]) -> None:
    done(desk, *so_far)
    for person in (CLERK, DIRECTOR, LEADER, CHAIR, SECRETARY, STAFF, AUDITOR, "p004"):
        assert desk.may(MONDAY, person, GetIncoming(document=DOC)) == offered.get(person, []), person


def test_a_first_instruction_is_known_of_where_its_words_are_withheld(desk: Desk) -> None:
    """Who came into the office's post later makes a task of it all the same."""
    seen = done(desk, *ready())
    assert numbers(seen) == numbers(seen.model_copy(update={"instructions": []})) == {1}


def test_a_document_that_does_not_go_round_says_so(desk: Desk) -> None:
    assert done(desk, *ready()).circulation == ""
    done(desk, CIRCULATED)
    assert desk.ask(GetIncoming(document=DOC)).circulation == "open"
