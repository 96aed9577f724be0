"""What of a policy waits for whom: a draft for the chair, who adopts it."""

from __future__ import annotations

from services.appraisal.policy import operations as ops
from services.appraisal.policy.record import PolicyLine
from services.kernel.domain.who import CHAIR, Subject
from services.kernel.procedure.desk import Waits, found_in

WAITS = (
    Waits(
        ops.AdoptPolicy,
        ops.GetPolicy,
        found_in(
            PolicyLine.TABLE,
            PolicyLine.columns().effective.is_(None),
            which="number",
            title="name",
            subject=lambda row: Subject(parties=(row.drafted_by,)),
        ),
        (CHAIR,),
    ),
)
