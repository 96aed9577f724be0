"""The coverage of the rule books: what is listed beside which article, and what cannot be cited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kernel.log.store import Store
from services.kernel.procedure import citations
from services.kernel.procedure.citations import Citation, Kind
from services.kernel.refusals import Forbidden
from services.kernel.rules.regulations import RegulationError, Rules, UnknownArticle
from tests.given import given
from tests.kernel.sample import OpenJar, SampleDesk, emptying, log, procedure

FILES = {
    "articles": """
kind = "articles"
[books]
A = { zh = "细则", en = "Rules" }
B = { zh = "制度", en = "Working rules" }
[articles]
A1 = { zh = "一", en = "One", chapter = { zh = "第一章", en = "Chapter 1" } }
A2 = { zh = "二", en = "Two" }
A3 = { zh = "三", en = "Three", chapter = { zh = "第二章", en = "Chapter 2" } }
B1 = { zh = "甲", en = "First" }
"B1.1" = { zh = "甲一", en = "First, one" }
"B1.2" = { zh = "甲二", en = "First, two" }
B2 = { zh = "乙", en = "Second" }
""",
    "numbers": """
kind = "parameters"
[leave.limit]
zh = "权限"
en = "Limit"
type = "whole"
unit = "days"
values = [
  { effective_from = 2020-01-01, value = 1, cites = ["A2"] },
  { effective_from = 2021-01-01, value = 2, cites = ["A3", "organ"] },
]
""",
}


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    for name, text in FILES.items():
        (tmp_path / f"{name}.toml").write_text(text)
    return Rules.load(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    store = Store(f"sqlite:///{tmp_path}/cites.db")
    yield SampleDesk(store)
    store.close()


def citing(name: str, *cites: str, kind: Kind = Kind.OPERATION) -> Citation:
    return Citation(kind=kind, name=name, zh=name, en=name, cites=list(cites))


def names(rules: Rules, *cited: Citation) -> dict[str, list[str]]:
    return {line.article.id: [one.name for one in line.by] for line in citations.covered(rules, cited)}


def test_every_article_stands_in_the_coverage_with_what_cites_it(rules: Rules) -> None:
    ask, owe = citing("leave.ask", "A1", "organ"), citing("leave.return", "A1", kind=Kind.OBLIGATION)
    lines = citations.covered(rules, [ask, owe])
    assert [line.article.id for line in lines] == ["A1", "A2", "A3", "B1", "B1.1", "B1.2", "B2"]
    assert lines[0].by == (ask, owe)
    assert [line.article.id for line in lines if line.open] == ["B1", "B1.1", "B1.2", "B2"]


def test_a_parameter_counts_for_every_article_that_ever_fixed_it(rules: Rules) -> None:
    assert names(rules)["A2"] == ["leave.limit"]
    (parameter,) = citations.covered(rules, [])[2].by
    assert (parameter.kind, parameter.zh, parameter.cites) == ("parameter", "权限", ["A2", "A3", "organ"])


def test_one_name_in_two_kinds_is_two_lines(rules: Rules) -> None:
    lines = citations.covered(rules, [citing("leave.limit", "A2"), citing("leave.limit", "A2", kind=Kind.RULE)])
    assert [one.kind for one in lines[1].by] == ["operation", "rule", "parameter"]


def test_what_stands_beside_an_item_is_not_repeated_beside_its_rule(rules: Rules) -> None:
    found = names(rules, citing("whole", "B1"), citing("item", "B1.1"))
    assert (found["B1"], found["B1.1"], found["B1.2"]) == (["whole"], ["item"], [])
    by_item = {line.article.id: line for line in citations.covered(rules, [citing("item", "B1.1")])}
    assert by_item["B1"].by == ()
    assert not by_item["B1"].open, "its item is carried out"
    assert by_item["B1.2"].open


def test_chapters_begin_where_their_headings_stand_and_a_book_without_has_its_rules(rules: Rules) -> None:
    found = citations.chapters(citations.covered(rules, []))
    assert [[line.article.id for line in chapter.lines] for chapter in found] == [
        ["A1", "A2"], ["A3"], ["B1", "B1.1", "B1.2"], ["B2"],
    ]  # fmt: skip
    assert [chapter.article.chapter for chapter in found][:2] == [("第一章", "Chapter 1"), ("第二章", "Chapter 2")]


def test_who_cites_an_article_that_does_not_exist_is_named(rules: Rules) -> None:
    wrong = citing("leave.ask", "A1", "A99", "organ")
    assert citations.unknown(rules, wrong) == ("A99",)
    for refused in (citations.check, citations.covered):
        with pytest.raises(UnknownArticle, match=r"operation leave\.ask cites 'A99'"):
            refused(rules, [wrong])
    citations.check(rules, [citing("leave.ask", "B1.2", "organ")])


def test_a_service_lists_the_operations_and_obligations_that_cite(
    desk: SampleDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenJar, "CITES", ("A1", "A2"))
    operation, obligation = desk.ask(log.list_citations(), by="p002").items
    assert (operation.kind, operation.name, operation.zh) == ("operation", OpenJar.NAME, OpenJar.ZH)
    assert operation.cites == ["A1", "A2"]
    assert (obligation.kind, obligation.name, obligation.zh) == ("obligation", emptying.kind, emptying.zh)
    assert obligation.cites == list(emptying.cites)


def test_what_data_cites_is_listed_beside_what_code_does(desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    by_policy = citing("late", "A1", kind=Kind.RULE)
    monkeypatch.setattr(procedure, "citing", [lambda ctx: [by_policy]])
    assert desk.ask(log.list_citations(), by="p002").items[-1] == by_policy


def test_only_the_organs_own_people_may_look(desk: SampleDesk) -> None:
    given(to=desk).when(log.list_citations(), by="stranger").then_refused(Forbidden)


ATTITUDE = """
kind = "articles"
[books]
A = { zh = "细则", en = "Rules" }
[articles]
A1 = { zh = "一", en = "One" }
A2 = { zh = "二", en = "Two", attitude = { shown_by = ["A1"], zh = "见一", en = "See one" } }
A3 = { zh = "三", en = "Three", attitude = { shown_by = [], zh = "不留", en = "None can" } }
"""


def test_what_orders_an_attitude_is_open_while_what_shows_it_is(tmp_path: Path) -> None:
    (tmp_path / "articles.toml").write_text(ATTITUDE)
    rules = Rules.load(tmp_path)
    assert [line.article.id for line in citations.covered(rules, []) if line.open] == ["A1", "A2"]
    assert [line for line in citations.covered(rules, [citing("a", "A1")]) if line.open] == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('shown_by = ["A1"]', 'shown_by = ["A9"]'),
        ('shown_by = ["A1"]', 'shown_by = ["A2"]'),
        ('shown_by = ["A1"]', 'shown_by = "A1"'),
        ('zh = "不留", ', ""),
    ],
    ids=["unknown", "itself", "no list", "no reason"],
)
def test_an_attitude_says_what_shows_it_or_why_nothing_can(tmp_path: Path, was: str, now: str) -> None:
    assert was in ATTITUDE
    (tmp_path / "articles.toml").write_text(ATTITUDE.replace(was, now))
    with pytest.raises(RegulationError):
        Rules.load(tmp_path)
