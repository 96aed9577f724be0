"""Drives a script's deeds through the operations, one after the other, each at its moment. Knows no runtime."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.deed import Deed
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer
from services.kernel.refusals import Refusal

DAY = 86_400.0
HEARD_ELSEWHERE = {
    "party.declare-result",
    "documents.hold-meeting",
    *(f"finance.{what}" for what in ("approve-trip", "cancel-trip", "shorten-trip", "confirm-return")),
}
"""What another service goes on from: it has heard of it before the next deed."""


class NotAsWritten(Exception):
    """The system did something else than the script says."""

    def __init__(self, deed: Deed, what: str) -> None:
        super().__init__(
            f"{deed.at:%Y-%m-%d %H:%M} {deed.caller} {deed.operation} {dict(deed.body)} {deed.label}: {what}"
        )


@dataclass
class Driver:
    """`call` carries out an operation message. Every deed has its own idempotency key, so a script that was broken off
    can be driven again from the beginning: what was done already is only answered.
    """

    call: Callable[[Call], Answer]
    signer: Signer
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    name: str = "demo"
    settle: Callable[[], object] = lambda: None
    """Until every service has heard of what was changed in the directory, or is `HEARD_ELSEWHERE`."""
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    """By the deed's label."""
    _tokens: dict[str, str] = field(default_factory=dict[str, str])
    _changing: bool = False
    """Whether anything of that kind has happened since everybody had heard of it."""

    def drive(self, deeds: Iterable[Deed], done: Callable[[int, Deed], None] = lambda *_: None) -> None:
        """`done` hears of each deed after it."""
        for number, deed in enumerate(deeds):
            self.do(deed, f"{self.name}-{number}")
            done(number, deed)

    def do(self, deed: Deed, key: str) -> None:
        looked_at = deed.operation.startswith("appraisal.") and not deed.operation.endswith(".tick")
        if looked_at or (self._changing and not deed.operation.startswith("directory.")):
            self.settle()  # what is appraised is what everybody has heard of
            self._changing = False
        body = {name: self._resolved(value) for name, value in deed.body.items()}
        call = Call(deed.operation, body, self.token(deed.caller), correlation=key, key=key, at=deed.at)
        try:
            answer = self.call(call)
        except Refusal as refusal:
            if deed.expect != refusal.code:
                raise NotAsWritten(deed, f"refused: {refusal.code} {refusal.details} {refusal.zh}") from refusal
            return
        if deed.expect:
            raise NotAsWritten(deed, f"not refused, expected {deed.expect}")
        self._changing |= deed.operation.startswith("directory.") and not deed.operation.endswith(".tick")
        self._changing |= deed.operation in HEARD_ELSEWHERE
        if deed.label:
            self.answers[deed.label] = json.loads(answer.body)

    def token(self, person: str) -> str:
        if person not in self._tokens:
            self._tokens[person] = self.signer.sign(person, token_id=f"{self.name}-{person}", seconds=DAY)
        return self._tokens[person]

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            label, *path = value[1:].split("/")
            found = self.answers[label]
            for step in path or ("id",):
                found = found[int(step)] if step.isdecimal() else found[step]
            return str(found)
        if isinstance(value, list):
            return [self._resolved(one) for one in value]
        if isinstance(value, Mapping) and "@file" in value:
            return b64encode(self.files[str(value["@file"])]).decode()
        if isinstance(value, Mapping):
            return {name: self._resolved(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._resolved(each) for each in value]
        return value
