"""The democratic evaluation: slips signed unseen, cast without a caller, sealed sorted, checked by anybody (A35)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from services.appraisal.ballots.boxes import FolderBoxes, acknowledgement_holds
from services.appraisal.ballots.operations import (
    BlindedSlip,
    GetSealedSlips,
    ListSlipsTaken,
    TakeSlips,
)
from services.appraisal.ballots.record import score_of
from services.appraisal.ballots.refusals import BoxFull, BoxUnsound, RoundNotOpen, SlipRefused
from services.appraisal.ballots.round import NotYoursToRate, SlipsTaken, TakingOver
from services.appraisal.ballots.slip import COMMENTS, Slip, root_of
from services.appraisal.operations import log
from services.appraisal.quarters.operations import ProposeGrades
from services.appraisal.quarters.round import ReportsMissing
from services.kernel.refusals import Forbidden, NotFound, Refusal
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import DIRECTOR, STAFF, Q, do, lines, on, reported, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture
from tests.appraisal.voters import VOTES, Voter, everybody_votes, keys_of, lying, with_boxes

pytestmark = pytest.mark.slow

LIST_DESK = next(one for one in log if one.__name__ == "ListDesk")


@pytest.fixture
def boxes(tmp_path: Path) -> FolderBoxes:
    return FolderBoxes(tmp_path / "ballots")


@pytest.fixture
def least() -> int:
    """Slips from which on a result is shown: few enough for six people."""
    return 2


@pytest.fixture
def desk(quarter_desk: Desk, boxes: FolderBoxes, least: int) -> Desk:  # noqa: F811
    return with_boxes(quarter_desk, boxes, least)


def test_a_round_opens_with_its_quarter_for_everybody_who_serves(desk: Desk) -> None:
    found = Voter(desk, STAFF).ask()
    assert (found.status, found.on_roll, found.taken, found.mine) == ("open", 6, 0, False)
    assert (found.round, found.number, found.box) == (Q, 1, "sound")
    assert found.asked == ["law"], "one's own department is not rated"
    assert set(keys_of(found)) == {"office", "law", COMMENTS}
    assert found.taking_until == datetime(2026, 10, 14, 16, tzinfo=UTC)
    assert found.casting_until == datetime(2026, 10, 15, 16, tzinfo=UTC)


def test_slips_are_taken_once_and_the_same_request_is_answered_again(desk: Desk) -> None:
    Voter(desk, STAFF).slips("good")
    with pytest.raises(SlipsTaken):
        Voter(desk, STAFF).slips("poor")
    assert Voter(desk, STAFF).ask().mine
    assert [one.person for one in desk.do(ListSlipsTaken(person=STAFF), by=STAFF, at=on(10, 12)).items] == [STAFF]
    with pytest.raises(Forbidden):
        desk.do(ListSlipsTaken(), by=STAFF, at=on(10, 12))


def test_who_has_not_taken_their_slips_is_reminded_on_their_own_desk_until_the_day_is_over(desk: Desk) -> None:
    def reminded(person: str, at: datetime) -> list[tuple[str, date | None]]:
        lines = desk.do(LIST_DESK(), by=person, at=at).items
        return [(line.person, line.due) for line in lines if line.operation == TakeSlips.NAME]

    assert reminded(STAFF, on(10, 12)) == [(STAFF, date(2026, 10, 14))]
    assert TakeSlips.NAME in (Voter(desk, STAFF).ask().allowed or ())
    Voter(desk, STAFF).slips("good")
    assert reminded(STAFF, on(10, 12, 3)) == []
    assert TakeSlips.NAME not in (Voter(desk, STAFF).ask().allowed or ())
    assert [person for person, _ in reminded("p4", on(10, 12, 4))] == ["p4"]
    assert reminded("p4", on(10, 14, 17)) == []


@pytest.mark.parametrize(
    ("counted", "named", "everybody"), [(True, False, (1, [])), (False, False, (None, [])), (True, True, (1, [STAFF]))]
)
def test_who_took_slips_is_told_as_the_rules_say_and_to_the_scrutineers_always(
    desk: Desk, counted: bool, named: bool, everybody: tuple[int | None, list[str]]
) -> None:
    rules = desk.app.office.rules
    for name, value in (("counted", counted), ("named", named)):
        rules = rules.with_value(f"ballots.takers_{name}", str(value).lower(), date(2026, 9, 1))
    desk.app.office = replace(desk.app.office, rules=rules)
    Voter(desk, STAFF).slips("good")

    def told(person: str) -> tuple[int | None, list[str]]:
        found = Voter(desk, person).ask()
        return found.taken, found.takers

    assert told("p5") == everybody
    assert told("p4") == told("p6") == (1, [STAFF]), "the secretary-general and the auditor"


def test_slips_are_not_taken_after_their_day(desk: Desk) -> None:
    with pytest.raises(TakingOver):
        Voter(desk, STAFF, on(10, 14, 17)).slips("good")


def test_one_asks_for_exactly_the_slips_that_are_ones_own(desk: Desk) -> None:
    wanted = [BlindedSlip(department=name, blinded="00" * 255 + "02") for name in ("office", "law", COMMENTS)]
    with pytest.raises(NotYoursToRate):
        do(desk, TakeSlips(quarter=Q, slips=tuple(wanted)), STAFF, on(10, 12))


def test_a_cast_slip_is_acknowledged_and_casting_it_again_changes_nothing(desk: Desk, boxes: FolderBoxes) -> None:
    slip = Voter(desk, STAFF).slips("good")[0]
    given = boxes.cast(Q, slip, on(10, 13))
    assert boxes.cast(Q, slip, on(10, 13, 3)) == given
    assert acknowledgement_holds(Voter(desk, STAFF).ask().acknowledges, Q, given)
    assert not acknowledgement_holds(Voter(desk, STAFF).ask().acknowledges, "2026-Q2", given)
    assert len(lying(boxes, Q)) == 1


def test_what_is_no_slip_of_the_round_is_refused(desk: Desk, boxes: FolderBoxes) -> None:
    """Forged, of another department's key, another rating, another round, too late, too long."""
    law = next(one for one in Voter(desk, STAFF).slips("good") if one.parts()[1] == "law")
    forged = Slip(law.message, bytes(256))
    other = Slip(law.message.replace(b"|law|", b"|office|"), law.signature)
    for spoiled in (forged, other, Slip(b"x", law.signature), Slip(law.message[:-4] + b"best", law.signature)):
        with pytest.raises(SlipRefused):
            boxes.cast(Q, spoiled, on(10, 13))
    with pytest.raises(RoundNotOpen):
        boxes.cast("2026-Q2", law, on(10, 13))
    with pytest.raises(RoundNotOpen):
        boxes.cast("../keys", law, on(10, 13))
    with pytest.raises(RoundNotOpen):
        boxes.cast(Q, law, on(10, 15, 16))
    assert lying(boxes, Q) == []


def test_at_its_time_the_round_is_sealed_sorted_and_anybody_can_check_it(desk: Desk, boxes: FolderBoxes) -> None:
    cast = everybody_votes(desk, boxes, VOTES)
    keys = keys_of(Voter(desk, STAFF).ask())
    tick(desk, on(10, 15, 15))
    assert Voter(desk, STAFF, on(10, 15, 15)).ask().status == "open", "never before its time"
    tick(desk, on(10, 15, 17))
    found = Voter(desk, STAFF, on(10, 16)).ask()
    results = {one.department: one for one in found.results}
    # law is rated by p1 (of the leadership), p2, p3, p4; the office by p1, p5, p6
    tallies = {name: {line.rating: line.slips for line in one.tally} for name, one in results.items()}
    assert tallies["law"] == {"fair": 1, "good": 2, "no-opinion": 1}
    assert tallies["office"] == {"good": 2, "poor": 1}
    sealed = desk.do(GetSealedSlips(quarter=Q, department="law"), by="p4", at=on(10, 16))
    slips = [Slip(bytes.fromhex(message), bytes.fromhex(signature)) for message, signature in sealed.slips]
    assert slips == sorted((one for one in cast if one.parts()[1] == "law"), key=lambda one: one.message)
    assert all(one.holds(keys["law"]) for one in slips)
    assert len({one.code for one in slips}) == len(slips) <= found.taken
    assert root_of(slips) == results["law"].root


@pytest.mark.parametrize("least", [4])
def test_too_few_slips_are_withheld_with_their_codes(desk: Desk, boxes: FolderBoxes) -> None:
    cast = everybody_votes(desk, boxes, VOTES)
    tick(desk, on(10, 15, 17))
    office = next(one for one in Voter(desk, STAFF, on(10, 16)).ask().results if one.department == "office")
    assert (office.withheld, office.cast, office.tally) == (True, 3, [])
    assert office.codes == sorted(one.code for one in cast if one.parts()[1] == "office")
    with pytest.raises(NotFound):
        desk.do(GetSealedSlips(quarter=Q, department="office"), by=STAFF, at=on(10, 16))


@pytest.mark.parametrize(("least", "told"), [(6, ["会议材料可再提前"]), (7, [])])
def test_comments_are_told_from_as_many_slips_on_as_ratings(desk: Desk, boxes: FolderBoxes, told: list[str]) -> None:
    cast = [
        slip for person in VOTES for slip in Voter(desk, person).slips("good", "会议材料可再提前" * (person == "p1"))
    ]
    for slip in cast:
        boxes.cast(Q, slip, on(10, 12))
    tick(desk, on(10, 15, 17))
    comments = next(one for one in Voter(desk, STAFF, on(10, 16)).ask().results if one.department == COMMENTS)
    assert (comments.comments, comments.withheld) == (told, not told)
    assert len(comments.codes) == len(VOTES)


def test_the_box_and_the_keys_are_gone_once_the_round_is_closed(desk: Desk, boxes: FolderBoxes, tmp_path: Path) -> None:
    everybody_votes(desk, boxes, VOTES)
    tick(desk, on(10, 15, 17))
    tick(desk, on(10, 15, 18))
    assert list((tmp_path / "ballots").rglob("*")) == []
    slip = Slip(b"x", b"y")
    with pytest.raises(RoundNotOpen):
        boxes.cast(Q, slip, on(10, 13))


def test_a_proposal_waits_for_the_evaluation_and_takes_its_mean(desk: Desk, boxes: FolderBoxes) -> None:
    everybody_votes(desk, boxes, VOTES)
    reported(desk)
    with pytest.raises(ReportsMissing):
        do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 13))
    tick(desk, on(10, 15, 17))
    found = lines(do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 16)))
    # law: (100 + 100 + 70) ÷ 3 = 90; the office: (100 + 50 + 100) ÷ 3
    assert found["law"].evaluation == Decimal(90)
    assert found["law"].total == ((found["law"].events * 80 + Decimal(90) * 20) / 100).quantize(Decimal("0.01"))
    assert round(found["office"].evaluation, 2) == Decimal("83.33")


def test_opinions_count_and_no_opinion_does_not() -> None:
    points = {"good": Decimal(100), "poor": Decimal(50)}
    assert score_of({"good": 1, "no-opinion": 7, "poor": 1}, points) == Decimal(75)
    assert score_of({"no-opinion": 7}, points) is None
    assert score_of({}, points) is None


def test_refusals_of_the_box_say_what_to_do() -> None:
    for refusal in (RoundNotOpen, SlipRefused, BoxUnsound, BoxFull):
        assert all(refusal.next)
        assert issubclass(refusal, Refusal)
