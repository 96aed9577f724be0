"""What a request says is taken at its word, or refused: dates, keys, versions, names given twice, methods; and what is
there already is not sent again."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from services.directory.people.operations import GetPerson
from services.documents.resolutions.operations import AdoptResolution, OrderResolutionTask
from services.kernel.procedure.application import parse
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Invalid
from tests.gateway.conftest import World
from tests.gateway.test_calls import JARS, NEW, problem


@pytest.fixture
def me(world: World) -> dict[str, str]:
    return world.bearer()


@pytest.mark.parametrize("number", [1798156800, "1798156800", 0, "0", 20260301, "-1", 1.5, "1e9", True])
def test_a_number_is_no_date(world: World, me: dict[str, str], number: Any) -> None:
    refused = world.client.post(JARS, json={**NEW, "empty_by": number}, headers=me)
    fields: Any = problem(refused, 422, "kernel.invalid")["fields"]
    assert [(f["field"], f["type"]) for f in fields] == [("empty_by", "date_type")]
    assert fields[0]["zh"] == "日期应如 2026-03-02"


def refused_fields(operation: type[Operation], body: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        parse(operation, body)
    return [(field["field"], field["type"]) for field in refused.value.details["fields"]]


def test_nor_in_the_address_of_a_query() -> None:
    assert refused_fields(GetPerson, {"person": "p001", "on": "0"}) == [("on", "date_type")]
    assert parse(GetPerson, {"person": "p001", "on": "2026-03-01"})


def test_nor_in_a_row_of_a_form() -> None:
    rows = [{"due": "2026-03-02"}, {"due": 1798156800}]
    assert refused_fields(AdoptResolution, {"tasks": rows}) == [("tasks.1.due", "date_type")]
    assert refused_fields(OrderResolutionTask, {"order": {"due": "0"}}) == [("order.due", "date_type")]


@pytest.mark.parametrize(
    "body",
    [
        '{"size": 1, "size": 10, "empty_by": "2026-03-01"}',
        '{"size": 10, "empty_by": "2026-03-01", "note": {"a": 1, "a": 2}}',
        '{"size": 10, "empty_by": "2026-03-01", "note": [{"a": 1, "\\u0061": 2}]}',
    ],
)
def test_a_name_given_twice_is_refused_at_any_depth(world: World, me: dict[str, str], body: str) -> None:
    sent = {**me, "Content-Type": "application/json"}
    problem(world.client.post(JARS, content=body, headers=sent), 400, "gateway.malformed")
    twice = '{"login": "p001", "login": "p002", "password": "x"}'
    login = world.client.post("/api/v1/sessions", content=twice, headers={"Content-Type": "application/json"})
    problem(login, 400, "gateway.malformed")


@pytest.mark.parametrize("key", ["", " ", '""', '"'])
def test_an_empty_idempotency_key_is_refused_not_ignored(world: World, me: dict[str, str], key: str) -> None:
    problem(world.client.post(JARS, json=NEW, headers={**me, "Idempotency-Key": key}), 400, "gateway.malformed")
    assert world.client.get(JARS, headers=me).json()["items"] == []


def test_a_list_in_if_match_fits_where_one_of_it_does(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    for tags, status in (
        ('"7", "8"', 412),
        ('"7", "1"', 200),
        ('"1", "2"', 200),
        ('"foreign", "3"', 200),
        ('"foreign", "other"', 412),
        (", ,", 412),
    ):
        answer = world.client.post(f"{place}/fillings", json={"amount": 1}, headers={**me, "If-Match": tags})
        assert answer.status_code == status, (tags, answer.text)
    assert world.client.get(place, headers=me).json()["amount"] == 3


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", JARS, {"GET", "HEAD", "POST"}),
        ("DELETE", f"{JARS}/4711", {"GET", "HEAD"}),
        ("GET", f"{JARS}/4711/fillings", {"POST"}),
        ("PUT", "/api/v1/sessions/current", {"GET", "HEAD", "DELETE"}),
        ("PUT", "/openapi.json", {"GET", "HEAD"}),
    ],
)
def test_allow_names_every_method_of_the_address(world: World, method: str, path: str, allowed: set[str]) -> None:
    refused = world.client.request(method, path)
    assert refused.status_code == 405
    assert set(refused.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize("path", ["/openapi.json", "/asyncapi.json", "/api/v1/permissions"])
def test_a_description_comes_packed_and_only_once(world: World, path: str) -> None:
    with world.client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    plain = world.client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert json.loads(plain.content)
    assert "accept-encoding" in plain.headers["vary"].lower()
    tag = answer.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = world.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), known
    assert world.client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
