"""Carries out the proofs: the log is signed first where it is not, so that every proof has a checkpoint to lead to."""

from __future__ import annotations

from typing import Any

from services.appraisal.ballots.record import EvaluationRecord, SealedLine
from services.appraisal.policy.handlers import by_number
from services.appraisal.proofs import operations as ops
from services.appraisal.proofs import tally
from services.appraisal.proofs.code import code_of_tally, codes
from services.appraisal.proofs.paper import PROOF_OF_GRADE, PROOF_OF_TALLY, GradeProof, TallyProof
from services.appraisal.proofs.proving import prove
from services.appraisal.proofs.quarter_part import quarter_part
from services.appraisal.quarters.events import GradesPublished, ProposedLine
from services.appraisal.quarters.record import PublicationLine
from services.appraisal.quarters.round import CITES, round_id
from services.kernel.log.codes import typed
from services.kernel.procedure.bundles.handlers import notary_of, part_file, signed_notes
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import Archive, File, Query
from services.kernel.procedure.printing.form import Form
from services.kernel.procedure.printing.sheet import pdf, sheet
from services.kernel.procedure.printing.typeset import MEDIA_TYPE
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import NotFound

procedure = Procedure("proofs", zh="证明", en="Proofs")


class UnknownCode(NotFound):
    """Nothing that was published has this code: it was mistyped, or the paper is not of this office."""

    code = "appraisal.unknown-code"
    next = (
        "请对照纸面逐位核对；仍不符的，该纸面不是本单位出具，或内容已被改动。",
        "Compare it with the paper digit by digit; if it still does not fit, the paper is not ours or was altered.",
    )


@procedure.handles_long(ops.ExportQuarter)
def export_quarter(op: ops.ExportQuarter, ctx: LongContext) -> Archive:
    notes = signed_notes(ctx)

    def made(short: Context) -> Archive:
        selection, more = quarter_part(short, op.quarter)
        return part_file(ctx.app, notes, selection, more, progress=ctx.progress)

    return ctx.reading(made)


@procedure.handles_long(ops.ProveGrade)
def prove_grade(op: ops.ProveGrade, ctx: LongContext) -> GradeProof:
    notes, notary = signed_notes(ctx), notary_of(ctx.app)
    return ctx.reading(lambda short: prove(short, op.quarter, op.department, notes, notary))


@procedure.handles_long(ops.ProveTally)
def prove_tally(op: Any, ctx: LongContext) -> TallyProof:
    notes, notary = signed_notes(ctx), notary_of(ctx.app)
    return ctx.reading(lambda short: tally.prove_tally(short, op.quarter, op.department, op.voters, notes, notary))


@procedure.handles_long(ops.PrintGradeProof)
def print_proof(op: Any, ctx: LongContext) -> File:
    return _printed(ctx, prove_grade(op, ctx), PROOF_OF_GRADE, ops.ProveGrade)


@procedure.handles_long(ops.PrintTallyProof)
def print_tally_proof(op: Any, ctx: LongContext) -> File:
    return _printed(ctx, prove_tally(op, ctx), PROOF_OF_TALLY, ops.ProveTally)


def _printed(ctx: LongContext, proof: GradeProof | TallyProof, form: Form, shows: type[Query]) -> File:
    """What the page shows, for whoever it is shown to."""
    data = ctx.reading(lambda short: sheet(form, short, proof, None, (), shows))
    name = f"{type(proof).__name__}-{proof.quarter}-{proof.department}.pdf"
    return File(name=name, media_type=MEDIA_TYPE, content=ctx.aside(pdf, data, ctx.fonts))


@procedure.handles(ops.CheckCode)
def check_code(op: ops.CheckCode, ctx: Context) -> ops.FoundCode:
    """There are a few publications a year, with a line a department: all of them are looked through."""
    wanted = typed(op.code)
    lines = sorted(ctx.rows_of(PublicationLine), key=lambda one: (one.quarter, one.number), reverse=True)
    newest = {one.quarter: one.number for one in reversed(lines)}
    for quarter in newest:
        for published in ctx.tx.stream(round_id(quarter)):
            found = dict(codes(published)) if isinstance(published, GradesPublished) else {}
            if isinstance(published, GradesPublished) and wanted in found:
                return _found(ctx, wanted, published, found[wanted], newest[quarter])
    for row, round_, line in tally.tallies(ctx):
        if wanted == code_of_tally(round_.code, line):
            return _found_tally(wanted, row, line)
    raise UnknownCode("没有这个核验码。", "Nothing has this code.", cites=CITES, typed=wanted)


def _found_tally(code: str, row: EvaluationRecord, line: SealedLine) -> ops.FoundCode:
    return ops.FoundCode(
        code=code,
        quarter=row.quarter,
        department=line.department,
        number=row.number,
        on=line.on,
        grade="",
        grade_zh="",
        grade_en="",
        total="",
        newest=True,
        voters=line.voters,
        tally=line.tally,
    )


def _found(ctx: Context, code: str, published: GradesPublished, line: ProposedLine, newest: int) -> ops.FoundCode:
    number = int(dict(part.split(":") for part in published.at.split(","))["policy"])
    _, policy, _ = by_number(ctx.tx, number)
    zh, en = next(((one.zh, one.en) for one in policy.grades if one.id == line.grade), ("", ""))
    return ops.FoundCode(
        code=code,
        quarter=published.quarter,
        department=line.department,
        number=published.number,
        on=published.day,
        grade=line.grade,
        grade_zh=zh,
        grade_en=en,
        total="" if line.total is None else str(line.total),
        newest=published.number == newest,
    )
