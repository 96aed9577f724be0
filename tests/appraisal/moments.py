"""What a desk saw at every step of its way, and replays that are held against it: registers and scorecards, byte for
byte."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import ListScorecards
from services.kernel.log.registers import Register
from services.kernel.log.shadow import SLOTS, Shadow
from services.kernel.log.store import Store
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.replay.operations import declare
from services.kernel.refusals import Refusal
from tests.appraisal.office import Desk
from tests.appraisal.test_rebuild import AUDITOR
from tests.registers import digest_of

own = declare("appraisal")
WHOLE = 50
Cards = tuple[str, tuple[bytes, ...]]
"""The positions that they rest on, as they are said; and each scorecard."""


@dataclass
class Seen:
    """What there was to see before something was asked or done."""

    moment: datetime
    position: int
    registers: str
    cards: dict[str, Cards] = field(default_factory=dict[str, Cards])
    """By quarter, where a policy governs it."""


@dataclass(frozen=True)
class Sample:
    """How many moments are replayed; what is looked at of all steps, and of all that is told, is some more."""

    moments: int
    steps: float
    told: float

    @classmethod
    def of(cls, moments: int) -> Sample:
        """All fifty where `JIKAO_MOMENTS=all` asks for the whole: some minutes on the slower runtimes."""
        wanted = WHOLE if os.environ.get("JIKAO_MOMENTS") == "all" else moments
        return cls(wanted, wanted * 0.009 + 0.03, wanted * 0.0012 + 0.002)


class Watched(Desk):
    """Looks around now and then, by chance: before a step, or when something was told."""

    seen: list[Seen]
    registers: tuple[Register, ...]
    log: Store
    chance: Random
    sample: Sample

    def watch(self, log: Store, registers: Iterable[Register], seed: int, sample: Sample) -> None:
        self.log, self.registers, self.seen = log, tuple(registers), []
        self.chance, self.sample = Random(seed), sample

    def do(self, operation: Operation, by: str = "", at: datetime | None = None) -> Any:
        self._perhaps(self.sample.steps)
        return super().do(operation, by, at)

    ask = do

    def catch_up(self) -> None:
        super().catch_up()
        self._perhaps(self.sample.told)

    def _perhaps(self, share: float) -> None:
        if self.chance.random() < share:
            self.look()

    def look(self) -> None:
        """At the quarter that runs and the one before, whose appraisal is under way; once anything is recorded."""
        if not self.log.position():
            return
        cards: dict[str, Cards] = {}
        running = Quarter.of(self.wall.now.date())
        for quarter in (str(running.before), str(running)):
            with suppress(Refusal):
                view = super().do(ListScorecards(quarter=quarter))
                cards[quarter] = (view.at, tuple(one.card.canonical() for one in view.cards))
        self.seen.append(Seen(self.wall.now, self.log.position(), digest_of(self.registers, self.log), cards))

    # -- replays ------------------------------------------------------------------------------------------------------

    def hold(self, moments: Sequence[Seen], carry_out: Callable[[], Any]) -> None:
        """Each moment is replayed from nothing, as an auditor would, registers and facts, as many at once as there are
        places; `carry_out` lets a runner work."""
        last = self.log.position()
        for n in range(0, len(moments), SLOTS // 2):
            some = moments[n : n + SLOTS // 2]
            begun: list[tuple[Seen, UUID, UUID]] = []
            for one in some:
                registers = super().do(own.start(pace="full", position=one.position), by=AUDITOR).id
                of_facts = own.start(pace="full", part="facts", moment=one.moment)
                begun.append((one, registers, super().do(of_facts, by=AUDITOR).id))
            carry_out()
            for one, registers, facts in begun:
                self._hold_registers(one, registers)
                self._hold_cards(one, facts)
        assert self.log.position() == last, "a replay records nothing"

    def _hold_registers(self, one: Seen, replay: UUID) -> None:
        self._wait(replay)
        shadow = next(
            shadow for slot in range(1, SLOTS + 1) if (shadow := Shadow(self.log, slot)).belongs_to(replay.hex)
        )
        assert digest_of(self.registers, shadow.store) == one.registers, one.position
        shadow.close()
        super().do(own.remove(replay=replay), by=AUDITOR)

    def _hold_cards(self, one: Seen, replay: UUID) -> None:
        """The facts are made again of all logs; the vector says how much of them had come by then."""
        self._wait(replay)
        for quarter, (at, cards) in one.cards.items():
            fields = ListScorecards(quarter=quarter, at=at).model_dump_json(exclude_defaults=True)
            asked = own.look(replay=replay, operation=ListScorecards.NAME, fields=fields)
            token = self.signer.sign(AUDITOR, token_id="looks", seconds=86_400)
            answer = self.answer(Call(asked.NAME, asked.model_dump(mode="json"), token))
            view = ListScorecards.RETURNS.model_validate_json(answer)
            assert tuple(proven.card.canonical() for proven in view.cards) == cards, (quarter, at)
        super().do(own.remove(replay=replay), by=AUDITOR)

    def _wait(self, replay: UUID) -> None:
        deadline = time.monotonic() + 120
        while (found := super().do(own.get(replay=replay), by=AUDITOR)).status in ("queued", "running"):
            assert time.monotonic() < deadline, found.status
            time.sleep(0.1)
        assert found.status == "done", found.fault_en
