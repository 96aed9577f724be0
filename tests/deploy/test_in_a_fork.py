"""What is done in a fork: its effects on the machine stay, those on the process do not, and its end is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.demonstration import InUse, claimed
from deploy.forking import ROOT
from deploy.in_a_fork import in_a_fork
from deploy.servers.process import free_port
from deploy.troubles import TROUBLE, UNEXPECTED
from services.kernel.refusals import Unavailable
from tests.faults.cell import eventually


def test_what_it_writes_stays_and_what_it_needs_does_not(tmp_path: Path) -> None:
    held: list[int] = []

    def work() -> None:
        held.append(os.getpid())
        (tmp_path / "written").write_text(str(os.getpid()))

    in_a_fork(work)
    assert not held
    assert (tmp_path / "written").read_text() != str(os.getpid())


@pytest.mark.parametrize(
    ("ends", "code", "said"),
    [
        (Unavailable("磁盘已满。", "The disk is full."), TROUBLE, "The disk is full."),
        (ValueError("a fault"), UNEXPECTED, "ValueError: a fault"),
        (SystemExit("not here"), 1, "not here"),
        (SystemExit(4), 4, ""),
    ],
    ids=["refusal", "fault", "words", "code"],
)
def test_what_it_ran_into_is_said_once_and_ends_the_command(
    ends: BaseException, code: int, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise ends

    with pytest.raises(SystemExit) as ended:
        in_a_fork(work)
    assert ended.value.code == code
    assert capfd.readouterr().err.count(said) == 1 or not said


def interrupted() -> None:
    raise KeyboardInterrupt  # as a terminal has it; a worker of the tests may not hear its signal


def test_interrupted_the_command_is_interrupted() -> None:
    with pytest.raises(KeyboardInterrupt):
        in_a_fork(interrupted)


def test_killed_it_says_what_to_look_after(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        in_a_fork(lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert ended.value.code == TROUBLE
    assert "信号 9" in capfd.readouterr().err


@pytest.mark.timeout(300)
def test_a_first_start_that_is_killed_leaves_nobody_loading(tmp_path: Path) -> None:
    """Nobody holds the folder any more, so the next one can begin anew."""
    data = tmp_path / "data"
    command = [sys.executable, "-m", "deploy.cli", "serve", "--demo", "--port", str(free_port()), "--data", str(data)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    eventually((data / "documents.db").exists, 60)
    with pytest.raises(InUse), claimed(data):
        pass
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    eventually(lambda: is_free(data))


def is_free(data: Path) -> bool:
    try:
        with claimed(data):
            return True
    except InUse:
        return False
