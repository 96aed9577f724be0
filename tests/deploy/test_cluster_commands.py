"""Every command for a data folder, on that of a cluster: it works, or it refuses and says what to do; what it is told
to look at it looks at, and it makes nothing where nothing is."""

from __future__ import annotations

import inspect
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import claims, stopped_cluster, troubles
from deploy.cli import app
from deploy.servers.process import free_port
from services.kernel.host.settings import Settings
from tests.faults.cell import ROOT, ROSTER, eventually
from tests.faults.test_orphans import Started, command, environment
from tests.given import DAY, Desk
from tests.kernel.sample import FillJar, OpenJar

pytestmark = [pytest.mark.slow, pytest.mark.servers, pytest.mark.timeout(300)]
IN_USE = "Another process works in .*: stop it first"
BUSY = (1, IN_USE)
CASES: list[tuple[str, str, tuple[int, str]]] = [
    ("audit verify", "", (0, "6 events hold")),
    ("audit checkpoint", "sample", (0, r"jikao/cell/sample\n6\n")),
    ("audit paper", "--out {out}", (0, "sample-6-")),
    ("audit rebuild", "sample", (0, "罐子台账 jars: 1 行一致")),
    ("audit events", "sample --json", (0, "sample.jar-opened")),
    ("audit find", "opened --json", (0, '"source":"sample"')),
    ("audit files", "sample", (1, "no file: nothing was looked at")),
    ("audit export", "--out {out}", (0, "sample: 6 条事件")),
    ("audit replay", "sample", (0, "up to position 6: 一致")),
    ("audit replays", "sample", (0, "一致 / equal")),
    ("audit acknowledge-restore", "--reason tried", BUSY),
    ("audit acknowledge-clock", "--reason tried", BUSY),
    ("audit rotate-key", "", BUSY),
    ("rotate-bus-keys", "", BUSY),
    ("rotate-personal-key", "", BUSY),
    ("office import", "deploy/organ", BUSY),
    ("office account", "p015", BUSY),
    ("office close-account", "p015", BUSY),
    ("backup", "{out}", (0, "sample: 6 个事件")),
    ("restore", "{out}", (1, "is not empty: nothing was written|is no backup")),
    ("serve", "--port {port}", BUSY),
]  # fmt: skip
BEGIN = {"serve", "cluster", "office import"}
"""They make the folder; `cluster` on a folder in use is refused in `tests/faults/test_orphans.py`."""
Run = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """Five facts in the databases of a cluster that is stopped, on servers of its own, and its keys rotated."""
    folder = Path(tempfile.mkdtemp(prefix="jikao-test-"))
    folder.chmod(0o711)  # PostgreSQL runs as its own user below it
    with pytest.MonkeyPatch.context() as patch:
        _its_own(patch)
        with stopped_cluster.opened(folder / "cell", Settings()) as (_, runtime):
            desk = Desk(runtime.services["sample"].app, runtime.signer)
            jar = desk.ask(OpenJar(size=9, empty_by=DAY, note="private")).id
            for _ in range(4):
                desk.do(FillJar(jar=jar, amount=1))
    yield folder / "cell"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def working(stopped: Path) -> Iterator[Started]:
    port, log = free_port(), stopped.parent / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(port, stopped), cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    made = Started(process, port, stopped, log)
    try:
        eventually(lambda: made.ready() or process.poll() is not None, 120, log.read_text)
        yield made
    finally:
        process.terminate()
        process.wait(60)


def _its_own(patch: pytest.MonkeyPatch) -> None:
    for name in ("POSTGRES_URL", "AMQP_URL", "REDIS_URL"):
        patch.delenv(f"JIKAO_{name}", raising=False)
    patch.setenv("JIKAO_ROSTER", json.dumps(ROSTER))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """A command as an administrator gives it: its exit code and what it said."""
    _its_own(monkeypatch)

    def given(name: str, more: str, data: Path) -> tuple[int, str]:
        words = more.format(out=tmp_path / "out", port=free_port()).split()
        with claims.private(), pytest.raises(SystemExit) as ended:
            troubles.told(lambda: app([*name.split(), *words, "--data", str(data)]))
        said = capsys.readouterr()
        told, code = f"{said.out}{said.err}", ended.value.code
        if isinstance(code, str):
            told, code = told + code, 1
        return int(code or 0), told

    return given


def _commands(at: Any, before: tuple[str, ...] = ()) -> Iterator[str]:
    """Those that are offered and work on a data folder."""
    for name in (one for one in at if not one.startswith("-")):
        below = at[name]
        does = below.default_command
        if below.show and does is not None and "data" in inspect.signature(does).parameters:
            yield " ".join((*before, name))
        yield from _commands(below, (*before, name))


def test_no_command_is_forgotten() -> None:
    assert {name for name, _, _ in CASES} | {"cluster"} == set(_commands(app))


@pytest.mark.parametrize(("name", "more"), [case[:2] for case in CASES if case[0] not in BEGIN], ids=lambda c: c)
def test_where_there_is_no_office_nothing_is_made(name: str, more: str, run: Run, tmp_path: Path) -> None:
    code, said = run(name, more, tmp_path / "nowhere")
    assert code == 1
    assert re.search("There is no |is no folder of a cluster|is no backup", said)
    assert [path.name for path in tmp_path.iterdir()] == []


def test_what_needs_it_to_stand_still_works_while_it_is_stopped(stopped: Path, run: Run) -> None:
    """The start that follows takes all of it in."""
    code, said = run("audit acknowledge-restore", "--reason tried", stopped)
    assert (code, "nothing waits" in said) == (1, True), said
    for name, told in (("audit rotate-key", ""), ("rotate-bus-keys", "2 把"), ("rotate-personal-key", "已更换")):
        code, said = run(name, "", stopped)
        assert (code, told in said) == (0, True), said
    assert run("audit verify", "", stopped)[0] == 0
    assert "missing or empty where there was a log" in run("serve", "--port {port}", stopped)[1]


@pytest.mark.parametrize(("name", "more", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_while_it_works(name: str, more: str, wanted: tuple[int, str], working: Started, run: Run) -> None:
    before = sorted(path.name for path in working.data.iterdir())
    code, said = run(name, more, working.data)
    assert code == wanted[0], said
    assert re.search(wanted[1], said), said
    assert sorted(path.name for path in working.data.iterdir()) == before, "nothing is made beside its database"


def test_the_processes_did_not_mind(working: Started) -> None:
    assert working.ready()
    assert "ended with" not in working.log.read_text()
