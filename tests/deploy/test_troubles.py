"""What goes wrong on a machine is one sentence that says what to do, with an exit code; `/readyz` says whether anything
can be recorded (issue B7)."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy import claims, troubles
from deploy.embedded import Embedded
from deploy.servers.process import free_port
from gateway.backend import DirectBackend
from services.kernel.log.troubles import trouble
from services.kernel.procedure.custody.readiness import Readiness
from services.kernel.refusals import Refusal
from tests.deploy.intruder import DUE, SETTINGS, Intruder, lived
from tests.given import Desk
from tests.kernel.sample import ListJars, OpenJar


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps(SETTINGS.roster))
    monkeypatch.setenv("JIKAO_CLOCK_JUMP_DAYS", "0")
    lived(tmp_path / "data", ((1,),), ())
    return tmp_path / "data"


# -- a start ----------------------------------------------------------------------------------------------------------


@contextmanager
def _taken(data: Path) -> Iterator[int]:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def _unknown_event(data: Path) -> None:
    one = Intruder(data)
    one.sql("sample", "UPDATE definitions SET digest = 'older'")
    one.change(2, topic="sample.jar-varnished.v9")


STARTS: list[tuple[str, str, Callable[[Path], Any]]] = [
    ("a database that is missing", "missing or empty", lambda data: (data / "sample.db").unlink()),
    ("one that is empty", "missing or empty", lambda data: (data / "sample.db").write_bytes(b"")),
    ("one that is spoilt", "spoilt", lambda data: (data / "tally.db").write_bytes(b"x" * 9000)),
    ("an empty key", "empty or spoilt", lambda data: (data / "keys" / "identity.pem").write_text("")),
    ("a fact of a newer version", "newer version|newer one", _unknown_event),
    ("a database of a newer version", "newer version", lambda data: Intruder(data).sql(
        "tally", "INSERT INTO migrations VALUES (999)")),
]  # fmt: skip


def started(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.cli", "serve", "--data", str(data), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(("said", "damage"), [row[1:] for row in STARTS], ids=[row[0] for row in STARTS])
def test_a_server_that_cannot_start_says_why(said: str, damage: Callable[[Path], Any], data: Path) -> None:
    damage(data)
    ended = started(data, "--port", str(free_port()))
    assert ended.returncode == troubles.TROUBLE
    assert "Traceback" not in ended.stderr + ended.stdout
    assert re.search(said, ended.stderr)
    assert re.search("[\\u4e00-\\u9fff]", ended.stderr)


def test_a_port_in_use_and_a_folder_in_use_are_said(data: Path) -> None:
    with _taken(data) as port:
        ended = started(data, "--port", str(port))
    assert ended.returncode == 1
    assert "take another port" in ended.stderr
    assert "Traceback" not in ended.stderr
    with claims.folder(data):
        ended = started(data, "--port", str(port))
    assert ended.returncode == 1
    assert "Another process works in" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_nobody_thought_of_is_a_sentence_too(capsys: pytest.CaptureFixture[str]) -> None:
    def fails() -> None:
        raise ZeroDivisionError("by nought")

    with pytest.raises(SystemExit) as ended:
        troubles.told(fails)
    assert ended.value.code == troubles.UNEXPECTED
    assert "ZeroDivisionError: by nought" in capsys.readouterr().err


# -- while it runs ----------------------------------------------------------------------------------------------------


@contextmanager
def _locked(office: Embedded) -> Iterator[None]:
    with closing(sqlite3.connect(office.data / "sample.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def _with(office: Embedded, pragma: str) -> Iterator[None]:
    """On every connection that is opened from now on."""
    store = office.services["sample"].app.store
    store._kept = None
    store.engine.dispose()
    from sqlalchemy import event

    def prepare(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout = 200")
        if pragma:
            connection.execute(pragma)

    event.listen(store.engine, "connect", prepare)
    yield
    event.remove(store.engine, "connect", prepare)
    store._kept = None
    store.engine.dispose()


@contextmanager
def _full(office: Embedded) -> Iterator[None]:
    with _with(office, "PRAGMA max_page_count = 1"):
        yield


@contextmanager
def _read_only(office: Embedded) -> Iterator[None]:
    with _with(office, "PRAGMA query_only = 1"):
        yield


@contextmanager
def _busy(office: Embedded) -> Iterator[None]:
    with _with(office, ""), _locked(office):
        yield


RUNNING = [
    ("kernel.disk-full", _full),
    ("kernel.read-only", _read_only),
    ("kernel.database-busy", _busy),
]


def _fill(desk: Desk) -> None:
    """Until no page is free any more."""
    for _ in range(200):
        desk.do(OpenJar(size=1, empty_by=DUE, note="x" * 4000))


@pytest.mark.anyio
@pytest.mark.parametrize(("code", "meanwhile"), RUNNING, ids=[row[0] for row in RUNNING])
async def test_what_cannot_be_recorded_is_refused_and_the_service_is_not_ready(
    code: str, meanwhile: Callable[[Embedded], Any], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.kernel.procedure.custody.readiness.TRY_SECONDS", 0.0)
    office = Embedded(data, SETTINGS)
    app = office.services["sample"].app
    desk = Desk(app, office.signer)
    backend = DirectBackend({"sample": app.call}, recording={"sample": Readiness(app).can_record})
    assert await backend.ready() == {"sample": True}
    with meanwhile(office):
        with pytest.raises(Refusal) as refused:
            _fill(desk)
        assert (refused.value.code, refused.value.kind) == (code, "unavailable"), "503, not 500"
        assert desk.ask(ListJars()).items, "what is there can be looked at"
        if code != "kernel.disk-full":
            assert await backend.ready() == {"sample": False}
    assert await backend.ready() == {"sample": True}
    desk.do(OpenJar(size=1, empty_by=DUE))
    office.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device"), "kernel.disk-full"),
        (OSError(30, "Read-only file system"), "kernel.read-only"),
        (OSError(13, "Permission denied"), "kernel.read-only"),
        (OSError(2, "No such file"), None),
        (ValueError("no"), None),
    ],
)
def test_a_trouble_is_told_by_its_number(error: Exception, code: str | None) -> None:
    found = trouble(error)
    assert (found.code if found else None) == code
