"""A refusal is a named type with a stable code, said in Chinese and English.

Domain code raises refusals; only the gateway decides that one is a 409. Nothing is written when one is raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID


class Refusal(Exception):
    """The system declines to do what was asked, and says what to do next.

    `code` is stable across releases and languages; where several services refuse so, it begins with a full stop, and
    the name of the one that refuses goes before it. `kind` groups codes for transports (`invalid`, `unauthenticated`,
    `forbidden`, `missing`, `conflict`, `stale`, `limited`, `unavailable`). `cites` names the articles that decided.
    `next` says what to do now, in Chinese and English: by class, or where it is raised.
    """

    code: ClassVar[str] = "kernel.refused"
    kind: ClassVar[str] = "conflict"
    next: tuple[str, str] = ("", "")

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        cites: tuple[str, ...] = (),
        next: tuple[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(f"{self.code}: {en}")
        if next is not None:
            self.next = next
        self.zh = zh
        self.en = en
        self.cites = cites
        self.details: dict[str, Any] = details

    def said_by(self, service: str) -> None:
        """Completes a code that several services have."""
        if self.code.startswith("."):
            self.code = service + self.code  # type: ignore[misc]
            self.args = (f"{self.code}: {self.en}",)

    def as_problem(self) -> dict[str, Any]:
        """The transport-neutral body: code, kind, zh, en, next, cites, details."""
        return {
            "code": self.code,
            "kind": self.kind,
            "zh": self.zh,
            "en": self.en,
            "next": list(self.next),
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
        zh, en = problem.get("next", ("", ""))
        self.next = (zh, en)


class Invalid(Refusal):
    """A field has a value the operation cannot take; `details["fields"]` lists name, zh, en for each."""

    code = "kernel.invalid"
    kind = "invalid"
    next = ("请改正所列字段后重新提交。", "Correct the fields named and send it again.")


class Unauthenticated(Refusal):
    code = "kernel.unauthenticated"
    kind = "unauthenticated"
    next = ("请登录后重试。", "Log in and try again.")


class Forbidden(Refusal):
    """The caller holds none of the posts or relations the operation asks for."""

    code = "kernel.forbidden"
    kind = "forbidden"
    next = ("请由所列岗位或人员办理。", "Ask somebody who holds one of the posts named.")


class OwnMatter(Forbidden):
    """The caller could, were it not about themselves: nobody decides what counts for or against them."""

    code = "kernel.own-matter"
    next = ("请由其他有权办理的人员办理。", "Let somebody else who may do it.")


class NotFound(Refusal):
    code = "kernel.not-found"
    kind = "missing"
    next = ("请核对编号，或从列表重新打开。", "Check the id, or open it again from its list.")

    @classmethod
    def record(cls, id: UUID) -> NotFound:
        return cls("没有找到所指的记录。", "There is no such record.", id=str(id))

    @classmethod
    def register(cls, wanted: str, known: Iterable[tuple[str, str, str]]) -> NotFound:
        """Of a register by its code, beside those that there are: (code, Chinese, English)."""
        there = list(known)
        return cls(
            f"没有代码为“{wanted}”的台账。现有：{'、'.join(f'{zh}（{code}）' for code, zh, _ in there)}。",
            f"There is no register {wanted}. There are: {', '.join(f'{en} ({code})' for code, _, en in there)}.",
            next=("请填写其中一本的代码。", "Give the code of one of these."),
            register=wanted,
            known=[code for code, _, _ in there],
        )


class Stale(Refusal):
    """If-Match named a version that is no longer the current one."""

    code = "kernel.stale"
    kind = "stale"
    next = ("请刷新后重试。", "Read it again, then repeat.")


class NothingToMatch(Stale):
    """If-Match came with an operation on nothing that has a version: it can match no version of it."""

    code = "kernel.nothing-to-match"
    next = ("请去掉版本要求后重试。", "Send it again without If-Match.")

    def __init__(self, seen: object) -> None:
        super().__init__(
            "这项操作不针对某一份有版本的记录,If-Match 无从核对，请去掉 If-Match 后重试。",
            "This operation is about no record that has a version, so If-Match matches nothing: send it without.",
            seen=seen,
        )


class KeyReused(Refusal):
    """The same Idempotency-Key came with another body."""

    code = "kernel.idempotency-key-reused"
    kind = "invalid"
    next = ("请换一个新的幂等键后重试。", "Use a new Idempotency-Key.")


class Unavailable(Refusal):
    """A part that is needed right now does not answer; the same request may be sent again."""

    code = "kernel.unavailable"
    kind = "unavailable"
    next = ("请稍后用同一请求重试。", "Send the same request again shortly.")
