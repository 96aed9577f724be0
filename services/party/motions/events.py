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

    TOPIC = "party.motion-put-on-agenda.v1"
    on: date


class MotionDeferred(OfMotion):
    """Not now: it may be put on the agenda of another day."""

    TOPIC = "party.motion-deferred.v1"
    reason: Confidential[str] = ""


class MotionWithdrawn(OfMotion):
    TOPIC = "party.motion-withdrawn.v1"
    reason: Confidential[str] = ""


class RecusalDeclared(OfMotion):
    """`recused` takes no part in it: neither sees what is said nor votes."""

    TOPIC = "party.motion-recusal-declared.v1"
    recused: Confidential[str] = ""


class MotionDiscussed(OfMotion):
    TOPIC = "party.motion-discussed.v1"
    note: Confidential[str] = ""


class VoteOpened(OfMotion):
    """The roll of the vote: of those `entitled` that day these are `present`. `quorum` and `majority` are shares."""

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

    TOPIC = "party.vote-cast.v1"
    person: str
    choice: Confidential[str] = ""
    was: Confidential[str] = ""


class BallotsCounted(OfMotion):
    """A teller's count of a secret ballot; a later one replaces it."""

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

    TOPIC = "party.motion-carried.v1"
    number: str


class MotionLost(MotionDecided):
    """No majority; a tie is none (B2.5)."""

    TOPIC = "party.motion-lost.v1"


class ResolutionReviewed(OfMotion):
    """The secretary looked how far the resolution is carried out; `carried_out` ends the looking (B2.6, B4.1)."""

    TOPIC = "party.resolution-reviewed.v1"
    carried_out: bool
    finding: Confidential[str] = ""
