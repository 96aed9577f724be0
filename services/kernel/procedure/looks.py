"""Which answers are looks that go on record: searches, events, exports, proofs, and what is known of other people.

Told from the declarations alone, so that an operation more needs no line here. Knows no service.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from services.kernel.domain.events import Event, personal_fields
from services.kernel.procedure.operations import File, Operation

SEARCH, EVENT, HISTORY, EXPORT, PROOF = "search", "event", "history", "export", "proof"
PERSONAL, REPLAY = "personal", "replay"
_OF_THE_LOG = {
    "find-events": SEARCH, "list-events": SEARCH, "get-event": EVENT, "get-history": HISTORY, "verify-seal": PROOF,
    "list-replay-differences": REPLAY, "export-replay-differences": REPLAY,
}  # fmt: skip
_INTO_REPLAYS = frozenset({"look-into-replay", "export-from-replay"})
_NOT_ASKED = frozenset({"after", "limit", "newest"})
"""How far somebody has turned the pages is no further look."""


class _About(msgspec.Struct):
    person: str = ""


_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_SLUG = re.compile(r"[a-z][a-z0-9.-]*")
"""How people, departments, posts and kinds are called by programs."""
_about = msgspec.json.Decoder(_About)


def kind_of(operation: type[Operation], body: Mapping[str, Any], answer: bytes, caller: str) -> tuple[str, str]:
    """What kind of look it was and whom it was about; an empty kind for what is not put on record."""
    name = operation.NAME.partition(".")[2]
    if name in _OF_THE_LOG:
        return _OF_THE_LOG[name], str(body.get("person") or "")
    if name in _INTO_REPLAYS:
        return _of_replay(body)
    if "proof" in name or name.startswith("prove"):
        return PROOF, str(body.get("person") or "")
    if operation.WRITES:
        return "", ""  # what is done is on record by itself
    if issubclass(operation.RETURNS, File):
        return EXPORT, str(body.get("person") or "")
    if operation.METHOD == "GET" and tells_of_lives(operation.__module__):
        about = _whom(operation, body, answer)
        return (PERSONAL, about) if about and about != caller else ("", "")
    return "", ""


def _of_replay(body: Mapping[str, Any]) -> tuple[str, str]:
    """A query within a query: a proof stays one, and whoever is asked about is in the fields of the inner one."""
    inner = str(body.get("operation") or "").partition(".")[2]
    try:
        about = _about.decode(str(body.get("fields") or "{}")).person
    except msgspec.DecodeError:
        about = ""
    return PROOF if "proof" in inner or inner.startswith("prove") else REPLAY, about


def asked_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """What was asked, in one line: the words of a search, the period of an export; and the ids that were given."""
    said: list[str] = []
    named: list[str] = []
    for name, value in sorted(body.items(), key=_words_first):
        if name in _NOT_ASKED or not value or value is True:
            continue
        for each in value if isinstance(value, list | tuple) else [value]:
            text = str(each)
            is_id = name != "text" and (_ID.fullmatch(text) or _SLUG.fullmatch(text))
            (named if is_id else said).append(text)
    return " ".join(said)[:500], " ".join(named)[:100]


def _words_first(item: tuple[str, Any]) -> tuple[bool, str]:
    return item[0] != "text", item[0]


def _whom(operation: type[Operation], body: Mapping[str, Any], answer: bytes) -> str:
    if isinstance(asked := body.get("person"), str) and asked:
        return asked
    if not operation.path_fields() or "person" not in operation.RETURNS.model_fields:
        return ""
    try:
        return _about.decode(answer).person
    except msgspec.DecodeError:
        return ""


@cache
def tells_of_lives(module: str) -> bool:
    """Whether the events beside these operations say anything of people's private matters."""
    beside = f"{module.rpartition('.')[0]}.events"
    try:
        if importlib.util.find_spec(beside) is None:
            return False
    except ModuleNotFoundError:
        return False
    held = vars(importlib.import_module(beside)).values()
    return any(personal_fields(one) for one in held if isinstance(one, type) and issubclass(one, Event))
