"""The appraisal as a cluster has it: the desk of `office.Desk`, with real logs, relays, broker and box behind it.

What other services would have recorded is written into their logs as it stands; from there on everything is the
product's: the relays publish it, the broker carries it, the appraisal's process takes it in and answers over RPC.
"""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.ballot_box.client import RemoteBoxes
from deploy.cluster import Cluster
from services.appraisal.ballots.slip import Slip
from services.kernel.clock import SimulatedClock
from services.kernel.domain.events import Event
from services.kernel.log.mapper import MAPPER
from services.kernel.log.recorder import StoreRecorder
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from tests.appraisal.office import POLICY_FILE, Desk, Wall, stream


def regulations(folder: Path, least_slips: int) -> Path:
    """The sample's, with another number of slips from which on a result is shown."""
    shutil.copytree(POLICY_FILE.parent, folder)
    file = folder / "ballots.toml"
    head, mark, rest = file.read_text().partition("[ballots.least_slips]")
    assert mark
    file.write_text(head + mark + re.sub(r"value = \d+", f"value = {least_slips}", rest, count=1))
    return folder


class FarLog:
    """A source's own log, as its relay reads it."""

    def __init__(self, source: str, clock: Wall, cluster: Cluster) -> None:
        self.source, self.clock = source, clock
        self.store = cluster.places[source].service.store()
        if (notary := cluster.office.notary) is not None:
            self.store.head_key = notary.head_key(source)  # as the service itself: it records on no head of another's
        self._recorder = StoreRecorder(self.store)
        self.versions: dict[UUID, int] = {}
        self.waiting: list[Event] = []

    def add(self, event_class: type[Event], of: str, /, *, at: datetime | None = None, **fields: Any) -> None:
        now, id = self.clock.tick(at), stream(of)
        version = self.versions[id] = self.versions.get(id, 0) + 1
        fields.setdefault("day", now.date())
        self.waiting.append(event_class(originator_id=id, originator_version=version, timestamp=now, **fields))

    def record(self) -> int:
        told, self.waiting = self.waiting, []
        if told:
            self._recorder.insert_events([MAPPER.to_stored_event(each) for each in told])
        return len(told)


class FarDesk(Desk):
    """Its facts go out before anybody asks anything, and are waited for."""

    def __init__(self, cluster: Cluster, start: datetime) -> None:
        self.cluster, self.clock, self.wall = cluster, SimulatedClock(start), Wall(start)
        self.signer = cluster.signer
        names = ("directory", "attendance", "documents", "party", "finance")
        self.logs = {name: FarLog(name, self.wall, cluster) for name in names}
        self.directory, self.attendance = self.logs["directory"], self.logs["attendance"]  # type: ignore[assignment]
        self.documents, self.party = self.logs["documents"], self.logs["party"]  # type: ignore[assignment]
        self.finance = self.logs["finance"]  # type: ignore[assignment]

    def catch_up(self) -> None:
        """Later, and all at once: the services take in what there is when somebody asks."""

    def do(self, operation: Operation, by: str = "", at: datetime | None = None) -> Any:
        if sum(log.record() for log in self.logs.values()):
            self.cluster.settle(120)
        return super().do(operation, by, at)

    def answer(self, call: Call) -> bytes:
        return self.cluster.call(call).body

    def close(self) -> None:
        for log in self.logs.values():
            with suppress(Exception):
                log.store.close()


class FarBoxes:
    """The gateway's part of the box: it casts, and nothing else."""

    def __init__(self, cluster: Cluster) -> None:
        self._boxes = RemoteBoxes(cluster._box["box_url"], cluster._box["box_secret"])

    def cast(self, round_: str, slip: Slip, now: datetime) -> Any:
        return self._boxes.cast(round_, slip, now)
