"""The facts of one motion (B2.4–B2.7). What it says, whom it concerns and how it was voted on never leaves the service;
of all that happens to it the outcome alone does."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class OfMotion(Event):
    """`body` is which one votes on it."""

    PUBLISHED = False
    body: str


class MotionProposed(OfMotion):
    """By a member of the body. `reference` is what another service waits with for the outcome; `concerned` are recused.

    `department` carries it out. `ballot` is open or secret, `kept` ordinary or confidential, as the matter says.
    """

    SAYS = "提出表决事项"
    TOPIC = "party.motion-proposed.v1"
    person: str
    matter: str
    ballot: str
    kept: str
    reference: str = ""
    title: Confidential[str] = ""
    text: Confidential[str] = ""
    concerned: Confidential[tuple[str, ...]] = ()


class MotionPutOnAgenda(OfMotion):
    """Of the body's meeting on that day."""

    SAYS = "表决事项列入议程"
    TOPIC = "party.motion-put-on-agenda.v1"
    on: date


class MotionDeferred(OfMotion):
    """Not now: it may be put on the agenda of another day."""

    SAYS = "缓议表决事项"
    TOPIC = "party.motion-deferred.v1"
    reason: Confidential[str] = ""


class MotionWithdrawn(OfMotion):
    SAYS = "撤回表决事项"
    TOPIC = "party.motion-withdrawn.v1"
    reason: Confidential[str] = ""


class RecusalDeclared(OfMotion):
    """`recused` takes no part in it: neither sees what is said nor votes."""

    SAYS = "申报回避"
    TOPIC = "party.motion-recusal-declared.v1"
    recused: Confidential[str] = ""


class MotionDiscussed(OfMotion):
    SAYS = "讨论表决事项"
    TOPIC = "party.motion-discussed.v1"
    note: Confidential[str] = ""


class VoteOpened(OfMotion):
    """The roll of the vote: of those `entitled` that day these are `present`. `quorum` and `majority` are shares."""

    SAYS = "开始表决"
    TOPIC = "party.vote-opened.v1"
    entitled: tuple[str, ...]
    """Less the recused, where these do not count."""
    of: int
    """How many quorum and majority are reckoned of."""
    present: tuple[str, ...]
    quorum: str
    majority: str
    tellers: tuple[str, ...] = ()


class VoteCast(OfMotion):
    """By the voter alone, in an open ballot. `was` is what they had said before, where they change their mind."""

    SAYS = "投票"
    TOPIC = "party.vote-cast.v1"
    person: str
    choice: Confidential[str] = ""
    was: Confidential[str] = ""


class BallotsCounted(OfMotion):
    """A teller's count of a secret ballot; a later one replaces it."""

    SAYS = "登记计票结果"
    TOPIC = "party.ballots-counted.v1"
    in_favour: Confidential[int] = 0
    against: Confidential[int] = 0
    abstained: Confidential[int] = 0


class MotionDecided(Event):
    """`reference` is the one that it was proposed with: whoever waits for it knows what it is about."""

    body: str
    reference: str = ""
    on: date
    in_favour: Confidential[int] = 0
    against: Confidential[int] = 0
    abstained: Confidential[int] = 0
    entitled: Confidential[int] = 0
    present: Confidential[int] = 0


class MotionCarried(MotionDecided):
    """A resolution, which binds (B2.6). `number` is gapless per body and year."""

    SAYS = "表决通过"
    TOPIC = "party.motion-carried.v1"
    number: str


class MotionLost(MotionDecided):
    """No majority; a tie is none (B2.5)."""

    SAYS = "表决未通过"
    TOPIC = "party.motion-lost.v1"


class ResolutionReviewed(OfMotion):
    """The secretary looked how far the resolution is carried out; `carried_out` ends the looking (B2.6, B4.1)."""

    SAYS = "检查决议落实"
    TOPIC = "party.resolution-reviewed.v1"
    carried_out: bool
    finding: Confidential[str] = ""
