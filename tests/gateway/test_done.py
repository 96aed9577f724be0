"""What was done is said once, to whoever did it, on the page that they are led to: no address says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from gateway.pages.told import DONE_COOKIE
from tests.gateway.office import RealOffice
from tests.gateway.test_pages import hidden, visitor

ASKED = {"department": "finance-economy", "seal": "office", "copies": 2, "title": "介绍信", "purpose": "外出联系"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def asks_for_a_seal(client: TestClient, *, follow: bool = True) -> Any:
    form = client.get("/operations/documents.request-seal-use")
    sent = {**ASKED, "csrf": hidden(form, "csrf"), "key": hidden(form, "key")}
    return client.post("/operations/documents.request-seal-use", data=sent, follow_redirects=follow)


def told(page: str) -> str:
    found = re.search(r'<section class="done" role="status"><strong>([^<]+)</strong>', page)
    return found[1] if found else ""


def test_an_address_says_nothing_of_what_was_done(office: RealOffice) -> None:
    use = office.do("p024", "documents.request-seal-use", **ASKED)
    for done in ("finance.pay-claim", "documents.request-seal-use"):
        page = visitor(office, "clerk").get(f"/records/documents.get-seal-use?use={use['id']}&done={done}")
        assert page.status_code == 200
        assert not told(page.text)
    leave = office.do(
        "p024", "attendance.request-leave", kind="personal", start="2026-11-10", end="2026-11-10", person="p024",
        start_half="am", end_half="pm", reason="办事",
    )  # fmt: skip
    assert not told(visitor(office, "staff").get(f"/leave/{leave['id']}?done=attendance.approve-leave").text)
    assert not told(visitor(office, "director").get("/policies/1?done=appraisal.fork-policy").text)


def test_a_page_says_once_what_was_done(office: RealOffice) -> None:
    client = visitor(office, "staff")
    made = asks_for_a_seal(client)
    assert told(made.text).startswith("已办理：")
    assert "done=" not in str(made.url)
    assert not told(client.get(str(made.url)).text), "a reload says it no more"


def test_what_was_done_is_said_on_no_other_page_and_to_nobody_else(office: RealOffice) -> None:
    client, other = visitor(office, "staff"), visitor(office, "staff")
    led = asks_for_a_seal(client, follow=False).headers["location"]
    other.cookies.set(DONE_COOKIE, client.cookies[DONE_COOKIE])
    assert not told(other.get(led).text), "another session's word"
    part = client.get("/desk", headers={"HX-Request": "true"})
    assert not told(part.text)
    assert DONE_COOKIE in client.cookies, "a part of a page that renews itself leaves it to the page"
    assert not told(client.get("/desk").text)
    assert DONE_COOKIE not in client.cookies
    assert not told(client.get(led).text)
    asks_for_a_seal(client, follow=False)
    client.cookies.set(DONE_COOKIE, client.cookies[DONE_COOKIE].replace("request-seal-use", "apply-seal"))
    assert not told(client.get(led).text)


@pytest.mark.parametrize(("lang", "said"), [("zh", "已办理：同意请假"), ("en", "Done: Approve leave")])
def test_the_desk_says_what_was_done_on_it(office: RealOffice, lang: str, said: str) -> None:
    day = {"zh": "2026-09-14", "en": "2026-09-15"}[lang]
    leave = office.do(
        "p024", "attendance.request-leave", kind="personal", start=day, end=day, person="p024",
        start_half="am", end_half="pm", reason="办事",
    )  # fmt: skip
    head = visitor(office, "head")
    desk = head.get(f"/desk?lang={lang}")
    assert leave["id"] in desk.text
    sent = {"csrf": hidden(desk, "csrf"), "leave": leave["id"], "version": str(leave["version"]), "back": "/desk"}
    done = head.post("/operations/attendance.approve-leave", data=sent)
    assert done.url.path == "/desk"
    assert told(done.text) == said
    assert not told(head.get("/desk").text)
