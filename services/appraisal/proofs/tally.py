"""Counts a sealed tally again from its slips, step by step, and shows that these are in the signed log (A35)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from services.appraisal.ballots import events as e
from services.appraisal.ballots.checking import Broken, Sealed, check, written
from services.appraisal.ballots.record import EvaluationRecord, SealedLine, listed
from services.appraisal.ballots.refusals import CITES
from services.appraisal.ballots.round import Evaluation, EvaluationStatus, round_id
from services.appraisal.ballots.slip import Slip, keyed, root_of
from services.appraisal.proofs.code import code_of_tally
from services.appraisal.proofs.paper import TallyProof
from services.kernel.domain.events import decode
from services.kernel.log.seal import Notary
from services.kernel.log.store import events
from services.kernel.procedure.bundles.part import Notes, public_of
from services.kernel.procedure.bundles.proving import InLog, ProofStep, compared
from services.kernel.procedure.context import Context
from services.kernel.refusals import NotFound

OWN = "appraisal"


class NoTally(NotFound):
    """Nothing is sealed of it, or too few slips to be shown."""

    code = "appraisal.no-tally"
    next = (
        "请在测评结束、票数足够公布后再出具证明。",
        "Prove it once the evaluation is over and enough slips are sealed.",
    )


def tallies(ctx: Context) -> Iterator[tuple[EvaluationRecord, Evaluation, SealedLine]]:
    """Every tally that is shown, of the rounds that are closed; comments are sealed like one, and not counted."""
    for row in ctx.rows_of(EvaluationRecord, status=EvaluationStatus.CLOSED.value):
        found = ctx.find(Evaluation, round_id(row.quarter, row.number))
        for line in ctx.rows_of(SealedLine, quarter=row.quarter, withheld=False):
            yield row, found, listed(line)


def prove_tally(ctx: Context, quarter: str, department: str, voters: str, notes: Notes, notary: Notary) -> TallyProof:
    wanted = quarter, department, voters
    named = ((one[0], one[1], one[2]) for one in tallies(ctx))
    shown = next((one for one in named if (one[2].quarter, one[2].department, one[2].voters) == wanted), None)
    if shown is None:
        raise NoTally("没有该部门已封存并公布的计票。", "No tally of the department is sealed and shown.", cites=CITES)
    row, found, line = shown
    name, (size, note) = keyed(department, voters), notes[-1]
    opened, sealed = _positions(ctx, found, name)
    log = InLog(ctx.tx.store, OWN, [opened, sealed], size, note)
    derived = root_of(
        Slip(bytes.fromhex(message), bytes.fromhex(signature)) for message, signature in found.sealed[name]
    )
    steps = [
        _counted(row, found, line, name),
        compared(
            "由选票算出的封存根与台账的一致", "The root over the slips is the one in the register", derived, line.root
        ),
        *log.steps(notary),
    ]
    return TallyProof(
        quarter=quarter,
        number=row.number,
        department=department,
        voters=voters,
        sealed_on=line.on,
        cast=line.cast,
        tally=line.tally,
        holds=all(one.holds for one in steps),
        code=code_of_tally(found.code, line),
        root=line.root,
        derived=derived,
        steps=steps,
        position=sealed,
        seal=log.rows[sealed].seal.hex(),
        size=size,
        note=note,
        key=public_of(notary),
    )


def _counted(row: EvaluationRecord, found: Evaluation, line: SealedLine, name: str) -> ProofStep:
    """As anybody checks it who has the sealed file alone."""
    keys = dict(one.split(" ", 1) for one in row.keys)
    counts = {one.rating: one.slips for one in line.tally}
    one = Sealed(name, keys[name], found.takers[name], root=line.root, slips=found.sealed[name], tally=counts)
    try:
        check(written(found.code, row.on_roll, row.acknowledges, [one]))
        told = ""
    except Broken as broken:
        told = f"{broken.place} {broken.en}"
    return ProofStep(
        zh="每张选票均由公布的密钥签名，互不重复，不多于领取人数；重新清点的票数与台账的一致",
        en="Every slip is signed by the published key, none is there twice nor are there more than were taken; counted"
        " again they are the tally in the register",
        holds=not told,
        told=told,
    )


def _positions(ctx: Context, found: Evaluation, name: str) -> tuple[int, int]:
    """Where the round's keys, and the slips sealed under one of them, stand in our log."""
    query = select(events.c.position, events.c.topic, events.c.state).where(
        events.c.originator_id == found.id.hex,
        events.c.topic.in_([e.EvaluationOpened.TOPIC, e.SlipsSealed.TOPIC]),
    )
    opened = sealed = 0
    for position, topic, state in ctx.tx.read(query.order_by(events.c.position)):
        said = decode(topic, bytes(state))
        if isinstance(said, e.EvaluationOpened):
            opened = int(position)
        elif isinstance(said, e.SlipsSealed) and said.department == name:
            sealed = int(position)
    return opened, sealed
