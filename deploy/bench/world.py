"""The sample organ in a temporary folder, on a clock that stands still, for the benchmarks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.embedded import Embedded
from deploy.organ_import import import_organ
from services.kernel.clock import SimulatedClock
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import Operation

NOW = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
ORGAN = Path(__file__).resolve().parents[1] / "organ"
CLERK = "p011"


def staff(since: str) -> list[str]:
    """People in office since a day and still there."""
    with (ORGAN / "people.csv").open(encoding="utf-8", newline="") as file:
        return [row["person"] for row in csv.DictReader(file) if row["hired"] <= since and not row["left"]]


class World:
    def __init__(self, folder: Path, *, organ: bool = True) -> None:
        """Without `organ` the folder has one already, such as that of the demonstration."""
        self.embedded = Embedded(folder, clock=SimulatedClock(NOW))
        self._tokens: dict[str, str] = {}
        if organ:
            import_organ(ORGAN, lambda operation: self.do("system", operation))
            self.embedded.settle()

    def token(self, person: str) -> str:
        if person not in self._tokens:
            self._tokens[person] = self.embedded.signer.sign(person, token_id=f"bench-{person}", seconds=86_400)
        return self._tokens[person]

    def do(self, person: str, operation: Operation, **more: Any) -> Answer:
        return self.carry(person, operation.NAME, operation.model_dump(mode="json", exclude_none=True), **more)

    def carry(self, person: str, operation: str, body: dict[str, Any], **more: Any) -> Answer:
        return self.embedded.call(Call(operation, body, self.token(person), **more))

    def post(self, person: str, operation: Operation) -> Answer:
        """As the gateway sends it: with an Idempotency-Key."""
        return self.do(person, operation, key=uuid4().hex, correlation=uuid4().hex)


@contextmanager
def world(folder: Path, *, organ: bool = True) -> Iterator[World]:
    made = World(folder, organ=organ)
    try:
        yield made
    finally:
        made.embedded.close()
