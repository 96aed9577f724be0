"""The gateway's description as programs of others read it: a linter, a TypeScript and a Python client generator."""

from __future__ import annotations

import compileall
import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator

from gateway.accounts import DEMO_PASSWORD
from tests.browser.test_pages import Site
from tests.strangers.conftest import HERE, node, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(description: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_text(json.dumps(description, ensure_ascii=False))
    return path


def test_a_linter_finds_nothing(programs: Path, written: Path) -> None:
    command = [*node(programs, "@redocly/cli", "redocly"), "lint", "--config", HERE / "redocly.yaml"]
    said = run(*command, "--max-problems", "50", "--format", "json", written, cwd=written.parent)
    told = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert told["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}, told["problems"][:5]


def test_a_client_in_typescript_compiles_strictly(programs: Path, written: Path) -> None:
    api = written.parent / "api.d.ts"
    run(*node(programs, "openapi-typescript", "openapi-typescript"), written, "-o", api, cwd=written.parent)
    shutil.copy(HERE / "use.ts", written.parent)
    tsc = [*node(programs, "typescript", "tsc"), "--strict", "--noEmit", "--exactOptionalPropertyTypes"]
    run(*tsc, "use.ts", "api.d.ts", cwd=written.parent)


@pytest.fixture(scope="module")
def client(written: Path) -> Iterator[str]:
    """A package that a generator wrote from the description; every warning of it is a fault of the description."""
    program = Path(sys.executable).parent / "openapi-python-client"
    folder = written.parent / "generated"
    config = ["--config", HERE / "client.yaml", "--meta", "none", "--output-path", folder]
    said = run(program, "generate", "--path", written, *config, cwd=written.parent)
    assert "WARNING" not in said, said[:3000]
    assert "Unable to process" not in said, said[:3000]
    sys.path.insert(0, str(written.parent))
    yield folder.name
    sys.path.remove(str(written.parent))
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        del sys.modules[name]


def test_a_client_in_python_takes_every_operation(client: str, written: Path, description: dict[str, Any]) -> None:
    folder = written.parent / client
    operations = [each["operationId"] for path in description["paths"].values() for each in path.values()]
    modules = [path for path in (folder / "api").rglob("*.py") if path.name != "__init__.py"]
    assert len(modules) == len(operations) > 900
    assert compileall.compile_dir(folder, quiet=2, workers=1)


def test_a_client_in_python_does_a_day_of_work(client: str, site: Site) -> None:
    """Logs in, reads a list to its end, downloads a workbook, and meets a refusal with its code."""
    made = importlib.import_module(f"{client}.client")
    models = importlib.import_module(f"{client}.models")

    def call(module: str) -> Any:
        return importlib.import_module(f"{client}.api.{module}").sync_detailed

    stranger = made.Client(base_url=site.url)
    session = call("gateway.log_in")(client=stranger, body=models.LogIn(login="auditor", password=DEMO_PASSWORD)).parsed
    assert type(session).__name__ == "Session"
    known = made.AuthenticatedClient(base_url=site.url, token=session.access_token)

    after: dict[str, str] = {}
    people: list[Any] = []
    while True:
        page = call("directory.directory_list_people")(client=known, limit=20, **after).parsed
        people += page.items
        if page.next_ is None:
            break
        after = {"after": page.next_}
    assert len(people) > 40
    assert len({person.id for person in people}) == len(people)

    export = call("directory.directory_export_directory")(client=known)
    assert export.status_code == 200
    assert export.content[:2] == b"PK"

    refused = call("directory.directory_get_person")("nobody-of-this-name", client=known).parsed
    assert isinstance(refused, models.Problem)
    assert refused.status == 404
    assert refused.code
    assert refused.next_


def test_what_is_answered_is_what_is_described(site: Site, description: dict[str, Any]) -> None:
    """Every list of every service as the auditor gets it, formats of days and moments and all."""
    token = site.office.runtime.signer.sign("p020", token_id="reads")
    seen = rows = 0
    for path, methods in description["paths"].items():
        told = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json")
        if told is None or "{" in path or not path.startswith("/api/v1/"):
            continue
        answer = httpx.get(site.url + path, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        if answer.status_code != 200:
            continue
        schema = {**told["schema"], "components": description["components"]}
        faults = list(Draft202012Validator(schema, validate_formats=True).iter_errors(answer.json()))
        assert not faults, f"{path}: {faults[0]}"
        seen, rows = seen + 1, rows + len(answer.json().get("items", ()))
    assert seen > 100
    assert rows > 500
