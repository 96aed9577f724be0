"""What keeps logs honest, over the real bus: each service witnesses the checkpoints of those that it listens to, and
the log is searched through the gateway, which puts on record who looked."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy import claims
from deploy.cli import app
from deploy.cluster import Cluster
from deploy.organ_import import import_organ
from deploy.servers.process import LOOPBACK, free_port
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.bundles.instructions import VERIFIER
from services.kernel.procedure.context import Call
from services.kernel.procedure.custody.book import Witness, declare, witness_id
from tests.cells import cluster_on
from tests.faults.cell import eventually
from tests.scenario.runner import AUDITOR, ORGAN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
COMMANDS = "jikao"
"""The name of a cell that the command line looks for."""
ROSTER = {name: f"services.{name}.service" for name in ("directory", "attendance")}


@pytest.fixture(scope="module")
def cluster(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    rabbitmq_server: object,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    settings = Settings(roster=ROSTER, tick_seconds=1, catch_up_seconds=2)
    folder = tmp_path_factory.mktemp("cell")
    with (
        claims.folder(folder),  # as whoever serves it does
        cluster_on(postgres_url, amqp_url, redis_url, folder, COMMANDS, rabbitmq_server, settings) as made,
    ):
        system = made.keys.system_token()
        import_organ(ORGAN, lambda op: made.call(Call(op.NAME, op.model_dump(mode="json"), system)))
        yield made


def checkpoints(cluster: Cluster) -> list[dict[str, Any]]:
    auditor = cluster.signer.sign(AUDITOR, token_id="reads", seconds=600)
    found: list[dict[str, Any]] = json.loads(cluster.call(Call("directory.list-checkpoints", {}, auditor)).body)[
        "items"
    ]
    return found


def witnessed(cluster: Cluster, by: str, service: str) -> Witness:
    store = cluster.places[by].service.store()
    with store.reading() as connection:
        found: Witness = Reading(store, connection).load(declare(by).witness, witness_id(by, service))
    store.close()
    return found


def test_the_newest_checkpoint_of_a_source_is_witnessed_by_who_listens(cluster: Cluster) -> None:
    """By itself: the clock signs, and the listener asks for it over RPC."""
    eventually(lambda: witnessed(cluster, "attendance", "directory").size > 0, 60)
    seen = witnessed(cluster, "attendance", "directory")
    assert (seen.number, seen.size) in [(n, note["size"]) for n, note in enumerate(checkpoints(cluster), 1)]


def test_a_bundle_is_written_beside_the_cluster_at_work_and_checked_by_what_lies_in_it(
    cluster: Cluster, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its folder and its database, while its processes record."""
    monkeypatch.setenv("JIKAO_POSTGRES_URL", postgres_url)
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps(ROSTER))
    bundle, program = tmp_path / "office.zip", tmp_path / "verify.py"
    with pytest.raises(SystemExit) as ended:
        app(("audit", "export", "--data", str(cluster.keys.seal_path.parents[1]), "--out", str(bundle)))
    assert not ended.value.code
    known = {note["note"] for note in checkpoints(cluster)}
    with zipfile.ZipFile(bundle) as file:
        parts = {name: json.loads(file.read(f"{name}/part.json")) for name in ROSTER}
        notes = {name: json.loads(file.read(f"{name}/checkpoints.jsonl").splitlines()[-1])["note"] for name in ROSTER}
    assert all(part["events"] == part["size"] > 0 for part in parts.values()), "whole logs"
    assert notes["directory"] in known, "the cluster knows what was signed beside it"
    program.write_bytes(VERIFIER.read_bytes())
    held = tmp_path / "held.txt"
    held.write_text("\n".join([*notes.values(), f"key {parts['directory']['key']}\n"]))
    done = subprocess.run(
        [sys.executable, "-I", program, bundle, "--held", held], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_who_searches_the_log_is_put_on_record(cluster: Cluster, tmp_path: Path) -> None:
    port = free_port()
    cluster.start_gateway(LOOPBACK, port)
    with httpx.Client(base_url=f"http://{LOOPBACK}:{port}/api/v1", timeout=30) as http:
        http.headers["Authorization"] = f"Bearer {cluster.signer.sign(AUDITOR, token_id='looks', seconds=600)}"

        def answers() -> bool:
            try:
                return http.get("/directory/permitted").status_code == 200
            except httpx.HTTPError:
                return False

        eventually(answers, 60)
        found = http.get("/directory/found-events", params={"text": "苏半夏"})
        assert found.status_code == 200, found.text
        assert found.json()["items"]
        eventually(lambda: _looks(http)[:1] == [("search", "苏半夏")], 20, lambda: str(_looks(http)))


def _looks(http: httpx.Client) -> list[tuple[str, str]]:
    return [(one["kind"], one["asked"]) for one in http.get("/directory/looks").json()["items"]]
