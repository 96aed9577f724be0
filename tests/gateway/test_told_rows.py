"""What a page tells of rows: what differs, what fits side by side, and no name that a program gave."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from gateway.pages.columns import FOREMOST, foremost, proves, telling
from gateway.pages.properties import Properties
from gateway.pages.registers import told_by_record
from services.appraisal.quarters.operations import GetRound
from services.appraisal.records.record import ContestRecord
from services.attendance.leave.handlers import return_from_leave
from services.kernel.procedure.faults import refused
from tests.gateway.crawler import Seen, Word, raw

TITLES = dict.fromkeys(("lines", "department", "grade", "total", "reason"), ("词", "word"))


def properties() -> Properties:
    names = SimpleNamespace(people={}, departments={"office": ("办公室", "office")}, posts={}, others={})
    vocabulary = SimpleNamespace(titles=lambda *of: TITLES, titles_near=lambda *of: {}, said=lambda *of: "词")
    pages: Any = SimpleNamespace(vocabulary=vocabulary, gate=SimpleNamespace(operations={}))
    visit: Any = SimpleNamespace(names=names, lang="zh")
    return Properties(pages, visit, "appraisal", "quarters", GetRound)


def test_of_a_changed_row_what_differs_is_told_and_whose_it_is() -> None:
    good = {"department": "office", "total": "88.20", "grade": "fairly-good", "reason": ""}
    other = {"department": "budget", "total": "90.00", "grade": "good", "reason": ""}
    change = {
        "name": "lines",
        "before": [good, other],
        "after": [good | {"grade": "fair", "reason": "通报批评"}, other],
    }
    (told,) = properties().changes([change])
    assert told["before"] == [{"department": "office", "grade": "fairly-good"}]
    assert told["after"] == [{"department": "office", "grade": "fair", "reason": "通报批评"}]


def test_a_row_that_came_or_went_is_told_whole() -> None:
    row = {"department": "office", "total": "88.20", "grade": "good", "reason": "无"}
    (told,) = properties().changes([{"name": "lines", "before": [], "after": [row]}])
    assert told["after"] == [row]


def test_a_wide_list_shows_what_is_short_and_opens_the_rest() -> None:
    row: dict[str, Any] = {f"n{at}": at for at in range(FOREMOST + 2)} | {"work": "长" * 60, "card": "0" * 64}
    shown, more = foremost([*reversed(row)], [row])
    assert len(shown) == FOREMOST
    assert {"work", "card"} <= {*more}
    assert [*shown, *more] != []
    assert {*shown, *more} == {*row}
    assert foremost(["a", "b"], [{"a": "0" * 64, "b": 1}]) == (["a", "b"], [])


def test_a_single_row_says_also_what_its_record_says() -> None:
    """Whom a claim pays is not left out where it pays who made it; a column of the record repeated line by line is."""
    claim = {"person": "p018", "amount": "106.00", "quarter": "2026-Q3"}
    assert telling([{"n": 1, "person": "p018", "amount": "106.00"}], claim, "zh") == ["n", "person", "amount"]
    lines = [{"quarter": "2026-Q3", "amount": "53.00"}, {"quarter": "2026-Q3", "amount": "53.00"}]
    assert telling(lines, claim, "zh") == ["amount"]
    repaid = [{"advance": "a" * 36, "amount": "100.00"}]
    assert telling(repaid, {"id": "a" * 36}, "zh") == ["amount"], "each row said that it is this record's"


def test_keys_stand_where_the_record_is_opened_not_in_its_register() -> None:
    rows = [{"boxes": [f"office {'0' * 64}", f"budget {'1' * 64}"], "quarter": "2026-Q3"}]
    assert proves(rows[0]["boxes"])
    assert told_by_record("boxes", rows, GetRound)
    assert not told_by_record("boxes", rows, None), "nowhere else would it be read"
    assert not told_by_record("quarter", rows, GetRound)


def test_an_objection_says_in_words_what_it_is_to() -> None:
    row: Any = dict.fromkeys(ContestRecord.model_fields, "") | {
        "id": "0" * 32, "position": 1, "n": 0, "year": 2026, "version": 1, "status": "raised",
        "raised_on": "2026-08-01", "due": None, "answered_on": None, "kind": "personal.claim-cut", "allowed": None,
    }  # fmt: skip
    said = ContestRecord.of(SimpleNamespace(**row))
    assert (said.zh, said.en) == ("报销核减金额(元)", "Claimed and not paid (yuan)")


def test_the_crawler_sees_a_programs_name_that_is_set_apart() -> None:
    def seen(text: str, *within: str) -> list[str]:
        return list(raw(Seen("clerk", "zh", "/", 200, "text/html", [Word(text, within, data=True)])))

    for name in ("agenda.weight", ".zh", "appraisal.find-events", "personal.advance-overdue", "education-culture"):
        assert seen(name, "td", "code"), name
    for shown in ("0" * 64, "directory.logged-in.v1", "finance:12", "192.0.2.1", "88.20"):
        assert not seen(shown, "td", "code"), shown


def test_what_has_the_wrong_form_is_told_the_right_one_and_no_pattern() -> None:
    with pytest.raises(ValidationError) as wrong:
        GetRound.model_validate({"quarter": "third"})
    refusal = refused(GetRound, wrong.value)
    assert refusal.en == "quarter: is not in the form that is wanted, such as 2026-Q3."
    assert refusal.zh == "季度：格式不对，应如 2026-Q3。"


def test_what_is_owed_of_a_leave_is_told_in_both_languages() -> None:
    """The desk shows the title in both: the kind of leave would stand there in Chinese."""
    row = SimpleNamespace(kind="sick", start="2026-07-23", start_half="am")
    ctx: Any = SimpleNamespace(row=lambda record, **key: row)
    assert return_from_leave.tells(ctx, SimpleNamespace(aggregate="1")) == (
        "", "2026-07-23 上午", "2026-07-23 morning",
    )  # fmt: skip
