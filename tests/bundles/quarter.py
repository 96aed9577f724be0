"""The quarter worked by hand (`tests/appraisal/test_small_quarter.py`), published, and the bundle that proves it."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.verifier import verify
from services.appraisal.ballots.boxes import FolderBoxes
from services.appraisal.proofs.operations import ExportQuarter
from services.appraisal.quarters.operations import (
    EnterLeadersItem,
    ProposeGrades,
    PublishGrades,
    RecordGradesDecision,
)
from services.kernel.log.merkle import ProvingTree
from services.kernel.log.seal import Notary, StoredRow
from services.kernel.log.store import LOG, Store, events, heads
from services.kernel.procedure.bundles.beside import beside
from services.kernel.procedure.bundles.joining import join, needs_of
from services.kernel.procedure.bundles.part import Bundle, public_of, write_part
from services.kernel.procedure.bundles.selection import of_positions, positions_of
from services.kernel.rules.regulations import Rules
from tests.appraisal import test_quarters as steps
from tests.appraisal import test_small_quarter as small
from tests.appraisal.office import Desk, Log
from tests.appraisal.test_quarters import CHAIR, DIRECTOR, Q, do, on, tick
from tests.appraisal.voters import with_boxes
from tests.appraisal.work import vote

NOTARY = Notary("jikao/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
AUDITOR = "p6"
_numbers = itertools.count(1)
EARLIER = 3
"""Events over which every source's first checkpoint was signed."""


def worked_and_published(store: Store, folder: Path, notary: Notary = NOTARY, rules: Rules | None = None) -> Desk:
    desk: Desk = small.desk.__wrapped__(store)  # type: ignore[attr-defined]
    desk.app.office = replace(desk.app.office, notary=notary, rules=rules or desk.app.office.rules)
    boxes = FolderBoxes(folder / "ballots")
    tick(desk, on(10, 9))
    with_boxes(desk, boxes)
    vote(desk, boxes, small.RATINGS, small.OF, on(10, 12), do, Q)
    for department, points in (("office", "3.25"), ("office", "2.5"), ("social", "-0.5")):
        said = {"reason": "承担急难任务", "evidence": "纪要", "points": Decimal(points)}
        do(desk, EnterLeadersItem(quarter=Q, department=department, **said), CHAIR, on(10, 13))
    tick(desk, on(10, 15, 17))
    proposed = do(desk, ProposeGrades(quarter=Q), DIRECTOR, on(10, 16))
    steps.vote(desk, proposed.reference, on(10, 19))
    do(desk, RecordGradesDecision(quarter=Q), DIRECTOR, on(10, 19, 5))
    do(desk, PublishGrades(quarter=Q), DIRECTOR, on(10, 20))
    return desk


@contextmanager
def store_of(log: Log, path: Path) -> Iterator[Store]:
    """What another service would have on its disk."""
    store = Store(f"sqlite:///{path}")
    store.create()
    rows = [
        StoredRow(one.position, one.aggregate, version_in(one.data), one.topic, one.data, bytes.fromhex(one.seal))
        for one in log.messages
    ]
    with store.writing() as connection:
        if rows:
            connection.execute(events.insert(), [row._asdict() for row in rows])
            connection.execute(
                heads.update().where(heads.c.name == LOG), {"position": len(rows), "seal": rows[-1].seal}
            )
    yield store
    store.close()


def version_in(state: bytes) -> int:
    return int(json.loads(state)["originator_version"])


def notes_of(store: Store, service: str, notary: Notary, earlier: int = EARLIER) -> list[tuple[int, str]]:
    tree = ProvingTree(row.seal for row in store.rows())
    sizes = sorted({min(earlier, tree.size), tree.size})
    return [(size, notary.sign(service, size, tree.root(size), 1_793_000_000 + size)) for size in sizes]


def part_of(store: Store, service: str, spans: str, rules: Rules, notary: Notary = NOTARY) -> bytes:
    file = io.BytesIO()
    with Bundle.into(file) as bundle:
        write_part(
            bundle, service=service, store=store, notary=notary, notes=notes_of(store, service, notary),
            selection=of_positions(positions_of(spans, 100_000)), hides=lambda row: (),
            more=beside(rules, service, store, store.position()),
        )  # fmt: skip
    return file.getvalue()


@dataclass
class Exported:
    """The members of a bundle, and what an outsider holds of the logs: their newest checkpoints and the key."""

    members: dict[str, bytes]
    held: verify.Held


def exported(desk: Desk, folder: Path, notary: Notary = NOTARY) -> Exported:
    own: bytes = desk.do(ExportQuarter(quarter=Q), by=AUDITOR, at=on(10, 21)).content
    parts = [own]
    for source, spans in needs_of(own).items():
        with store_of(getattr(desk, source), folder / f"{source}-{next(_numbers)}.db") as store:
            parts.append(part_of(store, source, spans, desk.app.office.rules, notary))
    file = io.BytesIO()
    join(file, parts, "README")
    members = members_of(file.getvalue())
    return Exported(members, held(members, notary))


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def held(members: Mapping[str, bytes], notary: Notary = NOTARY) -> verify.Held:
    """Printed before: of every log its newest checkpoint, and the public key."""
    notes = [
        json.loads(content.splitlines()[-1])["note"]
        for name, content in sorted(members.items())
        if name.endswith("/checkpoints.jsonl")
    ]
    return verify.Held("\n".join([*notes, f"key {public_of(notary)}\n"]))


def places(members: Mapping[str, bytes], held: verify.Held) -> list[str]:
    return [one.place for one in verify.verify(verify.Members(members), held).faults]


def said(faults: Iterable[verify.Bad]) -> list[str]:
    return [f"{one.place}: {one.en}" for one in faults]
