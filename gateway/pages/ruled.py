"""The closed lists of the rule books as what forms offer and pages say: kinds, series, seals, steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.kernel.regulations import Choices, Records, Rules

Option = tuple[str, str, str]
"""(value, Chinese, English)"""


def ruled(rules: Rules | None, name: str, section: str = "") -> list[Option]:
    """The list of the rule books that a field is named after: `series` or, for `kind`, `kinds` of its procedure."""
    if rules is None:
        return []
    named = [
        parameter
        for parameter in rules.parameters()
        if parameter.name.rpartition(".")[2] in {name, f"{name}s"}
        and isinstance(parameter.values[-1].value, Choices | Records)
    ]
    own = [parameter for parameter in named if parameter.name.partition(".")[0] == section]
    chosen = own or (named if len(named) == 1 else [])
    return [(one.id, one.zh, one.en) for parameter in chosen[:1] for one in _items(parameter.values[-1].value)]


def said(rules: Rules | None, name: str, value: str, lang: str) -> str:
    """A code of the rule books in words; empty where none of them names it."""
    if rules is None:
        return ""
    for parameter in rules.parameters():
        if parameter.name.rpartition(".")[2] in {name, f"{name}s"}:
            for one in _items(parameter.values[-1].value):
                if one.id == value:
                    return str(one.en if lang == "en" else one.zh)
    return ""


def _items(value: Any) -> Iterable[Any]:
    return value.items if isinstance(value, Choices | Records) else ()
