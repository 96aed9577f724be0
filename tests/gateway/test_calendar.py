"""履职日历: the year ahead as a page, a workbook, and a feed that a calendar program subscribes to by a secret link."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from starlette.testclient import TestClient

from tests.documents.desk import read_back
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import hidden, visitor


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def duties(office: RealOffice, who: str, **asked: str) -> list[dict[str, Any]]:
    """Of all services, as they say it themselves."""
    found: list[dict[str, Any]] = []
    for service in office.runtime.services:
        found += office.do(who, f"{service}.list-foreseen", **asked)["items"]
    return found


def made_link(client: TestClient) -> str:
    """The path of the feed, as the page tells it once."""
    page = client.post("/calendar/links", data={"csrf": hidden(client.get("/calendar"), "csrf")})
    assert page.status_code == 200
    told = re.search(r"<code>https?://[^/]+(/calendar/[A-Za-z0-9_-]{43}\.ics)</code>", page.text)
    assert told, "the link is told"
    assert told[1] not in client.get("/calendar").text, "once"
    return told[1]


def days(text: str) -> list[tuple[str, date]]:
    events = vobject.readOne(text).contents.get("vevent", [])
    return sorted((event.summary.value, event.dtstart.value) for event in events)


def test_the_page_shows_what_will_be_owed_in_both_languages(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    page = client.get("/calendar?department=office")
    assert page.status_code == 200
    assert "组织月度集中清扫" in page.text
    english = client.get("/calendar?department=office&lang=en").text
    assert "Hold the month's cleaning" in english.replace("&#39;", "'")
    assert "组织月度集中清扫" not in english
    client.get("/calendar?lang=zh")


def test_by_itself_it_shows_the_visitors_and_their_departments_next_month(office: RealOffice) -> None:
    """Not everybody's year, though the office may see it: there are links to that."""
    client = visitor(office, "clerk")
    until = (datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=31)).isoformat()
    expected = {
        (one["kind"], one["key"])
        for asked in ({"person": "p011"}, {"department": "office"})
        for one in duties(office, "p011", until=until, **asked)
    }
    page = client.get("/calendar").text
    assert rows_of(page) == len(expected) > 0
    assert rows_of(page) < len(duties(office, "p011", until=until)), "of others"
    links = [unescape(one) for one in re.findall(r'<a href="(/calendar[^"]*)"', page)]
    links = [one for one in links if "?" in one and ".xlsx" not in one]
    everybody, quarter = next(one for one in links if "whose=all" in one), links[-2]
    assert rows_of(client.get(everybody).text) == len(duties(office, "p011", until=until))
    assert rows_of(client.get(quarter).text) > len(expected)


def rows_of(page: str) -> int:
    return len(re.findall(r"<tr><td>(?:\d{4}-\d\d-\d\d|—)", page))


def test_the_page_that_tells_a_link_once_has_no_other_language_to_lose_it_to(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    other = re.compile(r'<a class="lang"')
    assert other.search(client.get("/calendar").text)
    told = client.post("/calendar/links", data={"csrf": hidden(client.get("/calendar"), "csrf")})
    assert ".ics</code>" in told.text
    assert not other.search(told.text)
    assert "只显示这一次" in told.text
    assert "shown this once" not in told.text
    told = client.post("/calendar/links?lang=en", data={"csrf": hidden(client.get("/calendar"), "csrf")})
    assert "shown this once" in told.text
    assert "只显示这一次" not in told.text
    client.get("/calendar?lang=zh")
    back = client.get("/calendar/links", follow_redirects=False)
    assert (back.status_code, back.headers["location"]) == (303, "/calendar")


def test_an_article_and_a_day_narrow_it(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    found = client.get("/calendar?department=office&article=B12&until=2026-10-31").text
    assert found.count("组织月度集中清扫") == 3, "August, September, October"
    assert "按月报送考勤表" not in found


def test_another_value_of_a_parameter_shows_what_would_move(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    page = client.get("/calendar?department=office&parameter=attendance.sheet_due&value=3")
    assert page.status_code == 200
    assert "原为" in page.text
    assert "组织月度集中清扫" not in page.text
    assert client.get("/calendar?parameter=attendance.sheet_due&value=potato").status_code == 422


def test_nobody_sees_another_departments(office: RealOffice) -> None:
    assert visitor(office, "staff").get("/calendar?department=agriculture").status_code == 403


def test_the_workbook_holds_the_same(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    file = client.get("/calendar.xlsx?department=office")
    assert file.status_code == 200
    title, heading, *rows = read_back(file.content)
    assert title[0].partition("（")[0] == "履职日历：今后一年到期事项"
    assert heading == ("期限", "事项", "所涉", "责任人", "责任部门", "依据")
    assert len(rows) == len(duties(office, "p011", department="office"))
    until = (datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=31)).isoformat()
    narrowed = read_back(client.get(f"/calendar.xlsx?department=office&until={until}").content)
    assert narrowed[0][0].partition("（")[0] == f"履职日历：截至{until}到期事项"
    assert len(narrowed) < len(rows)
    assert client.get("/calendar.xlsx?until=potato").status_code == 422


def test_a_calendar_program_reads_the_feed_and_its_days_are_the_duties(office: RealOffice) -> None:
    link = made_link(visitor(office, "head"))
    program = TestClient(office.app)
    answer = program.get(link)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    own = [*duties(office, "p022"), *duties(office, "p022", department="finance-economy")]
    mine = (one for one in own if one["person"] in ("", "p022") and one["due"])  # a day that cannot be told yet waits
    expected = {(one["kind"], one["key"]): one for one in mine}
    assert days(answer.text) == sorted((one["zh"], date.fromisoformat(one["due"])) for one in expected.values())
    assert len(expected) > 3
    assert all(one[1] <= office.clock.now().date() + timedelta(days=366) for one in days(answer.text))
    uids = re.findall(r"UID:(\S+)", answer.text)
    assert len(set(uids)) == len(uids)
    assert re.findall(r"UID:(\S+)", program.get(link).text) == uids, "the same when asked again"
    assert "Hold the" not in answer.text
    assert re.search("SUMMARY:[A-Z][a-z]+ ", program.get(f"{link}?lang=en").text)


def test_a_feed_says_nothing_of_people_or_records(office: RealOffice) -> None:
    text = TestClient(office.app).get(made_link(visitor(office, "clerk"))).text.replace("\r\n ", "")
    assert not re.search(r"\bp0\d\d\b", text)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    names = [person["name"] for person in office.do("p011", "directory.get-organ")["people"]]
    assert not [name for name in names if name in text]


def test_an_ended_or_a_foreign_link_opens_nothing(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    link = made_link(client)
    page = client.get("/calendar")
    for id in re.findall(r'name="end" value="([^"]+)"', page.text):
        assert client.post("/calendar/links", data={"csrf": hidden(page, "csrf"), "end": id}).status_code == 200
    program = TestClient(office.app)
    assert program.get(link).status_code == 404
    assert program.get("/calendar/not-a-link.ics").status_code == 404


def test_a_link_ends_with_the_account(office: RealOffice) -> None:
    link = made_link(visitor(office, "director"))
    program = TestClient(office.app)
    assert program.get(link).status_code == 200
    for account in office.accounts.listed():
        if account.person == "p008":
            office.accounts.close_account(account.login)
    assert program.get(link).status_code == 404


def test_somebody_may_have_ten_links_and_not_more(office: RealOffice) -> None:
    client = visitor(office, "auditor")
    for _ in range(10):
        made_link(client)
    page = client.get("/calendar")
    refused = client.post("/calendar/links", data={"csrf": hidden(page, "csrf")})
    assert refused.status_code == 403
    assert "订阅链接已达上限" in refused.text


def test_a_link_is_not_made_from_elsewhere(office: RealOffice) -> None:
    assert visitor(office, "clerk").post("/calendar/links", data={}).status_code == 403


# -- a year whose holidays nobody has told yet ------------------------------------------------------------------------

NEW_YEAR = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知"
[[holidays]]
zh = "元旦"
en = "New Year's Day"
days = [2027-01-01, 2027-01-02, 2027-01-03]
make_up = []
"""
FAR = "2027-03-03"


def test_what_cannot_be_told_yet_is_said_and_an_import_tells_it_at_once(office: RealOffice) -> None:
    """Nothing has to be recorded in a service before its calendar follows the directory."""
    services = list(office.runtime.services)
    asked = {"until": FAR, "department": "office"}

    def sheets() -> list[str]:
        found = office.do("p011", "attendance.list-foreseen", **asked)["items"]
        return sorted(
            one["due"] for one in found if one["kind"] == "attendance.monthly-sheet" and (one["due"] or "") > "2027"
        )

    for name in services:
        assert office.do("p011", f"{name}.list-foreseen", until=FAR)["unknown_years"] == [2027], name
        assert office.do("p011", f"{name}.list-foreseen", until="2026-12-31")["unknown_years"] == [], name
    assert sheets() == []
    months = ["2026-12/office", "2027-01/office", "2027-02/office"]
    found = office.do("p011", "attendance.list-foreseen", **asked)["items"]
    assert [one["key"] for one in found if one["due"] is None] == months, "at the end, without a day"
    client, keeper = visitor(office, "clerk"), visitor(office, "admin")
    said = "尚未导入2027年的节假日安排"
    shown = f"/calendar?department=office&until={FAR}"
    assert said in client.get(shown).text
    assert "期限待定" in client.get(shown).text
    assert "The holidays of 2027 are not imported yet" in client.get(f"{shown}&lang=en").text
    client.get("/calendar?lang=zh")
    assert "/operations/directory.import-calendar" not in client.get(shown).text
    assert "/operations/directory.import-calendar" in keeper.get(f"/calendar?until={FAR}").text
    file = client.get(f"/calendar.xlsx?department=office&until={FAR}").content
    assert read_back(file)[0][0].endswith("（尚未导入2027年节假日安排，该年事项不全）")

    office.do("system", "directory.import-calendar", content=b64encode(NEW_YEAR.encode()).decode())
    office.runtime.settle()
    assert sheets() == ["2027-01-08", "2027-02-05"], "the fifth working day of the month"
    for name in services:
        assert office.do("p011", f"{name}.list-foreseen", until=FAR)["unknown_years"] == [], name
    assert said not in client.get(shown).text
