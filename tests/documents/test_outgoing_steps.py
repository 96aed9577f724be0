"""The lists of steps as data (A19, B11.3): what stops the start, and what a new list changes and what it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from services.documents import service
from services.documents.outgoing.shown.operations import GetOutgoing
from services.documents.outgoing.steps import check
from services.kernel.log.store import Store
from services.kernel.rules.regulations import RegulationError, Rules
from tests.documents import letters as a
from tests.documents.desk import CLERK, STAFF, Desk, by, day
from tests.given import given

FOLDER = Path(__file__).parents[2] / "deploy/regulations"
Change = Callable[[str], str]


def rules(tmp_path: Path, change: Change) -> Rules:
    """The organ's regulations with another outgoing.toml."""
    folder = tmp_path / "regulations"
    shutil.copytree(FOLDER, folder)
    file = folder / "outgoing.toml"
    before = file.read_text("utf-8")
    assert change(before) != before
    file.write_text(change(before), "utf-8")
    return Rules.load(folder)


def line(text: str, id: str) -> str:
    return next(one for one in text.splitlines(keepends=True) if f'{{ id = "{id}"' in one)


def without(id: str) -> Change:
    """Both lists lose the step."""
    return lambda text: "".join(one for one in text.splitlines(keepends=True) if f'{{ id = "{id}"' not in one)


def moved(id: str, before: str) -> Change:
    """In the committee's list, which stands first."""

    def change(text: str) -> str:
        step = line(text, id)
        return text.replace(step, "", 1).replace(line(text, before), step + line(text, before), 1)

    return change


def said(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def test_the_organs_own_lists_hold() -> None:
    check(Rules.load(FOLDER))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (without("sign"), "has 0 steps that sign, not one"),
        (without("number"), "has 0 steps that number, not one"),
        (without("archive"), "has 0 steps that archive, not one"),
        (moved("number", "sign"), "issues a number before the signature"),
        (moved("seal", "number"), "has seal before the number"),
        (moved("sign", "review"), "has review after the signature"),
        (moved("countersign", "draft"), "does not begin with the draft"),
        (moved("archive", "bind"), "does not end with the archive"),
        (moved("distribute", "seal"), "distributes before it seals"),
        (said('work = "review"', 'work = "dream"'), "step review has the unknown work dream"),
        (said('work = "seal", by = ["seal-keeper"]', 'work = "seal", by = ["clerk"]'), "else than the keeper press"),
        (said('work = "draft", by = ["sponsor"]', 'work = "draft", by = ["clerk"]'), "else than the sponsor"),
        (said('by = ["heads"]', 'by = ["clerk"]'), "lets others than the departments' heads"),
        (said('work = "review", by = ["head-office"]', 'work = "review", by = ["heads"]'), "who only countersign"),
        (said('work = "review"', 'work = "routine"'), "a leader whom no review before it names"),
        (said('mark = "云人办函"', 'mark = "云人办"'), "gives two series the same mark"),
        (said('steps = "office"', 'steps = "nonsense"'), "goes by a list that is not in force"),
        (said('seal = "office"', 'seal = "rubber"'), "carries a seal that nobody keeps"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_worked_by_stops_the_start(tmp_path: Path, change: Change, fault: str) -> None:
    """Most of all one that would issue a number before the signature (A19, B11.3)."""
    wrong = rules(tmp_path, change)
    with pytest.raises(RegulationError, match=fault) as found:
        check(wrong)
    assert found.value.file == "outgoing.toml"
    office = replace(Desk(Store(f"sqlite:///{tmp_path}/a.db")).app.office, rules=wrong)
    with pytest.raises(RegulationError, match=fault):
        service.build(store=Store(f"sqlite:///{tmp_path}/b.db"), office=office)


def test_another_list_holds_for_what_is_drafted_from_its_day_on(tmp_path: Path) -> None:
    """What is under way keeps the steps of the day on which it was drafted."""

    def from_july(text: str) -> str:
        start = text.index("[outgoing.steps_of_office]")
        value = text[text.index("values = [", start) + len("values = [") : text.index("] }]", start) + 3]
        later = value.replace("2018-03-14", "2025-07-01").replace(line(value, "envelope"), "")
        return text[:start] + text[start:].replace(value, f"{value}, {later}", 1)

    desk = Desk(Store(f"sqlite:///{tmp_path}/documents.db"))
    desk.app.office = replace(desk.app.office, rules=rules(tmp_path, from_july))
    july = day(7, 1)
    given(a.drafted("office"), by(STAFF, july, a.draft("office")), to=desk)

    def steps(document: int, on: date) -> list[str]:
        return [step.id for step in desk.on(on, CLERK, GetOutgoing(document=UUID(int=document))).steps]

    assert "envelope" in steps(1, july)
    assert "envelope" not in steps(2, july)
