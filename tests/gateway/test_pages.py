"""The pages over the real services: what a clerk, a head and a member of staff see and do, without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.demonstration import DEMO_PASSWORD
from gateway.gate import ACCESS_COOKIE, REFRESH_COOKIE
from gateway.pages.addresses import safe_next
from services.kernel.procedure.operations import upload_fields
from tests.gateway.office import CLERK, DEPARTMENTS, RealOffice

HOST = "http://jikao.test"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def visitor(office: RealOffice, login: str) -> TestClient:
    client = TestClient(office.app, base_url=HOST, follow_redirects=True)
    page = client.post("/login", data={"login": login, "password": DEMO_PASSWORD, "next": "/desk"})
    assert page.url.path == "/desk", page.text
    return client


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found, name
    return found[1]


def test_who_is_not_logged_in_is_sent_to_the_login_and_back(office: RealOffice) -> None:
    client = TestClient(office.app, base_url=HOST)
    page = client.get("/scorecards/2026-Q3?lang=zh")
    assert page.url.path == "/login"
    back = client.post(
        "/login",
        data={"login": "staff", "password": DEMO_PASSWORD, "next": hidden(page, "next")},
        follow_redirects=False,
    )
    assert back.headers["location"] == "/scorecards/2026-Q3?lang=zh"
    cookies = back.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in c and "samesite=strict" in c.lower() for c in cookies)


@pytest.mark.parametrize("wanted", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", ""])
def test_the_login_sends_nobody_elsewhere(wanted: str) -> None:
    assert safe_next(wanted) == "/"


def test_a_wrong_password_is_said_on_the_page(office: RealOffice) -> None:
    client = TestClient(office.app, base_url=HOST)
    page = client.post("/login", data={"login": "staff", "password": "wrong"})
    assert page.status_code == 401
    assert "登录名或密码不正确" in page.text
    foreign = client.post(
        "/login", data={"login": "staff", "password": DEMO_PASSWORD}, headers={"Origin": "http://evil.test"}
    )
    assert foreign.status_code == 403


def test_a_new_password_is_typed_twice_and_a_slip_of_the_hand_changes_nothing(office: RealOffice) -> None:
    client = visitor(office, "secretary")
    typed = {"csrf": hidden(client.get("/password"), "csrf"), "old": DEMO_PASSWORD, "new": "new words of mine"}
    for again in ({}, {"again": "new words of mime"}):
        refused = client.post("/password", data=typed | again, follow_redirects=False)
        assert refused.status_code == 422
        assert "两次输入的新密码不一致" in refused.text
    assert visitor(office, "secretary").get("/password").status_code == 200, "the old one still opens"


def test_the_quarter_shows_every_department_with_what_was_due(office: RealOffice) -> None:
    client = visitor(office, "staff")
    page = client.get("/")
    assert page.url.path == "/scorecards/2026-Q3"
    cards = office.do("p024", "appraisal.list-scorecards", quarter="2026-Q3")["cards"]
    scored = [proven["card"] for proven in cards]
    attendance = {card["department"]: card["dimensions"][1] for card in scored}
    assert all(part["due"] for part in attendance.values()), "always owed"
    attended = {department for department, part in attendance.items() if Decimal(part["score"]) > 0}
    assert attended == set(DEPARTMENTS), "who hands in no sheet earns nothing"
    for card in scored:
        assert re.search(rf'{card["zh"]}</a></th>.*?<td class="num total">{card["score"]}</td>', page.text, re.DOTALL)
    english = client.get("/scorecards/2026-Q3?lang=en")
    assert '<html lang="en"' in english.text
    assert "Financial and Economic Affairs Commission" in client.get("/scorecards/2026-Q3").text  # remembered


def test_a_dimension_that_is_left_out_says_why_and_what_would_make_it_count(office: RealOffice) -> None:
    client = visitor(office, "staff")
    department = client.get("/scorecards/2026-Q3/budget")
    there = re.search(r'href="(/scorecards/2026-Q3/budget/outreach)"', department.text)
    assert there
    page = client.get(there[1])
    assert "应走访联系对象 0" in page.text
    assert "怎样才会计入" in page.text
    assert "It always counts" in client.get("/scorecards/2026-Q3/budget/attendance?lang=en").text


def test_a_weight_that_nothing_was_spread_over_is_said_once(office: RealOffice) -> None:
    """30 and 30.00 are one number: an arrow between them would say that a dimension was left out."""
    found = office.do("p008", "appraisal.get-policy", number=1)["policy"]
    weights = {"attendance": "30", "housekeeping": "20", "information": "30", "townships": "20"}
    for dimension in found["dimensions"]:
        dimension["weight"] = weights.get(dimension["id"], "0")
    drafted = office.do("system", "appraisal.draft-policy", policy=found)
    office.do("system", "appraisal.adopt-policy", number=drafted["number"], effective="2026-Q4")
    client = visitor(office, "staff")
    for page in ("", "/attendance"):
        text = client.get(f"/scorecards/2026-Q4/finance-economy{page}").text
        assert "权重 30" in text
        assert "30 →" not in text
    assert re.search(r"权重 20 → \d\d\.\d\d", client.get("/scorecards/2026-Q3/budget").text), "where one was left out"


def test_a_policy_shows_its_parts_its_examples_a_comparison_and_a_trial(office: RealOffice) -> None:
    client = visitor(office, "director")
    assert 'href="/policies/1"' in client.get("/scorecards/2026-Q3").text
    assert 'href="/policies/1"' in client.get("/policies").text
    page = client.get("/policies/1").text
    assert "部门合并" in page
    assert "有应办事项时计入" in page
    assert "<td>按期办结(件) ÷ 到期任务(件)</td>" in page, "by its name, not by its code"
    assert "80 + 1 × (1 − 3 × 25 ÷ 92)" in page
    assert "没有差别" in client.get("/policies/1?with=1").text
    assert "A trial on 2026-Q3" in client.get("/policies/1?quarter=2026-Q3&lang=en").text
    staff = visitor(office, "staff")
    assert "/policies/1" not in staff.get("/scorecards/2026-Q3").text
    assert staff.get("/policies/1").status_code == 403


def test_the_form_of_a_leave_says_what_annual_leave_is_left_to_the_person(office: RealOffice) -> None:
    staff = visitor(office, "staff")
    page = staff.get("/operations/attendance.request-leave").text
    assert re.search(r"<dt>余\(天\)</dt><dd><span[^>]*>[0-9.]+<", page)
    assert "<dt>余(天)</dt>" not in staff.get("/operations/attendance.request-leave?person=p001").text


def test_a_policy_is_forked_from_by_those_alone_who_may(office: RealOffice) -> None:
    forks = "/operations/appraisal.fork-policy"
    assert forks in visitor(office, "director").get("/policies/1").text
    assert forks not in visitor(office, "chair").get("/policies/1").text
    form = visitor(office, "director").get(f"{forks}?number=1&lang=zh").text
    taken = re.search(r'<select name="take\.0\.part">(.*?)</select>', form, re.DOTALL)
    changed = re.search(r'<select name="change\.0\.part">(.*?)</select>', form, re.DOTALL)
    assert taken
    assert changed
    assert 'value="agenda"' in taken[1]
    assert 'value="agenda.weight"' not in taken[1]
    assert re.search(r'value="agenda\.weight"[^>]*>[^<]* · 权重<', changed[1])


def test_every_number_opens_down_to_its_event_and_article(office: RealOffice) -> None:
    client = visitor(office, "director")
    department = client.get("/scorecards/2026-Q3/office")
    rule = re.search(r'href="(/scorecards/2026-Q3/office/attendance/late)"', department.text)
    assert rule
    facts = client.get(rule[1])
    event = re.search(r'href="(/events/attendance/\d+)"', facts.text)
    assert event
    page = client.get(event[1])
    assert page.status_code == 200
    assert "attendance.sheet-accepted.v1" in page.text
    assert "上下班纪律" in page.text  # the heading of A14


def test_an_event_of_another_department_is_refused_with_who_may(office: RealOffice) -> None:
    events = office.do("p020", "attendance.list-events", topic="attendance.sheet-accepted", department="office")
    page = visitor(office, "staff").get(f"/events/attendance/{events['items'][0]['position']}")
    assert page.status_code == 403
    assert "kernel.forbidden" in page.text


def test_leave_is_asked_for_and_approved_on_pages(office: RealOffice) -> None:
    staff, head = visitor(office, "staff"), visitor(office, "head")
    form = staff.get("/operations/attendance.request-leave")
    fields = {
        "csrf": hidden(form, "csrf"),
        "key": hidden(form, "key"),
        "person": "p024",
        "kind": "personal",
        "start": "2026-09-10",
        "start_half": "am",
        "end": "2026-09-10",
        "end_half": "pm",
        "reason": "办事",
    }
    assert re.search(r'<option value="p024" selected>', form.text), "one's own name is chosen already"
    wrong = staff.post("/operations/attendance.request-leave", data={**fields, "start": "soon"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert "日期应如" in wrong.text
    assert "办事" in wrong.text, "what was filled in stays"
    made = staff.post("/operations/attendance.request-leave", data=fields)
    assert made.url.path.startswith("/leave/")
    again = staff.post("/operations/attendance.request-leave", data=fields)
    assert again.url.path == made.url.path, "sent twice, recorded once"
    leave = made.url.path.rsplit("/", 1)[1]
    assert leave in head.get("/desk").text
    page = head.get(made.url.path)
    assert "attendance.approve-leave" in page.text
    assert "attendance.approve-leave" not in staff.get(made.url.path).text
    version = re.search(r"version=(\d+)", page.text)
    assert version
    sent = {"csrf": hidden(head.get("/desk"), "csrf"), "leave": leave, "version": version[1], "back": "/desk"}
    stale = head.post("/operations/attendance.approve-leave", data={**sent, "version": "7"})
    assert stale.status_code == 412
    done = head.post("/operations/attendance.approve-leave", data=sent)
    assert done.url.path == "/desk"
    assert "已批准" in staff.get(made.url.path).text


def test_papers_that_wait_stand_on_the_desk_of_whoever_holds_the_post(office: RealOffice) -> None:
    paper = {"sender": "市人大常委会", "title": "关于开展专项检查的通知", "received": "2026-08-03", "urgency": "urgent"}
    office.do("p011", "documents.register-incoming", **paper)
    lying = visitor(office, "p008").get("/desk").text
    assert "关于开展专项检查的通知" in lying
    assert "拟办" in lying
    assert "急件" in lying
    assert "关于开展专项检查的通知" not in visitor(office, "staff").get("/desk").text


def test_a_form_without_the_pages_token_does_nothing(office: RealOffice) -> None:
    staff = visitor(office, "staff")
    before = office.do("p024", "attendance.list-leave", person="p024")
    answer = staff.post("/operations/attendance.request-leave", data={"person": "p024", "kind": "personal"})
    assert answer.status_code == 403
    assert office.do("p024", "attendance.list-leave", person="p024") == before
    assert staff.post("/logout").status_code == 403
    assert staff.get("/desk").url.path == "/desk"


def test_a_file_is_imported_by_a_page_and_bad_rows_are_told(office: RealOffice) -> None:
    clerk = visitor(office, "clerk")
    form = clerk.get("/operations/attendance.import-punches")
    assert 'enctype="multipart/form-data"' in form.text
    number = office.do(CLERK, "directory.get-person", person=CLERK)["number"]
    lines = (f"{number},2026-08-03,08:20,18:00", f"{number},never,08:20,18:00", "999999,2026-08-03,08:20,18:00")
    table = "\n".join(["工号,日期,上班1,下班1", *lines])
    done = clerk.post(
        "/operations/attendance.import-punches",
        data={"csrf": hidden(form, "csrf"), "key": hidden(form, "key")},
        files={"content": ("八月.csv", table.encode("utf-8-sig"), "text/csv")},
    )
    assert done.status_code == 200, done.text
    assert "八月.csv" in done.text
    assert "999999" in done.text
    assert "never" in done.text


def test_whoever_imports_a_table_reads_its_format_beside_the_file_and_can_have_it_empty(office: RealOffice) -> None:
    admin = visitor(office, "admin")
    for lang, said in (("zh", "按模板填写"), ("en", "as in the template")):
        form = admin.get(f"/operations/directory.import-calendar?lang={lang}").text
        assert said in form
    assert 'href="/operations/directory.get-calendar-template"' in form
    assert "[[holidays]]" in admin.get("/operations/directory.get-calendar-template").text
    silent = [
        f"{operation.NAME} {name}"
        for operation in office.app.state.gate.operations.values()
        for name in upload_fields(operation)
        if not operation.NAME.endswith(("attach-file", "upload-file")) and not operation.model_fields[name].description
    ]
    assert silent == [], "what is imported says its format"


def test_a_form_offers_no_record_whose_day_has_passed_or_not_come(office: RealOffice) -> None:
    """Also where the register itself does not say what may be done with its rows."""
    called = {
        "kind": "chairpersons",
        "title": "八月主任会议",
        "start": "09:00",
        "place": "二楼会议室",
        "recorder": "p027",
    }
    office.do("p011", "documents.call-meeting", on="2026-08-20", **called)
    director = visitor(office, "director")
    assert "八月主任会议" in director.get("/operations/documents.move-meeting").text
    assert "八月主任会议" not in director.get("/operations/documents.hold-meeting").text


def test_what_a_debt_counts_as_is_told_in_words(office: RealOffice) -> None:
    owed = {"department": "finance-economy", "owner": "p024", "title": "整理台账", "source": "plan"}
    office.do("p008", "documents.assign-task", due="2026-08-20", **owed)
    director = visitor(office, "director")
    for lang, words in (("zh", "按期办结(件)"), ("en", "Tasks done in time")):
        listed = director.get(
            "/registers/documents.list-obligations", params={"department": "finance-economy", "lang": lang}
        )
        assert words in listed.text
        assert "agenda.on-time" not in listed.text
        assert listed.text.count("整理台账") == 1, "what it is about is told, and in one column"


def test_a_download_is_a_file(office: RealOffice) -> None:
    client = visitor(office, "director")
    file = client.get("/api/v1/appraisal/exports/scorecards/2026-Q3")
    assert file.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert file.content[:2] == b"PK"
    assert client.get("/operations/attendance.get-import-template").content[:2] == b"PK"


@pytest.mark.timeout(900)
def test_every_operations_form_can_be_shown(office: RealOffice) -> None:
    admin = visitor(office, "admin")
    names = sorted(office.app.state.gate.operations)
    assert len(names) > 50
    for name in names:
        for lang in ("zh", "en"):
            page = admin.get(f"/operations/{name}?lang={lang}")
            assert page.status_code in {200, 403}, (name, page.status_code)


def test_an_access_token_that_ran_out_is_renewed_on_the_way(office: RealOffice) -> None:
    client = visitor(office, "staff")
    old = client.cookies[REFRESH_COOKIE]
    del client.cookies[ACCESS_COOKIE]
    page = client.get("/desk")
    assert page.url.path == "/desk"
    assert client.cookies[ACCESS_COOKIE]
    assert client.cookies[REFRESH_COOKIE] != old


def test_logging_out_ends_the_session(office: RealOffice) -> None:
    client = visitor(office, "staff")
    kept = dict(client.cookies)
    page = client.post("/logout", data={"csrf": hidden(client.get("/desk"), "csrf")})
    assert page.url.path == "/login"
    assert ACCESS_COOKIE not in client.cookies
    thief = TestClient(office.app, base_url=HOST, cookies=kept)
    assert thief.get("/desk").url.path == "/login"


def test_pages_load_only_what_is_served_here(office: RealOffice) -> None:
    client = visitor(office, "staff")
    for path in ("/scorecards/2026-Q3", "/scorecards/2026-Q3/office", "/desk", "/operations", "/regulations"):
        page = client.get(path)
        assert "unsafe-eval" not in page.headers["content-security-policy"]
        loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert all(target.startswith(("/", "?", "#")) for target in loaded), loaded
        assert not re.search(r"<script(?![^>]*src=)", page.text), "no inline script"
        assert not re.search(r'\son\w+="', page.text)
        for target in loaded:
            if target.startswith("/static/"):
                assert (Path("gateway") / target.lstrip("/")).exists() or client.get(target).status_code == 200
