"""The first month alone, quick enough for every change: the system and the oracle agree, and loading twice is once."""

from datetime import datetime
from pathlib import Path

import pytest

from deploy.demo import script
from deploy.demo.drive import Driver
from deploy.demo.load import load_demo
from deploy.demo.plan import ZONE
from tests.scenario.runner import ORGAN, REGULATIONS, Run, embedded, same, worked_out

AUGUST = datetime(2026, 8, 13, tzinfo=ZONE)
"""July's sheets are accepted, save one."""


def test_july_comes_out_as_the_oracle_says(tmp_path: Path) -> None:
    july = [deed for deed in script.deeds() if deed.at < AUGUST]
    runtime = embedded(tmp_path)
    cards = Run(runtime, july, script.files()).carry_out().cards()
    same(cards, worked_out(july))
    assert len(set(cards.values())) == len(cards) == 12
    runtime.close()


class PowerCut(Exception):
    pass


def test_a_demonstration_broken_off_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything happens once, and nothing is missing."""
    few = [deed for deed in script.deeds(full=False) if deed.at < datetime(2026, 7, 9, tzinfo=ZONE)]
    monkeypatch.setattr(script, "deeds", lambda **_: few)
    whole = embedded(tmp_path / "whole")
    load_demo(whole, ORGAN, REGULATIONS)

    do = Driver.do

    def until_the_lights_go_out(self: Driver, deed: script.Deed, key: str) -> None:
        if key == f"demo-{len(few) // 2}":
            raise PowerCut
        do(self, deed, key)

    broken = embedded(tmp_path / "broken")
    with monkeypatch.context() as cut:
        cut.setattr(Driver, "do", until_the_lights_go_out)
        with pytest.raises(PowerCut):
            load_demo(broken, ORGAN, REGULATIONS)
    broken.close()
    again = embedded(tmp_path / "broken")
    load_demo(again, ORGAN, REGULATIONS)
    for name, service in whole.services.items():
        topics = [row.topic for row in service.app.store.rows()]
        assert [row.topic for row in again.services[name].app.store.rows()] == topics
        assert name == "directory" or len(topics) > 1
    whole.close()
    again.close()
