"""信息报送 information: numbered without gaps, adopted by levels on the publication's day (A34, B9.2)."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
from services.documents.information.item import (
    AdoptedAlready,
    AdoptionDate,
    ItemAdopted,
    ItemWithdrawn,
    Level,
    NoSuchAdoption,
)
from services.documents.information.operations import (
    EditInformation,
    ExportInformation,
    ForwardInformation,
    GetInformation,
    GetInformationQuota,
    ListInformation,
    RecordAdoption,
    SubmitInformation,
    WithdrawAdoption,
    WithdrawInformation,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid, Refusal
from tests.attendance.desk import DEPLOY, rules
from tests.documents.desk import (
    AUDITOR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    FIRST,
    HEAD,
    LEADER,
    OTHER_STAFF,
    SECOND,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.given import By, fact, given, proven

MONDAY = day(6, 9)
JOURNAL = "人大工作动态"


def item(title: str = "预算监督工作动态", *authors: str, department: str = "finance-economy") -> SubmitInformation:
    return SubmitInformation(department=department, authors=authors or (STAFF,), title=title, body="全文")


def handed_in(on: date = MONDAY, *, person: str = STAFF, **more: Any) -> By:
    return by(person, on, item(**more))


def adopted(
    on: date, *, level: Level = Level.CITY, publication: str = JOURNAL, of: UUID = FIRST, recorded: date | None = None
) -> By:
    return by(CLERK, recorded or on, RecordAdoption(item=of, level=level, publication=publication, on=on))


# -- submitting -------------------------------------------------------------------------------------------------------


def test_an_item_counts_for_the_department_and_gets_the_years_next_number(desk: Desk) -> None:
    given(to=desk).when(item("动态", STAFF, COLLEAGUE, STAFF), by=HEAD, at=clock(MONDAY)).then(
        fact(InformationSubmitted, department="finance-economy", number="2025-0001", authors=(STAFF, COLLEAGUE))
    ).then_answer(number="2025-0001", status="submitted", duplicate_of="", submitted_on=MONDAY)
    given(to=desk).when(item("又一条"), by=STAFF, at=clock(MONDAY)).then_answer(number="2025-0002")


def test_numbers_begin_anew_with_the_year(desk: Desk) -> None:
    """By the organ's own time zone: an item of the last evening belongs to the old year."""
    given(handed_in(day(12, 30)), to=desk)
    given(to=desk).when(item("除夕"), by=STAFF, at=clock(day(12, 31), 23, 59)).then_answer(number="2025-0002")
    given(to=desk).when(item("元旦"), by=STAFF, at=clock(day(1, 1, 2026), 0, 1)).then_answer(number="2026-0001")


def test_a_refusal_uses_no_number_up(desk: Desk) -> None:
    given(handed_in(), to=desk)
    given(to=desk).when(item(department="kitchen"), by=STAFF, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(item("x", OTHER_STAFF), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(item("x"), by=STAFF, at=clock(MONDAY)).then_answer(number="2025-0002")


def test_fifty_at_once_leave_no_gap_and_no_double(desk: Desk) -> None:
    """Refused ones stand between them in the line of writers."""
    desk.at(MONDAY)

    def submit(n: int) -> str:
        wrong = n % 5 == 4
        try:
            return str(desk.ask(item(f"第{n}条", OTHER_STAFF if wrong else STAFF), by=STAFF).number)
        except Refusal:
            assert wrong
            return ""

    desk.token(STAFF)
    with ThreadPoolExecutor(50) as people:
        numbers = list(people.map(submit, range(62)))
    assert sorted(filter(None, numbers)) == [f"2025-{n:04d}" for n in range(1, 51)]
    proven(desk.app)


@pytest.mark.parametrize("authors", [("p999",), (OTHER_STAFF,), ("p060",)], ids=["nobody", "others", "not yet here"])
def test_an_author_is_of_the_department(desk: Desk, authors: tuple[str, ...]) -> None:
    given(to=desk).when(item("x", *authors), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)


def test_authors_of_two_departments_may_write_together(desk: Desk) -> None:
    given(to=desk).when(item("x", OTHER_STAFF, STAFF), by=STAFF, at=clock(MONDAY)).then(
        fact(InformationSubmitted, department="finance-economy", authors=(OTHER_STAFF, STAFF))
    )


@pytest.mark.parametrize("person", [OTHER_STAFF, CLERK, LEADER])
def test_a_department_submits_for_itself(desk: Desk, person: str) -> None:
    given(to=desk).when(item(), by=person, at=clock(MONDAY)).then_refused(Forbidden)


# -- the same title ---------------------------------------------------------------------------------------------------


def test_the_same_title_is_taken_and_said_so(desk: Desk) -> None:
    twice = item(" 预算监督工作动态 ", OTHER_STAFF, department="budget")
    given(handed_in(), to=desk).when(twice, by=OTHER_STAFF, at=clock(day(6, 10))).then(
        fact(InformationSubmitted, number="2025-0002", duplicate_of="2025-0001")
    ).then_answer(duplicate_of="2025-0001")
    given(to=desk).when(item(), by=STAFF, at=clock(day(6, 11))).then_answer(duplicate_of="2025-0001")


def test_what_was_withdrawn_is_no_duplicate(desk: Desk) -> None:
    given(handed_in(), by(STAFF, MONDAY, WithdrawInformation(item=FIRST, reason="有误")), to=desk).when(
        item(), by=STAFF, at=clock(day(6, 10))
    ).then_answer(duplicate_of="")


def test_an_edited_title_is_compared_again_and_never_with_itself(desk: Desk) -> None:
    given(handed_in(), handed_in(title="另一条"), to=desk)
    same = EditInformation(item=SECOND, title="预算监督工作动态", body="b")
    given(to=desk).when(same, by=STAFF, at=clock(MONDAY)).then(
        fact(InformationEdited, duplicate_of="2025-0001")
    ).then_answer(duplicate_of="2025-0001", body="b")
    kept = EditInformation(item=FIRST, title="预算监督", body="c")
    given(to=desk).when(kept, by=DIRECTOR, at=clock(MONDAY)).then_answer(duplicate_of="", title="预算监督")
    back = EditInformation(item=SECOND, title="预算监督工作动态", body="b")
    given(to=desk).when(back, by=STAFF, at=clock(MONDAY)).then_answer(duplicate_of="")
    proven(desk.app)


# -- levels -----------------------------------------------------------------------------------------------------------


def test_several_levels_take_one_item(desk: Desk) -> None:
    given(
        handed_in(),
        by(CLERK, day(6, 10), ForwardInformation(item=FIRST, level=Level.CITY, to="市人大办公室")),
        by(CLERK, day(6, 10), ForwardInformation(item=FIRST, level=Level.PROVINCE, to="省人大办公厅")),
        by(CLERK, day(6, 11), ForwardInformation(item=FIRST, level=Level.CITY, to="市人大研究室")),
        adopted(day(6, 16)),
        adopted(day(6, 17), publication="城市信息"),
        to=desk,
    ).when(RecordAdoption(item=FIRST, level=Level.PROVINCE, publication=JOURNAL, on=day(6, 20)), by=CLERK,
           at=clock(day(6, 20))).then(
        fact(InformationAdopted, level="province", on=day(6, 20), submitted_on=MONDAY, department="finance-economy")
    ).then_answer(forwarded=["city", "province"])  # fmt: skip
    shown = desk.on(day(6, 20), STAFF, GetInformation(item=FIRST))
    assert [(one.level.value, one.publication, one.on) for one in shown.adoptions] == [
        ("city", JOURNAL, day(6, 16)), ("city", "城市信息", day(6, 17)), ("province", JOURNAL, day(6, 20)),
    ]  # fmt: skip
    quota = desk.on(day(6, 20), STAFF, GetInformationQuota(quarter="2025-Q2", department="finance-economy"))
    assert (quota.quota, quota.submitted, quota.adopted) == (3, 1, 3)
    proven(desk.app)


def test_one_publication_counts_once(desk: Desk) -> None:
    given(handed_in(), adopted(day(6, 16)), to=desk).when(
        RecordAdoption(item=FIRST, level=Level.CITY, publication=JOURNAL, on=day(6, 18)), by=CLERK, at=clock(day(6, 18))
    ).then_refused(AdoptedAlready, cites=("A34", "B9.2"))


@pytest.mark.parametrize("on", [day(6, 8), day(6, 17)], ids=["before it was submitted", "after today"])
def test_it_is_adopted_between_submission_and_today(desk: Desk, on: date) -> None:
    given(handed_in(), to=desk).when(
        RecordAdoption(item=FIRST, level=Level.CITY, publication=JOURNAL, on=on), by=CLERK, at=clock(day(6, 16))
    ).then_refused(AdoptionDate)


def test_a_late_adoption_counts_in_the_quarter_of_the_publication(desk: Desk) -> None:
    """Submitted in June, printed in July, heard of in October: two quarters, and neither is October's."""
    given(handed_in(), to=desk).when(
        RecordAdoption(item=FIRST, level=Level.NATION, publication=JOURNAL, on=day(7, 21)),
        by=CLERK,
        at=clock(day(10, 9)),
    ).then(fact(InformationAdopted, on=day(7, 21), day=day(10, 9)))
    counts = {}
    for quarter in ("2025-Q2", "2025-Q3", "2025-Q4"):
        found = desk.on(day(10, 9), HEAD, GetInformationQuota(quarter=quarter, department="finance-economy"))
        counts[quarter] = (found.submitted, found.adopted)
    assert counts == {"2025-Q2": (1, 0), "2025-Q3": (0, 1), "2025-Q4": (0, 0)}


def test_an_adoption_taken_back_names_its_own_day(desk: Desk) -> None:
    wrong = WithdrawAdoption(item=FIRST, level=Level.CITY, publication=JOURNAL, reason="登记有误")
    given(handed_in(), adopted(day(6, 16)), to=desk).when(wrong, by=CLERK, at=clock(day(7, 8))).then(
        fact(AdoptionWithdrawn, level="city", publication=JOURNAL, on=day(6, 16), submitted_on=MONDAY)
    ).then_answer(adoptions=[])
    given(to=desk).when(wrong, by=CLERK, at=clock(day(7, 8))).then_refused(NoSuchAdoption)
    given(adopted(day(6, 18), recorded=day(7, 9)), to=desk)
    assert [one.on for one in desk.on(day(7, 9), CLERK, GetInformation(item=FIRST)).adoptions] == [day(6, 18)]
    proven(desk.app)


# -- what stands ------------------------------------------------------------------------------------------------------


def test_what_is_adopted_is_neither_edited_nor_withdrawn(desk: Desk) -> None:
    given(handed_in(), adopted(day(6, 16)), to=desk)
    for operation in (
        EditInformation(item=FIRST, title="x", body="x"),
        WithdrawInformation(item=FIRST, reason="x"),
    ):
        given(to=desk).when(operation, by=STAFF, at=clock(day(6, 17))).then_refused(ItemAdopted)


def test_a_withdrawn_item_counts_no_longer_and_keeps_its_number(desk: Desk) -> None:
    given(handed_in(), to=desk).when(
        WithdrawInformation(item=FIRST, reason="内容有误"), by=HEAD, at=clock(day(7, 1))
    ).then(fact(InformationWithdrawn, submitted_on=MONDAY, department="finance-economy")).then_answer(
        status="withdrawn", number="2025-0001"
    )
    quota = desk.on(day(7, 1), HEAD, GetInformationQuota(quarter="2025-Q2", department="finance-economy"))
    assert quota.submitted == 0
    for operation, person in (
        (EditInformation(item=FIRST, title="x", body="x"), STAFF),
        (ForwardInformation(item=FIRST, level=Level.CITY, to="x"), CLERK),
        (RecordAdoption(item=FIRST, level=Level.CITY, publication="x", on=MONDAY), CLERK),
        (WithdrawInformation(item=FIRST, reason="x"), STAFF),
    ):
        given(to=desk).when(operation, by=person, at=clock(day(7, 1))).then_refused(ItemWithdrawn)
    given(to=desk).when(item("新的"), by=STAFF, at=clock(day(7, 1))).then_answer(number="2025-0002")


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """What is adopted is neither edited nor withdrawn; an adoption is taken back where there is one."""
    given(handed_in(), to=desk)

    def offered() -> list[list[str]]:
        return [desk.may(day(7, 1), person, GetInformation(item=FIRST)) for person in (STAFF, LEADER, CLERK)]

    taken = ["forward-information", "record-adoption"]
    assert offered() == [["edit-information", "withdraw-information"], [], ["edit-information", *taken]]
    given(adopted(day(6, 16)), to=desk)
    assert offered() == [[], [], [*taken, "withdraw-adoption"]]
    desk.on(day(6, 17), CLERK, WithdrawAdoption(item=FIRST, level=Level.CITY, publication=JOURNAL, reason="x"))
    desk.on(day(6, 18), STAFF, WithdrawInformation(item=FIRST, reason="x"))
    assert offered() == [[], [], []]


def test_only_the_office_forwards_and_records(desk: Desk) -> None:
    given(handed_in(), to=desk)
    for operation in (
        ForwardInformation(item=FIRST, level=Level.CITY, to="x"),
        RecordAdoption(item=FIRST, level=Level.CITY, publication="x", on=MONDAY),
        WithdrawAdoption(item=FIRST, level=Level.CITY, publication="x", reason="x"),
    ):
        for person in (STAFF, HEAD, LEADER):
            given(to=desk).when(operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(
        ForwardInformation(item=FIRST, level=Level.CITY, to="市人大"), by=DIRECTOR, at=clock(MONDAY)
    ).then(fact(InformationForwarded, level="city", to="市人大"))


# -- looking ----------------------------------------------------------------------------------------------------------


def test_the_register_by_department_and_page(desk: Desk) -> None:
    given(
        *(handed_in(title=f"第{n}条") for n in range(3)),
        by(OTHER_STAFF, MONDAY, item("预算", OTHER_STAFF, department="budget")),
        by(STAFF, MONDAY, WithdrawInformation(item=SECOND, reason="x")),
        to=desk,
    )
    mine = desk.on(MONDAY, STAFF, ListInformation(department="finance-economy", status="submitted"))
    assert {one.number for one in mine.items} == {"2025-0001", "2025-0003"}
    given(to=desk).when(ListInformation(department="budget"), by=STAFF, at=clock(MONDAY)).then_refused(Forbidden)
    first = desk.on(MONDAY, AUDITOR, ListInformation(limit=3))
    rest = desk.on(MONDAY, AUDITOR, ListInformation(limit=3, after=first.next))
    assert len({one.id for one in (*first.items, *rest.items)}) == 4
    assert desk.on(MONDAY, AUDITOR, ListInformation(department="research")).items == []


def test_the_register_goes_out_as_a_workbook(desk: Desk) -> None:
    given(
        handed_in(title="=1+1"), adopted(day(6, 16)), adopted(day(6, 17), level=Level.NATION), handed_in(day(7, 1)),
        to=desk,
    )  # fmt: skip
    rows = read_back(desk.on(day(7, 1), CLERK, ExportInformation(start=day(6, 1), end=day(6, 30))).content)
    assert len(rows) == 3
    assert rows[2][0] == "2025-0001"
    assert rows[2][2] == "财政经济工作委员会"
    assert rows[2][5] == f"市《{JOURNAL}》2025-06-16;中央《{JOURNAL}》2025-06-17"


def test_titles_and_texts_do_not_leave_the_service(desk: Desk) -> None:
    given(handed_in(title="秘密标题"), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "秘密标题" in encode(event).decode()
    assert "秘密标题" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_the_policy_asks_for_the_quota_in_force() -> None:
    """The office's number and the scorecard's are one (A34)."""
    policy = tomllib.loads(Path(DEPLOY / "regulations/policy.toml").read_text("utf-8"))
    dimension = next(each for each in policy["dimensions"] if each["id"] == "information")
    (target,) = (rule["target"] for rule in dimension["rules"] if rule["kind"] == "quota")
    assert target == rules().value("information.quota", policy["effective_from"], int)
