"""Every debt says what it is about, so that two of a kind can be told apart; no line says its number twice."""

from __future__ import annotations

import pytest

from services.appraisal import service as appraisal
from services.attendance import service as attendance
from services.documents import service as documents
from services.finance import service as finance
from services.kernel.procedure.obligations import Obligation
from services.party import service as party

SERVICES = (attendance, documents, finance, party, appraisal)
DECLARED = [one for service in SERVICES for procedure in service.PROCEDURES for one in procedure.obligations]
SILENT = Obligation.__dataclass_fields__["tells"].default


@pytest.mark.parametrize("obligation", DECLARED, ids=lambda one: one.kind)
def test_every_debt_says_what_it_is_about(obligation: Obligation) -> None:
    assert obligation.tells is not SILENT
