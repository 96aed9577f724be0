"""发文 outgoing documents: by the steps of A19 and of B11.3, each in its order and by its own hands."""

from __future__ import annotations

import pytest

from services.documents.outgoing.events import OutgoingArchived
from tests.documents import letters as a
from tests.documents.desk import CLERK, Desk, clock
from tests.given import By, fact, given, proven


@pytest.mark.parametrize("deeds", [a.COMMITTEE, a.OFFICE], ids=["A19", "B11.3"])
def test_a_document_goes_by_the_steps_of_its_series(desk: Desk, deeds: list[By]) -> None:
    given(*deeds[:-1], to=desk).when(deeds[-1].operation, by=CLERK, at=clock(a.WEDNESDAY)).then(
        fact(OutgoingArchived, copies=3, revision=1, step="", waits_for=(), cites=("A19", "B11.3"))
    ).then_answer(status="archived", step="", archived_copies=3, waits_for=[], unreceived=3)
    proven(desk.app)
