"""A few contacts for tests that need something of Party affairs to be owed by the calendar (A12)."""

from __future__ import annotations

from datetime import date

from services.party.contacts.operations import AssignContact
from tests.given import given
from tests.party.desk import HEAD, STAFF, Desk, by


def keep_contacts(desk: Desk, on: date) -> None:
    """Two households of finance-economy, one kept by its head."""
    said = {"kind": "household", "name": "困难户", "place": "云桥镇"}
    given(*(by(HEAD, on, AssignContact(person=person, **said)) for person in (STAFF, HEAD)), to=desk)
