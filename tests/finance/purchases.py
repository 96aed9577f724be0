"""What the tests of purchases and assets begin with: suppliers, money, and a purchase on its way.

The handler is p024 of finance-economy. Ids: 1 to 3 the suppliers, 4 the voucher of the funds, 5 the purchase.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.directory.events import DelegationGiven, PersonLeft
from services.finance.invoices.numbers import credit_check, invoice_id
from services.finance.operations import log
from services.finance.procurement import events as e
from services.finance.procurement.operations import (
    AcceptDelivery,
    CheckPurchaseInvoice,
    ChooseSupplier,
    EnterDelivery,
    EnterQuote,
    GetPurchase,
    HandInPurchaseInvoice,
    InvoiceOf,
    OrderGoods,
    PayPurchase,
    RequestPurchase,
    SignAsHandler,
    SignForDiscipline,
    SignForLogistics,
)
from services.finance.procurement.purchase import Signatory
from services.finance.suppliers.operations import EnterSupplier
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode, public_bytes
from tests.finance.desk import ACCOUNTANT, CASHIER, DISCIPLINE, LOGISTICS, STAFF, Desk, by, day
from tests.finance.invoices import NUMBER, typed
from tests.finance.money import funds, planned
from tests.given import By, fact

ASKED, CHOSEN, ORDERED, CAME, OWED, PAID = (day(6, n) for n in (9, 10, 11, 16, 17, 18))
"""Days of a purchase's way."""
CHEAP, DEAR, THIRD = (UUID(int=n) for n in (1, 2, 3))
PURCHASE = UUID(int=5)
SIGNERS = (STAFF, LOGISTICS, DISCIPLINE)
ROLES = dict(
    zip(
        Signatory, ((SignAsHandler, STAFF), (SignForLogistics, LOGISTICS), (SignForDiscipline, DISCIPLINE)), strict=True
    )
)


def before(bank: str = "300000", amount: str = "200000") -> tuple[By, ...]:
    suppliers = (by(LOGISTICS, ASKED, EnterSupplier(name=f"供应商{n}", tax_number=tax_number(n)), 8) for n in (1, 2, 3))
    return *planned(amount, "equipment"), *suppliers, funds(bank, "0", on=ASKED)


def request(estimate: str = "8000", quantity: int = 10, **more: Any) -> RequestPurchase:
    said: dict[str, Any] = {
        "department": "finance-economy", "category": "computers", "what": "打印机", "line": "equipment",
        "reason": "原有设备报废",
    }  # fmt: skip
    return RequestPurchase(estimate=Decimal(estimate), quantity=quantity, **{**said, **more})


def quote(supplier: UUID, amount: str, purchase: UUID = PURCHASE, on: date = ASKED) -> EnterQuote:
    return EnterQuote(purchase=purchase, supplier=supplier, amount=Decimal(amount), on=on)


def quotes(*amounts: str, purchase: UUID = PURCHASE, person: str = STAFF) -> tuple[By, ...]:
    """Of as many suppliers, in their order."""
    return tuple(
        by(person, ASKED, quote(supplier, amount, purchase), 11)
        for supplier, amount in zip((CHEAP, DEAR, THIRD), amounts, strict=False)
    )


def chosen(*amounts: str, supplier: UUID = CHEAP, reason: str = "", **more: Any) -> tuple[By, ...]:
    """Asked for, compared, and the first supplier chosen."""
    amounts = amounts or ("7500", "7800", "8100")
    choice = ChooseSupplier(purchase=PURCHASE, supplier=supplier, reason=reason)
    return *before(), by(STAFF, ASKED, request(**more)), *quotes(*amounts), by(STAFF, CHOSEN, choice, 8)


def signed(on: date, *people: str, purchase: UUID = PURCHASE, hour: int = 10) -> tuple[By, ...]:
    """By these of the three, each in their post; by all where nobody is named."""
    said = (SignAsHandler, SignForLogistics, SignForDiscipline)
    return tuple(
        by(person, on, operation(purchase=purchase), hour)
        for person, operation in zip(SIGNERS, said, strict=True)
        if person in (people or SIGNERS)
    )


def order(amount: str = "7500", purchase: UUID = PURCHASE, on: date = ORDERED) -> OrderGoods:
    return OrderGoods(purchase=purchase, contract="云采2025-1", amount=Decimal(amount), on=on)


def ordered(amount: str = "7500", *amounts: str, **more: Any) -> tuple[By, ...]:
    return *chosen(*amounts, **more), *signed(CHOSEN), by(STAFF, ORDERED, order(amount))


def delivery(quantity: int = 10, defective: int = 0, on: date = CAME) -> EnterDelivery:
    return EnterDelivery(purchase=PURCHASE, on=on, quantity=quantity, defective=defective, note="外观完好")


def came(quantity: int = 10, defective: int = 0, hour: int = 9) -> tuple[By, ...]:
    """Delivered, and accepted by the three."""
    accepted = by(LOGISTICS, CAME, AcceptDelivery(purchase=PURCHASE), hour)
    return by(STAFF, CAME, delivery(quantity, defective), hour), *signed(CAME, hour=hour), accepted


def tax_number(n: int) -> str:
    return (first := f"91370100MA3C1D2E{n}") + credit_check(first)


def registered(amount: str = "7500", n: int = 1, number: str = NUMBER, supplier: int = 1) -> By:
    """By the handler, of one of the suppliers."""
    gross = Decimal(amount)
    more = {"seller": f"供应商{supplier}", "seller_tax": tax_number(supplier), "net": gross, "tax": Decimal(0)}
    return by(STAFF, OWED, typed(number, on=CAME, gross=gross, **more), 7 + n)


def hand_in(*invoices: UUID) -> HandInPurchaseInvoice:
    return HandInPurchaseInvoice(
        purchase=PURCHASE, invoices=tuple(InvoiceOf(invoice=one) for one in invoices or (invoice_id("", NUMBER),))
    )


CHECK = CheckPurchaseInvoice(purchase=PURCHASE)


def owed(amount: str = "7500", **more: Any) -> tuple[By, ...]:
    return *ordered(amount, amount, amount, amount, **more), *came(more.get("quantity", 10)), *invoiced(amount)


def invoiced(amount: str = "7500") -> tuple[By, ...]:
    return registered(amount), by(STAFF, OWED, hand_in(), 10), by(ACCOUNTANT, OWED, CHECK, 10)


def paid(amount: str = "7500", **more: Any) -> tuple[By, ...]:
    return *owed(amount, **more), *signed(OWED, hour=11), by(CASHIER, PAID, PayPurchase(purchase=PURCHASE))


def stands_in(desk: Desk, post: str, deputy: str, holder: str) -> None:
    """From the first of June to its end."""
    last = desk.told[-1].position
    given = {"of_post": post, "number": 9, "holder": holder, "deputy": deputy, "day": day(6, 1), "until": day(7, 1)}
    event = fact(DelegationGiven, **given).event(UUID(int=900 + len(desk.told)), 1)
    data = public_bytes(event.TOPIC, encode(event))
    desk.told.append(Message("directory", last + 1, last, event.TOPIC, event.originator_id.hex, data))
    desk.inbox.catch_up()


def seen(desk: Desk, person: str = LOGISTICS, on: Any = PAID, purchase: UUID = PURCHASE) -> Any:
    return desk.on(on, person, GetPurchase(purchase=purchase), 20)


def waits(desk: Desk, person: str, operation: str, on: date) -> list[str]:
    """The numbers that lie on somebody's desk for this."""
    list_desk = next(one for one in log if one.NAME == "finance.list-desk")
    return [one.number for one in desk.on(on, person, list_desk(), 23).items if one.operation == f"finance.{operation}"]


def leaves(desk: Desk, person: str, on: date) -> None:
    last = desk.told[-1].position
    event = fact(PersonLeft, day=on, person=person).event(UUID(int=800), 99)
    data = public_bytes(event.TOPIC, encode(event))
    desk.told.append(Message("directory", last + 1, last, event.TOPIC, event.originator_id.hex, data))
    desk.inbox.catch_up()


A, B, C = "p101", "p102", "p103"
ASKED_FOR = fact(
    e.PurchaseRequested, number="2025-0001", person=A, actor=A, category="computers", what="x", quantity=10, unit="台",
    estimate=Decimal(900), line="equipment", reason="x",
)  # fmt: skip
TO_ORDER = (
    ASKED_FOR,
    fact(e.QuoteEntered, number="2025-0001", person=A, supplier=CHEAP, name="甲", amount=Decimal(900), on=ASKED),
    fact(e.SupplierChosen, number="2025-0001", person=A, supplier=CHEAP, name="甲", amount=Decimal(900),
         lowest=Decimal(900), quotes=1, needed=1, round=1),
)  # fmt: skip
"""A purchase of A's that waits to be ordered, as the aggregate alone knows it."""
