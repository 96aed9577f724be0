"""A refusal is a named type with a stable code, said in Chinese and English.

Domain code raises refusals; only the gateway decides that one is a 409. Nothing is written when one is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """The system declines to do what was asked, and says what to do next.

    `code` is stable across releases and languages; `kind` groups codes for transports (`invalid`, `unauthenticated`,
    `forbidden`, `missing`, `conflict`, `stale`, `limited`, `unavailable`). `cites` names the articles that decided.
    """

    code: ClassVar[str] = "kernel.refused"
    kind: ClassVar[str] = "conflict"

    def __init__(self, zh: str, en: str, *, cites: tuple[str, ...] = (), **details: Any) -> None:
        super().__init__(f"{self.code}: {en}")
        self.zh = zh
        self.en = en
        self.cites = cites
        self.details: dict[str, Any] = details

    def as_problem(self) -> dict[str, Any]:
        """The transport-neutral body: code, kind, zh, en, cites, details."""
        return {
            "code": self.code,
            "kind": self.kind,
            "zh": self.zh,
            "en": self.en,
            "cites": list(self.cites),
            "details": self.details,
        }


class Refused(Refusal):
    """A refusal that came from another process: the code is a value here, not a class."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["zh"], problem["en"], cites=tuple(problem.get("cites", ())))
        self.code = problem["code"]  # type: ignore[misc]
        self.kind = problem.get("kind", "conflict")  # type: ignore[misc]
        self.details = dict(problem.get("details", {}))


class Invalid(Refusal):
    """A field has a value the operation cannot take; `details["fields"]` lists name, zh, en for each."""

    code = "kernel.invalid"
    kind = "invalid"


class Unauthenticated(Refusal):
    code = "kernel.unauthenticated"
    kind = "unauthenticated"


class Forbidden(Refusal):
    """The caller holds none of the posts or relations the operation asks for."""

    code = "kernel.forbidden"
    kind = "forbidden"


class NotFound(Refusal):
    code = "kernel.not-found"
    kind = "missing"


class Stale(Refusal):
    """If-Match named a version that is no longer the current one."""

    code = "kernel.stale"
    kind = "stale"


class KeyReused(Refusal):
    """The same Idempotency-Key came with another body."""

    code = "kernel.idempotency-key-reused"
    kind = "invalid"


class Unavailable(Refusal):
    """A part that is needed right now does not answer; the same request may be sent again."""

    code = "kernel.unavailable"
    kind = "unavailable"
