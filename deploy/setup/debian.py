"""Debian packages for machines that lack a server or a browser. Installs as root only, and starts no system service."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
DENY = "#!/bin/sh\nexit 101\n"


class CannotInstall(Exception):
    """Says exactly why a package is not to be had here."""


def install(packages: Sequence[str]) -> None:
    """Installs ``packages``; :class:`CannotInstall` when not root, not Debian, or apt refuses."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise CannotInstall(f"缺少 {names}，且本机没有 apt-get；{names} missing and there is no apt-get here")
    if os.geteuid() != 0:
        raise CannotInstall(f"缺少 {names}，请以 root 安装：{names} missing; as root: apt-get install {names}")
    with _one_at_a_time(), _no_service_starts():
        command = ["apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Options::=--force-confold"]
        if not _apt([*command, "install", "--no-install-recommends", *packages])[0]:  # lists may be absent or stale
            _apt([*command, "update"])
            done, output = _apt([*command, "install", "--no-install-recommends", *packages])
            if not done:
                raise CannotInstall(f"apt-get install {names}: {output[-2000:]}")


def _apt(command: Sequence[str]) -> tuple[bool, str]:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, errors="replace", check=False,
    )  # fmt: skip
    return done.returncode == 0, done.stdout


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Threads and processes take turns, so that none removes the policy file under another's installation."""
    with (Path(tempfile.gettempdir()) / "jikao-apt.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian's own switch against starting a daemon on install; a policy that is already there is respected."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text(DENY)
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)
