"""The document itself, from its register row and what the organ's series say (GB/T 9704-2012)."""

from __future__ import annotations

from typing import Any

from services.directory.organ import person_named
from services.documents.checks import choices
from services.documents.layout.paper import Paper, body
from services.documents.outgoing import steps as to
from services.documents.outgoing.tables import steps
from services.kernel.context import Context
from services.kernel.regulations import Records
from services.kernel.rule_values import Record

URGENCY_ON_PAPER = {"ordinary": "", "urgent": "加急", "express": "特急"}
UNMARKED = "ordinary"


def series_of(ctx: Context, series: str, on: Any = None) -> Record:
    found = ctx.rules.value("outgoing.series", on or ctx.today, Records).get(series)
    if found is None:
        raise LookupError(f"outgoing.series has no {series} any more")
    return found


def paper_of(ctx: Context, row: Any, copy_number: int | None) -> Paper:
    """Dated on the day of the signature, with the names of the series on that day."""
    series = series_of(ctx, row.series, row.signed_on or row.drafted_on)
    works = {step.work for step in ctx.rows_of(steps, document=row.id)}
    classes = choices(ctx, "incoming.secrecy", ctx.today)
    return Paper(
        organ=series.text("organ"),
        title=row.title,
        body=body(row.text),
        signature=series.text("signature"),
        dated=row.signed_on,
        number=row.number,
        secrecy="" if row.secrecy == UNMARKED else classes[row.secrecy],
        secrecy_term=row.secrecy_term,
        urgency=URGENCY_ON_PAPER[row.urgency],
        copy_number=copy_number,
        signers=(person_named(ctx, row.signed_by),) if row.upward and row.signed_by else (),
        addressees=row.addressees,
        attachments=tuple(row.annexes.splitlines()),
        note=row.note,
        copied_to=row.copied_to,
        printed_by=series.text("printed_by"),
        printed_on=row.printed_on,
        sealed=to.SEAL in works,
    )
