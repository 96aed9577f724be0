"""What `deploy.forking` starts, with the box of evaluations, which needs no server."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deploy import forking
from deploy.children import Child, Nursery
from deploy.forking import Prepared
from deploy.prepared import PATCHED, PLAIN
from deploy.servers.process import free_port
from tests.faults.cell import eventually

SECRET = "a secret of this test alone"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


def box(name: str, folder: Path) -> Child:
    return Child(name, ("box", "--port", str(free_port())), settings_of(folder))


def settings_of(folder: Path) -> dict[str, str]:
    return {"JIKAO_BALLOTS": str(folder), "JIKAO_BOX_SECRET": SECRET}


def test_a_fork_is_a_process_of_its_own_that_shows_what_it_is(nursery: Nursery, tmp_path: Path) -> None:
    one, two = (nursery.add(box(name, tmp_path / name)) for name in ("one", "two"))
    assert one.pid != two.pid
    for child in (one, two):
        cmdline = Path(f"/proc/{child.pid}/cmdline")
        eventually(lambda cmdline=cmdline: cmdline.read_bytes().startswith(b"jikao box --port "))  # type: ignore[misc]
        assert SECRET.encode() not in Path(f"/proc/{child.pid}/environ").read_bytes()
        assert os.getsid(child.pid) == child.pid
    one.signal(signal.SIGTERM)
    assert one.wait(10)
    assert two.pid


def test_one_that_cannot_be_looked_after_leaves_the_others_looked_after(nursery: Nursery, tmp_path: Path) -> None:
    class Spoilt(Child):
        def look(self) -> None:
            raise RuntimeError("no child of ours")

    nursery.add(Spoilt("spoilt", ("box", "--port", str(free_port())), settings_of(tmp_path / "spoilt")))
    child = nursery.add(box("child", tmp_path / "child"))
    before = child.pid
    child.signal(signal.SIGKILL)
    eventually(lambda: child.pid not in (0, before), 30)


def test_several_may_ask_at_once_whether_it_has_ended(tmp_path: Path) -> None:
    """Who watches over all asks again and again, while somebody waits for one of them: for as long as it takes."""
    fork = forking.prepared(PLAIN).fork(("box", "--port", str(free_port())), dict(os.environ) | settings_of(tmp_path))
    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(fork.wait, 10.0) for _ in range(3)]
        assert fork.poll() is None
        fork.send_signal(signal.SIGTERM)
        assert [one.result() for one in waiting] == [True] * 3


def test_what_one_was_told_is_not_in_the_memory_of_the_next(nursery: Nursery, tmp_path: Path) -> None:
    nursery.add(box("box", tmp_path))
    parent = _parent(nursery.children["box"].pid)
    assert Path(f"/proc/{parent}/cmdline").read_bytes().startswith(b"jikao prepared plain")
    assert not _holds(parent, SECRET.encode())
    eventually(lambda: _holds(nursery.children["box"].pid, SECRET.encode()))


def test_a_prepared_process_that_dies_takes_its_forks_along_and_they_come_again(
    nursery: Nursery, tmp_path: Path
) -> None:
    child = nursery.add(box("box", tmp_path))
    before, parent = child.pid, _parent(child.pid)
    os.kill(parent, signal.SIGKILL)
    eventually(lambda: child.pid not in (0, before), 60)
    eventually(lambda: not Path(f"/proc/{before}").exists())  # an orphan that died stands there until it is collected
    assert _parent(child.pid) != parent


def test_a_prepared_process_that_stands_still_hides_no_death_and_is_replaced(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forking, "FORK_SECONDS", 1.0)
    child = nursery.add(box("box", tmp_path))
    before, parent = child.pid, _parent(child.pid)
    os.kill(parent, signal.SIGSTOP)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: child.pid == 0)
    eventually(lambda: child.pid not in (0, before), 60)
    assert _parent(child.pid) != parent
    assert not Path(f"/proc/{parent}").exists()


def test_a_signal_to_one_that_has_just_ended_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    fork = forking.Forked(ended.pid)
    monkeypatch.setattr(fork, "poll", lambda: None)  # it ends between the look and the signal
    fork.send_signal(signal.SIGTERM)


def test_one_that_cannot_be_started_again_keeps_nobody_from_looking_after_the_others(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (nursery.add(box(name, tmp_path / name)) for name in ("one", "two"))
    before, start = two.pid, one.start
    monkeypatch.setattr(one, "start", lambda: os.open("/dev/null/nowhere", os.O_RDONLY))
    os.kill(one.pid, signal.SIGKILL)
    eventually(lambda: one.pid == 0)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: two.pid not in (0, before), 60)
    monkeypatch.setattr(one, "start", start)
    eventually(lambda: one.pid != 0, 60)


def test_a_fork_that_ends_by_itself_says_how(capfd: pytest.CaptureFixture[str]) -> None:
    begun = Prepared(PATCHED)  # one that speaks where this test listens
    try:
        fork = begun.fork(("service", "documents"), {})
        assert fork.wait(60)
        assert fork.returncode == 1
        assert "JIKAO_STORE_URL" in capfd.readouterr().err
    finally:
        begun.end()


def test_nobody_waits_for_a_fork_that_cannot_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with pytest.raises(OSError, match="jikao prepared plain"):
        Prepared(PLAIN).fork(("box",), {})


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _holds(pid: int, what: bytes) -> bool:
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            if " rw-p " in line:
                start, _, end = line.split(" ")[0].partition("-")
                memory.seek(int(start, 16))
                if what in memory.read(int(end, 16) - int(start, 16)):
                    return True
    return False
