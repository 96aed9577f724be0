"""个人事项 declarations: gifts handed in and disposed of, family events before and after, trips (A5, B14.3–B14.7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.kernel.refusals import Forbidden, Invalid
from services.party.declarations import events as e
from services.party.declarations import operations as ops
from services.party.declarations.declaration import (
    FamilyEvent,
    NotBefore,
    NotYetOver,
    PublicMoney,
    ReasonNeeded,
    Term,
)
from tests.given import DAY, act, fact, given, proven
from tests.party.desk import AUDITOR, CHAIR, COLLEAGUE, HEAD, SECRETARY, STAFF, Desk, clock, day, read_back
from tests.party.secrets import OF_THE_LOG, seen

pytestmark = pytest.mark.slow

ON = day(6, 10)
GROUP_HEAD, MEMBER = "p007", "p019"


def gift(**more: Any) -> ops.HandInGift:
    said: dict[str, Any] = {"received_on": day(6, 9), "kind": "cash", "what": "礼金", "value": 500, "giver": "某企业"}
    return ops.HandInGift(**(said | more))


def wedding(**more: Any) -> ops.ReportFamilyEvent:
    said: dict[str, Any] = {"occasion": "wedding", "on": day(6, 20), "place": "某酒店", "guests": 80, "budget": 20000}
    return ops.ReportFamilyEvent(**(said | more))


def trip(**more: Any) -> ops.StateTrip:
    said: dict[str, Any] = {"kind": "tourism", "first": day(7, 1), "last": day(7, 5), "destination": "某地",
                            "purpose": "休假", "paid_by": "oneself"}  # fmt: skip
    return ops.StateTrip(**(said | more))


# -- gifts ------------------------------------------------------------------------------------------------------------


def test_a_gift_is_handed_in_and_disposed_of_by_somebody_else(desk: Desk) -> None:
    """A5, B14.3: the group's head disposes of it in time, of their own the next of the group."""
    made = (
        given(to=desk)
        .when(gift(), by=STAFF, at=clock(ON))
        .then(
            fact(e.GiftHandedIn, person=STAFF, department="finance-economy", late=False, keeper=GROUP_HEAD,
                 dispose_by=ON + timedelta(days=30), cites=("A5", "B14.3"))
        )
    )  # fmt: skip
    assert desk.owed("party.gift-disposal") == [(GROUP_HEAD, "", day(7, 10), "open")]
    away = ops.DisposeOfGift(gift=made.result.id, on=day(6, 12), disposal="treasury", reference="缴款书1号")
    for nobody in (STAFF, SECRETARY, CHAIR):
        given(to=desk).when(away, by=nobody, at=clock(day(6, 12))).then_refused(Forbidden)
    wrong = away.model_copy(update={"disposal": "kept"})
    given(to=desk).when(wrong, by=MEMBER, at=clock(day(6, 12))).then_refused(Invalid)
    given(to=desk).when(away, by=MEMBER, at=clock(day(6, 12))).then(e.GiftDisposed).then_answer(disposed_by=MEMBER)
    assert desk.owed("party.gift-disposal")[0][3] == "fulfilled"
    proven(desk.app)


def test_nobody_of_the_group_disposes_of_their_own(desk: Desk) -> None:
    made = desk.on(ON, GROUP_HEAD, gift())
    assert desk.owed("party.gift-disposal")[0][0] == MEMBER
    away = ops.DisposeOfGift(gift=made.id, on=ON, disposal="returned")
    given(to=desk).when(away, by=GROUP_HEAD, at=clock(ON)).then_refused(Forbidden)
    assert "dispose-of-gift" not in desk.may(ON, GROUP_HEAD, ops.GetGift(gift=made.id))
    assert len(desk.ticked(day(7, 11), e.GiftDisposalMissed)) == 1
    given(to=desk).when(away, by=MEMBER, at=clock(day(7, 11))).then(e.GiftDisposed)
    assert desk.owed("party.gift-disposal")[0][3] == "late"


def test_a_gift_handed_in_late_says_why(desk: Desk) -> None:
    given(to=desk).when(gift(received_on=day(5, 10)), by=STAFF, at=clock(ON)).then_refused(ReasonNeeded)
    given(to=desk).when(gift(received_on=day(5, 11)), by=STAFF, at=clock(ON)).then(fact(e.GiftHandedIn, late=False))
    late = gift(received_on=day(5, 1), reason="出差在外")
    given(to=desk).when(late, by=STAFF, at=clock(ON)).then(fact(e.GiftHandedIn, late=True, reason="出差在外"))
    for wrong in (gift(received_on=day(6, 11)), gift(kind="watch")):
        given(to=desk).when(wrong, by=STAFF, at=clock(ON)).then_refused(Invalid)


# -- family events ----------------------------------------------------------------------------------------------------


def test_a_family_event_is_told_before_and_accounted_for_after(desk: Desk) -> None:
    """B14.5, B14.7."""
    made = (
        given(to=desk)
        .when(wedding(), by=STAFF, at=clock(ON))
        .then(fact(e.FamilyEventReported, person=STAFF, late=False, account_by=day(6, 30), guests=80, budget=20000))
    )
    account = ops.AccountForFamilyEvent(event=made.result.id, guests=75, cost=18000)
    given(to=desk).when(account, by=STAFF, at=clock(day(6, 19))).then_refused(NotYetOver)
    assert desk.may(day(6, 19), STAFF, ops.GetFamilyEvent(event=made.result.id)) == []
    given(to=desk).when(account, by=GROUP_HEAD, at=clock(day(6, 21))).then_refused(Forbidden)
    missed = desk.ticked(day(7, 1), e.FamilyEventUnaccounted)
    assert [(one.person, one.due) for one in missed if isinstance(one, e.FamilyEventUnaccounted)] == [
        (STAFF, day(6, 30))
    ]
    given(to=desk).when(account, by=STAFF, at=clock(day(7, 2))).then(
        fact(e.FamilyEventAccounted, guests=75, cost=18000, was_missed=True)
    ).then_answer(status="accounted", came=75, guests=80)
    assert desk.owed("party.family-event-account")[0][3] == "late"
    proven(desk.app)


@for_all(st.integers(-20, 40), st.booleans(), st.sampled_from(["", "日期提前"]))
def test_days_ahead_of_a_family_event(ahead: int, foreseen: bool, reason: str) -> None:
    """Ten days ahead by the organ's number, later with a reason, never once it took place; a funeral at any time."""
    said = given(of=FamilyEvent).when(
        FamilyEvent.report, act=act(STAFF), number="2024-0001", department="budget", occasion="x",
        on=DAY + timedelta(days=ahead), guests=1, budget=1, place="某地", reason=reason, before=Term(10, foreseen),
        after=10,
    )  # fmt: skip
    if foreseen and ahead <= 0:
        said.then_refused(NotBefore, cites=("A5", "B14.5", "B14.7"))
    elif foreseen and ahead < 10 and not reason:
        said.then_refused(ReasonNeeded)
    else:
        said.then(
            fact(
                e.FamilyEventReported, late=foreseen and ahead < 10, account_by=DAY + timedelta(days=max(ahead, 0) + 10)
            )
        )


def test_a_funeral_is_told_when_it_happens(desk: Desk) -> None:
    given(to=desk).when(wedding(on=day(6, 8)), by=STAFF, at=clock(ON)).then_refused(NotBefore)
    given(to=desk).when(wedding(on=day(6, 8), occasion="funeral"), by=STAFF, at=clock(ON)).then(
        fact(e.FamilyEventReported, late=False, account_by=day(6, 20))
    )
    given(to=desk).when(wedding(occasion="party"), by=STAFF, at=clock(ON)).then_refused(Invalid)


# -- trips ------------------------------------------------------------------------------------------------------------


def test_a_private_trip_is_stated_before_and_never_on_public_money(desk: Desk) -> None:
    """B14.4, B14.6."""
    for money in ("public", "others"):
        given(to=desk).when(trip(paid_by=money), by=STAFF, at=clock(ON)).then_refused(PublicMoney, cites=("B14.6",))
    given(to=desk).when(trip(first=ON), by=STAFF, at=clock(ON)).then_refused(NotBefore)
    for wrong in (trip(last=day(6, 30)), trip(kind="cruise"), trip(paid_by="luck")):
        given(to=desk).when(wrong, by=STAFF, at=clock(ON)).then_refused(Invalid)
    made = given(to=desk).when(trip(), by=STAFF, at=clock(ON)).then(fact(e.TripStated, person=STAFF))
    note = ops.NoteTrip(trip=made.result.id)
    given(to=desk).when(note, by=SECRETARY, at=clock(ON)).then_refused(Forbidden)
    given(to=desk).when(note, by=MEMBER, at=clock(ON)).then(e.TripNoted).then_answer(status="noted")


def test_nobody_of_the_group_notes_their_own_trip(desk: Desk) -> None:
    made = desk.on(ON, MEMBER, trip(kind="abroad"))
    objection = ops.ObjectToTrip(trip=made.id, reason="有重要会议")
    given(to=desk).when(objection, by=MEMBER, at=clock(ON)).then_refused(Forbidden)
    assert desk.may(ON, MEMBER, ops.GetTrip(trip=made.id)) == []
    assert not [line for line in desk.on(ON, MEMBER, desk.LOG.list_desk()).items if line.operation == "party.note-trip"]
    given(to=desk).when(objection, by=GROUP_HEAD, at=clock(ON)).then(e.TripObjected).then_answer(status="objected")
    proven(desk.app)


def test_the_register_of_gifts_as_a_workbook(desk: Desk) -> None:
    desk.on(ON, STAFF, gift())
    file = desk.on(ON, GROUP_HEAD, ops.ExportGifts(start=day(6, 1), end=day(6, 30)))
    title, _, row = read_back(file.content)
    assert title[0] == "礼品上交登记台账 2025-06-01 至 2025-06-30"
    assert row[0] == "2025-0001"


# -- who sees what ----------------------------------------------------------------------------------------------------

SECRETS = ("丁礼品", "丁赠送", "丁迟交", "丁酒店", "丁补报", "丁说明", "丁目的", "丁事由", "丁异议", "丁凭证")


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (STAFF, True), (GROUP_HEAD, True), (MEMBER, True), ("p055", True), (AUDITOR, False),
        (CHAIR, False), ("p002", False),
        ("p003", False), (SECRETARY, False), ("p008", False), ("p009", False), ("p011", False), ("p016", False),
        (HEAD, False), (COLLEAGUE, False), ("p027", False), ("p053", False),
    ],
)  # fmt: skip
def test_what_was_declared_is_ones_own_and_the_groups(desk: Desk, person: str, sees: bool) -> None:
    """Role × kind of content × every way there is. On the bus, in workbooks and refusals nobody finds any of it."""
    handed = desk.on(ON, STAFF, gift(what="丁礼品", giver="丁赠送", received_on=day(5, 1), reason="丁迟交"))
    event = desk.on(ON, STAFF, wedding(place="丁酒店", on=day(6, 11), reason="丁补报"))
    journey = desk.on(ON, STAFF, trip(destination="丁目的", purpose="丁事由"))
    desk.on(day(6, 11), STAFF, ops.AccountForFamilyEvent(event=event.id, guests=1, cost=1, note="丁说明"))
    desk.on(day(6, 11), MEMBER, ops.ObjectToTrip(trip=journey.id, reason="丁异议"))
    away = ops.DisposeOfGift(gift=handed.id, on=day(6, 11), disposal="returned", reference="丁凭证")
    desk.on(day(6, 11), GROUP_HEAD, away)
    shown = seen(
        desk, day(6, 12), person,
        lists=[ops.ListGifts(), ops.ListFamilyEvents(), ops.ListTrips(), ops.ListGifts(person=person),
               ops.ListFamilyEvents(person=person), ops.ListTrips(person=person)],
        records=[ops.GetGift(gift=handed.id), ops.GetFamilyEvent(event=event.id), ops.GetTrip(trip=journey.id)],
        exports=[ops.ExportGifts(start=day(1, 1), end=day(12, 31))],
        tried=[away, ops.NoteTrip(trip=journey.id), ops.AccountForFamilyEvent(event=event.id, guests=1, cost=1)],
    )  # fmt: skip
    log = OF_THE_LOG if person == AUDITOR else set[str]()
    for text in SECRETS:
        ways = {way for way, said in shown.items() if text in said}
        assert {"list", "record"} <= ways if sees else ways <= log, (text, ways)
        assert not ways & {"export", "obligations", "refusal", "bus", "live", "desk", "replay"}, (text, ways)
