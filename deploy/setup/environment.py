"""The virtual environment in ``.venv``: hashed installs from the locks, and the ``jikao`` program.

A stamp holds the digest of each lock installed, so a changed lock is installed and an unchanged one costs nothing.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.setup import ROOT, SetupFailed, debian

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".jikao-setup.json"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
INSTALLER_LOCK = ROOT / "requirements-setup.lock"

# The interpreter is found beside the script, because a "#!" line breaks on spaces and on long paths.
PROGRAM = """#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")/python" "$0" "$@"
' '''
import sys

from deploy.cli import main

sys.exit(main())
"""


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two ``make`` at once must not install into one environment: the second waits."""
    VENV.mkdir(exist_ok=True)
    with (VENV / ".jikao-setup.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(*, dev: bool) -> None:
    """Installs what the stamp says is missing. The dev lock holds every pin of the runtime lock, so either serves."""
    lock = DEV_LOCK if dev else RUNTIME_LOCK
    stamp = _read_stamp()
    enough = (DEV_LOCK,) if dev else (RUNTIME_LOCK, DEV_LOCK)
    installed = any(stamp.get(path.name) == _digest(path) for path in enough)
    if installed and PYTHON.exists() and (VENV / "bin" / "jikao").exists():
        return
    if not PYTHON.exists() or not _runs([str(PYTHON), "-m", "pip", "--version"]):
        _say("建立虚拟环境 creating .venv")
        _create()
    _say(f"安装依赖 installing {lock.name}")
    _install(lock)
    _write_program()
    STAMP.write_text(json.dumps(stamp | {lock.name: _digest(lock)}))


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        try:
            debian.install([package])
        except debian.CannotInstall as reason:
            raise SetupFailed(f"需要软件包 {package}，{reason}") from reason
    _call([sys.executable, "-m", "venv", str(VENV)])


def _install(lock: Path) -> None:
    """uv takes seconds where pip takes a minute; pip alone serves where uv has no build or cannot reach its mirror."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv = VENV / "bin" / "uv"
    if uv.exists() or _runs([*pip, "-r", str(INSTALLER_LOCK)]):
        arguments = ["pip", "install", "--quiet", "--python", str(PYTHON), "--compile-bytecode", "--require-hashes"]
        if _runs([str(uv), *arguments, "-r", str(lock)]):
            return
        _say("uv 未能完成，改用 pip；uv did not succeed, going on with pip")
    _call([*pip, "-r", str(lock)])


def _write_program() -> None:
    """The checkout itself is the installed package: a path entry and a script; nothing is built or copied."""
    packages = VENV / "lib" / "python3.11" / "site-packages"
    (packages / "jikao.pth").write_text(f"{ROOT}\n")
    program = VENV / "bin" / "jikao"
    program.write_text(PROGRAM)
    program.chmod(0o755)


def _read_stamp() -> dict[str, str]:
    try:
        content = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in content.items()} if isinstance(content, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _runs(command: Sequence[str]) -> bool:
    return subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, check=False).returncode == 0


def _call(command: Sequence[str]) -> None:
    if (code := subprocess.run(command, cwd=ROOT, env=_environment(), check=False).returncode) != 0:
        raise SetupFailed(f"{' '.join(command)} → {code}")


def _environment() -> dict[str, str]:
    """A caller's own activated environment must not receive our packages."""
    foreign = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME"}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def _say(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)
