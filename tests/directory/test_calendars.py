"""A year's holidays are imported while everything runs; who keeps the system is reminded in time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.directory import events as facts
from services.directory.calendars.operations import GetCalendar, GetCalendarTemplate, ImportCalendar, ListCalendars
from services.directory.refusals import BadCalendar
from services.kernel.clock import SimulatedClock
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.clock_faults import clock_faults
from services.kernel.procedure.context import Call
from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from tests.directory.desk import Desk
from tests.given import fact, given, proven

pytestmark = pytest.mark.slow

ORGAN = Path(__file__).parents[2] / "deploy" / "organ"
NOTICE = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知"
[[holidays]]
zh = "元旦"
en = "New Year's Day"
days = [2026-12-31, 2027-01-01, 2027-01-02]
make_up = [2027-01-09]
[[holidays]]
zh = "国庆节"
en = "National Day"
days = [2027-10-01, 2027-10-02]
make_up = []
"""


NEW_YEAR = (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2))


def importing(text: str = NOTICE) -> ImportCalendar:
    return ImportCalendar.model_validate({"content": b64encode(text.encode()).decode()})


@pytest.fixture
def keeper(desk: Desk) -> Desk:
    object.__setattr__(desk.app.office, "calendar", WorkCalendar.load())
    return desk


def test_the_template_is_imported_once_its_notice_is_named(keeper: Desk) -> None:
    template = keeper.ask(GetCalendarTemplate()).content.decode()
    given(to=keeper).when(importing(template)).then_refused(BadCalendar)
    named = template.replace('source = ""', 'source = "通知"')
    given(to=keeper).when(importing(named)).then(fact(facts.CalendarAnnounced, source="通知"))


def test_a_year_is_imported_once_and_an_amended_notice_replaces_it(keeper: Desk) -> None:
    with pytest.raises(UnknownYear):
        keeper.ask(GetCalendar(year=2027))
    given(to=keeper).when(importing()).then(
        fact(
            facts.CalendarAnnounced,
            day=date(2027, 1, 1),
            year=2027,
            source="国务院办公厅关于2027年部分节假日安排的通知",
            holidays=(
                (
                    "元旦",
                    "New Year's Day",
                    (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)),
                    (date(2027, 1, 9),),
                ),
                ("国庆节", "National Day", (date(2027, 10, 1), date(2027, 10, 2)), ()),
            ),
        )
    )
    given(to=keeper).when(importing()).then_nothing()
    seen = keeper.ask(GetCalendar(year=2027))
    assert [holiday.zh for holiday in seen.holidays] == ["元旦", "国庆节"]
    assert (seen.make_up, seen.version) == ([date(2027, 1, 9)], 1)
    assert seen.allowed == ["directory.import-calendar"]  # an amended notice
    assert keeper.ask(GetCalendar(year=2027), by="p022").allowed == []
    given(to=keeper).when(importing(NOTICE.replace("[2027-01-09]", "[2027-01-10]"))).then(
        fact(facts.CalendarAnnounced, year=2027)
    )
    assert keeper.ask(GetCalendar(year=2027)).make_up == [date(2027, 1, 10)]
    proven(keeper.app)


def test_the_years_that_are_known_are_listed(keeper: Desk) -> None:
    keeper.do(importing())
    last = keeper.ask(ListCalendars(limit=500)).items[-2:]
    assert [(one.year, one.version) for one in last] == [(2026, 0), (2027, 1)]
    assert date(2026, 10, 10) in last[0].make_up


@pytest.mark.parametrize(
    "text",
    [
        "",
        "year = 2027",
        NOTICE.replace("2027-01-09", "2027-01-11"),
        NOTICE.replace("2027-10-01", "2028-10-01"),
        NOTICE.replace("year = 2027", "year = 20270"),
        "\x00",
        "year = " + "[" * 30_000,
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_with_the_place(keeper: Desk, text: str) -> None:
    given(to=keeper).when(importing(text)).then_refused(BadCalendar)
    with pytest.raises(BadCalendar) as refused:
        keeper.ask(importing(text))
    said = re.sub(r"UTF-8|year|source|holidays|make_up|days|zh|en", "", refused.value.zh)
    assert not re.search(r"[A-Za-z]{2}", said), "in Chinese, but for the file's own words"
    assert not re.search(r"[一-龥]", refused.value.en)


def test_a_file_that_is_no_text_is_refused_in_both_languages(keeper: Desk) -> None:
    with pytest.raises(BadCalendar) as refused:
        keeper.ask(ImportCalendar(content=NOTICE.encode("gb18030")))
    assert "不是UTF-8编码的文本" in refused.value.zh
    assert "no text in UTF-8" in refused.value.en


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Embedded]:
    made = Embedded(tmp_path, Settings(tick_seconds=0), clock=SimulatedClock(datetime(2026, 9, 30, 2, tzinfo=UTC)))
    yield made
    made.close()


def ask(office: Embedded, operation: str, **body: Any) -> Any:
    return json.loads(office.call(Call(operation, body, office.keys.system_token())).body)


def knows(office: Embedded, service: str, day: date) -> bool:
    """Whether a command of that service would count with the day's year."""
    app = office.services[service].app
    with app.store.reading() as connection:
        calendar = app._calendar(app.organ.current(Reading(app.store, connection)).notices())
    return calendar.is_workday(day)


def test_every_service_counts_with_it_at_once(office: Embedded) -> None:
    """The last day of December, free by the new notice, was a working day until it came."""
    for service in office.services:
        with pytest.raises(UnknownYear):
            knows(office, service, date(2027, 1, 4))
        assert knows(office, service, date(2026, 12, 31))
    ask(office, "directory.import-calendar", content=b64encode(NOTICE.encode()).decode())
    office.settle()
    for service in office.services:
        assert knows(office, service, date(2027, 1, 4))
        assert not knows(office, service, date(2026, 12, 31))


def test_from_october_on_a_missing_year_stands_in_the_administrators_list(office: Embedded) -> None:
    def said() -> list[tuple[str, str, str]]:
        app = office.services["directory"].app
        with app.store.reading() as connection:
            rows = Reading(app.store, connection).read(select(clock_faults))
        return [(row.code, row.zh, row.what_zh) for row in rows]

    clock = office.office.clock
    assert isinstance(clock, SimulatedClock)
    office.tick()
    assert said() == []
    clock.set(datetime(2026, 10, 1, 2, tzinfo=UTC))
    office.tick()
    ((code, text, what),) = said()
    assert what == "核对节假日安排是否已导入"
    assert code == "directory.calendar-missing"
    assert "2027" in text
    ask(office, "directory.import-calendar", content=b64encode(NOTICE.encode()).decode())
    office.tick()
    assert said() == []


def test_a_year_that_is_missing_waits_on_the_administrators_desk_until_it_is_imported(office: Embedded) -> None:
    import_organ(ORGAN, lambda op: office.call(Call(op.NAME, op.model_dump(mode="json"), office.keys.system_token())))
    office.settle()

    def waiting(person: str) -> list[str]:
        token = office.signer.sign(person, token_id=f"t-{person}")
        lines = json.loads(office.call(Call("directory.list-desk", {}, token)).body)["items"]
        return [one["title"] for one in lines if one["operation"] == "directory.import-calendar"]

    assert waiting("p016") == []
    clock = office.office.clock
    assert isinstance(clock, SimulatedClock)
    clock.set(datetime(2026, 10, 8, 2, tzinfo=UTC))
    assert (waiting("p016"), waiting("p011")) == (["2027"], [])
    ask(office, "directory.import-calendar", content=b64encode(NOTICE.encode()).decode())
    assert waiting("p016") == []
