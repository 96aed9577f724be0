"""An invoice from its file: read apart, completed by what was typed, and the original kept with its digest (A32).

Whoever reads an electronic voucher into the books keeps the original of it, not a picture or a copy of what it says.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from services.finance.invoices import operations as ops
from services.finance.invoices.checking import CITES, checked, kind_named
from services.finance.invoices.face import Face
from services.finance.invoices.numbers import plain
from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable, together
from services.finance.invoices.readers.reading import MEDIA_TYPES, family, read_file
from services.finance.invoices.readers.values import squeezed
from services.finance.invoices.record import InvoiceRecord
from services.finance.money import ZERO
from services.kernel.procedure.attachments.contents import FileTooLarge, check_name, kind_of
from services.kernel.procedure.attachments.folder import Stored
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import shapes
from services.kernel.refusals import Refusal

if TYPE_CHECKING:
    from services.kernel.procedure.long_context import LongContext

MEGABYTE = 1_000_000
ALWAYS = ("number", "on", "gross")


class InvoiceUnreadable(Refusal):
    """No invoice can be taken from the file, or not all of one."""

    code = "finance.invoice-unreadable"
    kind = "invalid"
    next = (
        "请向开票方重新索取电子发票；或者手工登记，并将原件添加为附件。",
        "Ask the seller for the file anew; or type the invoice by hand and attach the original.",
    )


class RedLetterFile(Refusal):
    """A red letter is entered with the invoice that it takes back."""

    code = "finance.invoice-is-red-letter"
    kind = "invalid"
    next = (
        "请打开被冲销的发票，登记红字发票。",
        "Open the invoice that it takes back, and enter the red letter there.",
    )


def read(op: ops.ReadInvoiceFile, ctx: LongContext) -> tuple[ReadInvoice, Stored]:
    """What it says, and the file as it is kept. Nothing is kept of what would be refused."""
    name = check_name(op.file_name)
    most = ctx.reading(lambda reading: reading.rules.value("attachments.max_size", reading.today, int))
    if len(op.content) > most * MEGABYTE:
        raise FileTooLarge(
            f"发票文件不能超过{most} MB。", f"An invoice's file has at most {most} MB.", cites=CITES, limit=most
        )
    kind = family(op.content)
    try:
        if not kind or name.rpartition(".")[2].lower() != kind:
            raise Unreadable(Fault.KIND)
        found = ctx.aside(read_file, op.content)
    except Unreadable as unreadable:
        raise refusal(unreadable.fault, *unreadable.fields) from None
    found = _completed(found, op)
    ctx.reading(partial(_possible, op, found, name))
    scanner = ctx.app.office.scanner
    if scanner is not None:
        scanner.check(op.content)
    digest: str = ctx.aside(ctx.files.put, op.content)
    return found, Stored(digest, len(op.content), MEDIA_TYPES[kind], name)


def face_of(ctx: Context, op: ops.ReadInvoiceFile, found: ReadInvoice) -> Face:
    """As it is entered; refuses what the file does not say, or says in two ways."""
    kind = kind_named(ctx, found.kind)
    missing = [name for name in (*ALWAYS, *kind.words("needs")) if getattr(found, name) in (None, "")]
    if found.on is None or not found.gross or missing:
        raise refusal(Fault.MISSING, *dict.fromkeys(missing or ["gross"]))
    tax, other = found.tax or ZERO, found.other or ZERO
    face = Face(
        kind=found.kind, code=found.code, number=found.number, on=found.on, tax=tax, other=other, gross=found.gross,
        net=found.gross - tax - other if found.net is None else found.net, seller=found.seller,
        seller_tax=found.seller_tax, buyer=found.buyer, buyer_tax=found.buyer_tax, buyer_reason=op.buyer_reason,
        check_code=found.check_code,
    )  # fmt: skip
    return checked(ctx, face, bought=op.bought)


def _possible(op: ops.ReadInvoiceFile, found: ReadInvoice, name: str, ctx: Context) -> None:
    """What is refused before the file is kept, so that nothing is kept of it."""
    if found.is_red:
        raise RedLetterFile(
            "这是红字发票，不能用于报销。",
            "This is a red letter: nothing is claimed with it.",
            cites=CITES,
            number=found.number,
            reverses=found.reverses,
        )
    if found.disagreements:
        raise refusal(Fault.DIFFERENT, *found.disagreements)
    face_of(ctx, op, found)
    if family(op.content) != "xml":
        kinds = ctx.rules.value("attachments.kinds", ctx.today, tuple)
        kind_of(op.content, name, declared="", allowed=kinds)


def _completed(found: ReadInvoice, op: ops.ReadInvoiceFile) -> ReadInvoice:
    """By what was typed of that which the file does not say; where it says something else it is believed, and told."""
    typed = ReadInvoice(
        source=found.source, gross=op.gross, tax=op.tax, other=op.other, seller=squeezed(op.seller),
        seller_tax=plain(op.seller_tax), buyer=squeezed(op.buyer), buyer_tax=plain(op.buyer_tax),
    )  # fmt: skip
    return replace(together(found, typed), source=found.source)


def refusal(fault: Fault, *fields: str) -> InvoiceUnreadable:
    """Named by what stands on an invoice, in the register's own words."""
    titles = [shapes(InvoiceRecord)[name].title.partition(" / ") for name in fields]
    zh, en = "、".join(title[0] for title in titles), ", ".join(title[2] for title in titles)
    return InvoiceUnreadable(
        f"未能读出发票：{fault.zh}{zh and f'（{zh}）'}。",
        f"No invoice was read: {fault.en}{en and f' ({en})'}.",
        cites=CITES,
        fault=fault.value,
        fields=[{"field": name} for name in fields],
    )
