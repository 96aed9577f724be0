"""What a circulation and a reader's part in it offer to whom (B11.2)."""

from __future__ import annotations

from datetime import date

from services.documents.circulation.operations import (
    AskRetention,
    GetCirculation,
    GetReader,
    GrantRetention,
    HandOutDocument,
    WithdrawCirculation,
)
from services.documents.incoming.operations import CloseIncoming
from services.documents.operations import log
from tests.documents.desk import AUDITOR, CHAIR, CLERK, DIRECTOR, OTHER_STAFF, STAFF, Desk, by, day
from tests.documents.papers import DOC, MONDAY, TUESDAY, circulating, done
from tests.documents.rounds import ask, passed, received

ADD, REMOVE, CALL_BACK = "add-readers", "remove-reader", "withdraw-circulation"
RECEIVE, HAND = "receive-copy", "hand-out-document"
GRANT, REFUSE = "grant-retention", "refuse-retention"
PASS, UNREAD, KEEP = "pass-on-document", "return-unread", "ask-retention"
WHOLE = GetCirculation(document=DOC)


def offered(desk: Desk, *people: str, on: date = MONDAY) -> dict[str, list[str]]:
    return {person: sorted(desk.may(on, person, WHOLE)) for person in people}


def test_the_office_is_offered_what_its_copies_and_readers_allow(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    assert offered(desk, CLERK, DIRECTOR, CHAIR, STAFF, AUDITOR) == {
        CLERK: sorted([ADD, REMOVE, RECEIVE, CALL_BACK]),
        DIRECTOR: sorted([ADD, REMOVE, CALL_BACK]),
        CHAIR: [CALL_BACK],
        STAFF: [],
        AUDITOR: [],
    }
    done(desk, by(STAFF, MONDAY, ask()))
    assert offered(desk, CLERK, DIRECTOR, CHAIR) == {
        CLERK: sorted([ADD, REMOVE, RECEIVE, CALL_BACK, GRANT, REFUSE]),
        DIRECTOR: sorted([ADD, REMOVE, CALL_BACK, GRANT, REFUSE]),
        CHAIR: [CALL_BACK],
    }
    done(desk, by(CLERK, MONDAY, WithdrawCirculation(document=DOC, reason="来文单位收回")))
    assert offered(desk, CLERK, DIRECTOR, CHAIR) == {CLERK: [RECEIVE], DIRECTOR: [], CHAIR: []}


def test_a_copy_at_the_office_is_handed_out_and_what_all_have_read_goes_on(desk: Desk) -> None:
    circulating(desk, STAFF)
    done(desk, received(MONDAY, read=False))
    assert offered(desk, CLERK) == {CLERK: sorted([ADD, REMOVE, HAND, CALL_BACK])}
    done(desk, by(CLERK, MONDAY, HandOutDocument(document=DOC, person=STAFF), 12), received(MONDAY, hour=13))
    assert offered(desk, CLERK) == {CLERK: [ADD]}
    done(desk, by(CLERK, MONDAY, CloseIncoming(document=DOC), 14))
    assert offered(desk, CLERK) == {CLERK: []}


def test_a_reader_is_offered_what_they_may_do_with_their_copy(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)

    def own(person: str, on: date = MONDAY) -> list[str]:
        return desk.may(on, person, GetReader(document=DOC, person=person))

    assert (own(STAFF), own(OTHER_STAFF)) == ([PASS, UNREAD, KEEP], [])
    of_staff = GetReader(document=DOC, person=STAFF)
    assert desk.may(MONDAY, CLERK, of_staff) == []
    done(desk, by(STAFF, MONDAY, ask()))
    assert own(STAFF) == [PASS, UNREAD]
    assert desk.may(MONDAY, CLERK, of_staff) == [GRANT, REFUSE]
    done(desk, by(DIRECTOR, MONDAY, GrantRetention(document=DOC, person=STAFF)))
    assert own(STAFF) == [PASS, UNREAD, KEEP]
    done(desk, passed(STAFF, TUESDAY))
    assert (own(STAFF, TUESDAY), own(OTHER_STAFF, TUESDAY)) == ([], [PASS, UNREAD, KEEP])


def test_nobody_is_offered_to_decide_on_their_own_request(desk: Desk) -> None:
    circulating(desk, CLERK)
    done(desk, by(CLERK, MONDAY, AskRetention(document=DOC, person=CLERK, until=day(6, 20), reason="起草汇报")))
    assert GRANT not in offered(desk, CLERK)[CLERK]
    assert GRANT in offered(desk, DIRECTOR)[DIRECTOR]
    asked = [[line.operation for line in desk.on(MONDAY, who, log.list_desk()).items] for who in (CLERK, DIRECTOR)]
    assert [f"documents.{GRANT}" in one for one in asked] == [False, True]
