"""Who looked at what is on record, sealed like the rest, and seen by the auditor alone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.accounts import DEMO_PASSWORD
from gateway.operations import Operations
from gateway.watching import RECORDS, WatchingBackend
from services.directory.looks.operations import RecordLooks
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.looks import kind_of
from services.kernel.procedure.own_log.handlers import check_seal
from services.kernel.procedure.own_log.operations import declare
from services.kernel.refusals import Unavailable
from tests.gateway.office import HEADS, RealOffice

AUDITOR, ADMINISTRATOR, SUBJECT = "p020", "p016", "p024"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("looks"))
    yield made
    made.close()


@pytest.fixture
def visit(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Whoever has their answer is on record, however busy the machine is."""
    monkeypatch.setattr("gateway.watching.PATIENCE", 30)
    opened: list[TestClient] = []

    def visitor(login: str) -> TestClient:
        client = TestClient(office.app, base_url="http://jikao.test", follow_redirects=True)
        client.__enter__()
        opened.append(client)
        client.post("/login", data={"login": login, "password": DEMO_PASSWORD, "next": "/desk"})
        return client

    yield visitor
    for client in opened:
        client.__exit__(None, None, None)


def looks(office: RealOffice, **asked: Any) -> list[tuple[str, str, str]]:
    found = office.do(AUDITOR, "directory.list-looks", limit=500, **asked)["items"]
    return [(one["kind"], one["asked"], one["about"]) for one in found]


def test_a_search_of_all_services_is_one_look(office: RealOffice, visit: Any) -> None:
    before = len(looks(office, person=AUDITOR))
    visit("auditor").get("/log", params={"text": "果酱 A15"})
    (first, *rest) = looks(office, person=AUDITOR)
    assert first == ("search", "果酱 A15", "")
    assert len(rest) == before


def test_events_histories_exports_and_other_peoples_data_are_looks(office: RealOffice, visit: Any) -> None:
    leave = office.waiting["id"]
    head = visit(HEADS["finance-economy"])
    head.get(f"/api/v1/attendance/leave/{leave}")
    head.get("/api/v1/attendance/leave", params={"person": SUBJECT})
    position = office.do(AUDITOR, "attendance.list-events", topic="attendance.leave-requested", newest=True)["items"][0]
    head.get(f"/api/v1/attendance/events/{position['position']}")
    head.get(f"/api/v1/attendance/histories/{leave}")
    seen = looks(office, person=HEADS["finance-economy"])
    assert {kind for kind, _, _ in seen} == {"personal", "event", "history"}
    assert {about for kind, _, about in seen if kind == "personal"} == {SUBJECT}
    visit("auditor").get("/api/v1/directory/looks-export", params={"start": "2026-08-01", "end": "2026-08-31"})
    assert ("export", "2026-08-31 2026-08-01", "") in looks(office, person=AUDITOR)


def test_ones_own_and_what_is_refused_are_no_looks(office: RealOffice, visit: Any) -> None:
    own = visit(SUBJECT)
    assert own.get("/api/v1/attendance/leave", params={"person": SUBJECT}).status_code == 200
    assert own.get("/log").status_code == 403
    assert looks(office, person=SUBJECT) == []


def test_the_offer_of_a_history_is_no_look(office: RealOffice, visit: Any) -> None:
    asked = {"department": "finance-economy", "owner": SUBJECT, "title": "整理台账", "source": "plan"}
    task = office.do("p008", "documents.assign-task", due="2026-08-20", **asked)
    owner = visit(SUBJECT)
    page = owner.get("/records/documents.get-task", params={"task": task["id"]})
    before = [kind for kind, _, _ in looks(office, person=SUBJECT)]
    assert f"/history/documents/{task['id']}" in page.text
    assert "history" not in before
    owner.get(f"/history/documents/{task['id']}")
    assert [kind for kind, _, _ in looks(office, person=SUBJECT)] == ["history", *before]


def test_a_page_is_one_look_at_its_record_and_none_at_what_its_lines_lead_to(office: RealOffice, visit: Any) -> None:
    head = HEADS["finance-economy"]
    visitor, before = visit(head), Counter(looks(office, person=head))
    assert f"/leave/{office.waiting['id']}" in visitor.get("/registers/attendance.list-desk").text
    assert Counter(looks(office, person=head)) == before
    visitor.get(f"/leave/{office.waiting['id']}")
    new = Counter(looks(office, person=head)) - before
    assert [about for _, _, about in new.elements()] == [SUBJECT]


def test_nobody_but_the_auditor_sees_who_looked_and_at_what(office: RealOffice, visit: Any) -> None:
    visit("auditor").get("/log", params={"text": "谁也不该知道"})
    log = office.runtime.services["directory"].app.store
    assert check_seal(log)[1] is None
    for person in (ADMINISTRATOR, "p002", "p008"):
        for operation in ("directory.list-looks", "directory.list-unusual-looks"):
            with pytest.raises(Exception, match="forbidden"):
                office.do(person, operation)
    events = office.do(ADMINISTRATOR, "directory.list-events", topic="directory.looked", newest=True)["items"]
    assert events
    for event in events:
        assert (event["actor"], event["fields"]) == ("", {})
    found = office.do(ADMINISTRATOR, "directory.find-events", text="谁也不该知道")
    assert found["items"] == []
    (told,) = office.do(AUDITOR, "directory.find-events", text="谁也不该知道")["items"][:1]
    assert told["zh"] == "查阅"
    assert all(b"looked" not in message.data for message in _published(office)), "it stays in its service"


def _published(office: RealOffice) -> list[Any]:
    from services.kernel.delivery.outbox import Outbox

    return Outbox(office.runtime.services["directory"].app.store, "directory").pull(0, 100_000)


def test_more_than_usual_waits_on_the_auditors_desk_once(office: RealOffice) -> None:
    look = {"person": ADMINISTRATOR, "kind": "export", "operation": "attendance.export-obligations"}
    for _ in range(3):
        office.do("system", "directory.record-looks", looks=[look] * 50)
    (found,) = office.do(AUDITOR, "directory.list-unusual-looks", person=ADMINISTRATOR)["items"]
    assert (found["kind"], found["limit"], found["status"]) == ("export", 60, "found")
    lines = [one for one in office.do(AUDITOR, "directory.list-desk")["items"] if "unusual" in one["operation"]]
    assert [one["fields"] for one in lines] == [{"unusual": found["id"]}]
    names = {one["id"]: one["name"] for one in office.do(AUDITOR, "directory.get-organ")["people"]}
    name = names[ADMINISTRATOR]
    assert lines[0]["title"] == f"{name}：导出或下载150次（每日限60次）", "who looked at what, before it is opened"
    assert lines[0]["title_en"] == f"{name}: export or download, 150 times (limit 60 a day)"
    done = office.do(AUDITOR, "directory.review-unusual-looks", unusual=found["id"], finding="年终归档")
    assert done["status"] == "reviewed"


# -- when the directory does not answer -------------------------------------------------------------------------------


class Away:
    """A backend whose directory is away for a while."""

    def __init__(self) -> None:
        self.recorded: list[dict[str, Any]] = []
        self.is_away = True

    async def call(self, call: Call) -> Answer:
        if call.operation == RECORDS:
            if self.is_away:
                raise Unavailable("目录服务不可用。", "The directory is away.")
            self.recorded += call.body["looks"]
        return Answer(b"{}")

    async def ready(self) -> dict[str, bool]:
        return {}


def test_an_answer_does_not_wait_long_and_its_look_is_not_lost() -> None:
    key, away = new_key(), Away()
    signer = Signer(key)
    find = declare("directory").find_events
    backend = WatchingBackend(away, Operations([find, RecordLooks]), signer, Verifier(public_key(key)))
    token = signer.sign("p001", token_id="t")

    async def tried() -> None:
        begun = asyncio.get_running_loop().time()
        await backend.call(Call(find.NAME, {"text": "果酱"}, token, correlation="one"))
        assert asyncio.get_running_loop().time() - begun < 2
        assert away.recorded == []
        away.is_away = False
        await asyncio.sleep(1.5)

    asyncio.run(tried())
    assert [(one["person"], one["kind"], one["asked"]) for one in away.recorded] == [("p001", "search", "果酱")]


def test_what_is_done_is_no_look() -> None:
    assert kind_of(RecordLooks, {}, b"{}", "p001") == ("", "")
