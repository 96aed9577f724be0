"""Carries out invoices: registered once, corrected, withdrawn, made void, taken back (A32, B10.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.finance.invoices import files
from services.finance.invoices import operations as ops
from services.finance.invoices.checking import CITES, checked
from services.finance.invoices.face import Face
from services.finance.invoices.invoice import Invoice, InvoiceStatus, InvoiceUsedTwice, Source
from services.finance.invoices.numbers import invoice_id
from services.finance.invoices.record import InvoiceRecord, register
from services.finance.money import FEN
from services.finance.posts import ACCOUNTANT
from services.kernel.domain.who import SELF, Subject, standing
from services.kernel.procedure.attachments.folder import declare, folder_id
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Answer, Context
from services.kernel.procedure.operations import Query
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Refusal

if TYPE_CHECKING:
    from services.kernel.procedure.long_context import LongContext

KIND = "invoice"
"""What its attachments are called by."""
procedure = Procedure("invoices", zh="发票", en="Invoices", registers=[register])
commands = Commands(procedure, Invoice, key="invoice", record=InvoiceRecord, shows=ops.GetInvoice)
procedure.attachable(
    KIND,
    ops.GetInvoice,
    by=(SELF, ACCOUNTANT),
    open=lambda invoice: invoice.status is InvoiceStatus.REGISTERED and not invoice.digest,
)


class OwnRefund(Refusal):
    """Nobody says of their own debt that it was paid."""

    code = "finance.invoice-own-refund"
    kind = "forbidden"
    next = ("请由另一名财务人员登记。", "Leave it to somebody else who keeps the money.")


# -- registering ------------------------------------------------------------------------------------------------------


def registered(ctx: Context, face: Face, *, source: Source, digest: str = "") -> Invoice:
    """A new one, not saved yet; `face` was checked."""
    invoice = unused(ctx, face)
    department = ctx.organ.department_of(ctx.caller, ctx.today)
    invoice.register(ctx.act, face, department=department, source=source.value, digest=digest)
    return invoice


def unused(ctx: Context, face: Face) -> Invoice:
    """The invoice with this number, of which nobody has registered one. Who registered it is told to those who may see
    it, and that it is known to everybody."""
    found = ctx.find(Invoice, invoice_id(face.code, face.number))
    if found.unused:
        return found
    about = Subject(found.person, found.department)
    sees = standing(ops.READERS, ctx.organ, ctx.caller, about, ctx.today) is not None
    first = {"invoice": str(found.id), "person": found.person, "status": str(found.status)} if sees else {}
    raise InvoiceUsedTwice(
        "该发票已经登记，一张发票只能登记、报销一次。",
        "The invoice is registered already: each is registered and claimed once.",
        cites=CITES,
        first=first,
    )


@commands.opens(ops.RegisterInvoice)
def register_invoice(op: ops.RegisterInvoice, ctx: Context) -> Invoice:
    face = checked(ctx, _typed(op, op.code, op.number), bought=op.bought)
    return registered(ctx, face, source=Source.TYPED)


def reduced(invoice: InvoiceRecord, ctx: Context) -> bool:
    return invoice.left != invoice.gross


@procedure.handles_long(ops.ReadInvoiceFile)
def read_invoice_file(op: ops.ReadInvoiceFile, ctx: LongContext) -> Answer:
    """The invoice and its original, or neither."""
    found, file = files.read(op, ctx)

    def record(op: ops.ReadInvoiceFile, job: Context) -> Query:
        face = files.face_of(job, op, found)
        invoice = registered(job, face, source=Source(found.source), digest=file.digest)
        folder = job.find(declare(job.service).folder, folder_id(KIND, invoice.id))
        most = job.rules.value("attachments.max_files", job.today, int)
        job.save(invoice)
        folder.attach(job.act, file, kind=KIND, record=invoice.id, department=invoice.department, most=most)
        job.save(folder)
        return commands.done(job, invoice, op)

    return ctx.command(record)


@commands.does(ops.CorrectInvoice, unless=reduced)
def correct_invoice(op: ops.CorrectInvoice, invoice: Invoice, ctx: Context) -> None:
    face = checked(ctx, _typed(op, invoice.code, invoice.number))
    invoice.correct(ctx.act, face, reason=op.reason)


def _typed(op: ops.Standing, code: str, number: str) -> Face:
    net = op.gross - op.tax - op.other if op.net is None else op.net
    return Face(
        kind=op.kind, code=code, number=number, on=op.on, net=net, tax=op.tax, other=op.other, gross=op.gross,
        seller=op.seller, seller_tax=op.seller_tax, buyer=op.buyer, buyer_tax=op.buyer_tax,
        buyer_reason=op.buyer_reason, check_code=op.check_code,
    )  # fmt: skip


@commands.does(ops.WithdrawInvoice, unless=reduced)
def withdraw_invoice(op: ops.WithdrawInvoice, invoice: Invoice, ctx: Context) -> None:
    """Whoever registers the number next does not find this one's files."""
    invoice.withdraw(ctx.act, reason=op.reason)
    ctx.save(invoice)
    folder = ctx.find(declare(ctx.service).folder, folder_id(KIND, invoice.id))
    for number in tuple(folder.files):
        folder.remove(
            ctx.act, kind=KIND, record=invoice.id, number=number, department=invoice.department, reason=op.reason
        )
    ctx.save(folder)


commands.acts(ops.VoidInvoice, Invoice.void)


# -- being taken back -------------------------------------------------------------------------------------------------


@commands.does(ops.EnterRedLetter)
def enter_red_letter(op: ops.EnterRedLetter, invoice: Invoice, ctx: Context) -> None:
    """The seller and the buyer are those of the invoice."""
    said = InvoiceRecord.of(ctx.shown(InvoiceRecord, invoice.id))
    gross, tax, other = (sum_.quantize(FEN) for sum_ in (op.gross, op.tax, op.other))
    typed = Face(
        kind=op.kind, code=op.code, number=op.number, on=op.on, net=gross - tax - other, tax=tax, other=other,
        gross=gross, seller=said.seller, seller_tax=said.seller_tax, buyer=said.buyer, buyer_tax=said.buyer_tax,
        buyer_reason=said.buyer_reason,
    )  # fmt: skip
    face = checked(ctx, typed)
    red = unused(ctx, face)
    invoice.take_back(ctx.act, face)
    red.be_red(
        ctx.act, face, person=invoice.person, department=invoice.department, reverses=invoice.id, reason=op.reason
    )  # fmt: skip
    ctx.save(invoice, red)


def own(invoice: InvoiceRecord, ctx: Context) -> bool:
    return invoice.person == ctx.caller


@commands.does(ops.NoteRefund, unless=own)
def note_refund(op: ops.NoteRefund, invoice: Invoice, ctx: Context) -> None:
    if invoice.person == ctx.caller:
        raise OwnRefund("不能登记本人报销款的收回。", "Nobody enters that their own debt was paid.", cites=CITES)
    invoice.note_refund(ctx.act, note=op.note)


commands.lists(ops.ListInvoices)
commands.exports(ops.ExportInvoices, "invoices")
commands.waits(ops.NoteRefund, title="seller")
