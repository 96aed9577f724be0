"""What a row is called where it is chosen from others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gateway.pages.places import is_id
from gateway.pages.ruled import Option

Said = Callable[[Mapping[str, Any], str], tuple[str, str]]
"""Of a row, what a field of it says in both languages."""
LABELS = ("number", "archive_number", "document_number", "zh", "title", "name", "topic", "matter", "text", "organ")
"""What a row is known by, in this order; the first two that say something are shown."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_READ = re.compile(r"\d+|\d{4}-(?:Q\d|\d\d)")
"""A number, a quarter, a month: what is chosen is called by it."""
PERIODS = ("quarter", "month", "year")
"""What a row without a name is about, the first of them that it has; its days say no more."""
ABOUT, SUMS = ("purpose", "seller", "payee", "destination", "person"), ("gross", "amount", "estimate")
"""What says more of a row that is known by its number alone: whose invoice, and how much of it."""
PRIVATE = frozenset({"born"})
"""Days of a person by which no row is told."""
APART = ("login", "number", "title", "department")
"""What tells records apart to those who know them; else a day in which they differ."""


def option(value: str, row: Mapping[str, Any], said: Said) -> Option:
    """A row as it is chosen: by what it is called, or, where it has no name, by whose it is and
    its period (a quarter's round) or its days (a leave), and how it stands."""
    parts = [said(row, name) for name in LABELS if isinstance(row.get(name), str | int) and row[name] != ""]
    if parts and all(zh == value for zh, _ in parts):  # a number alone says nothing
        parts += [said(row, name) for name in ("department", "reason") if row.get(name)]
    if len(parts) == 1 and "number" in row and str(row["number"]) == parts[0][0]:
        told = [said(row, name) for names in (ABOUT, SUMS) for name in [n for n in names if row.get(n)][:1]]
        parts += [(" ".join(zh for zh, _ in told), " ".join(en for _, en in told))]
    if not parts and {"year", "line", "department"} <= row.keys():  # of a budget
        (zh, en), year = said(row, "line"), row["year"]
        parts = [(f"{year} {zh}", f"{year} {en}"), said(row, "department")]
    if not parts:
        own = [said(row, name) for name in PERIODS if row.get(name)][:1] or [_days(row)]
        parts = [said(row, name) for name in ("person", "department") if row.get(name)][:1] + own
        parts += [said(row, name) for name in ("status", *SUMS) if row.get(name)][:1]
    return value, _label([zh for zh, _ in parts], value), _label([en for _, en in parts], value)


def told_apart(options: list[Option], rows: Sequence[Mapping[str, Any]], said: Said) -> list[Option]:
    """Those that would read alike say more: what they differ in most, such as the login of an account."""
    alike: dict[str, list[int]] = {}
    for n, (_, zh, _) in enumerate(options):
        alike.setdefault(zh, []).append(n)
    for places in (found for found in alike.values() if len(found) > 1):
        several = [rows[n] for n in places]
        days = (name for name, value in several[0].items() if name not in PRIVATE and _DAY.fullmatch(str(value)))
        names = [name for name in dict.fromkeys((*APART, *days)) if all(_tells(row.get(name)) for row in several)]
        told = {name: len({row[name] for row in several}) for name in names}
        most = max((name for name in names if told[name] > 1), key=lambda name: told[name], default="")
        for n, row in zip(places, several, strict=True) if most else ():
            (value, zh, en), (more_zh, more_en) = options[n], said(row, most)
            options[n] = value, f"{zh} {more_zh}", f"{en} {more_en}"
    return options


def _tells(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not is_id(value)


def _days(row: Mapping[str, Any]) -> tuple[str, str]:
    own = (each for name, each in row.items() if isinstance(each, str) and _DAY.fullmatch(each) and name not in PRIVATE)
    days = "—".join(dict.fromkeys(own))
    return days, days


def _label(parts: list[str], value: str) -> str:
    """At most two of the parts; before them the value itself, where that is a number or a period."""
    said = " ".join(list(dict.fromkeys(one for one in parts if one not in ("", value)))[:2])[:80]
    return f"{value} {said}" if said and _READ.fullmatch(value) else said or value
