"""How texts for people are written: Chinese punctuation between Chinese characters, words in place of codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from services.kernel.delivery.service import installed
from services.kernel.domain import events
from services.kernel.rules.model import cites_said
from services.kernel.rules.regulations import Rules

ROOT = Path(__file__).parents[2]
HAN = r"[\u4e00-\u9fff\u3001-\u3011\u201c\u201d\uff08\uff09]"
HALF_WIDTH = re.compile(rf"(?<={HAN})[,:;?!](?={HAN})")
SOURCES = ("services", "gateway")
BY_RULE = frozenset({"services/documents/layout/typed.py", "services/documents/layout/setting.py"})
"""These name punctuation itself, to set a document's lines by it."""


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in the code that is no docstring; of a text with values in it each piece."""
    tree = ast.parse(path.read_text())
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_between_chinese_characters_punctuation_is_full_width() -> None:
    """Of code, templates and rule books: what a page, a refusal or a paper may say."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        if str(path.relative_to(ROOT)) not in BY_RULE
        for line, text in literals(path)
        if HALF_WIDTH.search(text)
    ]
    texts = (*(ROOT / "gateway" / "templates").glob("*.html"), *(ROOT / "deploy" / "regulations").glob("*.toml"))
    found += [
        f"{path.relative_to(ROOT)}:{n} {line.strip()}"
        for path in (*texts, *(ROOT / "gateway" / "static").glob("*.js"))
        for n, line in enumerate(path.read_text().splitlines(), start=1)
        if HALF_WIDTH.search(line)
    ]
    assert found == []


def test_the_chinese_title_of_a_parameter_holds_no_code() -> None:
    parameters = Rules.load(ROOT / "deploy" / "regulations").parameters()
    assert parameters
    code = re.compile(r"[（，、][a-z][a-z-]+ [\u4e00-\u9fff]")
    assert [one.name for one in parameters if code.search(one.zh)] == []


def test_a_workbook_says_in_words_what_the_organ_set_itself() -> None:
    assert cites_said(("A34", "organ")) == "A34、自定"
    joined = re.compile(r"""["'](?:、| |, )["']\.join\(\w+(?:\.cites|\["cites"\])\)""")
    assert [str(path) for path in (ROOT / "services").rglob("*.py") if joined.search(path.read_text())] == []


def test_every_event_says_in_chinese_what_happened() -> None:
    """The sentences of the log are made of it, so it is short, and no code or foreign word is in it."""
    events.discover(installed())
    declared = {cls for source in installed() for cls in events.declared(source).values()}
    assert len(declared) > 600
    said = re.compile(r"[\u4e00-\u9fff，（）]{2,16}")
    assert sorted(cls.TOPIC for cls in declared if not said.fullmatch(cls.said()[0])) == []
    assert events.event_class("documents.seal-use-approved.v1").said() == ("批准用印", "seal use approved")
