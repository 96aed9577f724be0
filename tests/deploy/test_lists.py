"""Lists stay fast as registers grow: an index leads to each page, and no page asks the database once for every row.

Nothing is timed: `jikao bench --only lists` does that, with a full office.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import roster
from deploy.bench.lists import Ask, Asked, all_lists, asking, questions
from deploy.bench.papers import TODAY, Amounts, Office, people_in
from deploy.bench.world import World, staff
from services.kernel.host.settings import Settings
from services.kernel.log.transaction import Reading
from services.kernel.procedure.obligations import obligations
from tests.stores import reads

pytestmark = pytest.mark.slow

SMALL = Amounts(
    tasks=48, done=12, incoming=48, waiting=12, information=48, seals=48, visits=24, inspections=24, guidance=24,
    circulations=8, readers=40, slips=24, punches=400,
)  # fmt: skip
SORTED = re.compile(r"USE TEMP B-TREE FOR (RIGHT PART OF )?ORDER BY")
SCANNED = re.compile(r"^SCAN (?!CONSTANT|\()(\w+)$")
"""A table read from end to end, by no index."""
BOUNDED = {
    "heads": "one row a source",
    "policies": "a handful in an office's life",
    "growth_plans": "one a year",
    "checkpoints": "one a day at most, and read for the audit alone",
    "punch_imports": "one a file",
    "archive_loans": "what is lent out, and was",
    "outgoing_waiting": "what lies with somebody now",
    "lying": "no table: what lies with somebody now",
    "anon_1": "the days of one person that were asked for",
    "contradictions": "each thing once, and no more than are kept",
}
"""Tables that may be read whole, and why."""
SORTED_WITHIN = {
    "appraisal.explain-rule": "the facts of one rule, department and quarter",
    "appraisal.list-facts": "the facts of one quarter",
    "attendance.list-days": "the days of one person that were asked for",
    **{f"{service}.list-contradictions": "no more than are kept" for service in roster.ROSTER},
    "attendance.list-imports": "one row a file",
    "attendance.list-sheets": "the departments of one month",
    "attendance.list-waiting-leave": "what waits for one person's decision",
    "documents.list-expired-files": "the files of one day",
    "documents.list-loans": "what is lent out, and was",
    "documents.list-measures": "the measures of one department or day",
    "documents.list-tasks": "the tasks of one department",
    "documents.list-waiting": "what lies with somebody now",
} | {f"{service}.list-events": "one aggregate's facts" for service in roster.roster(Settings())}
"""Lists whose rows are sorted after they were found, and why there are few of them."""

ONE_BY_ONE = {"documents.list-events": "the class of a secret fact's document, by its key"}
"""Lists that ask for more with every row, and for how little."""
WITHIN_A_RECORD = {
    "documents.list-attachments",
    "finance.list-attachments",
    "party.list-attachments",
    "documents.list-archive-candidates",
    "documents.get-transfer-items",
    "directory.list-account-orders",  # asked by gateways alone
    *(f"{service}.list-replay-differences" for service in roster.ROSTER),
}


class Watched:
    """A full office in small, and what its lists ask of their databases."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder)
        office = Office(self.world, SMALL)
        office.fill()
        office.attend()
        self.world.embedded.settle()
        self.ask: Ask = asking(self.world)
        self.questions = list(questions(self.ask, people_in(office)))
        people = [person.id for person in office.picture.people()]
        self.holders = [person for person in people if office.picture.posts_of(person, TODAY)]

    def statements(self, asked: Asked, **more: str) -> tuple[Any, list[str]]:
        """The answer, and every statement that reads for it, with its values."""
        with reads(self.world.embedded.services[asked.operation.SERVICE].app.store) as sent:
            answer = self.ask(asked.operation, asked.fields | more, asked.person)
        return answer, sent

    def plan(self, asked: Asked, sql: str) -> list[str]:
        store = self.world.embedded.services[asked.operation.SERVICE].app.store
        with store.reading() as connection:
            driver: Any = connection.connection.driver_connection
            return [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    made = Watched(tmp_path_factory.mktemp("lists") / "data")
    yield made
    made.world.embedded.close()


def test_every_list_is_asked(watched: Watched) -> None:
    """A list that nobody could ask for would pass for fast. Those within one record are named here."""
    asked = {one.operation.NAME for one in watched.questions}
    assert {operation.NAME for operation in all_lists()} - asked <= WITHIN_A_RECORD


def test_an_index_leads_to_every_page(watched: Watched) -> None:
    """No table is read from end to end, and no row is sorted that does not stand on the page."""
    slow: dict[str, str] = {}
    for asked in watched.questions:
        for sql in watched.statements(asked)[1]:
            paged = " LIMIT " in sql
            for step in watched.plan(asked, sql):
                scanned = SCANNED.match(step)
                if (scanned and scanned[1] not in BOUNDED) or (
                    paged and SORTED.search(step) and asked.operation.NAME not in SORTED_WITHIN
                ):
                    slow.setdefault(f"{asked.operation.NAME} {asked.case}: {step}", sql[sql.find(" FROM ") :][:200])
    assert slow == {}, "\n".join(f"{step}\n    {sql}" for step, sql in slow.items())


def _kinds(asked: Asked, answer: Any) -> int:
    """What the debts of a page are about is a look for each kind of them beyond the first."""
    is_of_debts = asked.operation.NAME.endswith(".list-obligations")
    return len({one["kind"] for one in answer["items"]}) - 1 if is_of_debts else 0


def test_no_list_asks_once_for_every_row(watched: Watched) -> None:
    """A page of many rows takes as many statements as a page of one."""
    more: dict[str, tuple[int, int]] = {}
    compared = set()
    for asked in watched.questions:
        if asked.case != "first page":
            continue
        one, few = watched.statements(asked, limit="1")
        many, all_of_them = watched.statements(asked, limit="20")
        if _rows(one) < _rows(many):
            compared.add(asked.operation.NAME)
            if len(all_of_them) > len(few) + _kinds(asked, many) and asked.operation.NAME not in ONE_BY_ONE:
                more[f"{asked.operation.NAME} as {asked.caller}"] = len(few), len(all_of_them)
    assert more == {}
    assert len(compared) > 15, compared


def test_a_desk_looks_into_no_record_for_a_debt_whose_line_says_what_it_is(watched: Watched) -> None:
    """However much somebody owes."""
    app = watched.world.embedded.services["documents"].app
    with app.store.reading() as connection:
        owed = Counter(row.person for row in Reading(app.store, connection).get_all(obligations, {"status": "open"}))
    owner, _ = owed.most_common(1)[0]
    idle = next(person for person in staff("2024-01-01") if person not in owed)
    desk: Any = app.operations["documents.list-desk"]
    busy, for_them = watched.statements(Asked(desk, "first page", "owner", owner, {}))
    none, for_nobody = watched.statements(Asked(desk, "first page", "idle", idle, {}))
    assert busy["total"] > none["total"] + 2
    assert len(for_them) <= len(for_nobody) + 1  # one for all of their tasks


def test_a_full_desk_is_the_same_as_one_that_read_every_row(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is about people and departments in whom the caller stands is read of a full register."""
    callers = {*watched.holders, *staff("2024-01-01")[:5]}
    desks = [operation for operation in all_lists() if operation.NAME.endswith(".list-desk")]
    asked = [Asked(desk, "first page", "anybody", person, {}) for desk in desks for person in sorted(callers)]
    whole = {(one.operation.NAME, one.person): watched.statements(one, limit="500") for one in asked}
    monkeypatch.setattr("services.kernel.procedure.desk.FEW", 0)
    narrow = {(one.operation.NAME, one.person): watched.statements(one, limit="500") for one in asked}
    assert {key: answer for key, (answer, _) in narrow.items()} == {key: answer for key, (answer, _) in whole.items()}
    assert sum(answer["total"] for answer, _ in whole.values()) > 100
    assert any(re.search(r"\w, [\w.]+\) IN \(", sql) for _, sent in narrow.values() for sql in sent), (
        "none was narrowed"
    )


def _rows(answer: Any) -> int:
    return max((len(value) for value in answer.values() if isinstance(value, list)), default=0)
