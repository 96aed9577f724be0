"""A look, and a day on which somebody looked more often than usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from services.directory.looks import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word

CITES = ("organ",)
_ROOT = UUID("0f3f6a55-9d0a-5e0e-8d8f-0d6a1e6c2b17")


class LookKind(Word):
    SEARCH = "search", "检索事件", "search of events"
    EVENT = "event", "查阅事件", "event looked at"
    HISTORY = "history", "查阅经过", "history looked at"
    EXPORT = "export", "导出或下载", "export or download"
    PROOF = "proof", "核验", "proof"
    PERSONAL = "personal", "他人信息", "somebody else's data"
    REPLAY = "replay", "查看重演", "look into a replay"


class UnusualStatus(Status):
    FOUND = "found", "待核查", "to be looked into"
    REVIEWED = "reviewed", "已核查", "looked into"


BECOMES: Becomes = {
    e.UnusualLooksFound: UnusualStatus.FOUND,
    e.UnusualLooksReviewed: UnusualStatus.REVIEWED,
}


def unnamed(act: Act) -> Act:
    """The envelope says when, and nothing of by whom."""
    return replace(act, actor="", post="", stands_in_for="", correlation="", causation="")


def unusual_id(looker: str, kind: str, on: date) -> UUID:
    return uuid5(_ROOT, f"{looker}:{kind}:{on}")


class Look(Aggregate):
    CALLED = "查阅记录", "look"
    CITES = CITES

    def record(self, act: Act, *, looker: str, kind: LookKind, **said: str) -> None:
        """`said` are the further fields of the event."""
        self.trigger(e.Looked, unnamed(act), looker=looker, kind=kind.value, **said)

    @applies(e.Looked)
    def _looked(self, event: e.Looked) -> None:
        """Nothing comes after it."""


class UnusualLooks(Aggregate):
    CALLED = "异常查阅", "unusual looks"
    CITES = CITES
    BECOMES = BECOMES

    def find(self, act: Act, *, looker: str, kind: LookKind, on: date, limit: int) -> None:
        """Once a day and kind."""
        if not self.exists:
            self.trigger(e.UnusualLooksFound, unnamed(act), looker=looker, kind=kind.value, on=on, limit=limit)

    def review(self, act: Act, *, finding: str) -> None:
        self.trigger(e.UnusualLooksReviewed, unnamed(act), finding=finding)
