"""A list that is not for the caller as a whole says how it may be asked: of their department, of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.operations import is_register
from gateway.pages.places import register_page
from tests.gateway.office import HEADS, RealOffice
from tests.gateway.test_pages import HOST, visitor

HEAD, STAFF = HEADS["finance-economy"], "p024"
SAID = {"zh": "请只查询您的部门或您本人。", "en": "Ask for your department or yourself alone."}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def asked(office: RealOffice, by: str, path: str, lang: str = "zh", **fields: str) -> Any:
    token = office.runtime.signer.sign(by, token_id=f"made-{by}")
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": lang}
    return TestClient(office.app, base_url=HOST).get(f"/api/v1{path}", params=fields, headers=headers)


@pytest.mark.parametrize("lang", SAID)
@pytest.mark.parametrize("path", ["/finance/trips", "/finance/claims"])
def test_a_head_is_told_to_ask_for_their_department(office: RealOffice, path: str, lang: str) -> None:
    refused = asked(office, HEAD, path, lang)
    assert refused.status_code == 403
    told = refused.json()
    assert told["next"] == SAID[lang]
    assert {"department": "finance-economy"} in told["details"]["admitted_with"]
    elsewhere = asked(office, HEAD, path, lang, department="agriculture")
    assert elsewhere.json()["next"] == SAID[lang]
    for way in told["details"]["admitted_with"]:
        assert asked(office, HEAD, path, **way).status_code == 200


def test_each_list_tells_the_ways_that_lead_in_and_no_others(office: RealOffice) -> None:
    told = 0
    for operation in office.app.state.gate.operations.values():
        if not is_register(operation) or any(f.is_required() for f in operation.model_fields.values()):
            continue
        for by in (HEAD, STAFF):
            refused = asked(office, by, operation.PATH)
            if refused.status_code != 403:
                continue
            answer = refused.json()
            narrower = answer["details"].get("admitted_with", [])
            assert (answer["next"] == "请由所列岗位或人员办理。") is not bool(narrower), operation.NAME
            for way in narrower:
                told += 1
                assert asked(office, by, operation.PATH, **way).status_code == 200, (operation.NAME, way)
    assert told > 20


def test_each_post_is_named_once(office: RealOffice) -> None:
    for operation in office.app.state.gate.operations.values():
        codes = [who.code for who in operation.WHO]
        assert len(codes) == len(set(codes)), operation.NAME
    needs = asked(office, STAFF, "/finance/trips").json()
    assert needs["details"]["needs"].count("head-office") == 1
    assert needs["detail"].count("办公室主任") == 1


def test_a_register_begins_with_the_department_for_whoever_heads_one(office: RealOffice) -> None:
    operations = office.app.state.gate.operations
    for by, preset in ((HEAD, {"department": "finance-economy"}), (STAFF, {"person": STAFF})):
        found = office.do(by, "finance.list-permitted")["items"]
        permitted = {one["operation"]: one["fields"] for one in found}
        assert permitted["finance.list-trips"] == preset
        ((name, value),) = preset.items()
        assert register_page(operations["finance.list-trips"], permitted).endswith(f"?{name}={value}")


@pytest.mark.parametrize("register", ["finance.list-claims", "finance.list-trips"])
def test_an_address_that_says_nobody_leads_to_ones_own_part(office: RealOffice, register: str) -> None:
    head = visitor(office, "head")
    page = head.get(f"/registers/{register}")
    assert page.status_code == 200
    assert page.url.params["department"] == "finance-economy"


def test_a_page_listens_only_to_what_is_told_its_visitor(office: RealOffice) -> None:
    """Who may not list the whole is refused its changes: their page would ask again and again."""
    topics = {}
    for login in ("staff", "director"):
        page = visitor(office, login).get("/registers/attendance.list-leave")
        (topics[login],) = re.findall(r'data-live="([^"]*)"', page.text)
    assert topics == {"staff": "person", "director": "lists.attendance.leaves"}


def test_a_punch_is_told_as_the_clock_showed_it(office: RealOffice) -> None:
    office.do("p011", "attendance.correct-punch", person="p025", on="2026-08-03", times=["08:05"], reason="核对门禁")
    page = visitor(office, "clerk").get("/records/attendance.get-day?person=p025&on=2026-08-03").text
    assert "2026-08-03 08:05" in page
    assert "T08:05" not in page


def test_the_login_page_tells_the_posts_in_its_language(office: RealOffice) -> None:
    door = TestClient(office.app, base_url=HOST)
    assert "办公室文书" in door.get("/login").text
    english = door.get("/login?lang=en").text
    assert "clerk of the office" in english
    assert "办公室文书" not in english
