"""One quarter, any runtime: drives the script through a desk and reads off what came of it."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from deploy.demo import script
from deploy.demo.deed import Deed
from deploy.demo.drive import Driver
from deploy.demo.load import START, prepare
from deploy.embedded import Embedded
from services.appraisal.scorecards.scorecard import Scorecard
from services.kernel.clock import SimulatedClock
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.host.settings import Settings
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.refusals import Refusal
from tests.patience import patient
from tests.scenario import oracle

DEPLOY = Path(__file__).parents[2] / "deploy"
ORGAN, REGULATIONS = DEPLOY / "organ", DEPLOY / "regulations"
AUDITOR, CLERK = "p020", "p011"
QUIET = Settings(tick_seconds=0, clock=START, organ=ORGAN, regulations=REGULATIONS)
"""The script's clock alone acts."""
Hook = Callable[[], None]


class Desk(Protocol):
    """A runtime whose clocks are simulated."""

    @property
    def signer(self) -> Signer: ...
    def call(self, call: Call) -> Answer: ...
    def settle(self) -> object: ...


def embedded(folder: Path, start: datetime = START) -> Embedded:
    return Embedded(folder, QUIET, clock=SimulatedClock(start))


class Remote(Protocol):
    """A cluster that is asked over the bus."""

    @property
    def client(self) -> RpcClient: ...
    @property
    def signer(self) -> Signer: ...
    def settle(self, seconds: float = 60.0) -> None: ...


class Patient:
    """A cluster as somebody uses it who asks again, with the same key, while something is away."""

    def __init__(self, cluster: Remote, seconds: float = 90.0) -> None:
        self.cluster, self._seconds = cluster, seconds
        self.asked_again = 0

    @property
    def signer(self) -> Signer:
        return self.cluster.signer

    def call(self, call: Call) -> Answer:
        deadline = time.monotonic() + patient(self._seconds)
        while True:
            try:
                return self.cluster.client.call_now(call, 15)
            except Refusal as refused:
                if refused.kind != "unavailable" or time.monotonic() > deadline:
                    raise
                self.asked_again += 1
                time.sleep(0.2)

    def settle(self) -> None:
        self.cluster.settle(120)


@dataclass
class Run:
    """One run of a script at a desk, from an empty system."""

    desk: Desk
    deeds: Sequence[Deed] = field(default_factory=script.deeds)
    files: Mapping[str, bytes] = field(default_factory=script.files)
    hooks: Mapping[datetime, Hook] = field(default_factory=dict[datetime, Hook])
    """What happens to the system before the first deed at or after a moment."""
    start: datetime = START
    """When the organ's files come in."""
    begun: bool = False
    """Whether they and the policy are there already."""
    driver: Driver = field(init=False)

    def __post_init__(self) -> None:
        self.driver = Driver(self.desk.call, self.desk.signer, self.files, "scenario", self.desk.settle)

    def carry_out(self) -> Run:
        """Every refusal that the script expects has come, and no other."""
        if not self.begun:
            prepare(self.desk, ORGAN, REGULATIONS, start=self.start)
        waiting = sorted(self.hooks.items(), key=lambda hook: hook[0])
        for number, deed in enumerate(self.deeds):
            while waiting and waiting[0][0] <= deed.at:
                waiting.pop(0)[1]()
            self.driver.do(deed, f"scenario-{number}")
        assert not waiting, f"hooks after the last deed: {[moment for moment, _ in waiting]}"
        self.desk.settle()
        return self

    def ask(self, operation: str, by: str = AUDITOR, **body: Any) -> Any:
        return json.loads(self.desk.call(Call(operation, body, self.driver.token(by), at=self.deeds[-1].at)).body)

    def cards(self, quarter: str = script.QUARTER) -> dict[str, bytes]:
        """Canonical bytes of every scorecard, by department; each proven by its digest."""
        found: dict[str, bytes] = {}
        for proven in self.ask("appraisal.list-scorecards", quarter=quarter)["cards"]:
            card = Scorecard.model_validate(proven["card"])
            found[card.department] = card.canonical()
            assert hashlib.sha256(found[card.department]).hexdigest() == proven["digest"]
        return found


def worked_out(deeds: Sequence[Deed], seed: int = script.SEED, quarter: str = script.QUARTER) -> dict[str, Any]:
    """By the oracle, from the same raw inputs."""
    return oracle.scorecards(ORGAN, REGULATIONS, list(deeds), script.days(seed), quarter)


def same(cards: Mapping[str, bytes], oracles: Mapping[str, Any]) -> None:
    """Every figure of every scorecard, one department after the other."""
    assert cards.keys() == oracles.keys()
    for department, canonical in cards.items():
        assert json.loads(canonical) == oracles[department], department


def own(declared: type) -> bool:
    """Whether the service says it itself: what may be done with any log is made by the kernel, and stands in none of
    the service's modules."""
    module = sys.modules.get(declared.__module__)
    return getattr(module, declared.__name__, None) is declared
