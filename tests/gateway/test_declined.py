"""What no page could answer is told to people on a page and to programs as a problem document, never the other way."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.demonstration import DEMO_PASSWORD
from gateway.gate import Gate
from gateway.pages.frame import Pages
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import HOST, visitor

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def is_page(answer: Any, status: int, code: str, lang: str = "zh-CN") -> None:
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"].startswith("text/html"), answer.text[:300]
    assert f'<html lang="{lang}"' in answer.text
    assert code in answer.text


def test_an_operation_may_call_its_field_as_it_likes(office: RealOffice) -> None:
    """`documents.get-visit` has a field `visit`, and the forms of what is done to it ask for that record first."""
    visit = office.do(
        "p011", "documents.receive-visit", person="p011", on="2026-08-03", visitor="来访群众", matter="咨询"
    )["id"]
    clerk = visitor(office, "clerk")
    page = clerk.get(f"/records/documents.get-visit?visit={visit}")
    assert page.status_code == 200
    assert "来访群众" in page.text
    forms = [name for name, each in office.app.state.gate.operations.items() if "/visits/{visit}/" in each.PATH]
    assert len(forms) > 2
    for name in forms:
        assert clerk.get(f"/operations/{name}?visit={visit}").status_code == 200, name


@pytest.mark.parametrize("field", ["self", "visit", "caller", "operation", "connection", "request"])
def test_nothing_that_asks_takes_a_name_that_a_field_could_have(field: str) -> None:
    for asks in (Pages.ask, Pages.ask_kindly, Gate.ask):
        named = [p for p in inspect.signature(asks).parameters.values() if p.kind is not p.VAR_KEYWORD]
        assert field not in {p.name for p in named if p.kind is not p.POSITIONAL_ONLY}


def test_an_address_that_is_none_has_a_page(office: RealOffice) -> None:
    page = visitor(office, "staff").get("/nowhere?lang=en", headers=BROWSER)
    is_page(page, 404, "gateway.no-such-path", "en")
    assert "/desk" in page.text, "with the menu of who is logged in"
    stranger = TestClient(office.app, base_url=HOST).get("/nowhere", headers=BROWSER)
    is_page(stranger, 404, "gateway.no-such-path")
    assert "/desk" not in stranger.text
    is_page(visitor(office, "staff").post("/desk", headers=BROWSER), 405, "gateway.method")


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/healthz/nowhere"])
def test_a_program_is_told_as_a_program(office: RealOffice, address: str) -> None:
    answer = TestClient(office.app, base_url=HOST).get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    api = TestClient(office.app, base_url=HOST).get("/api/v1/nowhere", headers=BROWSER)
    assert api.headers["content-type"] == "application/problem+json", "an address of programs, whoever asks"


@pytest.mark.parametrize("where", ["/desk", "/leave/x", "/scorecards"])
def test_a_fault_has_a_page(office: RealOffice, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = TestClient(office.app, base_url=HOST, raise_server_exceptions=False)
    client.post("/login", data={"login": "staff", "password": DEMO_PASSWORD, "next": "/desk"})

    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the cupboard fell over")

    monkeypatch.setattr(office.app.state.gate.backend, "call", broken)
    page = client.get(where, headers=BROWSER)
    is_page(page, 500, "gateway.fault")
    assert "cupboard" not in page.text
    assert page.headers["x-correlation-id"] in page.text


def test_even_a_fault_of_the_page_that_tells_of_it_is_told(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("no template")

    monkeypatch.setattr("gateway.pages.frame.Pages.render", broken)
    client = TestClient(office.app, base_url=HOST, raise_server_exceptions=False)
    client.post("/login", data={"login": "staff", "password": DEMO_PASSWORD, "next": "/nowhere"})
    page = client.get("/desk", headers=BROWSER)
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    assert "系统内部出现故障" in page.text


def test_a_form_that_is_not_from_our_pages_or_too_large_gets_a_page(office: RealOffice) -> None:
    staff = visitor(office, "staff")
    foreign = staff.post("/operations/attendance.request-leave", data={"person": "p024"}, headers=BROWSER)
    is_page(foreign, 403, "gateway.csrf")
    is_page(staff.post("/logout", headers=BROWSER), 403, "gateway.csrf")
    most = office.app.state.gate.settings.body_limit
    large = staff.post("/operations/attendance.request-leave", data={"reason": "长" * most}, headers=BROWSER)
    is_page(large, 413, "gateway.too-large")
    torn = {**BROWSER, "Content-Type": "multipart/form-data; boundary=x"}
    is_page(staff.post("/operations/attendance.import-punches", content=b"--y", headers=torn), 400, "gateway.malformed")
