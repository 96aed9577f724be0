"""`jikao regulations`, and that nothing built here cites what no rule book has."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import roster
from deploy.cli import app
from deploy.regulations_table import cited
from services.kernel.domain.who import ANYONE
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure import citations
from services.kernel.procedure.citations import Citation
from services.kernel.procedure.identity import Verifier, new_key, public_key
from services.kernel.procedure.operations import Command
from services.kernel.rules.regulations import Rules, UnknownArticle

ROOT = Path(__file__).parents[2]
RULES = Rules.load(ROOT / "deploy" / "regulations")
LIKE_AN_ARTICLE = re.compile(r"[AB][1-9]\d?(?:\.[1-9]\d?)?")


@pytest.fixture(scope="module")
def everything() -> tuple[Citation, ...]:
    return cited(Settings())


def test_both_books_are_whole() -> None:
    ids = list(RULES.articles)
    assert [one for one in ids if one.startswith("A")] == [f"A{n}" for n in range(1, 36)]
    assert [one for one in ids if one.startswith("B") and "." not in one] == [f"B{n}" for n in range(1, 15)]
    assert [a.id for a in RULES.articles.values() if a.chapter] == [
        "A1",
        "A6",
        "A10",
        "A14",
        "A17",
        "A23",
        "A28",
        "A33",
    ]


def test_each_kind_is_listed_beside_its_article(everything: tuple[Citation, ...]) -> None:
    lines = {line.article.id: line for line in citations.covered(RULES, everything)}
    assert len(lines) == len(RULES.articles)
    for article, key in (
        ("A15", "operation:attendance.request-leave"),
        ("A15", "obligation:attendance.return-from-leave"),
        ("A18", "operation:documents.assign-task"),
        ("A14", "rule:attendance/late"),
        ("A35", "rule:grades/good"),
    ):
        assert key in {one.key for one in lines[article].by}, (article, key)
    assert any(one.kind == "parameter" for one in lines["A15"].by)


def test_names_are_unique_within_a_kind(everything: tuple[Citation, ...]) -> None:
    keys = [one.key for one in everything]
    assert len(set(keys)) == len(keys)


def strings() -> Iterator[tuple[str, str]]:
    """(place, text) of every string in the services' code, docstrings aside."""
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def test_refusals_and_facts_cite_only_what_there_is() -> None:
    """They cite where they are made; no declaration lists them, so the code itself is read."""
    found = [(place, text) for place, text in strings() if LIKE_AN_ARTICLE.fullmatch(text)]
    assert len(found) > 100
    assert [(place, text) for place, text in found if text not in RULES.articles] == []


class Invented(Command, path="POST /sample/inventions", who=(ANYONE,), cites=("A99",), zh="臆造", en="Invent"):
    """Cites an article of no rule book."""


def test_a_service_that_cites_what_does_not_exist_is_not_assembled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.kernel.sample import procedure

    office = roster.office(Settings(), Verifier(public_key(new_key())))
    store = Store(f"sqlite:///{tmp_path}/sample.db")
    roster.assemble("sample", "tests.kernel.hosted", store=store, office=office)
    monkeypatch.setattr(procedure, "handlers", {**procedure.handlers, Invented: lambda op, ctx: None})
    with pytest.raises(UnknownArticle, match=r"sample\.invented cites 'A99'"):
        roster.assemble("sample", "tests.kernel.hosted", store=store, office=office)
    store.close()


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as ended:
        app(["regulations", *words])
    assert not ended.value.code
    return capsys.readouterr().out


def test_the_command_prints_every_article_and_what_is_open(
    everything: tuple[Citation, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    lines = citations.covered(RULES, everything)
    still = {line.article.id for line in lines if line.open}
    stances = {id for id, article in RULES.articles.items() if article.attitude}
    for words, expected in (((), set(RULES.articles)), (("--open",), still)):
        text = shown(capsys, *words)
        said = set(re.findall(r"^│ ([AB][\d.]+) .*态度要求", text, re.MULTILINE))
        assert said == (stances if not words else stances & still)
        assert set(re.findall(r"^│ ([AB][\d.]+) ", text, re.MULTILINE)) == expected
        assert set(re.findall(r"^│ ([AB][\d.]+) .*未实现 open", text, re.MULTILINE)) == still
        assert f"{len(lines)} articles and items, {len(still)} open" in text
        assert ("attendance.request-leave" in text) is (not words)


def test_the_command_speaks_of_the_services_that_are_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("JIKAO_ROSTER", json.dumps({"sample": "tests.kernel.hosted"}))
    text = shown(capsys)
    assert "sample.emptying" in text
    assert "attendance/late" not in text, "without the appraisal there is no policy"
