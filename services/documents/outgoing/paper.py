"""The document itself, from its register row and what the organ's series say (GB/T 9704-2012)."""

from __future__ import annotations

from typing import Any

from services.directory.organ import person_named
from services.documents.incoming.document import Urgency
from services.documents.layout.paper import Paper, body
from services.documents.outgoing import steps as to
from services.documents.outgoing.record import OutgoingStep
from services.kernel.procedure.context import Context
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.rules.regulations import Records
from services.kernel.rules.values import Record

URGENCY_ON_PAPER = {Urgency.ORDINARY: "", Urgency.URGENT: "加急", Urgency.EXPRESS: "特急"}
UNMARKED = Secrecy.ORDINARY


def series_of(ctx: Context, series: str, on: Any = None) -> Record:
    found = ctx.rules.value("outgoing.series", on or ctx.today, Records).get(series)
    if found is None:
        raise LookupError(f"outgoing.series has no {series} any more")
    return found


def paper_of(ctx: Context, row: Any, copy_number: int | None) -> Paper:
    """Dated on the day of the signature, with the names of the series on that day."""
    series = series_of(ctx, row.series, row.signed_on or row.drafted_on)
    works = {step.work for step in ctx.rows_of(OutgoingStep, document=row.id)}
    return Paper(
        organ=series.text("organ"),
        title=row.title,
        body=body(row.text),
        signature=series.text("signature"),
        dated=row.signed_on,
        number=row.number,
        secrecy="" if row.secrecy == UNMARKED else Secrecy(row.secrecy).zh,
        secrecy_term=row.secrecy_term,
        urgency=URGENCY_ON_PAPER[Urgency(row.urgency)],
        copy_number=copy_number,
        signers=(person_named(ctx, row.signed_by),) if row.upward and row.signed_by else (),
        addressees=row.addressees,
        attachments=tuple(row.annexes),
        note=row.note,
        copied_to=row.copied_to,
        printed_by=series.text("printed_by"),
        printed_on=row.printed_on,
        sealed=to.SEAL in works,
    )
