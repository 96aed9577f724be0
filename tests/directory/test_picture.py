"""The picture on any day equals what one finds by walking through the facts day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given as for_all
from hypothesis import strategies as some
from msgspec.structs import replace

from services.directory import events as facts
from services.directory.changes.record import WHAT
from services.directory.events import OfChange
from services.directory.names import Kind, stream
from services.directory.picture import Picture
from services.directory.timeline import Timeline
from services.kernel.domain.events import Event, declared
from services.kernel.domain.who import Capacity
from tests.given import Fact, fact

FIRST = date(2024, 1, 1)
DAYS = [FIRST + timedelta(n) for n in range(40)]
day_numbers = some.integers(0, len(DAYS) - 1)
places = some.sampled_from(["office", "budget", ""])
Changes = list[tuple[int, str]]
histories = some.lists(some.tuples(day_numbers, places), max_size=8)


class Told:
    """Facts in the order of telling, each with its stream's next version."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._versions: dict[tuple[Kind, str], int] = {}

    def tell(self, kind: Kind, id: str, one: Fact) -> None:
        version = self._versions[kind, id] = self._versions.get((kind, id), 0) + 1
        self.events.append(one.event(stream(kind, id), version))

    def hire(self, person: str, department: str = "office", day: date = FIRST, name: str = "甲") -> None:
        details = {"name": name, "number": person, "work_since": FIRST}
        self.tell("person", person, fact(facts.PersonHired, person=person, department=department, day=day, **details))

    def appoint(self, post: str, person: str, day: date) -> None:
        self.tell("post", post, fact(facts.HolderAppointed, of_post=post, person=person, day=day))

    def create(self, post: str, department: str = "office", level: str = "staff") -> None:
        described = {"zh": post, "en": post, "level": level}
        self.tell("post", post, fact(facts.PostCreated, of_post=post, department=department, day=FIRST, **described))

    def picture(self) -> Picture:
        return Picture().with_events(self.events)


def walked(changes: Changes, start: str = "") -> list[str]:
    """The value of every day, the slow way: what is told later about a day stands until the next known change."""
    marks: dict[int, str] = {0: start}
    marks.update(changes)
    found, value = [], start
    for number in range(len(DAYS)):
        value = marks.get(number, value)
        found.append(value)
    return found


@for_all(histories)
def test_a_timeline_is_what_the_days_say(changes: Changes) -> None:
    line: Timeline[str] = Timeline()
    for number, value in changes:
        line = line.since(DAYS[number], value or None)
    days = walked(changes)
    assert [line.at(day) or "" for day in DAYS] == days
    assert [line.before(day) or "" for day in DAYS[1:]] == days[:-1]


@for_all(histories)
def test_spells_are_whole_disjoint_and_joined(changes: Changes) -> None:
    line: Timeline[str] = Timeline()
    for number, value in changes:
        line = line.since(DAYS[number], value or None)
    spells = list(line.spells())
    beyond = DAYS[-1] + timedelta(1)
    covered = {day: v for v, start, end in spells for day in DAYS if start <= day < (end or beyond)}
    assert [covered.get(day, "") for day in DAYS] == walked(changes)
    for (value, _, end), (after, start, _) in pairwise(spells):
        assert end is not None
        assert end < start or (end == start and value != after)


@for_all(histories, day_numbers, day_numbers)
def test_members_and_their_spells_follow_every_move(changes: Changes, one: int, other: int) -> None:
    told = Told()
    told.hire("p001", "office")
    for number, department in changes:
        told.tell("person", "p001", fact(facts.PersonMoved, person="p001", department=department, day=DAYS[number]))
    picture, days = told.picture(), walked(changes, "office")
    assert [picture.department_of("p001", day) for day in DAYS] == days
    for department in ("office", "budget"):
        inside = [picture.members(department, day) == ("p001",) for day in DAYS]
        assert inside == [value == department for value in days]
        start, end = DAYS[min(one, other)], DAYS[max(one, other)]
        spells = picture.member_spells(department, start, end)
        counted = sum((spell.end - spell.start).days + 1 for spell in spells)
        assert counted == days[min(one, other) : max(one, other) + 1].count(department)
        assert all(start <= spell.start <= spell.end <= end for spell in spells)


@for_all(histories, some.integers(0, 9))
def test_growing_step_by_step_is_growing_at_once_and_harms_no_reader(changes: Changes, cut: int) -> None:
    told = Told()
    told.hire("p001", "office")
    for number, department in changes:
        told.tell("person", "p001", fact(facts.PersonMoved, person="p001", department=department, day=DAYS[number]))
    before = Picture().with_events(told.events[:cut])
    seen = [before.department_of("p001", day) for day in DAYS]
    after = before.with_events(told.events[cut:])
    assert [before.department_of("p001", day) for day in DAYS] == seen
    assert vars(after) == vars(told.picture())


@for_all(some.tuples(day_numbers, day_numbers), some.integers(1, 39), some.integers(1, 39))
def test_a_deputy_stands_in_exactly_while_all_holds(span: tuple[int, int], relieved: int, left: int) -> None:
    told, (start, end) = Told(), (min(span), max(span))
    told.hire("p001")
    told.hire("p002")
    told.create("chair", level="county-head")
    told.appoint("chair", "p001", FIRST)
    given = {"of_post": "chair", "number": 1, "holder": "p001", "deputy": "p002"}
    told.tell("post", "chair", fact(facts.DelegationGiven, day=DAYS[start], until=DAYS[end], **given))
    told.tell("post", "chair", fact(facts.HolderRelieved, of_post="chair", person="p001", day=DAYS[relieved]))
    told.appoint("chair", "p002", DAYS[relieved])
    told.tell("person", "p002", fact(facts.PersonLeft, person="p002", day=DAYS[left]))
    picture = told.picture()
    for number, day in enumerate(DAYS):
        p001 = Capacity("chair") if number < relieved else None
        own = Capacity("chair") if relieved <= number < left else None
        standing_in = Capacity("chair", "p001") if start <= number < end and number < min(relieved, left) else None
        assert picture.standing("p001", "chair", day) == p001
        assert picture.standing("p002", "chair", day) == (own or standing_in)
        assert picture.deputy_for("chair", day) == ("p002" if standing_in else "")


def test_two_of_one_name_are_both_found_while_in_service() -> None:
    told = Told()
    told.hire("p001", name="李当归")
    told.hire("p002", name="李当归", day=DAYS[3])
    told.tell("person", "p001", fact(facts.PersonLeft, person="p001", day=DAYS[5]))
    found = [told.picture().by_name("李当归", DAYS[n]) for n in (0, 3, 5)]
    assert found == [("p001",), ("p001", "p002"), ("p002",)]


def test_level_comes_from_the_highest_post() -> None:
    told = Told()
    for number, (post, level) in enumerate(
        [
            ("deputy-chair-1", "county-deputy"),
            ("head-office", "section-head"),
            ("secretary-general", "section-head"),
            ("clerk", "staff"),
        ]
    ):
        told.hire(f"p00{number}")
        told.create(post, level=level)
        told.appoint(post, f"p00{number}", FIRST)
    told.appoint("clerk", "p000", DAYS[9])
    picture = told.picture()
    assert [picture.level(f"p00{n}", FIRST) for n in range(4)] == ["county", "head", "head", "staff"]
    assert [picture.is_head(f"p00{n}", FIRST) for n in range(4)] == [False, True, False, False]
    assert picture.level("p000", DAYS[9]) == "county"


def test_every_fact_of_the_directory_is_pictured_and_registered() -> None:
    told = {fact for fact in declared("directory").values() if fact.__module__ == facts.__name__}
    assert len(told) > 20
    proposed = {fact for fact in told if issubclass(fact, OfChange)}
    assert told - proposed == set(Picture._TAKES)  # what is proposed has not happened
    assert told == set(WHAT)


def test_facts_of_other_kinds_are_passed_over() -> None:
    class JarBroken(Event):
        TOPIC = "elsewhere.jar-broken.v1"

    broken = fact(JarBroken).event(stream("person", "p001"), 1)
    assert vars(Picture().with_events([broken])) == vars(Picture())


def test_an_organ_of_ten_thousand_answers_at_once() -> None:
    told = Told()
    one = fact(facts.PersonHired, person="", name="", number="", work_since=FIRST, day=FIRST).event(
        stream("person", ""), 1
    )
    for number in range(10_000):
        fields = {
            "person": f"p{number}",
            "name": f"甲{number}",
            "number": f"{number}",
            "department": f"d{number % 200}",
        }
        told.events.append(replace(one, originator_id=stream("person", f"p{number}"), **fields))
    picture = told.picture()
    for _ in range(200):
        assert len(picture.members("d7", DAYS[5])) == 50
    one_more = picture.with_events([fact(facts.PersonLeft, person="p7", day=DAYS[1]).event(stream("person", "p7"), 2)])
    assert len(one_more.members("d7", DAYS[5])) == 49
