"""The minutes of one meeting: owed from the day on which it is called, filed once, corrected beside it (A17, B11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.documents.meetings.states import OFFICE
from services.documents.minutes import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("0d1b7a54-6d0f-5c55-8f5e-2f1b1c6f8a17")
CITES = ("A17",)


def minutes_id(meeting: UUID) -> UUID:
    return uuid5(NAMESPACE, meeting.hex)


class MinutesFiledAlready(Refusal):
    """What is wrong in them is corrected beside the first wording."""

    code = "documents.minutes-filed-already"
    next = ("请办理会议记录更正。", "Correct the minutes instead.")


class MinutesNotFiled(Refusal):
    code = "documents.minutes-not-filed"
    next = ("请先提交会议记录。", "File the minutes first.")


class Minutes(Aggregate):
    CITES = CITES
    CARRIES = ("department",)
    department = OFFICE
    filed = False
    missed = False
    revision = 0

    def file(
        self, act: Act, *, meeting: UUID, kind: str, due: date | None, text: str, attachments: Sequence[str] = ()
    ) -> None:
        """In time by the end of the day; later they are missing first and late then, whether or not a clock looked."""
        self.check_owed()
        if due is not None and act.day > due and not self.missed:
            self.miss(act, meeting=meeting, kind=kind, due=due)
        self.trigger(
            e.MinutesFiled,
            act,
            meeting=meeting.hex,
            kind=kind,
            due=due,
            minutes_missed=self.missed,
            text=text,
            attachments=tuple(attachments),
        )

    def correct(self, act: Act, *, meeting: UUID, kind: str, text: str, reason: str) -> None:
        if not self.filed:
            raise MinutesNotFiled("会议记录尚未提交。", "No minutes have been filed yet.", cites=CITES)
        self.trigger(
            e.MinutesCorrected,
            act,
            meeting=meeting.hex,
            kind=kind,
            revision=self.revision + 1,
            text=text,
            reason=reason,
        )

    def miss(self, act: Act, *, meeting: UUID, kind: str, due: date) -> None:
        self.trigger(e.MinutesMissed, act, meeting=meeting.hex, kind=kind, due=due)

    def excuse(self, act: Act, *, meeting: UUID, kind: str, due: date | None) -> None:
        """The meeting was not held; does nothing where they were not missing yet."""
        if self.missed and due is not None:
            self.trigger(e.MinutesExcused, act, meeting=meeting.hex, kind=kind, due=due)

    def check_owed(self) -> None:
        if self.filed:
            raise MinutesFiledAlready(
                "会议记录已提交，有误请更正。", "They have been filed: correct what is wrong in them.", cites=CITES
            )

    @applies(e.MinutesFiled)
    def _filed(self, event: e.MinutesFiled) -> None:
        self.filed = True

    @applies(e.MinutesCorrected)
    def _corrected(self, event: e.MinutesCorrected) -> None:
        self.revision = event.revision

    @applies(e.MinutesMissed)
    def _missed(self, event: e.MinutesMissed) -> None:
        self.missed = True

    @applies(e.MinutesExcused)
    def _excused(self, event: e.MinutesExcused) -> None:
        self.missed = False
