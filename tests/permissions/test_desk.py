"""The desk holds whatever waits for the person: proved against every service's own lists, for every caller.

What a row of `WAITING` says is the office's own knowledge, read from no declaration: which list of the service holds
the records, which of them wait, and with whom they lie.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Refusal
from tests.permissions.test_matrix import OPERATIONS
from tests.permissions.world import ABSENT, ALL, CALLERS, World, build, callers_of, whom

BUDGET = "budget"
SERVICES = ("directory", "attendance", "documents", "party", "finance", "appraisal")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("desk"))
    yield made
    made.embedded.close()


@dataclass(frozen=True)
class Lies:
    """`waits` picks from the list; `who` are the words of the matrix, about the record's own person or department."""

    operation: str
    list: str
    waits: Callable[[Mapping[str, Any]], bool]
    who: str
    about: Callable[[Mapping[str, Any]], bool] = lambda row: True
    """Whether the row is about p027 or their department, where the words of `who` are relations to them."""
    but_not: str = ""
    """Whom the words mean though it does not wait for them."""
    reader: str = "auditor"
    """Who sees the whole list."""


def of_budget(row: Mapping[str, Any]) -> bool:
    return bool(row["department"] == BUDGET)


def status(*which: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda row: row["status"] in which


def compared(*, enough: bool) -> Callable[[Mapping[str, Any]], bool]:
    """A purchase of p027's whose one quote is enough, or has still to come."""
    return lambda row: (
        row["status"] == "comparing" and bool(row["quotes"]) == enough and row["person"] == CALLERS["self"]
    )


def signed(stands: str) -> Callable[[Mapping[str, Any]], bool]:
    """A purchase that all three have signed for."""
    return lambda row: row["status"] == stands and not row["missing"]


PURCHASES, ASSETS, STOCKTAKINGS = "finance.list-purchases", "finance.list-assets", "finance.list-stocktakings"
OFFICE = "clerk office-director"
ARCHIVIST, CONDUCT_GROUP = "clerk's stand-in", "secretary-general office-director"
"""Who is that among those who are tried."""
WAITING = (
    Lies(
        "documents.start-circulation",
        "documents.list-incoming",
        lambda row: row["waits_for"] == "clerk" and not row["circulation"] and not row["tasks"],
        "clerk",
    ),
    Lies("finance.confirm-fee-licence", "finance.list-fee-licences", status("entered"), "finance-leader"),
    Lies("finance.approve-waiver", "finance.list-charges", status("waiver-asked"), "chair"),
    Lies("finance.bank-takings", "finance.list-takings", status("due"), "cashier"),
    Lies("finance.check-takings", "finance.list-takings", status("banked"), "accountant"),
    Lies(
        "finance.confirm-cash-count",
        "finance.list-month-ends",
        lambda row: row["status"] != "closed" and bool(row["counted_on"]) and not row["confirmed_by"],
        "cashier",
    ),
    Lies(
        "finance.sign-reconciliation",
        "finance.list-month-ends",
        lambda row: row["status"] == "prepared" and row["book"] == "union",
        "union-chair",
    ),
    Lies(
        "finance.close-month",
        "finance.list-month-ends",
        lambda row: row["status"] == "signed" and bool(row["confirmed_by"]),
        "accountant",
    ),
    Lies("finance.pay-handing-up", "finance.list-handing-up", status("prepared"), "cashier"),
    Lies(
        "appraisal.answer-contest",
        "appraisal.list-contests",
        status("raised"),
        "secretary-general chair",
        reader="chair",
    ),
    Lies(
        "appraisal.record-grades-decision",
        "appraisal.list-rounds",
        lambda row: row["quarter"] == "2026-Q1",
        "office-director",
    ),
    Lies("appraisal.publish-grades", "appraisal.list-rounds", status("decided"), "office-director"),
    Lies("finance.note-refund", "finance.list-invoices", status("refund-due"), "accountant cashier"),
    Lies("finance.approve-car", "finance.list-car-uses", status("requested"), "logistics"),
    Lies("finance.dispatch-car", "finance.list-car-uses", status("approved"), "logistics"),
    Lies("finance.take-car-out", "finance.list-car-uses", status("dispatched"), "self"),
    Lies("finance.return-car", "finance.list-car-uses", status("out"), "self"),
    Lies("finance.approve-repair", "finance.list-repairs", status("requested"), "office-director"),
    Lies("finance.finish-repair", "finance.list-repairs", status("approved"), "self"),
    Lies("finance.approve-reception", "finance.list-receptions", status("requested"), "office-director"),
    Lies(
        "finance.sign-reception-list",
        "finance.list-receptions",
        lambda row: row["status"] == "approved" and row["responsible"] == CALLERS["self"],
        "self",
    ),
    Lies("finance.check-reception", "finance.list-receptions", status("held"), "accountant"),
    Lies("finance.approve-adjustment", "finance.list-adjustments", status("requested"), "finance-leader"),
    Lies("finance.name-purchase-handler", PURCHASES, lambda row: row["person"] == "p901", "head logistics", of_budget),
    Lies("finance.enter-quote", PURCHASES, compared(enough=False), "self"),
    Lies("finance.choose-supplier", PURCHASES, compared(enough=True), "self"),
    Lies("finance.sign-as-handler", PURCHASES, lambda row: "handler" in row["missing"], "self"),
    Lies("finance.sign-for-logistics", PURCHASES, lambda row: "logistics" in row["missing"], "logistics"),
    Lies("finance.sign-for-discipline", PURCHASES, lambda row: "discipline" in row["missing"], "discipline-head"),
    Lies("finance.order-goods", PURCHASES, signed("chosen"), "self"),
    Lies("finance.enter-delivery", PURCHASES, status("ordered"), "self"),
    Lies("finance.accept-delivery", PURCHASES, signed("delivered"), "logistics"),
    Lies("finance.hand-in-purchase-invoice", PURCHASES, status("received"), "self"),
    Lies("finance.check-purchase-invoice", PURCHASES, status("invoiced"), "accountant"),
    Lies("finance.pay-purchase", PURCHASES, signed("payable"), "cashier"),
    Lies(
        "finance.register-asset",
        PURCHASES,
        lambda row: row["registered"] < row["assets"] and row["status"] in ("payable", "paid"),
        "logistics",
    ),
    Lies("finance.hand-over-asset", ASSETS, lambda row: row["person"] == "p901", "logistics"),
    Lies("finance.hand-over-asset", ASSETS, lambda row: row["person"] == CALLERS["auditor"], "auditor"),
    Lies("finance.accept-asset", ASSETS, lambda row: row["receiver"] == CALLERS["self"], "self"),
    Lies("finance.approve-disposal", ASSETS, status("disposal-asked"), "finance-leader"),
    Lies("finance.record-disposal", ASSETS, status("disposal-approved"), "accountant"),
    Lies("finance.count-asset", STOCKTAKINGS, lambda row: row["counted"] < row["total"], "self logistics"),
    Lies("finance.explain-difference", STOCKTAKINGS, lambda row: row["unexplained"] > 0, "accountant"),
    Lies(
        "finance.close-stocktaking",
        STOCKTAKINGS,
        lambda row: row["status"] == "open" and row["counted"] == row["total"] and not row["unexplained"],
        "logistics accountant",
    ),
    Lies("finance.close-purchase", PURCHASES, status("paid"), "self logistics"),
    Lies(
        "finance.approve-trip",
        "finance.list-trips",
        lambda row: row["waits_for"] == "deputy-chair-2" and row["estimate"] == "0.00",
        "supervisor",
    ),
    Lies(
        "finance.reject-trip",
        "finance.list-trips",
        lambda row: row["waits_for"] == "deputy-chair-2" and row["estimate"] != "0.00",
        "supervisor",
    ),
    Lies("finance.approve-trip", "finance.list-trips", lambda row: row["waits_for"] == "chair", "chair"),
    Lies("finance.approve-overtime", "finance.list-overtime", status("requested"), "head"),
    Lies("finance.report-overtime", "finance.list-overtime", status("approved"), "self"),
    Lies("finance.confirm-overtime", "finance.list-overtime", status("reported"), "head"),
    Lies(
        "finance.agree-to-swap",
        "finance.list-duty",
        lambda row: row["status"] == "swapping" and row["to"] == CALLERS["self"],
        "self",
    ),
    Lies(
        "finance.confirm-duty",
        "finance.list-duty",
        lambda row: row["status"] == "published" and row["on"] <= "2026-07-08",
        OFFICE,
    ),
    Lies("finance.confirm-return", "finance.list-trips", status("reported"), "head"),
    Lies(
        "finance.report-return",
        "finance.list-trips",
        lambda row: row["status"] == "approved" and row["end"] <= "2026-07-08",
        "self",
    ),
    Lies(
        "finance.approve-spending",
        "finance.list-spending",
        lambda row: row["status"] == "requested" and row["decides"] == "deputy-chair-2" and row["line"] == "office",
        "supervisor",
    ),
    Lies(
        "finance.reject-spending",
        "finance.list-spending",
        lambda row: row["status"] == "requested" and row["line"] == "vehicles",
        "supervisor",
    ),
    Lies(
        "finance.approve-spending",
        "finance.list-spending",
        lambda row: row["status"] == "requested" and row["decides"] == "chair",
        "chair",
    ),
    Lies(
        "finance.consent-to-advance",
        "finance.list-advances",
        lambda row: row["waits_for"] == "deputy-chair-2",
        "supervisor",
    ),
    Lies("finance.consent-to-advance", "finance.list-advances", lambda row: row["waits_for"] == "chair", "chair"),
    Lies("finance.check-claim", "finance.list-claims", status("submitted"), "accountant"),
    Lies("finance.review-claim", "finance.list-claims", status("checked"), "office-director"),
    Lies("finance.approve-claim", "finance.list-claims", status("reviewed"), "finance-leader"),
    Lies("finance.pay-claim", "finance.list-claims", status("approved"), "cashier"),
    Lies("finance.archive-claim", "finance.list-claims", status("paid"), "accountant"),
    Lies("finance.revise-claim", "finance.list-claims", status("returned"), "self"),
    Lies("finance.draw-advance", "finance.list-advances", status("approved"), "cashier"),
    Lies("party.adopt-study-plan", "party.list-study-plans", status("draft"), f"{OFFICE} secretary-general"),
    Lies(
        "party.approve-study-content",
        "party.list-study-sessions",
        status("proposed"),
        "chair",
        but_not="chair's stand-in",  # who is not the secretary of the Party group for that
    ),
    Lies(
        "party.grant-study-leave",
        "party.list-study-attendance",
        lambda row: row["state"] == "asked",
        "secretary-general",
    ),
    Lies(
        "party.hold-study-session",
        "party.list-study-sessions",
        lambda row: row["status"] == "set" and row["on"] <= "2026-07-08",
        "secretary-general",  # the secretary of the branch
    ),
    Lies(
        "finance.approve-union-payment",
        "finance.list-union-payments",
        lambda row: row["status"] == "requested" and "p017" not in row["recipients"],
        "union-chair",
    ),
    Lies(
        "finance.approve-union-payment",
        "finance.list-union-payments",
        lambda row: row["status"] == "requested" and "p017" in row["recipients"],
        "finance-leader",
    ),
    Lies("finance.pay-union-payment", "finance.list-union-payments", status("approved"), "cashier"),
    Lies("finance.revise-union-payment", "finance.list-union-payments", status("returned"), "self"),
    Lies("attendance.approve-leave", "attendance.list-leave", lambda row: row["waits_for"] == "head-budget", "head"),
    Lies(
        "attendance.approve-leave",
        "attendance.list-leave",
        lambda row: row["waits_for"] == "chair" and row["person"] != CALLERS["chair's stand-in"],
        "chair",
    ),
    Lies("attendance.note-fall", "attendance.list-leave", lambda row: row["fell_on"] is not None, "self"),
    Lies("attendance.settle-trip-note", "attendance.list-trip-notes", status("open"), OFFICE),
    Lies("attendance.accept-sheet", "attendance.list-sheets", status("submitted"), OFFICE),
    Lies("documents.approve-seal-use", "documents.list-seal-uses", status("requested"), "chair"),
    Lies("documents.apply-seal", "documents.list-seal-uses", status("approved"), "seal-keeper"),
    Lies(
        "documents.accept-task",
        "documents.list-tasks",
        lambda row: row["status"] == "assigned" and row["owner"] == CALLERS["self"],
        "self",
    ),
    Lies("documents.verify-task", "documents.list-tasks", status("reported"), OFFICE),
    Lies(
        "documents.extend-task",
        "documents.list-tasks",
        lambda row: row["asked_due"] is not None and row["status"] in ("assigned", "accepted"),
        "supervisor chair secretary-general",
        of_budget,
    ),
    Lies("documents.hand-over-transfer", "documents.list-transfers", status("prepared", "returned"), "head", of_budget),
    Lies("documents.accept-transfer", "documents.list-transfers", status("handed-over"), ARCHIVIST),
    Lies("documents.file-transfer", "documents.list-transfers", status("accepted"), ARCHIVIST),
    Lies("documents.approve-appraisal", "documents.search-files", status("proposed"), "chair"),
    Lies("documents.record-destruction", "documents.search-files", status("condemned"), ARCHIVIST),
    Lies("documents.approve-article", "documents.list-articles", status("submitted"), "head supervisor", of_budget),
    Lies("documents.publish-article", "documents.list-articles", status("approved"), OFFICE),
    Lies(
        "documents.uphold-complaint", "documents.list-complaints", status("filed"), "secretary-general office-director"
    ),
    Lies(
        "documents.settle-visit",
        "documents.list-visits",
        lambda row: row["status"] == "received" and row["person"] == CALLERS["self"],
        "self",
    ),
    Lies("documents.grant-retention", "documents.list-holders", lambda row: row["asked_until"] is not None, OFFICE),
    Lies(
        "party.decide-dues-base",
        "party.list-members",
        lambda row: row["status"] != "left" and row["person"] not in (CALLERS["self"], "p030"),
        "organiser",
    ),
    Lies(
        "party.grant-meeting-leave",
        "party.list-party-meetings",
        lambda row: row["status"] == "called" and any(seat["state"] == "asked" for seat in row["seats"]),
        "secretary-general office-director",
    ),
    Lies(
        "party.hold-party-meeting",
        "party.list-party-meetings",
        lambda row: row["status"] == "called" and row["on"] <= "2026-07-08",
        "organiser",
    ),
    Lies("party.put-motion-on-agenda", "party.list-motions", status("proposed"), "chair", but_not="chair's stand-in"),
    Lies("party.discuss-motion", "party.list-motions", status("on-agenda"), "chair"),
    Lies("party.open-vote", "party.list-motions", status("discussed"), "chair"),
    Lies(
        "party.declare-result",
        "party.list-motions",
        lambda row: row["status"] == "voting" and len(row["votes"]) == len(row["present"]) > 0,
        "chair",
        reader="discipline-member",
    ),
    Lies(
        "party.settle-problem",
        "party.list-contacts",
        lambda row: row["open_problems"] > 0,
        "self head",
        lambda row: row["person"] == CALLERS["self"],
    ),
    Lies(
        "party.hand-over-contact",
        "party.list-contacts",
        lambda row: row["person"] == "p900",
        "office-director",
    ),
    Lies("party.review-resolution", "party.list-motions", status("carried"), "chair", but_not="chair's stand-in"),
    Lies("party.file-party-minutes", "party.list-party-meetings", status("held"), "organiser"),
    Lies("party.grant-life-meeting-leave", "party.list-life-meeting-leaves", status("asked"), "secretary-general"),
    Lies(
        "party.submit-self-assessment",
        "party.list-forms",
        lambda row: row["status"] == "open" and row["person"] == CALLERS["self"] and row["year"] == 2022,
        "self",
    ),
    Lies(
        "party.open-discipline-case",
        "party.list-discipline-cases",
        status("received"),
        "discipline-member",
        reader="discipline-member",
    ),
    Lies(
        "party.review-self-check",
        "party.list-self-checks",
        status("handed-in"),
        "discipline-member",
        reader="discipline-member",
    ),
    Lies("party.note-trip", "party.list-trips", status("stated"), "discipline-member", reader="discipline-member"),
    Lies("directory.confirm-change", "directory.list-proposals", status("proposed"), "security-administrator chair"),
    Lies("appraisal.adopt-policy", "appraisal.list-policies", lambda row: row["effective"] is None, "chair"),
)


def asked(world: World, operation: str, by: str, /, **fields: Any) -> list[Mapping[str, Any]]:
    """All pages."""
    found: list[Mapping[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        answer = json.loads(world.call(operation, world.token(by), {"limit": 3, **fields, **after}).body)
        found += answer["items"]
        if not answer["next"]:
            return found
        after = {"after": answer["next"]}


@cache
def desk(world: World, person: str, service: str) -> list[Mapping[str, Any]]:
    try:
        lines = asked(world, f"{service}.list-desk", person)
    except Refusal:
        return []  # who is not in the organ has none
    assert len({json.dumps(line, sort_keys=True) for line in lines}) == len(lines), "each thing lies there once"
    return lines


def which(line: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(value for _, value in sorted(line["fields"].items()))


def key(operation: type[Operation], row: Mapping[str, Any]) -> tuple[str, ...]:
    own = {name: row.get(name, row.get("id")) for name in operation.path_fields()}
    return tuple(str(value) for _, value in sorted(own.items()))


def found(world: World, lies: Lies) -> set[tuple[str, ...]]:
    """What waits, by the service's own list as the auditor sees it."""
    rows = [row for row in asked(world, lies.list, CALLERS[lies.reader]) if lies.waits(row) and lies.about(row)]
    shows = next(OPERATIONS[line["record"]] for line in everything(world) if line["operation"] == lies.operation)
    return {key(shows, row) for row in rows}


def everything(world: World) -> list[Mapping[str, Any]]:
    return [line for person in ALL.values() for service in SERVICES for line in desk(world, person, service)]


@pytest.mark.parametrize("lies", WAITING, ids=lambda lies: f"{lies.operation} {lies.who}")
def test_what_waits_lies_with_those_whom_it_waits_for_and_with_nobody_else(world: World, lies: Lies) -> None:
    waiting = found(world, lies)
    assert waiting, "nothing waits: nothing would be proved"
    service = lies.operation.partition(".")[0]
    whose = {lies.who} if "stand-in" in lies.who else whom(lies.who) - {lies.but_not}
    wrong = {}
    for name, person in callers_of(lies.operation).items():
        lying = {which(line) for line in desk(world, person, service) if line["operation"] == lies.operation}
        if lying & waiting != (waiting if name in whose else set()):
            wrong[name] = lying & waiting
    assert not wrong, (wrong, waiting)


@pytest.mark.parametrize("name", [name for name in ALL if name not in ABSENT])
def test_papers_and_debts_lie_on_the_desk_too(world: World, name: str) -> None:
    """The service's lists of papers that wait, of leave that waits and of one's open debts say the same."""
    person = ALL[name]
    if not desk(world, person, "documents") and name in (
        "former employee",
        "employee to be",
        "unknown person",
        "system",
    ):
        return
    lines = desk(world, person, "documents") + desk(world, person, "attendance")
    lying = {value for line in lines for value in line["fields"].values()}
    papers = {row["id"] for row in asked(world, "documents.list-waiting", person)}
    leave = {row["id"] for row in asked(world, "attendance.list-waiting-leave", person)}
    assert papers | leave <= lying
    for service in ("attendance", "documents"):
        for debt in asked(world, f"{service}.list-obligations", person, person=person, status="open"):
            here = [line for line in lines if line["due"] == debt["due"]]
            assert here, debt


@pytest.mark.parametrize("name", ALL)
def test_what_lies_there_can_be_opened_and_done(world: World, name: str) -> None:
    """Nothing is shown to somebody who may not see it, and nothing is asked of them that they may not do."""
    person = ALL[name]
    for service in SERVICES:
        for line in desk(world, person, service):
            if line["record"]:
                record = json.loads(world.call(line["record"], world.token(person), line["fields"]).body)
                assert not (line["title"] and "title" in (record.get("withheld") or ())), line
                if record.get("allowed") is not None and line["operation"]:
                    assert line["operation"] in record["allowed"], line
            assert line["zh"]
            assert line["en"]


def test_everything_that_a_service_says_can_wait_is_tried_here(world: World) -> None:
    """A procedure that says anew what waits gets its row."""
    papers = {"documents.propose-handling", "documents.instruct-incoming", "documents.pass-on-document"}
    papers |= {"documents.receive-copy", "documents.close-incoming"}  # of documents that went round: tests/documents
    declared = {
        waits.operation.NAME
        for service in world.embedded.services.values()
        for procedure in service.app.procedures
        for waits in procedure.waiting
        if procedure.name != "outgoing"  # its steps are data: they are papers that wait
    }
    meetings = {"documents.set-agenda", "documents.hold-meeting", "documents.collect-records"}
    votes = {"party.cast-vote", "party.count-ballots"}
    others = {"attendance.submit-sheet", "attendance.register-return", "documents.revise-article"} | papers | meetings
    others |= votes | {"party.hand-over-contact", "party.settle-problem", "appraisal.take-slips"}
    others |= {"party.adopt-growth-plan", "party.review-rectification"}
    others |= {"party.conclude-discipline-case", "party.publish-discipline-outcome"}
    others |= {"finance.adopt-budget", "finance.repay-reception", "appraisal.answer-objection"}
    others |= {
        "directory.import-calendar",
        "directory.propose-erasure",
        "directory.approve-erasure",
        "directory.review-unusual-looks",
    }  # tried beside what they wait for
    of_all = ("approve-register-swap", "approve-quarantine-skip")
    others |= {f"{service}.{one}" for service in world.embedded.services for one in of_all}
    assert declared == {one.operation for one in WAITING} | others


def test_the_names_of_what_waits_are_names_of_operations() -> None:
    assert {one.operation for one in WAITING} <= OPERATIONS.keys()
