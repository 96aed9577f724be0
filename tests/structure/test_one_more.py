"""One procedure more is its folder and one line where the service lists its procedures; one service more is its folder.

A copy of the tree gets `one_more/keys` in documents, with the line, and the same procedure as a service of its own,
`services/porter`. There everything else finds them by itself: routes, RPC methods, forms, permissions, obligations,
facts, citations, rebuild and seal of the procedure (`one_more/proof.py`), roster, settings, sources of facts of the
service (`one_more/porter.py`), and what holds every procedure. Their rows of the permission matrix and their samples
come with them, as they do with any.
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
SERVICE = '''"""The porter's lodge: its procedures, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed

PROCEDURES = listed("porter", "keys")
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored}
build = builder("porter", PROCEDURES, Picture, source="directory")
'''
OPERATIONS = '''"""What every service lets be done with its log, for the porter's lodge."""

from services.kernel.procedure.own_log.operations import declare

log = declare("porter")
'''
RENAMED = {"services.documents.keys": "services.porter.keys", "documents.key": "porter.key", "/documents/": "/porter/"}
HELD = "contracts", "appraisal/test_meanings.py", "permissions/test_matrix.py", "structure/test_exports.py"


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


@pytest.fixture(scope="module")
def served(tree: Path) -> Path:
    """The same with one service more; its rows of the matrix are not asked for."""
    folder = tree / "services/porter"
    (folder / "keys").mkdir(parents=True)
    (folder / "__init__.py").write_text('"""门房: the porter\'s lodge."""\n\nTAKES = ("attachments",)\n')
    (folder / "service.py").write_text(SERVICE)
    (folder / "operations.py").write_text(OPERATIONS)
    for path in (tree / HERE / "keys").glob("*.py"):
        text = path.read_text()
        for said, instead in RENAMED.items():
            text = text.replace(said, instead)
        (folder / "keys" / path.name).write_text(text)
    return tree


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
@pytest.mark.timeout(600)
def test_a_folder_and_a_line_are_all_that_a_procedure_takes(tree: Path) -> None:
    """The proof; its events stored and read back, each with a meaning, its rows of the matrix, its workbook."""
    chosen = [str(HERE / "proof.py"), *(f"tests/{name}" for name in HELD)]
    passes(tree, *chosen, "-k", "proof or key or unheard or speaks or serves")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_folder_is_all_that_a_service_takes(served: Path) -> None:
    passes(served, str(HERE / "porter.py"))
    run(served, "-c", "from importlinter.cli import lint_imports_command as lint; lint()")
