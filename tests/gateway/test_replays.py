"""Replays on pages: started by choosing, seen as they stood, compared, and swapped by two; no id is typed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from services.kernel.procedure.looks import kind_of
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.running import work_off
from services.kernel.procedure.replay.under import NoEffect
from services.kernel.refusals import Invalid
from tests.documents.desk import read_back
from tests.gateway.office import RealOffice
from tests.gateway.test_log import visitor

TITLE = "整理代表建议办理台账"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """A task whose day was moved a month later."""
    made = RealOffice(tmp_path_factory.mktemp("replays"))
    asked = {"department": "finance-economy", "owner": "p024", "title": TITLE, "source": "plan", "due": "2026-08-20"}
    task = made.do("p008", "documents.assign-task", **asked)
    made.clock.set(datetime(2026, 8, 5, 2, 0, tzinfo=UTC))
    made.do("p024", "documents.ask-extension", task=task["id"], due="2026-08-31", reason="材料未齐")
    made.do("p002", "documents.extend-task", task=task["id"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def auditor(office: RealOffice) -> TestClient:
    return visitor(office, "auditor")


def started(office: RealOffice, client: TestClient, service: str = "documents", **asked: str) -> str:
    """The page of a replay that was started on the page of all of them, and carried out."""
    page = client.get("/replays", params={"service": service})
    assert 'name="part"' in page.text
    made = client.post("/replays", data={"csrf": csrf(page.text), "service": service, "pace": "full", **asked})
    assert made.status_code == 200, made.text
    assert made.url.path.startswith(f"/replays/{service}/"), made.text
    work_off(office.runtime.services[service].app)
    return made.url.path


def csrf(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_is_for_who_keeps_the_log(office: RealOffice, auditor: TestClient) -> None:
    assert 'href="/replays"' in auditor.get("/registers").text
    head = visitor(office, "head")
    assert 'href="/replays"' not in head.get("/registers").text
    assert head.get("/replays").status_code == 404


def test_a_register_is_seen_as_it_stood_and_taken_along_as_a_workbook(office: RealOffice, auditor: TestClient) -> None:
    place = started(office, auditor, part="tasks", moment="2026-08-04T18:00")
    page = auditor.get(place)
    assert "已完成" in page.text
    assert "2026-08-04 18:00" in page.text
    link = re.search(r'href="(/registers/documents\.list-tasks\?[^"]*replay=[^"]+)"', page.text)
    assert link
    then = auditor.get(link[1].replace("&amp;", "&"))
    assert "不是现有台账" in then.text
    assert TITLE in then.text
    assert "2026-08-20" in then.text
    assert "2026-08-31" not in then.text
    assert "2026-08-31" in auditor.get("/registers/documents.list-tasks").text
    export = re.search(r'href="(/replays/[^"]+/workbook\.xlsx\?[^"]+)"', then.text)
    assert export
    book = auditor.get(export[1].replace("&amp;", "&"))
    assert book.status_code == 200
    sheets = zipfile.ZipFile(io.BytesIO(book.content))
    assert any(TITLE.encode() in sheets.read(name) for name in sheets.namelist())
    record = re.search(r'href="(/records/documents\.get-task\?[^"]+replay=[^"]+)"', then.text)
    assert record
    shown = auditor.get(record[1].replace("&amp;", "&"))
    assert "2026-08-20" in shown.text
    assert 'class="acts"' not in shown.text, "nothing is done to what was"


def test_what_reads_other_registers_too_leads_to_a_replay_of_all(office: RealOffice, auditor: TestClient) -> None:
    place = started(office, auditor, part="meetings", moment="2026-08-04T18:00")
    page = auditor.get(place)
    link = re.search(r'href="(/registers/documents\.list-meetings\?[^"]*replay=[^"]+)"', page.text)
    assert link
    refused = auditor.get(link[1].replace("&amp;", "&"))
    assert refused.status_code == 422
    assert "请重演“全部台账”至同一时点" in refused.text
    whole = re.search(r'href="(/replays\?service=documents[^"]+)"', page.text)
    assert whole
    assert 'value="2026-08-04T18:00"' in auditor.get(whole[1].replace("&amp;", "&")).text
    office.do("p020", "documents.remove-replay", replay=place.rpartition("/")[2])


def test_what_differs_leads_to_its_event_and_is_swapped_by_two(office: RealOffice, auditor: TestClient) -> None:
    app = office.runtime.services["documents"].app
    with app.store.writing() as connection:
        connection.execute(text("UPDATE tasks SET due = '2026-12-31'"))
    admin = visitor(office, "admin")
    place = started(office, admin, part="tasks")
    page = auditor.get(place)
    assert "不一致" in page.text
    assert "2026-12-31" in page.text
    assert "2026-12-31" not in admin.get(place).text, "values are for the auditor"
    event = re.search(r'href="(/events/documents/\d+)"', page.text)
    assert event
    assert auditor.get(event[1]).status_code == 200
    assert auditor.get(f"{place}/differences.xlsx").status_code == 200
    replay = place.rpartition("/")[2]
    swap = office.do("p016", "documents.propose-register-swap", replay=replay, reason="台账被改动")
    assert "核准替换台账" in auditor.get("/desk").text, "it waits on the auditor's desk"
    assert "核准替换台账" not in admin.get("/desk").text
    office.do("p020", "documents.approve-register-swap", swap=swap["id"])
    assert "2026-12-31" not in auditor.get("/registers/documents.list-tasks").text
    told = auditor.get("/records/documents.get-register-swap", params={"swap": swap["id"]})
    assert "台账被改动" in told.text
    assert "已替换" in told.text


def test_what_differs_is_said_in_the_words_of_the_register(office: RealOffice, auditor: TestClient) -> None:
    """On a page of either language and in the workbook: columns, statuses, whether, people, moments."""
    store = office.runtime.services["documents"].app.store
    with store.writing() as connection:
        (before,) = connection.execute(text("SELECT status, overdue, asked_by, percent FROM tasks")).fetchall()
        connection.execute(text("UPDATE tasks SET status = 'verified', overdue = 1, asked_by = 'p008', percent = 90"))
    place = started(office, auditor, part="tasks")
    wanted = {
        "zh": {("状态", "已核实", "已交办"), ("逾期", "是", "否"), ("完成百分比", "90", "0")},
        "en": {("status", "verified", "assigned"), ("overdue", "yes", "no"), ("percent", "90", "0")},
    }
    found = {lang: differing(auditor.get(place, params={"lang": lang}).text) for lang in ("en", "zh")}
    sheet = read_back(auditor.get(f"{place}/differences.xlsx").content)
    office.do("p020", "documents.remove-replay", replay=place.rpartition("/")[2])
    with store.writing() as connection:
        connection.execute(
            text("UPDATE tasks SET status = :status, overdue = :overdue, asked_by = :asked_by, percent = :percent"),
            before._asdict(),
        )
    assert wanted["zh"] <= found["zh"]
    assert wanted["en"] <= found["en"]
    assert any(column == "延期申请人" and not re.search("p0", live) for column, live, _ in found["zh"])
    heading = sheet[1]
    at = [heading.index(one) for one in ("列", "现有", "重演")]
    assert wanted["zh"] <= {tuple(str(row[one]) for one in at) for row in sheet[2:]}
    assert not any("task-" in str(row[heading.index("起因事实")]) for row in sheet[2:]), "in words"


def differing(page: str) -> set[tuple[str, str, str]]:
    """(column, live, replayed) of each line that differs."""
    cells = [re.findall(r"<td>(.*?)</td>", line) for line in re.findall(r"<tr>(<td>.*?)</tr>", page)]
    return {(row[2].strip(), row[3], row[4]) for row in cells if len(row) > 4}


def test_a_column_that_only_live_has_is_named(office: RealOffice, auditor: TestClient) -> None:
    store = office.runtime.services["documents"].app.store
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE tasks ADD COLUMN by_hand INTEGER"))
    place = started(office, auditor, part="tasks")
    page = auditor.get(place).text
    office.do("p020", "documents.remove-replay", replay=place.rpartition("/")[2])
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE tasks DROP COLUMN by_hand"))
    (line,) = re.findall(r"<tr><td>.*?by_hand.*?</tr>", page)
    assert re.sub(r"<[^>]*>", " ", line).split()[-3:] == ["tasks", "by_hand", "重演不含"], "and no event of it"


def test_a_register_to_rebuild_is_chosen_and_the_refusal_of_another_names_them(
    office: RealOffice, auditor: TestClient
) -> None:
    for service in ("documents", "appraisal"):
        page = auditor.get(f"/operations/{service}.rebuild-registers")
        names = {one.name for one in office.runtime.services[service].app.registers}
        assert offered(page.text, "register_name") == {"", *names}
        assert names < offered(auditor.get(f"/operations/{service}.start-replay").text, "part") | {""}
    csrf_and_name = {"csrf": csrf(page.text), "register_name": "cups"}
    refused = auditor.post("/operations/appraisal.rebuild-registers", data=csrf_and_name)
    assert refused.status_code == 404
    said = re.search(r'role="alert">.*?</section>', refused.text, re.DOTALL)
    assert said
    assert all(f"（{name}）" in said[0] for name in names)
    made = auditor.post("/operations/documents.rebuild-registers", data={**csrf_and_name, "register_name": "tasks"})
    assert made.status_code == 200


def offered(page: str, name: str) -> set[str]:
    """What can be chosen in a field of a form."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    return set(re.findall(r'<option value="([^"]*)"', found[0])) if found else set()


def test_a_replay_up_to_an_event_is_begun_at_the_event(office: RealOffice, auditor: TestClient) -> None:
    page = auditor.get("/events/documents/1")
    link = re.search(r'href="(/replays\?service=documents[^"]+position=1)"', page.text)
    assert link
    form = auditor.get(link[1].replace("&amp;", "&"))
    assert 'name="position" value="1"' in form.text
    place = started(office, auditor, position="1")
    assert "第 1 条事件" in auditor.get(place).text
    assert "at the end" not in auditor.get(place, params={"lang": "en"}).text


def test_every_look_into_a_replay_is_on_record(office: RealOffice, auditor: TestClient) -> None:
    """Its comparison, its registers and records, its workbooks; and which replay it was."""
    with office.runtime.services["documents"].app.store.writing() as connection:
        connection.execute(text("UPDATE tasks SET due = '2026-12-31'"))
    place = started(office, auditor, part="tasks")
    replay = place.rpartition("/")[2]
    auditor.get(place)
    auditor.get(f"{place}/differences.xlsx")
    listed = auditor.get("/registers/documents.list-tasks", params={"replay": replay})
    record = re.search(r'href="(/records/documents\.get-task\?[^"]+replay=[^"]+)"', listed.text)
    book = re.search(r'href="(/replays/[^"]+/workbook\.xlsx\?[^"]+)"', listed.text)
    assert record
    assert book
    for link in (record, book):
        auditor.get(link[1].replace("&amp;", "&"))
    looks = office.do("p020", "directory.list-looks", limit=500, kind="replay", person="p020")["items"]
    told = [(one["operation"], one["about"], one["record"]) for one in looks if replay in one["record"]]
    assert sorted(told) == [
        ("documents.export-from-replay", "", f"documents.export-tasks {replay}"),
        ("documents.export-replay-differences", "", replay),
        ("documents.list-replay-differences", "", replay),
        ("documents.look-into-replay", "", f"documents.get-task {replay}"),
        ("documents.look-into-replay", "", f"documents.list-tasks {replay}"),
    ]


@pytest.mark.parametrize(
    ("operation", "fields", "said"),
    [
        ("appraisal.prove-grade", '{"quarter": "2026-Q3"}', ("proof", "")),
        ("attendance.list-leave", '{"person": "p024"}', ("replay", "p024")),
        ("attendance.list-leave", "no json", ("replay", "")),
    ],
)
def test_of_a_query_within_a_replay_it_is_told_what_it_asks_and_of_whom(
    operation: str, fields: str, said: tuple[str, str]
) -> None:
    asked = {"replay": "r", "operation": operation, "fields": fields}
    assert kind_of(declare("appraisal").look, asked, b"{}", "p020") == said


def test_a_drafted_policy_is_tried_on_the_page_and_the_comparison_says_so(
    office: RealOffice, auditor: TestClient
) -> None:
    (policy,) = office.do("p002", "appraisal.list-policies")["items"]
    change = [{"part": "attendance/late.points", "value": "-9"}]
    asked = {"number": policy["number"], "name": "stricter", "zh": "从严", "en": "Stricter", "change": change}
    office.do("p008", "appraisal.fork-policy", **asked)
    form = auditor.get("/replays", params={"service": "appraisal", "lang": "zh"})
    assert "第2号 从严" in form.text
    place = started(office, auditor, "appraisal", part="facts", draft="2")
    page = auditor.get(place)
    assert "试用 第2号 从严" in page.text
    told = re.findall(r"<td>季度记分卡 ([^<]+)</td>", page.text)
    assert any(one.endswith(" › 迟到") for one in told), told
    event = re.search(r'href="(/events/appraisal/\d+)"', page.text)
    assert event
    assert "起草考核办法" in auditor.get(event[1]).text
    then = auditor.get(f"/registers/appraisal.list-facts?replay={place.rpartition('/')[2]}")
    assert "试用 第2号 从严" in then.text
    refused = auditor.post("/replays", data={"csrf": csrf(form.text), "service": "documents", "draft": "2"})
    assert refused.status_code == 422
    assert "当时怎样决定已记在事件中" in refused.text


def test_another_value_of_a_parameter_is_worked_out_where_rows_are_shown_and_refused_where_it_tells_nothing(
    office: RealOffice, auditor: TestClient
) -> None:
    """Annual leave by years of service is worked out when it is shown (A16); who took leave stands in the events."""
    more = "[{ from = 1, value = 30 }]"
    place = started(office, auditor, "attendance", parameter="leave.annual_entitlement", value=more)
    page = auditor.get(place)
    assert "试用 应休公休假天数（按工作年限） = " in page.text
    assert "一致" in page.text
    replay = place.rpartition("/")[2]

    def looked(operation: str, **fields: object) -> Any:
        asked = {"replay": replay, "operation": operation, "fields": json.dumps(fields)}
        return office.do("p020", "attendance.look-into-replay", **asked)

    fields = {"person": "p024", "year": 2026}
    live = office.do("p020", "attendance.get-entitlement", **fields)
    tried = looked("attendance.get-entitlement", **fields)
    assert Decimal(live["entitlement"]) < Decimal(tried["entitlement"]) == 30
    with pytest.raises(NoEffect):
        looked("attendance.list-leave")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("leave.nothing", "1"), ("leave.annual_entitlement", "many"), ("leave.return_deadline", "")],
)
def test_a_parameter_that_cannot_be_tried_is_refused(office: RealOffice, parameter: str, value: str) -> None:
    with pytest.raises(Invalid):
        office.do("p020", "attendance.start-replay", parameter=parameter, value=value)
