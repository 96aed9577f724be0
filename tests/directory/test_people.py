"""Hired, moved, corrected, gone: each effective on a day, and refused where the history forbids it."""

from datetime import date, timedelta

import pytest

from services.directory import events as facts
from services.directory.bodies.operations import GetBody, JoinBody
from services.directory.names import stream
from services.directory.people.operations import (
    CorrectDetails,
    GetPerson,
    GetPersonFile,
    GiveUpResidencyDuty,
    LeaveService,
    ListPeople,
    MovePerson,
    TakeResidencyDuty,
)
from services.directory.posts.operations import GetPost, GiveDelegation
from services.directory.refusals import AlreadyThere, LaterChangeKnown, NotInService, NotOpen, NumberTaken
from services.kernel.domain.events import encode, marked_fields, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Invalid, NotFound, Stale
from tests.directory.desk import FOUNDED, LATER, TODAY, Desk, hiring
from tests.given import fact, given

DAY = timedelta(days=1)


def moving(department: str = "office", day: date = LATER) -> MovePerson:
    return MovePerson(person="p022", department=department, day=day)


def leaving(person: str = "p022", day: date = LATER) -> LeaveService:
    return LeaveService(person=person, day=day, reason="退休")


def test_hiring_is_one_fact_and_shows_at_once(desk: Desk) -> None:
    newcomer = hiring("p030", "budget", TODAY, gender="female")
    outcome = (
        given(to=desk)
        .when(newcomer)
        .then(fact(facts.PersonHired, person="p030", department="budget", day=TODAY, gender="female", actor="system"))
    )
    outcome.then_answer(id="p030", department="budget", active=True, level="staff", version=1)


def test_an_id_left_out_is_made_of_the_number(desk: Desk) -> None:
    nameless = hiring("p2099").model_copy(update={"person": None})
    given(to=desk).when(nameless).then_answer(id="p2099")


@pytest.mark.parametrize(
    "again", [hiring("p021", "budget"), moving(), leaving(), TakeResidencyDuty(person="p022", day=LATER)]
)
def test_the_same_order_again_changes_nothing(desk: Desk, again: Operation) -> None:
    given(again, to=desk).when(again).then_nothing()


def test_a_person_in_service_is_not_hired_again(desk: Desk) -> None:
    given(to=desk).when(hiring("p021", "budget", TODAY)).then_refused(AlreadyThere)


def test_who_left_may_come_back_later_but_not_before(desk: Desk) -> None:
    back = hiring("p022", "office", LATER + 30 * DAY)
    early = hiring("p022", "office", LATER - DAY)
    given(leaving(), to=desk).when(early).then_refused(LaterChangeKnown)
    given(to=desk).when(back).then(facts.PersonHired)
    picture = desk.picture()
    assert [picture.is_active("p022", LATER + n * DAY) for n in (-1, 0, 29, 30)] == [True, False, False, True]
    assert [spell.start for spell in picture.member_spells("office", TODAY, LATER + 99 * DAY)].count(
        LATER + 30 * DAY
    ) == 1


def test_a_number_is_never_given_twice(desk: Desk) -> None:
    given(to=desk).when(hiring("p030", number="022")).then_refused(NumberTaken, person="p022")
    corrected = CorrectDetails(person="p021", name="甲", number="022", work_since=FOUNDED, reason="录错")
    given(to=desk).when(corrected).then_refused(NumberTaken)


def test_a_move_holds_from_its_day(desk: Desk) -> None:
    given(to=desk).when(moving()).then(
        fact(facts.PersonMoved, person="p022", previous="budget", department="office", day=LATER)
    )
    assert desk.ask(GetPerson(person="p022", on=LATER - DAY)).department == "budget"
    assert desk.ask(GetPerson(person="p022", on=LATER)).department == "office"
    assert desk.ask(GetPerson(person="p022")).department == "budget"  # today is before
    assert [p.id for p in desk.ask(ListPeople(department="budget", on=LATER)).items] == ["p021", "p023"]


def test_a_move_may_be_recorded_late_but_not_before_a_known_one(desk: Desk) -> None:
    given(moving(day=FOUNDED + 9 * DAY), to=desk).when(moving("leadership", FOUNDED + DAY)).then_refused(
        LaterChangeKnown, known=str(FOUNDED + 9 * DAY)
    )


@pytest.mark.parametrize("day", [TODAY - DAY, LATER, LATER + DAY])
def test_nobody_moves_before_hiring_or_after_leaving(desk: Desk, day: date) -> None:
    moved = MovePerson(person="p030", department="office", day=day)
    given(hiring("p030", day=TODAY), leaving("p030"), to=desk).when(moved).then_refused(NotInService)


def test_nobody_moves_into_a_department_that_is_not(desk: Desk) -> None:
    given(to=desk).when(moving("nowhere")).then_refused(NotFound)
    given(to=desk).when(hiring("p030", day=FOUNDED - DAY)).then_refused(NotOpen)


def test_leaving_gives_everything_back(desk: Desk) -> None:
    standing_in = GiveDelegation(post="chair", deputy="p021", start=TODAY, to=LATER + 9 * DAY)
    joined = JoinBody(body="branch-committee", person="p021", role="member", day=FOUNDED)
    given(standing_in, joined, to=desk).when(leaving("p021")).then(
        fact(facts.HolderRelieved, of_post="head-budget", person="p021", day=LATER),
        fact(facts.DelegationEnded, of_post="chair", deputy="p021", day=LATER),
        fact(facts.BodyMemberLeft, body="branch-committee", person="p021", role="member", day=LATER),
        fact(facts.PersonLeft, person="p021", department="budget", day=LATER, reason="退休"),
    )
    assert desk.ask(GetPost(post="head-budget", on=LATER)).holder == ""
    assert desk.ask(GetPost(post="chair", on=LATER - DAY)).deputy == "p021"
    assert desk.ask(GetPost(post="chair", on=LATER)).deputy == ""
    assert desk.ask(GetBody(body="branch-committee", on=LATER)).members == []


def test_a_private_reason_stays_in_the_service() -> None:
    left = fact(facts.PersonLeft, person="p001", reason="患病").event(stream("person", "p001"), 1)
    assert "患病".encode() in encode(left)
    assert "患病".encode() not in public_bytes(facts.PersonLeft.TOPIC, encode(left))
    for event_class in (facts.PersonLeft, facts.PersonDetailsCorrected, facts.DelegationGiven):
        assert marked_fields(event_class) == ("reason",)


def test_details_are_corrected_as_a_whole(desk: Desk) -> None:
    right = CorrectDetails(person="p022", name="乙", number="922", work_since=date(2009, 1, 1), reason="录错")
    given(to=desk).when(right).then(fact(facts.PersonDetailsCorrected, name="乙", number="922"))
    picture = desk.picture()
    assert (picture.by_number("922"), picture.by_number("022")) == ("p022", "")
    assert picture.by_name("乙", TODAY) == ("p022",)
    assert picture.by_name("甲p022", TODAY) == ()


def test_residency_duty_comes_in_stretches(desk: Desk) -> None:
    given(TakeResidencyDuty(person="p022", day=FOUNDED), GiveUpResidencyDuty(person="p022", day=TODAY), to=desk).when(
        TakeResidencyDuty(person="p022", day=LATER)
    ).then(facts.ResidencyDutyTaken)
    person = desk.picture().person("p022")
    assert person is not None
    assert person.residency == ((FOUNDED, TODAY), (LATER, None))
    assert [person.on_residency_duty(day) for day in (TODAY - DAY, TODAY, LATER - DAY, LATER)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_stale_page_changes_nothing(desk: Desk) -> None:
    seen = desk.ask(GetPerson(person="p022")).version
    desk.do(moving())
    given(to=desk).when(leaving(day=LATER + DAY), if_match=seen).then_refused(Stale)


def test_the_file_tells_the_way_through_the_departments(desk: Desk) -> None:
    given(moving(), leaving(day=LATER + 9 * DAY), to=desk)
    file = desk.ask(GetPersonFile(person="p022"), by="p022")
    assert [(place.department, place.start, place.to) for place in file.places] == [
        ("budget", FOUNDED, LATER),
        ("office", LATER, LATER + 9 * DAY),
    ]
    assert (file.hired, file.left) == (FOUNDED, LATER + 9 * DAY)


def test_people_come_in_pages(desk: Desk) -> None:
    first = desk.ask(ListPeople(limit=5))
    second = desk.ask(ListPeople(limit=5, after=first.next))
    assert [p.id for p in (*first.items, *second.items)] == [p.id for p in desk.picture().people()]
    assert second.next is None


def test_an_unknown_person_is_missing_and_a_wrong_field_is_named(desk: Desk) -> None:
    given(to=desk).when(GetPerson(person="p999")).then_refused(NotFound)
    wrong = hiring("p030").model_copy(update={"number": "12 34"})
    given(to=desk).when(wrong).then_refused(Invalid)
