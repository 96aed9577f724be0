"""传阅: who has a document, since when and until when; reminders, breaches, keeping, calling back (A18, B11.2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from services.directory.events import PersonHired
from services.documents.circulation.events import (
    CirculationCompleted,
    CirculationOverdue,
    CirculationStarted,
    CopyReceived,
    DocumentHanded,
    DocumentRead,
    DocumentReturnedUnread,
    ReaderRemoved,
    ReadersAdded,
    ReaderUrged,
)
from services.documents.circulation.operations import (
    AddReaders,
    ExportCirculations,
    GetCirculation,
    GetReader,
    HandOutDocument,
    ListCirculations,
    ListHolders,
    Mode,
    PassOnDocument,
    ReceiveCopy,
    RefuseRetention,
    RemoveReader,
    ReturnUnread,
    StartCirculation,
    WithdrawCirculation,
)
from services.documents.circulation.refusals import (
    AlreadyCirculating,
    AlreadyReader,
    CopyNotOut,
    NoCopyFree,
    NotEnoughCopies,
    NotHolding,
    NotWaiting,
)
from services.documents.incoming.document import Urgency
from services.documents.incoming.operations import CorrectIncoming
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode, public_bytes
from services.kernel.log.store import Store
from services.kernel.procedure.secrecy import Secrecy
from services.kernel.refusals import Forbidden, Invalid, NotFound
from tests.attendance.desk import organ
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    DIRECTOR,
    HEAD,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.documents.papers import (
    DOC,
    FRIDAY,
    MONDAY,
    READERS,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    circulating,
    done,
    ready,
    statuses,
)
from tests.documents.rounds import KIND, THIRD_READER, ask, passed, received, seen
from tests.given import fact, given, proven

# -- round the readers (B11.2) ----------------------------------------------------------------------------------------


def test_one_copy_goes_from_reader_to_reader_in_their_order(desk: Desk) -> None:
    done(desk, *ready())
    start = StartCirculation(document=DOC, readers=READERS, why="按批示阅知")
    given(to=desk).when(start, by=CLERK, at=clock(MONDAY)).then(
        fact(CirculationStarted, mode="serial", copies=1, readers=READERS, cites=("A18", "B11.2")),
        fact(DocumentHanded, person=STAFF, department="finance-economy", copy=1, due=WEDNESDAY, came_from=""),
    )
    given(to=desk).when(passed(STAFF, TUESDAY, opinion="已阅").operation, by=STAFF, at=clock(TUESDAY)).then(
        fact(DocumentRead, person=STAFF, handed_on=True, opinion="已阅"),
        fact(DocumentHanded, person=OTHER_STAFF, came_from=STAFF, due=THURSDAY),
    )
    done(desk, passed(OTHER_STAFF, WEDNESDAY), passed(THIRD_READER, THURSDAY))
    given(to=desk).when(received(FRIDAY).operation, by=CLERK, at=clock(FRIDAY)).then(CopyReceived, CirculationCompleted)
    view = seen(desk)
    assert (view.back, view.status, view.closed_on) == (True, "completed", FRIDAY)
    assert set(statuses(view).values()) == {"read"}
    proven(desk.app)


def test_copies_go_round_at_once_and_further_readers_follow(desk: Desk) -> None:
    view = circulating(desk, *READERS, copies=2)
    assert statuses(view) == {STAFF: "reading", OTHER_STAFF: "reading", THIRD_READER: "waiting"}
    assert done(desk, passed(OTHER_STAFF, TUESDAY)).status == "read"
    view = seen(desk)
    assert [(one.copy_number, one.place, one.person) for one in view.copies] == [
        (1, "reader", STAFF),
        (2, "reader", THIRD_READER),
    ]


def test_only_registered_copies_go_round_and_only_once(desk: Desk) -> None:
    done(desk, *ready(copies=2))
    start = StartCirculation(document=DOC, readers=READERS, mode=Mode.PARALLEL, copies=3)
    given(to=desk).when(start, by=CLERK).then_refused(NotEnoughCopies, cites=("B11.2",), registered=2)
    one = start.model_copy(update={"copies": 2})
    given(by(CLERK, MONDAY, one), to=desk).when(one, by=CLERK).then_refused(AlreadyCirculating, cites=("B11.2",))
    stranger = start.model_copy(update={"readers": ("p999",)})
    given(to=desk).when(stranger, by=CLERK).then_refused(Invalid)


def test_only_the_office_distributes_and_only_the_reader_passes_on(desk: Desk) -> None:
    done(desk, *ready())
    start = StartCirculation(document=DOC, readers=READERS)
    for person in (STAFF, CHAIR, AUDITOR):
        given(to=desk).when(start, by=person).then_refused(Forbidden)
    done(desk, by(DIRECTOR, MONDAY, start))
    given(to=desk).when(passed(STAFF, MONDAY).operation, by=OTHER_STAFF).then_refused(Forbidden)
    given(to=desk).when(passed(OTHER_STAFF, MONDAY).operation, by=OTHER_STAFF).then_refused(
        NotHolding, cites=("B11.2",)
    )


def test_a_secret_document_goes_by_way_of_the_office(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF, secrecy=Secrecy.SECRET)
    given(to=desk).when(passed(STAFF, MONDAY).operation, by=STAFF).then(fact(DocumentRead, handed_on=False))
    assert seen(desk).copies[0].place == "on-the-way"
    given(to=desk).when(received(MONDAY).operation, by=CLERK).then(
        CopyReceived, fact(DocumentHanded, person=OTHER_STAFF, came_from="")
    )


def test_a_document_that_became_secret_no_longer_passes_from_hand_to_hand(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    change = CorrectIncoming(
        document=DOC, sender="市委办", title="通知", secrecy=Secrecy.SECRET, urgency=Urgency.ORDINARY, reason="定密"
    )
    done(desk, by(CLERK, MONDAY, change))
    given(to=desk).when(passed(STAFF, MONDAY).operation, by=STAFF).then(fact(DocumentRead, handed_on=False))


def test_unread_it_goes_back_to_the_office_and_to_the_others_first(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    unread = ReturnUnread(document=DOC, person=STAFF, reason="外出")
    given(to=desk).when(unread, by=STAFF, at=clock(TUESDAY)).then(
        fact(DocumentReturnedUnread, person=STAFF, place=3, queued=True, cites=("B11.2",))
    )
    given(to=desk).when(received(TUESDAY).operation, by=CLERK, at=clock(TUESDAY, 13)).then(
        CopyReceived, fact(DocumentHanded, person=OTHER_STAFF)
    )
    again = passed(OTHER_STAFF, WEDNESDAY)
    given(to=desk).when(again.operation, by=OTHER_STAFF, at=clock(WEDNESDAY)).then(
        DocumentRead, fact(DocumentHanded, person=STAFF, turn=2, due=FRIDAY)
    )
    proven(desk.app)


def test_the_last_reader_who_returned_it_unread_gets_it_again_from_the_clerk(desk: Desk) -> None:
    circulating(desk, STAFF)
    given(to=desk).when(received(TUESDAY, read=False).operation, by=CLERK, at=clock(TUESDAY)).then(
        DocumentReturnedUnread, CopyReceived
    )
    assert statuses(seen(desk)) == {STAFF: "waiting"}
    hand = HandOutDocument(document=DOC, person=STAFF)
    given(to=desk).when(hand, by=CLERK, at=clock(WEDNESDAY)).then(fact(DocumentHanded, person=STAFF, turn=2))
    given(to=desk).when(hand, by=CLERK).then_refused(NotWaiting, cites=("B11.2",))


def test_a_copy_is_handed_out_and_taken_back_only_where_it_is(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    hand = HandOutDocument(document=DOC, person=OTHER_STAFF)
    given(to=desk).when(hand, by=CLERK).then_refused(NoCopyFree, cites=("B11.2",))
    given(to=desk).when(received(MONDAY, 2).operation, by=CLERK).then_refused(CopyNotOut, cites=("B11.2",))


def test_readers_are_added_and_taken_off(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    off = RemoveReader(document=DOC, person=OTHER_STAFF, reason="休假")
    given(to=desk).when(off, by=CLERK).then(fact(ReaderRemoved, person=OTHER_STAFF))
    given(to=desk).when(off, by=CLERK).then_refused(NotWaiting)
    more = AddReaders(document=DOC, readers=(THIRD_READER,), why="补充传阅")
    given(to=desk).when(more, by=CLERK).then(fact(ReadersAdded, readers=(THIRD_READER,), place=3))
    given(to=desk).when(more, by=CLERK).then_refused(AlreadyReader, people=[THIRD_READER])
    assert statuses(seen(desk)) == {STAFF: "reading", OTHER_STAFF: "removed", THIRD_READER: "waiting"}


def test_one_who_is_added_after_all_have_read_it_starts_it_again(desk: Desk) -> None:
    circulating(desk, STAFF)
    done(desk, passed(STAFF, MONDAY), received(MONDAY))
    assert seen(desk).back
    more = AddReaders(document=DOC, readers=(OTHER_STAFF,))
    given(to=desk).when(more, by=CLERK, at=clock(TUESDAY)).then(ReadersAdded, fact(DocumentHanded, person=OTHER_STAFF))
    view = seen(desk)
    assert (view.back, view.status, view.closed_on) == (False, "open", None)


# -- who has it, since when and why (A18) -----------------------------------------------------------------------------


def test_who_has_it_since_when_and_why_is_always_visible(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    done(desk, passed(STAFF, TUESDAY))
    (reader,) = desk.ask(ListHolders(), by=CLERK).items
    assert (reader.person, reader.since, reader.why, reader.due, reader.came_from) == (
        OTHER_STAFF,
        TUESDAY,
        "按批示阅知",
        THURSDAY,
        STAFF,
    )
    for person in (OTHER_STAFF, OTHER_HEAD, "p003"):  # of the department, and its supervising leader
        assert len(desk.ask(ListHolders(department="budget"), by=person).items) == 1
    assert len(desk.ask(ListHolders(person=OTHER_STAFF), by=OTHER_STAFF).items) == 1, "seen on the holder's desk"
    given(to=desk).when(ListHolders(department="budget"), by="p030").then_refused(Forbidden)
    given(to=desk).when(ListHolders(), by=HEAD).then_refused(Forbidden)
    desk.at(FRIDAY)
    assert [one.overdue_now for one in desk.ask(ListHolders(overdue=True), by=CLERK).items] == [True]


def test_readers_see_the_circulation_and_outsiders_do_not(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    for person in (STAFF, OTHER_STAFF, CHAIR, AUDITOR):
        assert len(desk.ask(GetCirculation(document=DOC), by=person).readers) == 2
    given(to=desk).when(GetCirculation(document=DOC), by=HEAD).then_refused(Forbidden)
    given(to=desk).when(GetReader(document=DOC, person=STAFF), by=STAFF).then_answer(status="reading", due=WEDNESDAY)
    given(to=desk).when(GetReader(document=DOC, person=STAFF), by=OTHER_STAFF).then_refused(Forbidden)
    given(to=desk).when(GetReader(document=DOC, person=HEAD), by=HEAD).then_refused(NotFound)


def test_a_secret_title_stays_hidden_in_lists_and_exports(desk: Desk) -> None:
    circulating(desk, STAFF, secrecy=Secrecy.SECRET)
    done(desk, passed(STAFF, TUESDAY, opinion="同意"))
    line = desk.ask(ListCirculations(status="open"), by=CLERK).items[0]
    assert (line.title, line.held, line.read) == ("关于开展专项检查的通知", 0, 1)
    assert desk.ask(ListCirculations(), by=AUDITOR).items[0].title == ""
    reader = desk.ask(GetCirculation(document=DOC), by=AUDITOR).readers[0]
    assert (reader.title, reader.why, reader.opinion) == ("", "", "")
    export = ExportCirculations(start=MONDAY, end=FRIDAY)
    rows = read_back(desk.ask(export, by=DIRECTOR).content)
    assert (rows[2][1], rows[2][3], rows[2][11]) == ("关于开展专项检查的通知", rows[2][3], "同意")
    hidden = str(read_back(desk.ask(export, by=AUDITOR).content))
    assert "专项检查" not in hidden
    assert "同意" not in hidden


def test_opinions_reasons_and_causes_never_leave_on_the_bus(desk: Desk) -> None:
    circulating(desk, STAFF, OTHER_STAFF)
    done(desk, by(STAFF, MONDAY, ask()), by(DIRECTOR, MONDAY, RefuseRetention(document=DOC, person=STAFF, reason="密")))
    done(desk, passed(STAFF, TUESDAY, opinion="密"), by(CLERK, TUESDAY, WithdrawCirculation(document=DOC, reason="密")))
    for event in desk.recorded():
        public = public_bytes(event.TOPIC, encode(event)).decode()
        assert not [word for word in ("密", "按批示", "起草") if word in public], event


# -- two hundred readers ----------------------------------------------------------------------------------------------


def crowded(count: int) -> list[Message]:
    """The sample organ, and as many people more in the budget commission."""
    messages = list(organ())
    last = messages[-1].position
    for n in range(1, count + 1):
        hired = PersonHired(
            originator_id=UUID(int=10**6 + n),
            originator_version=1,
            timestamp=clock(day(1, 2)),
            day=day(1, 2),
            department="budget",
            person=f"q{n:03d}",
            name=f"阅件人{n}",
            number=f"q{n}",
            work_since=day(1, 2),
        )
        position = last + n
        messages.append(
            Message("directory", position, position - 1, hired.TOPIC, hired.originator_id.hex, encode(hired))
        )
    return messages


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Desk]:
    store = Store(f"sqlite:///{tmp_path}/crowd.db")
    yield Desk(store, crowded(200))
    store.close()


@pytest.mark.slow
def test_two_hundred_readers_at_once(crowd: Desk) -> None:
    """Handed out, all overdue, all reminded, all taken back, and everything adds up."""
    people = tuple(f"q{n:03d}" for n in range(1, 201))
    done(crowd, *ready(copies=200))
    view = crowd.on(MONDAY, CLERK, StartCirculation(document=DOC, readers=people, mode=Mode.PARALLEL, copies=200))
    assert list(statuses(view).values()) == ["reading"] * 200
    events = crowd.ticked(THURSDAY, hour=10)
    assert sum(isinstance(event, CirculationOverdue) for event in events) == 200
    assert sum(isinstance(event, ReaderUrged) for event in events) == 200
    for copy in range(1, 201):
        crowd.do(ReceiveCopy(document=DOC, copy_number=copy), by=CLERK, at=clock(FRIDAY))
    assert seen(crowd).back
    assert {row[3] for row in crowd.owed(KIND)} == {"late"}
    proven(crowd.app)


@pytest.mark.slow
def test_one_copy_passes_through_two_hundred_hands(crowd: Desk) -> None:
    people = tuple(f"q{n:03d}" for n in range(1, 201))
    done(crowd, *ready())
    crowd.on(MONDAY, CLERK, StartCirculation(document=DOC, readers=people))
    for person in people:
        crowd.do(PassOnDocument(document=DOC, person=person), by=person, at=clock(MONDAY, 13))
    view = done(crowd, received(TUESDAY))
    assert (view.back, set(statuses(view).values())) == (True, {"read"})
    assert [row.place for row in view.readers] == list(range(1, 201))
    proven(crowd.app)
