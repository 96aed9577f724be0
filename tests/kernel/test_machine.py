"""Two replicas of one service under any order of commands, retries and refusals: they agree with a model on paper."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from services.kernel.clock import SimulatedClock
from services.kernel.log.store import Store
from services.kernel.refusals import KeyReused, Stale
from tests.given import DAY, noon, proven
from tests.kernel.sample import EmptyJar, FillJar, GetJar, JarFull, OpenJar, SampleDesk, log

pytestmark = pytest.mark.slow

REPLICAS = st.integers(0, 1)


class TwoReplicas(RuleBasedStateMachine):
    jars = Bundle("jars")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="jikao-machine-"))
        self.clock = SimulatedClock(noon(DAY))
        stores = [Store(f"sqlite:///{self.folder}/log.db") for _ in range(2)]
        self.replicas = [SampleDesk(store, self.clock) for store in stores]
        self.model: dict[UUID, tuple[int, int, int]] = {}  # size, amount, version
        self.due: dict[UUID, Any] = {}
        self.keys: dict[str, tuple[FillJar, bytes]] = {}
        self.recorded = 0

    @rule(target=jars, replica=REPLICAS, size=st.integers(1, 9), days=st.integers(0, 3))
    def open(self, replica: int, size: int, days: int) -> UUID:
        due = self.today() + timedelta(days=days)
        jar: UUID = self.replicas[replica].ask(OpenJar(size=size, empty_by=due)).id
        self.model[jar], self.due[jar] = (size, 0, 1), due
        self.recorded += 1
        return jar

    @rule(replica=REPLICAS, jar=jars, amount=st.integers(0, 5), if_match=st.none() | st.integers(1, 6))
    def fill(self, replica: int, jar: UUID, amount: int, if_match: int | None) -> None:
        size, was, version = self.model[jar]
        try:
            view = self.replicas[replica].ask(FillJar(jar=jar, amount=amount), if_match=if_match)
        except Stale:
            assert if_match not in (None, version)
        except JarFull:
            assert was + amount > size
        else:
            assert if_match in (None, version)
            assert (view.amount, view.version) == (was + amount, version + 1)
            self.model[jar] = size, was + amount, version + 1
            self.recorded += 1

    @rule(replica=REPLICAS, jar=jars, key=st.sampled_from("abc"), amount=st.integers(0, 2))
    def fill_once(self, replica: int, jar: UUID, key: str, amount: int) -> None:
        size, was, version = self.model[jar]
        command = FillJar(jar=jar, amount=amount)
        known = self.keys.get(key)
        try:
            body = self.replicas[replica].do(command, key=key).body
        except KeyReused:
            assert known is not None
            assert known[0] != command
        except JarFull:
            assert known is None
            assert was + amount > size
        else:
            if known is not None:
                assert known == (command, body)
                return
            self.keys[key] = command, body
            self.model[jar] = size, was + amount, version + 1
            self.recorded += 1

    @rule(replica=REPLICAS, jar=jars)
    def empty(self, replica: int, jar: UUID) -> None:
        size, _, version = self.model[jar]
        self.replicas[replica].do(EmptyJar(jar=jar))
        self.model[jar] = size, 0, version + 1
        self.due.pop(jar, None)
        self.recorded += 1

    @rule(replica=REPLICAS, days=st.integers(0, 2))
    def tick(self, replica: int, days: int) -> None:
        self.clock.set(self.clock.now() + timedelta(days=days))
        missed = [jar for jar, due in self.due.items() if due < self.today()]
        assert self.replicas[replica].ask(log.tick(), by="p006").missed == len(missed)
        for jar in missed:
            size, amount, version = self.model[jar]
            self.model[jar] = size, amount, version + 1
            del self.due[jar]
        self.recorded += len(missed)

    def today(self) -> Any:
        return (self.clock.now() + timedelta(hours=8)).date()

    @invariant()
    def both_replicas_see_the_same(self) -> None:
        for desk in self.replicas:
            assert desk.app.store.position() == self.recorded
            for jar, (size, amount, version) in self.model.items():
                view = desk.ask(GetJar(jar=jar))
                assert (view.size, view.amount, view.version) == (size, amount, version)

    def teardown(self) -> None:
        if not hasattr(self, "replicas"):
            return
        try:
            proven(self.replicas[0].app)
        finally:
            for desk in self.replicas:
                desk.app.close()
            shutil.rmtree(self.folder)


TwoReplicas.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestTwoReplicas = TwoReplicas.TestCase
