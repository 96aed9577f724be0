"""馆藏档案 the archive: numbers, boxes, search, corrections, loans, and the end of a file's period (A20)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.documents.archive.transfer import TransferNotThere
from services.documents.holdings.events import (
    AppraisalApproved,
    AppraisalProposed,
    AppraisalRejected,
    FileCorrected,
    FileDestroyed,
    FileFiled,
    FileGivenBack,
    FileLent,
    FilePlaced,
    FileRenumbered,
)
from services.documents.holdings.file import (
    ArchiveFile,
    ExtensionDay,
    FileNotThere,
    LentOut,
    LoanTooLong,
    NotLentOut,
    NoWitness,
    Outcome,
    OwnAppraisal,
    PeriodRuns,
    SamePeriod,
    file_id,
)
from services.documents.holdings.handlers import commands
from services.documents.holdings.numbering import NoDepartmentCode, Numbering
from services.documents.holdings.operations import (
    ApproveAppraisal,
    CorrectFile,
    ExportCatalogue,
    ExportLoans,
    GetArchiveFile,
    LendFile,
    ListExpiredFiles,
    ListLoans,
    PlaceFile,
    ProposeAppraisal,
    RecordDestruction,
    RejectAppraisal,
    RenumberFile,
    SearchFiles,
    TakeFileBack,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden
from tests.attendance.desk import rules
from tests.documents.archived import (
    ARCHIVIST,
    CHAIR,
    MARCH,
    accepted,
    described,
    filed,
    handed_over,
    listed,
    prepared,
    shelf,
    shelved,
)
from tests.documents.desk import (
    AUDITOR,
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

APRIL = day(4, 8, 2026)
FILE = file_id(FIRST, 1)
IN_MAY = day(5, 8, 2026)
EXPIRED = day(1, 4, 2036)
"""A file of 2025 that is kept for ten years is kept to the end of 2035."""


def second(desk: Desk, *items: Any, **more: Any) -> UUID:
    """Another list, filed; its id."""
    transfer: UUID = desk.on(MARCH, more.pop("person", STAFF), prepared(**more).operation).id
    on = {"transfer": transfer}
    given(listed(*items, **on), handed_over(**on), accepted(**on), filed(**on), to=desk)
    return transfer


# -- numbers and boxes (DA/T 22-2015) ---------------------------------------------------------------------------------


def test_numbers_count_within_year_period_and_department_without_a_gap(desk: Desk) -> None:
    given(*shelved(described("甲"), described("乙", period="Y"), described("丙")), to=desk)
    second(desk, described("丁"), described("戊", period="D30"))
    assert [(one.number, one.title) for one in reversed(shelf(desk))] == [
        ("X043-WS·2025-D10-CJW-0001", "甲"),
        ("X043-WS·2025-Y-CJW-0001", "乙"),
        ("X043-WS·2025-D10-CJW-0002", "丙"),
        ("X043-WS·2025-D10-CJW-0003", "丁"),
        ("X043-WS·2025-D30-CJW-0001", "戊"),
    ]
    proven(desk.app)


def test_a_refusal_uses_no_number_up(desk: Desk) -> None:
    given(*shelved(described("甲")), to=desk)
    given(to=desk).when(filed().operation, by=ARCHIVIST, at=clock(MARCH, 17)).then_refused(TransferNotThere)
    second(desk, described("乙"))
    assert shelf(desk)[0].number == "X043-WS·2025-D10-CJW-0002"


@pytest.mark.parametrize(
    ("pages", "boxes"),
    [
        ((399, 1), (1, 1)),
        ((400, 1), (1, 2)),
        ((200, 200, 1), (1, 1, 2)),
        ((900, 1, 399), (1, 2, 2)),
        ((1, 900), (1, 2)),
    ],
)
def test_a_box_holds_four_hundred_pages_and_a_thicker_item_stands_alone(
    desk: Desk, pages: tuple[int, ...], boxes: tuple[int, ...]
) -> None:
    given(*shelved(*(described(f"第{n}件", pages=p) for n, p in enumerate(pages))), to=desk)
    assert tuple(one.box for one in reversed(shelf(desk))) == boxes


def test_the_next_handover_goes_on_with_the_last_box(desk: Desk) -> None:
    given(*shelved(described(pages=300)), to=desk)
    second(desk, described(pages=100), described(pages=1))
    assert [one.box for one in reversed(shelf(desk))] == [1, 1, 2]


def test_a_department_without_a_code_is_filed_once_it_has_one(desk: Desk) -> None:
    class Context:
        """What the numbering asks before it looks at a register."""

        today = MARCH
        rules = rules()

    with pytest.raises(NoDepartmentCode) as refused:
        Numbering(Context()).next("choir", 2025, "Y", 1)  # type: ignore[arg-type]
    assert refused.value.details == {"department": "choir"}


# -- corrections ------------------------------------------------------------------------------------------------------


def correction(**more: Any) -> CorrectFile:
    named = {"title": "关于预算的报告", "dated": day(6, 10), "author": "财经委", "pages": 14, "secrecy": "ordinary"}
    return CorrectFile(file=FILE, form="paper", reason="题名有误", **{**named, **more})


def test_a_correction_keeps_the_number(desk: Desk) -> None:
    given(*shelved(), to=desk).when(correction(), by=ARCHIVIST, at=clock(APRIL)).then(
        fact(FileCorrected, number="X043-WS·2025-D10-CJW-0001", pages=14, post="archivist", cites=("A20",))
    ).then_answer(number="X043-WS·2025-D10-CJW-0001", title="关于预算的报告", pages=14, reason="题名有误", version=2)
    for person in (STAFF, HEAD, CLERK, DIRECTOR):
        given(to=desk).when(correction(), by=person, at=clock(APRIL)).then_refused(Forbidden)


def test_another_period_is_another_number_and_the_old_one_is_never_given_again(desk: Desk) -> None:
    given(*shelved(), to=desk)
    longer = RenumberFile(file=FILE, period="Y", reason="应永久保管")
    given(to=desk).when(longer, by=ARCHIVIST, at=clock(APRIL)).then(
        fact(FileRenumbered, number="X043-WS·2025-Y-CJW-0001", previous="X043-WS·2025-D10-CJW-0001", expires=None)
    ).then_answer(number="X043-WS·2025-Y-CJW-0001", period="Y", expires=None)
    given(to=desk).when(longer, by=ARCHIVIST, at=clock(APRIL)).then_refused(SamePeriod)
    second(desk, described("乙"))
    assert [one.number for one in shelf(desk, period="D10")] == ["X043-WS·2025-D10-CJW-0002"]
    proven(desk.app)


def test_where_a_file_stands_is_written_down(desk: Desk) -> None:
    moved = PlaceFile(file=FILE, box=7, room="305", shelf="12")
    given(*shelved(), to=desk).when(moved, by=ARCHIVIST, at=clock(APRIL)).then(
        fact(FilePlaced, box=7, room="305", shelf="12")
    ).then_answer(box=7, room="305", shelf="12")


# -- search -----------------------------------------------------------------------------------------------------------


def titles(desk: Desk, person: str = COLLEAGUE, **asked: Any) -> list[str]:
    return sorted(one.title for one in shelf(desk, APRIL, person, **asked))


def test_files_are_found_by_what_is_known_of_them(desk: Desk) -> None:
    items = (described("防汛检查报告", document_number="云人办〔2025〕7号"), described("预算审查100%完成", period="Y"))
    given(*shelved(*items), to=desk)
    assert titles(desk, words="汛检") == titles(desk, words="防汛检查报告") == ["防汛检查报告"]
    assert titles(desk, words="汛") == ["防汛检查报告"]
    assert titles(desk, words="报告 防汛") == titles(desk, words=" 汛  告 ") == ["防汛检查报告"]
    assert titles(desk, words="报告 预算") == []
    assert titles(desk, words="报查") == titles(desk, words="防汛检查报告书") == []
    assert titles(desk, words="100%") == titles(desk, words="审查100") == ["预算审查100%完成"]
    assert titles(desk, words="1%") == titles(desk, words="查_告") == []
    assert titles(desk, document_number="云人办〔2025〕7号") == ["防汛检查报告"]
    assert titles(desk, number="X043-WS·2025-Y") == ["预算审查100%完成"]
    assert titles(desk, number="X043-WS·2025-D%") == []
    assert len(titles(desk, year=2025, department="finance-economy")) == 2
    assert titles(desk, year=2024) == titles(desk, department="budget") == titles(desk, status="destroyed") == []
    assert titles(desk, period="D10", words="报告") == ["防汛检查报告"]


def test_a_corrected_title_is_found_by_its_new_words_only(desk: Desk) -> None:
    given(*shelved(described("防汛检查报告")), by(ARCHIVIST, APRIL, correction(title="抗旱检查报告")), to=desk)
    assert titles(desk, words="防汛") == []
    assert titles(desk, words="抗旱") == titles(desk, words="检查报告") == ["抗旱检查报告"]
    proven(desk.app)


def test_pages_follow_one_another(desk: Desk) -> None:
    given(*shelved(*(described(f"检查报告{n:02d}") for n in range(25))), to=desk)
    for words in ("", "检查报告"):
        seen: list[str] = []
        after = None
        while True:
            got = desk.on(APRIL, COLLEAGUE, SearchFiles(words=words, limit=10, after=after))
            seen += [one.number for one in got.items]
            after = got.next
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 25
        assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("secrecy", "see"),
    [
        ("ordinary", {STAFF, HEAD, COLLEAGUE, OTHER_STAFF, LEADER, CLERK, CHAIR, ARCHIVIST, AUDITOR}),
        ("secret", {STAFF, HEAD, CLERK, CHAIR, ARCHIVIST}),
        ("top-secret", {STAFF, HEAD, CHAIR, ARCHIVIST}),
    ],
)
def test_a_hidden_title_is_neither_shown_nor_found_by_its_words(desk: Desk, secrecy: str, see: set[str]) -> None:
    """B11.1: who listed it, the head it comes from, the archivist and the posts of its class see it; others do not."""
    given(*shelved(described("绝密事项通报", secrecy=secrecy)), to=desk)
    for person in (STAFF, HEAD, COLLEAGUE, OTHER_STAFF, LEADER, CLERK, CHAIR, ARCHIVIST, AUDITOR):
        (one,) = shelf(desk, APRIL, person)
        assert (one.title, one.withheld) == (("绝密事项通报", False) if person in see else ("", True)), person
        assert len(shelf(desk, APRIL, person, words="事项")) == (1 if person in see else 0), person
        assert desk.on(APRIL, person, GetArchiveFile(file=FILE)).withheld is (person not in see)


def test_what_a_file_is_called_stays_in_the_service(desk: Desk) -> None:
    given(*shelved(described("内部事项通报")), to=desk)
    events = [event for event in desk.recorded() if "内部" in encode(event).decode()]
    assert {type(event).__name__ for event in events} == {"ItemListed", "FileFiled"}
    assert not [event for event in events if "内部" in public_bytes(event.TOPIC, encode(event)).decode()]


# -- after its period -------------------------------------------------------------------------------------------------


def proposal(outcome: Outcome = Outcome.DESTROY, until: date | None = None) -> ProposeAppraisal:
    return ProposeAppraisal(file=FILE, outcome=outcome, until=until, reason="已无保存价值")


def proposed(outcome: Outcome = Outcome.DESTROY, until: date | None = None) -> tuple[By, ...]:
    return (*shelved(), by(ARCHIVIST, EXPIRED, proposal(outcome, until)))


APPROVED = by(CHAIR, EXPIRED, ApproveAppraisal(file=FILE), 11)


def test_a_period_ends_with_its_last_year(desk: Desk) -> None:
    """Ten years from the January after 2025: on 31 December 2035 it still runs."""
    given(*shelved(described(), described(period="Y"), described(period="D30")), to=desk)
    last = day(12, 31, 2035)
    given(to=desk).when(proposal(), by=ARCHIVIST, at=clock(last, 23)).then_refused(PeriodRuns, expires="2035-12-31")
    assert desk.on(last, ARCHIVIST, ListExpiredFiles()).items == []
    (due,) = desk.on(day(1, 1, 2036), ARCHIVIST, ListExpiredFiles()).items
    assert due.id == FILE
    given(to=desk).when(proposal(), by=ARCHIVIST, at=clock(day(1, 1, 2036), 0)).then(
        fact(AppraisalProposed, outcome="destroy", cites=("A20",))
    ).then_answer(status="proposed", outcome="destroy", proposed_by=ARCHIVIST)
    assert desk.on(EXPIRED, ARCHIVIST, ListExpiredFiles()).items == []
    late = day(1, 1, 2099)
    assert [one.period for one in desk.on(late, ARCHIVIST, ListExpiredFiles()).items] == ["D30"]


def test_what_is_kept_for_good_is_never_appraised(desk: Desk) -> None:
    given(*shelved(described(period="Y")), to=desk).when(
        proposal(), by=ARCHIVIST, at=clock(day(1, 1, 2999))
    ).then_refused(PeriodRuns, cites=("A20",), expires=None)


def test_destroyed_only_with_the_chairs_approval_and_before_a_witness(desk: Desk) -> None:
    given(*proposed(), to=desk)
    gone = RecordDestruction(file=FILE, on=EXPIRED, witness=DIRECTOR)
    given(to=desk).when(gone, by=ARCHIVIST, at=clock(EXPIRED, 12)).then_refused(FileNotThere, status="proposed")
    for person in (ARCHIVIST, DIRECTOR, CLERK, HEAD):
        given(to=desk).when(ApproveAppraisal(file=FILE), by=person, at=clock(EXPIRED)).then_refused(Forbidden)
    given(to=desk).when(APPROVED.operation, by=CHAIR, at=clock(EXPIRED, 13)).then(
        fact(AppraisalApproved, outcome="destroy", proposed_by=ARCHIVIST, post="chair")
    ).then_answer(status="condemned", approved_by=CHAIR)
    for on, witness in ((EXPIRED, ARCHIVIST), (day(1, 3, 2036), DIRECTOR), (day(1, 6, 2036), DIRECTOR)):
        wrong = RecordDestruction(file=FILE, on=on, witness=witness)
        given(to=desk).when(wrong, by=ARCHIVIST, at=clock(EXPIRED, 14)).then_refused(NoWitness)
    given(to=desk).when(gone, by=ARCHIVIST, at=clock(EXPIRED, 15)).then(
        fact(FileDestroyed, on=EXPIRED, witness=DIRECTOR)
    ).then_answer(status="destroyed", destroyed_on=EXPIRED, number="X043-WS·2025-D10-CJW-0001")
    assert len(shelf(desk, EXPIRED, status="destroyed")) == 1
    for operation in (proposal(), correction(), PlaceFile(file=FILE, box=1, room="1", shelf="1")):
        given(to=desk).when(operation, by=ARCHIVIST, at=clock(EXPIRED, 16)).then_refused(
            FileNotThere, status="destroyed"
        )
    proven(desk.app)


@pytest.mark.parametrize("until", [day(12, 31, 2045), None])
def test_an_extension_sets_the_end_anew(desk: Desk, until: date | None) -> None:
    given(*proposed(Outcome.EXTEND, until), to=desk).when(
        APPROVED.operation, by=CHAIR, at=clock(EXPIRED, 11)
    ).then_answer(status="kept", expires=until, number="X043-WS·2025-D10-CJW-0001")
    given(to=desk).when(proposal(), by=ARCHIVIST, at=clock(EXPIRED, 12)).then_refused(PeriodRuns)
    assert len(desk.on(day(1, 2, 2046), ARCHIVIST, ListExpiredFiles()).items) == (1 if until else 0)


@pytest.mark.parametrize(
    ("outcome", "until"), [(Outcome.DESTROY, day(1, 1, 2040)), (Outcome.EXTEND, EXPIRED), (Outcome.EXTEND, MARCH)]
)
def test_only_an_extension_has_a_day_and_it_lies_ahead(desk: Desk, outcome: Outcome, until: date) -> None:
    given(*shelved(), to=desk).when(proposal(outcome, until), by=ARCHIVIST, at=clock(EXPIRED)).then_refused(
        ExtensionDay
    )


def test_refused_it_is_kept_and_may_be_proposed_again(desk: Desk) -> None:
    refused = RejectAppraisal(file=FILE, reason="继续保管一年")
    given(*proposed(), to=desk).when(refused, by=CHAIR, at=clock(EXPIRED)).then(
        fact(AppraisalRejected, outcome="destroy")
    ).then_answer(status="kept", reason="继续保管一年")
    given(to=desk).when(proposal(), by=ARCHIVIST, at=clock(EXPIRED, 15)).then(AppraisalProposed)


def filed_fact(**more: Any) -> Any:
    """A file of long ago."""
    named = {"number": "X043-WS·2005-D10-BGS-0001", "fonds": "X043", "category": "WS", "year": 2005, "period": "D10"}
    place = {"code": "BGS", "serial": 1, "entry": 1, "box": 1, "room": "1", "shelf": "1", "transfer": "0", "item": 1}
    says = {"kind": "other", "dated": day(5, 4, 2005), "author": "办公室", "pages": 2, "copies": 1, "form": "paper"}
    people = {"listed_by": STAFF, "handed_over_by": HEAD, "secrecy": "ordinary", "expires": day(12, 31, 2015)}
    return fact(FileFiled, **{**named, **place, **says, **people, **more})


@pytest.mark.parametrize("work", [ArchiveFile.approve, lambda file, act: file.reject(act, reason="x")])
def test_who_proposed_it_does_not_decide_it(work: Any) -> None:
    """Also not while standing in for the chair."""
    history = filed_fact(), fact(AppraisalProposed, number="x", outcome="destroy", actor=ARCHIVIST)
    given(*history, of=ArchiveFile).when(work, by=ARCHIVIST, post="chair").then_refused(OwnAppraisal, cites=("A20",))


# -- lent -------------------------------------------------------------------------------------------------------------


def loan(until: date = IN_MAY, person: str = OTHER_STAFF) -> LendFile:
    return LendFile(file=FILE, person=person, until=until, purpose="起草调研报告")


LENT = by(ARCHIVIST, APRIL, loan())
BACK = TakeFileBack(file=FILE)


def test_a_file_is_lent_and_given_back(desk: Desk) -> None:
    given(*shelved(), to=desk).when(loan(), by=ARCHIVIST, at=clock(APRIL)).then(
        fact(FileLent, loan=1, person=OTHER_STAFF, until=day(5, 8, 2026))
    ).then_answer(lent_until=day(5, 8, 2026), status="kept")
    given(to=desk).when(loan(person=STAFF), by=ARCHIVIST, at=clock(APRIL)).then_refused(LentOut, person=OTHER_STAFF)
    (out,) = desk.on(day(5, 8, 2026), OTHER_STAFF, ListLoans(person=OTHER_STAFF, out=True)).items
    assert (out.number, out.overdue) == ("X043-WS·2025-D10-CJW-0001", False)
    (out,) = desk.on(day(5, 9, 2026), ARCHIVIST, ListLoans(out=True)).items
    assert out.overdue
    given(to=desk).when(BACK, by=ARCHIVIST, at=clock(day(5, 10, 2026))).then(
        fact(FileGivenBack, loan=1, person=OTHER_STAFF)
    ).then_answer(lent_until=None)
    given(to=desk).when(BACK, by=ARCHIVIST, at=clock(day(5, 10, 2026))).then_refused(NotLentOut)
    assert desk.on(day(5, 11, 2026), ARCHIVIST, ListLoans(out=True)).items == []
    (done,) = desk.on(day(5, 11, 2026), ARCHIVIST, ListLoans()).items
    assert (done.back_on, done.overdue) == (day(5, 10, 2026), False)
    given(to=desk).when(ListLoans(person=OTHER_STAFF), by=STAFF, at=clock(APRIL)).then_refused(Forbidden)
    proven(desk.app)


@pytest.mark.parametrize(
    ("until", "taken"), [(APRIL, True), (day(5, 8, 2026), True), (day(5, 9, 2026), False), (day(4, 7, 2026), False)]
)
def test_a_loan_lasts_thirty_days_at_most(desk: Desk, until: date, taken: bool) -> None:
    outcome = given(*shelved(), to=desk).when(loan(until), by=ARCHIVIST, at=clock(APRIL))
    if taken:
        outcome.then(FileLent)
    else:
        outcome.then_refused(LoanTooLong, cites=("A20",))


def test_a_secret_file_is_lent_only_to_whom_its_class_names(desk: Desk) -> None:
    given(*shelved(described(secrecy=Secrecy.SECRET)), to=desk)
    for person in (OTHER_STAFF, COLLEAGUE, LEADER):
        given(to=desk).when(loan(person=person), by=ARCHIVIST, at=clock(APRIL)).then_refused(Forbidden)
    given(to=desk).when(loan(person=CLERK), by=ARCHIVIST, at=clock(APRIL)).then(FileLent)


def test_what_is_lent_is_not_condemned(desk: Desk) -> None:
    lent = by(ARCHIVIST, EXPIRED, loan(day(1, 20, 2036)), 11)
    given(*proposed(), lent, to=desk).when(APPROVED.operation, by=CHAIR, at=clock(EXPIRED, 12)).then_refused(LentOut)
    given(by(ARCHIVIST, EXPIRED, BACK, 13), to=desk).when(APPROVED.operation, by=CHAIR, at=clock(EXPIRED, 14)).then(
        AppraisalApproved
    )
    given(to=desk).when(loan(day(1, 20, 2036)), by=ARCHIVIST, at=clock(EXPIRED, 15)).then_refused(
        FileNotThere, status="condemned"
    )


# -- what is offered --------------------------------------------------------------------------------------------------


def test_a_file_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """By who they are and how it stands: what the page can know would be refused is not offered."""

    def offered(on: date) -> dict[str, list[str]]:
        people = (STAFF, HEAD, CLERK, DIRECTOR, CHAIR, ARCHIVIST)
        return {person: did for person in people if (did := desk.may(on, person, GetArchiveFile(file=FILE)))}

    kept = ["correct-file", "renumber-file", "place-file"]
    given(*shelved(), to=desk)
    assert offered(APRIL) == {ARCHIVIST: [*kept, "lend-file"]}, "its period runs"
    assert offered(EXPIRED) == {ARCHIVIST: [*kept, "propose-appraisal", "lend-file"]}
    given(LENT, to=desk)
    assert offered(APRIL) == {ARCHIVIST: [*kept, "take-file-back"]}
    given(by(ARCHIVIST, EXPIRED, proposal()), to=desk)
    waiting = ["correct-file", "place-file", "take-file-back"]
    assert offered(EXPIRED) == {CHAIR: ["reject-appraisal"], ARCHIVIST: waiting}, "somebody has it"
    given(by(ARCHIVIST, EXPIRED, BACK, 11), to=desk)
    decides = ["approve-appraisal", "reject-appraisal"]
    assert offered(EXPIRED) == {CHAIR: decides, ARCHIVIST: ["correct-file", "place-file", "lend-file"]}
    given(APPROVED, to=desk)
    assert offered(EXPIRED) == {ARCHIVIST: ["place-file", "record-destruction"]}
    given(by(ARCHIVIST, EXPIRED, RecordDestruction(file=FILE, on=EXPIRED, witness=DIRECTOR), 12), to=desk)
    assert offered(EXPIRED) == {}


def test_an_extension_may_be_approved_while_somebody_has_the_file(desk: Desk) -> None:
    given(*proposed(Outcome.EXTEND), by(ARCHIVIST, EXPIRED, loan(day(1, 20, 2036)), 11), to=desk)
    assert desk.may(EXPIRED, CHAIR, GetArchiveFile(file=FILE)) == ["approve-appraisal", "reject-appraisal"]
    given(to=desk).when(APPROVED.operation, by=CHAIR, at=clock(EXPIRED, 12)).then(AppraisalApproved)


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (RenumberFile(file=ID, period="Y", reason="x"), True),
        (ProposeAppraisal(file=ID, outcome=Outcome.DESTROY, reason="x"), True),
        (RecordDestruction(file=ID, on=EXPIRED, witness=DIRECTOR), True),
        (PlaceFile(file=ID, box=1, room="1", shelf="1"), False),
    ],
)
def test_what_waits_for_a_decision_stays_as_it_is_but_for_its_place(operation: Any, refused: bool) -> None:
    history = filed_fact(), fact(AppraisalProposed, number="x", outcome="destroy", actor=ARCHIVIST)
    done = given(*history, of=ArchiveFile).when(operation, through=commands, by=ARCHIVIST)
    if refused:
        done.then_refused(FileNotThere, status="proposed", cites=("A20",))
    else:
        done.then(fact(FilePlaced, box=1))


# -- workbooks --------------------------------------------------------------------------------------------------------


def test_the_catalogue_as_a_workbook(desk: Desk) -> None:
    items = (described("防汛检查报告"), described("绝密事项通报", period="Y", secrecy=Secrecy.TOP_SECRET))
    given(*shelved(*items), to=desk)
    title, heading, first, hidden = read_back(desk.on(APRIL, CLERK, ExportCatalogue(year=2025)).content)
    assert title[0] == "归档文件目录 2025年度"
    assert heading[:4] == ("档号", "文号", "责任者", "题名")
    assert (first[0], first[3]) == ("X043-WS·2025-D10-CJW-0001", "防汛检查报告")
    assert (hidden[0], hidden[3]) == ("X043-WS·2025-Y-CJW-0001", "（按密级不予显示）")
    only = read_back(desk.on(APRIL, CLERK, ExportCatalogue(year=2025, period="Y")).content)
    assert len(only) == 3


def test_the_loans_as_a_workbook(desk: Desk) -> None:
    given(*shelved(), LENT, to=desk)
    asked = ExportLoans(start=APRIL, end=day(4, 30, 2026))
    rows = read_back(desk.on(day(6, 1, 2026), ARCHIVIST, asked).content)
    assert rows[2][0] == "X043-WS·2025-D10-CJW-0001"
    assert rows[2][-1] == "逾期未还"
