"""Register numbers stay gapless whoever registers at the same time, on both databases (B11.1, B11.2, B11.5, B9.2)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select

from services.documents.archive.operations import FileTransfer
from services.documents.holdings.record import FileRecord
from services.documents.incoming.operations import RegisterIncoming
from services.documents.incoming.record import IncomingRecord
from services.documents.information.operations import SubmitInformation
from services.documents.information.record import InformationRecord
from services.documents.outgoing.operations import (
    CommentOnOutgoing,
    NumberOutgoing,
    ReviewOutgoing,
    SignOutgoing,
    SubmitOutgoing,
)
from services.documents.seals.operations import RequestSealUse
from services.documents.seals.record import SealUseRecord
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.documents.archived import ARCHIVIST, MARCH, accepted, began, described, handed_over, listed
from tests.documents.desk import CLERK, DIRECTOR, LEADER, OTHER_STAFF, STAFF, Desk, clock, day
from tests.documents.letters import LEADER_POST, draft
from tests.documents.papers import MONDAY, arrival
from tests.given import proven
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

pytestmark = pytest.mark.slow

AT_ONCE = 50
"""Registering at the same time, as the goal has it."""
ROUNDS = 4
REGISTERS: dict[type[Operation], Table] = {
    RegisterIncoming: IncomingRecord.TABLE,
    SubmitInformation: InformationRecord.TABLE,
    RequestSealUse: SealUseRecord.TABLE,
}
Deed = tuple[str, Operation]


def incoming(by: str = CLERK, **more: Any) -> Deed:
    return by, arrival(**more)


def information(by: str = STAFF) -> Deed:
    return by, SubmitInformation(department="finance-economy", authors=(STAFF,), title="企业用工调研", body="略")


def seal(by: str = STAFF, name: str = "office") -> Deed:
    return by, RequestSealUse(department="finance-economy", seal=name, title="便函", purpose="联系工作")


TAKEN = (incoming, information, seal)
REFUSED = (
    lambda: incoming(by=STAFF),  # the clerk alone registers
    lambda: incoming(received=day(6, 20)),  # has not come yet
    lambda: information(by=OTHER_STAFF),  # a department submits for itself
    lambda: seal(name="moon"),  # the organ has no such seal
)


def registering() -> list[Deed]:
    """Each kind fifty times a round, and after every third one that is refused: in line among the others."""
    deeds: list[Deed] = []
    refused = itertools.cycle(REFUSED)
    for number, taken in enumerate(itertools.islice(itertools.cycle(TAKEN), AT_ONCE * ROUNDS)):
        deeds.append(taken())
        if number % 3 == 0:
            deeds.append(next(refused)())
    return deeds


def numbers_in(desk: Desk, table: Table) -> list[int]:
    with desk.app.store.reading() as connection:
        return list(connection.execute(select(table.c.serial).order_by(table.c.serial)).scalars())


def to_be_numbered(desk: Desk, series: str) -> UUID:
    """Of a new document that is signed; who signs depends on the series."""
    document: UUID = desk.on(MONDAY, STAFF, draft(series)).id
    desk.on(MONDAY, STAFF, SubmitOutgoing(document=document))
    if series == "office":
        desk.on(MONDAY, LEADER, CommentOnOutgoing(document=document, opinion="可发"))
        desk.on(MONDAY, DIRECTOR, SignOutgoing(document=document))
    else:
        desk.on(MONDAY, DIRECTOR, ReviewOutgoing(document=document, leader_post=LEADER_POST, opinion="请签发"))
        desk.on(MONDAY, LEADER, SignOutgoing(document=document))
    return document


def to_be_filed(desk: Desk) -> UUID:
    """Of a new list with two files in it, which the archivist took over."""
    transfer = began(desk).id
    for deed in (
        listed(described(), described("另一份"), transfer=transfer),
        handed_over(transfer=transfer),
        accepted(transfer=transfer),
    ):
        desk.ask(deed.operation, by=deed.person, at=deed.at)
    return transfer


def together(desk: Desk, deeds: Sequence[Deed], keys: Sequence[str], on: date = MONDAY) -> list[Any]:
    """The answers, or None for what was refused."""

    def one(deed: Deed, key: str) -> Any:
        by, operation = deed
        try:
            return desk.ask(operation, by=by, key=key, at=clock(on))
        except Refusal:
            return None

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(one, deeds, keys))


class _Suite:
    __test__ = False

    @pytest.fixture
    def desk(self, make_store: MakeStore) -> Desk:
        return Desk(make_store())

    def test_fifty_at_once_with_refusals_among_them_leave_no_gap(self, desk: Desk) -> None:
        """B11.1, B11.5, B9.2: each register counts 1, 2, 3 … by itself, and a refusal uses no number up."""
        deeds = registering()
        answers = together(desk, deeds, [f"k{n}" for n in range(len(deeds))])
        for operation, table in REGISTERS.items():
            wanted = [taken()[1] for taken in itertools.islice(itertools.cycle(TAKEN), AT_ONCE * ROUNDS)]
            expected = list(range(1, 1 + sum(isinstance(one, operation) for one in wanted)))
            assert numbers_in(desk, table) == expected
            given = [a.number for (_, o), a in zip(deeds, answers, strict=True) if a and isinstance(o, operation)]
            assert sorted(given) == [f"2025-{n:04d}" for n in expected], "everybody was told their own number"
        assert answers.count(None) == len(deeds) - AT_ONCE * ROUNDS > AT_ONCE
        proven(desk.app)

    def test_what_is_sent_twice_at_once_gets_one_number(self, desk: Desk) -> None:
        """B11.1: the same Idempotency-Key from two windows at the same moment registers one document."""
        deeds = [incoming(title=f"第{n // 2}件") for n in range(AT_ONCE)]
        answers = together(desk, deeds, [f"twice-{n // 2}" for n in range(AT_ONCE)])
        assert set(Counter(answer.number for answer in answers).values()) == {2}
        assert numbers_in(desk, IncomingRecord.TABLE) == list(range(1, AT_ONCE // 2 + 1))
        proven(desk.app)

    def test_fifty_signed_documents_are_numbered_at_once_each_series_for_itself(self, desk: Desk) -> None:
        """A19, B11.3: no number twice, none left out, in either series; who may not number uses none up."""
        series = ("committee", "office")
        signed = [to_be_numbered(desk, series[n % 2]) for n in range(AT_ONCE)]
        deeds: list[Deed] = [(CLERK, NumberOutgoing(document=document)) for document in signed]
        deeds += [(STAFF, NumberOutgoing(document=document)) for document in signed[::5]]
        answers = together(desk, deeds, [f"n{n}" for n in range(len(deeds))])
        for n, mark in enumerate(("云人常", "云人办")):
            told = [answer.number for answer in answers[n:AT_ONCE:2]]
            assert sorted(told) == sorted(f"{mark}〔2025〕{serial}号" for serial in range(1, AT_ONCE // 2 + 1))
        assert answers[AT_ONCE:] == [None] * len(signed[::5])
        proven(desk.app)

    def test_fifty_lists_are_filed_at_once(self, desk: Desk) -> None:
        """A20: the item numbers of a year, period and department run on from list to list."""
        waiting = [to_be_filed(desk) for _ in range(AT_ONCE)]
        deeds: list[Deed] = [(ARCHIVIST, FileTransfer(transfer=one, room="201", shelf="3")) for one in waiting]
        answers = together(desk, deeds, [f"f{n}" for n in range(len(deeds))], MARCH)
        assert None not in answers
        with desk.app.store.reading() as connection:
            numbers = list(
                connection.execute(select(FileRecord.columns().serial).order_by(FileRecord.columns().serial)).scalars()
            )
        assert numbers == list(range(1, 2 * AT_ONCE + 1))
        proven(desk.app)

    def test_each_year_counts_from_one(self, desk: Desk) -> None:
        """B11.1: what is registered on New Year's Eve and on New Year's Day is numbered in its own year."""
        with ThreadPoolExecutor(AT_ONCE) as people:
            eve, new = clock(day(12, 31), 12), clock(day(1, 1, 2026), 9)
            old = list(people.map(lambda _: desk.ask(arrival(), by=CLERK, at=eve).number, range(20)))
            later = list(people.map(lambda _: desk.ask(arrival(), by=CLERK, at=new).number, range(20)))
        assert sorted(old) == [f"2025-{n:04d}" for n in range(1, 21)]
        assert sorted(later) == [f"2026-{n:04d}" for n in range(1, 21)]


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...
