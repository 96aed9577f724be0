"""The page of the rule books over the real services: every article, who cites it, what is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from gateway.demonstration import DEMO_PASSWORD
from services.kernel.procedure import citations
from services.kernel.procedure.citations import CitationList
from services.kernel.procedure.context import Answer, Call
from services.kernel.refusals import Unavailable
from services.kernel.rules.regulations import Rules
from tests.gateway.conftest import PASSWORD, World
from tests.gateway.office import RealOffice

RULES = Rules.load(Path(__file__).parents[2] / "deploy" / "regulations")
HOST = "http://jikao.test"
ROW = re.compile(r'<tr id="([AB][\d.]+)"(.*?)</tr>', re.DOTALL)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def visitor(office: RealOffice) -> TestClient:
    client = TestClient(office.app, base_url=HOST)
    assert client.post("/login", data={"login": "staff", "password": DEMO_PASSWORD, "next": "/desk"}).status_code == 200
    return client


def rows(page: Any) -> dict[str, str]:
    assert page.status_code == 200, page.text
    return dict(ROW.findall(page.text))


def covered(office: RealOffice, but: str = "") -> dict[str, citations.Covered]:
    """As the services' own answers make it, without those of one."""
    answers = [office.do("p024", f"{name}.list-citations") for name in office.runtime.services if name != but]
    cited = [one for answer in answers for one in CitationList.model_validate(answer).items]
    return {line.article.id: line for line in citations.covered(RULES, cited)}


def test_every_article_of_both_books_stands_on_the_page_in_order(office: RealOffice) -> None:
    page = visitor(office).get("/regulations")
    assert list(rows(page)) == list(RULES.articles)
    assert page.text.index("第四章 机关考勤") < page.text.index('id="A14"') < page.text.index("第五章 内务管理")
    lines = covered(office)
    assert not [id for id, line in lines.items() if line.open]
    assert "，未实现 0；" in page.text


def test_what_orders_an_attitude_says_what_shows_it_or_why_nothing_can(office: RealOffice) -> None:
    shown = rows(visitor(office).get("/regulations"))
    stances = {id: article.attitude for id, article in RULES.articles.items() if article.attitude}
    assert {id for id, text in shown.items() if "态度要求" in text} == set(stances)
    for id, attitude in stances.items():
        assert attitude.zh in shown[id]
        assert all(f'href="/regulations#{one}"' in shown[id] for one in attitude.shown_by), id
    assert "不留记录" in shown["B6.5"]


def test_an_article_shows_what_cites_it_and_leads_there(office: RealOffice) -> None:
    client = visitor(office)
    shown, lines = rows(client.get("/regulations")), covered(office)
    for id, line in lines.items():
        assert all(f">{one.zh}<" in shown[id] for one in line.by), id
        assert ("未实现" in shown[id]) is line.open, id
    assert 'href="/operations/attendance.request-leave"' in shown["A15"]
    owed = re.search(r'href="(/operations/attendance.list-obligations\?kind=[^"]+)"', shown["A15"])
    assert owed
    assert client.get(owed[1].replace("&amp;", "&")).status_code == 200


def test_the_policy_that_governs_the_quarter_is_cited(office: RealOffice) -> None:
    policy = {one.name: one for one in covered(office)["A14"].by if one.kind == "rule"}
    assert "attendance/late" in policy
    assert policy["attendance/late"].zh in rows(visitor(office).get("/regulations"))["A14"]


def test_only_what_is_open_is_shown_when_asked(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is, while every service answers; what one alone carries out is, while it does not."""
    assert rows(visitor(office).get("/regulations?open=1&lang=en")) == {}
    backend = office.app.state.gate.backend
    monkeypatch.setattr(backend, "call", without("documents", backend.call))
    still = {id: line.article for id, line in covered(office, but="documents").items() if line.open}
    page = visitor(office).get("/regulations?open=1&lang=en")
    assert list(rows(page)) == list(still)
    assert "B13.3" in still
    assert "A15" not in still
    assert all(str(escape(article.en)) in page.text for article in still.values())


def test_who_is_not_logged_in_is_sent_to_the_login(office: RealOffice) -> None:
    assert TestClient(office.app, base_url=HOST).get("/regulations").url.path == "/login"


def test_a_service_that_does_not_answer_is_named(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or else its articles would look as if nobody had built them."""
    backend, whole = office.app.state.gate.backend, rows(visitor(office).get("/regulations"))
    monkeypatch.setattr(backend, "call", without("documents", backend.call))
    page = visitor(office).get("/regulations")
    assert "暂时没有答复" in page.text
    assert "文秘" in page.text.split("暂时没有答复")[1].split("</section>")[0]
    assert "未实现" in rows(page)["B13.3"]
    assert "未实现" not in whole["B13.3"]


def test_what_cites_an_unknown_article_is_shown_as_a_fault(office: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a gateway with older rule books stands before newer services."""
    gate = office.app.state.gate
    fewer = replace(RULES, articles={id: one for id, one in RULES.articles.items() if id != "A15"}, sections={})
    monkeypatch.setattr(gate, "settings", replace(gate.settings, rules=fewer))
    page = visitor(office).get("/regulations")
    assert "A15" not in rows(page)
    fault = page.text.split("规章中没有的条文")[1].split("</section>")[0]
    assert "attendance.request-leave" in fault
    assert "attendance.compile-sheet" not in fault


def test_without_rule_books_the_page_says_so(make_world: Callable[..., World]) -> None:
    client = make_world().client
    client.post("/login", data={"login": "p001", "password": PASSWORD, "next": "/desk"})
    page = client.get("/regulations")
    assert page.status_code == 404
    assert "未载入规章" in page.text


def without(service: str, call: Any) -> Any:
    async def answered(asked: Call) -> Answer:
        if asked.operation == f"{service}.list-citations":
            raise Unavailable("服务未启动。", "The service is not running.")
        answer: Answer = await call(asked)
        return answer

    return answered
