"""A post that falls vacant while a slip waits for it: the next one up decides, and what was decided stands (A15)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from deploy.organ_import import import_organ
from services.attendance.entitlement.events import LeaveCounted
from services.attendance.leave.events import LeaveApproved, LeaveEndorsed, LeavePassedOn, Step
from services.attendance.leave.leave import NotYourStep
from services.attendance.leave.operations import ApproveLeave, GetLeave, ListWaitingLeave, RejectLeave, WithdrawLeave
from services.attendance.leave.route import Applicant, Limits, above
from services.directory import service as directory
from services.directory.posts.operations import AppointHolder, RelieveHolder
from services.kernel.application import Office
from services.kernel.identity import Signer, Verifier, public_key
from services.kernel.messages import Message
from services.kernel.operations import Command
from services.kernel.outgoing import Outgoing
from services.kernel.store import Store
from services.kernel.who import SYSTEM_ID
from tests import given as givens
from tests.attendance.desk import (
    CHAIR,
    CLERK,
    DEPLOY,
    DEPUTY,
    FIRST,
    FRIDAY,
    HEAD,
    KEY,
    MONDAY,
    NEXT_MONDAY,
    SECOND,
    STAFF,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Desk,
    agreed,
    asked,
    clock,
    history,
)
from tests.given import fact, given

BEFORE = date(2025, 6, 6)
H, D, C = "head-finance-economy", "deputy-chair-2", "chair"


def relieved(post: str, person: str) -> RelieveHolder:
    return RelieveHolder(post=post, person=person, day=TUESDAY)


@lru_cache
def imported() -> bytes:
    """The directory's store once the sample organ is in it."""
    with TemporaryDirectory() as folder:
        desk = people(Path(folder) / "directory.db")
        import_organ(DEPLOY / "organ", desk.do)
        desk.app.close()
        return (Path(folder) / "directory.db").read_bytes()


def people(path: Path) -> givens.Desk:
    nothing: Any = None  # the directory asks neither rules nor calendar
    office = Office(rules=nothing, calendar=nothing, verifier=Verifier(public_key(KEY)))
    return givens.Desk(directory.build(store=Store(f"sqlite:///{path}"), office=office), Signer(KEY), by=SYSTEM_ID)


def organ_where(folder: Path, *changes: Command) -> list[Message]:
    """The sample organ, and what was decided of its posts besides."""
    path = folder / "directory.db"
    path.write_bytes(imported())
    desk = people(path)
    for change in changes:
        desk.do(change)
    messages = list(Outgoing(desk.app.store, "directory").pull(0, 100_000))
    desk.app.close()
    return messages


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Any]:
    made: list[Desk] = []

    def make(*changes: Command) -> Desk:
        made.append(Desk(Store(f"sqlite:///{tmp_path}/attendance.db"), organ_where(tmp_path, *changes)))
        return made[-1]

    yield make
    for desk in made:
        desk.app.close()


HEADLESS, DEPUTYLESS = relieved(H, HEAD), relieved(D, DEPUTY)


def shown(desk: Desk, by: str = STAFF) -> list[tuple[str, str, str]]:
    """(post, decision, who decided) of each step."""
    return [(step.post, step.decision, step.decided_by) for step in desk.ask(GetLeave(leave=FIRST), by=by).steps]


def passed(desk: Desk, on: date = TUESDAY) -> list[tuple[int, str, str, list[str]]]:
    """(step, ground, whose turn it is then, posts added) of each step that the clock passes on."""
    return [
        (one.step, one.ground, one.waits_for, [step.post for step in one.added])
        for one in desk.ticked(on, LeavePassedOn)
        if isinstance(one, LeavePassedOn)
    ]


# -- while it waits ---------------------------------------------------------------------------------------------------


def test_nothing_is_passed_on_while_somebody_holds_the_post(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY))
    assert passed(desk, MONDAY) == [], "the head is relieved on Tuesday only"
    assert desk.ask(GetLeave(leave=FIRST)).waits_for == H


def test_a_step_in_the_middle_goes_on_to_the_one_that_follows(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 20)))
    (told,) = desk.ticked(TUESDAY, LeavePassedOn)
    expected = fact(
        LeavePassedOn,
        person=STAFF, department="finance-economy", step=0, post=H, ground="vacant", waits_for=D, added=(),
        actor=SYSTEM_ID, day=TUESDAY, cites=("A15",),
    )  # fmt: skip
    assert not expected.differs_from(told)
    assert shown(desk) == [(H, "vacant", ""), (D, "", ""), (C, "", "")], "it stays visible why the head did not decide"
    assert passed(desk, WEDNESDAY) == [], "once"
    assert [one.id for one in desk.at(WEDNESDAY).ask(ListWaitingLeave(), by=DEPUTY).items] == [FIRST]
    history(desk, agreed(DEPUTY, WEDNESDAY), agreed(CHAIR, WEDNESDAY))
    assert desk.ask(GetLeave(leave=FIRST)).status == "approved"
    assert desk.rebuilt_equal()


def test_the_last_step_goes_to_the_next_one_up_and_what_was_decided_stands(desks: Any) -> None:
    """Three days: the head agreed, then the deputy chair's post fell vacant. The chair decides."""
    desk = history(desks(DEPUTYLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 18)), agreed(HEAD, MONDAY))
    assert passed(desk) == [(1, "vacant", C, [C])]
    assert shown(desk) == [(H, "approved", HEAD), (D, "vacant", ""), (C, "", "")]
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CHAIR, at=clock(WEDNESDAY)).then(
        fact(LeaveApproved, step=2, post=C, actor=CHAIR, cites=("A15",)), LeaveCounted
    )
    assert shown(desk) == [(H, "approved", HEAD), (D, "vacant", ""), (C, "approved", CHAIR)]
    assert desk.rebuilt_equal()


def test_the_next_one_up_is_one_who_is_there(desks: Any) -> None:
    desk = history(desks(HEADLESS, DEPUTYLESS), asked(BEFORE, NEXT_MONDAY))
    assert passed(desk) == [(0, "vacant", C, [C])]


def test_above_a_vacant_chair_the_office_records_what_was_decided(desks: Any) -> None:
    """In June 2026, as the organ's last change of chair is of that January."""
    monday, tuesday, start = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 22)
    desk = desks(RelieveHolder(post=C, person="p002", day=tuesday))
    history(desk, asked(monday, start, date(2026, 6, 26)))
    head, deputy, _ = desk.at(monday).ask(GetLeave(leave=FIRST)).steps
    history(desk, agreed(head.holder, monday), agreed(deputy.holder, monday))
    assert passed(desk, tuesday) == [(2, "vacant", "clerk", ["clerk"])]
    assert passed(desk, date(2026, 6, 10)) == [], "there is nobody further up"
    given(to=desk).when(ApproveLeave(leave=FIRST), by=CLERK, at=clock(tuesday)).then(
        fact(LeaveApproved, step=3, post="clerk", actor=CLERK), LeaveCounted
    )


def test_a_holder_who_is_away_is_waited_for_or_stood_in_for(desks: Any) -> None:
    """From 3 to 14 March 2025 p002 stands in for the chair: the post is not vacant."""
    away = date(2025, 3, 3)
    desk = history(desks(), asked(away, date(2025, 3, 10), date(2025, 3, 14), kind="sick"))
    history(desk, agreed(HEAD, away), agreed(DEPUTY, away))
    assert passed(desk, date(2025, 3, 4)) == []
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p002", at=clock(date(2025, 3, 4))).then(
        fact(LeaveApproved, post=C, stands_in_for=CHAIR)
    )


def test_an_applicant_who_has_become_the_head_does_not_decide(desks: Any) -> None:
    """p024 asked as staff and heads the commission from Tuesday on: the deputy chair decides, as for any head."""
    promoted = (HEADLESS, AppointHolder(post=H, person=STAFF, day=TUESDAY))
    desk = history(desks(*promoted), asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == [(0, "own-post", D, [D])]
    given(to=desk).when(ApproveLeave(leave=FIRST), by=DEPUTY, at=clock(WEDNESDAY)).then(LeaveApproved)
    assert shown(desk) == [(H, "own-post", ""), (D, "approved", DEPUTY)]


def test_a_new_holder_finds_it_passed_on(desks: Any) -> None:
    """Appointed on Thursday, two days after the post fell vacant: it waits for the deputy chair already."""
    desk = desks(HEADLESS, AppointHolder(post=H, person="p023", day=THURSDAY))
    history(desk, asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == [(0, "vacant", D, [D])]
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p023", at=clock(THURSDAY)).then_refused(NotYourStep, waits_for=D)


def test_a_successor_of_the_same_day_decides(desks: Any) -> None:
    desk = desks(HEADLESS, AppointHolder(post=H, person="p023", day=TUESDAY))
    history(desk, asked(BEFORE, NEXT_MONDAY, kind="sick"))
    assert passed(desk) == []
    given(to=desk).when(ApproveLeave(leave=FIRST), by="p023", at=clock(WEDNESDAY)).then(LeaveApproved)


# -- without the clock ------------------------------------------------------------------------------------------------


def test_whoever_agrees_passes_it_over_a_post_that_is_vacant_by_now(desks: Any) -> None:
    desk = history(desks(DEPUTYLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 20)))
    given(to=desk).when(ApproveLeave(leave=FIRST), by=HEAD, at=clock(WEDNESDAY)).then(
        fact(LeaveEndorsed, step=0, waits_for=D), fact(LeavePassedOn, step=1, post=D, waits_for=C, actor=HEAD)
    ).then_answer(status="requested", waits_for=C)


@pytest.mark.parametrize("operation", [ApproveLeave(leave=FIRST), RejectLeave(leave=FIRST, reason="工作需要")])
def test_the_next_one_need_not_wait_for_the_clock(desks: Any, operation: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, date(2025, 6, 18)))
    before = desk.app.store.position()
    desk.do(operation, by=DEPUTY, at=clock(WEDNESDAY))
    assert isinstance(desk.recorded(before)[0], LeavePassedOn)
    assert shown(desk)[:2] == [
        (H, "vacant", ""),
        (D, "rejected" if operation.NAME.endswith("reject-leave") else "approved", DEPUTY),
    ]


def test_what_is_decided_or_withdrawn_is_not_passed_on(desks: Any) -> None:
    desk = history(desks(HEADLESS), asked(BEFORE, NEXT_MONDAY, kind="sick"))
    history(desk, agreed(HEAD, MONDAY), asked(MONDAY, FRIDAY, kind="sick"))
    desk.do(WithdrawLeave(leave=SECOND), by=STAFF, at=clock(MONDAY))
    assert passed(desk) == []


# -- the next one up --------------------------------------------------------------------------------------------------

LIMITS = Limits(Decimal(1), ("A15",), Decimal(3), ("A15",), ("county",), (C,), ("A15",))
LINE = Applicant(posts=("staff",), levels=("staff",), head_post=H, supervising_post=D)


@pytest.mark.parametrize(
    ("post", "filled", "follows"),
    [
        (H, (D, C), D),
        (H, (C,), C),
        (D, (H, C), C),  # never down again
        (C, (H, D), "clerk"),
        (H, (), "clerk"),
        ("deputy-chair-1", (H, "deputy-chair-2", C), D),  # the commission has another supervising leader since
    ],
)
def test_the_next_one_up_is_the_line_as_it_stands_that_day(post: str, filled: tuple[str, ...], follows: str) -> None:
    assert above(post, LINE, LIMITS, filled).post == follows


def test_the_next_one_up_is_never_the_applicants_own_post() -> None:
    deputy_too = replace(LINE, posts=(D,))
    assert above(H, deputy_too, LIMITS, (D, C)).post == C
    leader = Applicant(posts=(D,), levels=("county",), head_post="", supervising_post="")
    assert above(C, leader, LIMITS, ()) == Step(post="clerk", cites=("A15",))
