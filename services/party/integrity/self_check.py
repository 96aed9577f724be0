"""A leader's half-yearly self-check: every item of the organ's list answered (B14.1, B14.3–B14.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid
from services.party.integrity import events as e
from services.party.integrity.education import NAMESPACE

CITES = ("B14.1",)


class CheckStatus(Status):
    DUE = "due", "待自查", "due"
    HANDED_IN = "handed-in", "已自查", "handed in"
    REVIEWED = "reviewed", "已审阅", "reviewed"
    LAPSED = "lapsed", "不再需要", "owed no more"


BECOMES: Becomes = {
    e.SelfCheckDue: CheckStatus.DUE,
    e.SelfCheckHandedIn: CheckStatus.HANDED_IN,
    e.SelfCheckReviewed: CheckStatus.REVIEWED,
    e.SelfCheckLapsed: CheckStatus.LAPSED,
}


def check_id(person: str, period: str) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{period}")


class SelfCheck(Aggregate):
    CALLED = "自查", "self-check"
    CITES = CITES
    CARRIES = ("person", "department", "period", "due")
    BECOMES = BECOMES
    person = ""
    department = ""
    period = ""
    due: date | None = None
    missed = False

    def open(self, act: Act, *, person: str, department: str, period: str, due: date) -> None:
        self.trigger(e.SelfCheckDue, act, person=person, department=department, period=period, due=due)

    def hand_in(
        self, act: Act, *, items: Sequence[str], asked: Sequence[str], clear: Sequence[bool], notes: Sequence[str]
    ) -> None:
        """Every item once; where something is to be put right it says what."""
        if sorted(items) != sorted(asked):
            raise Invalid(
                f"应逐项自查，共{len(asked)}项。",
                f"Each of the {len(asked)} items is answered, once.",
                fields=[{"field": "answers", "asked": list(asked)}],
            )
        silent = [item for item, good, note in zip(items, clear, notes, strict=True) if not good and not note]
        if silent:
            raise Invalid(
                "存在问题的，应写明情况。",
                "Where something is to be put right, it says what.",
                fields=[{"field": "answers", "value": " ".join(silent)}],
            )
        self.trigger(
            e.SelfCheckHandedIn, act, items=tuple(items), clear=tuple(clear),
            notes=tuple(" ".join(note.split()) for note in notes), was_missed=self.missed,
        )  # fmt: skip

    def miss(self, act: Act) -> None:
        self.trigger(e.SelfCheckMissed, act)

    def lapse(self, act: Act) -> None:
        self.trigger(e.SelfCheckLapsed, act)

    @applies(e.SelfCheckMissed)
    def _missed(self, event: e.SelfCheckMissed) -> None:
        self.missed = True
