"""Anybody checks a sealed round from its file alone, and is told the first place that does not hold (A35)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.ballots import check as command
from services.appraisal.ballots.boxes import FolderBoxes
from services.appraisal.ballots.checking import Broken, check, check_receipts
from services.appraisal.ballots.operations import SaveEvaluation
from services.appraisal.ballots.slip import COMMENTS
from services.kernel.refusals import NotFound
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import STAFF, Q, on, tick
from tests.appraisal.test_quarters import desk as quarter_desk  # noqa: F401 - the fixture
from tests.appraisal.voters import VOTES, Voter, everybody_votes, with_boxes

Sealed = tuple[str, list[dict[str, str]], str]
_made: list[Sealed] = []


@pytest.fixture
def sealed(request: pytest.FixtureRequest, tmp_path: Path) -> Sealed:
    """The file, the receipts of p3, and the fingerprint as it stood on the page while the round was open. Held once:
    every test spoils a copy."""
    if not _made:
        _made.append(_held(request.getfixturevalue("quarter_desk"), tmp_path))
    return _made[0]


def _held(quarter_desk: Desk, tmp_path: Path) -> Sealed:  # noqa: F811
    boxes = FolderBoxes(tmp_path / "ballots")
    desk = with_boxes(quarter_desk, boxes)
    with pytest.raises(NotFound):
        desk.do(SaveEvaluation(quarter=Q), by=STAFF, at=on(10, 12))
    everybody_votes(desk, boxes, {person: rating for person, rating in VOTES.items() if person != "p3"})
    receipts = []
    for slip in Voter(desk, "p3").slips("poor"):
        given = boxes.cast(Q, slip, on(10, 12))
        receipts.append({"code": slip.code, "digest": given.digest, "signature": given.signature})
    fingerprint = Voter(desk, STAFF).ask().fingerprint
    tick(desk, on(10, 15, 17))
    saved = desk.do(SaveEvaluation(quarter=Q), by=STAFF, at=on(10, 16))
    assert saved.name == f"jikao-evaluation-{Q}.json"
    return saved.content.decode(), receipts, fingerprint


def test_a_round_as_it_was_sealed_holds(sealed: Sealed) -> None:
    text, receipts, fingerprint = sealed
    found = check(text)
    assert (found.round_, found.slips, found.withheld) == (Q, 13, 0)
    assert found.tallies == {
        "law": {"good": 1, "fair": 1, "no-opinion": 1, "poor": 1},
        "office": {"good": 2, "poor": 1},
    }
    assert found.fingerprint == fingerprint
    assert {one["code"] for one in receipts} <= found.codes
    check_receipts(text, receipts)


def test_the_command_says_so_and_ends_with_0(
    sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, receipts, fingerprint = sealed
    file, kept = tmp_path / "sealed.json", tmp_path / "receipts.json"
    file.write_text(text)
    kept.write_text(json.dumps(receipts))
    codes = tuple(one["code"] for one in receipts)
    assert command(file, code=codes, receipts=kept, fingerprint=fingerprint[:16]) == 0
    said = capsys.readouterr().out
    assert "13 张选票相符" in said
    assert fingerprint in said
    assert command(file, code=("ab" * 32,)) == 1
    assert command(file, fingerprint="00000000") == 1
    assert command(tmp_path / "none.json") == 1
    kept.write_text("[{}]")
    assert command(file, receipts=kept) == 1


def of(said: Any, department: str) -> Any:
    return next(one for one in said["departments"] if one["department"] == department)


def other_rating(said: Any) -> None:
    slip = of(said, "law")["slips"][1]
    slip[0] = slip[0][:-2] + "00"


def twice(said: Any) -> None:
    line = of(said, "law")
    line["slips"][1] = line["slips"][0]


def moved(said: Any) -> None:
    """A slip of another department, under that one's key."""
    law, office = of(said, "law"), of(said, "office")
    law["slips"], law["modulus"] = office["slips"], office["modulus"]


def left_out(said: Any) -> None:
    law = of(said, "law")
    law["slips"].pop()
    law["root"] = "00" * 32
    law["tally"] = {}


SPOILED: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "a slip that says something else": (other_rating, "law 2", "signature"),
    "a forged signature": (lambda said: of(said, "law")["slips"][0].__setitem__(1, "00" * 256), "law 1", "signature"),
    "a slip of another department": (moved, "law 1", "another round or department"),
    "another round": (lambda said: said.update(round="2026-Q2"), f"{COMMENTS} 1", "another round"),
    "a slip twice": (twice, "law", "twice"),
    "more slips than takers": (lambda said: of(said, "law").update(takers=3), "law", "more slips"),
    "more takers than the roll": (lambda said: said.update(on_roll=3), COMMENTS, "More people"),
    "a tally of its own": (lambda said: of(said, "law")["tally"].update(good=9), "law", "tally"),
    "another root": (lambda said: of(said, "law").update(root="00" * 32), "law", "root"),
    "a slip left out": (left_out, "law", "tally"),
    "another key": (lambda said: of(said, "law").update(modulus=of(said, "office")["modulus"]), "law 1", "signature"),
    "no key": (lambda said: of(said, "law").update(modulus="5"), "law", "no public key"),
    "no hexadecimal": (lambda said: of(said, "law")["slips"][0].__setitem__(0, "zz"), "law", "cannot be read"),
    "nothing to check": (lambda said: said.update(departments=[]), "departments", "nothing"),
    "another format": (lambda said: said.update(format="x"), "file", "not the file"),
}


@pytest.mark.parametrize("what", SPOILED)
def test_whatever_does_not_hold_is_named_with_its_place(
    sealed: Sealed, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil, place, words = SPOILED[what]
    said = json.loads(sealed[0])
    spoil(said)
    with pytest.raises(Broken) as broken:
        check(json.dumps(said))
    assert broken.value.place == place
    assert words in broken.value.en
    file = tmp_path / "spoiled.json"
    file.write_text(json.dumps(said))
    assert command(file) == 1
    assert f"✗ {place}:" in capsys.readouterr().out


def test_a_receipt_whose_slip_is_missing_proves_that_it_was_left_out(sealed: Sealed) -> None:
    text, receipts, _ = sealed
    said = json.loads(text)
    for line in said["departments"]:
        line["slips"] = [one for one in line["slips"] if receipts[0]["code"] not in one[0]]
    with pytest.raises(Broken, match="left out") as broken:
        check_receipts(json.dumps(said), receipts)
    assert broken.value.place == receipts[0]["code"]
    with pytest.raises(Broken, match="not signed"):
        check_receipts(text, [{**receipts[0], "digest": "00" * 32}])


def test_of_what_is_withheld_the_codes_are_checked(sealed: Sealed) -> None:
    said = json.loads(sealed[0])
    law = of(said, "law")
    codes = [one[0][64:128] for one in law["slips"]]
    law.update(withheld=True, slips=[], tally={}, root="", codes=codes)
    assert set(codes) < check(json.dumps(said)).codes
    law["codes"] = [codes[0], codes[0]]
    with pytest.raises(Broken, match="twice"):
        check(json.dumps(said))
    law.update(codes=codes, takers=2)
    with pytest.raises(Broken, match="more slips"):
        check(json.dumps(said))
