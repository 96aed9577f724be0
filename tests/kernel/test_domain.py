"""Aggregates: guard first, then one fact; and the reading of tests in given/when/then."""

from typing import Any
from uuid import uuid4

import pytest

from services.kernel.clock import SimulatedClock
from services.kernel.domain.who import Capacity, Subject, Who, standing
from services.kernel.log.store import Store
from services.kernel.refusals import Forbidden, NotFound
from tests.given import DAY, ID, By, fact, given, noon
from tests.kernel.sample import (
    FillJar,
    Jar,
    JarEmptied,
    JarFilled,
    JarFull,
    JarOpened,
    OpenJar,
    SampleDesk,
    SmashJar,
)

OPENED = fact(JarOpened, size=3, empty_by=DAY)


def test_filling_records_the_amount_and_who_filled():
    given(OPENED, of=Jar).when(Jar.fill, 2, by="p007").then(fact(JarFilled, amount=2, actor="p007", day=DAY))


def test_a_jar_takes_no_more_than_its_size():
    given(OPENED, fact(JarFilled, amount=2), of=Jar).when(Jar.fill, amount=2).then_refused(JarFull, cites=("A1",))


def test_an_emptied_jar_can_be_filled_again():
    given(OPENED, fact(JarFilled, amount=3), fact(JarEmptied), of=Jar).when(Jar.fill, 3).then(JarFilled)


def test_facts_must_follow_one_another():
    jar = Jar(ID)
    with pytest.raises(ValueError, match="expected version 1"):
        jar.evolve(OPENED.event(ID, 2))


def test_an_aggregate_cannot_apply_one_fact_twice():
    from services.kernel.domain.aggregate import Aggregate, applies

    with pytest.raises(TypeError, match="twice"):

        class Torn(Aggregate):  # pyright: ignore[reportUnusedClass]
            EVOLVES = {JarEmptied: lambda self, event: None}

            @applies(JarEmptied)
            def _emptied(self, event: JarEmptied) -> None: ...


def test_a_history_may_be_facts_or_operations(tmp_path):
    desk = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)))
    given(OPENED, By("p002", OpenJar(size=9, empty_by=DAY)), to=desk).when(FillJar(jar=ID, amount=2), by="p003").then(
        fact(JarFilled, amount=2, actor="p003", post="keeper")
    ).then_answer(amount=2, size=3, version=2)


def test_what_is_refused_records_nothing(tmp_path):
    desk = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)))
    given(OPENED, to=desk).when(FillJar(jar=ID, amount=4)).then_refused(JarFull, cites=("A1",))
    given(to=desk).when(SmashJar(jar=ID)).then_refused(Forbidden, needs=["none"])
    given(to=desk).when(FillJar(jar=uuid4(), amount=1)).then_refused(NotFound)


def test_who_is_recused_may_not_whatever_their_relation() -> None:
    everybody = Who("everybody", "任何人", "everybody", lambda organ, caller, subject, on: Capacity("chair"))
    organ: Any = None  # this relation asks nothing of it
    recused = Subject(person="p002", without=("p002", "p003"))
    assert standing((everybody,), organ, "p001", recused, DAY) == Capacity("chair")
    assert standing((everybody,), organ, "p002", recused, DAY) is None
    assert standing((everybody,), organ, "p003", recused, DAY) is None
