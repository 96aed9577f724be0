"""One private server process: its port, its log, its end. Knows no particular server."""

import contextlib
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.setup import debian

LOOPBACK = "127.0.0.1"
PASSWORD = "password"  # noqa: S105 - the name of a file
# Below the kernel's ephemeral range, so that no outgoing connection takes a server's port while it restarts.
FIRST_PORT, LAST_PORT = 20_000, 32_000


class Unavailable(Exception):
    """A server is neither here nor installable; the text says why and what would help."""


class ServerFailed(Exception):
    """A server that is here did not start or stop; the text carries the end of its log."""


def find(program: str, packages: Sequence[str], places: Sequence[str] = ()) -> Path:
    """The program, installed from Debian's ``packages`` when it is nowhere. Of ``places`` (globs) the newest wins."""
    if (found := _look(program, places)) is not None:
        return found
    try:
        debian.install(packages)
    except debian.CannotInstall as reason:
        raise Unavailable(str(reason)) from reason
    if (found := _look(program, places)) is None:
        raise Unavailable(f"{' '.join(packages)} 已安装，却找不到 {program}；{program} not found after installing it")
    return found


def _look(program: str, places: Sequence[str]) -> Path | None:
    found = [path / program for place in places for path in Path("/").glob(place.lstrip("/"))]
    usable = [path for path in found if os.access(path, os.X_OK)]
    if usable:
        return max(usable, key=_version)
    on_path = shutil.which(program)
    return Path(on_path) if on_path else None


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parts if part.isdecimal())


def free_port() -> int:
    """A loopback port that nothing listens on. Chosen by chance: several test runs on one machine must not meet."""
    for _ in range(500):
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT)
        with contextlib.closing(socket.socket()) as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise ServerFailed("没有空闲端口；no free port on loopback")


def unprivileged(name: str) -> str | None:
    """The user a server runs as when we are root: its own, else nobody. PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        return "nobody"


class Server(ABC):
    """A child process with a folder of its own, which a guard ends even when its parent is killed."""

    name: str
    user: str | None = None
    start_seconds = 60.0

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()  # each server runs in it, where a relative path would mean another
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> tuple[Sequence[str | Path], Mapping[str, str]]:
        """What to run, and what to add to its environment. Called after :meth:`prepare`."""

    @abstractmethod
    def prepare(self) -> None:
        """Makes configuration and data; must leave existing data alone."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server accepts work, not merely connections."""

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Returns when the server answers. A port taken meanwhile by somebody else costs one more attempt."""
        if self.running:
            return self
        chosen = self.port
        for attempt in (1, 2, 3):
            self.port = chosen or free_port()
            self.folder.mkdir(parents=True, exist_ok=True)
            self.folder.chmod(0o700)  # logs and queues hold what the office sends itself; the way here is open to all
            try:
                self.prepare()
                self._spawn()
                self._wait(self.answers, self.start_seconds)
            except BaseException as reason:
                self.kill()
                if chosen or attempt == 3 or not isinstance(reason, ServerFailed):
                    self.port = chosen
                    raise
            else:
                break
        return self

    def stop(self, seconds: float = 30.0) -> None:
        """An orderly end; killed when it takes longer than ``seconds``."""
        self._signal(signal.SIGTERM, seconds)

    def kill(self) -> None:
        """What a power cut does."""
        self._signal(signal.SIGKILL, 10.0)

    def restart(self) -> None:
        """Down and up on the same port with the same data."""
        self.stop()
        self.start()

    def wipe(self) -> None:
        """Comes back on the same port under the same URL, with nothing in it."""
        self.kill()
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            elif entry.name not in {PASSWORD, self.log.name}:
                entry.unlink()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _spawn(self) -> None:
        command, extra = self.command()
        inherited = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=self.folder,
                env=inherited | dict(extra),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=None if self.user is None else pwd.getpwnam(self.user).pw_gid,
                extra_groups=None if self.user is None else [],
            )
        # Reading ends when the last holder of the pipe, this very process, is gone in whatever way.
        script = 'read -r _; kill -s QUIT -- "-$1"; sleep 1; kill -s KILL -- "-$1"'
        self._guard = subprocess.Popen(
            ["sh", "-c", script, "guard", str(self._process.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _wait(self, ready: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                raise ServerFailed(f"{self.name} 未能启动 did not start\n{self._log_end()}")
            if time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} 在 {seconds:.0f} 秒内没有应答 did not answer\n{self._log_end()}")
            time.sleep(0.05)

    def _signal(self, number: signal.Signals, seconds: float) -> None:
        process, guard = self._process, self._guard
        self._process = self._guard = None
        if process is not None and process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        if process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # what the server itself had started
                os.killpg(process.pid, signal.SIGKILL)
        if guard is not None and guard.stdin is not None:
            guard.kill()
            guard.wait(10)
            guard.stdin.close()

    def _log_end(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-3000:]
        except OSError:
            return ""


def reachable(folder: Path, user: str | None) -> Path:
    """``folder``, or a place below /var/lib/jikao when ``user`` may not walk down to it (in root's home, say)."""
    folder = folder.resolve()
    if user is None or all(parent.stat().st_mode & 0o001 for parent in folder.parents if parent.exists()):
        return folder
    place = Path("/var/lib/jikao") / hashlib.sha256(bytes(folder)).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    for way in (place.parent, place):
        way.chmod(0o711)  # to be walked through, whatever the umask of whoever starts it
    return place / folder.name


def write_private(path: Path, content: str, user: str | None) -> None:
    """Configuration carries passwords: nobody but the server's user reads it."""
    path.write_text(content)
    path.chmod(0o600)
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(path, account.pw_uid, account.pw_gid)


def password(folder: Path) -> str:
    """Lives as long as the folder, so that a URL stays good over restarts."""
    path = folder / PASSWORD
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(18))
    return path.read_text()
