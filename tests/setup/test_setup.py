"""Set-up: done once, at once the next time, and possible on machines that lack npm."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.setup import ROOT, SetupFailed, assets, debian, environment

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of which nothing is set up yet, at a path with a space in it."""
    root = tmp_path / "a checkout"
    for name in (*LOCKS, "package.json", "package-lock.json", ".npmrc"):
        root.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    venv = root / ".venv"
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", venv / ".jikao-setup.json")
    for constant, name in zip(("RUNTIME_LOCK", "DEV_LOCK", "INSTALLER_LOCK"), LOCKS, strict=True):
        monkeypatch.setattr(environment, constant, root / name)
    monkeypatch.setattr(assets, "ROOT", root)
    monkeypatch.setattr(assets, "LOCK", root / "package-lock.json")
    monkeypatch.setattr(assets, "MODULES", root / "node_modules")
    monkeypatch.setattr(assets, "VENDOR", root / "vendor")
    monkeypatch.setattr(assets, "STAMP", root / "vendor" / ".stamp")
    return root


@pytest.fixture
def installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The locks that were installed, in order. The environment is real, but for pip, which takes seconds to unpack."""
    locks: list[str] = []
    bare = [sys.executable, "-m", "venv", "--without-pip", str(environment.VENV)]
    monkeypatch.setattr(environment, "_create", lambda: subprocess.run(bare, check=True))
    monkeypatch.setattr(environment, "_install", lambda lock: locks.append(lock.name))
    return locks


def test_a_second_set_up_installs_nothing(installed: list[str]) -> None:
    environment.prepare(dev=False)
    environment.prepare(dev=False)
    assert installed == ["requirements.lock"]


def test_tests_add_their_own_and_running_then_needs_nothing_more(installed: list[str]) -> None:
    environment.prepare(dev=False)
    environment.prepare(dev=True)
    environment.prepare(dev=False)
    assert installed == ["requirements.lock", "requirements-dev.lock"]


def test_a_changed_lock_is_installed_again(checkout: Path, installed: list[str]) -> None:
    environment.prepare(dev=False)
    (checkout / "requirements.lock").write_text("# other\n")
    environment.prepare(dev=False)
    assert installed == ["requirements.lock"] * 2


def test_an_installation_that_failed_is_not_remembered(installed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(lock: Path) -> None:
        raise SetupFailed(lock.name)

    monkeypatch.setattr(environment, "_install", fails)
    for _ in range(2):
        with pytest.raises(SetupFailed):
            environment.prepare(dev=False)
    assert installed == []


@pytest.mark.slow
def test_pip_alone_installs_a_lock_where_uv_cannot(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment._create()
    uv = checkout / ".venv" / "bin" / "uv"
    uv.write_text("#!/bin/sh\nexit 1\n")
    uv.chmod(0o755)
    small = checkout / "small.lock"
    pin = next(part for part in (ROOT / LOCKS[0]).read_text().split("\nidna==")[1:])
    small.write_text(
        "idna==" + "\n".join(line for line in pin.splitlines()[:3] if "#" not in line).rstrip("\\ ") + "\n"
    )
    environment._install(small)
    subprocess.run([environment.PYTHON, "-c", "import idna"], check=True)


def test_the_program_runs_from_anywhere(checkout: Path, installed: list[str], tmp_path: Path) -> None:
    (checkout / "deploy").mkdir()
    (checkout / "deploy" / "cli.py").write_text("import sys\ndef main():\n    print(*sys.argv[1:])\n    return 7\n")
    environment.prepare(dev=False)
    program = checkout / ".venv" / "bin" / "jikao"
    link = tmp_path / "jikao"
    link.symlink_to(program)
    for path in (program, link):
        done = subprocess.run([path, "serve", "a b"], cwd="/", capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (7, "serve a b\n"), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("npm", ["the machine's", "the one of the lock"])
def test_page_assets_come_once_and_are_then_kept(npm: str, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if npm == "the machine's" and shutil.which("npm") is None:
        pytest.skip("no npm here")
    if npm == "the one of the lock":
        monkeypatch.setattr(assets.shutil, "which", lambda _: None)
    monkeypatch.setattr(assets, "PYTHON", Path(sys.executable))
    assets.prepare()
    sizes = {name: (checkout / "vendor" / name).stat().st_size for name in assets.FILES}
    assert min(sizes.values()) > 500, sizes
    monkeypatch.setattr(assets, "install", lambda _: pytest.fail("fetched again"))
    assets.prepare()


def test_the_checkout_has_its_page_assets() -> None:
    missing = [name for name in assets.FILES if not (assets.VENDOR / name).is_file()]
    assert not missing


def test_a_machine_without_the_right_python_is_told_so() -> None:
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run([make, "-n", "run", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Python 3.11" in done.stderr


def test_without_apt_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian.shutil, "which", lambda _: None)
    with pytest.raises(debian.CannotInstall, match="rabbitmq-server"):
        debian.install(["rabbitmq-server"])


def test_without_root_the_command_to_type_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian.shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(debian.CannotInstall, match="apt-get install postgresql"):
        debian.install(["postgresql"])
