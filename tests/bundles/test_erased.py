"""A published grade after somebody's own words were erased: the same derivation, the same paper, the same bundle."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2

from deploy.verifier import verify
from services.appraisal.proofs.operations import CheckCode, PrintGradeProof, ProveGrade, ProveTally
from services.appraisal.records.operations import ListContests
from services.directory.erasures.events import ErasureOrdered
from services.kernel.log.erasing import keyed
from services.kernel.log.keyring import KEY, Keyring, Masters
from services.kernel.log.mapper import ERASED
from services.kernel.log.rebuild import Rebuild
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import STAFF, Q, do, tick
from tests.appraisal.test_records import LATER, contest, criticised
from tests.bundles.quarter import exported, held, said, worked_and_published
from tests.papers import BLANKS
from tests.stores import prepared

AFTER = datetime(2026, 11, 3, 3, tzinfo=UTC)
MOVES_ON = {"size", "root", "path", "note"}
"""What a proof leads to: the newest checkpoint, and so the path to it."""


def proofs(desk: Desk) -> dict[str, Any]:
    """Of every department, and of its tally; without the checkpoint that they are shown in."""
    asked = [ProveGrade(quarter=Q, department=one) for one in ("office", "law", "budget", "social", "research")]
    found = [desk.do(one, by=STAFF, at=AFTER) for one in (*asked, ProveTally(quarter=Q, department="law"))]
    assert all(one.holds for one in found)
    return {f"{type(one).__name__} {one.department}": one.model_dump(exclude=MOVES_ON) for one in found}


def paper(desk: Desk) -> str:
    file = desk.do(PrintGradeProof(quarter=Q, department="law"), by=STAFF, at=AFTER)
    pages = pypdfium2.PdfDocument(file.content)
    return "".join(page.get_textpage().get_text_range() for page in pages).translate(BLANKS)


def test_a_grade_is_proved_as_before_once_the_words_of_one_of_its_people_are_erased(tmp_path: Path) -> None:
    store = prepared(tmp_path / "appraisal.db", Desk)
    keyed(store, Keyring.in_folder(tmp_path, "appraisal", Masters([bytes(KEY)])))
    desk = worked_and_published(store, tmp_path)
    criticised(desk, "oral")
    do(desk, contest(desk), STAFF, LATER)
    before, given, size = proofs(desk), exported(desk, tmp_path), store.position()
    stored = [row.state for row in store.rows(limit=size)]
    desk.directory.add(ErasureOrdered, "erasure", at=AFTER, person=STAFF, kinds=("appraisal",))
    desk.catch_up()
    tick(desk, AFTER)
    (objection,) = desk.do(ListContests(person=STAFF), by=STAFF, at=AFTER).items
    assert objection.text == ERASED, "or this would prove nothing"
    assert proofs(desk) == before
    assert [row.state for row in store.rows(limit=size)] == stored
    now = exported(desk, tmp_path)
    for name in (
        f"appraisal/{member}" for member in ("events.jsonl", "facts.jsonl", "scorecards.jsonl", "policy.json")
    ):
        assert now.members[name].startswith(given.members[name])
    ours = "appraisal/checkpoints.jsonl"  # of the other logs this office makes no note but the newest
    report = verify.verify(verify.Members(now.members), held({**now.members, ours: given.members[ours]}))
    assert said(report.faults) == []
    assert "2026-Q3: totals, ranks and grades of 6 departments follow" in [en for _, en in report.holds]
    law, printed = before["GradeProof law"], paper(desk)
    assert all(one in printed for one in (law["code"], law["card"], law["digest"], "各步均成立"))
    assert desk.do(CheckCode(code=law["code"]), by=STAFF, at=AFTER).grade == law["grade"]
    assert Rebuild(desk.app, desk.app.registers).run().equal
    store.close()
