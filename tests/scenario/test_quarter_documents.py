"""What the quarter's papers came to: every state, every kind of day, every refusal (A18, B11)."""

from __future__ import annotations

import importlib
import inspect
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from deploy.demo import script
from deploy.demo.dissolved import GROUP
from deploy.embedded import Embedded
from services.kernel.domain import events as facts
from services.kernel.refusals import Refusal
from tests.scenario import oracle
from tests.scenario.oracle_rounds import OVERDUE
from tests.scenario.runner import ORGAN, REGULATIONS, Run, same, worked_out
from tests.scenario.test_quarter import done, whole
from tests.scenario.unknown_year import Seen

pytestmark = pytest.mark.slow
Quarter = tuple[Embedded, Run]
BEHIND_OTHERS = {
    "documents.incoming-not-your-instruction",  # who may ask at all is the same: it guards other callers of the rules
    "documents.incoming-nothing-waits",  # only the clock urges
    "documents.outgoing-reason-missing",  # the field's own bounds come first
    "documents.archive-own-transfer",  # in this organ the archivist is no head
    "documents.archive-own-appraisal",  # nor the chair's deputy
    "documents.archive-no-department-code",  # every department that can hand over has one
    "documents.archive-too-many-items",  # two thousand of a list
    "documents.too-many-attachments",  # thirty of a record
    "documents.too-many-uploads",  # as many of a person that wait for a record
}
"""Refusals that nobody in this quarter meets, and why."""


NOT_IN_SUMMER = {
    "documents.archive-owed.v1", "documents.archive-missed.v1", "documents.archive-excused.v1",
}  # fmt: skip
"""Owed from January to March: see the turn of the year."""


def codes(*modules: str) -> set[str]:
    """Of the refusals that these modules declare themselves."""
    return {
        f"documents{found.code}" if found.code.startswith(".") else found.code
        for name in modules
        for module in [importlib.import_module(name if name.startswith("services") else f"services.documents.{name}")]
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, Refusal) and found.__module__ == module.__name__
    }


@pytest.mark.parametrize(
    "modules",
    [
        ("incoming.document", "circulation.refusals"),
        ("meetings.refusals", "minutes.minutes", "materials.material", "resolutions.resolution"),
        ("archive.transfer", "holdings.file", "holdings.numbering"),
        ("services.kernel.procedure.attachments.folder", "services.kernel.procedure.attachments.uploads"),
        ("outgoing.refusals",),
        ("inspections.conduct", "inspections.cleaning"),
    ],
    ids=lambda modules: modules[0].partition(".")[0],
)
def test_every_refusal_was_met(modules: tuple[str, ...]) -> None:
    met = {deed.expect for deed in script.deeds()}
    assert codes(*modules) - met - BEHIND_OTHERS == set()
    assert not met & BEHIND_OTHERS


@pytest.mark.parametrize(
    "of",
    [
        "incoming",
        "circulation",
        "meetings",
        "minutes",
        "materials",
        "resolutions",
        "archive",
        "holdings",
        "attachments",
        "outgoing",
    ],
)
def test_every_fact_was_recorded(quarter: Quarter, unknown_year: tuple[Embedded, Run, Seen], of: str) -> None:
    """What no script brings about, no scenario has tried: in the quarter, or in a year whose calendar comes late."""
    runtimes = quarter[0], unknown_year[0]
    topics = {row.topic for runtime in runtimes for row in runtime.services["documents"].app.store.rows()}
    own = f"services.documents.{of}.events"
    declared = {topic for topic, event in facts.declared("documents").items() if event.__module__ == own}
    assert declared
    assert declared - topics - NOT_IN_SUMMER == set()


def test_incoming_documents_have_every_branch(quarter: Quarter) -> None:
    """Every class, urgency and state; brought back from meetings; numbers without a gap; tasks out of instructions."""
    _, run = quarter
    listed = whole(run, "documents.list-incoming")
    assert len(listed) == len(done("register-incoming", "documents")) >= 40
    assert sorted(document["number"] for document in listed) == [f"2026-{n:04d}" for n in range(1, len(listed) + 1)]
    assert {document["secrecy"] for document in listed} == {"ordinary", "secret", "confidential", "top-secret"}
    assert {document["urgency"] for document in listed} == {"ordinary", "urgent", "express"}
    assert {document["status"] for document in listed} == {"instructed", "closed"}
    assert len([document for document in listed if document["brought_by"]]) >= 3
    ordered = [task for document in listed for task in document["tasks"]]
    assert len(ordered) >= 5
    assert set(ordered) <= {task["id"] for task in whole(run, "documents.list-tasks")}


def test_circulations_have_every_branch(quarter: Quarter) -> None:
    """Serial and parallel, open, completed and withdrawn; reminders were sent; holds are missed of several."""
    _, run = quarter
    listed = whole(run, "documents.list-circulations")
    assert {(one["mode"], one["status"]) for one in listed} >= {
        ("serial", "completed"), ("parallel", "completed"), ("serial", "withdrawn"), ("parallel", "withdrawn"),
    }  # fmt: skip
    assert any(not one["back"] for one in listed)
    counted = overdue(run)
    assert len({department for department, _ in counted}) >= 8
    assert {date(2026, 9, 20), date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 8)} <= {
        day for _, day in counted
    }, "the make-up Sunday, after the festival, before the national holiday and after it"
    assert {("social", date(2026, 8, 7)), ("research", date(2026, 8, 10))} <= set(counted), "who moved"
    assert ("urban-environment", date(2026, 7, 13)) in counted, "who left on that day"


def test_meetings_have_every_branch(quarter: Quarter) -> None:
    """Every kind, held, collected and cancelled; minutes in time, late, missing and not owed; tasks of resolutions."""
    _, run = quarter
    listed = whole(run, "documents.list-meetings")
    assert {one["kind"] for one in listed} == {
        "standing-committee", "chairpersons", "party-group", "all-staff", "other",
    }  # fmt: skip
    assert {one["status"] for one in listed} == {"held", "collected", "cancelled"}
    held = [one for one in listed if one["number"]]
    for kind in {one["kind"] for one in held}:
        numbers = sorted(one["number"] for one in held if one["kind"] == kind)
        assert numbers == [f"{kind}-2026-{n}" for n in range(1, len(numbers) + 1)]
    assert {one["minutes"] for one in listed} == {"filed", "late", "missing", "none"}
    assert len([task for one in whole(run, "documents.list-resolutions") for task in one["tasks"]]) == 3
    assert {one["status"] for one in whole(run, "documents.list-materials")} == {"handed-in", "waived"}
    assert written(run, "housekeeping.minutes-late") == {date(2026, 9, 4), date(2026, 9, 17), date(2026, 10, 9)}
    assert written(run, "housekeeping.minutes-missing") == {date(2026, 9, 21)}, "the make-up Sunday is a working day"


def written(run: Run, kind: str) -> set[date]:
    """The days for which the oracle has written it, taken back left out."""
    sums: Counter[date] = Counter()
    for _, column, day, quantity in oracle.work_through(ORGAN, REGULATIONS, list(run.deeds), script.days()).ledger:
        if column == kind:
            sums[day] += int(quantity)
    return {day for day, quantity in sums.items() if quantity}


def test_outgoing_documents_have_every_branch(quarter: Quarter) -> None:
    """By the steps of both rule books, each series with its own numbers; archived, revoked, withdrawn, under way."""
    _, run = quarter
    listed = whole(run, "documents.list-outgoing")
    assert {one["series"] for one in listed} == {"committee", "office", "office-letter"}
    assert {one["status"] for one in listed} == {"open", "archived", "withdrawn", "revoked"}
    for mark in ("云人常", "云人办", "云人办函"):
        numbers = sorted(one["number"] for one in listed if one["number"].startswith(f"{mark}〔"))
        assert numbers == [f"{mark}〔2026〕{n}号" for n in range(1, len(numbers) + 1)], mark
        assert len(numbers) >= 2


def test_the_archive_has_every_branch(quarter: Quarter) -> None:
    """Files kept, destroyed, lent and renumbered; every paper that was sent in is where it was put."""
    _, run = quarter
    assert {one["status"] for one in whole(run, "documents.list-transfers")} == {"filed", "accepted", "prepared"}
    files = whole(run, "documents.search-files")
    assert {one["status"] for one in files} == {"kept", "destroyed"}
    assert len({one["number"] for one in files}) == len(files) == 5
    (loan,) = whole(run, "documents.list-loans")
    assert loan["back_on"] > loan["until"]
    checked = run.ask("documents.check-files")
    assert checked["holds"]
    assert checked["files"] >= 10


def overdue(run: Run) -> list[tuple[str, date]]:
    """Department and last day in time, by the oracle, which the cards equal."""
    clerk = oracle.work_through(ORGAN, REGULATIONS, list(run.deeds), script.days())
    return [(department, day) for department, kind, day, _ in clerk.ledger if kind == OVERDUE]


def test_the_quarter_after_begins_with_what_fell_due_in_it(quarter: Quarter) -> None:
    """A hold whose last day lies behind the national holiday counts in the next quarter (B11.2)."""
    _, run = quarter
    cards = run.cards("2026-Q4")
    expected = worked_out(run.deeds, quarter="2026-Q4")
    same(cards, expected)
    assert overdue_of(expected["urban-environment"]) == "1"


def test_a_department_dissolved_in_the_quarter_keeps_what_it_did_and_what_it_let_lie(quarter: Quarter) -> None:
    """What others took over in time is theirs; what was late already stays with it, as does what nobody took (A34)."""
    _, run = quarter
    cards = {department: json.loads(card) for department, card in run.cards().items()}
    gone = cards[GROUP]
    assert [(kind, counted(gone, kind)) for kind in ("tasks-due", "on-time", "late", "overdue")] == [
        ("tasks-due", "5"), ("on-time", "3"), ("late", "1"), ("overdue", "1"),
    ]  # fmt: skip
    assert overdue_of(gone) == "1"
    assert gone["heads"] == "0.27", "one person on 25 of 92 days"
    assert GROUP not in run.cards("2026-Q4")
    named = [task for task in whole(run, "documents.list-tasks") if GROUP in (task["department"], *task["co_owners"])]
    assert len(named) == 4, "two have gone to the department into which it was merged"


def counted(card: dict[str, Any], kind: str) -> str:
    """The quantity of an agenda fact on a card."""
    found = (c for d in card["dimensions"] for rule in d["rules"] for c in rule["counted"])
    return str(next(c["quantity"] for c in found if c["kind"] == f"agenda.{kind}"))


def overdue_of(card: dict[str, Any]) -> str:
    rules = (rule for dimension in card["dimensions"] for rule in dimension["rules"])
    return str(next(rule["counted"][0]["quantity"] for rule in rules if rule["rule"] == "circulation-overdue"))
