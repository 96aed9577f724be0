"""Suppliers (A31, B9.5): entered once, barred for a while, their accounts seen by who pays alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.finance.invoices.checking import WrongTaxNumber
from services.finance.suppliers import events as e
from services.finance.suppliers.operations import (
    BarSupplier,
    CorrectSupplier,
    EnterSupplier,
    ExportSuppliers,
    GetSupplier,
    ListSuppliers,
    ReadmitSupplier,
)
from services.finance.suppliers.supplier import SupplierKnown, barred
from services.kernel.domain.events import encode, public_bytes
from services.kernel.domain.words import WrongStatus
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    ACCOUNTANT,
    CASHIER,
    DISCIPLINE,
    FIRST,
    LOGISTICS,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.purchases import tax_number
from tests.given import By, fact, given, proven

MONDAY = day(6, 9)
AT = {"at": clock(MONDAY, 15)}
ACCOUNT = "某银行支行 6222000011112222"


def entered(number: str = tax_number(1), person: str = LOGISTICS) -> By:
    return by(person, MONDAY, EnterSupplier(name="齐鲁办公设备公司", tax_number=number, account=ACCOUNT))


def test_a_supplier_is_entered_once(desk: Desk) -> None:
    given(to=desk).when(entered().operation, by=LOGISTICS, **AT).then(
        fact(e.SupplierEntered, number="2025-0001", cites=("A31", "B9.5"))
    ).then_answer(status="listed", account=ACCOUNT)
    given(to=desk).when(entered().operation, by=ACCOUNTANT, **AT).then_refused(SupplierKnown, number="2025-0001")
    given(to=desk).when(entered().operation, by=STAFF, **AT).then_refused(Forbidden)
    wrong = tax_number(1)[:-1] + ("0" if tax_number(1)[-1] != "0" else "1")
    given(to=desk).when(entered(wrong).operation, by=LOGISTICS, **AT).then_refused(WrongTaxNumber)
    proven(desk.app)


def test_where_its_money_goes_is_seen_by_who_pays_and_leaves_the_service_nowhere(desk: Desk) -> None:
    given(
        entered(), by(ACCOUNTANT, MONDAY, CorrectSupplier(supplier=FIRST, name="齐鲁公司", account="新户 1")), to=desk
    )
    seen = {one: desk.on(MONDAY, one, GetSupplier(supplier=FIRST), 16).account for one in (CASHIER, STAFF)}
    assert seen == {CASHIER: "新户 1", STAFF: ""}
    assert [one.account for one in desk.on(MONDAY, STAFF, ListSuppliers(), 16).items] == [""]
    for event in desk.recorded():
        assert b"6222" not in public_bytes(event.TOPIC, encode(event))
    file = desk.on(MONDAY, CASHIER, ExportSuppliers(start=MONDAY, end=MONDAY), 16)
    assert not any("新户" in str(cell) for row in read_back(file.content) for cell in row)


def test_the_discipline_group_bars_and_readmits(desk: Desk) -> None:
    bar = BarSupplier(supplier=FIRST, reason="以次充好", until=day(12, 31))
    given(entered(), to=desk).when(bar, by=DISCIPLINE, **AT).then(fact(e.SupplierBarred, until=day(12, 31)))
    readmit = ReadmitSupplier(supplier=FIRST, reason="已整改")
    given(to=desk).when(readmit, by=LOGISTICS, **AT).then_refused(Forbidden)
    given(to=desk).when(readmit, by=DISCIPLINE, **AT).then(e.SupplierReadmitted).then_answer(until=None)
    given(to=desk).when(readmit, by=DISCIPLINE, **AT).then_refused(WrongStatus)
    late = BarSupplier(supplier=FIRST, reason="以次充好", until=day(6, 8))
    given(to=desk).when(late, by=DISCIPLINE, **AT).then_refused(Invalid)


def test_the_clock_readmits_once_the_time_is_over(desk: Desk) -> None:
    given(entered(), entered(tax_number(2)), to=desk)
    desk.on(MONDAY, LOGISTICS, BarSupplier(supplier=FIRST, reason="逾期交货", until=day(6, 30)))
    desk.on(MONDAY, LOGISTICS, BarSupplier(supplier=UUID(int=2), reason="围标"))
    assert desk.ticked(day(6, 30), e.SupplierReadmitted) == []
    assert [one.originator_id for one in desk.ticked(day(7, 1), e.SupplierReadmitted)] == [FIRST]
    assert desk.ticked(day(7, 2), e.SupplierReadmitted) == []


@pytest.mark.parametrize(
    ("status", "until", "yes"),
    [("listed", None, False), ("barred", None, True), ("barred", day(6, 9), True), ("barred", day(6, 8), False)],
)
def test_who_is_barred_on_the_day(status: str, until: object, yes: bool) -> None:
    """To the end of the last day, whether the clock has run or not."""
    assert barred(status, until, MONDAY) is yes  # type: ignore[arg-type]
