"""Classes of voters with keys, a tally and a minimum of their own; slips cast on a later day (A35)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.appraisal.ballots.boxes import FolderBoxes
from services.appraisal.ballots.checking import check
from services.appraisal.ballots.operations import BlindedSlip, GetSealedSlips, ListSealed, SaveEvaluation, TakeSlips
from services.appraisal.ballots.record import together
from services.appraisal.ballots.refusals import SlipRefused
from services.appraisal.ballots.round import NotYoursToRate
from services.appraisal.ballots.slip import COMMENTS, Slip
from services.appraisal.quarters.operations import ProposeGrades
from services.kernel.rules.regulations import Rules
from tests.appraisal.office import POLICY_FILE, Desk
from tests.appraisal.test_quarters import DIRECTOR, STAFF, Q, do, lines, on, reported, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture
from tests.appraisal.voters import NOON, Sheet, Voter, keys_of, with_boxes

pytestmark = pytest.mark.slow

LEADER = "p1"
CLASSES = """[
    { id = "leaders", zh = "领导", en = "Leaders", of = "leadership", weight = "40", least = "1" },
    { id = "heads", zh = "部门负责人", en = "Heads", of = "heads", weight = "30", least = "2" },
    { id = "staff", zh = "干部职工", en = "Staff", of = "everybody", weight = "30", least = "as-set" },
]"""


def rules_with(folder: Path, **said: str) -> Rules:
    """The sample's, with other values in the place of the first ones of `ballots`."""
    folder.mkdir()
    for file in POLICY_FILE.parent.glob("*.toml"):
        text = file.read_text()
        for name, value in said.items() if file.name == "ballots.toml" else ():
            head, mark, rest = text.partition(f"[ballots.{name}]")
            assert mark
            before, _, after = rest.partition("values = ")
            cited = '{ effective_from = 2018-03-14, cites = ["A35", "organ"], value = '
            text = f"{head}{mark}{before}values = [{cited}{value} }}]\n\n[ballots.{after.partition('[ballots.')[2]}"
        (folder / file.name).write_text(text)
    return Rules.load(folder)


@pytest.fixture
def boxes(tmp_path: Path) -> FolderBoxes:
    return FolderBoxes(tmp_path / "ballots")


@pytest.fixture
def desk(quarter_desk: Desk, boxes: FolderBoxes, tmp_path: Path) -> Desk:  # noqa: F811
    rules = rules_with(tmp_path / "rules", classes=CLASSES)
    quarter_desk.app.office = replace(quarter_desk.app.office, rules=rules)
    return with_boxes(quarter_desk, boxes)


def slips(desk: Desk, person: str, ratings: dict[str, str], at: datetime = NOON) -> list[Slip]:
    found = Voter(desk, person, at).ask()
    suffix = f"@{found.voters}"
    said = {f"{name}{suffix}": ratings[name] for name in found.asked} | {COMMENTS: ""}
    sheet = Sheet(found.round, keys_of(found), said)
    asked = TakeSlips(quarter=Q, number=1, slips=tuple(BlindedSlip(**one) for one in sheet.asked))
    return sheet.finished(do(desk, asked, person, at).signatures)  # type: ignore[attr-defined]


def everybody(desk: Desk, boxes: FolderBoxes) -> None:
    """The chair alone leads; p2 heads the office and p5 law; p3, p4 and p6 are staff."""
    for person, rating in {"p1": "good", "p2": "fair", "p3": "good", "p4": "poor", "p5": "good", "p6": "fair"}.items():
        for slip in slips(desk, person, {"law": rating, "office": rating}):
            boxes.cast(Q, slip, NOON)
    tick(desk, on(10, 16))


def test_each_rates_with_the_keys_of_their_class(desk: Desk) -> None:
    classes = {person: Voter(desk, person).ask().voters for person in ("p1", "p2", "p3", "p4", "p5", "p6")}
    assert classes == {"p1": "leaders", "p2": "heads", "p5": "heads", "p3": "staff", "p4": "staff", "p6": "staff"}
    keys = set(keys_of(Voter(desk, STAFF).ask()))
    assert keys == {f"{d}@{c}" for d in ("office", "law") for c in ("leaders", "heads", "staff")} | {COMMENTS}


def test_slips_of_another_class_are_not_given(desk: Desk) -> None:
    found = Voter(desk, STAFF).ask()
    sheet = Sheet(Q, keys_of(found), {"law@leaders": "good", COMMENTS: ""})
    asked = TakeSlips(quarter=Q, number=1, slips=tuple(BlindedSlip(**one) for one in sheet.asked))
    with pytest.raises(NotYoursToRate):
        do(desk, asked, STAFF, NOON)


def test_a_slip_of_one_class_is_none_of_another(desk: Desk, boxes: FolderBoxes) -> None:
    (slip,) = (one for one in slips(desk, STAFF, {"law": "good"}) if one.parts()[1] != COMMENTS)
    other = Slip(slip.message.replace(b"law@staff", b"law@heads"), slip.signature)
    with pytest.raises(SlipRefused):
        boxes.cast(Q, other, NOON)


def sealed(desk: Desk) -> dict[tuple[str, str], Any]:
    lines = desk.do(ListSealed(), by=STAFF, at=on(10, 16)).items
    return {(line.department, line.voters): line for line in lines if line.department != COMMENTS}


def test_each_class_is_sealed_and_shown_by_itself_and_counts_by_its_share(desk: Desk, boxes: FolderBoxes) -> None:
    """Of law: the leaders' 100 counts 40, the staff's (100 + 50)/2 counts 30; one head is too few to be shown."""
    everybody(desk, boxes)
    found = sealed(desk)
    assert {key: (line.cast, line.withheld) for key, line in found.items()} == {
        ("law", "leaders"): (1, False), ("law", "heads"): (1, True), ("law", "staff"): (2, False),
        ("office", "leaders"): (1, False), ("office", "heads"): (1, True), ("office", "staff"): (1, True),
    }  # fmt: skip
    reported(desk)
    found = lines(do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 19, 3)))
    assert found["law"].evaluation == (Decimal(4000) + Decimal(30) * 75) / 70
    assert found["office"].evaluation == 100
    one = desk.do(GetSealedSlips(quarter=Q, department="law", voters="staff"), by=STAFF, at=on(10, 16))
    assert (one.department, one.voters, len(one.slips)) == ("law", "staff", 2)


def test_the_file_is_checked_by_classes_too(desk: Desk, boxes: FolderBoxes) -> None:
    everybody(desk, boxes)
    text = desk.do(SaveEvaluation(quarter=Q), by=STAFF, at=on(10, 16)).content.decode()
    checked = check(text)
    assert checked.withheld == 3
    assert checked.tallies["law@staff"] == {"good": 1, "poor": 1}


def test_shares_go_to_the_classes_that_have_a_result() -> None:
    assert together([(Decimal(40), Decimal(80)), (Decimal(60), None)]) == 80
    assert together([(Decimal(40), Decimal(80)), (Decimal(60), Decimal(90))]) == 86
    assert together([(Decimal(0), Decimal(80))]) is None


def test_slips_may_be_cast_on_any_later_day(desk: Desk, tmp_path: Path) -> None:
    """Days until the casting ends; on its last day there is none left, and they are cast at once."""
    assert Voter(desk, STAFF).ask().cast_on == []
    desk.app.office = replace(desk.app.office, rules=rules_with(tmp_path / "later", cast_later="true"))
    days = [date(2026, 10, 13), date(2026, 10, 14), date(2026, 10, 15)]
    assert Voter(desk, STAFF, on(10, 12)).ask().cast_on == days
    assert Voter(desk, DIRECTOR, on(10, 14)).ask().cast_on == days[2:]
    assert Voter(desk, LEADER, on(10, 15)).ask().cast_on == []
