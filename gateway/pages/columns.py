"""Which columns of a list or fields of a record a page shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from gateway.pages.places import is_id

CODES = frozenset({"kind", "name", "key", "what", "code", "tables", "shows"})
NAMES = ("number", "title", "zh", "en", "name", "matter", "text", "purpose", "person", "day")
"""The columns by which a row is called, the first of them that it has."""
Leads = Mapping[tuple[str, str], Any]
"""(field, id) → where it leads."""
_PROOF = re.compile(
    r"(?:[a-z-]+ )?[0-9a-f]{40,}"
    r"|(?:[a-z-]+:\d+)(?:,[a-z-]+:\d+)+|[a-z.-]+:[^\s/]+/[0-9a-f]{12,}|[a-z-]+:\d+:[0-9a-f]{20,}"
    r"|(?s:.+)\n\n— \S+ \S+\n?"
)
_CODE = re.compile(r"[a-z0-9]+(?:[-._:][a-z0-9]+)*")


def telling(
    rows: Sequence[Mapping[str, Any]], whole: Mapping[str, Any], lang: str, leads: Leads = MappingProxyType({})
) -> list[str]:
    """The columns of a list within a record that tell anything: not what the record says itself, nor that it is its
    own, nor empty ones. What a single row has in common with its record may be chance: the only payee is who claims,
    the only item its sum."""
    return [
        name
        for name in rows[0]
        if not hidden(name, lang, saying(rows, name))
        and any(row.get(name) not in (None, "", []) for row in rows)
        and not (len(rows) > 1 and name in whole and all(row.get(name) == whole[name] for row in rows))
        and not ("id" in whole and all(row.get(name) == whole["id"] for row in rows))
        and not mute(name, rows, leads)
    ]


def saying(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The first row that has something there; the first of all where none has."""
    return next((row for row in rows if row.get(name) not in (None, "", [])), rows[0])


def hidden(name: str, lang: str, row: Mapping[str, Any]) -> bool:
    """What a page need not say: its own address, the words of the other language, a code beside its words."""
    other = "zh" if lang == "en" else "en"
    if (
        name in {"id", "version", "allowed", other}
        or name.endswith(f"_{other}")
        or f"{name}_zh" in row
        or f"{name}_{lang}" in row
    ):
        return True
    if name in {"record", "key", "aggregate"} and "record" in row and "fields" in row:
        return True  # said by the row's link
    if name == "task" and "what_zh" in row:
        return True  # the clock's own name of what the row calls in words
    coded = [isinstance(one, str) and _CODE.fullmatch(one) is not None for one in _each(row.get(name))]
    return "zh" in row and name in CODES and bool(coded) and all(coded)  # where the row says in words what it means


def mute(name: str, rows: Sequence[Mapping[str, Any]], leads: Leads) -> bool:
    """Ids that lead nowhere tell nobody anything."""
    values = [one for row in rows for one in _each(row.get(name))]
    return bool(values) and all(is_id(one) and (name, one) not in leads for one in values)


def _each(value: Any) -> list[Any]:
    return [one for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]


FOREMOST, LONGEST = 8, 40
"""So many columns of a list within a record stand side by side, none of them with longer texts than that."""


def foremost(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """The columns that stand side by side, and those that a row tells when it is opened."""
    if len(names) <= FOREMOST:
        return [*names], []
    short = [name for name in names if not any(_long(row.get(name)) for row in rows)]
    shown = [*short[:FOREMOST]]
    return shown, [name for name in names if name not in shown]


def _long(value: Any) -> bool:
    return proves(value) or (isinstance(value, str) and len(value) > LONGEST and not is_id(value))


PROOF_LENGTH = 30


def proves(value: Any) -> bool:
    """Digests, positions of logs and the like, or a list of them: for whoever checks, not for whoever reads."""
    if isinstance(value, list):
        return bool(value) and all(proves(one) for one in value)
    return isinstance(value, str) and len(value) > PROOF_LENGTH and _PROOF.fullmatch(value) is not None


def naming(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """The column by which a row is called, and its link to whoever hears the page; the first where none does."""
    told = [name for name in columns if row.get(name) not in (None, "", [])]
    return next((name for name in NAMES if name in told), next(iter(told), ""))
