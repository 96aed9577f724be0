"""All that one person gets to see of the service, by each way there is: what tests of confidentiality look through."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.kernel.domain.events import event_class, public_bytes
from services.kernel.log.seal import Notary
from services.kernel.procedure.operations import File, Operation
from services.kernel.procedure.replay import operations as replays
from services.kernel.procedure.replay.record import Pace
from services.kernel.procedure.replay.running import work_off
from services.kernel.refusals import Refusal
from tests.party.desk import AUDITOR, Desk, clock

WAYS = (
    "list", "record", "export", "events", "event", "desk", "obligations", "refusal", "bus", "live", "search", "history",
    "proof", "bundle", "own", "replay",
)  # fmt: skip
OF_THE_LOG = {"events", "event", "search", "history", "proof", "bundle"}
"""Where facts themselves are read."""
NOTARY = Notary("jikao/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
"""Bundles and proofs are given by a service that signs its log alone."""


def seen(
    desk: Desk,
    on: date,
    person: str,
    *,
    lists: Sequence[Operation],
    records: Sequence[Operation],
    exports: Sequence[Operation] = (),
    tried: Sequence[Operation] = (),
) -> dict[str, str]:
    """By way, the text of every answer; what is refused goes under `refusal` with all it says.

    `tried` are commands that whoever it is sends: what they answer with is a record.
    """
    found: dict[str, list[str]] = {way: [] for way in WAYS}
    live = found["live"]
    desk.app.announcers.append(lambda topic, data: live.append(f"{topic} {json.dumps(data, ensure_ascii=False)}"))

    def ask(way: str, operation: Operation) -> Any:
        try:
            answer = desk.ask(operation, by=person, at=clock(on, 12))
        except Refusal as refusal:
            problem = json.dumps(refusal.as_problem(), ensure_ascii=False, default=str)
            found["refusal"].append(f"{refusal} {problem}")
            return None
        found[way].append(text_of(answer))
        return answer

    rows = list(desk.app.store.rows(0))
    assert rows, "nothing happened: nothing would be proved"
    for way, operations in (("list", lists), ("record", records), ("export", exports)):
        for operation in operations:
            ask(way, operation)
    log = desk.LOG
    _follow(desk, on, person, ask, rows, (*lists, *records, *exports))
    for _ in _pages(lambda after: ask("events", log.list_events(after=after, limit=500))):
        pass
    for row in rows:
        ask("event", log.get_event(position=row.position))
    for _ in _pages(lambda after: ask("desk", log.list_desk(after=after))):
        pass
    ask("obligations", log.list_obligations(person=person))
    ask("obligations", log.list_obligations())
    ask("obligations", log.export_obligations(start=date(on.year, 1, 1), end=date(on.year, 12, 31)))
    for operation in tried:
        ask("record", operation)
    if person == AUDITOR:
        assert all(found[way] for way in {*OF_THE_LOG, "replay"}), "nothing is found empty because it was refused"
    found["bus"] = [public_bytes(row.topic, row.state).decode() for row in rows if event_class(row.topic).PUBLISHED]
    return {way: "\n".join(texts) for way, texts in found.items()}


def _follow(desk: Desk, on: date, person: str, ask: Any, rows: Sequence[Any], asked: Sequence[Operation]) -> None:
    """By all that is made of the log: search, histories with every state, proofs, bundles, one's own data, and the
    shadow registers of a replay, where the same queries are asked."""
    log, own = desk.LOG, replays.declare(desk.app.name)
    desk.app.office = replace(desk.app.office, notary=NOTARY)
    ask("search", log.find_events(limit=500))
    versions = Counter(UUID(hex=row.originator_id) for row in rows)
    for aggregate in [one for one, times in versions.items() if times > 1]:  # one alone says what its event says
        for version in range(1, versions[aggregate] + 1):
            ask("history", log.get_history(aggregate=aggregate, version=version))
        ask("proof", log.prove_record(aggregate=aggregate))
    for complete in (False, True):
        ask("bundle", log.export_log(complete=complete))
    ask("own", log.export_own_data(person=person))
    replay = desk.ask(own.start(pace=Pace.FULL), by=AUDITOR, at=clock(on, 11)).id
    work_off(desk.app)
    for operation in asked:
        looking = own.export if issubclass(operation.RETURNS, File) else own.look
        ask(
            "replay",
            looking(replay=replay, operation=operation.NAME, fields=operation.model_dump_json(exclude_none=True)),
        )


def _pages(ask: Any) -> Iterable[Any]:
    after = None
    while True:
        page = ask(after)
        if page is None:
            return
        yield page
        after = page.next
        if after is None:
            return


def text_of(answer: Any) -> str:
    """Of a workbook or a bundle the text of all its parts, with the stored bytes that stand there in base64."""
    if isinstance(answer, File):
        if not answer.content.startswith(b"PK"):
            return answer.content.decode()
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            text = "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
        stored = re.findall(r'"storedbase64": ?"([^"]+)"', text)
        return "\n".join([text, *(base64.b64decode(one).decode() for one in stored)])
    return str(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
