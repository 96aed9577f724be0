"""One log over all services: found by what people remember, with what changed, by whom, and what it led to."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from gateway.accounts import DEMO_PASSWORD
from services.kernel.refusals import Refusal
from tests.gateway.office import RealOffice

TITLE = "整理代表建议办理台账"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """A task whose day was moved, and a trip whose days were marked elsewhere because it was consented to."""
    made = RealOffice(tmp_path_factory.mktemp("log"))
    asked = {"department": "finance-economy", "owner": "p024", "title": TITLE, "source": "plan", "due": "2026-08-20"}
    task = made.do("p008", "documents.assign-task", **asked)
    made.clock.set(datetime(2026, 8, 5, 2, 0, tzinfo=UTC))
    made.do("p024", "documents.ask-extension", task=task["id"], due="2026-08-31", reason="材料未齐")
    made.do("p002", "documents.extend-task", task=task["id"])
    at_the_door = {"id": str(UUID(int=1)), "at": "2026-08-05T02:00:00Z", "what": "logged-in", "login": "auditor"}
    made.do("system", "directory.record-logins", reports=[at_the_door | {"person": "p020", "address": "192.0.2.1"}])
    made.task = task["id"]  # type: ignore[attr-defined]
    away = {"area": "district", "destination": "城关镇", "purpose": "专题调研", "transport": "road"}
    days = {"start": "2026-08-12", "end": "2026-08-13"}
    trip = made.do("p024", "finance.request-trip", department="finance-economy", travellers=["p024"], **away, **days)
    approver = next(p for p in ("p002", "p003", "p004") if _consents(made, p, trip["id"]))
    made.approver = approver  # type: ignore[attr-defined]
    made.runtime.settle()
    yield made
    made.close()


def _consents(office: RealOffice, person: str, trip: str) -> bool:
    try:
        office.do(person, "finance.approve-trip", trip=trip)
    except Exception:
        return False
    return True


@pytest.fixture(scope="module")
def auditor(office: RealOffice) -> TestClient:
    return visitor(office, "auditor")


def visitor(office: RealOffice, login: str) -> TestClient:
    client = TestClient(office.app, base_url="http://jikao.test", follow_redirects=True)
    page = client.post("/login", data={"login": login, "password": DEMO_PASSWORD, "next": "/desk"})
    assert page.url.path == "/desk", page.text
    return client


def lines(page: Any) -> list[str]:
    """The text of every event listed."""
    found = re.search(r'<ol class="events".*?</ol>', page.text, re.DOTALL)
    return [_text(one) for one in re.findall(r"<li.*?</li>\s*(?=<li|</ol>)", found[0], re.DOTALL)] if found else []


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def then(page: Any) -> str:
    """The state at the moment chosen."""
    found = re.search(r'id="then".*?</section>', page.text, re.DOTALL)
    return _text(found[0]) if found else ""


def test_events_of_all_services_stand_in_order_of_recording(auditor: TestClient) -> None:
    seen: list[str] = []
    events: list[tuple[str, str]] = []
    address = "/log?whole=1"
    while address:
        page = auditor.get(address)
        seen += re.findall(r'datetime="([^"]+)"', page.text)
        events += re.findall(r'href="/events/([a-z]+)/(\d+)"', page.text)
        following = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == sorted(seen, reverse=True)
    assert len(events) == len(set(events)) == len(seen)
    listed = Counter(service for service, _ in events)
    assert set(listed) == {"directory", "attendance", "documents", "finance", "appraisal"}
    for service in set(listed) - {"directory"}:  # that one grows by each look
        assert listed[service] == auditor_count(auditor, service), "none missing"


def auditor_count(client: TestClient, service: str) -> int:
    found, after = 0, {}
    while True:
        answer = client.get(f"/api/v1/{service}/found-events", params={"limit": 500, **after}).json()
        found += len(answer["items"])
        if answer["next"] is None:
            return found
        after = {"after": answer["next"]}


def test_what_the_log_keeps_of_itself_is_shown_when_it_is_asked_for(auditor: TestClient) -> None:
    own = ("登录系统", "见证检查点")
    page = auditor.get("/log", params={"service": "directory"})
    assert lines(page)
    assert not [line for line in lines(page) if any(word in line for word in own)]
    assert re.search(r'<input type="checkbox" name="whole" value="1">', page.text)
    whole = auditor.get("/log", params={"service": "directory", "whole": "1"})
    logins = [line for line in lines(whole) if "登录系统" in line]
    assert logins
    assert not [line for line in logins if "系统时钟" in line], "the clock logs in nowhere"
    assert re.search(r'<input type="checkbox" name="whole" value="1" checked>', whole.text)
    assert lines(auditor.get("/log", params={"text": "登录系统", "whole": "1"}))
    assert not lines(auditor.get("/log", params={"text": "登录系统"}))


def test_a_word_of_a_button_finds_what_it_did_and_nothing_else(auditor: TestClient) -> None:
    found = lines(auditor.get("/log", params={"text": "延期"}))
    assert found
    assert all("任务延期" in line for line in found)
    assert lines(auditor.get("/log", params={"text": "提交请假申请"})), "the button says so, no event does"


@pytest.mark.parametrize("word", [TITLE, "代表建议", f"{TITLE} 延期", "任务延期 2026年8月5日"])
def test_who_moved_the_day_of_a_task_is_found_by_what_is_remembered_of_it(auditor: TestClient, word: str) -> None:
    found = lines(auditor.get("/log", params={"text": word}))
    (granted,) = [line for line in found if "批准任务延期" in line]
    assert "主任" in granted
    assert TITLE in granted


def test_from_the_record_to_its_history_with_what_changed(office: RealOffice, auditor: TestClient) -> None:
    record = auditor.get("/records/documents.get-task", params={"task": office.task})
    link = re.search(r'href="(/history/[^"]+)"', record.text)
    assert link
    steps = lines(auditor.get(link[1]))
    assert [re.sub(r"^\S+ \S+ ", "", step) for step in steps][-1].startswith("秦杜仲")
    assert "期限 2026-08-20 → 2026-08-31" in steps[-1]
    assert "期限 2026-08-20" in then(auditor.get(link[1], params={"version": 1}))
    assert "期限 2026-08-20" in then(auditor.get(link[1], params={"on": "2026-08-04"})), "known a day later"
    assert "期限 2026-08-31" in then(auditor.get(link[1], params={"on": "2026-08-05"}))
    assert "尚无此记录" in then(auditor.get(link[1], params={"on": "2026-08-01"}))


def test_an_event_leads_to_its_record_its_article_and_the_scores_it_moved(
    office: RealOffice, auditor: TestClient
) -> None:
    (sheet,) = office.do("p020", "attendance.list-events", topic="attendance.sheet-accepted", department="office")[
        "items"
    ]
    page = auditor.get(f"/events/attendance/{sheet['position']}")
    assert "/scorecards/2026-Q3/office" in page.text
    assert 'href="/regulations#A' in page.text
    assert "接收月度考勤表" in page.text


def test_what_led_to_what_across_services(office: RealOffice, auditor: TestClient) -> None:
    found = auditor.get("/log", params={"text": "标记考勤", "person": "p024"})
    marked = re.search(r'href="/events/(attendance/\d+)">标记考勤', found.text)
    assert marked
    tree = auditor.get(f"/trace/{marked[1]}").text
    nested = re.search(r"批准出差.*?<ul>.*?标记考勤", tree, re.DOTALL)
    assert nested, tree
    above = re.search(r'href="/events/(finance/\d+)">批准出差', tree)
    assert above
    assert "标记考勤" in auditor.get(f"/trace/{above[1]}").text, "and down again"


def test_the_log_is_offered_to_its_keepers_alone(office: RealOffice) -> None:
    staff = visitor(office, "staff")
    assert 'href="/log"' not in staff.get("/desk").text
    assert staff.get("/log").status_code == 403
    assert staff.get("/history/documents/00000000-0000-4000-8000-000000000001").status_code == 404


def test_a_record_that_is_shown_has_a_history_for_whom_it_concerns(office: RealOffice) -> None:
    owner = visitor(office, "p024")
    link = re.search(r'href="(/history/[^"]+)"', owner.get(f"/records/documents.get-task?task={office.task}").text)
    assert link
    assert "2026-08-20" in owner.get(link[1]).text


@pytest.mark.parametrize(
    "path", ["/log", "/log?text=A18", "/log?text=nothing-of-the-kind", "/log?after=x:y", "/log?article=!"]
)
def test_every_search_is_answered_in_both_languages(auditor: TestClient, path: str) -> None:
    for lang in ("en", "zh"):
        page = auditor.get(path, params={"lang": lang})
        assert page.status_code in (200, 422)
        assert "Traceback" not in page.text


# -- by role and class ------------------------------------------------------------------------------------------------

CLASSES = ("ordinary", "secret", "confidential", "top-secret")
ASKERS = {"auditor": "p020", "administrator": "p016", "chair": "p002", "director": "p008", "clerk": "p011",
          "secretary-general": "p006", "head": "p022", "staff": "p024"}  # fmt: skip
KEEPERS = ("auditor", "administrator")


@pytest.fixture(scope="module")
def papers(office: RealOffice) -> dict[str, Any]:
    """A document of each class."""
    made: dict[str, Any] = {}
    for n, secrecy in enumerate(CLASSES):
        said = {
            "sender": "省人大常委会办公厅",
            "sender_number": f"云人办〔2026〕{n}号",
            "title": f"关于{secrecy}的通知",
        }
        paper = office.do("p011", "documents.register-incoming", **said, secrecy=secrecy, received="2026-08-05")
        made[secrecy] = paper["id"]
    return made


def answered(office: RealOffice, person: str, operation: str, **asked: Any) -> str:
    """What is said, or nothing where it is refused."""
    try:
        return json.dumps(office.do(person, operation, **asked), ensure_ascii=False)
    except Refusal:
        return ""


@pytest.mark.parametrize("asker", ASKERS)
@pytest.mark.parametrize("secrecy", CLASSES)
def test_the_log_says_no_more_of_a_secret_than_its_register(
    office: RealOffice, papers: dict[str, Any], asker: str, secrecy: str
) -> None:
    person, title, paper = ASKERS[asker], f"关于{secrecy}的通知", papers[secrecy]
    register = title in answered(office, person, "documents.get-incoming", document=paper)
    registered = next(
        one["position"]
        for one in office.do("p020", "documents.list-events", topic="documents.incoming-registered")["items"]
        if one["aggregate"] == paper
    )
    told = {
        "history": title in answered(office, person, "documents.get-history", aggregate=paper),
        "event": title in answered(office, person, "documents.get-event", position=registered),
        "found": title
        in answered(office, person, "documents.find-events", text=f"云人办〔2026〕{CLASSES.index(secrecy)}号"),
    }
    assert register or not any(told.values()), told
    by_title = answered(office, person, "documents.find-events", text=title)
    assert register or f'"aggregate": "{paper}"' not in by_title, "the title finds what it may not name"
    if asker not in KEEPERS:
        assert by_title == ""


def test_an_event_tells_its_changes_in_the_words_of_its_record(office: RealOffice, auditor: TestClient) -> None:
    """A trip consented to when its month's sheet is accepted leaves a note; only the note's record has a word for its
    department."""
    away = {"area": "district", "destination": "城关镇", "purpose": "补办手续", "transport": "road"}
    days = {"start": "2026-08-18", "end": "2026-08-18"}
    trip = office.do("p024", "finance.request-trip", department="finance-economy", travellers=["p024"], **away, **days)
    office.clock.set(datetime(2026, 9, 2, 2, 0, tzinfo=UTC))
    for person, step in (("p022", "compile-sheet"), ("p022", "submit-sheet"), ("p011", "accept-sheet")):
        office.do(person, f"attendance.{step}", month="2026-08", department="finance-economy")
    office.do(office.approver, "finance.approve-trip", trip=trip["id"])  # type: ignore[attr-defined]
    office.runtime.settle()
    (noted,) = office.do("p020", "attendance.list-events", topic="attendance.trip-days-noted")["items"]
    page = auditor.get(f"/events/attendance/{noted['position']}?lang=zh")
    assert page.status_code == 200
    assert "部门 财政经济工作委员会" in _text(page.text)
