"""Carries out the register of suppliers: entered, corrected, barred and readmitted (A31, B9.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.finance.invoices.checking import WrongTaxNumber
from services.finance.invoices.numbers import is_tax_number, plain
from services.finance.suppliers import events as e
from services.finance.suppliers import operations as ops
from services.finance.suppliers.record import SupplierRecord, register
from services.finance.suppliers.supplier import CITES, Supplier, SupplierIsBarred, SupplierKnown, SupplierStatus, barred
from services.kernel.domain.who import NOBODY, standing
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid

procedure = Procedure("suppliers", zh="供应商", en="Suppliers", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[SupplierRecord]:
    pays = standing(ops.PAYERS, ctx.organ, ctx.caller, NOBODY, ctx.today) is not None
    return [SupplierRecord.of(row, **({} if pays else {"account": ""})) for row in rows]


commands = Commands(procedure, Supplier, key="supplier", record=SupplierRecord, shows=ops.GetSupplier, views=_views)


@commands.opens(ops.EnterSupplier)
def enter_supplier(op: ops.EnterSupplier, ctx: Context) -> Supplier:
    tax_number = plain(op.tax_number)
    if not is_tax_number(tax_number):
        raise WrongTaxNumber(
            "供应商的纳税人识别号有误。", "The supplier's tax number cannot be right.", cites=CITES,
            fields=[{"field": "tax_number"}],
        )  # fmt: skip
    if known := ctx.rows_of(SupplierRecord, tax_number=tax_number):
        raise SupplierKnown(
            f"该识别号已登记为{known[0].number}。",
            f"The tax number is that of {known[0].number}.",
            cites=CITES,
            number=known[0].number,
        )
    supplier = Supplier(ctx.new_id())
    number = next_number(ctx, SupplierRecord.TABLE, ctx.today.year)
    supplier.trigger(e.SupplierEntered, ctx.act, number=number, name=op.name, tax_number=tax_number, account=op.account)
    return supplier


commands.records(ops.CorrectSupplier, e.SupplierCorrected)
commands.acts(ops.BarSupplier, Supplier.bar)
commands.acts(ops.ReadmitSupplier, Supplier.readmit)
commands.lists(ops.ListSuppliers)
commands.exports(ops.ExportSuppliers, "suppliers")


@procedure.on_tick
def readmit(ctx: Context) -> int:
    """Whose time is over is on the register again."""
    s = [row for row in ctx.rows_of(SupplierRecord, status=SupplierStatus.BARRED) if row.until]
    over = [ctx.find(Supplier, UUID(hex=row.id)) for row in s if row.until < ctx.today]
    for supplier in over:
        supplier.readmit(ctx.act, reason="期满")
    ctx.save(*over)
    return len(over)


def orderable(ctx: Context, supplier: UUID) -> Any:
    """Its line of the register; refuses one that is not there, or is barred today."""
    row = ctx.row(SupplierRecord, id=supplier.hex)
    if row is None:
        raise Invalid("供应商台账中没有该供应商。", "No such supplier is known.", fields=[{"field": "supplier"}])
    if barred(row.status, row.until, ctx.today):
        zh, en = (f"，至{row.until}", f" until {row.until}") if row.until else ("", "")
        raise SupplierIsBarred(
            f"已暂停向该供应商采购{zh}。",
            f"The supplier is barred{en}.",
            cites=CITES,
            supplier=row.number,
            why=row.reason,
        )
    return row
