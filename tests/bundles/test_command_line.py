"""`jikao audit export` on the files of an embedded system, and the verifier as it is given away."""

from __future__ import annotations

import ast
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.cli import app
from deploy.verifier import verify
from services.kernel.procedure.bundles.instructions import VERIFIER, verifier_digest
from tests.deploy.test_audit import data

__all__ = ["data"]


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(("audit", "export", *words))
    return int(ended.value.code or 0)


def test_a_bundle_is_written_without_marked_fields_unless_they_are_asked_for(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, open_ = tmp_path / "whole.zip", tmp_path / "open.zip"
    assert run("--data", str(data), "--out", str(whole)) == 0
    assert run("--data", str(data), "--out", str(open_), "--with-marked") == 0
    assert "5 events, 1 of them withheld" in " ".join(capsys.readouterr().out.split())
    for path, private in ((whole, False), (open_, True)):
        with zipfile.ZipFile(path) as file:
            assert (b"private" in file.read("sample/events.jsonl")) is private
            assert verifier_digest().encode() in file.read("README.txt")
        report = verify.verify(verify.ZipBundle(str(path)))
        assert [one.en for one in report.faults] == []
        assert report.holds


def test_a_person_and_nobody(data: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.zip"
    assert run("--data", str(data), "--out", str(own), "--person", "p001") == 0
    assert verify.verify(verify.ZipBundle(str(own))).faults == []
    assert run("--data", str(data), "--out", str(tmp_path / "none.zip"), "--person", "p099") == 1
    assert not (tmp_path / "none.zip").exists()


def test_the_verifier_is_one_file_that_knows_python_alone() -> None:
    """Python 3.9 reads it, and of nothing but the standard library."""
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert len(imported) > 5
    assert imported <= sys.stdlib_module_names
