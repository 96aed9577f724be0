"""The web server as operators set it up: whom it believes about addresses, and for whom its files are."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from deploy import web


def seen_address(request: Request) -> PlainTextResponse:
    assert request.client is not None
    return PlainTextResponse(request.client.host)


def asked_through(proxy: str) -> str:
    """What address an application sees of somebody who comes through a proxy and says where they are."""
    config = web.config_of(Starlette(routes=[Route("/", seen_address)]), "127.0.0.1", 0)
    config.load()
    served: Any = config.loaded_app
    client = TestClient(served, base_url="http://jikao.test", client=(proxy, 4711))
    return client.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).text


def test_nobody_is_believed_about_where_they_come_from() -> None:
    assert asked_through("127.0.0.1") == "127.0.0.1"


def test_a_configured_proxy_is_believed_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIKAO_PROXIES", "192.0.2.1")
    assert asked_through("192.0.2.1") == "203.0.113.9"
    assert asked_through("192.0.2.2") == "192.0.2.2"


def test_an_operator_decides_what_the_web_server_asks_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIKAO_SECURE_COOKIES", "true")
    monkeypatch.setenv("JIKAO_SHORTEST_PASSWORD", "12")
    monkeypatch.setenv("JIKAO_SESSION_HOURS", "2")
    settings = web.gateway_settings(("directory",), demo=False)
    assert settings.secure_cookies
    assert settings.shortest_password == 12
    assert settings.refresh_seconds == 7200
