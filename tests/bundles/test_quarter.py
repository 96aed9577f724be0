"""A quarter given to outsiders: they derive every card, total, rank and grade again, and trust nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from deploy.verifier import verify
from services.appraisal.proofs.handlers import UnknownCode
from services.appraisal.proofs.operations import (
    CheckCode,
    ExportQuarter,
    PrintGradeProof,
    PrintTallyProof,
    ProveGrade,
    ProveTally,
)
from services.appraisal.proofs.proving import NotPublished
from services.appraisal.proofs.tally import NoTally
from services.kernel.refusals import Forbidden
from tests.appraisal.office import Desk
from tests.appraisal.test_quarters import DIRECTOR, STAFF, Q, on
from tests.appraisal.test_voter_classes import rules_with
from tests.bundles.quarter import Exported, exported, said, worked_and_published
from tests.stores import prepared


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("quarter")
    store = prepared(folder / "appraisal.db", Desk)
    yield worked_and_published(store, folder)
    store.close()


@pytest.fixture(scope="module")
def bundle(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return exported(desk, tmp_path_factory.mktemp("parts"))


def test_the_bundle_of_a_published_quarter_holds(bundle: Exported) -> None:
    report = verify.verify(verify.Members(bundle.members), bundle.held)
    assert said(report.faults) == []
    assert not report.loose
    told = [en for _, en in report.holds]
    assert "2026-Q3: 6 scorecards derived anew, all equal" in told
    # the small quarter's RATINGS, less the one slip of research, which is withheld
    assert "2026-Q3: 42 slips counted anew, all signed" in told
    assert "2026-Q3: totals, ranks and grades of 6 departments follow" in told


def test_only_the_auditor_exports_a_quarter(desk: Desk) -> None:
    for person in (STAFF, DIRECTOR):
        with pytest.raises(Forbidden):
            desk.do(ExportQuarter(quarter=Q), by=person, at=on(10, 21))


def test_anybody_sees_that_a_grade_follows_and_checks_its_code(desk: Desk) -> None:
    proof = desk.do(ProveGrade(quarter=Q, department="law"), by=STAFF, at=on(10, 21))
    assert [one.en for one in proof.steps if not one.holds] == []
    assert len(proof.steps) == 10, "of the facts, and of the log"
    assert proof.holds
    assert str(proof.total) == "90.32"
    found = desk.do(CheckCode(code=proof.code.lower().replace("-", " ")), by=STAFF, at=on(10, 21))
    assert (found.department, found.grade, found.total, found.newest) == ("law", "fairly-good", "90.32", True)
    other = desk.do(ProveGrade(quarter=Q, department="budget"), by=STAFF, at=on(10, 21))
    assert other.code != proof.code
    spoilt = proof.code[:-1] + ("2" if proof.code[-1] != "2" else "3")
    with pytest.raises(UnknownCode):
        desk.do(CheckCode(code=spoilt), by=STAFF, at=on(10, 21))


def test_what_is_not_graded_is_not_proved(desk: Desk) -> None:
    for quarter, department in ((Q, "youth"), (Q, "nowhere"), ("2026-Q2", "law")):
        with pytest.raises(NotPublished):
            desk.do(ProveGrade(quarter=quarter, department=department), by=STAFF, at=on(10, 21))


def test_the_code_on_the_paper_is_scanned(desk: Desk) -> None:
    proof = desk.do(ProveGrade(quarter=Q, department="office"), by=STAFF, at=on(10, 21))
    file = desk.do(PrintGradeProof(quarter=Q, department="office"), by=STAFF, at=on(10, 21))
    page = pypdfium2.PdfDocument(file.content)[0].render(scale=3).to_pil()
    assert proof.code in [one.text for one in zxingcpp.read_barcodes(page)]


def test_a_tally_is_counted_again_from_its_slips_and_its_code_checked(desk: Desk) -> None:
    proof = desk.do(ProveTally(quarter=Q, department="law"), by=STAFF, at=on(10, 21))
    assert [one.en for one in proof.steps if not one.holds] == []
    assert len(proof.steps) == 5
    assert (proof.holds, proof.derived) == (True, proof.root)
    assert sum(one.slips for one in proof.tally) == proof.cast > 0
    assert desk.do(ProveTally(quarter=Q, department="law"), by=DIRECTOR, at=on(10, 22)).code == proof.code
    found = desk.do(CheckCode(code=proof.code), by=STAFF, at=on(10, 21))
    assert (found.department, found.grade, found.tally) == ("law", "", proof.tally)
    file = desk.do(PrintTallyProof(quarter=Q, department="law"), by=STAFF, at=on(10, 21))
    page = pypdfium2.PdfDocument(file.content)[0].render(scale=3).to_pil()
    assert proof.code in [one.text for one in zxingcpp.read_barcodes(page)]
    for department in ("research", "nowhere"):
        with pytest.raises(NoTally):
            desk.do(ProveTally(quarter=Q, department=department), by=STAFF, at=on(10, 21))


@pytest.mark.parametrize(
    ("spoil", "step"),
    [
        ("UPDATE slips_sealed SET counted = replace(counted, 'good', 'poor')", "Every slip is signed"),
        ("UPDATE slips_sealed SET root = 'ab'", "The root over the slips"),
    ],
    ids=["another tally", "another root"],
)
def test_a_tally_that_does_not_follow_is_not_proved(tmp_path: Path, spoil: str, step: str) -> None:
    store = prepared(tmp_path / "appraisal.db", Desk)
    desk = worked_and_published(store, tmp_path)
    with store.writing() as connection:
        connection.exec_driver_sql(spoil)
    proof = desk.do(ProveTally(quarter=Q, department="law"), by=STAFF, at=on(10, 21))
    assert not proof.holds
    assert any(one.en.startswith(step) for one in proof.steps if not one.holds)
    store.close()


def test_results_by_classes_of_voters_are_derived_too(tmp_path: Path) -> None:
    """Each class counts by its share; a slip of a class moved into another breaks its signature."""
    classes = """[
        { id = "leaders", zh = "领导", en = "Leaders", of = "leadership", weight = "40", least = "1" },
        { id = "staff", zh = "干部职工", en = "Staff", of = "everybody", weight = "60", least = "as-set" },
    ]"""
    store = prepared(tmp_path / "appraisal.db", Desk)
    desk = worked_and_published(store, tmp_path, rules=rules_with(tmp_path / "rules", classes=classes))
    made = exported(desk, tmp_path)
    report = verify.verify(verify.Members(made.members), made.held)
    assert said(report.faults) == []
    assert "2026-Q3: totals, ranks and grades of 6 departments follow" in [en for _, en in report.holds]
    store.close()
