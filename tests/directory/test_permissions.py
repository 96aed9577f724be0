"""Who may: every operation of the directory by every kind of caller; nothing that is not said here is allowed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.directory.posts.operations import EndDelegation, GiveDelegation
from services.kernel.identity import Signer, new_key
from services.kernel.operations import Operation, discover
from services.kernel.refusals import Forbidden, Refusal, Unauthenticated
from services.kernel.who import SYSTEM_ID
from tests.directory.desk import FOUNDED, LATER, TODAY, Desk, appointing, hiring, post
from tests.directory.test_people import leaving
from tests.given import Desk as AnyDesk
from tests.given import given

CALLERS = {
    "the system": SYSTEM_ID,
    "the administrator": "p012",
    "the office director": "p011",
    "who stands in for the director": "p013",
    "the auditor": "p023",
    "the head of the department": "p021",
    "the supervising leader": "p002",
    "the chair": "p001",
    "the person": "p022",
    "who left": "p024",
    "a stranger": "p999",
}
KEEPERS = {"the system", "the administrator", "the office director", "who stands in for the director"}
IN_SERVICE = set(CALLERS) - {"who left", "a stranger"}
WRITES_BEYOND: dict[str, set[str]] = {
    # The holder of the post that is asked about.
    "directory.give-delegation": KEEPERS | {"the head of the department"},
    "directory.end-delegation": KEEPERS | {"the head of the department"},
}
READS_LESS: dict[str, set[str]] = {
    "directory.get-person-file": KEEPERS | {"the person", "the head of the department", "the supervising leader"},
    "directory.list-changes": KEEPERS | {"the auditor"},
    "directory.export-directory": KEEPERS | {"the auditor"},
}
OWN = [operation for operation in discover("directory") if operation.__module__.startswith("services.directory.")]
BODY: dict[str, Any] = {
    "person": "p022",
    "department": "budget",
    "into": "office",
    "post": "head-budget",
    "leader_post": "chair",
    "body": "branch-committee",
    "number": 1,
    "deputy": "p023",
    "role": "member",
    "roles": [{"id": "member", "zh": "委员", "en": "Member"}],
    "name": "甲",
    "zh": "名称",
    "en": "Name",
    "kind": "committee",
    "level": "staff",
    "reason": "事由",
    "work_since": "2010-07-01",
    "day": str(LATER),
    "start": str(LATER),
    "to": str(date(2024, 7, 1)),
}


def allowed(operation: type[Operation]) -> set[str]:
    if operation.WRITES:
        return WRITES_BEYOND.get(operation.NAME, KEEPERS)
    return READS_LESS.get(operation.NAME, IN_SERVICE)


def body(operation: type[Operation]) -> dict[str, Any]:
    made = {name: BODY[name] for name in operation.model_fields if name in BODY}
    if operation.NAME in ("directory.hire-person", "directory.correct-details"):
        made["number"] = "930"
    if operation.NAME in ("directory.list-changes", "directory.list-people", "directory.list-posts"):
        made = {}
    return made


@pytest.fixture
def peopled(desk: Desk) -> Desk:
    given(
        hiring("p024", "budget"),
        leaving("p024", TODAY),
        post("auditor", "office"),
        appointing("auditor", "p023"),
        GiveDelegation(post="head-office", deputy="p013", start=FOUNDED, to=LATER),
        GiveDelegation(post="head-budget", deputy="p022", start=FOUNDED, to=LATER),
        to=desk,
    )
    return desk


@pytest.mark.parametrize("operation", OWN, ids=lambda operation: operation.NAME)
def test_exactly_those_may(peopled: Desk, operation: type[Operation]) -> None:
    may = set()
    for name, caller in CALLERS.items():
        try:
            peopled.do(operation.model_validate(body(operation)), by=caller)
            may.add(name)
        except Forbidden:
            continue
        except Refusal:
            may.add(name)  # admitted, and then declined for another reason
    assert may == allowed(operation)


def test_the_matrix_speaks_of_every_operation_there_is(peopled: Desk) -> None:
    """Those of the log are the kernel's own, and tested there."""
    own = [procedure for procedure in peopled.app.procedures if procedure.name != "log"]
    carried_out = {operation.NAME for procedure in own for operation in procedure.handlers}
    assert carried_out == {operation.NAME for operation in OWN}
    assert set(WRITES_BEYOND) | set(READS_LESS) <= carried_out


def test_a_stand_in_does_not_pass_the_post_on(peopled: Desk) -> None:
    order = GiveDelegation(post="head-budget", deputy="p023", start=LATER, to=date(2024, 7, 1))
    given(to=peopled).when(order, by="p022").then_refused(Forbidden)
    given(to=peopled).when(EndDelegation(post="head-budget", number=2, day=TODAY), by="p022").then_refused(Forbidden)


def test_a_forged_identity_is_nobody(peopled: Desk) -> None:
    forger = AnyDesk(peopled.app, Signer(new_key()))
    for operation in OWN:
        with pytest.raises(Unauthenticated):
            forger.do(operation.model_validate(body(operation)), by=SYSTEM_ID)
