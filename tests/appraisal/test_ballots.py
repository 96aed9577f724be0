"""The democratic evaluation: slips signed unseen, cast without a caller, sealed sorted, checked by anybody (A35)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.appraisal.ballots.blind import PublicKey, blind, finalize, prepared
from services.appraisal.ballots.box import Box, BoxFull
from services.appraisal.ballots.boxes import (
    BOXES,
    FolderBoxes,
    RoundNotOpen,
    SlipRefused,
    acknowledgement_holds,
)
from services.appraisal.ballots.operations import (
    BlindedSlip,
    GetEvaluation,
    GetSealedSlips,
    ListSlipsTaken,
    TakeSlips,
)
from services.appraisal.ballots.record import EvaluationRecord, score_of
from services.appraisal.ballots.round import NotYoursToRate, SlipsTaken, TakingOver
from services.appraisal.ballots.slip import CODE, COMMENTS, Slip, root_of, text_of
from services.appraisal.quarters.operations import ProposeGrades
from services.appraisal.quarters.round import ReportsMissing
from services.kernel.refusals import Forbidden, NotFound, Refusal
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import DIRECTOR, STAFF, Q, do, lines, on, reported, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture

NOON = on(10, 12)


@pytest.fixture
def boxes(tmp_path: Path) -> FolderBoxes:
    return FolderBoxes(tmp_path / "ballots")


@pytest.fixture
def least() -> int:
    """Slips from which on a result is shown: few enough for six people."""
    return 2


@pytest.fixture
def desk(quarter_desk: Desk, boxes: FolderBoxes, least: int) -> Desk:  # noqa: F811
    """The quarter is opened, and a round with it: slips until 14 October, cast until the 15th."""
    office = quarter_desk.app.office
    rules = office.rules.with_value("ballots.least_slips", str(least), date(2026, 9, 1))
    quarter_desk.app.office = replace(office, ports={BOXES: boxes}, rules=rules)
    tick(quarter_desk, on(10, 9, 5))
    return quarter_desk


@dataclass
class Voter:
    """What a browser does: blinds, takes, takes the blinding off, casts."""

    desk: Desk
    person: str
    at: datetime = NOON

    def ask(self) -> EvaluationRecord:
        found: EvaluationRecord = self.desk.do(GetEvaluation(quarter=Q), by=self.person, at=self.at)
        return found

    def slips(self, rating: str, comment: str = "") -> list[Slip]:
        """Signed, not cast yet."""
        keys = keys_of(self.ask())
        wanted = [*self.ask().asked, COMMENTS]
        messages = {
            name: prepared(secrets.token_bytes(CODE) + text_of(Q, name, comment if name == COMMENTS else rating))
            for name in wanted
        }
        blinded = {name: blind(keys[name], message) for name, message in messages.items()}
        asked = TakeSlips(
            quarter=Q,
            slips=tuple(BlindedSlip(department=name, blinded=one.hex()) for name, (one, _) in blinded.items()),
        )
        signed: Any = do(self.desk, asked, self.person, self.at)
        assert do(self.desk, asked, self.person, self.at).model_dump() == signed.model_dump()
        return [
            Slip(message, finalize(keys[name], message, bytes.fromhex(signed.signatures[name]), blinded[name][1]))
            for name, message in messages.items()
        ]


def keys_of(found: EvaluationRecord) -> dict[str, PublicKey]:
    return {name: PublicKey(int(key, 16)) for name, key in (line.split(" ") for line in found.keys)}


def everybody_votes(desk: Desk, boxes: FolderBoxes, ratings: dict[str, str]) -> list[Slip]:
    cast = [slip for person, rating in ratings.items() for slip in Voter(desk, person).slips(rating)]
    for slip in cast:
        boxes.cast(Q, slip, on(10, 13))
    return cast


def test_a_round_opens_with_its_quarter_for_everybody_who_serves(desk: Desk) -> None:
    found = Voter(desk, STAFF).ask()
    assert (found.status, found.on_roll, found.taken, found.mine) == ("open", 6, 0, False)
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
    assert len(boxes.slips(Q)) == 1


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
    assert boxes.slips(Q) == []


VOTES = {"p1": "good", "p2": "fair", "p3": "good", "p4": "no-opinion", "p5": "poor", "p6": "good"}


def test_at_its_time_the_round_is_sealed_sorted_and_anybody_can_check_it(desk: Desk, boxes: FolderBoxes) -> None:
    cast = everybody_votes(desk, boxes, VOTES)
    keys = keys_of(Voter(desk, STAFF).ask())
    tick(desk, on(10, 15, 15))
    assert Voter(desk, STAFF, on(10, 15, 15)).ask().status == "open", "never before its time"
    tick(desk, on(10, 15, 17))
    found = Voter(desk, STAFF, on(10, 16)).ask()
    results = {one.department: one for one in found.results}
    # law is rated by p1 (of the leadership), p2, p3, p4; the office by p1, p5, p6
    assert results["law"].tally == ["fair 1", "good 2", "no-opinion 1"]
    assert results["office"].tally == ["good 2", "poor 1"]
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
    assert score_of(["good 1", "no-opinion 7", "poor 1"], points) == Decimal(75)
    assert score_of(["no-opinion 7"], points) is None
    assert score_of([], points) is None


# -- the box ----------------------------------------------------------------------------------------------------------


def slip_of(n: int) -> Slip:
    return Slip(n.to_bytes(40, "big"), bytes(256))


def test_a_box_keeps_what_it_took_over_a_restart_and_no_more_than_it_has_room_for(tmp_path: Path) -> None:
    Box.make(tmp_path / "box", 3)
    box = Box(tmp_path / "box")
    assert [box.cast(slip_of(n)) for n in (2, 0, 2, 1)] == [True, True, False, True]
    box.close()
    again = Box(tmp_path / "box")
    assert again.slips() == [slip_of(n) for n in range(3)]
    assert not again.cast(slip_of(1))
    with pytest.raises(BoxFull):
        again.cast(slip_of(7))


def test_a_slot_that_was_not_written_to_its_end_is_free(tmp_path: Path) -> None:
    path = tmp_path / "box"
    Box.make(path, 1)
    box = Box(path)
    box.cast(slip_of(1))
    box.close()
    torn = bytearray(path.read_bytes())
    torn[200] ^= 1
    path.write_bytes(torn)
    assert Box(path).slips() == []


def test_where_slips_lie_says_nothing_of_when_they_came(tmp_path: Path) -> None:
    """Against the order in which they were cast, over forty boxes: like chance. First come, first slot is caught."""

    def inversions(places: list[int]) -> int:
        return sum(a > b for i, a in enumerate(places) for b in places[i + 1 :])

    def places(path: Path) -> list[int]:
        content, size = path.read_bytes(), 1024
        order = [content[place * size + 38 : place * size + 78] for place in range(60)]
        return [order.index(slip_of(n).message) for n in range(60)]

    def total(fixed: bool) -> float:
        found = 0
        for n in range(40):
            path = tmp_path / f"box-{fixed}-{n}"
            Box.make(path, 60)
            box = Box(path)
            for m in range(60):
                if fixed:
                    box._free = {min(box._free)} if len(box._free) == 60 - m else box._free
                    free = {min(set(range(m, 60)))}
                    box._free = free
                box.cast(slip_of(m))
            box.close()
            found += inversions(places(path))
        mean, pairs = 40 * 60 * 59 / 4, 60
        deviation = (40 * pairs * (pairs - 1) * (2 * pairs + 5) / 72) ** 0.5
        return (found - mean) / deviation

    assert abs(total(fixed=False)) < 5
    assert abs(total(fixed=True)) > 5


def test_refusals_of_the_box_say_what_to_do() -> None:
    for refusal in (RoundNotOpen, SlipRefused):
        assert all(refusal.next)
        assert issubclass(refusal, Refusal)
