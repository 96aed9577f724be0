"""What can be chosen within a record, of the list that the path of the operation names alone; and what a link from the
desk gives to a form."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from gateway.pages.choices import (
    Found,
    _among_people,
    _as_declared,
    _as_they_stand,
    _rows_named,
    _to_be_voted_on,
)
from gateway.pages.desk import _page
from gateway.pages.fields import controls
from gateway.pages.forms import _written
from gateway.pages.labels import option, told_apart
from gateway.pages.registers import views_on
from services.appraisal.quarters.operations import AnswerObjection, GetRound, ListRounds, WithdrawLeadersItem
from services.documents.inspections.operations import RecordCleaning
from services.finance.budget.operations import AdoptBudget
from services.finance.claims.operations import GetClaim, PrintClaim, PrintClaimPayment, SubmitClaim
from services.finance.month_end.operations import GetReconciliation, PrepareReconciliation
from services.finance.procurement.operations import ListPurchases
from services.finance.spending.operations import ListSpending
from services.party.motions.operations import GetMotion, ListMotions, OpenVote

ROUND = Found(
    GetRound,
    {"quarter": "2026-Q3"},
    {
        "items": [{"number": 1, "reason": "表扬"}, {"number": 2, "reason": "批评"}],
        "objections": [{"number": 1, "text": "旷工已补假条"}],
    },
)


def said(row: Mapping[str, Any], name: str) -> tuple[str, str]:
    return str(row[name]), str(row[name])


def test_an_objection_is_chosen_among_objections_and_an_item_among_items() -> None:
    assert [value for value, *_ in _rows_named(ROUND, AnswerObjection, "number", said)] == ["1"]
    assert [value for value, *_ in _rows_named(ROUND, WithdrawLeadersItem, "number", said)] == ["1", "2"]


def test_what_has_no_name_but_its_number_is_not_called_twice_by_it() -> None:
    assert [zh for _, zh, _ in _rows_named(ROUND, WithdrawLeadersItem, "number", said)] == ["1 表扬", "2 批评"]
    assert [zh for _, zh, _ in _rows_named(ROUND, AnswerObjection, "number", said)] == ["1 旷工已补假条"]


def test_an_invoice_that_is_in_a_claim_already_is_offered_for_no_other() -> None:
    """But stays where a claim is revised that names it."""
    (invoice,) = (one for one in controls(SubmitClaim)["items"]["rows"][0] if one["name"] == "invoice")
    rows: list[dict[str, Any]] = [
        {"id": str(n), "status": status} for n, status in enumerate(("registered", "claimed", "settled", "withdrawn"))
    ]
    assert [row["id"] for row in _as_they_stand(invoice, rows)] == ["0"]
    assert [row["id"] for row in _as_they_stand(invoice | {"value": "1"}, rows)] == ["0", "1"]


def test_the_balance_that_the_reconciliation_shows_is_not_asked_for_again() -> None:
    of = {"book": "office", "month": "2026-09"}
    shown = Found(GetReconciliation, of, of | {"at_bank": "4880.00"})
    assert _written(PrepareReconciliation, shown) == {"at_bank": "4880.00"}


@pytest.mark.parametrize(("status", "offered"), [("submitted", False), ("approved", False), ("paid", True)])
def test_a_payment_is_offered_for_printing_once_it_was_made(status: str, offered: bool) -> None:
    operations: Any = {one.NAME: one for one in (GetClaim, PrintClaim, PrintClaimPayment)}
    found = {one.NAME for one, _ in views_on(operations, GetClaim, {"claim": "1"}, operations, status)}
    assert found == {"finance.print-claim", *(["finance.print-claim-payment"] if offered else [])}


class _Pages:
    """Answers as the services do, to whoever sees these registers."""

    ANSWERS: ClassVar[dict[str, list[dict[str, Any]]]] = {
        "appraisal.list-rounds": [
            {"quarter": "2026-Q3", "reference": "appraisal.quarter:2026-Q3/94e4", "motion": ""},
            {"quarter": "2026-Q2", "reference": "appraisal.quarter:2026-Q2/0000", "motion": "party-group-2026-1"},
        ],
        "finance.list-purchases": [
            {"number": "2026-0001", "what": "空调", "reference": "finance.procurement:2026-0001", "awaits": False},
            {"number": "2026-0002", "what": "打印机", "reference": "finance.procurement:2026-0002", "awaits": True},
        ],
        "party.list-motions": [{"reference": "finance.procurement:2026-0009"}],
    }
    gate = SimpleNamespace(operations=SimpleNamespace(registers=(ListRounds, ListPurchases, ListSpending, ListMotions)))

    async def permitted(self, visit: Any) -> dict[str, dict[str, str]]:
        return {name: {} for name in self.ANSWERS}

    async def ask_kindly(self, visit: Any, name: str, **asked: Any) -> Any:
        return {"items": self.ANSWERS[name]}


def test_what_waits_for_a_vote_is_chosen_in_words_from_what_the_visitor_sees() -> None:
    pages: Any = _Pages()
    offered = asyncio.run(_to_be_voted_on(pages, None))  # type: ignore[arg-type]
    assert [(value, zh) for value, zh, _ in offered] == [
        ("appraisal.quarter:2026-Q3/94e4", "季度考核 2026-Q3"),
        ("finance.procurement:2026-0002", "采购 2026-0002 打印机"),
    ]


def test_a_round_is_chosen_by_its_quarter_and_how_it_stands_not_by_its_days() -> None:
    row = {"quarter": "2026-Q3", "status": "open", "opened_on": "2026-10-01", "due": "2026-10-20"}
    assert option("2026-Q3", row, said) == ("2026-Q3", "2026-Q3 open", "2026-Q3 open")
    leave = {"person": "李当归", "status": "approved", "start": "2026-08-06", "end": "2026-08-07"}
    assert option("9" * 8, leave, said)[1].endswith("李当归 2026-08-06—2026-08-07")
    copy = {"recipient": 1, "department": "办公室", "organ": "", "sent_on": "2026-08-06"}
    assert option("1", copy, said)[1] == "1 办公室 2026-08-06"
    assert option("x", {"status": "open", "on": "2026-10-01"}, said)[1] == "2026-10-01 open"


def test_what_is_known_by_a_number_alone_is_told_by_what_it_is_about() -> None:
    """Twenty digits are no help to who has five invoices in hand."""
    invoice = {"number": "24110000000001234567", "seller": "城关文具店", "gross": "320.00", "person": "p003"}
    assert option("id", invoice, said)[1] == "24110000000001234567 城关文具店 320.00"
    assert option("id", {"number": "用-2026-1", "title": "公函"}, said)[1] == "用-2026-1 公函"


def test_the_roll_of_a_vote_begins_with_who_may_vote_and_offers_nobody_else() -> None:
    motion = Found(GetMotion, {"motion": "1"}, {"voters": ["p002", "p003"], "version": 3})
    assert _written(OpenVote, motion)["present"] == ["p002", "p003"]
    names = SimpleNamespace(people={"p002": ("秦杜仲",) * 2, "p003": ("苏半夏",) * 2, "p004": ("曾远志",) * 2})
    visit: Any = SimpleNamespace(names=names)
    fields = list(controls(OpenVote).values())
    _as_declared(OpenVote, fields)
    _among_people(visit, OpenVote, fields, motion)
    offered = {one["name"]: [id for id, *_ in one["options"]] for one in fields if one["kind"] == "person"}
    assert offered == {"present": ["p002", "p003"], "tellers": ["p002", "p003"]}


def test_a_line_without_a_record_opens_its_form_with_what_it_is_about() -> None:
    operations = {one.NAME: one for one in (AdoptBudget, RecordCleaning)}

    def page(operation: str, **fields: str) -> str:
        return _page(
            operations, {"operation": operation, "record": "", "fields": fields, "department": "office", "person": ""}
        )

    assert page("finance.adopt-budget", year="2027") == "/operations/finance.adopt-budget?year=2027"
    assert page("documents.record-cleaning", on="2026-09-30", month="2026-09") == (
        "/operations/documents.record-cleaning?on=2026-09-30"
    )


def test_records_that_would_read_alike_say_what_tells_them_apart() -> None:
    def said(row: Mapping[str, Any], name: str) -> tuple[str, str]:
        return str(row[name]), str(row[name])

    rows = [
        {"name": "李当归", "login": "p024", "opened": "2026-12-01"},
        {"name": "李当归", "login": "p061", "opened": "2026-12-01"},
        {"name": "秦杜仲", "login": "chair", "opened": "2026-12-01"},
    ]
    options = told_apart([option(row["login"], row, said) for row in rows], rows, said)
    assert [zh for _, zh, _ in options] == ["李当归 p024", "李当归 p061", "秦杜仲"]
    assert [value for value, *_ in options] == ["p024", "p061", "chair"]
    same = [{"name": "一"}, {"name": "一"}]
    assert [zh for _, zh, _ in told_apart([option("x", row, said) for row in same], same, said)] == ["一", "一"]
