"""What is wrong with a field is said by its title and with its cause, in both languages, without what was sent."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from deploy.roster import ROSTER
from services.appraisal.policy.files import read_policy
from services.appraisal.policy.operations import DraftPolicy
from services.attendance.sheets.operations import CorrectSheet, Part
from services.documents.incoming.document import Urgency
from services.documents.incoming.operations import InstructIncoming, RegisterIncoming
from services.kernel.procedure.application import parse
from services.kernel.procedure.operations import Operation, discover
from services.kernel.refusals import Invalid, Refused
from tests.appraisal.office import POLICY_FILE

ARRIVAL = {"sender": "市人大", "title": "通知", "received": "2025-06-09"}


def refused(operation: type[Operation], body: dict[str, Any]) -> Invalid:
    with pytest.raises(Invalid) as found:
        parse(operation, body)
    return found.value


def test_a_field_is_called_by_its_title_not_by_its_wire_name() -> None:
    refusal = refused(RegisterIncoming, ARRIVAL | {"received": "june", "copies": 0, "brought_by": 7})
    assert refusal.zh == "收文日期：日期应如 2026-03-02；份数：太小，不得小于1；带回人：须为文字。"
    assert refusal.en.startswith("received: ")
    assert "june" not in refusal.zh + refusal.en
    assert [field["field"] for field in refusal.details["fields"]] == ["received", "copies", "brought_by"]


@pytest.mark.parametrize(
    ("mistaken", "said"),
    [
        ({"received": "0001-01-01"}, "收文日期：年份须在1900至2999之间。"),
        ({"received": "9999-12-31"}, "收文日期：年份须在1900至2999之间。"),
        ({"received": 20250609}, "收文日期：日期应如 2026-03-02。"),
        ({"copies": True}, "份数：须为整数。"),
        ({"title": "\u200b\u3000"}, "标题：没有可见的文字。"),
    ],
)
def test_what_nobody_means_is_refused_although_the_validator_takes_it(mistaken: dict[str, Any], said: str) -> None:
    parse(RegisterIncoming, ARRIVAL)
    assert refused(RegisterIncoming, ARRIVAL | mistaken).zh == said


def test_a_bound_that_was_crossed_is_named_in_both_languages() -> None:
    too_small = 0, "太小，不得小于1", "is too small: at least 1"
    too_large = 1001, "太大，不得大于1000", "is too large: at most 1000"
    for copies, zh, en in (too_small, too_large):
        refusal = refused(RegisterIncoming, ARRIVAL | {"copies": copies})
        assert (refusal.zh, refusal.en) == (f"份数：{zh}。", f"copies: {en}.")
    long = refused(RegisterIncoming, ARRIVAL | {"title": "长" * 2000})
    assert re.fullmatch(r"[^：]+：太长，最多\d+个字。", long.zh)
    assert re.fullmatch(r".+: is too long: at most \d+ characters\.", long.en)


def test_a_closed_list_says_what_it_holds_also_inside_a_structure() -> None:
    refusal = refused(RegisterIncoming, ARRIVAL | {"urgency": "at once"})
    assert refusal.zh == f"紧急程度：不在可选范围内，可选：{'、'.join(one.zh for one in Urgency)}。"
    state = {"half": "noon", "state": "absent"}
    day = {"department": "office", "month": "2026-03", "person": "p001", "on": "2026-03-02", "reason": "核对"}
    refusal = refused(CorrectSheet, day | {"states": [state]})
    (wrong,) = refusal.details["fields"]
    assert wrong["field"] == "states.0.half"
    assert wrong["allowed"] == [part.value for part in Part]
    assert all(part.zh in refusal.zh and part.en in refusal.en for part in Part)


def test_the_validators_own_sentences_are_never_told() -> None:
    told: set[str] = set()
    for operation in (op for service in ROSTER for op in discover(service)):
        for value in (-1, 10**18, [[]] * 600, {}, "1.23456789"):
            body = dict.fromkeys(operation.model_fields, value)
            with suppress(Invalid):
                parse(operation, body)
                continue
            fields = refused(operation, body).details["fields"]
            told |= {field["en"] for field in fields}
            assert all(field["zh"] for field in fields)
    assert told
    assert not {one for one in told if re.match(r"(Input|Value|String|Decimal|List|Tuple|Field|Extra) ", one)}


def test_a_field_within_a_list_is_called_by_its_place() -> None:
    order = {"department": "budget", "owner": "p1", "title": "督办", "due": "2025-06-30"}
    body = {"document": str(UUID(int=1)), "text": "请办", "tasks": [order, order | {"title": ""}]}
    assert refused(InstructIncoming, body).zh == "督办任务第2项事项：不能为空或太短，至少1个字。"


def test_many_faults_are_told_in_part_and_listed_in_whole() -> None:
    refusal = refused(RegisterIncoming, {f"unknown_{n}": n for n in range(9)})
    assert refusal.zh.endswith("等。")
    assert len(refusal.details["fields"]) == 12


def test_the_cause_of_a_bad_policy_is_said_in_chinese_too() -> None:
    content = read_policy(POLICY_FILE).model_dump(mode="json")
    content["dimensions"][0]["weight"] = "1"
    refusal = refused(DraftPolicy, {"policy": content})
    assert "权重之和应为 100" in refusal.zh
    assert "must add up to 100" in refusal.en
    assert refusal.details["fields"][0]["zh"] in refusal.zh


def test_what_to_do_next_comes_along_from_another_process() -> None:
    refusal = refused(RegisterIncoming, {})
    assert Refused(refusal.as_problem()).next == refusal.next == Invalid.next
    assert Refused({"zh": "无", "en": "none", "code": "x"}).next == ("", "")
