"""Every refusal of the services says what is wrong and what to do next, in both languages and the office's words.

The walk reads the source: what a test never reaches is read as well.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import services
from services.kernel.procedure.operations import discover
from services.kernel.refusals import Refusal, Refused

ROOT = Path(services.__path__[0])
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z_][A-Za-z_.-]*")
TERMS = {"If-Match", "JIKAO_FONTS", "JIKAO_FILES", "MB", "SHA-256", "fonts-noto-cjk"}
"""Words of no language: what an administrator or a program sends, a unit, a digest's name."""
FOR_PROGRAMS = {"services/appraisal/scorecards/knowledge.py"}
"""Refuses what only programs and the auditor's script send: a vector of positions."""
RAISERS = re.compile(r"^(?:[a-z_]+\.)?(?:[A-Z]\w*|_bad_record|_invalid|_active)$|^super\(\).__init__$")


def refusals() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        importlib.import_module(module.name)

    def below(cls: type[Refusal]) -> Iterator[type[Refusal]]:
        for each in cls.__subclasses__():
            yield each
            yield from below(each)

    ours = {each for each in below(Refusal) if each.__module__.startswith("services.") and each is not Refused}
    return sorted(ours, key=lambda each: each.code)


REFUSALS = refusals()


class Said(NamedTuple):
    place: str
    zh: str
    """Fixed parts alone: what is filled in stands as `{}`."""
    en: str
    filled: tuple[str, ...]


def said() -> list[Said]:
    """The two texts of every refusal that is made anywhere."""
    classes = {each.__name__ for each in REFUSALS}
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = ast.unparse(node.func)
            if not RAISERS.match(name) or (
                name[-1].isalpha() and name.rpartition(".")[2][0].isupper() and name.rpartition(".")[2] not in classes
            ):
                continue
            zh, en = (_fixed(each) for each in node.args[:2])
            if zh is None or en is None or not CHINESE.search(zh):
                continue
            place = f"services/{path.relative_to(ROOT)}:{node.lineno}"
            found.append(Said(place, zh, en, tuple(_filled(node.args[0]))))
    return found


def _fixed(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _filled(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield from (ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue))


SAID = said()


def test_the_walk_finds_them() -> None:
    assert len(REFUSALS) > 160
    assert len(SAID) > 220


@pytest.mark.parametrize("cls", REFUSALS, ids=lambda cls: cls.code)
def test_a_refusal_says_itself_what_to_do_next(cls: type[Refusal]) -> None:
    """Not what its kind would say: each class has its own, in both languages."""
    assert "next" in vars(cls), f"{cls.__module__}.{cls.__name__} leaves it to its kind"
    zh, en = cls.next
    assert CHINESE.search(zh)
    assert zh.endswith("。")
    assert not WORD.findall(zh), zh
    assert en.endswith(".")
    assert not CHINESE.search(en)


@pytest.mark.parametrize("text", SAID, ids=lambda text: text.place)
def test_the_chinese_text_is_chinese_and_the_english_one_english(text: Said) -> None:
    if text.place.rpartition(":")[0] not in FOR_PROGRAMS:
        assert not set(WORD.findall(text.zh)) - TERMS, text.zh
    assert re.search("[A-Za-z]", text.en)
    assert not CHINESE.search(text.en)


@pytest.mark.parametrize("text", [each for each in SAID if each.filled], ids=lambda text: text.place)
def test_a_state_or_a_step_is_not_filled_in_by_its_code(text: Said) -> None:
    """`self.status` is a code; its word stands in a table, as in `STATUS_ZH[self.status]`."""
    if "source" in text.filled and text.place.startswith(("services/kernel/delivery/", "services/kernel/host/")):
        return  # the kernel knows no service's title, and operators alone meet these
    bare = re.compile(r"^(?:\w+\.)*(?:status|state|kind|half|step|post|source|reason|code|level)$")
    assert not [each for each in text.filled if bare.match(each)], text.zh


WIRE_NAMES = {
    name
    for service in ("directory", "attendance", "documents", "party", "finance", "appraisal")
    for operation in discover(service)
    for name in operation.model_fields
    if "_" in name
}


@pytest.mark.parametrize("text", SAID, ids=lambda text: text.place)
def test_no_text_calls_a_field_by_its_wire_name(text: Said) -> None:
    if text.place.rpartition(":")[0] not in FOR_PROGRAMS:
        for name in WIRE_NAMES:
            assert not re.search(rf"\b{name}\b", text.zh + " " + text.en), name


@pytest.mark.parametrize("service", ["directory", "attendance", "documents", "party", "finance", "appraisal"])
def test_every_field_has_a_title_to_be_called_by(service: str) -> None:
    lacking = [
        f"{operation.NAME}.{name}"
        for operation in discover(service)
        for name, field in operation.model_fields.items()
        if not CHINESE.search(field.title or "")
    ]
    assert not lacking
