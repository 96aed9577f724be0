"""Adding one more procedure touches its own folder and one line where the service lists its procedures.

A copy of the tree gets `one_more/keys` and the line. There its routes, RPC methods, forms, permissions, obligations,
facts, citations, rebuild and seal are tried (`one_more/proof.py`), and so is what holds every procedure. Its rows of
the permission matrix and its samples come with it, as they do with any.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.test_structure import ROOT, tracked

HERE = Path("tests/structure/one_more")
LINE = '    "keys",\n'


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with one procedure more."""
    copy = tmp_path_factory.mktemp("tree")
    for path in tracked("services", "gateway", "deploy", "tests", "pyproject.toml"):
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copytree(copy / HERE / "keys", copy / "services/documents/keys")
    shutil.copyfile(copy / HERE / "rows.py", copy / "tests/permissions/procedures/keys.py")
    service = copy / "services/documents/service.py"
    listed = service.read_text()
    assert listed.count('    "seals",\n') == 1
    service.write_text(listed.replace('    "seals",\n', '    "seals",\n' + LINE))
    run(copy, "-m", "tests.contracts.record")
    return copy


def run(tree: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


def passes(tree: Path, *chosen: str) -> None:
    said = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen)
    assert " passed" in said, said


@pytest.mark.slow
def test_the_folder_and_the_line_are_all_it_takes(tree: Path) -> None:
    passes(tree, str(HERE / "proof.py"))


@pytest.mark.slow
def test_what_holds_every_procedure_holds_it(tree: Path) -> None:
    """Its facts stored and read back, each with a meaning; its rows of the matrix; its register as a workbook."""
    held = "contracts", "appraisal/test_meanings.py", "permissions/test_matrix.py", "structure/test_exports.py"
    passes(tree, *(f"tests/{name}" for name in held), "-k", "key or unheard or speaks or serves")


@pytest.mark.slow
def test_it_keeps_the_import_contracts(tree: Path) -> None:
    run(tree, "-c", "from importlinter.cli import lint_imports_command as lint; lint()")
