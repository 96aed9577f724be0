"""Long operations keep what the description promises of every command: Idempotency-Key and If-Match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.kernel.clock import SimulatedClock
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import new_key
from services.kernel.refusals import Forbidden, KeyReused, NothingToMatch
from tests.kernel import tally
from tests.kernel.sample import FillJar, OpenJar, SampleDesk

ADMIN, AUDITS, SYSTEM = "p006", "p005", "system"
LONG: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "sample.tick": (SYSTEM, {}, {}),
    "sample.verify-seal": (AUDITS, {}, {"note": "another"}),
    "sample.make-checkpoint": (ADMIN, {}, {}),
    "sample.rebuild-registers": (ADMIN, {}, {"register_name": "jars"}),
}
"""The long commands: who carries them out, with what, and with what else."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    key = new_key()
    made = SampleDesk(
        Store(f"sqlite:///{tmp_path}/sample.db"),
        SimulatedClock(datetime(2026, 3, 2, 1, tzinfo=UTC)),
        notary=Notary.from_pem("sample", key.as_pem(private=True)),
        checkpoint_days=0,
    )
    yield made
    made.app.store.close()


def send(desk: SampleDesk, operation: str, by: str, body: Mapping[str, Any], **how: Any) -> Answer:
    return desk.app.call(Call(operation, body, desk.token(by), **how))


def test_every_long_command_is_tried(desk: SampleDesk) -> None:
    assert {one.NAME for one in desk.app._long if one.WRITES} == LONG.keys()


@pytest.mark.parametrize("operation", LONG)
def test_the_same_key_gives_the_first_answer_again(desk: SampleDesk, operation: str) -> None:
    by, body, _ = LONG[operation]
    jar = UUID(tally.open_jar(desk))
    desk.do(OpenJar(size=5, empty_by=date(2026, 3, 1)))
    first = send(desk, operation, by, body, key="once")
    before = desk.app.store.position()
    desk.do(FillJar(jar=jar, amount=1))
    desk.do(OpenJar(size=5, empty_by=date(2026, 3, 1)))  # a further debt, which a second clock would find
    held = desk.app.store.position()
    assert held > before
    assert send(desk, operation, by, body, key="once") == first
    assert desk.app.store.position() == held, "nothing was carried out a second time"
    again = send(desk, operation, by, body, key="another")
    assert again.body != first.body or desk.app.store.position() > held, "another key is another request"


@pytest.mark.parametrize("operation", [name for name, (_, _, other) in LONG.items() if other])
def test_the_same_key_with_another_body_is_refused(desk: SampleDesk, operation: str) -> None:
    by, body, other = LONG[operation]
    tally.open_jar(desk)
    send(desk, operation, by, body, key="once")
    with pytest.raises(KeyReused):
        send(desk, operation, by, {**body, **other}, key="once")


def test_a_key_is_its_callers_own(desk: SampleDesk) -> None:
    tally.open_jar(desk)
    send(desk, "sample.make-checkpoint", ADMIN, {}, key="once")
    with pytest.raises(Forbidden):
        send(desk, "sample.make-checkpoint", "p001", {}, key="once")


@pytest.mark.parametrize("operation", LONG)
def test_what_has_no_version_matches_none(desk: SampleDesk, operation: str) -> None:
    by, body, _ = LONG[operation]
    desk.do(OpenJar(size=5, empty_by=date(2026, 3, 1)))
    before = desk.app.store.position()
    with pytest.raises(NothingToMatch):
        send(desk, operation, by, body, if_match=1)
    assert desk.app.store.position() == before
    send(desk, operation, by, body)
