"""Processes killed at their worst moments: nothing is lost and nothing counts twice."""

import threading
import time
from uuid import UUID

import pytest

from services.kernel.procedure.context import Call
from tests.faults.cell import SampleCell, eventually
from tests.kernel.sample import FillJar
from tests.kernel.tally import open_jar, total


def fill(cell: SampleCell, jar: UUID, times: int) -> None:
    for _ in range(times):
        cell.desk.do(FillJar(jar=jar, amount=1))


def all_parts(cell: SampleCell) -> UUID:
    cell.process("service", "sample")
    cell.process("service", "tally")
    jar = UUID(open_jar(cell.desk))
    cell.client("tally")
    return jar


@pytest.mark.parametrize("point", ["before-publish", "before-cursor"])
def test_a_relay_killed_between_commit_and_cursor(cell: SampleCell, point: str) -> None:
    jar = all_parts(cell)
    relay = cell.process("relay", "sample", JIKAO_CATCH_UP_SECONDS="600")
    fill(cell, jar, 20)
    cell.wait_for(21)
    cell.die_file.write_text(point)
    fill(cell, jar, 20)
    eventually(lambda: not relay.running, 20)
    assert not cell.die_file.exists(), "it died where it should"
    fill(cell, jar, 20)
    relay.start()
    cell.wait_for(61)
    assert total(cell.listener) == 60


def test_a_consumer_killed_between_its_commit_and_its_acknowledgement(cell: SampleCell) -> None:
    cell.process("service", "sample")
    jar = UUID(open_jar(cell.desk))
    listener = cell.process("service", "tally", JIKAO_CATCH_UP_SECONDS="600")
    cell.client("tally")
    cell.process("relay", "sample")
    fill(cell, jar, 30)
    cell.wait_for(31)
    cell.die_file.write_text("before-ack")
    fill(cell, jar, 30)
    eventually(lambda: not listener.running, 20)
    assert not cell.die_file.exists()
    assert len(cell.taken_in()) > 31, "what it had committed stands"
    listener.start()
    fill(cell, jar, 10)
    cell.wait_for(71)
    assert total(cell.listener) == 70


def test_two_replicas_share_the_line_of_writers(cell: SampleCell) -> None:
    cell.process("service", "sample")
    cell.process("service", "sample")
    client = cell.client()
    time.sleep(2)
    token = cell.desk.token("p001")
    jar = open_jar(cell.desk, 100)
    errors: list[BaseException] = []
    refused: list[str] = []

    def work(number: int) -> None:
        from services.kernel.refusals import Refused

        for n in range(20):
            try:
                client.call_now(Call("sample.fill-jar", {"jar": jar, "amount": 1}, token, key=f"{number}-{n}"), 30)
            except Refused as problem:
                refused.append(problem.code)
            except Exception as error:
                errors.append(error)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert refused == ["sample.jar-full"] * 60
    rows = list(cell.desk.app.store.rows())
    assert [row.position for row in rows] == list(range(1, 102))
