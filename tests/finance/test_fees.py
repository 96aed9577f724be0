"""Fees (B10.4, B10.6): charged only by a valid licence and at its amount; what is owed is collected or waived."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.finance.fees import events as e
from services.finance.fees.charge import Charge, ChargeSettled
from services.finance.fees.handlers import charges
from services.finance.fees.item import FeeLicence, FeeNotLicensed, FeeStopped, NotAtLicensedAmount
from services.finance.fees.operations import (
    ApproveWaiver,
    ConfirmFeeLicence,
    ExportCharges,
    GetCharge,
    GetFeeItem,
    GetFeeLicence,
    ListCharges,
    RefuseFeeLicence,
    RejectWaiver,
    RequestWaiver,
    RevokeFeeLicence,
    StopFeeItem,
)
from services.finance.own import OwnMatter
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    CASHIER,
    CHAIR,
    FINANCE_LEADER,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.fees import CONFIRMED, ENTERED, FEE, ITEM, LICENCE, MONDAY, TUESDAY, charge, licence
from tests.given import fact, given, proven

pytestmark = pytest.mark.slow

AT = {"at": clock(MONDAY, 15)}
OWED = UUID(int=3)
"""The charge that follows the licence."""
CHARGED = (*CONFIRMED, by(ACCOUNTANT, MONDAY, charge()))


def test_an_item_is_charged_once_its_licence_is_compared_by_another(desk: Desk) -> None:
    """By approval and licence only (B10.4)."""
    given(by(ACCOUNTANT, MONDAY, FEE), to=desk).when(charge(), by=ACCOUNTANT, **AT).then_refused(
        FeeNotLicensed, cites=("B10.4",), licence=""
    )
    given(by(ACCOUNTANT, MONDAY, licence(), 16), to=desk).when(
        charge(), by=ACCOUNTANT, at=clock(MONDAY, 17)
    ).then_refused(FeeNotLicensed)
    given(to=desk).when(ConfirmFeeLicence(licence=LICENCE), by=FINANCE_LEADER, at=clock(TUESDAY)).then(
        fact(e.FeeLicenceConfirmed, number="云费证2025-07", cites=("B10.4",))
    )
    given(to=desk).when(charge(), by=ACCOUNTANT, at=clock(TUESDAY, 15)).then(
        fact(e.ChargeEntered, number="2025-0001", person=CASHIER, licence="云费证2025-07", cites=("B10.4", "B10.6"))
    ).then_answer(status="owed", organisation="云岭公司")
    proven(desk.app)


@pytest.mark.parametrize(
    ("on", "licensed"), [(day(6, 2), True), (day(12, 31), True), (day(1, 5, 2026), False), (day(12, 30), True)]
)
def test_it_is_charged_from_the_licences_first_day_to_its_last(desk: Desk, on: date, licensed: bool) -> None:
    outcome = given(*CONFIRMED, to=desk).when(charge(due=on), by=ACCOUNTANT, at=clock(on, 15))
    if licensed:
        outcome.then(e.ChargeEntered)
    else:
        outcome.then_refused(FeeNotLicensed, licence="云费证2025-07")


def test_before_its_first_day_a_licence_allows_nothing(desk: Desk) -> None:
    later = licence(start=TUESDAY)
    given(
        by(ACCOUNTANT, day(6, 2), FEE), by(ACCOUNTANT, day(6, 2), later, 10),
        by(FINANCE_LEADER, day(6, 2), ConfirmFeeLicence(licence=LICENCE), 11), to=desk,
    ).when(charge(), by=ACCOUNTANT, **AT).then_refused(FeeNotLicensed)  # fmt: skip
    given(to=desk).when(charge(), by=ACCOUNTANT, at=clock(TUESDAY, 9)).then(e.ChargeEntered)


@pytest.mark.parametrize(("amount", "allowed"), [("99.99", False), ("100", True), ("500", True), ("500.01", False)])
def test_neither_less_nor_more_than_the_licence_says(desk: Desk, amount: str, allowed: bool) -> None:
    """Nobody changes a standard on their own (B10.6)."""
    outcome = given(*CONFIRMED, to=desk).when(charge(amount), by=ACCOUNTANT, **AT)
    if allowed:
        outcome.then(e.ChargeEntered)
    else:
        outcome.then_refused(NotAtLicensedAmount, cites=("B10.4", "B10.6"), lowest="100.00", highest="500.00")


def test_a_new_standard_replaces_the_old_from_its_first_day(desk: Desk) -> None:
    """And the old licence does not revive when the new one ends."""
    new = licence(number="云费证2025-09", start=TUESDAY, end=day(6, 30), lowest=600, highest=600)
    second = UUID(int=3)
    history = (by(ACCOUNTANT, MONDAY, new), by(FINANCE_LEADER, MONDAY, ConfirmFeeLicence(licence=second), 10))
    given(*CONFIRMED, *history, to=desk).when(charge("100"), by=ACCOUNTANT, **AT).then(e.ChargeEntered)
    at = {"at": clock(TUESDAY, 15)}
    given(to=desk).when(charge("100"), by=ACCOUNTANT, **at).then_refused(NotAtLicensedAmount, lowest="600.00")
    given(to=desk).when(charge("600"), by=ACCOUNTANT, **at).then(fact(e.ChargeEntered, licence="云费证2025-09"))
    given(to=desk).when(charge("100", due=day(7, 1)), by=ACCOUNTANT, at=clock(day(7, 1))).then_refused(
        FeeNotLicensed, licence="云费证2025-09"
    )


def test_a_revoked_licence_ends_on_its_day(desk: Desk) -> None:
    revoked = RevokeFeeLicence(licence=LICENCE, ends=TUESDAY, reason="收费项目取消")
    given(*CONFIRMED, to=desk).when(revoked, by=ACCOUNTANT, **AT).then(fact(e.FeeLicenceRevoked, ends=TUESDAY))
    given(to=desk).when(charge(), by=ACCOUNTANT, at=clock(MONDAY, 16)).then(e.ChargeEntered)
    given(to=desk).when(charge(), by=ACCOUNTANT, at=clock(TUESDAY)).then_refused(FeeNotLicensed)


@pytest.mark.parametrize("ends", [day(6, 1), day(1, 1, 2026)])
def test_a_revocation_lies_within_the_licence(desk: Desk, ends: date) -> None:
    given(*CONFIRMED, to=desk).when(
        RevokeFeeLicence(licence=LICENCE, ends=ends, reason="x"), by=ACCOUNTANT, **AT
    ).then_refused(Invalid)


@pytest.mark.parametrize("wrong", [{"end": day(6, 1)}, {"highest": "99.99"}])
def test_a_licence_runs_forwards(desk: Desk, wrong: dict[str, Any]) -> None:
    given(ENTERED[0], to=desk).when(licence(**wrong), by=ACCOUNTANT, **AT).then_refused(Invalid)


def test_nobody_compares_what_they_entered() -> None:
    said = {"number": "x", "item": ITEM, "title": "x", "approval": "x", "issued_by": "x"}
    spans = {"start": day(6, 2), "end": day(12, 31), "lowest": 1, "highest": 1}
    entered = fact(e.FeeLicenceEntered, actor=FINANCE_LEADER, **said, **spans)
    given(entered, of=FeeLicence).when(FeeLicence.confirm, by=FINANCE_LEADER).then_refused(OwnMatter, cites=("B10.4",))
    given(entered, of=FeeLicence).when(FeeLicence.refuse, by=FINANCE_LEADER, reason="x").then_refused(OwnMatter)


def test_what_differs_from_the_paper_is_refused_and_allows_nothing(desk: Desk) -> None:
    refused = RefuseFeeLicence(licence=LICENCE, reason="金额与证不符")
    given(*ENTERED, to=desk).when(refused, by=FINANCE_LEADER, **AT).then(e.FeeLicenceRefused)
    given(to=desk).when(charge(), by=ACCOUNTANT, at=clock(TUESDAY)).then_refused(FeeNotLicensed)


def test_a_stopped_fee_is_not_charged(desk: Desk) -> None:
    stop = StopFeeItem(item=ITEM, reason="清理规范收费")
    given(*CONFIRMED, to=desk).when(stop, by=FINANCE_LEADER, **AT).then(e.FeeItemStopped)
    at = {"at": clock(TUESDAY)}
    given(to=desk).when(charge(), by=ACCOUNTANT, **at).then_refused(FeeStopped, cites=("B10.4",))
    given(to=desk).when(licence(), by=ACCOUNTANT, **at).then_refused(FeeStopped)
    assert desk.may(TUESDAY, ACCOUNTANT, GetFeeItem(item=ITEM)) == []


@pytest.mark.parametrize("wrong", [{"payer": "王某"}, {"organisation": ""}])
def test_either_an_organisation_or_a_person_owes(desk: Desk, wrong: dict[str, str]) -> None:
    given(*CONFIRMED, to=desk).when(charge(**wrong), by=ACCOUNTANT, **AT).then_refused(Invalid)


def test_a_charge_is_not_due_in_the_past(desk: Desk) -> None:
    given(*CONFIRMED, to=desk).when(charge(due=day(6, 6)), by=ACCOUNTANT, **AT).then_refused(Invalid)


def test_what_is_owed_disappears_by_a_decision_only(desk: Desk) -> None:
    """Collected or waived (B10.6)."""
    asked = RequestWaiver(charge=OWED, reason="企业停产")
    given(*CHARGED, to=desk).when(asked, by=ACCOUNTANT, **AT).then(fact(e.WaiverRequested, number="2025-0001"))
    for person in (ACCOUNTANT, CASHIER, FINANCE_LEADER):
        given(to=desk).when(ApproveWaiver(charge=OWED, decision="x"), by=person, at=clock(TUESDAY)).then_refused(
            Forbidden
        )
    assert desk.may(TUESDAY, CHAIR, GetCharge(charge=OWED)) == ["approve-waiver", "reject-waiver"]
    given(to=desk).when(RejectWaiver(charge=OWED, reason="依据不足"), by=CHAIR, at=clock(TUESDAY)).then(
        e.WaiverRejected
    ).then_answer(status="owed")
    given(by(ACCOUNTANT, TUESDAY, asked, 14), to=desk).when(
        ApproveWaiver(charge=OWED, decision="主任会议纪要第6号"), by=CHAIR, at=clock(TUESDAY, 15)
    ).then(fact(e.WaiverApproved, decision="主任会议纪要第6号", cites=("B10.6",))).then_answer(status="waived")
    given(to=desk).when(asked, by=ACCOUNTANT, at=clock(TUESDAY, 16)).then_refused(ChargeSettled, cites=("B10.6",))
    assert desk.owed("finance.charge") == [(CASHIER, "office", day(6, 20), "cancelled")]
    proven(desk.app)


def test_nobody_decides_on_the_waiver_they_asked_for() -> None:
    owed = fact(
        e.ChargeEntered, number="2025-0001", item=ITEM, title="x", licence="x", amount=1, due=TUESDAY, person=CASHIER
    )
    asked = fact(e.WaiverRequested, actor=CHAIR, number="2025-0001", amount=1)
    for operation in (ApproveWaiver(charge=OWED, decision="x"), RejectWaiver(charge=OWED, reason="x")):
        given(owed, asked, of=Charge).when(operation, through=charges, by=CHAIR).then_refused(
            OwnMatter, cites=("B10.6",)
        )


def test_what_nobody_collected_is_missed_once(desk: Desk) -> None:
    given(*CHARGED, to=desk)
    assert desk.ticked(day(6, 20), e.ChargeMissed) == []
    (missed,) = desk.ticked(day(6, 21), e.ChargeMissed)
    assert (missed.due, missed.cites) == (day(6, 20), ("B10.6",))
    assert desk.ticked(day(6, 22), e.ChargeMissed) == []
    (line,) = desk.on(day(6, 23), CASHIER, ListCharges(missed=True)).items
    assert (line.status, line.missed) == ("owed", True)


@pytest.mark.parametrize("person", [STAFF, CASHIER, FINANCE_LEADER])
def test_nobody_but_the_accountant_enters(desk: Desk, person: str) -> None:
    given(*CONFIRMED, to=desk)
    for operation in (FEE, licence(), charge()):
        given(to=desk).when(operation, by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def test_who_owes_as_a_person_stays_in_the_service(desk: Desk) -> None:
    given(*CONFIRMED, by(ACCOUNTANT, MONDAY, charge(organisation="", payer="李四")), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "李四" in encode(event).decode()
    assert "李四" not in public_bytes(event.TOPIC, encode(event)).decode()
    file = desk.on(TUESDAY, ACCOUNTANT, ExportCharges(start=MONDAY, end=TUESDAY))
    assert "李四" not in str(read_back(file.content))


def test_a_page_offers_the_leader_what_waits(desk: Desk) -> None:
    given(*ENTERED, to=desk)
    assert desk.may(MONDAY, FINANCE_LEADER, GetFeeLicence(licence=LICENCE)) == [
        "confirm-fee-licence", "refuse-fee-licence",
    ]  # fmt: skip
    assert desk.may(MONDAY, ACCOUNTANT, GetFeeLicence(licence=LICENCE)) == []
