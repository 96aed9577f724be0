"""The command line's help: every command says what it does, in every group."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from deploy.cli import GROUPS
from deploy.forking import ROOT


def told(*words: str) -> str:
    command = [sys.executable, "-m", "deploy.cli", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"COLUMNS": "200", "PATH": ""})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("words", [(), ("--help",), *((group,) for group in GROUPS), ("audit", "-h")], ids=" ".join)
def test_no_command_is_named_without_a_word(words: tuple[str, ...]) -> None:
    commands = told(*words).partition("Commands")[2]
    lines = re.findall(r"^│ (\S+)\s+(.*?)\s*│$", commands, re.MULTILINE)
    assert lines
    assert [name for name, said in lines if not said] == []
