"""Everybody finds what the year says of them, opens the event behind each line, and objects to a line from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from gateway.pages import lines
from services.appraisal.facts.tables import facts
from services.attendance.entitlement.facts import FORFEITED
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import visitor

STAFF = "p024"
RECORD = "/records/appraisal.get-personal-record?person={}&year=2026"


class Now(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime(2026, 8, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """With one line of the person's year: what forfeited leave counts as (A16)."""
    made = RealOffice(tmp_path_factory.mktemp("office"))
    line = {"source": "attendance", "position": 5, "n": 0, "quarter": "2026-Q3", "department": "finance-economy"}
    line |= {"person": STAFF, "dimension": "personal", "kind": FORFEITED, "quantity": 1000, "day": date(2026, 7, 31)}
    line |= {"recorded_at": 1, "cites": "A16", "aggregate": "0" * 32}
    made.runtime.services["appraisal"].app.record(lambda tx: tx.execute(facts.insert().values(line)))
    yield made
    made.close()


@pytest.fixture
def staff(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(lines, "datetime", Now)
    return visitor(office, "staff")


def linked(page: str, href: str) -> bool:
    return f'href="{href}"'.replace("&", "&amp;") in page


@pytest.mark.usefixtures("office")
def test_the_account_page_leads_to_the_running_year_and_the_last(staff: TestClient) -> None:
    page = staff.get("/account").text
    assert linked(page, RECORD.format(STAFF))
    assert linked(page, RECORD.format(STAFF).replace("2026", "2025"))


def test_the_persons_page_leads_there_for_whom_may_see_it(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "datetime", Now)
    asked = f"/records/directory.get-person?person={STAFF}"
    head, clerk = visitor(office, "p022"), visitor(office, "clerk")
    assert linked(head.get(asked).text, RECORD.format(STAFF))
    page = clerk.get(asked)
    assert page.status_code == 200
    assert "get-personal-record" not in page.text


def test_every_line_opens_its_event_and_is_objected_to_from_there(staff: TestClient) -> None:
    page = staff.get(RECORD.format(STAFF)).text
    said = re.findall(r'href="(/operations/appraisal\.contest-entry\?[^"]+)"', page)
    assert said, "the office made no line for this person"
    link = said[0].replace("&amp;", "&")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}
    assert asked.keys() == {"person", "year", "source", "position", "n"}
    assert linked(page, f"/events/{asked['source']}/{asked['position']}")
    assert f'<code class="hash">{asked["source"]}</code>' not in page
    form = staff.get(link).text
    for name in ("source", "position", "n"):
        assert f'<input type="hidden" name="{name}" value="{asked[name]}">' in form
    assert 'name="text"' in form


def test_who_begins_without_a_line_is_led_to_the_lines(staff: TestClient) -> None:
    page = staff.get("/operations/appraisal.contest-entry")
    assert f"{page.url.path}?{page.url.query.decode()}" == RECORD.format(STAFF)


def test_nobody_is_offered_to_object_for_another(office: RealOffice) -> None:
    page = visitor(office, "p022").get(RECORD.format(STAFF)).text
    assert "/events/" in page
    assert "contest-entry" not in page


def test_what_is_ones_own_alone_offers_nobody_else(staff: TestClient, office: RealOffice) -> None:
    for operation in ("attendance.export-own-data", "attendance.request-leave"):
        form = staff.get(f"/operations/{operation}").text
        (people,) = re.findall(r'<select name="person".*?</select>', form, re.DOTALL)
        assert re.findall(r'<option value="(\w+)"( selected)?', people) == [(STAFF, " selected")], operation
    clerk = visitor(office, "clerk").get("/operations/attendance.request-leave").text
    (people,) = re.findall(r'<select name="person".*?</select>', clerk, re.DOTALL)
    assert people.count("<option") > 20


def test_the_account_page_hands_out_what_is_held_of_one(staff: TestClient) -> None:
    assert linked(staff.get("/account").text, "/personal-data/mine.zip")
    assert staff.get("/personal-data/mine.zip").headers["content-type"] == "application/zip"
