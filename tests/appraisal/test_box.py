"""The box file: what it took it keeps, and what is not it is never taken for a box in which nobody voted (A35)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.appraisal.ballots.box import SLOT, Box, Label
from services.appraisal.ballots.boxes import FolderBoxes, Terms
from services.appraisal.ballots.operations import ListEvaluations, VoidEvaluation
from services.appraisal.ballots.refusals import BoxFull, BoxState, BoxUnsound, RoundNotOpen, SlipRefused
from services.appraisal.ballots.round import OtherRound
from services.appraisal.ballots.slip import Slip
from services.appraisal.operations import log
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import DIRECTOR, STAFF, Q, do, on, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture
from tests.appraisal.voters import VOTES, Sheet, Voter, everybody_votes, keys_of, lying, with_boxes

pytestmark = pytest.mark.slow

KEY = "ab" * 32
OVER = on(10, 15, 17)
FAULTS = next(one for one in log if one.__name__ == "ListClockFaults")


def slip_of(n: int) -> Slip:
    return Slip(n.to_bytes(40, "big"), bytes(256))


def made(path: Path, slots: int) -> Box:
    Box.make(path, Label(Q, KEY, slots))
    return Box(path, Q, KEY)


def test_a_box_keeps_what_it_took_over_a_restart_and_no_more_than_it_has_room_for(tmp_path: Path) -> None:
    box = made(tmp_path / "box", 3)
    assert [box.cast(slip_of(n)) for n in (2, 0, 2, 1)] == [True, True, False, True]
    box.leave()
    again = Box(tmp_path / "box", Q, KEY)
    assert again.slips() == [slip_of(n) for n in range(3)]
    assert not again.cast(slip_of(1))
    with pytest.raises(BoxFull):
        again.cast(slip_of(7))


def test_a_slot_that_was_not_written_to_its_end_is_free(tmp_path: Path) -> None:
    """The power went while it was written: nothing of it was acknowledged, and it is nobody's loss."""
    box = made(tmp_path / "box", 2)
    box.cast(slip_of(1))
    box.leave()
    content = bytearray((tmp_path / "box").read_bytes())
    free = next(place for place in (1, 2) if not any(content[place * SLOT : place * SLOT + 4]))
    content[free * SLOT : free * SLOT + 300] = os.urandom(300)
    (tmp_path / "box").write_bytes(content)
    again = Box(tmp_path / "box", Q, KEY)
    assert again.slips() == [slip_of(1)]
    assert again.cast(slip_of(2))


def test_a_slip_that_was_written_but_not_acknowledged_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = made(tmp_path / "box", 4)
    with monkeypatch.context() as patch:
        patch.setattr(box, "_write", lambda label: (_ for _ in ()).throw(OSError("no power")))
        with pytest.raises(OSError, match="no power"):
            box.cast(slip_of(1))
    assert not box.cast(slip_of(1)), "cast again, it is in already"
    box.leave()
    again = Box(tmp_path / "box", Q, KEY)
    assert again.slips() == [slip_of(1)]
    assert b"|4|000000001|0" in (tmp_path / "box").read_bytes()[:SLOT]


def test_a_box_belongs_to_one_process(tmp_path: Path) -> None:
    made(tmp_path / "box", 2)
    with pytest.raises(BoxUnsound) as refusal:
        Box(tmp_path / "box", Q, KEY)
    assert refusal.value.state == BoxState.IN_USE


def test_no_slip_is_taken_once_the_box_is_closed_whatever_the_clock_says(desk: Desk, boxes: FolderBoxes) -> None:
    first, second = Voter(desk, STAFF).slips("good")
    boxes.cast(Q, first, on(10, 13))
    key = Voter(desk, STAFF).ask().acknowledges
    assert boxes.close(Q, key) == boxes.close(Q, key) == [first]
    with pytest.raises(RoundNotOpen):
        boxes.cast(Q, second, on(10, 13))


# -- a box that is not as it was left ---------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ballots"


@pytest.fixture
def boxes(folder: Path) -> FolderBoxes:
    return FolderBoxes(folder)


@pytest.fixture
def desk(quarter_desk: Desk, boxes: FolderBoxes) -> Desk:  # noqa: F811
    return with_boxes(quarter_desk, boxes)


def changed(file: str, change: Callable[[bytearray], Any]) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        content = bytearray((place / file).read_bytes())
        change(content)
        (place / file).write_bytes(content)

    return spoil


def flip(at: int) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        content[at] ^= 1

    return change


def in_a_slip(content: bytearray) -> None:
    """A byte of what somebody cast."""
    place = next(one for one in range(SLOT, len(content), SLOT) if any(content[one : one + 4]))
    content[place + 200] ^= 1


def wipe_a_slip(content: bytearray) -> None:
    place = next(one for one in range(SLOT, len(content), SLOT) if any(content[one : one + 4]))
    content[place : place + SLOT] = bytes(SLOT)


def of_another_round(place: Path) -> None:
    """Whole and sound, with slips of its own."""
    Box.make(place / "box", Label("2026-Q2", KEY, 18))


def of_another_installation(place: Path) -> None:
    elsewhere = FolderBoxes(place.parent.parent / "elsewhere")
    elsewhere.open(Q, ["law", "office"], TERMS)
    elsewhere.leave()
    for name in ("box", "keys.json"):
        (place / name).write_bytes((place.parent.parent / "elsewhere" / Q / name).read_bytes())


def everything(place: Path) -> None:
    shutil.rmtree(place)


SPOILED = {
    "no box": (lambda place: (place / "box").unlink(), BoxState.LOST),
    "no folder": (everything, BoxState.LOST),
    "a box that is cut": (changed("box", lambda content: content.__delitem__(slice(-SLOT, None))), BoxState.DAMAGED),
    "an empty file": (changed("box", bytearray.clear), BoxState.DAMAGED),
    "a flipped byte of a slip": (changed("box", in_a_slip), BoxState.DAMAGED),
    "a slip that is wiped out": (changed("box", wipe_a_slip), BoxState.DAMAGED),
    "a flipped byte of the label": (changed("box", flip(80)), BoxState.DAMAGED),
    "a box of another round": (of_another_round, BoxState.FOREIGN),
    "a box of another installation": (of_another_installation, BoxState.FOREIGN),
    "no keys": (lambda place: (place / "keys.json").unlink(), BoxState.KEYS_LOST),
    "a flipped byte of the keys": (changed("keys.json", flip(300)), BoxState.KEYS_LOST),
}


def faults(desk: Desk) -> list[tuple[str, str]]:
    found = desk.do(FAULTS(), by="p6", at=desk.clock.now())
    return [(one.code, one.zh) for one in found.items]


@pytest.mark.parametrize("restarted", [True, False], ids=["after a restart", "while it runs"])
@pytest.mark.parametrize("what", SPOILED)
def test_a_round_whose_box_is_not_sound_is_not_sealed_and_goes_on_once_it_is_found(
    desk: Desk, boxes: FolderBoxes, folder: Path, what: str, restarted: bool
) -> None:
    spoil, state = SPOILED[what]
    cast = everybody_votes(desk, boxes, {"p3": "good", "p5": "poor"})
    if restarted:
        boxes.leave()
    kept = {file.name: file.read_bytes() for file in (folder / Q).iterdir()}
    spoil(folder / Q)
    tick(desk, on(10, 14))
    said = BoxUnsound(Q, state)
    assert faults(desk) == [(said.code, said.zh)], "the administrator hears of it before the round should be sealed"
    assert Voter(desk, STAFF, on(10, 14)).ask().box == state
    left = {file.name for file in (folder / Q).iterdir()} if (folder / Q).exists() else set()
    tick(desk, OVER)
    found = Voter(desk, STAFF, OVER).ask()
    assert (found.status, found.results, found.box) == ("open", [], state), "nothing is sealed"
    assert ({file.name for file in (folder / Q).iterdir()} if (folder / Q).exists() else set()) == left
    assert len(faults(desk)) == 1
    (folder / Q).mkdir(exist_ok=True)
    for name, content in kept.items():
        (folder / Q / f"{name}.found").write_bytes(content)
        (folder / Q / f"{name}.found").replace(folder / Q / name)
    tick(desk, on(10, 16))
    found = Voter(desk, STAFF, on(10, 16)).ask()
    assert (found.status, sum(one.cast for one in found.results)) == ("closed", len(cast))
    assert faults(desk) == []


@pytest.mark.parametrize("what", ["no box", "a box of another round", "no keys", "a slip that is wiped out"])
def test_nothing_is_cast_and_no_slip_is_given_where_the_box_is_not_sound(
    desk: Desk, boxes: FolderBoxes, folder: Path, what: str
) -> None:
    """A slip in a file that nobody finds again would be acknowledged and lost."""
    slip = Voter(desk, STAFF).slips("good")[0]
    everybody_votes(desk, boxes, {"p4": "good"})
    boxes.leave()
    SPOILED[what][0](folder / Q)
    _, asked = Voter(desk, "p5").sheet("good")
    with pytest.raises(BoxUnsound):
        do(desk, asked, "p5", on(10, 13))
    assert Voter(desk, "p5").ask().taken == 2, "who got none may ask again"
    with pytest.raises(BoxUnsound):
        boxes.cast(Q, slip, on(10, 13))


def test_more_slips_than_people_who_took_one_are_not_sealed(desk: Desk, boxes: FolderBoxes) -> None:
    """Somebody else had the keys."""
    everybody_votes(desk, boxes, {"p3": "good", "p4": "good"})
    found = Voter(desk, STAFF).ask()
    stuffed = Sheet(Q, keys_of(found), {"law": "poor"})
    signed = boxes.sign(
        Q, found.acknowledges, {one["department"]: bytes.fromhex(one["blinded"]) for one in stuffed.asked}
    )
    for slip in stuffed.finished({name: one.hex() for name, one in signed.items()}):
        boxes.cast(Q, slip, on(10, 13))
    tick(desk, OVER)
    found = Voter(desk, STAFF, OVER).ask()
    assert (found.status, found.box, found.results) == ("open", BoxState.OVERFULL, [])
    assert [zh for _, zh in faults(desk)] == [BoxUnsound(Q, BoxState.OVERFULL).zh]


# -- voided, and held again -------------------------------------------------------------------------------------------

VOID = VoidEvaluation(quarter=Q, reason="票箱所在硬盘损坏，无法恢复")


def test_a_lost_round_is_voided_with_its_reason_and_held_again_with_other_keys(
    desk: Desk, boxes: FolderBoxes, folder: Path
) -> None:
    old = everybody_votes(desk, boxes)
    before = Voter(desk, STAFF).ask()
    (folder / Q / "box").unlink()
    tick(desk, OVER)
    with pytest.raises(Forbidden):
        do(desk, VOID, STAFF, OVER)
    voided = do(desk, VOID, DIRECTOR, on(10, 16))
    assert (voided.status, voided.reason, voided.box_then) == ("voided", VOID.reason, BoxState.LOST)
    assert VOID.NAME not in (voided.allowed or ())
    with pytest.raises(OtherRound):
        Voter(desk, STAFF, on(10, 16)).slips("good")
    tick(desk, on(10, 16, 3))
    assert boxes.held() == [f"{Q}.2"], "what was left of the voided round is destroyed"
    again = Voter(desk, STAFF, on(10, 16, 3)).ask()
    assert (again.status, again.number, again.round, again.taken, again.mine) == ("open", 2, f"{Q}.2", 0, False)
    assert (again.taking_until, again.casting_until) == (on(10, 26, 16), on(10, 27, 16)), "as many days, counted anew"
    assert set(again.keys).isdisjoint(before.keys)
    assert again.acknowledges != before.acknowledges
    for slip in old:
        with pytest.raises(SlipRefused):
            boxes.cast(f"{Q}.2", slip, on(10, 19))
        with pytest.raises(RoundNotOpen):
            boxes.cast(Q, slip, on(10, 13))
    cast = everybody_votes(desk, boxes, VOTES | {"p1": "poor"}, on(10, 19))
    tick(desk, on(10, 27, 17))
    found = Voter(desk, STAFF, on(10, 28)).ask()
    assert (found.status, found.number, sum(one.cast for one in found.results)) == ("closed", 2, len(cast))
    listed = desk.do(ListEvaluations(), by=STAFF, at=on(10, 28)).items
    assert [(one.number, one.status, one.reason) for one in listed] == [(2, "closed", ""), (1, "voided", VOID.reason)]


def test_slips_that_were_blinded_for_the_voided_round_cost_nobody_their_vote(desk: Desk) -> None:
    """A page that was open all the while sends them to the round that is held now."""
    _, asked = Voter(desk, STAFF).sheet("good")
    do(desk, VOID, DIRECTOR, on(10, 12))
    tick(desk, on(10, 12, 3))
    with pytest.raises(OtherRound):
        do(desk, asked, STAFF, on(10, 12, 4))
    assert len(Voter(desk, STAFF, on(10, 12, 5)).slips("good")) == 2


def test_that_a_box_was_sound_when_it_was_voided_stands_on_record(desk: Desk) -> None:
    voided = do(desk, VOID, DIRECTOR, on(10, 12))
    assert voided.box_then == BoxState.SOUND
    with pytest.raises(WrongStatus):
        do(desk, VOID, DIRECTOR, on(10, 12, 1))


# -- what is here and not on record -----------------------------------------------------------------------------------

TERMS = Terms(on(10, 15, 16), ("good", "poor"), 12)


def test_a_round_that_was_not_recorded_after_all_opens_with_the_same_keys_or_other_terms(tmp_path: Path) -> None:
    boxes = FolderBoxes(tmp_path / "others")
    first = boxes.open(Q, ["law"], TERMS)
    assert boxes.open(Q, ["law"], TERMS) == first
    later = boxes.open(Q, ["law"], replace(TERMS, casting_until=on(10, 20)))
    assert later.acknowledges != first.acknowledges
    (tmp_path / "others" / Q / "box").unlink()
    assert boxes.open(Q, ["law"], TERMS).acknowledges != later.acknowledges


def test_a_box_with_slips_that_no_record_knows_is_left_alone_and_told_of(desk: Desk, boxes: FolderBoxes) -> None:
    """The databases came back from an older copy than the box."""
    published = boxes.open("2026-Q1", ["law"], TERMS)
    sheet = Sheet("2026-Q1", published.keys, {"law": "good"})
    (blinded,) = sheet.asked
    signed = boxes.sign("2026-Q1", published.acknowledges, {"law": bytes.fromhex(blinded["blinded"])})
    boxes.cast("2026-Q1", *sheet.finished({"law": signed["law"].hex()}), on(10, 12))
    with pytest.raises(BoxUnsound):
        boxes.open("2026-Q1", ["law"], TERMS)
    tick(desk, on(10, 13))
    assert [zh for _, zh in faults(desk)] == [BoxUnsound("2026-Q1", BoxState.FOREIGN).zh]
    assert len(lying(boxes, "2026-Q1")) == 1
