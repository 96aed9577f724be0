"""The documents that are written from declarations: OpenAPI, AsyncAPI, permissions, forms."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema_rs import Draft202012Validator, validator_for

from gateway.app import declared_by
from gateway.settings import SERVICES
from services.kernel.domain import events
from services.kernel.procedure.application import parse
from services.kernel.procedure.operations import Command, Upload
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import Choices, Records
from tests.gateway.conftest import OPERATIONS, World
from tests.kernel import sample

REGULATIONS = Path(__file__).parents[2] / "deploy" / "regulations"


def test_openapi_documents_every_operation(world: World) -> None:
    document = world.client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for operation in OPERATIONS:
        written = document["paths"]["/api/v1" + operation.PATH][operation.METHOD.lower()]
        assert written["operationId"] == operation.NAME
        assert operation.ZH in written["summary"]
        assert operation.EN in written["summary"]
        assert written["x-who"] == [who.code for who in operation.WHO]
        assert {"401", "403", "404", "422", "429", "503"} <= set(written["responses"])
    fill = document["paths"]["/api/v1/sample/jars/{jar}/fillings"]["post"]
    shared = document["components"]["parameters"]
    parameters = [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in fill["parameters"]]
    assert {one["name"] for one in parameters} == {"jar", "Idempotency-Key", "If-Match"}
    body = document["components"]["schemas"]["FillJar"]
    assert set(body["properties"]) == {"amount"}


def test_openapi_names_the_headers_that_come(world: World) -> None:
    """A record has a version, a list has none; whatever a command did, it says where that can be looked at."""
    paths, own = world.client.get("/openapi.json").json()["paths"], {"X-Correlation-Id"}
    me, of_jars = world.bearer(), "/api/v1/sample/jars"
    opened = world.client.post(of_jars, json={"size": 3, "empty_by": "2026-12-31"}, headers=me)
    jar = {"jar": opened.json()["id"]}
    filled = world.client.post(of_jars + "/{jar}/fillings".format_map(jar), json={"amount": 1}, headers=me)
    looked, listed = world.client.get(f"{of_jars}/{jar['jar']}", headers=me), world.client.get(of_jars, headers=me)
    for path, answer, status, sent in (
        (of_jars, opened, 201, {"ETag", "Location"}),
        (of_jars + "/{jar}/fillings", filled, 200, {"ETag", "Location"}),
        (of_jars + "/{jar}", looked, 200, {"ETag"}),
        (of_jars, listed, 200, set[str]()),
    ):
        written = paths[path][answer.request.method.lower()]["responses"][str(answer.status_code)]
        assert (answer.status_code, set(written["headers"])) == (status, own | sent)
        assert {name for name in ("ETag", "Location") if name in answer.headers} == sent
    matrix = paths["/api/v1/permissions"]["get"]["responses"]
    assert all("ETag" in matrix[status]["headers"] for status in ("200", "304"))


def test_openapi_describes_what_a_problem_says_of_each_field(world: World) -> None:
    problem = world.client.get("/openapi.json").json()["components"]["schemas"]["Problem"]
    answer = world.client.post("/api/v1/sample/jars", json={"size": "much"}, headers=world.bearer()).json()
    assert [set(one) for one in answer["fields"]] == [set(problem["properties"]["fields"]["items"]["properties"])] * 2
    Draft202012Validator(problem).validate(answer)


def test_openapi_tells_of_no_header_where_nobody_is_traced(world: World) -> None:
    path = "/api/v1/ballots/{round}/slips"
    told = world.client.get("/openapi.json").json()["paths"][path]["post"]["responses"]
    assert {"200", "408", "409"} <= set(told)
    assert [one for one in told.values() if "headers" in one or "$ref" in one] == []
    answer = world.client.post(path.format(round="x"), json={})
    assert (str(answer.status_code) in told, "x-correlation-id" in answer.headers) == (True, False)


def test_every_reference_of_openapi_leads_somewhere(world: World) -> None:
    document = world.client.get("/openapi.json").json()
    assert_every_reference_leads_somewhere(document)
    for schema in document["components"]["schemas"].values():
        validator_for({**schema, "components": document["components"]})


def test_openapi_covers_the_real_services() -> None:
    from gateway import openapi
    from gateway.settings import Settings

    operations = declared_by(SERVICES)
    document = openapi.document(Settings(), operations, "1")
    named = {o["operationId"] for path in document["paths"].values() for o in path.values()}
    assert {operation.NAME for operation in operations} <= named
    assert_every_reference_leads_somewhere(document)


def test_openapi_describes_a_file_of_json_as_what_it_holds() -> None:
    from gateway import openapi
    from gateway.settings import Settings

    document = openapi.document(Settings(), declared_by(SERVICES), "1")
    told = document["paths"]["/api/v1/appraisal/evaluations/{quarter}/file"]["get"]["responses"]["200"]
    assert told["content"] == {"application/json": {"schema": {"type": "object"}}}


def test_openapi_says_what_may_stand_in_a_field_of_a_list_of_the_rule_books() -> None:
    from gateway import openapi
    from gateway.settings import Settings

    rules = Rules.load(REGULATIONS)
    document = openapi.document(Settings(rules=rules), declared_by(SERVICES), "1")
    said = document["components"]["schemas"]["RequestLeave"]["properties"]["kind"]["description"]
    kinds = rules.value("leave.kinds", date(2026, 7, 1))
    assert isinstance(kinds, (Choices, Records))
    assert [f"`{one.id}` {one.zh} / {one.en}" in said for one in kinds] == [True] * len(kinds.ids)


def assert_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    held = {f"#/components/{kind}/{name}" for kind, named in document["components"].items() for name in named}
    assert all_references(document) <= held


def all_references(value: Any) -> set[str]:
    if isinstance(value, dict):
        found = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return found.union(*(all_references(inner) for inner in value.values()))
    if isinstance(value, list):
        return set().union(*(all_references(inner) for inner in value))
    return set()


def test_asyncapi_shows_facts_without_their_marked_fields(world: World) -> None:
    document = world.client.get("/asyncapi.json").json()
    assert document["asyncapi"] == "3.0.0"
    channel = document["channels"]["sample"]
    assert channel["address"] == "sample.events"
    message = document["components"]["messages"]["sample.jar-opened.v1"]
    schema = document["components"]["schemas"][message["payload"]["$ref"].rsplit("/", 1)[1]]
    assert "size" in schema["properties"]
    assert "note" not in schema["properties"]
    known = {f"#/components/schemas/{n}" for n in document["components"]["schemas"]}
    assert {r for r in all_references(document) if "/schemas/" in r} <= known


def test_a_published_fact_fits_its_asyncapi_schema(world: World) -> None:
    answer = world.client.post(
        "/api/v1/sample/jars", json={"size": 1, "empty_by": "2026-03-01", "note": "private"}, headers=world.bearer()
    )
    assert answer.status_code == 201
    document = world.client.get("/asyncapi.json").json()
    row = list(world.desk.app.store.rows())[-1]
    body = msgspec.json.decode(events.public_bytes(row.topic, row.state))
    payload = document["components"]["messages"][row.topic]["payload"]
    Draft202012Validator({**payload, "components": document["components"]}).validate(body)
    assert "private" not in str(body)


def test_the_permission_matrix_is_the_declarations(world: World) -> None:
    matrix = world.client.get("/api/v1/permissions").json()
    shown = {operation["name"]: operation["who"] for operation in matrix["operations"]}
    assert shown == {operation.NAME: [w.code for w in operation.WHO] for operation in OPERATIONS}
    assert {r["code"] for r in matrix["relations"]} == {"all", "none"}


def test_a_form_is_the_operations_fields(world: World) -> None:
    form = world.client.get("/api/v1/forms/sample.fill-jar").json()
    assert (form["method"], form["path"]) == ("POST", "/api/v1/sample/jars/{jar}/fillings")
    assert form["path_fields"] == ["jar"]
    assert set(form["schema"]["properties"]) == {"jar", "amount"}
    assert world.client.get("/api/v1/forms/sample.nothing").status_code == 404


def test_the_api_pages_load_nothing_from_elsewhere(world: World) -> None:
    page = world.client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text.replace("http://jikao.test", "")
    assert "https://" not in page.text


class SendFile(
    Command, path="POST /sample/files", who=(sample.ALL,), zh="上传", en="Send a file", returns=sample.JarView
):
    content: Upload
    file_name: str = ""


def test_a_file_comes_by_form_and_by_json_alike(make_world: Any) -> None:
    world = make_world(operations=[*OPERATIONS, SendFile])
    got: list[SendFile] = []

    class Catch:
        async def call(self, call: Any) -> Any:
            from services.kernel.procedure.context import Answer

            operation = parse(SendFile, call.body)
            assert isinstance(operation, SendFile)
            got.append(operation)
            return Answer(b"{}")

    world.app.state.gate.backend = Catch()
    me, raw = world.bearer(), bytes(range(256))
    by_form = world.client.post("/api/v1/sample/files", files={"content": ("考勤.dat", raw)}, headers=me)
    by_json = world.client.post("/api/v1/sample/files", json=SendFile(content=raw).model_dump(mode="json"), headers=me)
    assert (by_form.status_code, by_json.status_code) == (200, 200), by_form.text
    assert [o.content for o in got] == [raw, raw]
    assert got[0].file_name == "考勤.dat"
    wrong = world.client.post("/api/v1/sample/files", files={"other": ("a", raw)}, headers=me)
    assert wrong.status_code == 422
    broken = world.client.post(
        "/api/v1/sample/files", content=b"--x", headers={**me, "Content-Type": "multipart/form-data; boundary=y"}
    )
    assert broken.status_code in {400, 422}
    nothing = world.client.post(
        "/api/v1/sample/files", content=b"--x", headers={**me, "Content-Type": "multipart/form-data"}
    )
    assert nothing.status_code == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health(world: World, path: str) -> None:
    assert world.client.get(path).status_code == 200
