"""材料 files of meetings and visits (B9.3): with whoever may read what they belong to, until that no longer changes.

What a motion says, files included, is tried in `test_motions_kept`; who may attach to what, in the permission matrix.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import pytest

from services.kernel.procedure.attachments import events, operations
from services.kernel.procedure.attachments.attachable import ContentWithheld
from services.kernel.procedure.attachments.folder import RecordClosed
from services.kernel.refusals import Forbidden
from services.party.contacts.operations import AssignContact
from services.party.meetings.operations import CancelPartyMeeting, FilePartyMinutes
from tests.given import fact, given, proven
from tests.party.desk import AUDITOR, HEAD, ORGANISER, OTHER_STAFF, SECRETARY, STAFF, Desk, clock, day, read_back
from tests.party.test_meetings import CALLED, HELD, LATER, called, hold

FILES, SAYS = operations.declare("party"), events.declare("party")
PDF = b"%PDF-1.7 lecture"


def attach(kind: str, record: UUID, name: str = "党课讲稿.pdf") -> Any:
    return FILES.attach_file(kind=kind, record=record, file_name=name, content=PDF)


@pytest.fixture
def meeting(desk: Desk) -> UUID:
    found: UUID = called(desk, "lecture")
    return found


def test_a_lectures_script_is_kept_by_its_digest_until_the_minutes_are_filed(desk: Desk, meeting: UUID) -> None:
    digest = hashlib.sha256(PDF).hexdigest()
    given(to=desk).when(attach("party-meeting", meeting), by=ORGANISER, at=clock(CALLED)).then(
        fact(SAYS.attached, kind="party-meeting", record=meeting, number=1, digest=digest)
    )
    desk.on(HELD, ORGANISER, hold(meeting, ("p006", "p024"), lecturer="p001"))
    desk.on(HELD, ORGANISER, attach("party-meeting", meeting, "签到表.pdf"))
    desk.on(LATER, ORGANISER, FilePartyMinutes(meeting=meeting, text="党课记录"))
    given(to=desk).when(attach("party-meeting", meeting, "迟到.pdf"), by=ORGANISER, at=clock(LATER)).then_refused(
        RecordClosed
    )
    listed = desk.on(LATER, "p024", FILES.list_attachments(kind="party-meeting", record=meeting))
    assert [(one.number, one.file_name) for one in listed.items] == [(1, "党课讲稿.pdf"), (2, "签到表.pdf")]
    assert listed.allowed == []
    proven(desk.app)


def test_who_does_not_belong_to_a_meeting_has_none_of_its_files(desk: Desk, meeting: UUID) -> None:
    desk.on(CALLED, ORGANISER, attach("party-meeting", meeting))
    of = {"kind": "party-meeting", "record": meeting}
    for asked in (FILES.list_attachments(**of), FILES.download_attachment(**of, number=1)):
        given(to=desk).when(asked, by=AUDITOR, at=clock(CALLED)).then_refused(ContentWithheld)
        given(to=desk).when(asked, by="p010", at=clock(CALLED)).then_refused(Forbidden)
    given(to=desk).when(attach("party-meeting", meeting), by="p024", at=clock(CALLED)).then_refused(Forbidden)
    desk.on(CALLED, SECRETARY, CancelPartyMeeting(meeting=meeting, reason="改期"))
    given(to=desk).when(attach("party-meeting", meeting), by=ORGANISER, at=clock(CALLED)).then_refused(RecordClosed)


def test_a_households_papers_are_with_those_who_have_to_do_with_it(desk: Desk) -> None:
    """In the register of files, which the auditor sees, what one is called is withheld: it may name the household."""
    said = {"kind": "household", "name": "困难户甲", "place": "云桥镇"}
    contact = desk.on(day(6, 10), HEAD, AssignContact(person=STAFF, **said)).id
    desk.on(day(6, 10), STAFF, attach("contact", contact, "困难户甲情况.pdf"))
    of = {"kind": "contact", "record": contact}
    assert desk.on(day(6, 10), STAFF, FILES.download_attachment(**of, number=1)).content == PDF
    given(to=desk).when(FILES.list_attachments(**of), by=AUDITOR, at=clock(day(6, 10))).then_refused(ContentWithheld)
    given(to=desk).when(FILES.list_attachments(**of), by=OTHER_STAFF, at=clock(day(6, 10))).then_refused(Forbidden)
    sheet = desk.on(day(6, 10), AUDITOR, FILES.export_attachments(start=day(6, 1), end=day(6, 30)))
    told = str(read_back(sheet.content))
    assert "困难户甲" not in told
    assert hashlib.sha256(PDF).hexdigest() in told
