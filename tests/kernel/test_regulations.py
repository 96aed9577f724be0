"""Every number of a rule book is dated and cited, and a file that is not so stops the start."""

import re
import tomllib
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from services.kernel.rules.files import RESERVED
from services.kernel.rules.regulations import (
    Bands,
    Choices,
    NotInForce,
    RegulationError,
    Rules,
    Table,
    UnknownArticle,
    UnknownParameter,
)

FOLDER = Path(__file__).parents[2] / "deploy" / "regulations"
RULES = Rules.load(FOLDER)
DAY = date(2026, 7, 1)

ARTICLES = """
kind = "articles"
[books]
A = { zh = "细则", en = "Rules" }
[articles]
A1 = { zh = "一", en = "One" }
A2 = { zh = "二", en = "Two" }
"A2.1" = { zh = "二之一", en = "Two, first" }
"""
PARAMETERS = """
kind = "parameters"
[leave.limit]
zh = "权限"
en = "Limit"
type = "number"
unit = "working-days"
values = [
    { effective_from = 2020-01-01, value = 1, cites = ["A1"] },
    { effective_from = 2025-01-01, value = 1.5, cites = ["A2.1", "organ"] },
]
"""


def write(folder: Path, parameters: str = PARAMETERS, articles: str = ARTICLES) -> Path:
    (folder / "articles.toml").write_text(articles, "utf-8")
    (folder / "leave.toml").write_text(parameters, "utf-8")
    return folder


def test_a_value_holds_from_its_day_until_the_next_one(tmp_path: Path) -> None:
    rules = Rules.load(write(tmp_path))
    assert rules.leave.limit.in_force(on=date(2024, 12, 31)) == 1
    assert rules.leave.limit.in_force(on=date(2025, 1, 1)) == Decimal("1.5")
    assert rules.cite("leave.limit", date(2024, 12, 31)) == ("A1",)
    assert rules.cite("leave.limit", date(2025, 1, 1)) == ("A2.1", "organ")


def test_before_its_first_day_a_rule_decides_nothing(tmp_path: Path) -> None:
    rules = Rules.load(write(tmp_path))
    with pytest.raises(NotInForce) as refused:
        rules.value("leave.limit", date(2019, 12, 31))
    assert refused.value.code == "regulations.not-in-force"
    assert refused.value.cites == ("A1",)


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("leave.head_limit", Decimal, Decimal(1)),
        ("leave.deputy_limit", Decimal, Decimal(3)),
        ("leave.smallest_part", Decimal, Decimal("0.5")),
        ("leave.retro_window", int, 3),
        ("leave.return_deadline", int, 1),
        ("attendance.sheet_due", int, 5),
        ("attendance.start", time, time(9)),
        ("leave.forfeiting_kinds", tuple, ("personal",)),
    ],
)
def test_a_value_comes_in_its_declared_type(name: str, kind: type, value: object) -> None:
    assert RULES.value(name, DAY, kind) == value
    assert type(RULES.value(name, DAY)) is kind


def test_asking_for_another_type_or_an_unknown_name_is_an_error_of_the_program() -> None:
    with pytest.raises(UnknownParameter, match="declared as number"):
        RULES.value("leave.head_limit", DAY, int)
    for name in ("leave.nonsense", "nonsense.limit", "leave"):
        with pytest.raises(UnknownParameter):
            RULES.parameter(name)
    with pytest.raises(UnknownParameter):
        RULES.leave.nonsense  # noqa: B018


@pytest.mark.parametrize(("years", "days"), [(0, 0), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (41, 15)])
def test_annual_leave_grows_with_full_years_of_service(years: int, days: int) -> None:
    assert RULES.value("leave.annual_entitlement", DAY, Bands).at(years) == days


def test_the_kinds_of_leave_are_a_closed_list_that_other_values_keep_to() -> None:
    kinds = RULES.value("leave.kinds", DAY, Choices)
    assert kinds["annual"].zh == "公休假"
    assert "holiday" not in kinds
    lengths = RULES.value("leave.max_length", DAY, Table)
    assert {kind for kind, _ in lengths.rows} <= set(kinds.ids)
    assert lengths.get("sick") is None
    for name in ("leave.calendar_day_kinds", "leave.forfeiting_kinds", "leave.entitled_kinds"):
        assert set(RULES.value(name, DAY, tuple)) <= set(kinds.ids)


def test_both_rule_books_are_whole() -> None:
    whole_b = [f"B{n}" for n in range(1, 15)]
    items = {1: 8, 2: 7, 3: 0, 4: 4, 5: 10, 6: 8, 7: 7, 8: 0, 9: 8, 10: 8, 11: 5, 12: 8, 13: 4, 14: 7}
    expected = (
        {f"A{n}" for n in range(1, 36)} | {*whole_b} | {f"B{b}.{n}" for b, c in items.items() for n in range(1, c + 1)}
    )
    assert set(RULES.articles) == expected
    assert RULES.article("B11.2").parent == "B11"
    assert RULES.article("A15").book.id == "A"


@pytest.mark.parametrize("cited", ["A36", "B11.6", "B15", "a15", "C1", ""])
def test_citing_what_does_not_exist_is_refused(cited: str) -> None:
    with pytest.raises(UnknownArticle):
        RULES.check_cites(["A15", cited])
    with pytest.raises(UnknownArticle):
        RULES.coverage({"operation": [cited]})


def test_the_coverage_names_who_carries_out_each_article_and_what_is_open(tmp_path: Path) -> None:
    rules = Rules.load(write(tmp_path))
    lines = {line.article.id: line for line in rules.coverage({"RequestLeave": ["A1", "organ"]})}
    assert lines["A1"].cited_by == ("RequestLeave", "leave.limit")
    assert lines["A2.1"].cited_by == ("leave.limit",)
    assert lines["A2"].cited_by == ("leave.limit",)
    assert not lines["A2"].open
    item = next(line.article.id for line in RULES.coverage({}) if line.open and "." in line.article.id)
    whole = item.partition(".")[0]
    by_whole = {line.article.id: line.open for line in RULES.coverage({"KeepAccounts": [whole]})}
    assert not by_whole[whole]
    assert by_whole[item], "an item is not carried out because its rule is cited as a whole"


def test_the_digest_follows_what_is_in_force_and_nothing_else(tmp_path: Path) -> None:
    first = Rules.load(write(tmp_path)).digest
    assert Rules.load(write(tmp_path, PARAMETERS.replace("value = 1,", "value = 1.0,") + "# remark\n")).digest == first
    for old, new in (("value = 1.5", "value = 2"), ("2025-01-01", "2025-02-01"), ('"A2.1", "organ"', '"A2.1"')):
        assert Rules.load(write(tmp_path, PARAMETERS.replace(old, new))).digest != first


FAULTS = [
    ('cites = ["A1"]', "cites = []", r"leave.limit.values\[1\]: cites nothing"),
    (', cites = ["A1"]', "", "lacks cites"),
    ('cites = ["A1"]', 'cites = ["A9"]', "cites A9, which neither"),
    ('cites = ["A1"]', 'cites = ["A1", "A1"]', "same article twice"),
    ("2025-01-01", "2020-01-01", r"values\[2\]: takes effect on the same day"),
    ("2025-01-01", "2019-01-01", "out of order"),
    ("effective_from = 2025-01-01", 'effective_from = "2025-01-01"', "must be a date"),
    ("effective_from = 2025-01-01", "effective_from = 2025-01-01T00:00:00", "must be a date"),
    ("value = 1.5", 'value = "1.5"', "must be a number"),
    ("value = 1.5", "value = true", "must be a number"),
    ("value = 1.5", "value = -1", "at least 0"),
    ("value = 1.5", "value = nan", "finite"),
    ('type = "number"', 'type = "whole"', "must be a whole number"),
    ('type = "number"', 'type = "float"', "type 'float' is none of"),
    ('unit = "working-days"', 'unit = "fortnights"', "unit 'fortnights' is none of"),
    ('unit = "working-days"', 'unit = "time-of-day"', "cannot be counted"),
    ('unit = "working-days"', 'unit = "working-days"\nper = "year"', "only they, say in `per`"),
    ('zh = "权限"', 'zh = ""', "leave.limit.zh: must be a text"),
    ('zh = "权限"\n', "", "lacks zh"),
    ('en = "Limit"', 'en = "Limit"\nremark = "x"', "unknown keys remark"),
    ("value = 1.5,", "value = 1.5, until = 2026-01-01,", "unknown keys until"),
    ("[leave.limit]", "[articles.limit]", "cannot be the name of a section"),
    ("[leave.limit]", '[leave."head-limit"]', "cannot be the name of a parameter"),
    ('kind = "parameters"', 'kind = "values"', "kind: must be"),
    ('kind = "parameters"', 'kind = "parameters"\nleave_limit = 3', "leave_limit: must be a table"),
    ("values = [", "values = [[", "leave.toml"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
def test_a_faulty_parameter_file_is_refused_with_file_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PARAMETERS
    with pytest.raises(RegulationError, match=said) as fault:
        Rules.load(write(tmp_path, PARAMETERS.replace(old, new)))
    assert fault.value.file == "leave.toml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"A2.1"', '"B2.1"', "no declared book"),
        ('"A2.1"', '"A3.1"', "item of A3"),
        ('"A2.1"', '"A2.x"', "no article number"),
        ('en = "One"', "en = 1", "must be a text"),
        ('en = "One"', 'en = "One", text = "…"', "unknown keys text"),
        ("[books]", 'title = "x"\n[books]', "unknown keys title"),
        ('kind = "articles"', 'kind = "policy"', "no file declares the articles"),
    ],
)
def test_a_faulty_articles_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ARTICLES
    with pytest.raises(RegulationError, match=said):
        Rules.load(write(tmp_path, articles=ARTICLES.replace(old, new)))


def test_two_files_cannot_declare_the_same_parameter(tmp_path: Path) -> None:
    (write(tmp_path) / "other.toml").write_text(PARAMETERS, "utf-8")
    with pytest.raises(RegulationError, match="declared twice"):
        Rules.load(tmp_path)


@pytest.mark.parametrize(
    ("kind", "unit", "per", "value", "said"),
    [
        ("bands", "days", "years", "[{ from = 10, value = 1 }, { from = 1, value = 2 }]", "do not ascend"),
        ("bands", "days", "years", "[{ above = 10, value = 1 }]", "exactly the keys"),
        ("bands", "days", "", "[{ from = 10, value = 1 }]", "say in `per`"),
        ("table", "days", "kind", "{}", "table that is not empty"),
        ("table", "days", "kind", '{ a = "1" }', "must be a number"),
        (
            "choices",
            "none",
            "",
            '[{ id = "a", zh = "甲", en = "A" }, { id = "a", zh = "乙", en = "B" }]',
            "choice twice",
        ),
        ("words", "none", "", '["a", "a"]', "word twice"),
        ("words", "none", "", "[]", "list that is not empty"),
        ("flag", "none", "", "1", "true or false"),
        ("text", "none", "", '" "', "not empty"),
        ("time", "time-of-day", "", '"09:00"', "local time"),
        ("number", "percent", "", "100.5", "above 100"),
    ],
)
def test_each_type_has_one_form(tmp_path: Path, kind: str, unit: str, per: str, value: str, said: str) -> None:
    row = f'type = "{kind}"\nunit = "{unit}"\n' + (f'per = "{per}"\n' if per else "")
    text = PARAMETERS.split("type =", maxsplit=1)[0] + row
    text += f'values = [{{ effective_from = 2020-01-01, value = {value}, cites = ["organ"] }}]\n'
    with pytest.raises(RegulationError, match=re.escape(said)):
        Rules.load(write(tmp_path, text))


def test_no_section_can_hide_what_the_rules_answer_to() -> None:
    assert {name for name in dir(Rules) if not name.startswith("_")} <= RESERVED


POLICY: dict[str, Any] = tomllib.loads((FOLDER / "policy.toml").read_text("utf-8"), parse_float=Decimal)
RULE_FIELDS = {
    "points": {"fact", "free", "free_per", "points", "limit"},
    "per-head": {"fact", "free", "points", "limit"},
    "ratio": {"numerator", "denominator", "zero_at", "full_at", "points"},
    "quota": {"fact", "target", "per", "points", "bonus", "limit"},
}


def test_the_default_policy_weighs_the_six_dimensions_of_the_rule_book() -> None:
    weights = {dimension["id"]: dimension["weight"] for dimension in POLICY["dimensions"]}
    assert list(weights) == ["agenda", "attendance", "housekeeping", "information", "outreach", "townships"]
    assert sum(weights.values()) == 100
    assert all(d["floor"] <= d["base"] <= d["cap"] and "A34" in d["cites"] for d in POLICY["dimensions"])


def test_every_rule_of_the_policy_is_cited_and_complete() -> None:
    rules = [rule for dimension in POLICY["dimensions"] for rule in dimension["rules"]]
    for entry in [POLICY, *POLICY["grades"], *POLICY["dimensions"], *rules]:
        assert entry["cites"]
        RULES.check_cites(entry["cites"])
    for rule in rules:
        fields = RULE_FIELDS[rule["kind"]] | {"id", "zh", "en", "kind", "sign", "cites"}
        assert fields - {"limit"} <= set(rule) <= fields
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_perfect_attendance_earns_the_cap_and_every_fault_costs_points() -> None:
    attendance = next(d for d in POLICY["dimensions"] if d["id"] == "attendance")
    gains = sum(rule["points"] for rule in attendance["rules"] if rule["points"] > 0)
    assert attendance["base"] + gains == attendance["cap"]
    faults = {"late", "left-early", "absent", "sheet-late", "sheet-missing", "return-missed", "slip-late"}
    assert {r["fact"] for r in attendance["rules"] if r["points"] < 0} == {
        f"attendance.{fault}" for fault in faults | {"residency-short"}
    }


def test_the_grades_descend_and_only_the_first_is_rationed() -> None:
    bounds = [grade["at_least"] for grade in POLICY["grades"]]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == 0
    assert [grade.get("at_most_share") for grade in POLICY["grades"]] == [40, None, None, None]
