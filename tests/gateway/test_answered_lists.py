"""A list that is answered item by item begins with a row for every item, each still to be answered (A27)."""

from __future__ import annotations

from gateway import catalog
from gateway.pages.fields import control
from gateway.pages.ruled import one_of_each
from services.documents.seals.operations import RequestSealUse
from services.finance.union_fund.operations import RequestUnionPayment
from services.kernel.rules.regulations import Records
from tests.attendance.desk import MONDAY, rules


def test_the_form_has_a_row_for_each_and_answers_none_by_itself() -> None:
    usual = one_of_each(rules(), RequestUnionPayment)
    listed = rules().value("union.prohibitions", MONDAY, Records)
    assert usual == {"answers": [{"prohibition": id} for id in listed.ids]}
    name = RequestUnionPayment.NAME
    schema = catalog.form({name: RequestUnionPayment}, name)["schema"]
    rows = control("answers", schema, usual)["rows"]
    assert len(rows) == len(listed.ids) + 1
    for id, (chosen, answer) in zip(listed.ids, rows, strict=False):
        assert (chosen["value"], answer["value"], answer["required"]) == (id, "", False)


def test_other_forms_begin_as_they_did() -> None:
    assert one_of_each(rules(), RequestSealUse) == {}
    assert one_of_each(None, RequestUnionPayment) == {"answers": []}
