"""A deputy as the organ keeps in contact: a mandate, and three to five households of voters (A10, A11)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, NotFound, Refusal
from services.party.deputies import events as e


class DeputyStatus(Status):
    SERVING = "serving", "在任", "serving"
    ENDED = "ended", "已离任", "mandate ended"


BECOMES: Becomes = {e.DeputyEntered: DeputyStatus.SERVING, e.MandateEnded: DeputyStatus.ENDED}
CITES = ("A10", "A11")


class MandateOver(Refusal):
    """The deputy no longer serves."""

    code = "party.mandate-over"
    next = ("请选择在任代表。", "Choose a serving deputy.")


class TooManyVoters(Refusal):
    """More households than one deputy keeps contact with."""

    code = "party.too-many-voters"
    next = ("请先解除一户联系，或由其他代表联系。", "Release one first, or leave the household to another deputy.")


class Deputy(Aggregate):
    CALLED = "代表登记", "entry of a deputy"
    CITES = CITES
    BECOMES = BECOMES
    WRONG_STATUS = MandateOver

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.voters: dict[int, bool] = {}
        """By number: whether the deputy still keeps the contact."""

    def enter(self, act: Act, *, number: str, name: str, district: str, since: date) -> None:
        self.trigger(e.DeputyEntered, act, number=number, name=name, district=district, since=since)

    def assign(self, act: Act, *, name: str, place: str, most: int) -> None:
        kept = sum(self.voters.values())
        if kept >= most:
            raise TooManyVoters(
                f"该代表已联系{kept}户选民，上限为{most}户。",
                f"The deputy keeps {kept} households; {most} are the most.",
                cites=("A11",),
                kept=kept,
                most=most,
            )
        self.trigger(e.VoterAssigned, act, voter=len(self.voters) + 1, name=name, place=place)

    def release(self, act: Act, *, voter: int, reason: str) -> None:
        self._check(voter)
        self.trigger(e.VoterReleased, act, voter=voter, reason=reason)

    def visit(self, act: Act, *, voter: int, on: date, content: str) -> None:
        self._check(voter)
        if on > act.day:
            raise Invalid("日期不能晚于今天。", "The day has not come yet.", fields=[{"field": "on"}])
        self.trigger(e.VoterVisited, act, voter=voter, on=on, content=content)

    def _check(self, voter: int) -> None:
        if not self.voters.get(voter):
            raise NotFound("该代表没有联系这户选民。", "The deputy keeps no such contact.", voter=voter)

    @applies(e.VoterAssigned)
    def _assigned(self, event: e.VoterAssigned) -> None:
        self.voters[event.voter] = True

    @applies(e.VoterReleased)
    def _released(self, event: e.VoterReleased) -> None:
        self.voters[event.voter] = False

    @applies(e.VoterVisited)
    def _visited(self, event: e.VoterVisited) -> None:
        pass
