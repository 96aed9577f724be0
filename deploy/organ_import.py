"""Brings an organ's files into the directory by its operations, in the order in which things happened.

The same import again changes nothing: every operation knows what is recorded already. Runs as the system, because at
the first start there is no one yet who could do it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deploy.organ_files import Fault, OrganFaults, OrganFiles, Row, read
from services.directory.bodies.operations import FormBody, JoinBody, LeaveBody
from services.directory.departments.operations import (
    AssignSupervision,
    CloseDepartment,
    MergeDepartment,
    OpenDepartment,
    RenameDepartment,
)
from services.directory.people.operations import (
    GiveUpResidencyDuty,
    HirePerson,
    LeaveService,
    MovePerson,
    TakeResidencyDuty,
)
from services.directory.posts.operations import AbolishPost, AppointHolder, CreatePost, GiveDelegation, RelieveHolder
from services.kernel.procedure.operations import Command
from services.kernel.refusals import Refusal

ORDER: tuple[type[Command], ...] = (
    GiveUpResidencyDuty,
    RelieveHolder,
    LeaveBody,
    OpenDepartment,
    RenameDepartment,
    FormBody,
    CreatePost,
    HirePerson,
    MovePerson,
    LeaveService,
    AppointHolder,
    AssignSupervision,
    AbolishPost,
    MergeDepartment,
    CloseDepartment,
    TakeResidencyDuty,
    JoinBody,
    GiveDelegation,
)
"""Of one day: first what frees people and posts, then what is new, then who goes where, then what ends."""
_RANK = {operation: rank for rank, operation in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Step:
    day: date
    operation: type[Command]
    row: Row
    fields: dict[str, Any]


def import_organ(
    folder: Path,
    call: Callable[[Command], object],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Carries out every step and returns how many; `OrganFaults` before the first, or at the end with the refused."""
    steps = sorted(_steps(read(folder)), key=lambda step: (step.day, _RANK[step.operation]))
    operations, faults = _operations(steps)
    if faults:
        raise OrganFaults(faults)
    for done, (step, operation) in enumerate(operations, start=1):
        try:
            call(operation)
        except Refusal as refusal:
            faults.append(step.row.fault(type(operation).__name__, refusal.zh, refusal.en))
        progress(done, len(operations))
    if faults:
        raise OrganFaults(faults)
    return len(operations)


def _operations(steps: list[Step]) -> tuple[list[tuple[Step, Command]], list[Fault]]:
    made: list[tuple[Step, Command]] = []
    faults: list[Fault] = []
    for step in steps:
        try:
            made.append((step, step.operation(**step.fields)))
        except ValidationError as error:
            for wrong in error.errors(include_url=False):
                column = ".".join(str(part) for part in wrong["loc"])
                faults.append(step.row.fault(column, "不符合要求。", wrong["msg"]))
    return made, faults


def _steps(files: OrganFiles) -> Iterator[Step]:
    yield from _departments(files)
    yield from _posts(files)
    yield from _bodies(files)
    yield from _people(files)
    yield from _delegations(files)


def _departments(files: OrganFiles) -> Iterator[Step]:
    for row in files.departments:
        id = row["id"]
        named = {"zh": row["zh"], "en": row["en"]}
        yield _step(row["from"], OpenDepartment, row, department=id, kind=row["kind"], **named)
        if row.get("merged_into"):
            yield _step(row["to"], MergeDepartment, row, department=id, into=row["merged_into"])
        elif row.get("to"):
            yield _step(row["to"], CloseDepartment, row, department=id)
    for row in files.renames:
        yield _step(row["from"], RenameDepartment, row, department=row["department"], zh=row["zh"], en=row["en"])
    succeeded = {(row["department"], row["from"]) for row in files.supervision}
    closed = {(row["id"], row.get("to")) for row in files.departments}
    for row in files.supervision:
        department = row["department"]
        yield _step(row["from"], AssignSupervision, row, department=department, leader_post=row["leader_post"])
        if row["to"] and (department, row["to"]) not in succeeded | closed:
            yield _step(row["to"], AssignSupervision, row, department=department, leader_post="")


def _posts(files: OrganFiles) -> Iterator[Step]:
    for row in files.posts:
        described = {column: row[column] for column in ("zh", "en", "department", "level")}
        yield _step(row["from"], CreatePost, row, post=row["id"], **described)
        if row.get("to"):
            yield _step(row["to"], AbolishPost, row, post=row["id"])
    for row in files.holders:
        yield _step(row["from"], AppointHolder, row, post=row["post"], person=row["person"])
        if row["to"]:
            yield _step(row["to"], RelieveHolder, row, post=row["post"], person=row["person"])


def _bodies(files: OrganFiles) -> Iterator[Step]:
    for row in files.bodies:
        yield _step(row["from"], FormBody, row, body=row["id"], zh=row["zh"], en=row["en"], roles=row["roles"])
    for row in files.members:
        yield _step(row["from"], JoinBody, row, body=row["body"], person=row["person"], role=row["role"])
        if row["to"]:
            yield _step(row["to"], LeaveBody, row, body=row["body"], person=row["person"])


def _people(files: OrganFiles) -> Iterator[Step]:
    places: dict[str, list[Row]] = defaultdict(list)
    for row in files.memberships:
        places[row["person"]].append(row)
    for row in files.people:
        mine = sorted(places[row["person"]], key=lambda place: place["from"])
        if not mine or mine[0]["from"] != row["hired"]:
            zh, en = "录用当日没有所在部门。", "They belong to no department on the day of hiring."
            raise OrganFaults([row.fault("hired", zh, en)])
        details = {column: row[column] for column in ("person", "name", "number", "gender", "work_since")}
        yield _step(row["hired"], HirePerson, row, department=mine[0]["department"], **details)
        for place in mine[1:]:
            yield _step(place["from"], MovePerson, place, person=row["person"], department=place["department"])
        followed = {place["from"] for place in mine} | {row["left"], None}
        for place in mine:
            if place["to"] not in followed:
                yield _step(place["to"], MovePerson, place, person=row["person"], department="")
        if row["left"]:
            yield _step(row["left"], LeaveService, row, person=row["person"])
        if row["residency_from"]:
            yield _step(row["residency_from"], TakeResidencyDuty, row, person=row["person"])
        if row["residency_to"]:
            yield _step(row["residency_to"], GiveUpResidencyDuty, row, person=row["person"])


def _delegations(files: OrganFiles) -> Iterator[Step]:
    """Somebody away lets another stand in for all the posts they hold."""
    for row in files.delegations:
        posts = [
            held["post"]
            for held in files.holders
            if held["person"] == row["leader"]
            and held["from"] <= row["from"]
            and (held["to"] is None or row["from"] < held["to"])
        ]
        if not posts:
            raise OrganFaults([row.fault("leader", "当日未任任何岗位。", "They hold no post on that day.")])
        for post in posts:
            fields = {"post": post, "deputy": row["deputy"], "start": row["from"], "to": row["to"]}
            yield Step(row["from"], GiveDelegation, row, {**fields, "reason": row["reason"]})


def _step(day: date, operation: type[Command], row: Row, **fields: Any) -> Step:
    return Step(day, operation, row, {**fields, "day": day})
