"""What stands in every part beside its events: the regulations as numbers in force, and what this log has witnessed of
the others. The rule books' own texts are the organ's and are not copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from services.kernel.domain.events import decode
from services.kernel.log.store import Store, events
from services.kernel.procedure.bundles.part import line_of
from services.kernel.procedure.custody.events import CheckpointWitnessed
from services.kernel.procedure.custody.events import declare as custody
from services.kernel.rules.regulations import Rules
from services.kernel.rules.values import canonical

REGULATIONS, WITNESSED = "regulations.toml", "witnessed.jsonl"


def beside(rules: Rules | None, service: str, store: Store, size: int) -> Mapping[str, Iterable[bytes]]:
    """The files that are not empty, by name; `size` is how many events the part speaks of."""
    regulations = [_toml(rules).encode()] if rules is not None else []
    files = {REGULATIONS: regulations, WITNESSED: [line_of(one) for one in _witnessed(service, store, size)]}
    return {name: content for name, content in files.items() if content}


def _toml(rules: Rules) -> str:
    """Every value from the day it was in force, with its citations; a line is a name and JSON, which TOML reads too.
    The digest is over what is in force when, as the service itself reckons it."""
    articles = [
        {"id": one.id, "zh": one.zh, "en": one.en, "book_zh": one.book.zh, "book_en": one.book.en}
        for one in sorted(rules.articles.values(), key=lambda one: one.id)
    ]
    values = [
        {
            "name": parameter.name,
            "zh": parameter.zh,
            "en": parameter.en,
            "type": parameter.type_,
            "unit": parameter.unit,
            "per": parameter.per,
            "effective_from": dated.effective_from.isoformat(),
            "value": canonical(dated.value),
            "cites": list(dated.cites),
            "basis": dated.basis,
        }
        for parameter in sorted(rules.parameters(), key=lambda one: one.name)
        for dated in parameter.values
    ]
    return "".join([_line("digest", rules.digest), *_tables("articles", articles), *_tables("values", values)])


def _tables(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"\n[[{name}]]\n" + "".join(_line(key, value) for key, value in row.items())


def _line(key: str, value: Any) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}\n"


def _witnessed(service: str, store: Store, size: int) -> Iterator[dict[str, Any]]:
    """Of every other service the newest checkpoint that this log has seen, and at which position it says so."""
    topic = custody(service).witnessed.TOPIC
    query = select(events.c.position, events.c.state).where(events.c.topic == topic, events.c.position <= size)
    newest: dict[str, tuple[int, CheckpointWitnessed]] = {}
    with store.reading() as connection:
        for position, state in connection.execute(query.order_by(events.c.position)):
            seen = decode(topic, bytes(state))
            assert isinstance(seen, CheckpointWitnessed)
            newest[seen.service] = int(position), seen
    for name, (position, seen) in sorted(newest.items()):
        yield {"service": name, "position": position, "note": seen.note}
