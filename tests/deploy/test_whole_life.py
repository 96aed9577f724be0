"""A real office on the cluster, from a clean clone to a restored backup: everything dies under its month of work."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

import httpx
import pytest

from deploy import roster
from deploy.admission import KEEPER
from deploy.cluster import is_settled
from deploy.demo import script
from deploy.demo.deed import Deed
from deploy.demo.load import START
from deploy.demo.plan import ZONE
from deploy.keys import Keys
from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from deploy.servers.process import LOOPBACK, free_port
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refused
from tests.deploy.clones import cloned, left_behind
from tests.faults.cell import eventually
from tests.faults.test_orphans import descendants
from tests.scenario.runner import AUDITOR, ORGAN, REGULATIONS, Patient, Run, embedded, same, worked_out

pytestmark = [pytest.mark.slow, pytest.mark.servers, pytest.mark.timeout(900)]
WORK = ("attendance", "directory")
"""The month's deeds are of these services, and the clock's of all."""
UNTIL = datetime(2026, 8, 6, tzinfo=ZONE)
SERVERS = {"postgres": "postgres", "beam.smp": "rabbitmq", "redis-server": "redis"}
PLAIN = "p024"


def month() -> list[Deed]:
    deeds = (deed for deed in script.deeds() if deed.at < UNTIL)
    return [deed for deed in deeds if deed.operation.split(".")[0] in WORK or deed.operation.endswith(".tick")]


@dataclass
class Office:
    """One cluster of a clone, as `jikao cluster` runs it, and as whoever keeps it reaches it."""

    clone: Path
    data: Path
    notes: Path
    port: int
    process: subprocess.Popen[bytes]

    @cached_property
    def keys(self) -> Keys:
        return Keys(self.data / "keys")

    @cached_property
    def signer(self) -> Any:
        return self.keys.signer()

    @cached_property
    def client(self) -> RpcClient:
        """As the keeper of the bus; the broker keeps its port over all of its deaths."""
        settings = (self.data / "servers/rabbitmq/rabbitmq.conf").read_text()
        (listens,) = (line for line in settings.splitlines() if line.startswith("listeners.tcp"))
        password = json.loads((self.data / "keys/bus.json").read_text())[KEEPER]
        port = listens.rpartition(":")[2]
        made = RpcClient(f"amqp://jikao-{KEEPER}:{password}@{LOOPBACK}:{port}/jikao", name=KEEPER)
        assert made._link.ready.wait(30)
        return made

    @cached_property
    def http(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://{LOOPBACK}:{self.port}", timeout=60)

    def settle(self, seconds: float = 60.0) -> None:
        system = self.keys.system_token()
        eventually(lambda: is_settled(self.client, roster.ROSTER, system), seconds)

    def by_http(self, operation: Operation, token: str) -> Answer:
        """As any program does it: what stands in the path does not stand in the body."""
        body = operation.model_dump(mode="json", exclude=set(operation.path_fields()))
        return self.ask(operation.METHOD, f"/api/v1{operation.location()}", token, body)

    def ask(self, method: str, path: str, token: str, body: Any = None) -> Answer:
        answer = self.http.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return Answer(answer.content, None, answer.headers.get("location", ""))

    def is_ready(self) -> bool:
        assert self.process.poll() is None, "it ended"
        with contextlib.suppress(httpx.HTTPError):
            return self.http.get("/readyz").status_code == 200
        return False

    def answers(self) -> bool:
        assert self.process.poll() is None, "it ended"
        with contextlib.suppress(httpx.HTTPError):
            return self.http.get("/readyz").status_code in (200, 503)
        return False


def words(clone: Path, *command: str) -> list[str]:
    return [str(clone / ".venv/bin/python"), "-m", "deploy.cli", *command]


def surroundings(notes: Path) -> dict[str, str]:
    told = {k: v for k, v in os.environ.items() if not k.startswith(("JIKAO_", "PYTEST_"))}
    told |= {"JIKAO_CLOCK": START.isoformat(), "JIKAO_TICK_SECONDS": "0", "JIKAO_CATCH_UP_SECONDS": "2"}
    return told | {"JIKAO_CHECKPOINTS_TO": str(notes), "JIKAO_SECOND_FACTOR": "false", "JIKAO_LOG_LEVEL": "WARNING"}


@contextlib.contextmanager
def running(clone: Path, data: Path, notes: Path) -> Iterator[Office]:
    port, log = free_port(), clone / f"{data.name}.log"
    command = words(clone, "cluster", "--data", str(data), "--port", str(port))
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=clone, env=surroundings(notes), stdout=out, stderr=out)
    office = Office(clone, data, notes, port, process)
    try:
        eventually(office.answers, 180, log.read_text)
        yield office
        office.client.close()
    except BaseException:
        sys.stdout.write(log.read_text()[-20_000:])
        raise
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def jikao(clone: Path, notes: Path, *command: str) -> str:
    """What a command says that ends well."""
    done = subprocess.run(
        words(clone, *command), cwd=clone, env=surroundings(notes), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# -- dying ------------------------------------------------------------------------------------------------------------


def mortals(office: Office) -> dict[str, int]:
    """Every process and every server by its part, with the process to kill; the workers of PostgreSQL and the guards
    are their server's own."""
    found: dict[str, int] = {}
    for pid in descendants(office.process.pid):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split(" ")
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            if command[0] == "jikao":
                kind, part = command[1:3]
                found[kind if part.startswith("--") else f"{part} {kind}"] = pid
            elif name in SERVERS:
                found.setdefault(SERVERS[name], pid)
    return found


def killing(office: Office, chance: Random) -> dict[datetime, Callable[[], None]]:
    """Each in turn, at moments of the month; a little later than it is asked for, so that work is under way."""
    order = sorted(mortals(office))
    assert len(order) == 2 * len(roster.ROSTER) + 7, order
    chance.shuffle(order)
    gap = (UNTIL - START - timedelta(days=8)) / len(order)
    died: list[str] = []

    def dies(part: str) -> None:
        before = mortals(office).get(part, 0)
        eventually(lambda: mortals(office).get(part, 0) != 0, 60)
        before = mortals(office)[part]

        def kill() -> None:
            os.kill(before, signal.SIGKILL)
            died.append(part)
            sys.stdout.write(f"killed: {part}\n")

        Timer(chance.random() * 0.2, kill).start()

    first = START + timedelta(days=3)
    hooks: dict[datetime, Callable[[], None]] = {first + gap * n: partial(dies, part) for n, part in enumerate(order)}
    hooks[UNTIL - timedelta(days=3)] = lambda: eventually(lambda: sorted(died) == sorted(order), 10)
    return hooks


# -- the test ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    with cloned() as made:
        yield made
        assert left_behind(made) == []


def in_one_process(folder: Path) -> dict[str, bytes]:
    """The cards of the same month."""
    runtime = embedded(folder)
    cards = Run(runtime, month(), script.files()).carry_out().cards()
    runtime.close()
    return cards


def test_an_office_lives_through_its_month_and_its_backup_through_its_end(clone: Path, tmp_path: Path) -> None:
    data, notes, kept, keys = (clone / name for name in ("办公 室", "外存 notes", "备份 kept", "密钥 keys"))
    notes.mkdir()
    with running(clone, data, notes) as office:
        eventually(office.is_ready, 60)
        begins(office)
        has_accounts(office)
        run = Run(Patient(office, 180), month(), script.files(), killing(office, Random(12)), begun=True).carry_out()
        eventually(office.is_ready, 60)
        cards = run.cards()
        assert cards == in_one_process(tmp_path)
        same(cards, worked_out(run.deeds))
        jikao(clone, notes, "backup", str(kept), "--data", str(data), "--keys", str(keys))
        heads = json.loads((kept / "backup.json").read_text())["heads"]
        goes_on(office)
        holds(jikao(clone, notes, "audit", "verify", "--data", str(data)))
    assert left_behind(clone) == []
    office = restored(clone, notes, kept, keys, clone / "重新 again", heads, cards)
    said = jikao(clone, notes, "audit", "verify", "--data", str(office.data))
    holds(said)
    assert "were lost" in said


def holds(said: str) -> None:
    """Of every log in which anything happened."""
    assert said.count("events hold") + said.count("no event yet") == len(roster.ROSTER), said
    assert said.count("no event yet") <= 1, said


def begins(office: Office) -> None:
    """The organ and the policy over HTTP, as the system: there is nobody yet."""
    system = office.keys.system_token()
    assert import_organ(ORGAN, lambda operation: office.by_http(operation, system)) > 100
    office.settle()
    adopt_policy(lambda operation: office.by_http(operation, system), REGULATIONS / "policy.toml")


def has_accounts(office: Office) -> None:
    """By order, with a first password that opens nothing but the choice of another."""
    system, accounts = office.keys.system_token(), "/api/v1/directory/accounts"
    opened = json.loads(office.ask("POST", accounts, system, {"person": PLAIN}).body)
    given = json.loads(office.ask("POST", f"{accounts}/{opened['id']}/first-password", system, {}).body)
    login = {"login": given["login"], "password": given["password"]}
    session = office.http.post("/api/v1/sessions", json=login)
    assert session.status_code == 201, session.text
    assert session.json()["person"] == PLAIN


def goes_on(office: Office) -> None:
    """After the backup; its checkpoints lie outside, and nothing of it is in the backup."""
    system = office.keys.system_token()
    for day in (7, 8):
        for service in roster.ROSTER:
            call = Call(f"{service}.tick", {}, system, at=UNTIL + timedelta(days=day))
            office.client.call_now(call, 60)
    office.settle()
    assert list(office.notes.rglob("*"))


def restored(
    clone: Path, notes: Path, kept: Path, keys: Path, data: Path, heads: dict[str, Any], cards: dict[str, bytes]
) -> Office:
    """Its logs are shorter than the notes outside know them: held until the auditor acknowledges it, on record."""
    jikao(clone, notes, "restore", str(kept), "--data", str(data), "--keys", str(keys))
    with running(clone, data, notes) as office:
        auditor = office.signer.sign(AUDITOR, token_id="auditor", seconds=3600)
        system = office.keys.system_token()
        states = {name: office.client.ask(name, "state", 20, token=system) for name in roster.ROSTER}
        assert {name: state["log"] for name, state in states.items()} == {
            name: head["position"] for name, head in heads.items()
        }
        with pytest.raises(Refused) as refused:
            office.client.call_now(Call("attendance.tick", {}, system, at=UNTIL), 60)
        assert refused.value.code == "kernel.restored"
        for service in roster.ROSTER:
            path = f"/api/v1/{service}/restore-acknowledgements"
            office.ask("POST", path, auditor, {"reason": "硬盘损坏，恢复昨夜备份"})
        eventually(office.is_ready, 60)
        office.settle()
        again = Run(Patient(office, 180), month(), begun=True)
        assert again.cards() == cards
        goes_on(office)
    return office
