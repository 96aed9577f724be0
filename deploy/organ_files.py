"""Reads an organ's files (`deploy/organ/README.md` says how they look) and finds every fault before anything else."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "people": ("person", "name", "number", "gender", "work_since", "hired", "left", "residency_from", "residency_to"),
    "memberships": ("person", "department", "from", "to"),
    "holders": ("post", "person", "from", "to"),
    "supervision": ("department", "leader_post", "from", "to"),
    "bodies": ("body", "person", "role", "from", "to"),
    "delegations": ("leader", "deputy", "from", "to", "reason"),
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "departments": ("id", "zh", "en", "kind", "from"),
    "renames": ("department", "zh", "en", "from"),
    "posts": ("id", "zh", "en", "department", "level", "from"),
    "bodies": ("id", "zh", "en", "from", "roles"),
}
_NAMES: Mapping[str, str] = {
    "person": "people",
    "leader": "people",
    "deputy": "people",
    "department": "departments",
    "merged_into": "departments",
    "post": "posts",
    "leader_post": "posts",
    "body": "bodies",
}
"""Which list each naming column refers to."""
_DATES = ("from", "to", "work_since", "hired", "left", "residency_from", "residency_to")
_REQUIRED_DATES = ("from", "work_since", "hired")


@dataclass(frozen=True, slots=True)
class Fault:
    """`row` is the line of a CSV file, or the number of the entry in a TOML list."""

    file: str
    row: int
    column: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}: {self.zh} / {self.en}"


class OrganFaults(Exception):
    """Everything that is wrong with the files, so that it can be mended in one go."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with its dates read; a date left out is None."""

    file: str
    number: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def get(self, column: str, default: Any = None) -> Any:
        return self.values.get(column, default)

    def fault(self, column: str, zh: str, en: str) -> Fault:
        return Fault(self.file, self.number, column, zh, en)


@dataclass
class OrganFiles:
    departments: list[Row] = field(default_factory=list[Row])
    renames: list[Row] = field(default_factory=list[Row])
    posts: list[Row] = field(default_factory=list[Row])
    bodies: list[Row] = field(default_factory=list[Row])
    people: list[Row] = field(default_factory=list[Row])
    memberships: list[Row] = field(default_factory=list[Row])
    holders: list[Row] = field(default_factory=list[Row])
    supervision: list[Row] = field(default_factory=list[Row])
    members: list[Row] = field(default_factory=list[Row])
    delegations: list[Row] = field(default_factory=list[Row])

    def rows(self) -> Iterator[Row]:
        for rows in vars(self).values():
            yield from rows


def read(folder: Path) -> OrganFiles:
    """The files, or `OrganFaults` with every fault of form and reference in them."""
    faults: list[Fault] = []
    files = OrganFiles()
    content = _toml(folder / "organ.toml", faults)
    for name, keys in _KEYS.items():
        setattr(files, name, _entries(content.get(name, []), name, keys, faults))
    for name, columns in _COLUMNS.items():
        setattr(files, "members" if name == "bodies" else name, _table(folder / f"{name}.csv", columns, faults))
    if not faults:
        faults += _references(files)
        faults += _repetitions(files)
    if faults:
        raise OrganFaults(faults)
    return files


def _toml(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(Fault(path.name, 0, "", "无法读取。", f"cannot be read: {error}"))
        return {}


def _entries(entries: Any, name: str, keys: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    file = f"organ.toml[{name}]"
    rows: list[Row] = []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        faults.append(Fault(file, 0, "", f"须写成 [[{name}]] 表。", f"must be written as tables [[{name}]]."))
        return []
    for number, entry in enumerate(cast("list[dict[str, Any]]", entries), start=1):
        missing = [key for key in keys if not entry.get(key)]
        faults += [Fault(file, number, key, "缺少内容。", "is missing.") for key in missing]
        wrong = [key for key in ("from", "to") if key in entry and type(entry[key]) is not date]
        faults += [Fault(file, number, key, "不是日期。", "is not a date.") for key in wrong]
        if not missing and not wrong:
            rows.append(_checked_span(Row(file, number, entry), "from", "to", faults))
    return rows


def _table(path: Path, columns: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, 0, "", "无法读取。", f"cannot be read: {error}"))
        return []
    reader = csv.DictReader(lines)
    try:
        return _records(path.name, reader, columns, faults)
    except csv.Error as error:
        line = reader.line_num + 1
        faults.append(Fault(path.name, line, "", "无法读取,多半是引号没有成对。", f"cannot be read: {error}"))
        return []


def _records(name: str, reader: csv.DictReader[str], columns: tuple[str, ...], faults: list[Fault]) -> list[Row]:
    absent = [column for column in columns if column not in (reader.fieldnames or ())]
    faults += [Fault(name, 1, column, "缺少这一列。", "The column is missing.") for column in absent]
    if absent:
        return []
    rows: list[Row] = []
    for record in reader:
        if any(record.values()):
            row = _row(name, reader.line_num, record, columns, faults)
            row = _checked_span(row, "from", "to", faults)
            row = _checked_span(row, "hired", "left", faults)
            rows.append(_checked_span(row, "residency_from", "residency_to", faults))
    return rows


def _row(file: str, number: int, record: Mapping[str, Any], columns: tuple[str, ...], faults: list[Fault]) -> Row:
    values: dict[str, Any] = {}
    for column in columns:
        text = (record.get(column) or "").strip()
        values[column] = text
        if column in _DATES:
            values[column] = None
            if text:
                try:
                    values[column] = date.fromisoformat(text)
                except ValueError:
                    faults.append(Fault(file, number, column, f"“{text}”不是日期。", f"{text!r} is not a date."))
            elif column in _REQUIRED_DATES:
                faults.append(Fault(file, number, column, "缺少日期。", "The date is missing."))
    return Row(file, number, values)


def _checked_span(row: Row, first: str, last: str, faults: list[Fault]) -> Row:
    start, end = row.get(first), row.get(last)
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        faults.append(row.fault(last, f"应晚于{start}。", f"must be after {start}."))
    return row


def _references(files: OrganFiles) -> Iterator[Fault]:
    known = {
        "people": {row["person"] for row in files.people},
        "departments": {row["id"] for row in files.departments},
        "posts": {row["id"] for row in files.posts},
        "bodies": {row["id"] for row in files.bodies},
    }
    roles = {body["id"]: {role.get("id") for role in body["roles"]} for body in files.bodies}
    for row in files.rows():
        for column, names in _NAMES.items():
            value = row.get(column)
            if value is not None and value not in known[names]:
                yield row.fault(column, f"没有“{value}”。", f"There is no {value!r}.")
    for row in files.members:
        if row["body"] in roles and row["role"] not in roles[row["body"]]:
            yield row.fault("role", f"该组织没有职务“{row['role']}”。", f"The body has no role {row['role']!r}.")


def _repetitions(files: OrganFiles) -> Iterator[Fault]:
    for rows, column in (
        (files.departments, "id"),
        (files.posts, "id"),
        (files.bodies, "id"),
        (files.people, "person"),
        (files.people, "number"),
    ):
        seen: set[str] = set()
        for row in rows:
            if row[column] in seen:
                yield row.fault(column, f"“{row[column]}”出现两次。", f"{row[column]!r} appears twice.")
            seen.add(row[column])
    yield from _overlaps(files.memberships, ("person",))
    yield from _overlaps(files.holders, ("post",))
    yield from _overlaps(files.supervision, ("department",))
    yield from _overlaps(files.members, ("body", "person"))
    yield from _overlaps(files.delegations, ("leader",))


def _overlaps(rows: Iterable[Row], key: tuple[str, ...]) -> Iterator[Fault]:
    """One department a person, one holder a post, one leader a department, one role a member: at a time."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in key)].append(row)
    for group in groups.values():
        group.sort(key=lambda row: row["from"])
        for earlier, later in pairwise(group):
            if earlier["to"] is None or later["from"] < earlier["to"]:
                yield later.fault(
                    "from",
                    f"与第{earlier.number}行的起止日期重叠。",
                    f"overlaps with line {earlier.number}.",
                )
