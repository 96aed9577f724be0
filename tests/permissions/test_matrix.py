"""Every operation of every service, tried by everybody: who may is carried out, who may not is refused as forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.roster import ROSTER
from services.kernel.procedure.identity import Signer, new_key
from services.kernel.procedure.operations import Operation, discover
from services.kernel.refusals import Refusal, Unauthenticated
from tests.permissions.table import ROWS
from tests.permissions.words import Row
from tests.permissions.world import ALL, CALLERS, Undone, World, build, callers_of, whom

OPERATIONS: dict[str, type[Operation]] = {op.NAME: op for service in ROSTER for op in discover(service)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("permissions"))
    with made.nothing_lasts():
        yield made
    made.embedded.close()


def outcome(world: World, operation: str, token: str, fields: dict[str, Any], on: str = "") -> str:
    """`done`, or the kind and code of the refusal."""
    try:
        world.call(operation, token, fields, on)
    except Undone:
        return "done"
    except Refusal as refusal:
        return f"{refusal.kind}: {refusal.code}"
    return "done"


def test_the_table_speaks_of_every_operation_and_of_no_other() -> None:
    assert {row.operation for row in ROWS} == set(OPERATIONS)
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_every_service_serves_what_it_declares(world: World) -> None:
    served = {name for service in world.embedded.services.values() for name in service.app.operations}
    assert served == set(OPERATIONS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_who_may(world: World, row: Row) -> None:
    """Each caller's outcome: carried out for those in the row, refused as forbidden for everybody else."""
    may = (whom(row.allowed) | set(row.and_also)) - set(row.but_not)
    wrong = {}
    for name, person in callers_of(row.operation).items():
        expected = "done" if name in may else "forbidden"
        found = outcome(world, row.operation, world.token(person), row.body)
        if found.partition(":")[0] != expected:
            wrong[name] = f"should be {expected}, is {found}"
    assert not wrong, wrong


def test_what_is_refused_when_it_is_left_out_says_so_beside_its_field(world: World) -> None:
    """Its form marks what is always asked for; what is asked for in certain cases alone has to tell in which."""
    silent = []
    for row in ROWS:
        fields = OPERATIONS[row.operation].model_fields
        optional = [name for name in row.body if not fields[name].is_required() and not fields[name].description]
        callers = callers_of(row.operation)
        token = next((world.token(callers[name]) for name in callers if name in whom(row.allowed)), "")
        if not optional or not token or outcome(world, row.operation, token, row.body) != "done":
            continue
        for name in optional:
            less = {key: value for key, value in row.body.items() if key != name}
            if (found := outcome(world, row.operation, token, less)).startswith("invalid"):
                silent.append(f"{row.id} {name} {found}")
    assert silent == []


HEAD_OF_URBAN = ("attendance.list-leave", {"department": "urban-environment"})
LEADER_OF_AGRICULTURE = ("attendance.list-leave", {"department": "agriculture"})
COLLEAGUE_IN_RESEARCH = ("attendance.list-sheets", {"department": "research"})
TRAINEE: tuple[str, dict[str, Any]] = ("attendance.get-import-template", {})


@pytest.mark.parametrize(
    ("what", "person", "yes", "no"),
    [
        # A head until 13 July, then nobody, and from 13 August the former deputy.
        (HEAD_OF_URBAN, "p033", "07-12", "07-13"),
        (HEAD_OF_URBAN, "p034", "08-13", "08-12"),
        # The leader of agriculture is away from 27 July to 7 August; p003 stands in.
        (LEADER_OF_AGRICULTURE, "p003", "07-27", "07-26"),
        (LEADER_OF_AGRICULTURE, "p003", "08-07", "08-08"),
        (LEADER_OF_AGRICULTURE, "p004", "08-01", ""),  # who is away may still act
        # One who moves to research on 10 August, one who is hired on the 17th.
        (COLLEAGUE_IN_RESEARCH, "p043", "08-10", "08-09"),
        (TRAINEE, "p060", "08-17", "08-16"),
        # The head's stand-in of this world, to the end of July.
        (("attendance.mark-day", {"person": "p027", "on": "2026-07-30", "state": "trip"}), "p024", "07-31", "08-01"),
    ],
)
def test_a_relation_holds_on_its_days_only(
    world: World, what: tuple[str, dict[str, Any]], person: str, yes: str, no: str
) -> None:
    operation, body = what
    assert outcome(world, operation, world.token(person), body, yes) == "done"
    if no:
        assert outcome(world, operation, world.token(person), body, no).startswith("forbidden")


class Tokens:
    """Identities that name nobody."""

    def __init__(self, world: World) -> None:
        good = world.token(CALLERS["administrator"])
        head, claims, signature = good.split(".")
        long_ago = Signer(world.embedded.signer._key, wall=lambda: 1_000_000_000.0)
        self.kinds = {
            "no token": "",
            "no token at all": "administrator",
            "forged by a foreign key": Signer(new_key()).sign("p016", token_id="x", seconds=9_999),
            "forged as the system": Signer(new_key()).sign("system", token_id="x", seconds=9_999),
            "expired": long_ago.sign("p016", token_id="x", seconds=900),
            "claims of another": f"{head}.{world.token('p011').split('.')[1]}.{signature}",
            "without its signature": f"{head}.{claims}.",
        }


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_a_token_that_names_nobody_is_refused(world: World, name: str) -> None:
    body = next(row.body for row in ROWS if row.operation == name)
    for kind, token in Tokens(world).kinds.items():
        assert outcome(world, name, token, body) == f"{Unauthenticated.kind}: {Unauthenticated.code}", kind


def test_nothing_that_was_tried_has_lasted(world: World) -> None:
    """The rows above would hide each other if one of them had left something behind."""
    heads = {name: _head(world, name) for name in world.embedded.services}
    for row in ROWS:
        outcome(world, row.operation, world.token(CALLERS["administrator"]), row.body)
    assert {name: _head(world, name) for name in world.embedded.services} == heads


def _head(world: World, service: str) -> int:
    return max((stored.position for stored in world.embedded.services[service].app.store.rows(0)), default=0)


def test_the_words_of_the_table_mean_somebody() -> None:
    assert whom("head") == {"head", "head's stand-in"}
    assert whom("everybody") == set(ALL) - {"former employee", "employee to be", "unknown person", "system"}
    with pytest.raises(AssertionError):
        whom("heads")
