"""All that one person gets to see of the service, by each way there is: what tests of confidentiality look through."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.kernel.domain.events import event_class, public_bytes
from services.kernel.procedure.operations import File, Operation
from services.kernel.refusals import Refusal
from tests.party.desk import Desk, clock

WAYS = ("list", "record", "export", "events", "event", "desk", "obligations", "refusal", "bus", "live")


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
        found[way].append(_text(answer))
        return answer

    rows = list(desk.app.store.rows(0))
    assert rows, "nothing happened: nothing would be proved"
    for way, operations in (("list", lists), ("record", records), ("export", exports)):
        for operation in operations:
            ask(way, operation)
    log = desk.LOG
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
    found["bus"] = [public_bytes(row.topic, row.state).decode() for row in rows if event_class(row.topic).PUBLISHED]
    return {way: "\n".join(texts) for way, texts in found.items()}


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


def _text(answer: Any) -> str:
    """Of a workbook the text of all its parts."""
    if isinstance(answer, File):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return str(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
