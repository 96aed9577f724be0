"""Carries out purchases: compared, signed for, ordered, accepted, owed, paid, closed (A31, B9.5)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from services.directory.organ import check_department, check_person, picture
from services.finance.bounces import Payment, came_back, never_came_back, paid_again
from services.finance.budget import using as budget
from services.finance.carried import carried
from services.finance.invoices import using as invoices
from services.finance.invoices.invoice import Invoice, InvoiceStatus
from services.finance.invoices.record import InvoiceRecord
from services.finance.ledger.posting import OFFICE, credit, debit, post, take_back, till
from services.finance.money import total
from services.finance.posts import ACCOUNTANT, LOGISTICS
from services.finance.procurement import events as e
from services.finance.procurement import operations as ops
from services.finance.procurement.purchase import (
    CITES,
    UNPAID,
    Major,
    Purchase,
    PurchaseStatus,
    Signatory,
    reference_of,
)
from services.finance.procurement.record import PurchaseRecord, register
from services.finance.procurement.refusals import AssetsMissing, OtherSeller
from services.finance.procurement.views import bought, bought_with, category_of, registered_of, seen
from services.finance.separation import check_segregated, one_hand
from services.finance.suppliers.handlers import orderable
from services.finance.suppliers.record import SupplierRecord
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Finds, Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Bands

DURABLE = "durable"
procedure = Procedure("procurement", zh="采购", en="Purchases", registers=[register])
procedure.attachable(
    "purchase",
    ops.GetPurchase,
    by=(SELF, LOGISTICS, ACCOUNTANT),
    open=lambda one: one.status not in (PurchaseStatus.CLOSED, PurchaseStatus.CANCELLED),
)
commands = Commands(
    procedure, Purchase, key="purchase", record=PurchaseRecord, shows=ops.GetPurchase, views=seen
)  # fmt: skip


@commands.opens(ops.RequestPurchase)
def request_purchase(op: ops.RequestPurchase, ctx: Context) -> Purchase:
    check_department(ctx, op.department, ctx.today)
    check_choice(ctx, "budget.lines", op.line, "line")
    category_of(ctx, op.category)
    handler = op.handler or ctx.caller
    check_person(ctx, handler, ctx.today, "handler")
    purchase = Purchase(ctx.new_id())
    number = next_number(ctx, PurchaseRecord.TABLE, ctx.today.year)
    asked = op.model_dump(exclude={"handler"})
    purchase.trigger(e.PurchaseRequested, ctx.act, number=number, person=handler, **asked)
    return purchase


@commands.does(ops.NamePurchaseHandler)
def name_handler(op: ops.NamePurchaseHandler, purchase: Purchase, ctx: Context) -> None:
    check_person(ctx, op.handler, ctx.today, "handler")
    if op.handler == purchase.person:
        raise Invalid("已由该人员经办。", "They handle it already.", fields=[{"field": "handler"}])
    purchase.name_handler(ctx.act, person=op.handler, reason=op.reason)


@commands.does(ops.EnterQuote)
def enter_quote(op: ops.EnterQuote, purchase: Purchase, ctx: Context) -> None:
    check_happened(ctx, op.on)
    name = orderable(ctx, op.supplier).name
    purchase.enter_quote(ctx.act, supplier=op.supplier, name=name, amount=op.amount, on=op.on)


def _needed(ctx: Context, amount: Decimal) -> int:
    """Of how many suppliers a quote is asked for that much."""
    return int(ctx.rules.value("procurement.quotes", ctx.today, Bands).at(amount))


def too_few(one: PurchaseRecord, ctx: Context) -> bool:
    """Whichever of them were chosen."""
    return not any(len(one.quotes) >= _needed(ctx, max(one.estimate, quote.amount)) for quote in one.quotes)


@commands.does(ops.ChooseSupplier, unless=too_few)
def choose_supplier(op: ops.ChooseSupplier, purchase: Purchase, ctx: Context) -> None:
    orderable(ctx, op.supplier)
    needed = _needed(ctx, purchase.needs_quotes_for(op.supplier))
    cites = ctx.rules.cite("procurement.quotes", ctx.today)
    purchase.choose(ctx.act, supplier=op.supplier, needed=needed, reason=op.reason, cites=cites)


def _compared(enough: bool) -> Finds:
    """For its handler: what has quotes enough, or too few yet. One that was chosen waits for the three instead."""

    def finds(ctx: Context) -> Iterator[Waiting]:
        for one in seen(ctx, ctx.rows_of(PurchaseRecord, status=PurchaseStatus.COMPARING)):
            if too_few(one, ctx) != enough:
                about = Subject(one.person, one.department)
                yield Waiting(str(one.id), about, number=one.number, title=one.what, since=one.requested_on)

    return finds


def _without_handler(ctx: Context) -> Iterator[Waiting]:
    """Whose handler is no longer in the organ."""
    for row in ctx.rows_of(PurchaseRecord, status=[one.value for one in UNPAID]):
        if not picture(ctx).is_active(row.person, ctx.today):
            yield Waiting(row.id, Subject(department=row.department), number=row.number, title=row.what)


procedure.waiting += [
    Waits(ops.NamePurchaseHandler, ops.GetPurchase, _without_handler),
    Waits(ops.EnterQuote, ops.GetPurchase, _compared(enough=False)),
    Waits(ops.ChooseSupplier, ops.GetPurchase, _compared(enough=True)),
]


# -- the three --------------------------------------------------------------------------------------------------------


def own(one: PurchaseRecord, ctx: Context) -> bool:
    return ctx.caller in (one.person, one.requested_by)


def incomplete(one: PurchaseRecord, ctx: Context) -> bool:
    return bool(one.missing)


def _signs(operation: type[Command], role: Signatory) -> None:
    def unless(one: PurchaseRecord, ctx: Context) -> bool:
        """That post has signed, or they have in another, or it is their own to be signed for by others."""
        theirs = role is not Signatory.HANDLER and own(one, ctx)
        return role not in one.missing or ctx.caller in one.signers or theirs

    @commands.does(operation, unless=unless)
    def sign(op: Command, purchase: Purchase, ctx: Context) -> None:
        purchase.sign(ctx.act, role)

    commands.waits(operation, title="what")


_signs(ops.SignAsHandler, Signatory.HANDLER)
_signs(ops.SignForLogistics, Signatory.LOGISTICS)
_signs(ops.SignForDiscipline, Signatory.DISCIPLINE)
commands.acts(
    ops.WithdrawSignature, Purchase.withdraw_signature, unless=lambda one, ctx: ctx.caller not in one.signers
)  # fmt: skip
commands.acts(ops.DeclinePurchase, Purchase.decline, unless=own)


# -- order and receipt ------------------------------------------------------------------------------------------------


def not_to_order(one: PurchaseRecord, ctx: Context) -> bool:
    return incomplete(one, ctx) or one.awaits


@commands.does(ops.OrderGoods, unless=not_to_order)
def order_goods(op: ops.OrderGoods, purchase: Purchase, ctx: Context) -> None:
    check_happened(ctx, op.on)
    orderable(ctx, purchase.supplier)
    major = Major(
        threshold=ctx.rules.value("procurement.collective_from", op.on, Decimal),
        others=bought_with(bought(ctx, op.on), purchase.department, purchase.category),
        days=ctx.rules.value("procurement.adds_up_days", op.on, int),
        motion=carried(ctx, reference_of(purchase.number)),
        cites=ctx.rules.cite("procurement.collective_from", op.on),
    )
    purchase.order(ctx.act, contract=op.contract, amount=op.amount, on=op.on, major=major)
    budget.commit(ctx, _key(purchase), op.amount, purchase.id)


def _key(purchase: Purchase) -> budget.Key:
    return budget.Key(purchase.year, purchase.line, purchase.department)


@commands.does(ops.EnterDelivery)
def enter_delivery(op: ops.EnterDelivery, purchase: Purchase, ctx: Context) -> None:
    check_happened(ctx, op.on)
    purchase.deliver(ctx.act, on=op.on, quantity=op.quantity, defective=op.defective, note=op.note)


def not_to_accept(one: PurchaseRecord, ctx: Context) -> bool:
    return own(one, ctx) or incomplete(one, ctx)


commands.acts(ops.AcceptDelivery, Purchase.accept, unless=not_to_accept)
commands.acts(ops.EndDeliveries, Purchase.end_deliveries, unless=lambda one, ctx: not one.accepted)


# -- what is owed and paid --------------------------------------------------------------------------------------------


@commands.does(ops.HandInPurchaseInvoice)
def hand_in_invoice(op: ops.HandInPurchaseInvoice, purchase: Purchase, ctx: Context) -> None:
    supplier = ctx.row(SupplierRecord, id=purchase.supplier.hex)
    taken = [invoices.take(ctx, one, purchase.id) for one in dict.fromkeys(row.invoice for row in op.invoices)]
    for one in taken:
        seller = ctx.shown(InvoiceRecord, one.id).seller_tax
        if seller and seller != supplier.tax_number:
            raise OtherSeller(
                f"发票{one.number}的销售方不是所选供应商。",
                f"Invoice {one.number} is not the chosen supplier's.",
                cites=CITES,
                number=one.number,
            )
    amount = total(one.left for one in taken)
    ids, numbers = tuple(one.id for one in taken), tuple(one.number for one in taken)
    purchase.hand_in(ctx.act, invoices=ids, numbers=numbers, amount=amount)


@commands.does(ops.CheckPurchaseInvoice, unless=own)
def check_invoice(op: ops.CheckPurchaseInvoice, purchase: Purchase, ctx: Context) -> None:
    """At what is left of them today. What is durable and worth the value becomes assets, the rest is spent."""
    purchase.check_invoice(ctx.act)
    owed = [ctx.find(Invoice, one) for one in purchase.invoices]
    for one in owed:
        one.expect((InvoiceStatus.CLAIMED,), zh="审核", en="check", cites=CITES)
    amount = total(one.left for one in owed)
    category = category_of(ctx, purchase.category)
    worth = amount / purchase.accepted >= ctx.rules.value("assets.value_from", ctx.today, Decimal)
    durable = category.text("kind") == DURABLE and worth
    voucher = post(
        ctx, f"采购{purchase.number}：{category.zh}",
        debit("assets" if durable else "expense", amount, line=purchase.line, department=purchase.department),
        credit("payables", amount), shows=ops.GetPurchase, about=purchase.id, cites=CITES,
    )  # fmt: skip
    said = tuple(e.InvoiceOwed(invoice=one.id, amount=one.left) for one in owed)
    purchase.owe(ctx.act, invoices=said, voucher=voucher, assets=purchase.accepted if durable else 0)


@commands.does(ops.ReturnPurchaseInvoice, unless=lambda one, ctx: one.registered > 0)
def return_invoice(op: ops.ReturnPurchaseInvoice, purchase: Purchase, ctx: Context) -> None:
    _check_assets(ctx, purchase, 0)
    for one in purchase.invoices:
        invoices.free(ctx, one, purchase.id)
    voucher = take_back(ctx, purchase.voucher, op.reason) if purchase.voucher else ""
    purchase.return_invoice(ctx.act, reason=op.reason, voucher=voucher)


def not_to_pay(one: PurchaseRecord, ctx: Context) -> bool:
    return own(one, ctx) or incomplete(one, ctx) or ctx.caller in one.signers


@commands.does(ops.PayPurchase, unless=not_to_pay)
def pay(op: ops.PayPurchase, purchase: Purchase, ctx: Context) -> None:
    purchase.check_payment(ctx.act)
    if purchase.status is PurchaseStatus.BOUNCED:
        voucher = paid_again(ctx, _payment(purchase), purchase.owed, till(ctx, OFFICE).bank)
        purchase.trigger(e.PurchasePaidAgain, ctx.act, amount=purchase.owed, voucher=voucher)
        return
    for one in purchase.invoiced:
        invoices.settle(ctx, one.invoice, purchase.id, one.amount)
    budget.spend(ctx, _key(purchase), purchase.owed, purchase.id)
    budget.release(ctx, _key(purchase), purchase.id)
    voucher = post(
        ctx, f"支付采购{purchase.number}", debit("payables", purchase.owed), credit("bank", purchase.owed),
        shows=ops.GetPurchase, about=purchase.id, cites=CITES,
    )  # fmt: skip
    purchase.trigger(e.PurchasePaid, ctx.act, amount=purchase.owed, voucher=voucher)


def _payment(purchase: Purchase) -> Payment:
    return Payment(f"采购{purchase.number}", ops.GetPurchase, purchase.id, purchase.payment, purchase.paid_on)


def paid_by_oneself(one: PurchaseRecord, ctx: Context) -> bool:
    return one_hand(ctx, one.paid_by)


@commands.does(ops.RecordPurchaseBounce, unless=paid_by_oneself)
def bounce(op: ops.RecordPurchaseBounce, purchase: Purchase, ctx: Context) -> None:
    check_segregated(ctx, purchase.payer)
    voucher = came_back(ctx, _payment(purchase), purchase.owed, op.on)
    purchase.bounce(ctx.act, on=op.on, voucher=voucher, reason=op.reason)


@commands.does(ops.TakeBackPurchaseBounce, unless=paid_by_oneself)
def take_bounce_back(op: ops.TakeBackPurchaseBounce, purchase: Purchase, ctx: Context) -> None:
    check_segregated(ctx, purchase.payer)
    voucher = never_came_back(ctx, purchase.bounce_voucher, op.reason)
    bounced = purchase.bounce_voucher
    purchase.trigger(e.PurchaseBounceTakenBack, ctx.act, bounced=bounced, voucher=voucher, reason=op.reason)


@commands.does(ops.CancelPurchase, unless=lambda one, ctx: one.accepted > 0)
def cancel(op: ops.CancelPurchase, purchase: Purchase, ctx: Context) -> None:
    if purchase.year:
        budget.release(ctx, _key(purchase), purchase.id)
    purchase.cancel(ctx.act, reason=op.reason)


def _check_assets(ctx: Context, purchase: Purchase, wanted: int) -> None:
    registered = registered_of(ctx, [purchase.id.hex])[purchase.id.hex]
    if registered != wanted:
        raise AssetsMissing(
            f"应登记{wanted}件固定资产，已登记{registered}件。",
            f"{registered} assets of it are registered; it should be {wanted}.",
            cites=CITES,
            registered=registered,
            wanted=wanted,
        )


@commands.does(ops.ClosePurchase, unless=lambda one, ctx: one.registered < one.assets)
def close(op: ops.ClosePurchase, purchase: Purchase, ctx: Context) -> None:
    _check_assets(ctx, purchase, purchase.assets)
    purchase.trigger(e.PurchaseClosed, ctx.act)


commands.lists(ops.ListPurchases)
commands.exports(ops.ExportPurchases, "purchases")
prints(procedure, ops.PrintPurchase)
prints(procedure, ops.PrintAcceptance)
prints(procedure, ops.PrintPurchasePayment)
commands.waits(ops.OrderGoods, since="chosen_on", title="what")
commands.waits(ops.EnterDelivery, since="ordered_on", title="what")
commands.waits(ops.AcceptDelivery, title="what")
commands.waits(ops.HandInPurchaseInvoice, since="received_on", title="what")
commands.waits(ops.CheckPurchaseInvoice, title="what")
commands.waits(ops.PayPurchase, title="what")
commands.waits(ops.ClosePurchase, since="paid_on", title="what")
