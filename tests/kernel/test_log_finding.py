"""An event is found by what people remember of it, and told with what it changed, as far as the asker may see it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.kernel.clock import SimulatedClock
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.events import Confidential, Event, Personal
from services.kernel.log import index
from services.kernel.procedure.own_log.words import period
from services.kernel.procedure.pinyin import is_spelled
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.given import DAY, act, given, noon
from tests.kernel.sample import FillJar, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

AUDITOR, ADMINISTRATOR, MEMBER, OTHER = "p005", "p006", "p002", "p003"


class ShelfSetUp(Event):
    SAYS = "立柜"
    TOPIC = "sample.shelf-set-up.v1"
    number: str
    keeper: str = ""
    until: date
    title: Confidential[str] = ""
    secret_keeper: Confidential[str] = ""
    note: Personal[str] = ""


class ShelfExtended(Event):
    SAYS = "延长柜期"
    TOPIC = "sample.shelf-extended.v1"
    until: date
    jar: UUID | None = None


class Shelf(Aggregate):
    CITES = ("A15",)
    until: date | None = None

    @applies(ShelfSetUp)
    def _set_up(self, event: ShelfSetUp) -> None:
        self.until, self.title, self.note = event.until, event.title, event.note

    @applies(ShelfExtended)
    def _extended(self, event: ShelfExtended) -> None:
        self.until = event.until


def shelf(desk: SampleDesk, by: Act, **fields: Any) -> Shelf:
    made = Shelf(uuid4())
    made.trigger(ShelfSetUp, by, **{"number": "云人常〔2026〕3号", "until": DAY, **fields})
    desk.app.record(lambda tx: tx.append(made))
    return made


def extend(desk: SampleDesk, made: Shelf, by: Act, days: int, **more: Any) -> None:
    made.trigger(ShelfExtended, by, until=DAY + timedelta(days=days), **more)
    desk.app.record(lambda tx: tx.append(made))


def positions(desk: SampleDesk, text: str = "", by: str = AUDITOR, **asked: Any) -> list[int]:
    return [one.position for one in desk.ask(log.find_events(text=text, **asked), by=by).items]


class Finding:
    """On any store."""

    __test__ = False

    @pytest.fixture
    def desk(self, make_store: MakeStore) -> SampleDesk:
        return SampleDesk(make_store(), SimulatedClock(noon(DAY)))

    @pytest.fixture
    def shelves(self, desk: SampleDesk) -> Shelf:
        """Position 1 and 3 are one shelf's, 2 another's."""
        first = shelf(desk, act("p001"), department="kitchen", keeper="p009", title="关于果酱的办法", note="家中有事")
        shelf(desk, act("p002", on=DAY + timedelta(days=2)), number="2026-0012", title="盐", cites=("B11.2",))
        extend(desk, first, act("p009", on=DAY + timedelta(days=3), post="kitchen-head"), 30)
        return first

    def test_by_number_title_person_pinyin_department_article_day_and_what_happened(
        self, desk: SampleDesk, shelves: Shelf
    ) -> None:
        """Of a record's number or title, everything that happened to it is found, not only where it was said."""
        found = {
            "云人常〔2026〕3号": [3, 1],
            "果酱": [3, 1],
            "2026-0012": [2],
            "曾建国": [1],
            "zengjianguo": [1],
            "zjg": [1],
            "单大河": [3, 1],
            "shandahe": [3, 1],
            "厨房": [1],
            "kitchen": [1],
            "a15": [3, 1],
            "B11": [2],
            "B11.2": [2],
            "B1": [],
            "延长柜期": [3],
            "shelf": [3, 2, 1],
            f"{DAY}": [1],
            f"{DAY:%Y年}{DAY.month}月": [3, 2, 1],
            "果酱 单大河 延长": [3],
            "果酱 王丽": [],
            "no such thing": [],
            "%": [],
        }
        assert {text: positions(desk, text) for text in found} == found

    def test_filters_choose_what_words_say(self, desk: SampleDesk, shelves: Shelf) -> None:
        jar = desk.ask(OpenJar(size=3, empty_by=DAY), at=noon(DAY + timedelta(days=4)))
        extend(
            desk,
            shelves,
            act("p001", on=DAY + timedelta(days=5), correlation="req", causation="kitchen/7"),
            60,
            jar=jar.id,
        )
        assert positions(desk, person="p009") == [3, 1]
        assert positions(desk, department="kitchen") == [1]
        assert positions(desk, article="B11") == [2]
        assert positions(desk, topic="sample.shelf-extended") == [5, 3]
        assert positions(desk, since=DAY + timedelta(days=2), until=DAY + timedelta(days=3)) == [3, 2]
        assert positions(desk, until=DAY - timedelta(days=1)) == []
        assert positions(desk, record=shelves.id) == [5, 3, 1]
        assert positions(desk, record=jar.id) == [5, 4]
        assert positions(desk, correlation="req") == positions(desk, causes=["kitchen/7", "kitchen/8"]) == [5]
        given(to=desk).when(log.find_events(after="x"), by=AUDITOR).then_refused(Invalid)

    def test_pages_follow_one_another_and_keep_still_while_events_come(self, desk: SampleDesk, shelves: Shelf) -> None:
        for days in range(5):
            extend(desk, shelves, act("p009", on=DAY + timedelta(days=10)), days)
        seen: list[int] = []
        after: str | None = None
        while True:
            page = desk.ask(log.find_events(text="果酱", after=after, limit=2), by=AUDITOR)
            seen += [one.position for one in page.items]
            extend(desk, shelves, act("p009", on=DAY + timedelta(days=11)), 9)
            after = page.next
            if after is None:
                break
        assert seen == [8, 7, 6, 5, 4, 3, 1]

    def test_what_is_withheld_finds_nothing_and_is_told_to_nobody(self, desk: SampleDesk, shelves: Shelf) -> None:
        """Private text is in no index; a secret title leads whoever may read it, and nobody else, to its record."""
        assert positions(desk, "家中有事") == []
        shelf(desk, act("p003"), number="密1", title="密件", secret_keeper="p002")
        assert positions(desk, "密件", by=ADMINISTRATOR) == positions(desk, "果酱", by=ADMINISTRATOR) == []
        assert positions(desk, "密件") == [4]
        assert positions(desk, person="p002") == [2], "who acted in secret is not found by name"
        assert positions(desk, "单大河", by=ADMINISTRATOR) == [3], "what was recorded of somebody is found by no keeper"
        assert positions(desk, person="p009", by=ADMINISTRATOR) == [3]
        (seen,) = desk.ask(log.find_events(text="云人常〔2026〕3号 立柜"), by=ADMINISTRATOR).items
        assert (seen.number, seen.title, seen.zh, seen.en) == ("云人常〔2026〕3号", "", "立柜", "shelf set up")
        (seen,) = desk.ask(log.find_events(text="云人常〔2026〕3号 立柜"), by=AUDITOR).items
        assert seen.title == "关于果酱的办法"

    def test_searching_is_for_the_keepers_of_the_log(self, desk: SampleDesk, shelves: Shelf) -> None:
        for person in ("p001", "p008", "p009"):
            given(to=desk).when(log.find_events(text="果酱"), by=person).then_refused(Forbidden)

    def test_it_says_how_each_word_was_read(self, desk: SampleDesk, shelves: Shelf) -> None:
        read = desk.ask(log.find_events(text=f"曾建国 A15 {DAY} 果酱 延长"), by=AUDITOR).read
        assert [(one.word, one.kind, one.zh) for one in read] == [
            ("曾建国", "person", "曾建国"),
            ("A15", "article", "A15"),
            (f"{DAY}", "period", f"{DAY}"),
            ("果酱", "text", "编号或标题"),
            ("延长", "event", "延长柜期"),
        ]

    def test_the_index_is_made_anew_when_what_it_keeps_changes(
        self, desk: SampleDesk, shelves: Shelf, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert index.behind(desk.app.store) == 3
        assert positions(desk, "果酱") == [3, 1]
        assert index.behind(desk.app.store) == 0
        monkeypatch.setattr(index, "VERSION", "another")
        assert index.behind(desk.app.store) == 3
        assert positions(desk, "果酱") == [3, 1]

    def test_who_changed_the_day_when_and_from_what_to_what(self, desk: SampleDesk, shelves: Shelf) -> None:
        history = desk.ask(log.get_history(aggregate=shelves.id), by=AUDITOR)
        assert [(one.zh, one.actor, one.post) for one in history.items] == [
            ("立柜", "p001", ""),
            ("延长柜期", "p009", "kitchen-head"),
        ]
        (change,) = history.items[1].changes
        assert (change.name, change.before, change.after) == ("until", f"{DAY}", f"{DAY + timedelta(days=30)}")
        assert {one.name: one.value for one in history.state}["until"] == f"{DAY + timedelta(days=30)}"
        assert desk.ask(log.get_event(position=3), by=AUDITOR).changes == [change]

    def test_the_state_between_any_two_events_and_as_it_was_known_on_a_day(
        self, desk: SampleDesk, shelves: Shelf
    ) -> None:
        def until(**asked: Any) -> Any:
            history = desk.ask(log.get_history(aggregate=shelves.id, **asked), by=AUDITOR)
            return history.as_of, {one.name: one.value for one in history.state}.get("until")

        assert until(version=1) == (1, f"{DAY}")
        assert until(on=DAY + timedelta(days=2)) == (1, f"{DAY}")
        assert until(on=DAY + timedelta(days=3)) == (2, f"{DAY + timedelta(days=30)}")
        assert until(on=DAY - timedelta(days=1)) == (0, None)

    def test_no_state_and_no_change_says_what_is_withheld(self, desk: SampleDesk, shelves: Shelf) -> None:
        def told(by: str) -> str:
            return desk.do(log.get_history(aggregate=shelves.id), by=by).body.decode()

        assert "果酱" in told(AUDITOR)
        assert "家中有事" in told(AUDITOR)
        for person in (ADMINISTRATOR, MEMBER):
            history = told(person)
            assert "果酱" not in history
            assert "家中有事" not in history
            assert '"withheld":true' in history

    def test_a_history_is_open_to_whom_its_record_concerns(self, desk: SampleDesk, shelves: Shelf) -> None:
        given(to=desk).when(log.get_history(aggregate=shelves.id), by=OTHER).then_refused(Forbidden)
        given(to=desk).when(log.get_history(aggregate=uuid4()), by=AUDITOR).then_refused(NotFound)
        jar = desk.ask(OpenJar(size=9, empty_by=DAY, note="private"))
        desk.do(FillJar(jar=jar.id, amount=2))
        history = desk.ask(log.get_history(aggregate=jar.id), by="p001")
        assert [[(c.name, c.before, c.after) for c in one.changes] for one in history.items] == [
            [("size", None, 9)],
            [("amount", None, 2)],
        ]


class TestOnSqlite(OnSqlite, Finding):
    pass


class TestOnPostgres(OnPostgres, Finding):
    pass


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2026-08-12", "2026-08-12", "2026-08-12"),
        ("2026年8月12日", "2026-08-12", "2026-08-12"),
        ("8月12日", "2026-08-12", "2026-08-12"),
        ("12月3日", "2025-12-03", "2025-12-03"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("2025年", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(word: str, first: str, last: str) -> None:
    assert period(word, date(2026, 9, 1)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("word", ["2026-0012", "3-5", "12", "2026-13", "2月30日", "2026", "A15", "云人常〔2026〕3号"])
def test_what_is_no_period_is_left_a_word(word: str) -> None:
    assert period(word, date(2026, 9, 1)) is None


def test_surnames_are_read_as_surnames() -> None:
    for name, typed in (("曾建国", "zeng"), ("单大河", "shan"), ("解放", "xie"), ("仇和", "qiu"), ("查良镛", "zha")):
        assert is_spelled(typed, name)
    assert is_spelled("dahe", "单大河")
    assert is_spelled("sdh", "单大河")
    assert not is_spelled("dan", "单大河")
    assert not is_spelled("s", "单大河")
