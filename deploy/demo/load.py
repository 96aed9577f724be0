"""Brings the sample organ and its quarter into a system that has neither, by the operations that people use.

Needs a runtime whose clock is simulated: every operation happens at its own moment. What was broken off begins anew
(`deploy/demonstration.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from deploy.demo import script
from deploy.demo.drive import Driver
from deploy.demo.plan import ZONE
from deploy.organ_import import import_organ
from deploy.policy_import import adopt_policy
from services.kernel.clock import SimulatedClock
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.procedure.operations import Operation

Progress = Callable[[str, int, int], None]
"""What is being loaded, how much of how much."""
ORGAN, QUARTER = "样例机关 · the sample organ", "演示季度 · the demonstration quarter"
START = datetime(2026, 6, 30, 9, tzinfo=ZONE)
"""The organ comes in the day before the quarter begins."""


class Runtime(Protocol):
    """Of the embedded system or the cluster, what loading takes."""

    @property
    def signer(self) -> Signer: ...
    def call(self, call: Call) -> Answer: ...
    def settle(self) -> object:
        """Until every service has taken in what the others recorded."""
        ...


def clock() -> SimulatedClock:
    return SimulatedClock(START)


def load_demo(runtime: Runtime, organ: Path, regulations: Path, progress: Progress = lambda *_: None) -> None:
    """Organ, policy and quarter. The services' clocks must be simulated."""
    prepare(runtime, organ, regulations, progress)
    deeds = script.deeds(full=False)
    driver = Driver(runtime.call, runtime.signer, script.files(), settle=runtime.settle)
    driver.drive(deeds, lambda number, deed: progress(QUARTER, number + 1, len(deeds)))
    runtime.settle()


def prepare(
    runtime: Runtime,
    organ: Path,
    regulations: Path,
    progress: Progress = lambda *_: None,
    *,
    start: datetime = START,
) -> None:
    """The organ's files and the policy in force: what every script starts from."""
    token = runtime.signer.sign(SYSTEM_ID, token_id="demo-system", seconds=3600)  # noqa: S106 - an id, no secret

    def carry_out(operation: Operation) -> Answer:
        return runtime.call(Call(operation.NAME, operation.model_dump(mode="json"), token, at=start))

    import_organ(organ, carry_out, lambda done, total: progress(ORGAN, done, total))
    runtime.settle()
    adopt_policy(carry_out, regulations / "policy.toml")
