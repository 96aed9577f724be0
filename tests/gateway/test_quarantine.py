"""The quarantine on pages: what is held and why, tried again after a mend, skipped by two; nothing is typed but why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from services.kernel.delivery import held
from services.kernel.delivery.messages import Message
from tests.gateway.office import RealOffice
from tests.gateway.test_log import visitor

JAR = UUID(int=7).hex


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    """In the appraisal one event of the documents could not be taken in, and two wait behind it."""
    made = RealOffice(tmp_path_factory.mktemp("quarantine"))
    app = made.runtime.services["appraisal"].app
    for position, error in ((1, "ValueError: who can count that?"), (2, ""), (3, "")):
        message = Message("documents", position, position - 1, "documents.sung-of.v9", JAR, b"{}")
        app.record(lambda tx, m=message, e=error: held.put(tx, "documents", m, e))  # type: ignore[misc]
    yield made
    made.close()


def posted(client: TestClient, page: str, action: str, **fields: str) -> str:
    """The page that a form of the page leads to."""
    shown = client.get(page)
    assert f'action="{action}"' in shown.text, shown.text
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)
    assert csrf
    answer = client.post(action, data={"csrf": csrf[1], "back": "/quarantine", **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_is_for_who_keeps_the_log(office: RealOffice) -> None:
    assert 'href="/quarantine"' in visitor(office, "auditor").get("/registers").text
    head = visitor(office, "head")
    assert 'href="/quarantine"' not in head.get("/registers").text
    assert head.get("/quarantine").status_code == 404


def test_what_is_held_is_tried_again_and_skipped_by_two(office: RealOffice) -> None:
    admin, auditor = visitor(office, "admin"), visitor(office, "auditor")
    page = admin.get("/quarantine").text
    assert "who can count that?" in page
    assert 'href="/events/documents/1"' in page
    assert 'href="/events/documents/2"' not in page, "it only waits"
    assert "<td>2</td>" in page
    again = posted(admin, "/quarantine", "/operations/appraisal.retry-quarantine")
    assert "UnknownTopic" in again, "still, and now for another reason"
    form = re.search(r'href="(/operations/appraisal\.propose-quarantine-skip\?[^"]+)"', again)
    assert form
    action = "/operations/appraisal.propose-quarantine-skip"
    fields = {"source": "documents", "position": "1", "reason": "来源已作废"}
    waiting = posted(admin, form[1].replace("&amp;", "&"), action, **fields)
    record = re.search(r'href="(/records/appraisal\.get-quarantine-skip\?skip=[^"]+)"', waiting)
    assert record
    skip = record[1].rpartition("=")[2]
    assert "approve-quarantine-skip" not in admin.get(record[1]).text
    assert "approve-quarantine-skip" in auditor.get(record[1]).text
    office.do("p020", "appraisal.approve-quarantine-skip", skip=skip)
    assert 'href="/events/documents/1"' not in auditor.get("/quarantine").text
    assert "已跳过" in auditor.get(record[1]).text
