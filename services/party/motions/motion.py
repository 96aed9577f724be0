"""One motion, from proposed to carried or lost (B2.4–B2.7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid
from services.party.motions import events as e
from services.party.motions import refusals as r
from services.party.motions.deciding import Choice, Tally, has_quorum, is_carried

CITES = ("B2.5",)
AGENDA = ("B2.4",)
REVIEW = ("B2.6", "B4.1")


class MotionStatus(Status):
    PROPOSED = "proposed", "已提出", "proposed"
    DEFERRED = "deferred", "暂缓", "deferred"
    ON_AGENDA = "on-agenda", "已列入议程", "on the agenda"
    DISCUSSED = "discussed", "已讨论", "discussed"
    VOTING = "voting", "表决中", "being voted on"
    CARRIED = "carried", "通过", "carried"
    LOST = "lost", "未通过", "lost"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Ballot(Word):
    OPEN = "open", "公开表决", "open"
    SECRET = "secret", "无记名投票", "secret"


class Kept(Word):
    ORDINARY = "ordinary", "党内公开", "ordinary"
    CONFIDENTIAL = "confidential", "保密", "confidential"


WAITING = (MotionStatus.PROPOSED, MotionStatus.DEFERRED)
BEFORE_THE_VOTE = (*WAITING, MotionStatus.ON_AGENDA, MotionStatus.DISCUSSED)
UNDECIDED = (*BEFORE_THE_VOTE, MotionStatus.VOTING)
DECIDED = (MotionStatus.CARRIED, MotionStatus.LOST)
BECOMES: Becomes = {
    e.MotionProposed: MotionStatus.PROPOSED,
    e.MotionPutOnAgenda: MotionStatus.ON_AGENDA,
    e.MotionDeferred: MotionStatus.DEFERRED,
    e.MotionWithdrawn: MotionStatus.WITHDRAWN,
    e.MotionDiscussed: MotionStatus.DISCUSSED,
    e.VoteOpened: MotionStatus.VOTING,
    e.MotionCarried: MotionStatus.CARRIED,
    e.MotionLost: MotionStatus.LOST,
}


class Motion(Aggregate):
    CALLED = "表决事项", "motion"
    CITES = CITES
    CARRIES = ("body", "department", "reference", "person", "concerned", "ballot", "matter")
    BECOMES = BECOMES
    WRONG_STATUS = r.MotionNotOpen
    body = ""
    department = ""
    reference = ""
    person = ""
    matter = ""
    ballot = ""
    on: date
    concerned: tuple[str, ...] = ()
    """Recused: named by who proposed it, or by themselves."""
    entitled: tuple[str, ...] = ()
    of = 0
    present: tuple[str, ...] = ()
    tellers: tuple[str, ...] = ()
    majority = ""
    counted: Tally | None = None

    carried_out = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.votes: dict[str, Choice] = {}

    def propose(
        self,
        act: Act,
        *,
        body: str,
        matter: str,
        ballot: str,
        kept: str,
        department: str,
        reference: str,
        title: str,
        text: str,
        concerned: Sequence[str],
    ) -> None:
        self.trigger(
            e.MotionProposed,
            act,
            body=body,
            person=act.actor,
            matter=matter,
            ballot=ballot,
            kept=kept,
            department=department,
            reference=reference,
            title=title,
            text=text,
            concerned=tuple(dict.fromkeys(concerned)),
            cites=AGENDA,
        )

    def recuse(self, act: Act) -> None:
        if act.actor in self.concerned:
            raise r.Recused("您已回避。", "You are recused already.", cites=CITES)
        self.trigger(e.RecusalDeclared, act, recused=act.actor)

    def put_on_agenda(self, act: Act, *, on: date) -> None:
        if on < act.day:
            raise Invalid("日期不能早于今天。", "The day is past.", fields=[{"field": "on", "value": on.isoformat()}])
        self.trigger(e.MotionPutOnAgenda, act, on=on, cites=AGENDA)

    def defer(self, act: Act, *, reason: str) -> None:
        self.trigger(e.MotionDeferred, act, reason=reason, cites=AGENDA)

    def discuss(self, act: Act, *, note: str) -> None:
        self._check_day(act)
        self.trigger(e.MotionDiscussed, act, note=note)

    # -- the vote -----------------------------------------------------------------------------------------------------

    def open_vote(
        self,
        act: Act,
        *,
        members: Collection[str],
        present: Sequence[str],
        tellers: Sequence[str],
        quorum: str,
        majority: str,
        recused_count: bool,
        tellers_needed: int,
    ) -> None:
        """`members` are those of the body on this very day: who left in between votes no more, who came in does."""
        self._check_day(act)
        entitled = tuple(sorted(set(members) - set(self.concerned)))
        of = len(members) if recused_count else len(entitled)
        if strangers := set(present) - set(entitled):
            raise r.NotEntitled(
                "到会人员中有人无表决权。",
                "Somebody named as present has no vote.",
                cites=CITES,
                people=sorted(strangers),
            )
        here = tuple(sorted(set(present)))
        if not has_quorum(len(here), of, quorum):
            raise r.NoQuorum(
                f"应到会{of}人，到会{len(here)}人，未达到{quorum}。",
                f"{len(here)} of {of} are present: less than {quorum}.",
                cites=CITES,
                present=len(here),
                entitled=of,
            )
        secret = self.ballot == Ballot.SECRET
        if (
            set(tellers) - set(here)
            or len(set(tellers)) < (tellers_needed if secret else 0)
            or (tellers and not secret)
        ):
            raise r.TellersMissing(
                f"无记名投票应在到会成员中指定监票计票人{tellers_needed}人以上，公开表决不设。",
                f"A secret ballot has {tellers_needed} tellers or more among those present, an open one has none.",
                cites=CITES,
            )
        self.trigger(
            e.VoteOpened,
            act,
            entitled=entitled,
            of=of,
            present=here,
            quorum=quorum,
            majority=majority,
            tellers=tuple(sorted(set(tellers))),
        )

    def cast(self, act: Act, *, choice: Choice, members: Collection[str]) -> None:
        """By the caller alone: there is no proxy. May be said anew until the result is declared."""
        if self.ballot != Ballot.OPEN:
            raise r.WrongBallot("无记名投票不记名表态。", "In a secret ballot nobody votes by name.", cites=CITES)
        if act.actor not in self.present or act.actor not in members:
            raise r.NotEntitled(
                "您在本次表决中无表决权。", "You have no vote in this.", cites=CITES, people=[act.actor]
            )
        was = self.votes.get(act.actor)
        if was == choice:
            raise r.VoteUnchanged("您的表态没有变化。", "That is what you said.", cites=CITES)
        self.trigger(e.VoteCast, act, person=act.actor, choice=choice.value, was=was.value if was else "")

    def count(self, act: Act, *, in_favour: int, against: int, abstained: int) -> None:
        if self.ballot != Ballot.SECRET:
            raise r.WrongBallot("公开表决由系统计票。", "The votes of an open ballot count themselves.", cites=CITES)
        tally = Tally(in_favour, against, abstained)
        if tally.cast > len(self.present):
            raise r.TooManyBallots(
                f"到会有表决权{len(self.present)}人，票数合计{tally.cast}张。",
                f"{len(self.present)} are present and may vote, {tally.cast} ballots are entered.",
                cites=CITES,
                present=len(self.present),
            )
        self.trigger(e.BallotsCounted, act, in_favour=in_favour, against=against, abstained=abstained)

    def declare(self, act: Act, *, number: str, not_voting: Collection[str]) -> None:
        """What the votes say, and nothing else; `number` is used up only where it is carried."""
        if self.ballot == Ballot.SECRET and self.counted is None:
            raise r.VotesMissing("监票人尚未登记票数。", "No teller has entered a count yet.", cites=CITES)
        if self.ballot == Ballot.OPEN and (missing := set(self.present) - set(self.votes)) != set(not_voting):
            raise r.VotesMissing(
                f"到会成员中还有{len(missing)}人未表决。",
                f"{len(missing)} of those present have not voted.",
                cites=CITES,
                people=sorted(missing),
            )
        tally = self.tally
        outcome = {
            "on": act.day,
            "in_favour": tally.in_favour,
            "against": tally.against,
            "abstained": tally.abstained,
            "entitled": self.of,
            "present": len(self.present),
        }
        if is_carried(tally, self.of, self.majority):
            self.trigger(e.MotionCarried, act, number=number, cites=("B2.5", "B2.6"), **outcome)
        else:
            self.trigger(e.MotionLost, act, **outcome)

    @property
    def tally(self) -> Tally:
        if self.counted is not None:
            return self.counted
        of = Counter(self.votes.values())
        return Tally(of[Choice.IN_FAVOUR], of[Choice.AGAINST], of[Choice.ABSTAINED])

    def _check_day(self, act: Act) -> None:
        if act.day < self.on:
            raise Invalid("会期未到。", "The day of its meeting has not come.", fields=[{"field": "on"}])

    # -- facts --------------------------------------------------------------------------------------------------------

    def review(self, act: Act, *, finding: str, carried_out: bool) -> None:
        if self.carried_out:
            raise r.CarriedOut(
                "该决议已登记为落实。", "The resolution is entered as carried out already.", cites=REVIEW
            )
        self.trigger(e.ResolutionReviewed, act, finding=finding, carried_out=carried_out, cites=REVIEW)

    @applies(e.ResolutionReviewed)
    def _reviewed(self, event: e.ResolutionReviewed) -> None:
        self.carried_out = event.carried_out

    @applies(e.RecusalDeclared)
    def _recused(self, event: e.RecusalDeclared) -> None:
        self.concerned = (*self.concerned, event.recused)

    @applies(e.MotionPutOnAgenda)
    def _on_agenda(self, event: e.MotionPutOnAgenda) -> None:
        self.on = event.on

    @applies(e.VoteOpened)
    def _opened(self, event: e.VoteOpened) -> None:
        self.entitled, self.of, self.present = event.entitled, event.of, event.present
        self.tellers, self.majority = event.tellers, event.majority

    @applies(e.VoteCast)
    def _cast(self, event: e.VoteCast) -> None:
        self.votes[event.person] = Choice(event.choice)

    @applies(e.BallotsCounted)
    def _counted(self, event: e.BallotsCounted) -> None:
        self.counted = Tally(event.in_favour, event.against, event.abstained)
