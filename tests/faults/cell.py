"""A small cell of real processes on real servers: the sample service, its relay, the tally that listens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.keys import Keys
from deploy.postgres import IDLE_SECONDS, Cell, Places
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.application import Application
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.procedure.office import Office
from services.kernel.refusals import Unavailable
from tests.given import Desk
from tests.kernel import hosted, tally
from tests.patience import patient

ROOT = Path(__file__).resolve().parents[2]
ROSTER = {"sample": "tests.kernel.hosted", "tally": "tests.kernel.tally"}


class Process:
    """A child that the tests may kill at any point."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        """`command` with the program."""
        self._command, self._env, self.log = command, env, log
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> Process:
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    @property
    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def send(self, number: signal.Signals) -> None:
        assert self._popen is not None
        self._popen.send_signal(number)

    def kill(self) -> None:
        """As a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> float:
        """Asks it to end; returns how many seconds it took."""
        begun = time.monotonic()
        self._signal(signal.SIGTERM)
        return time.monotonic() - begun

    def wait(self, seconds: float = 20.0) -> int:
        assert self._popen is not None
        return self._popen.wait(seconds)

    def _signal(self, number: signal.Signals) -> None:
        if self._popen is None or self._popen.poll() is not None:
            return
        self._popen.send_signal(number)
        try:
            self._popen.wait(15)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(5)
            raise


class SampleCell:
    def __init__(
        self, postgres_url: str, amqp_url: str, folder: Path, name: str, idle_seconds: int = IDLE_SECONDS
    ) -> None:
        self.folder, self.amqp_url = folder, amqp_url
        self.prefix: tuple[str, ...] = ()
        """What every process begins with."""
        self.die_file = folder / "die"
        self.key = new_key()
        self.keys = Keys(folder / "keys")
        self.signer = Signer(self.key)
        self.system = self.signer.sign("system", token_id="system", seconds=86_400)
        self.office = Office(rules=None, calendar=None, verifier=Verifier(public_key(self.key)))  # type: ignore[arg-type]
        cell = Cell(postgres_url, folder / "logins.json", name, idle_seconds)
        modules: dict[str, Any] = {"sample": hosted, "tally": tally}
        self.places: dict[str, Places] = {
            service: cell.prepare(service, lambda place, m=module: self._build(m, place.store()).close())  # type: ignore[misc]
            for service, module in modules.items()
        }
        self._stores: list[Store] = []
        self.desk = self.new_desk()
        self.listener = self.store("tally")
        self.processes: list[Process] = []
        self._clients: list[RpcClient] = []

    def new_desk(self) -> Desk:
        """As a service that has just begun: it knows of the log what stands in it."""
        return Desk(hosted.build(store=self.store("sample"), office=self.office), self.signer)

    def _build(self, module: Any, store: Store) -> Application:
        return module.build(store=store, office=self.office)

    def store(self, service: str) -> Store:
        made = self.places[service].service.store()
        self._stores.append(made)
        return made

    def process(self, kind: str, service: str, **settings: str) -> Process:
        place = self.places[service].relay if kind == "relay" else self.places[service].service
        env = {
            "PATH": os.environ["PATH"],
            "JIKAO_STORE_URL": place.url,
            "JIKAO_SCHEMA_NAME": place.schema,
            "JIKAO_AMQP_URL": self.amqp_url,
            "JIKAO_PUBLIC_KEY": public_key(self.key).as_pem(private=False).decode(),
            "JIKAO_SYSTEM_TOKEN": self.system,
            "JIKAO_ROSTER": json.dumps(dict.fromkeys(ROSTER, "tests.faults.dying")),
            "JIKAO_BUS_KEY": self.keys.bus_pem(service),
            "JIKAO_BUS_KEYS": json.dumps(self.keys.bus_keys(ROSTER)),
            "JIKAO_TEST_DIE_FILE": str(self.die_file),
            "JIKAO_CATCH_UP_SECONDS": "2",
        } | settings
        number = len(self.processes)
        command = [*self.prefix, sys.executable, "-m", "deploy.cli", kind, service]
        made = Process(command, env, self.folder / f"{kind}-{service}-{number}.log")
        self.processes.append(made)
        return made.start()

    def client(self, service: str = "sample") -> RpcClient:
        """Connected, and the service answers."""
        made = RpcClient(self.amqp_url, name="test")
        self._clients.append(made)
        eventually(lambda: alive(made, service), 90, self.logs)
        return made

    def close(self) -> None:
        for client in self._clients:
            client.close()
        for process in self.processes:
            process.kill()
        for store in self._stores:
            store.close()

    def taken_in(self) -> list[int]:
        return tally.positions(self.listener)

    def wait_for(self, position: int, seconds: float = 40.0) -> None:
        """Until the tally has everything up to a position: each once, none missing, none else, and with it the seal
        that the sample's log has there."""
        expected = list(range(1, position + 1))
        eventually(lambda: len(self.taken_in()) >= position, seconds, self.logs)
        assert self.taken_in() == expected
        with self.listener.reading() as connection:
            kept = Reading(self.listener, connection).seals()["sample"]
        assert kept == next(self.desk.app.store.rows(position - 1, 1)).seal.hex()

    def logs(self) -> str:
        return "\n".join(f"{p.log.name}: {p.log.read_text()[-1500:]}" for p in self.processes)


def alive(client: RpcClient, service: str) -> bool:
    try:
        return client.ask(service, "alive", 2) is True
    except Unavailable:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 20.0, said: Callable[[], str] = lambda: "") -> None:
    deadline = time.monotonic() + patient(seconds)
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    assert condition(), said()
