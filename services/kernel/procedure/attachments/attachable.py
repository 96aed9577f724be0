"""Records that take attachments. A procedure says of its records which query shows them; the rest follows from that.

Whoever may see a record's content may list its files and have them; a refusal is the record's own. Knows no procedure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from services.kernel.domain.aggregate import Act
from services.kernel.domain.private import NOBODY, RECORD, STATUTORY, inventory
from services.kernel.domain.who import Subject, Who
from services.kernel.procedure.authorization import admitted, standing_in, subject_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Operation, Query, View
from services.kernel.refusals import Forbidden, NotFound, Refusal

Seen = Callable[[Any], bool]


class Holding(Protocol):
    """The procedure that keeps such records."""

    name: str
    zh: str
    handlers: dict[type[Operation], Callable[[Any, Context], Any]]
    subjects: dict[type[Operation], Callable[[Any, Context], Subject]]


class ContentWithheld(Forbidden):
    """The caller sees that there is a record, and not what it says: its files are what it says."""

    code = "kernel.content-withheld"
    next = (
        "确因工作需要的，请向该记录的主办人或办公室提出。",
        "Where your work needs it, ask who is in charge of the record, or the office.",
    )


class NoSuchKind(NotFound):
    code = "kernel.no-attachable-kind"
    next = ("请从所列记录种类中选择。", "Choose one of the kinds named.")


@dataclass(frozen=True)
class Attachable:
    """One kind of record. `visible` asks its view whether the content was shown, `open` whether it still changes."""

    procedure: Holding
    kind: str
    shows: type[Query]
    by: tuple[Who, ...]
    visible: Seen
    open: Seen

    def seen(self, ctx: Context, record: UUID) -> View:
        """The record as the caller sees it; refuses as the record's own query does, and what its class withholds."""
        operation, subjects = self._query(record), self.procedure.subjects
        look = replace(ctx, if_match=None)
        look.standing = admitted(operation, subjects.get(self.shows), look)
        view: View = self.procedure.handlers[self.shows](operation, look)
        if not self.visible(view):
            raise ContentWithheld(
                "该记录的内容按密级不予显示，其附件也不能查阅。",
                "The record's class withholds its content from you, and its files with it.",
                cites=self.shows.CITES,
            )
        return view

    def sees(self, ctx: Context, record: UUID) -> bool:
        try:
            self.seen(ctx, record)
        except (Forbidden, NotFound):
            return False
        return True

    def subject(self, ctx: Context, record: UUID) -> Subject:
        """Whom the record is about."""
        return subject_of(self._query(record), self.procedure.subjects.get(self.shows), ctx)

    def owner(self, ctx: Context, record: UUID) -> tuple[str, str]:
        """Whose own the record is, and for what it is kept; empty where it is the office's, or kept by law anyway."""
        matter = inventory(ctx.service).get(self.procedure.name)
        if matter is None or matter.kept in STATUTORY or matter.of == NOBODY:
            return "", ""
        owner = record.hex if matter.of == RECORD else self.subject(ctx, record).person
        return (owner, matter.kept.value) if owner else ("", "")

    def acting(self, ctx: Context, operation: type[Operation], record: UUID) -> Act:
        """The act of somebody who sees the record and may attach to it, in the post in which they may."""
        self.seen(ctx, record)
        return ctx.standing_as(standing_in(operation, self.by, self.subject(ctx, record), ctx))

    def may(self, ctx: Context, operation: type[Operation], record: UUID) -> bool:
        """Whether the caller could do it now: it is theirs to do, and the record still changes."""
        try:
            self.acting(ctx, operation, record)
            return self.open(self.seen(ctx, record))
        except Refusal:
            return False

    def _query(self, record: UUID) -> Query:
        return self.shows(**{self.shows.path_fields()[0]: record})


def attachable(ctx: Context, kind: str) -> Attachable:
    """The kind of record by its name; refuses one that takes no attachments."""
    found: Attachable | None = ctx.attachable.get(kind)
    if found is None:
        raise NoSuchKind(
            "没有可带附件的这类记录。",
            "No record of that kind takes attachments.",
            kind=kind[:60],
            kinds=sorted(ctx.attachable),
        )
    return found
