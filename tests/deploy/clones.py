"""A clean clone of this repository at a path with blanks and Chinese, which says of itself that it is set up."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.setup import ROOT, assets, environment


@contextlib.contextmanager
def cloned() -> Iterator[Path]:
    """Where PostgreSQL, which runs as its own user, can walk to."""
    folder = Path(tempfile.mkdtemp(prefix="jikao 季考 "))
    folder.chmod(0o755)
    made = folder / "my 季 考"
    git = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(made)]
    subprocess.run(git, check=True, capture_output=True)
    for name in _changed():  # what is not committed yet is tried too
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, made / name)
    _set_up(made)
    yield made
    shutil.rmtree(folder)


def _changed() -> list[str]:
    said = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files", "-mo", "--exclude-standard", "--deduplicate"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in said.stdout.splitlines() if (ROOT / name).is_file()]


def _set_up(made: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made / ".venv")], check=True)
    packages = made / ".venv/lib/python3.11/site-packages"
    ours = environment.VENV / "lib/python3.11/site-packages"
    (packages / "jikao.pth").write_text(f"{made}\n{ours}\n")
    for name in ("jikao", "ruff"):
        shutil.copy(environment.VENV / "bin" / name, made / ".venv/bin" / name)
    stamp = {path.name: environment._digest(path) for path in (environment.RUNTIME_LOCK, environment.DEV_LOCK)}
    (made / ".venv" / environment.STAMP.name).write_text(json.dumps(stamp))
    shutil.copytree(assets.VENDOR, made / assets.VENDOR.relative_to(ROOT), dirs_exist_ok=True)


def left_behind(folder: Path) -> list[str]:
    """The processes that still run for this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command, told = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
            if bytes(folder) in command + told + bytes((process / "cwd").readlink()):
                found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found
