"""The embedded system as a process of its own, as `make run` has it: how fast it starts, how much memory it takes."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.forking import ROOT
from deploy.servers.process import LOOPBACK, ServerFailed, free_port

START_SECONDS = 300.0
"""The first start on a busy machine loads the demonstration too."""


class Serving:
    """`jikao serve` on a free port of the loopback interface, from `start` to `stop`."""

    def __init__(self, data: Path, *, demo: bool, settings: Mapping[str, str]) -> None:
        self.data, self.port = data, free_port()
        self._log = data.with_suffix(".log")
        wanted = ["serve", "--port", str(self.port), "--data", str(data), "--demo" if demo else "--no-demo"]
        self._command = [sys.executable, "-m", "deploy.cli", *wanted]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("JIKAO_")}
        self._environment = {**inherited, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until the first request is answered."""
        begun = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                self.stop()
                raise ServerFailed(f"jikao serve: {self._log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)
        return time.perf_counter() - begun

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        return False

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def resident(self) -> float | None:
        """Megabytes of memory, where the system tells."""
        status = Path(f"/proc/{self._process.pid}/status") if self._process else Path()
        if not status.is_file():
            return None
        kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024

    def wait(self, seconds: float = 20.0) -> int:
        """How it ended, once it has."""
        assert self._process is not None
        return self._process.wait(seconds)

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)


@contextmanager
def serving(data: Path, *, demo: bool = False, settings: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """Started; stopped at the end."""
    made = Serving(data, demo=demo, settings=settings or {})
    try:
        made.start()
        yield made
    finally:
        made.stop()
