"""Attachments on the distributed runtime: two replicas, one shared folder, a scanner of the organ's own."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from deploy.cluster import Cluster
from deploy.organ_import import import_organ
from deploy.roster import ROSTER
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refusal
from tests.patience import patient

ROOT = Path(__file__).resolve().parents[2]
PAPER = b"%PDF-1.7 a paper"
SCANNER = """
import pathlib, sys, time
content = sys.stdin.buffer.read()
if b"WAIT" in content:
    for _ in range(1000):
        if pathlib.Path(sys.argv[1]).exists(): sys.exit(0)
        time.sleep(0.02)
    sys.exit(2)
sys.exit(1 if b"virus" in content else 0)
"""


@pytest.fixture(scope="module")
def cluster(
    postgres_url: str, amqp_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory, fresh_name: str
) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("attachments")
    (folder / "scan.py").write_text(SCANNER)
    settings = Settings(
        tick_seconds=0,
        roster={name: ROSTER[name] for name in ("directory", "documents")},
        files=folder / "shared",
        scanner=(sys.executable, str(folder / "scan.py"), str(folder / "go on")),
    )
    servers: Any = SimpleNamespace(
        postgres=SimpleNamespace(url=postgres_url),
        rabbitmq=SimpleNamespace(url=amqp_url),
        redis=SimpleNamespace(url=redis_url),
    )
    made = Cluster(folder, settings, servers=servers, cell=fresh_name, replicas=2)
    with made.running():
        system = made.keys.system_token()
        import_organ(ROOT / "deploy/organ", lambda op: made.call(Call(op.NAME, op.model_dump(mode="json"), system)))
        made.settle()
        yield made


@pytest.fixture(scope="module")
def task(cluster: Cluster) -> str:
    fields = {"department": "budget", "owner": "p027", "title": "督办", "source": "plan", "due": "2099-08-14"}
    answer = cluster.call(Call("documents.assign-task", fields, clerk(cluster)))
    return answer.location.rsplit("/", 1)[1]


def clerk(cluster: Cluster) -> str:
    return cluster.signer.sign("p011", token_id="clerk", seconds=600)


def attach(cluster: Cluster, task: str, content: bytes, key: str = "") -> int:
    file = {"file_name": "报告.pdf", "content": base64.b64encode(content).decode()}
    fields = {"kind": "task", "record": task, **file}
    answer = cluster.call(Call("documents.attach-file", fields, clerk(cluster), key=key))
    return int(msgspec.json.decode(answer.body)["number"])


def download(cluster: Cluster, task: str, number: int) -> bytes:
    fields = {"kind": "task", "record": task, "number": number}
    answer = cluster.call(Call("documents.download-attachment", fields, clerk(cluster)))
    return base64.urlsafe_b64decode(msgspec.json.decode(answer.body)["content"])


def test_whatever_one_replica_took_in_every_other_hands_out(cluster: Cluster, task: str) -> None:
    papers = [PAPER + bytes([65 + number]) for number in range(6)]
    numbers = [attach(cluster, task, paper) for paper in papers]
    shared = cluster.settings.files
    assert shared is not None
    digest = hashlib.sha256(papers[0]).hexdigest()
    assert (shared / "documents" / digest[:2] / digest).read_bytes() == papers[0]
    for replica in ("documents-service-0", "documents-service-1"):
        os.kill(cluster.nursery.children[replica].pid, signal.SIGKILL)  # the other one answers what comes now
        assert [download(cluster, task, number) for number in numbers] == papers
        cluster.wait_until_ready()


def test_a_large_file_goes_both_ways(cluster: Cluster, task: str) -> None:
    paper = PAPER + os.urandom(20_000_000)
    assert download(cluster, task, attach(cluster, task, paper, key="large")) == paper


def test_an_infected_file_is_refused(cluster: Cluster, task: str) -> None:
    with pytest.raises(Refusal) as refused:
        attach(cluster, task, PAPER + b" virus")
    assert refused.value.code == "kernel.file-infected"


def test_both_replicas_go_on_while_files_are_scanned(cluster: Cluster, task: str, tmp_path_factory: Any) -> None:
    """Green threads share one thread: a scan that held it would hold every caller of the replica."""
    scanner = cluster.settings.scanner
    found: list[int] = []
    waiting = [
        threading.Thread(target=lambda n=n: found.append(attach(cluster, task, PAPER + b"WAIT%d" % n)))  # type: ignore[misc]
        for n in range(4)
    ]
    for thread in waiting:
        thread.start()
    deadline = time.monotonic() + patient(15)
    done = 0
    while done < 8 and time.monotonic() < deadline:
        attach(cluster, task, PAPER + b"meanwhile%d" % done)
        done += 1
    assert done == 8
    assert not found
    Path(scanner[-1]).touch()
    for thread in waiting:
        thread.join(40)
    assert len(found) == 4


def test_the_audit_reads_the_shared_folder(cluster: Cluster) -> None:
    administrator = cluster.signer.sign("p016", token_id="administrator", seconds=600)
    check = msgspec.json.decode(cluster.call(Call("documents.check-files", {}, administrator)).body)
    assert check["holds"]
    assert check["files"] >= 10
    assert check["scanned"]
