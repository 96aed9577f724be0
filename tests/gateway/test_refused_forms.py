"""A form that was refused comes back as it was: what was typed can be typed anew, what the page before said stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.gateway.office import RealOffice
from tests.gateway.test_pages import hidden, visitor

CORRECT = "/operations/attendance.correct-punch"
TYPED = {"person": "p024", "on": "2026-08-03", "times": "half past eight", "reason": "核对门禁记录"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.close()


def sent(client: TestClient, page: Any, **typed: str) -> Any:
    kept = {name: hidden(page, name) for name in ("csrf", "key", "seen")}
    (action,) = re.findall(r'<form class="operation" method="post" action="([^"]+)"', page.text)
    return client.post(action.replace("&amp;", "&"), data={**kept, **typed})


def control(page: Any, name: str) -> str:
    return next(re.finditer(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', page.text))[0]


def test_what_was_typed_is_seen_and_can_be_changed(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    page = client.get(CORRECT)
    for _ in range(2):
        page = sent(client, page, **TYPED)
        assert page.status_code == 422
        assert 'type="hidden"' not in control(page, "person") + control(page, "on")
        assert re.search(r'<option value="p024" selected>', page.text)
        assert 'value="2026-08-03"' in control(page, "on")
    moved = sent(client, page, **TYPED | {"person": "p025", "times": "08:20"})
    assert moved.url.params["person"] == "p025", "it is of whom was chosen last"


def test_what_the_page_before_said_stays_said(office: RealOffice) -> None:
    client = visitor(office, "clerk")
    of_the_day = {name: TYPED[name] for name in ("person", "on")}
    page = client.get(CORRECT, params=of_the_day)
    for _ in range(2):
        assert 'type="hidden"' in control(page, "person")
        page = sent(client, page, **TYPED)
        assert page.status_code == 422
    done = sent(client, page, **TYPED | {"times": "8:20\n8：40"})
    assert (done.url.path, done.url.params["person"]) == ("/records/attendance.get-day", "p024")
    assert all(f"{TYPED['on']} {at}" in done.text for at in ("08:20", "08:40")), "as people type the time"


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "刚才提交的内容没有办理"), ("en", "what you just sent was not done")]
)
def test_whoever_sends_a_form_after_their_session_is_told_that_nothing_was_done(
    office: RealOffice, lang: str, said: str
) -> None:
    client = visitor(office, "clerk")
    page = client.get(CORRECT, params={"lang": lang})
    client.cookies.clear()
    back = sent(client, page, **TYPED)
    assert back.url.path == "/login"
    assert said in client.get(f"{back.url}&lang={lang}").text
    assert said not in client.get("/login", params={"next": CORRECT, "lang": lang}).text
