"""Every header and status of an operation's route, over the sample service."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from tests.gateway.conftest import World

JARS = "/api/v1/sample/jars"
NEW = {"size": 10, "empty_by": "2026-03-01"}


@pytest.fixture
def me(world: World) -> dict[str, str]:
    return world.bearer()


def problem(answer: object, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:jikao:problem:{code}"
    assert body["next"]
    assert body["correlation"] == answer.headers["x-correlation-id"]  # type: ignore[attr-defined]
    return dict(body)


def test_a_new_record_is_201_with_its_place_and_version(world: World, me: dict[str, str]) -> None:
    made = world.client.post(JARS, json=NEW, headers=me)
    assert made.status_code == 201
    assert made.headers["etag"] == '"1"'
    place = made.headers["location"]
    assert place == f"{JARS}/{made.json()['id']}"
    assert world.client.get(place, headers=me).json() == made.json()


def test_a_change_of_a_record_is_200_and_names_the_record(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    filled = world.client.post(f"{place}/fillings", json={"amount": 3}, headers=me)
    assert (filled.status_code, filled.headers["location"], filled.headers["etag"]) == (200, place, '"2"')
    assert filled.json()["amount"] == 3


def test_a_stale_if_match_is_412_and_a_fitting_one_goes_through(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    for tag, status in (('"7"', 412), ('"nonsense', 412), ('"1"', 200), ('"1"', 412), ("*", 200)):
        answer = world.client.post(f"{place}/fillings", json={"amount": 1}, headers={**me, "If-Match": tag})
        assert answer.status_code == status, (tag, answer.text)
    assert world.client.get(place, headers=me).json()["amount"] == 2


def test_the_same_key_gives_the_first_answer_again(world: World, me: dict[str, str]) -> None:
    headers = {**me, "Idempotency-Key": "k-1"}
    first = world.client.post(JARS, json=NEW, headers=headers)
    again = world.client.post(JARS, json=NEW, headers=headers)
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    other = world.client.post(JARS, json={**NEW, "size": 11}, headers=headers)
    problem(other, 422, "kernel.idempotency-key-reused")
    problem(world.client.post(JARS, json=NEW, headers={**me, "Idempotency-Key": "a b"}), 400, "gateway.malformed")


def test_a_rule_refuses_with_its_code_and_citation(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    answer = world.client.post(f"{place}/fillings", json={"amount": 99}, headers=me)
    body = problem(answer, 409, "sample.jar-full")
    assert body["citation"] == "A1"
    assert body["detail"] == "满了。"
    english = world.client.post(f"{place}/fillings", json={"amount": 99}, headers={**me, "Accept-Language": "en-GB"})
    assert problem(english, 409, "sample.jar-full")["detail"] == "The jar is full."
    assert english.headers["content-language"] == "en"


@pytest.mark.parametrize(
    ("accepts", "zh"), [("", True), ("zh-CN,en;q=0.8", True), ("en;q=0.9,zh;q=0.1", False), ("fr", True)]
)
def test_chinese_is_the_default_language(world: World, accepts: str, zh: bool) -> None:
    detail = world.client.get(JARS, headers={"Accept-Language": accepts}).json()["detail"]
    assert (detail == "请先登录。") is zh


@pytest.mark.parametrize(("accepts", "lang"), [("en-GB,en;q=0.9", "en"), ("zh-CN,en;q=0.8", "zh-CN"), ("fr", "zh-CN")])
def test_the_door_speaks_the_browsers_language_until_one_is_chosen(world: World, accepts: str, lang: str) -> None:
    asked = {"Accept-Language": accepts, "Accept": "text/html"}
    assert f'<html lang="{lang}"' in world.client.get("/login", headers=asked).text
    assert '<html lang="zh-CN"' in world.client.get("/login?lang=zh", headers=asked).text


def test_fields_that_cannot_be_taken_are_named(world: World, me: dict[str, str]) -> None:
    body = problem(world.client.post(JARS, json={"size": "ten", "colour": 1}, headers=me), 422, "kernel.invalid")
    assert {f["field"] for f in body["fields"]} == {"size", "empty_by", "colour"}  # type: ignore[attr-defined,index]
    answer = world.client.get(f"{JARS}?colour=red", headers=me)
    problem(answer, 422, "kernel.invalid")


def test_a_field_of_the_path_cannot_be_given_twice(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    answer = world.client.post(f"{place}/fillings", json={"amount": 1, "jar": str(uuid4())}, headers=me)
    problem(answer, 422, "kernel.invalid")


@pytest.mark.parametrize("body", [b"{", b'{"size":NaN}', b"\xff", b'{"a":"\\ud800"}', b"[" * 100_000])
def test_what_is_no_json_is_400(world: World, me: dict[str, str], body: bytes) -> None:
    headers = {**me, "Content-Type": "application/json"}
    problem(world.client.post(JARS, content=body, headers=headers), 400, "gateway.malformed")


@pytest.mark.parametrize(
    "body",
    [b"[]", b"null", b'{"size":99999999999999999999}', b'{"size":"99999999999999999999"}', b'{"note":"\\u0000"}'],
)
def test_what_would_not_survive_storage_is_422(world: World, me: dict[str, str], body: bytes) -> None:
    headers = {**me, "Content-Type": "application/json"}
    problem(world.client.post(JARS, content=body, headers=headers), 422, "kernel.invalid")


def test_another_media_type_is_415(world: World, me: dict[str, str]) -> None:
    answer = world.client.post(JARS, content=b"size=1", headers={**me, "Content-Type": "text/plain"})
    problem(answer, 415, "gateway.media-type")


def test_a_body_over_the_limit_is_413_declared_or_not(make_world: object) -> None:
    world = make_world(body_limit=1000)  # type: ignore[operator]
    me = {**world.bearer(), "Content-Type": "application/json"}
    big = json.dumps({**NEW, "note": "x" * 2000}).encode()
    problem(world.client.post(JARS, content=big, headers=me), 413, "gateway.too-large")

    def pieces():  # type: ignore[no-untyped-def]
        yield from (big[:500], big[500:])

    problem(world.client.post(JARS, content=pieces(), headers=me), 413, "gateway.too-large")


def test_nothing_there_and_wrong_method_are_problems_too(world: World, me: dict[str, str]) -> None:
    problem(world.client.get("/api/v1/nowhere"), 404, "gateway.no-such-path")
    wrong = world.client.put(JARS, headers=me)
    problem(wrong, 405, "gateway.method")
    assert wrong.headers["allow"]


def test_nobody_may_is_403(world: World, me: dict[str, str]) -> None:
    place = world.client.post(JARS, json=NEW, headers=me).headers["location"]
    problem(world.client.post(f"{place}/smashing", headers=me), 403, "kernel.forbidden")


def test_an_unknown_record_is_404(world: World, me: dict[str, str]) -> None:
    problem(world.client.post(f"{JARS}/{uuid4()}/fillings", json={"amount": 1}, headers=me), 404, "kernel.not-found")


def test_a_fault_says_nothing_of_itself(world: World, me: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    async def broken(call: object) -> None:
        raise RuntimeError("the secret path /srv/db")

    world.app.state.gate.backend.call = broken
    answer = world.client.get(JARS, headers={**me, "X-Correlation-Id": "c-17"})
    body = problem(answer, 500, "gateway.fault")
    assert "secret" not in answer.text
    assert body["correlation"] == "c-17"
    assert "the secret path" in caplog.text


def test_a_part_that_does_not_answer_is_503(world: World, me: dict[str, str]) -> None:
    from gateway.backend import NoBackend

    world.app.state.gate.backend = NoBackend()
    answer = world.client.get(JARS, headers=me)
    problem(answer, 503, "kernel.unavailable")
    assert answer.headers["retry-after"]
    ready = world.client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)


def test_a_correlation_id_travels_into_the_event(world: World, me: dict[str, str]) -> None:
    answer = world.client.post(JARS, json=NEW, headers={**me, "X-Correlation-Id": "case-42"})
    assert answer.headers["x-correlation-id"] == "case-42"
    stored = [row.state for row in world.desk.app.store.rows()]
    assert json.loads(stored[-1])["correlation"] == "case-42"
    made_up = world.client.get("/healthz", headers={"X-Correlation-Id": "bad id\x7f"}).headers["x-correlation-id"]
    assert len(made_up) == 32


def test_too_many_calls_of_one_person_are_429(make_world: object) -> None:
    world = make_world(calls_per_person="3/minute")  # type: ignore[operator]
    me, other = world.bearer("p001"), world.bearer("p002")
    answers = [world.client.get("/api/v1/sessions/current", headers=me) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(problem(answers[3], 429, "gateway.too-many-requests")["details"]["retry_after"]) <= 61  # type: ignore[index,call-overload]
    assert world.client.get("/api/v1/sessions/current", headers=other).status_code == 200


def test_safe_headers_stand_on_every_answer(world: World) -> None:
    for path in ("/healthz", "/api/v1/nowhere", JARS):
        headers = world.client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_metrics_count_operations_not_paths(world: World, me: dict[str, str]) -> None:
    world.client.get(f"{JARS}/{uuid4()}", headers=me)
    text = world.client.get("/metrics").text
    assert 'operation="sample.get-jar"' in text
    assert "jars/" not in text
