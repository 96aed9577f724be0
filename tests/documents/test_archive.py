"""移交归档: each department hands the year's files over by the end of March, and the archivist files them (A20)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.documents.archive.events import (
    ArchiveMissed,
    ArchiveOwed,
    ItemListed,
    ItemRemoved,
    ItemRevised,
    TransferAccepted,
    TransferFiled,
    TransferHandedOver,
    TransferPrepared,
    TransferReturned,
)
from services.documents.archive.facts import LATE, MISSING, facts_of
from services.documents.archive.handlers import commands
from services.documents.archive.operations import (
    AcceptTransfer,
    DeclareNothing,
    Doubt,
    FileTransfer,
    GetTransfer,
    HandOverTransfer,
    ListTransferItems,
    ListTransfers,
    PrepareTransfer,
    RemoveTransferItem,
    ReturnTransfer,
    ReviseTransferItem,
)
from services.documents.archive.transfer import (
    DatedAfterTheYear,
    NoSuchItem,
    NothingListed,
    OwnTransfer,
    Transfer,
    TransferNotThere,
    YearNotOver,
)
from services.documents.holdings.events import FileFiled
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid, Stale
from tests.documents.archived import (
    APRIL,
    ARCHIVIST,
    DEPARTMENT,
    DUE,
    MARCH,
    NEW_YEAR,
    accepted,
    began,
    debt,
    described,
    filed,
    handed_over,
    lines,
    listed,
    prepared,
    returned,
    shelf,
)
from tests.documents.desk import (
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
    Desk,
    by,
    clock,
    day,
)
from tests.given import ID, By, fact, given, proven

NOTHING = DeclareNothing(department=DEPARTMENT, year=2025, note="本年度无需归档材料")


def ready() -> tuple[By, ...]:
    return prepared(), listed()


# -- owed -------------------------------------------------------------------------------------------------------------


def test_every_department_of_the_year_owes_its_files_from_new_year_on(desk: Desk) -> None:
    """A20. The leadership is no department of its own; the petitions section was merged in July 2025."""
    owed = desk.ticked(NEW_YEAR, ArchiveOwed)
    departments = [event.department for event in owed]
    assert len(departments) == len(set(departments)) == 11
    assert {"office", DEPARTMENT, "budget", "research"} <= set(departments)
    assert not {"leadership", "petitions"} & set(departments)
    assert {(e.year, e.due, e.cites) for e in owed if isinstance(e, ArchiveOwed)} == {(2025, DUE, ("A20",))}
    assert desk.ticked(day(1, 2, 2026), ArchiveOwed) == []


def test_nothing_is_owed_where_the_office_begins_after_the_day(desk: Desk) -> None:
    """A clock that is set up in summer charges nobody with a spring it did not see; the next year is owed."""
    assert desk.ticked(day(7, 1, 2026), ArchiveOwed) == []
    assert {e.year for e in desk.ticked(day(1, 1, 2027), ArchiveOwed) if isinstance(e, ArchiveOwed)} == {2026}


def test_a_clock_that_stood_still_opens_what_it_slept_through(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    owed = desk.ticked(day(5, 4, 2028), ArchiveOwed)
    assert sorted({(e.year, e.due) for e in owed if isinstance(e, ArchiveOwed)}) == [
        (2026, day(3, 31, 2027)),
        (2027, day(3, 31, 2028)),
    ]
    missed = desk.ticked(day(5, 5, 2028), ArchiveMissed)
    assert debt(desk) == [(DUE, "missed"), (day(3, 31, 2027), "missed"), (day(3, 31, 2028), "missed")]
    assert len({(e.department, e.year) for e in missed if isinstance(e, ArchiveMissed)}) == len(missed)


def test_a_handover_before_the_clock_goes_on_hides_no_year(desk: Desk) -> None:
    """It stands still from 2025 on; early in 2027 the files of 2026 are handed over before it looks again."""
    desk.ticked(day(1, 2, 2025))
    year = {"year": 2026, "on": day(1, 4, 2027)}
    given(prepared(**year), listed(described(dated=day(5, 4, 2026)), on=day(1, 4, 2027)), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(day(1, 4, 2027))
    ).then(fact(ArchiveOwed, year=2026), fact(TransferHandedOver, year=2026, late=False))
    owed = desk.ticked(day(1, 4, 2027), ArchiveOwed)
    assert {e.year for e in owed if isinstance(e, ArchiveOwed) and e.department == DEPARTMENT} == {2025}
    assert {e.year for e in owed if isinstance(e, ArchiveOwed)} == {2025, 2026}
    proven(desk.app)


def test_the_last_day_of_march_is_in_time(desk: Desk) -> None:
    """A20: its last moment; the night after finds it paid."""
    desk.ticked(NEW_YEAR)
    given(*ready(), to=desk).when(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(DUE, 23)).then(
        fact(TransferHandedOver, due=DUE, late=False, was_missed=False, items=1, pages=12, cites=("A20",))
    ).then_answer(status="handed-over", late=False, handed_over_by=HEAD, handed_over_on=DUE)
    missed = [event.department for event in desk.ticked(APRIL, ArchiveMissed)]
    assert DEPARTMENT not in missed
    assert len(missed) == 10
    assert debt(desk) == [(DUE, "fulfilled")]
    proven(desk.app)


@pytest.mark.parametrize(("year", "due"), [(2023, day(3, 31, 2024)), (2024, day(3, 31, 2025)), (2025, DUE)])
def test_no_weekend_moves_the_day(desk: Desk, year: int, due: object) -> None:
    """31 March 2024 is a Sunday: a date of the rule book is what it is (A20)."""
    owed = desk.ticked(day(1, 2, year + 1), ArchiveOwed)
    assert {(e.year, e.due) for e in owed if isinstance(e, ArchiveOwed)} == {(year, due)}


def test_missed_once_and_then_handed_over_late(desk: Desk) -> None:
    """What was missing is taken back on the same day, and counts as late."""
    desk.ticked(NEW_YEAR)
    missed = [event for event in desk.ticked(APRIL, ArchiveMissed) if event.department == DEPARTMENT]
    assert [f.kind for event in missed if isinstance(event, ArchiveMissed) for f in facts_of(event)] == [MISSING]
    assert desk.ticked(day(4, 2, 2026), ArchiveMissed) == []
    late = given(prepared(APRIL), listed(on=APRIL), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(day(4, 3, 2026))
    )
    late.then(fact(TransferHandedOver, due=DUE, late=True, was_missed=True)).then_answer(late=True)
    counted = [(f.kind, f.quantity, f.day) for f in facts_of(late.recorded[0])]  # type: ignore[arg-type]
    assert counted == [(MISSING, -1000, DUE), (LATE, 1000, DUE)]
    assert debt(desk) == [(DUE, "late")]
    proven(desk.app)


def test_handed_over_in_the_first_hour_after_the_day_it_is_late_without_having_been_missed(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    late = given(*ready(), to=desk).when(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(APRIL, 0))
    late.then(fact(TransferHandedOver, late=True, was_missed=False))
    assert [f.kind for f in facts_of(late.recorded[0])] == [LATE]  # type: ignore[arg-type]
    assert DEPARTMENT not in [event.department for event in desk.ticked(APRIL, ArchiveMissed)]


def test_handed_over_before_the_clock_opened_the_year_it_pays_too(desk: Desk) -> None:
    given(prepared(day(12, 29)), listed(on=day(12, 30)), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(NEW_YEAR, 0)
    ).then(fact(ArchiveOwed, department=DEPARTMENT, year=2025, due=DUE), fact(TransferHandedOver, due=DUE, late=False))
    assert DEPARTMENT not in [event.department for event in desk.ticked(NEW_YEAR, ArchiveOwed)]
    assert debt(desk) == [(DUE, "fulfilled")]
    proven(desk.app)


def test_old_files_that_were_never_owed_come_without_blame(desk: Desk) -> None:
    given(prepared(year=2015), listed(described(dated=day(5, 4, 2015))), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH)
    ).then(fact(TransferHandedOver, year=2015, due=None, late=False))


def test_a_dissolved_department_owes_no_further_year(desk: Desk) -> None:
    """The petitions section is merged on 1 July 2025: what it owed for 2024 it owed by March; 2025 it does not owe."""
    desk.ticked(day(1, 2))
    assert debt(desk, "petitions") == [(day(3, 31), "open")]
    desk.ticked(day(7, 2))
    assert debt(desk, "petitions") == [(day(3, 31), "missed")]
    desk.ticked(NEW_YEAR)
    assert debt(desk, "petitions") == [(day(3, 31), "missed")]


# -- listed -----------------------------------------------------------------------------------------------------------


def test_a_list_is_numbered_within_the_year_of_its_files(desk: Desk) -> None:
    given(to=desk).when(PrepareTransfer(department=DEPARTMENT, year=2025), by=STAFF, at=clock(MARCH)).then(
        fact(TransferPrepared, number="2025-001", year=2025, department=DEPARTMENT, cites=("A20",))
    ).then_answer(status="prepared", items=0, version=1)
    assert began(desk, department="budget", person=OTHER_STAFF).number == "2025-002"
    assert began(desk, year=2026).number == "2026-001"
    given(to=desk).when(PrepareTransfer(department=DEPARTMENT, year=2027), by=STAFF, at=clock(MARCH)).then_refused(
        Invalid, cites=("A20",)
    )


def test_items_are_described_and_their_period_is_suggested(desk: Desk) -> None:
    items = (described(), described("主任会议纪要", kind="record", pages=3), described("通知", period="D30", copies=3))
    given(prepared(), to=desk).when(ListTransferItems(transfer=FIRST, items=items), by=STAFF, at=clock(MARCH)).then(
        fact(ItemListed, item=1, period="D10", pages=12, listed_by=STAFF, cites=("A20",)),
        fact(ItemListed, item=2, period="Y", kind="record"),
        fact(ItemListed, item=3, period="D30", copies=3),
    ).then_answer(items=3, pages=27)
    assert [(one.item, one.title) for one in lines(desk)] == [
        (1, "关于预算执行情况的报告"),
        (2, "主任会议纪要"),
        (3, "通知"),
    ]


def test_items_are_revised_and_removed_and_their_numbers_not_used_again(desk: Desk) -> None:
    given(prepared(), listed(described(), described("通知")), to=desk)
    given(to=desk).when(RemoveTransferItem(transfer=FIRST, item=2), by=COLLEAGUE, at=clock(MARCH)).then(
        fact(ItemRemoved, item=2)
    ).then_answer(items=1, pages=12)
    given(listed(described("公告", pages=1)), to=desk)
    revised = ReviseTransferItem(transfer=FIRST, item=1, described=described("报告（定稿）", pages=20))
    given(to=desk).when(revised, by=COLLEAGUE, at=clock(MARCH)).then(
        fact(ItemRevised, item=1, pages=20, listed_by=COLLEAGUE)
    ).then_answer(items=2, pages=21)
    assert [(one.item, one.title) for one in lines(desk)] == [(1, "报告（定稿）"), (3, "公告")]
    given(to=desk).when(RemoveTransferItem(transfer=FIRST, item=2), by=STAFF, at=clock(MARCH)).then_refused(NoSuchItem)
    proven(desk.app)


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "potato"}, {"period": "D7"}, {"form": "stone"}, {"record": FIRST}, {"kind": "task", "record": FIRST}],
)
def test_only_what_the_lists_of_the_archive_know_is_entered(desk: Desk, wrong: dict[str, object]) -> None:
    operation = ListTransferItems(transfer=FIRST, items=(described(**wrong),))
    given(prepared(), to=desk).when(operation, by=STAFF, at=clock(MARCH)).then_refused(Invalid)


def test_what_is_dated_later_belongs_to_a_later_year(desk: Desk) -> None:
    later = ListTransferItems(transfer=FIRST, items=(described(dated=NEW_YEAR),))
    given(prepared(), to=desk).when(later, by=STAFF, at=clock(MARCH)).then_refused(DatedAfterTheYear, cites=("A20",))
    earlier = ListTransferItems(transfer=FIRST, items=(described(dated=day(12, 31)), described(dated=day(5, 1, 2024))))
    given(to=desk).when(earlier, by=STAFF, at=clock(MARCH)).then(ItemListed, ItemListed)


# -- handed over ------------------------------------------------------------------------------------------------------


def test_the_head_hands_over_and_nobody_else(desk: Desk) -> None:
    given(*ready(), to=desk)
    for person in (STAFF, OTHER_HEAD, LEADER, CLERK, DIRECTOR, ARCHIVIST, CHAIR):
        given(to=desk).when(HandOverTransfer(transfer=FIRST), by=person, at=clock(MARCH)).then_refused(Forbidden)
    given(to=desk).when(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH)).then(
        ArchiveOwed, fact(TransferHandedOver, post="head-finance-economy")
    )


def test_a_year_that_is_not_over_is_not_handed_over(desk: Desk) -> None:
    on = day(12, 31)
    given(prepared(on), listed(on=on), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(on, 20)
    ).then_refused(YearNotOver, cites=("A20",))
    given(to=desk).when(NOTHING, by=HEAD, at=clock(on, 20)).then_refused(YearNotOver)


def test_an_empty_list_is_no_handover(desk: Desk) -> None:
    given(prepared(), to=desk).when(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH)).then_refused(
        NothingListed, cites=("A20",)
    )


def test_a_head_may_declare_that_there_is_nothing(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(to=desk).when(NOTHING, by=HEAD, at=clock(MARCH)).then(
        TransferPrepared, fact(TransferHandedOver, empty=True, items=0, due=DUE, late=False)
    ).then_answer(status="handed-over", empty=True, note="本年度无需归档材料")
    assert debt(desk) == [(DUE, "fulfilled")]
    given(to=desk).when(NOTHING, by=STAFF, at=clock(MARCH)).then_refused(Forbidden)
    (said,) = desk.on(MARCH, ARCHIVIST, ListTransfers(department=DEPARTMENT)).items
    given(to=desk).when(AcceptTransfer(transfer=said.id), by=ARCHIVIST, at=clock(MARCH)).then(TransferAccepted)
    filing = FileTransfer(transfer=said.id, room="201", shelf="3")
    given(to=desk).when(filing, by=ARCHIVIST, at=clock(MARCH)).then_refused(NothingListed)


def test_what_is_handed_over_is_not_changed(desk: Desk) -> None:
    given(*ready(), handed_over(), to=desk)
    for operation in (
        ListTransferItems(transfer=FIRST, items=(described(),)),
        ReviseTransferItem(transfer=FIRST, item=1, described=described()),
        RemoveTransferItem(transfer=FIRST, item=1),
    ):
        given(to=desk).when(operation, by=STAFF, at=clock(MARCH)).then_refused(TransferNotThere, status="handed-over")
    given(to=desk).when(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH)).then_refused(TransferNotThere)


def test_sent_twice_it_is_handed_over_once(desk: Desk) -> None:
    given(*ready(), to=desk)
    for _ in range(2):
        desk.ask(HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH), key="once")
    assert len([e for e in desk.recorded() if isinstance(e, TransferHandedOver)]) == 1


# -- returned ---------------------------------------------------------------------------------------------------------


def test_a_returned_handover_is_owed_again_by_the_same_day(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    back = ReturnTransfer(transfer=FIRST, reason="页数不符", objections=(Doubt(item=1, reason="缺附件"),))
    given(*ready(), handed_over(), to=desk).when(back, by=ARCHIVIST, at=clock(MARCH, 15)).then(
        fact(TransferReturned, due=DUE, was_late=False, post="archivist", cites=("A20",))
    ).then_answer(status="returned", reason="页数不符", decided_by=ARCHIVIST)
    assert lines(desk)[0].objection == "缺附件"
    assert debt(desk) == [(DUE, "open")]
    mended = ReviseTransferItem(transfer=FIRST, item=1, described=described(pages=15))
    given(by(STAFF, MARCH, mended, 16), to=desk).when(
        HandOverTransfer(transfer=FIRST), by=HEAD, at=clock(MARCH, 17)
    ).then(fact(TransferHandedOver, pages=15, late=False))
    assert lines(desk)[0].objection == ""
    assert debt(desk) == [(DUE, "fulfilled")]
    proven(desk.app)


def test_returned_after_the_day_it_is_missed_the_next_night_and_then_late(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(*ready(), handed_over(DUE), returned(day(4, 7, 2026)), to=desk)
    missed = [event.department for event in desk.ticked(day(4, 8, 2026), ArchiveMissed)]
    assert DEPARTMENT in missed
    given(handed_over(day(4, 9, 2026)), to=desk)
    assert debt(desk) == [(DUE, "late")]
    assert _count(desk) == {MISSING: 0, LATE: 1000}
    proven(desk.app)


def test_a_late_one_that_is_returned_is_missing_again(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    desk.ticked(APRIL)
    given(prepared(APRIL), listed(on=APRIL), handed_over(day(4, 2, 2026)), to=desk)
    given(to=desk).when(ReturnTransfer(transfer=FIRST, reason="x"), by=ARCHIVIST, at=clock(day(4, 3, 2026))).then(
        fact(TransferReturned, due=DUE, was_late=True)
    )
    assert debt(desk) == [(DUE, "missed")]
    assert _count(desk) == {MISSING: 1000, LATE: 0}
    assert desk.ticked(day(4, 4, 2026), ArchiveMissed) == []
    given(handed_over(day(4, 7, 2026)), to=desk)
    assert debt(desk) == [(DUE, "late")]
    assert _count(desk) == {MISSING: 0, LATE: 1000}
    proven(desk.app)


def _count(desk: Desk, department: str = DEPARTMENT) -> dict[str, int]:
    """What the log counts as for the department."""
    total = {MISSING: 0, LATE: 0}
    for event in desk.recorded():
        if isinstance(event, ArchiveMissed | TransferHandedOver | TransferReturned):
            for one in facts_of(event):
                total[one.kind] += one.quantity if one.department == department else 0
    return total


def test_another_handover_that_stands_keeps_the_year_paid(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(*ready(), handed_over(), to=desk)
    second = began(desk).id
    given(listed(described("补充材料"), transfer=second), to=desk)
    given(to=desk).when(HandOverTransfer(transfer=second), by=HEAD, at=clock(MARCH)).then(
        fact(TransferHandedOver, due=None, late=False)
    )
    given(to=desk).when(ReturnTransfer(transfer=FIRST, reason="x"), by=ARCHIVIST, at=clock(MARCH)).then(
        fact(TransferReturned, due=None)
    )
    assert debt(desk) == [(DUE, "fulfilled")]
    given(to=desk).when(ReturnTransfer(transfer=second, reason="x"), by=ARCHIVIST, at=clock(MARCH)).then(
        fact(TransferReturned, due=DUE)
    )
    assert debt(desk) == [(DUE, "open")]


def test_objections_speak_of_items_of_the_list(desk: Desk) -> None:
    wrong = ReturnTransfer(transfer=FIRST, reason="x", objections=(Doubt(item=9, reason="y"),))
    given(*ready(), handed_over(), to=desk).when(wrong, by=ARCHIVIST, at=clock(MARCH)).then_refused(NoSuchItem, item=9)


# -- accepted and filed -----------------------------------------------------------------------------------------------


def test_the_archivist_accepts_and_files(desk: Desk) -> None:
    items = (described(), described("主任会议纪要", kind="record", pages=3))
    given(prepared(), listed(*items), handed_over(), to=desk)
    for person in (CLERK, DIRECTOR, HEAD, CHAIR):
        given(to=desk).when(AcceptTransfer(transfer=FIRST), by=person, at=clock(MARCH)).then_refused(Forbidden)
    given(accepted(), to=desk).when(filed().operation, by=ARCHIVIST, at=clock(MARCH, 16)).then(
        fact(TransferFiled, items=2, cites=("A20", "B11.3", "B11.4")),
        fact(FileFiled, number="X043-WS·2025-D10-CJW-0001", box=1, expires=day(12, 31, 2035), room="201", shelf="3"),
        fact(FileFiled, number="X043-WS·2025-Y-CJW-0001", box=1, expires=None, listed_by=STAFF, handed_over_by=HEAD),
    ).then_answer(status="filed", filed_on=MARCH)
    assert [one.number for one in shelf(desk)] == ["X043-WS·2025-Y-CJW-0001", "X043-WS·2025-D10-CJW-0001"]
    given(to=desk).when(filed().operation, by=ARCHIVIST, at=clock(MARCH, 17)).then_refused(TransferNotThere)
    proven(desk.app)


def test_nothing_is_filed_that_was_not_accepted(desk: Desk) -> None:
    given(*ready(), to=desk)
    for step in (AcceptTransfer(transfer=FIRST), filed().operation, returned().operation):
        given(to=desk).when(step, by=ARCHIVIST, at=clock(MARCH)).then_refused(TransferNotThere, status="prepared")
    given(handed_over(), to=desk).when(filed().operation, by=ARCHIVIST, at=clock(MARCH)).then_refused(TransferNotThere)
    given(accepted(), to=desk).when(returned().operation, by=ARCHIVIST, at=clock(MARCH)).then_refused(TransferNotThere)


def test_who_handed_over_does_not_take_over_as_well() -> None:
    history = (
        fact(TransferPrepared, number="2025-001", year=2025, department="office"),
        fact(TransferHandedOver, year=2025, items=0, pages=0, empty=True, actor=ARCHIVIST),
    )
    given(*history, of=Transfer).when(Transfer.accept, by=ARCHIVIST).then_refused(OwnTransfer, cites=("A20",))


def test_a_stale_page_changes_nothing(desk: Desk) -> None:
    given(*ready(), to=desk)
    given(to=desk).when(RemoveTransferItem(transfer=FIRST, item=1), by=STAFF, at=clock(MARCH), if_match=1).then_refused(
        Stale
    )


def test_a_list_is_seen_by_those_concerned(desk: Desk) -> None:
    given(*ready(), to=desk)
    for person in (STAFF, COLLEAGUE, HEAD, LEADER, CLERK, ARCHIVIST):
        assert desk.on(MARCH, person, GetTransfer(transfer=FIRST)).items == 1
    for person in (OTHER_STAFF, OTHER_HEAD):
        given(to=desk).when(GetTransfer(transfer=FIRST), by=person, at=clock(MARCH)).then_refused(Forbidden)


def may(desk: Desk, person: str, on: date = MARCH, transfer: UUID = FIRST) -> list[str]:
    return desk.may(on, person, GetTransfer(transfer=transfer))


WRITE = ["list-transfer-items", "revise-transfer-item", "remove-transfer-item"]
DECIDE = ["return-transfer", "accept-transfer"]


def test_a_list_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """By who they are and where it stands: what the page can know would be refused is not offered."""
    people = (STAFF, COLLEAGUE, HEAD, LEADER, CLERK, ARCHIVIST)

    def offered() -> dict[str, list[str]]:
        return {person: did for person in people if (did := may(desk, person))}

    given(prepared(), to=desk)
    assert offered() == dict.fromkeys((STAFF, COLLEAGUE, HEAD), WRITE[:1]), "nothing is on it yet"
    given(listed(), to=desk)
    assert offered() == {STAFF: WRITE, COLLEAGUE: WRITE, HEAD: [*WRITE, "hand-over-transfer"]}
    assert may(desk, HEAD, day(12, 31)) == WRITE, "its year still runs"
    given(handed_over(), to=desk)
    assert offered() == {ARCHIVIST: DECIDE}
    given(returned(), to=desk)
    assert offered() == {STAFF: WRITE, COLLEAGUE: WRITE, HEAD: [*WRITE, "hand-over-transfer"]}
    given(handed_over(), accepted(), to=desk)
    assert offered() == {ARCHIVIST: ["file-transfer"]}
    given(filed(), to=desk)
    assert offered() == {}


def test_nothing_to_archive_is_not_offered_for_filing(desk: Desk) -> None:
    said = desk.on(MARCH, HEAD, NOTHING)
    assert may(desk, ARCHIVIST, transfer=said.id) == DECIDE
    given(accepted(transfer=said.id), to=desk)
    assert may(desk, ARCHIVIST, transfer=said.id) == []


@pytest.mark.parametrize("operation", [AcceptTransfer(transfer=ID), ReturnTransfer(transfer=ID, reason="页数不符")])
def test_what_is_with_the_department_is_not_decided(operation: Operation) -> None:
    history = (
        fact(TransferPrepared, number="2025-001", year=2025, department="office"),
        fact(TransferHandedOver, year=2025, items=0, pages=0, empty=True),
        fact(TransferReturned, year=2025, reason="x"),
    )
    given(*history, of=Transfer).when(operation, through=commands, by=ARCHIVIST).then_refused(
        TransferNotThere, status="returned", cites=("A20",)
    )
