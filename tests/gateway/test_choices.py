"""What can be chosen within a record, of the list that the path of the operation names alone; and what a link from the
desk gives to a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.pages.choices import Found, _rows_named
from gateway.pages.desk import _page
from gateway.pages.forms import _written
from gateway.pages.registers import views_on
from services.appraisal.quarters.operations import AnswerObjection, GetRound, WithdrawLeadersItem
from services.documents.inspections.operations import RecordCleaning
from services.finance.budget.operations import AdoptBudget
from services.finance.claims.operations import GetClaim, PrintClaim, PrintClaimPayment
from services.finance.month_end.operations import GetReconciliation, PrepareReconciliation

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


def test_the_balance_that_the_reconciliation_shows_is_not_asked_for_again() -> None:
    of = {"book": "office", "month": "2026-09"}
    shown = Found(GetReconciliation, of, of | {"at_bank": "4880.00"})
    assert _written(PrepareReconciliation, shown) == {"at_bank": "4880.00"}


@pytest.mark.parametrize(("status", "offered"), [("submitted", False), ("approved", False), ("paid", True)])
def test_a_payment_is_offered_for_printing_once_it_was_made(status: str, offered: bool) -> None:
    operations: Any = {one.NAME: one for one in (GetClaim, PrintClaim, PrintClaimPayment)}
    found = {one.NAME for one, _ in views_on(operations, GetClaim, {"claim": "1"}, operations, status)}
    assert found == {"finance.print-claim", *(["finance.print-claim-payment"] if offered else [])}


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
