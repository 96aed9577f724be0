"""Three different people in their posts sign a purchase before order, at receipt and before payment (A31)."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from services.finance.own import OwnMatter
from services.finance.procurement import events as e
from services.finance.procurement import refusals as r
from services.finance.procurement.operations import (
    AcceptDelivery,
    ChooseSupplier,
    DeclinePurchase,
    NamePurchaseHandler,
    PayPurchase,
    SignAsHandler,
    SignForDiscipline,
    SignForLogistics,
    WithdrawSignature,
)
from services.finance.procurement.purchase import Major, Purchase, Signatory
from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    CASHIER,
    COLLEAGUE,
    DISCIPLINE,
    HEAD,
    LOGISTICS,
    STAFF,
    Desk,
    by,
    clock,
)
from tests.finance.purchases import (
    ASKED,
    CAME,
    CHEAP,
    CHOSEN,
    ORDERED,
    PAID,
    PURCHASE,
    ROLES,
    TO_ORDER,
    A,
    B,
    C,
    before,
    chosen,
    delivery,
    order,
    ordered,
    owed,
    quotes,
    request,
    seen,
    signed,
    stands_in,
)
from tests.given import By, act, fact, given, proven

SUBSETS = [subset for size in range(4) for subset in combinations(Signatory, size)]
STAGES: dict[str, tuple[tuple[By, ...], Operation, str, Any]] = {
    "order": (chosen(), order(), STAFF, ORDERED),
    "receipt": ((*ordered(), by(STAFF, CAME, delivery())), AcceptDelivery(purchase=PURCHASE), LOGISTICS, CAME),
    "payment": (owed(), PayPurchase(purchase=PURCHASE), CASHIER, PAID),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("subset", SUBSETS, ids=lambda subset: "+".join(subset) or "nobody")
def test_no_step_is_taken_without_all_three(desk: Desk, stage: str, subset: tuple[Signatory, ...]) -> None:
    """Every subset of the three signatures, before each step: only all of them let it pass (A31)."""
    history, step, person, on = STAGES[stage]
    signatures = [by(who, on, operation(purchase=PURCHASE), 11) for operation, who in (ROLES[one] for one in subset)]
    given(*history, *signatures, to=desk)
    missing = [one.value for one in Signatory if one not in subset]
    offered = step.NAME in seen(desk, person, on).allowed
    assert offered == (not missing)
    done = given(to=desk).when(step, by=person, at=clock(on, 21))
    if missing:
        done.then_refused(r.SignaturesMissing, cites=("A31", "B9.5"), missing=missing, stage=stage)
    else:
        assert done.recorded


NO_PARTY_GROUP = Major(threshold=Decimal(50000), others=Decimal(0), days=30, motion="", cites=("A31",))


@pytest.mark.parametrize("handler", [A, B, C])
@pytest.mark.parametrize("logistics", [A, B, C])
@pytest.mark.parametrize("discipline", [A, B, C])
def test_the_three_are_three_different_people(handler: str, logistics: str, discipline: str) -> None:
    """Whoever signs in which post, holding it or standing in: one person counts once (A31). A handles it."""
    purchase = given(*TO_ORDER, of=Purchase).aggregate
    refused: dict[str, str] = {}
    for role, person in zip(Signatory, (handler, logistics, discipline), strict=True):
        try:
            purchase.sign(act(by=person, on=CHOSEN, stands_in_for="p200"), role)
        except (r.SamePerson, OwnMatter) as refusal:
            refused[role.value] = refusal.code
    together = {handler, logistics, discipline}
    try:
        purchase.order(act(by=A, on=ORDERED), contract="x", amount=Decimal(900), on=ORDERED, major=NO_PARTY_GROUP)
        passed = True
    except r.SignaturesMissing:
        passed = False
    assert passed == (len(together) == 3 and A not in (logistics, discipline))
    assert bool(refused) != passed


def test_one_who_stands_in_for_the_other_post_signs_once(desk: Desk) -> None:
    stands_in(desk, "discipline-head", LOGISTICS, DISCIPLINE)
    given(*chosen(), *signed(CHOSEN, LOGISTICS), to=desk)
    sign = SignForDiscipline(purchase=PURCHASE)
    assert sign.NAME not in seen(desk, LOGISTICS, CHOSEN).allowed
    given(to=desk).when(sign, by=LOGISTICS, at=clock(CHOSEN, 15)).then_refused(r.SamePerson, cites=("A31", "B9.5"))
    given(to=desk).when(sign, by=DISCIPLINE, at=clock(CHOSEN, 15)).then(fact(e.PurchaseSigned, post="discipline-head"))


def test_a_stand_in_signs_for_the_holder(desk: Desk) -> None:
    stands_in(desk, "deputy-head-office-logistics", "p009", LOGISTICS)
    given(*chosen(), to=desk).when(SignForLogistics(purchase=PURCHASE), by="p009", at=clock(CHOSEN, 15)).then(
        fact(e.PurchaseSigned, role="logistics", stands_in_for=LOGISTICS, post="deputy-head-office-logistics")
    )
    given(to=desk).when(SignForLogistics(purchase=PURCHASE), by=LOGISTICS, at=clock(CHOSEN, 16)).then_refused(
        r.SignedAlready
    )


def test_who_handles_it_or_asked_for_it_signs_for_nobody_else(desk: Desk) -> None:
    """p010 is the deputy director for logistics: of what they asked for, their stand-in signs."""
    own = request(department="office", line="equipment", handler="p018", estimate="900")
    asked = by(LOGISTICS, ASKED, own)
    handled = (*quotes("900", person="p018"), by("p018", CHOSEN, ChooseSupplier(purchase=PURCHASE, supplier=CHEAP), 8))
    given(*before(), asked, *handled, to=desk)
    for operation in (SignForLogistics(purchase=PURCHASE), DeclinePurchase(purchase=PURCHASE, reason="x")):
        assert operation.NAME not in seen(desk, LOGISTICS, CHOSEN).allowed
        given(to=desk).when(operation, by=LOGISTICS, at=clock(CHOSEN, 21)).then_refused(OwnMatter)
    stands_in(desk, "deputy-head-office-logistics", "p009", LOGISTICS)
    given(to=desk).when(SignForLogistics(purchase=PURCHASE), by="p009", at=clock(CHOSEN, 22)).then(e.PurchaseSigned)


def test_a_signature_is_withdrawn_before_the_step_and_by_its_giver(desk: Desk) -> None:
    back = WithdrawSignature(purchase=PURCHASE, reason="数量有误")
    given(*chosen(), *signed(CHOSEN), to=desk).when(back, by=DISCIPLINE, at=clock(CHOSEN, 15)).then(
        fact(e.PurchaseSignatureWithdrawn, role="discipline", stage="order")
    ).then_answer(missing=["discipline"])
    given(to=desk).when(back, by=DISCIPLINE, at=clock(CHOSEN, 15)).then_refused(r.NotSigned)
    given(to=desk).when(back, by=COLLEAGUE, at=clock(CHOSEN, 15)).then_refused(Forbidden)
    given(*signed(CHOSEN, DISCIPLINE, hour=16), by(STAFF, ORDERED, order()), to=desk)
    given(to=desk).when(back, by=DISCIPLINE, at=clock(ORDERED, 15)).then_refused(WrongStatus)


def test_who_declines_sends_it_back_to_the_quotes(desk: Desk) -> None:
    decline = DeclinePurchase(purchase=PURCHASE, reason="报价偏高")
    given(*chosen(), *signed(CHOSEN), to=desk).when(decline, by=DISCIPLINE, at=clock(CHOSEN, 15)).then(
        fact(e.PurchaseDeclined, voids=1, reason="报价偏高")
    ).then_answer(status="comparing", signatures=[])
    given(to=desk).when(order(), by=STAFF, at=clock(ORDERED)).then_refused(WrongStatus)


def test_another_handler_signs_anew_with_the_others(desk: Desk) -> None:
    name = NamePurchaseHandler(purchase=PURCHASE, handler=COLLEAGUE, reason="原经办人借调")
    given(*chosen(), *signed(CHOSEN), to=desk).when(name, by=HEAD, at=clock(CHOSEN, 15)).then(
        fact(e.PurchaseHandlerNamed, person=COLLEAGUE, was=STAFF, voids=1, round=2)
    ).then_answer(person=COLLEAGUE, missing=["handler", "logistics", "discipline"])
    given(to=desk).when(name, by=HEAD, at=clock(CHOSEN, 15)).then_refused(Invalid)
    given(to=desk).when(name, by=STAFF, at=clock(CHOSEN, 15)).then_refused(Forbidden)
    given(to=desk).when(SignAsHandler(purchase=PURCHASE), by=STAFF, at=clock(CHOSEN, 15)).then_refused(Forbidden)
    given(to=desk).when(SignAsHandler(purchase=PURCHASE), by=COLLEAGUE, at=clock(CHOSEN, 15)).then(e.PurchaseSigned)
    proven(desk.app)
