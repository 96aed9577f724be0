"""What everybody who has everything finds of a slip before the round is closed: nothing. Over the real gateway, on both
runtimes; with the same search finding each of them where they are allowed to be (A35)."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from deploy import forking
from deploy.ballot_box.client import RemoteBoxes
from deploy.cluster import BOX, Cluster
from deploy.organ_import import import_organ
from deploy.roster import folder
from deploy.servers import Trio
from deploy.servers.process import free_port
from services.appraisal.ballots.blind import PublicKey
from services.appraisal.ballots.boxes import Acknowledgement, acknowledgement_holds
from services.appraisal.ballots.slip import COMMENTS, Slip
from services.appraisal.policy.files import first_quarter, read_policy
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Call
from services.kernel.procedure.identity import Signer
from services.kernel.procedure.operations import Operation
from tests.appraisal.voters import Sheet
from tests.browser.test_pages import Site
from tests.faults.cell import eventually
from tests.gateway.office import DEPLOY, RealOffice, rows
from tests.gateway.searching import Found, in_bytes, in_files, in_postgres, in_redis, written

Q = "2026-Q3"
OPENED, OVER, CLOSED = (datetime(2026, 10, day, 1, tzinfo=UTC) for day in (9, 16, 17))
RATINGS = ("good", "fairly-good", "fair", "poor", "no-opinion")
VOTERS = 12
"""Of the organ's sixty: enough for most departments to be shown."""
SEARCHED = 8
"""Slips whose every part is looked for; of all the others, the text that each of them carries."""


@dataclass
class Runtime:
    """`do` is an operation, `at` moves all clocks, `search` goes through all that is kept but the box's own folder."""

    url: str
    box: Path
    signer: Signer
    do: Callable[..., Any]
    at: Callable[[datetime], None]
    search: Callable[[dict[bytes, str]], Found]
    disturb: Callable[[], None] = lambda: None
    """Something dies while people cast."""


def needles(slips: list[Slip]) -> dict[bytes, str]:
    found = {one: name for name, one in written("the text of a slip", b"jikao-slip/1|")}
    for slip in slips:
        for part, content in (
            ("the prefix", slip.message[:32]),
            ("the code", bytes.fromhex(slip.code)),
            ("the signature", slip.signature[:32]),
        ):
            found |= {one: name for name, one in written(part, content)}
    return found


def hold(runtime: Runtime) -> set[str]:
    """One round from its opening to what is sealed. Returns where the same search finds slips once they are sealed."""
    chance = random.Random(7)
    with httpx.Client(base_url=runtime.url, timeout=60, trust_env=False) as client:
        people = [line["person"] for line in rows("people.csv") if not line["left"]]
        view = _round(client, runtime, people[0])
        keys = {name: PublicKey(int(key, 16)) for name, key in (line.split(" ") for line in view["keys"])}
        slips = [
            slip for person in people[:VOTERS] for slip in _taken(client, runtime, person, keys, chance.choice(RATINGS))
        ]
        assert len(slips) > 10 * VOTERS
        chance.shuffle(slips)
        _refused(client, slips[0], slips[1])
        measured = client.get("/metrics").text
        given = {}
        for n, slip in enumerate(slips):
            given[slip.digest] = _insisted(client, slip)
            if n == len(slips) // 2:
                runtime.disturb()
        assert all(_cast(client, slip).json() == given[slip.digest] for slip in slips[:5]), "again, it changes nothing"
        assert "ballots" not in measured
        assert _counted(client.get("/metrics").text) == _counted(measured), "casting is not even counted"
        for digest, said in given.items():
            assert said["digest"] == digest
            assert acknowledgement_holds(view["acknowledges"], Q, Acknowledgement(**said))

        sought = needles(slips[:SEARCHED])
        assert runtime.search(sought) == [], "nothing of a slip is anywhere before the round is closed"
        raw = {slip.message: "a slip" for slip in slips}
        assert len(in_files(raw, [runtime.box])) == len(slips), "the search finds them where they may be"

        runtime.at(OVER)
        late = client.post(f"/api/v1/ballots/{Q}/slips", json=_body(slips[0]))
        assert (late.status_code, late.json()["code"]) == (409, "appraisal.ballot-not-open")
        runtime.do("system", "appraisal.tick")
        closed = runtime.do(people[0], "appraisal.get-evaluation", quarter=Q)
        assert closed["status"] == "closed"
        counted = [code for one in closed["results"] for code in one["codes"]]
        assert sorted(counted) == sorted(slip.code for slip in slips), "each acknowledged slip once, and nothing else"
        runtime.at(CLOSED)
        runtime.do("system", "appraisal.tick")
        assert not list(runtime.box.rglob("*")), "box and keys are gone"
        return {where for where, _ in runtime.search(sought)}


def _round(client: httpx.Client, runtime: Runtime, person: str) -> Any:
    found = client.get(f"/api/v1/appraisal/evaluations/{Q}", headers=_known(runtime, person))
    assert found.status_code == 200, found.text
    assert found.json()["box"] == "sound", found.text
    return found.json()


def _known(runtime: Runtime, person: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {runtime.signer.sign(person, token_id=f'v-{person}', seconds=3600)}"}


def _taken(client: httpx.Client, runtime: Runtime, person: str, keys: dict[str, PublicKey], rating: str) -> list[Slip]:
    view = _round(client, runtime, person)
    sheet = Sheet(Q, keys, {**dict.fromkeys(view["asked"], rating), COMMENTS: f"意见 {rating}"})
    signed = client.post(
        f"/api/v1/appraisal/evaluations/{Q}/slips", json={"slips": sheet.asked}, headers=_known(runtime, person)
    )
    assert signed.status_code == 200, signed.text
    return sheet.finished(signed.json()["signatures"])


def _body(slip: Slip) -> dict[str, str]:
    return {"message": slip.message.hex(), "signature": slip.signature.hex(), "pad": "0" * 100}


def _cast(client: httpx.Client, slip: Slip, round_: str = Q) -> httpx.Response:
    return client.post(f"/api/v1/ballots/{round_}/slips", json=_body(slip))


def _insisted(client: httpx.Client, slip: Slip) -> dict[str, str]:
    """As a browser does when the box does not answer."""
    answers: list[httpx.Response] = []

    def taken() -> bool:
        answers.append(_cast(client, slip))
        assert answers[-1].status_code in (200, 503), answers[-1].text
        return answers[-1].status_code == 200

    eventually(taken, 30)
    given: dict[str, str] = answers[-1].json()
    return given


def _refused(client: httpx.Client, slip: Slip, other: Slip) -> None:
    _, department, rating = slip.parts()
    moved = slip.message.replace(f"|{department}|".encode(), b"|nowhere|")
    asked = {
        "forged": (_cast(client, Slip(slip.message, bytes(256))), 422, "appraisal.slip-refused"),
        "of another slip": (_cast(client, Slip(slip.message, other.signature)), 422, "appraisal.slip-refused"),
        "of another round": (_cast(client, slip, "2026-Q2"), 409, "appraisal.ballot-not-open"),
        "of no round": (_cast(client, slip, "keys"), 409, "appraisal.ballot-not-open"),
        "of another department": (_cast(client, Slip(moved, slip.signature)), 422, "appraisal.slip-refused"),
        "changed": (
            _cast(client, Slip(slip.message[: -len(rating.encode())] + b"best", slip.signature)),
            422,
            "appraisal.slip-refused",
        ),
        "no slip": (client.post(f"/api/v1/ballots/{Q}/slips", json={"message": "zz"}), 422, "kernel.invalid"),
        "oversized": (
            client.post(f"/api/v1/ballots/{Q}/slips", json={**_body(slip), "pad": "0" * 5000}),
            413,
            "gateway.too-large",
        ),
    }
    for what, (answer, status, code) in asked.items():
        assert (answer.status_code, answer.json()["code"]) == (status, code), f"{what}: {answer.text}"
        assert answer.json()["next"], what


def _counted(exposition: str) -> list[str]:
    """Less what this very question adds."""
    return [
        line for line in exposition.splitlines() if line.startswith("jikao_requests_total") and "metrics" not in line
    ]


# -- everything in one process ----------------------------------------------------------------------------------------


def test_nothing_of_a_slip_is_found_in_one_process(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    office = RealOffice(tmp_path / "office")
    office.clock.set(OPENED)
    office.do("p008", "appraisal.open-quarter", quarter=Q)
    office.do("system", "appraisal.tick")
    site = Site(office)
    box = tmp_path / "office" / "ballots"

    def said() -> list[logging.LogRecord]:
        """All but what the voters' own client says, and the access log that nobody has switched off in a test."""
        return [one for one in caplog.records if not one.name.startswith(("http", "uvicorn.access"))]

    def search(sought: dict[bytes, str]) -> Found:
        logs = "\n".join(f"{record.getMessage()} {vars(record)}" for record in said())
        return in_files(sought, [tmp_path], leaving=[box]) + in_bytes(sought, "a log", logs.encode())

    try:
        with caplog.at_level(logging.DEBUG):
            found = hold(Runtime(site.url, box, office.runtime.signer, office.do, office.clock.set, search))
        assert {Path(where).name.removesuffix("-wal") for where in found} == {"appraisal.db"}
        assert any("take-slips" in one.getMessage() for one in said())
        assert [one for one in said() if "/ballots" in one.getMessage()] == []
    finally:
        site.stop()
        office.close()


# -- a process for every part -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _cluster(folder_: Path, postgres_url: str, amqp_url: str, redis_url: str, name: str) -> Iterator[Cluster]:
    given = {"postgres": postgres_url, "rabbitmq": amqp_url, "redis": redis_url}
    servers = cast(Trio, SimpleNamespace(**{key: SimpleNamespace(url=url) for key, url in given.items()}))
    settings = Settings(tick_seconds=0, log_level="DEBUG", clock=OPENED, catch_up_seconds=2)
    made = Cluster(folder_, settings, servers=servers, cell=name)
    with made.running():
        yield made


@pytest.fixture
def heard(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """With what the processes of this test say: those that were prepared for others speak elsewhere."""
    forking.end()
    yield capfd
    forking.end()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_of_a_slip_is_found_over_the_cluster(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    servers_folder: Path,
    tmp_path: Path,
    fresh_name: str,
    heard: pytest.CaptureFixture[str],
) -> None:
    """And the box process dies while people cast: nothing acknowledged is lost, nothing counts twice."""
    logged: list[str] = []

    def search(sought: dict[bytes, str]) -> Found:
        logged.extend(heard.readouterr())
        return [
            *in_files(sought, [servers_folder, tmp_path], leaving=[tmp_path / "cell" / "ballots"]),
            *in_postgres(sought, postgres_url),
            *in_redis(sought, redis_url),
            *in_bytes(sought, "a log", "".join(logged).encode()),
        ]

    with _cluster(tmp_path / "cell", postgres_url, amqp_url, redis_url, fresh_name) as cluster:
        now = [OPENED]
        system = cluster.signer.sign(SYSTEM_ID, token_id="system", seconds=3600)

        def do(by: str, operation: str, **body: Any) -> Any:
            token = system if by == "system" else cluster.signer.sign(by, token_id=f"t-{by}", seconds=3600)
            return json.loads(cluster.call(Call(operation, body, token, at=now[0])).body)

        def at(moment: datetime) -> None:
            """The box has a clock of its own, which stands where its process was started."""
            now[0] = moment
            child = cluster.nursery.children[BOX]
            child.told["JIKAO_CLOCK"] = moment.isoformat()
            die()

        def die() -> None:
            child = cluster.nursery.children[BOX]
            before = child.pid
            os.kill(before, signal.SIGKILL)
            eventually(lambda: child.pid not in (0, before), 30)
            boxes = RemoteBoxes(cluster._box["box_url"], cluster.keys.box_secret())
            eventually(lambda: _answers(boxes), 30)

        _set_up(cluster, do, system)
        port = free_port()
        cluster.start_gateway("127.0.0.1", port)
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: _ready(url), 60)
        found = hold(Runtime(url, tmp_path / "cell" / "ballots", cluster.signer, do, at, search, lambda: os.kill(
            cluster.nursery.children[BOX].pid, signal.SIGKILL
        )))  # fmt: skip
        assert "appraisal.events" in found, found
        assert any(Path(where).is_relative_to(servers_folder / "postgres_server") for where in found), found
        logged.extend(heard.readouterr())
        lines = "".join(logged).splitlines()
        assert any('"part": "appraisal"' in line for line in lines), "the processes' lines were read"
        assert [line for line in lines if "/ballots/" in line or '"part": "box"' in line] == []


def _set_up(cluster: Cluster, do: Callable[..., Any], system: str) -> None:
    def by_hand(operation: Operation) -> None:
        cluster.call(Call(operation.NAME, operation.model_dump(mode="json"), system))

    import_organ(folder(cluster.settings.organ), by_hand)
    cluster.settle()
    policy = read_policy(DEPLOY / "regulations" / "policy.toml")
    drafted = do("system", "appraisal.draft-policy", policy=policy.model_dump(mode="json"))
    do("system", "appraisal.adopt-policy", number=drafted["number"], effective=str(first_quarter(policy)))
    do("p008", "appraisal.open-quarter", quarter=Q)
    do("system", "appraisal.tick")


def _answers(boxes: RemoteBoxes) -> bool:
    try:
        boxes.held()
    except Exception:
        return False
    return True


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
