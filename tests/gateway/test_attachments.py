"""Attachments over HTTP and in the pages: sent as forms send files, had again as a safe download."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from deploy.web import gateway_settings
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from services.kernel.clock import SimulatedClock
from services.kernel.delivery.live import MemoryLive
from services.kernel.procedure.context import Call
from tests.gateway.conftest import FAST, PASSWORD

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 7, 8, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ATTACHMENTS = "/api/v1/documents/attachments"
PAPER = b"%PDF-1.7 a paper"
OWNER, CLERK, STRANGER = "p027", "p011", "p038"


@dataclass
class Office:
    client: TestClient
    task: str
    embedded: Embedded

    def me(self, person: str, **more: str) -> dict[str, str]:
        sessions = self.client.post("/api/v1/sessions", json={"login": person, "password": PASSWORD})
        return {"Authorization": f"Bearer {sessions.json()['access_token']}", **more}

    def send(self, content: bytes, name: str = "报告.pdf", person: str = OWNER, **more: str) -> Any:
        fields = {"kind": "task", "record": self.task}
        return self.client.post(
            ATTACHMENTS, data=fields, files={"content": (name, content)}, headers=self.me(person, **more)
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    live = MemoryLive()
    embedded = Embedded(folder / "data", live=live, clock=SimulatedClock(MOMENT))
    system = embedded.keys.system_token()
    import_organ(ROOT / "deploy/organ", lambda op: embedded.call(Call(op.NAME, op.model_dump(mode="json"), system)))
    embedded.settle()
    task = {"department": "budget", "owner": OWNER, "title": "督办", "source": "plan", "due": "2026-08-14"}
    clerk = embedded.signer.sign(CLERK, token_id="clerk", seconds=600)
    made = embedded.call(Call("documents.assign-task", task, clerk)).location.rsplit("/", 1)[1]
    settings = replace(gateway_settings(tuple(embedded.services), demo=False), second_factor=False)
    settings = replace(settings, calls_per_person="", login_per_account="", login_per_address="")
    accounts = Accounts(f"sqlite:///{folder / 'gateway.db'}", settings, hasher=FAST)
    accounts.add_all([(person, person, "") for person in (OWNER, CLERK, STRANGER)], PASSWORD)
    app = create_app(
        DirectBackend({name: service.app.call for name, service in embedded.services.items()}),
        signer=embedded.signer,
        verifier=embedded.verifier,
        accounts=accounts,
        live=live,
        settings=settings,
    )
    with TestClient(app, base_url="http://jikao.test") as client:
        yield Office(client, made, embedded)
    accounts.close()
    embedded.close()


def test_a_form_sends_a_file_and_its_name(office: Office) -> None:
    sent = office.send(PAPER, "报告 第1稿.pdf")
    assert sent.status_code == 201, sent.text
    assert (sent.json()["file_name"], sent.json()["attached_by"]) == ("报告 第1稿.pdf", OWNER)
    assert sent.headers["location"] == f"{ATTACHMENTS}/task/{office.task}/{sent.json()['number']}"
    assert sent.headers["etag"] == f'"{sent.json()["version"]}"'
    assert office.client.get(sent.headers["location"], headers=office.me(CLERK)).json() == sent.json()


def test_a_download_is_saved_under_its_name_and_never_shown_or_guessed_at(office: Office) -> None:
    at = office.send(PAPER + b" to save", "报告（定稿）.pdf").headers["location"]
    had = office.client.get(f"{at}/content", headers=office.me(CLERK))
    assert had.status_code == 200
    assert had.content == PAPER + b" to save"
    assert had.headers["content-type"] == "application/pdf"
    assert had.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('报告（定稿）.pdf')}"
    assert had.headers["x-content-type-options"] == "nosniff"
    assert had.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in had.headers["content-security-policy"]


def test_json_takes_small_files_and_says_where_large_ones_go(office: Office) -> None:
    body = {"kind": "task", "record": office.task, "file_name": "小.pdf", "media_type": "application/pdf"}
    small = {**body, "content": base64.b64encode(PAPER + b" small").decode()}
    assert office.client.post(ATTACHMENTS, json=small, headers=office.me(OWNER)).status_code == 201
    large = {**body, "content": base64.b64encode(PAPER + bytes(1_000_000)).decode()}
    refused = office.client.post(ATTACHMENTS, json=large, headers=office.me(OWNER))
    assert refused.status_code == 413
    assert "multipart/form-data" in refused.text


def test_forty_megabytes_pass_and_one_byte_more_does_not(office: Office) -> None:
    """The gateway's own limit lies above the organ's, so that the organ's number is what a sender hears of."""
    most = office.embedded.office.rules.value("attachments.max_size", MOMENT.date(), int) * 1_000_000
    whole = PAPER + bytes(most - len(PAPER))
    sent = office.send(whole, "大.pdf")
    assert sent.status_code == 201, sent.text
    assert office.client.get(f"{sent.headers['location']}/content", headers=office.me(CLERK)).content == whole
    refused = office.send(whole + b"1", "大.pdf")
    assert (refused.status_code, refused.json()["code"]) == (413, "kernel.file-too-large")
    beyond = office.send(bytes(65 << 20), "更大.pdf")
    assert (beyond.status_code, beyond.json()["code"]) == (413, "gateway.too-large")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../../报告.pdf", PAPER, "kernel.file-name"),
        ("报告\u202efdp.pdf", PAPER, "kernel.file-name"),
        ("报告.exe", PAPER, "kernel.file-kind"),
        ("报告.pdf", b"MZ\x90\x00", "kernel.file-active"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kernel.file-active"),
    ],
)
def test_what_is_refused_is_named(office: Office, name: str, content: bytes, code: str) -> None:
    refused = office.send(content, name)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_browser_that_names_its_own_folders_is_not_believed(office: Office) -> None:
    assert office.send(PAPER + b" local", "C:\\文档\\报告.pdf").json()["file_name"] == "报告.pdf"


def test_who_may_not_see_the_record_gets_nothing(office: Office) -> None:
    at = office.send(PAPER + b" mine").headers["location"]
    record = office.client.get(f"/api/v1/documents/tasks/{office.task}", headers=office.me(STRANGER))
    for path in (at, f"{at}/content", at.rsplit("/", 1)[0]):
        refused = office.client.get(path, headers=office.me(STRANGER))
        assert (refused.status_code, refused.json()["code"]) == (403, record.json()["code"])
        assert PAPER not in refused.content
    assert office.client.get(f"{at}/content").status_code == 401
    assert office.send(PAPER, person=STRANGER).status_code == 403
    absent = at.replace(office.task, "00000000-0000-0000-0000-000000000001")
    assert office.client.get(absent, headers=office.me(CLERK)).status_code == 404


def test_a_form_sent_twice_under_one_key_is_one_attachment(office: Office) -> None:
    first, again = (office.send(PAPER + b" twice", **{"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json() == again.json()
    other = office.send(PAPER + b" other", **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["code"]) == (422, "kernel.idempotency-key-reused")


def test_the_page_of_the_operation_uploads_and_downloads(office: Office) -> None:
    client = TestClient(office.client.app, base_url="http://jikao.test")
    client.post("/login", data={"login": OWNER, "password": PASSWORD, "next": "/desk"})
    form = client.get("/operations/documents.attach-file", params={"kind": "task", "record": office.task})
    assert 'enctype="multipart/form-data"' in form.text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', form.text)[1] for name in ("csrf", "key")}  # type: ignore[index]
    done = client.post(
        "/operations/documents.attach-file",
        data={**hidden, "kind": "task", "record": office.task, "media_type": ""},
        files={"content": ("页面.txt", "从页面上传".encode(), "text/plain")},
    )
    assert done.status_code == 200, done.text
    assert "页面.txt" in done.text
    listed = client.get(
        "/operations/documents.list-attachments", params={"ask": "1", "kind": "task", "record": office.task}
    )
    assert "页面.txt" in listed.text
    number = max(
        item["number"]
        for item in office.client.get(f"{ATTACHMENTS}/task/{office.task}", headers=office.me(CLERK)).json()["items"]
    )
    asked = {"ask": "1", "kind": "task", "record": office.task, "number": str(number)}
    had = client.get("/operations/documents.download-attachment", params=asked)
    assert had.content == "从页面上传".encode()
    assert had.headers["content-disposition"].startswith("attachment;")


def test_a_refused_file_is_marked_where_it_was_chosen(office: Office) -> None:
    """Not at the summary of the document, which has the name that the upload gives to its bytes."""
    client = TestClient(office.client.app, base_url="http://jikao.test")
    client.post("/login", data={"login": CLERK, "password": PASSWORD, "next": "/desk"})
    place = "/operations/documents.register-incoming"
    form = client.get(place).text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("csrf", "key")}  # type: ignore[index]
    typed = {"sender": "区财政局", "title": "关于经费安排的函", "received": "2026-07-08"}
    page = client.post(place, data={**hidden, **typed}, files={"attachments": ("程序.exe", b"MZ\x90\x00")})
    assert page.status_code == 422
    assert re.search(r'name="attachments"[^>]*aria-invalid="true"', page.text)
    assert not re.search(r'name="content"[^>]*aria-invalid="true"', page.text)
    assert 'value="关于经费安排的函"' in page.text
