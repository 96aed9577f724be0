"""The yearly record of a person on paper: for the person, their leaders and the organisation posts alone (A35)."""

from __future__ import annotations

from typing import Any

from services.appraisal.papers import PROOF
from services.appraisal.records.record import PersonalRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.printing.form import Cells, Form, Lines, Signatures, Signed
from services.kernel.rules.model import cites_said


def _cites(ctx: Context) -> Any:
    return cites_said


RECORD = Form(
    "个人年度记录 / yearly record",
    PersonalRecord,
    Cells("person department year"),
    Lines("totals", "zh:5 quantity cites:2", titled=True, reads={"cites": _cites}),
    Lines("entries", "on zh:4 quantity cites:2 source:1.6 position", titled=True, reads={"cites": _cites}),
    Lines("contests", "raised_on text:3 status:1.2 answer:3 answered_by answered_on", titled=True, optional=True),
    Signatures(Signed("本人"), Signed("部门负责人")),
    proof=PROOF,
)
