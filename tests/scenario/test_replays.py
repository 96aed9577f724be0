"""The scenario, replayed to fifty moments: registers and scorecards are what the scenario saw then, byte for byte."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.demo import script
from deploy.demo.load import START
from deploy.embedded import Embedded
from services.appraisal.scorecards.operations import ListScorecards
from services.appraisal.scorecards.replaying import Appraisal
from services.appraisal.scorecards.scorecard import Scorecard
from services.kernel.clock import SimulatedClock
from services.kernel.log.shadow import LOG, Part, Registers, Shadow, Then
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Call
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.running import work_off
from tests.registers import digest_of
from tests.scenario.runner import AUDITOR, QUIET, Run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
MOMENTS, SEED = 50, 20_260_930
WHOLE_STORY = os.environ.get("JIKAO_MOMENTS") == "all"
"""On PostgreSQL too, where else a quarter of the deeds and of the moments will do: it takes minutes."""
WHOLE = 3
"""How many of them are replayed from nothing as well, as an administrator would."""
ADMINISTRATOR = "p016"


@dataclass
class Seen:
    """What there was to see before the first deed at or after a moment."""

    moment: datetime
    positions: dict[str, int] = field(default_factory=dict[str, int])
    registers: dict[str, str] = field(default_factory=dict[str, str])
    vector: dict[str, int] = field(default_factory=dict[str, int])
    vector_said: str = ""
    cards: list[bytes] = field(default_factory=list[bytes])


def canonical(view: Any) -> list[bytes]:
    return [Scorecard.model_validate(proven["card"]).canonical() for proven in view["cards"]]


class Story:
    """The script carried out once, with what was seen on the way."""

    def __init__(self, runtime: Embedded, part: int = 1) -> None:
        self.runtime = runtime
        self.apps = {name: service.app for name, service in runtime.services.items()}
        deeds = script.deeds()[: len(script.deeds()) // part]
        of = sorted({deed.at for deed in deeds})[20:]
        self.seen = [Seen(moment) for moment in sorted(Random(SEED).sample(of, MOMENTS // part))]
        self.run = Run(runtime, deeds, script.files(), {one.moment: self._looking(one) for one in self.seen})
        self.run.carry_out()

    def _looking(self, seen: Seen) -> Callable[[], None]:
        def look() -> None:
            self.runtime.settle()
            seen.positions = {name: app.store.position() for name, app in self.apps.items()}
            seen.registers = {name: digest_of(app.registers, app.store) for name, app in self.apps.items()}
            view = self.asked(ListScorecards.NAME, seen.moment, quarter=script.QUARTER)
            seen.vector, seen.vector_said, seen.cards = view["basis"]["positions"], view["at"], canonical(view)

        return look

    def asked(self, operation: str, at: datetime, **body: Any) -> Any:
        return json.loads(self.runtime.call(Call(operation, body, self.run.driver.token(AUDITOR), at=at)).body)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp(f"replays-{request.param}")
    stores: Callable[[str], Store] | None = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        stores = lambda name: Store(url, schema=f"then_{name}")  # noqa: E731
    runtime = Embedded(folder, QUIET, clock=SimulatedClock(START), stores=stores)
    yield Story(runtime, 4 if stores and not WHOLE_STORY else 1)
    runtime.close()


def advanced(shadow: Shadow, part: Part, upto: dict[str, int]) -> None:
    done = shadow.positions()
    for source in part.sources:
        at = done.get(source, 0)
        while at < upto[source]:
            at, page = part.page(source, at, upto[source])
            shadow.take(part, source, page, at)


def cards_in(app: Application, shadow: Shadow, upto: dict[str, int], asked: dict[str, str], token: str) -> list[bytes]:
    """As they follow from the facts in a shadow, and from policy and organ as they were."""
    own = frozenset(table.name for table in Appraisal.tables)
    with shadow.store.reading() as connection:

        def then(live: Reading) -> Reading:
            return Then(shadow.store, connection, live, upto, own)

        call = Call(ListScorecards.NAME, {}, token)
        view = app.seen_elsewhere(ListScorecards, asked, call, app.office.verifier.verify(token), then)
    return [proven.card.canonical() for proven in view.cards]


def test_registers_are_what_the_scenario_saw(story: Story, tmp_path: Path) -> None:
    """Each service's registers from nothing, on and on to the next moment."""
    told_apart = {tuple(sorted(one.registers.items())) for one in story.seen}
    assert len(told_apart) > len(story.seen) * 0.9
    for name, app in story.apps.items():
        part, shadow = Registers(app.store, app.registers), Shadow(app.store, 1)
        shadow.begin("moments", part)
        for one in story.seen:
            advanced(shadow, part, {LOG: one.positions[name]})
            assert digest_of(app.registers, shadow.store) == one.registers[name], (name, one.moment)
        shadow.clear()
        shadow.close()


def test_scorecards_are_what_the_scenario_saw(story: Story) -> None:
    """From facts that are made again from the logs of all who are appraised."""
    app = story.apps["appraisal"]
    part, shadow = Appraisal(app), Shadow(app.store, 2)
    shadow.begin("moments", part)
    token = story.run.driver.token(AUDITOR)
    assert len({tuple(one.cards) for one in story.seen}) > len(story.seen) / 2, "they tell moments apart"
    for one in story.seen:
        upto = {source: one.vector.get(source, 0) for source in part.sources}
        advanced(shadow, part, upto)
        assert cards_in(app, shadow, upto, {"quarter": script.QUARTER, "at": one.vector_said}, token) == one.cards, (
            one.moment
        )
    shadow.clear()
    shadow.close()


def test_an_administrator_sees_the_same(story: Story) -> None:
    """By operations: a replay from nothing up to the event that was the last then, and what it holds."""
    own, app = declare("attendance"), story.apps["attendance"]
    for one in Random(SEED).sample(story.seen, WHOLE):
        at = story.run.deeds[-1].at
        token = story.run.driver.token(ADMINISTRATOR)
        body = {"position": one.positions["attendance"], "pace": "full"}
        made = app.call(Call(own.start.NAME, body, token, at=at)).body
        id = own.start.RETURNS.model_validate_json(made).id
        work_off(app)
        shadow = Shadow(app.store, 1)
        assert shadow.belongs_to(id.hex)
        assert digest_of(app.registers, shadow.store) == one.registers["attendance"], one.moment
        shadow.close()
        app.call(Call(own.remove.NAME, {"replay": str(id)}, token, at=at))
