"""表决 motions and votes: proposed, agenda, recusal, quorum, majority, result (B2.4–B2.6)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any
from uuid import UUID

import pytest

from services.kernel.refusals import Forbidden, Invalid, Refusal
from services.kernel.rules.regulations import RegulationError, Section
from services.party.motions import operations as ops
from services.party.motions import refusals as r
from services.party.motions.bodies import check
from services.party.motions.deciding import Choice, Tally, has_quorum, is_carried
from services.party.motions.events import (
    BallotsCounted,
    MotionCarried,
    MotionDeferred,
    MotionLost,
    MotionProposed,
    MotionPutOnAgenda,
    RecusalDeclared,
    ResolutionReviewed,
    VoteCast,
    VoteOpened,
)
from services.party.motions.motion import Motion
from tests.attendance.desk import rules
from tests.given import act, fact, given, proven
from tests.party.branch import PROBATIONER, entered
from tests.party.desk import AUDITOR, CLERK, ORGANISER, STAFF, Desk, clock, day

pytestmark = pytest.mark.slow

SECRETARY, DEPUTY = "p001", "p002"
GROUP = ("p001", "p002", "p003", "p004", "p005", "p006", "p007")
"""The Party group in June 2025."""
PROPOSED, MEETING, LATER = day(6, 9), day(6, 12), day(6, 13)
FIRST = UUID(int=1)
YES, NO, NEITHER = Choice.IN_FAVOUR, Choice.AGAINST, Choice.ABSTAINED


def propose(**more: Any) -> ops.ProposeMotion:
    said = {"body": "party-group", "matter": "other", "title": "关于年度工作要点", "text": "同意年度工作要点。", **more}
    return ops.ProposeMotion(**said)


def proposed(desk: Desk, by: str = "p003", **more: Any) -> UUID:
    return desk.on(PROPOSED, by, propose(**more)).id


def discussed(desk: Desk, chair: str = SECRETARY, **more: Any) -> UUID:
    """On the agenda and discussed, by whoever presides."""
    motion = proposed(desk, **more)
    desk.on(PROPOSED, chair, ops.PutMotionOnAgenda(motion=motion, on=MEETING))
    desk.on(MEETING, chair, ops.DiscussMotion(motion=motion, note="意见一致"))
    return motion


def voting(desk: Desk, present: Sequence[str] = GROUP, tellers: Sequence[str] = (), **more: Any) -> UUID:
    motion = discussed(desk, **more)
    desk.on(MEETING, SECRETARY, ops.OpenVote(motion=motion, present=tuple(present), tellers=tuple(tellers)))
    return motion


def votes(desk: Desk, motion: UUID, choices: dict[str, Choice]) -> None:
    for person, choice in choices.items():
        desk.on(MEETING, person, ops.CastVote(motion=motion, choice=choice))


# -- the arithmetic ---------------------------------------------------------------------------------------------------


def every_count() -> Iterator[tuple[int, int, int, int, int, int]]:
    """Members × recused × present × in favour, against, abstained, of 1 to 9 members."""
    for members in range(1, 10):
        for recused in range(members + 1):
            for present in range(members - recused + 1):
                for yes, no in product(range(present + 1), repeat=2):
                    for neither in range(present - yes - no + 1):
                        yield members, recused, present, yes, no, neither


ARTICLE = {"1/2": lambda present, of: 2 * present >= of, "2/3": lambda present, of: 3 * present >= 2 * of}
"""At least half, or two thirds, in whole numbers."""


@pytest.mark.parametrize("share", ARTICLE)
@pytest.mark.parametrize("recused_count", [False, True], ids=["recused out", "recused in"])
@pytest.mark.parametrize("ballot", ["open", "secret"])
def test_every_count_comes_out_as_the_articles_say(ballot: str, recused_count: bool, share: str) -> None:
    """Written from the articles alone: half of those entitled are present (B2.5), and more than half of them are in
    favour. A tie is not; who abstains or does not vote is not in favour."""
    tried = carried = inquorate = 0
    for members, recused, present, yes, no, neither in every_count():
        of = members if recused_count else members - recused
        enough = present > 0 and ARTICLE[share](present, of)
        people = [f"m{n}" for n in range(members)]
        here = people[recused : recused + present]
        motion = _discussed(people[:recused], ballot)
        opening: dict[str, Any] = {
            "members": people, "present": here, "tellers": here[:1] if ballot == "secret" else (), "quorum": share,
            "majority": "1/2", "recused_count": recused_count, "tellers_needed": 1,
        }  # fmt: skip
        tried += 1
        if not enough:
            with pytest.raises(r.NoQuorum):
                motion.open_vote(act(), **opening)
            inquorate += 1
            continue
        motion.open_vote(act(), **opening)
        voted = _vote(motion, ballot, here, (yes, no, neither))
        motion.declare(act(), number="party-group-2025-1", not_voting=set(here[voted:]) if ballot == "open" else ())
        outcome = motion.pending[-1]
        assert isinstance(outcome, MotionCarried if 2 * yes > of else MotionLost), (members, recused, present, yes)
        carried += isinstance(outcome, MotionCarried)
    assert tried == comb(15, 6) - 1
    assert carried > 250
    assert inquorate > 250


def _discussed(recused: Sequence[str], ballot: str) -> Motion:
    motion = Motion(FIRST)
    motion.propose(
        act(), body="party-group", matter="other", ballot=ballot, kept="ordinary", department="", reference="",
        title="x", text="x", concerned=recused,
    )  # fmt: skip
    motion.put_on_agenda(act(), on=act().day)
    motion.discuss(act(), note="x")
    return motion


def _vote(motion: Motion, ballot: str, here: Sequence[str], counts: tuple[int, int, int]) -> int:
    yes, no, neither = counts
    if ballot == "secret":
        motion.count(act(), in_favour=yes, against=no, abstained=neither)
        return len(here)
    choices = [YES] * yes + [NO] * no + [NEITHER] * neither
    for person, choice in zip(here, choices, strict=False):
        motion.cast(act(person), choice=choice, members=here)
    return len(choices)


def test_the_shares_are_exact() -> None:
    """Thirds have no decimals: 2 of 3 is a quorum of two thirds, 6 of 10 is none."""
    assert has_quorum(2, 3, "2/3")
    assert not has_quorum(6, 10, "2/3")
    assert not has_quorum(0, 0, "1/2")
    assert not is_carried(Tally(in_favour=2), 3, "2/3")
    assert is_carried(Tally(in_favour=2), 3, "1/2")
    assert Fraction("1/2") * 7 == Fraction(7, 2)


# -- the way to the vote ----------------------------------------------------------------------------------------------


def test_a_member_proposes_and_the_secretary_sets_the_agenda(desk: Desk) -> None:
    given(to=desk).when(propose(reference="finance.spending:2025-0007"), by="p003", at=clock(PROPOSED)).then(
        fact(MotionProposed, person="p003", ballot="open", kept="ordinary", cites=("B2.4",))
    ).then_answer(status="proposed")
    put = ops.PutMotionOnAgenda(motion=FIRST, on=MEETING)
    for person in ("p002", "p003", ORGANISER, CLERK):
        given(to=desk).when(put, by=person, at=clock(PROPOSED)).then_refused(Forbidden)
    given(to=desk).when(put, by=SECRETARY, at=clock(PROPOSED)).then(fact(MotionPutOnAgenda, on=MEETING))
    proven(desk.app)


@pytest.mark.parametrize("person", [ORGANISER, STAFF, CLERK, AUDITOR])
def test_nobody_else_proposes(desk: Desk, person: str) -> None:
    given(to=desk).when(propose(), by=person, at=clock(PROPOSED)).then_refused(Forbidden)


@pytest.mark.parametrize(
    "wrong", [{"body": "council"}, {"matter": "weather"}, {"department": "nowhere"}, {"concerned": ["p060"]}]
)
def test_what_cannot_be_proposed(desk: Desk, wrong: dict[str, Any]) -> None:
    given(to=desk).when(propose(**wrong), by=SECRETARY, at=clock(PROPOSED)).then_refused(Invalid)


def test_a_vote_needs_its_agenda_and_its_discussion(desk: Desk) -> None:
    motion = proposed(desk)
    vote = ops.OpenVote(motion=motion, present=GROUP)
    given(to=desk).when(vote, by=SECRETARY, at=clock(MEETING)).then_refused(r.MotionNotOpen)
    desk.on(PROPOSED, SECRETARY, ops.PutMotionOnAgenda(motion=motion, on=MEETING))
    given(to=desk).when(vote, by=SECRETARY, at=clock(MEETING)).then_refused(r.MotionNotOpen)
    early = ops.DiscussMotion(motion=motion, note="x")
    given(to=desk).when(early, by=SECRETARY, at=clock(day(6, 11))).then_refused(Invalid)
    assert "discuss-motion" not in desk.may(day(6, 11), SECRETARY, ops.GetMotion(motion=motion))
    assert "discuss-motion" in desk.may(MEETING, SECRETARY, ops.GetMotion(motion=motion))


def test_whoever_may_not_is_told_whom_a_motion_takes(desk: Desk) -> None:
    motion = proposed(desk)
    for asked, needs in (
        (propose(), "body-member"),
        (ops.CastVote(motion=motion, choice=YES), "body-member"),
        (ops.CountBallots(motion=motion, in_favour=1, against=0, abstained=0), "motion-teller"),
        (ops.PutMotionOnAgenda(motion=motion, on=MEETING), "body-secretary"),
        (ops.DiscussMotion(motion=motion, note="x"), "body-presider"),
        (ops.WithdrawMotion(motion=motion, reason="x"), "motion-proposer"),
    ):
        given(to=desk).when(asked, by=STAFF, at=clock(PROPOSED)).then_refused(Forbidden, needs=[needs])


def test_what_is_deferred_is_discussed_anew(desk: Desk) -> None:
    motion = discussed(desk)
    defer = ops.DeferMotion(motion=motion, reason="材料不足")
    given(to=desk).when(defer, by="p003", at=clock(MEETING)).then_refused(Forbidden)
    given(to=desk).when(defer, by=SECRETARY, at=clock(MEETING)).then(MotionDeferred).then_answer(status="deferred")
    desk.on(MEETING, SECRETARY, ops.PutMotionOnAgenda(motion=motion, on=LATER))
    vote = ops.OpenVote(motion=motion, present=GROUP)
    given(to=desk).when(vote, by=SECRETARY, at=clock(LATER)).then_refused(r.MotionNotOpen)


def test_one_who_waits_waits_for_one_outcome(desk: Desk) -> None:
    again = propose(reference="finance.spending:1")
    motion = proposed(desk, reference="finance.spending:1")
    given(to=desk).when(again, by="p004", at=clock(PROPOSED)).then_refused(r.ReferenceTaken)
    desk.on(PROPOSED, "p003", ops.WithdrawMotion(motion=motion, reason="另提"))
    given(to=desk).when(again, by="p004", at=clock(PROPOSED)).then(MotionProposed)


# -- who votes --------------------------------------------------------------------------------------------------------


def test_more_than_half_of_those_entitled_carry_it(desk: Desk) -> None:
    """Seven are entitled, four present, four in favour: carried. Its number is of the body and the year."""
    motion = voting(desk, GROUP[:4], reference="appraisal.quarter:2025-Q2")
    votes(desk, motion, dict.fromkeys(GROUP[:4], YES))
    given(to=desk).when(ops.DeclareResult(motion=motion), by=SECRETARY, at=clock(MEETING)).then(
        fact(MotionCarried, number="party-group-2025-1", reference="appraisal.quarter:2025-Q2", entitled=7, in_favour=4)
    ).then_answer(status="carried", number="party-group-2025-1", entitled_n=7, present_n=4)
    proven(desk.app)


def test_a_tie_is_lost_and_uses_no_number_up(desk: Desk) -> None:
    """Of six entitled, three in favour is no majority."""
    motion = voting(desk, GROUP[:6], concerned=["p007"])
    votes(desk, motion, dict.fromkeys(GROUP[:3], YES) | dict.fromkeys(GROUP[3:6], NO))
    given(to=desk).when(ops.DeclareResult(motion=motion), by=SECRETARY, at=clock(MEETING)).then(
        fact(MotionLost, entitled=6, in_favour=3, against=3)
    ).then_answer(status="lost", number="")
    second = desk.on(MEETING, "p003", propose()).id
    desk.on(MEETING, SECRETARY, ops.PutMotionOnAgenda(motion=second, on=MEETING))
    desk.on(MEETING, SECRETARY, ops.DiscussMotion(motion=second, note="x"))
    desk.on(MEETING, SECRETARY, ops.OpenVote(motion=second, present=GROUP))
    votes(desk, second, dict.fromkeys(GROUP, YES))
    assert desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=second)).number == "party-group-2025-1"
    proven(desk.app)


def test_half_make_a_quorum_and_personnel_needs_two_thirds(desk: Desk) -> None:
    """Of seven, four for an ordinary matter; five for personnel, by the national rule."""
    other, personnel = discussed(desk), discussed(desk, matter="personnel")
    for motion, few, enough in ((other, 3, 4), (personnel, 4, 5)):
        tellers = GROUP[:2] if motion == personnel else ()
        refused = ops.OpenVote(motion=motion, present=GROUP[:few], tellers=tellers)
        given(to=desk).when(refused, by=SECRETARY, at=clock(MEETING)).then_refused(r.NoQuorum)
        opened = ops.OpenVote(motion=motion, present=GROUP[:enough], tellers=tellers)
        given(to=desk).when(opened, by=SECRETARY, at=clock(MEETING)).then(fact(VoteOpened, of=7))


def test_nobody_votes_for_another(desk: Desk) -> None:
    """The operation has no field for whom: the caller votes, and only who is present may."""
    assert set(ops.CastVote.model_fields) == {"motion", "choice"}
    motion = voting(desk, GROUP[:5])
    cast = ops.CastVote(motion=motion, choice=YES)
    given(to=desk).when(cast, by="p006", at=clock(MEETING)).then_refused(r.NotEntitled)
    for person in (ORGANISER, CLERK, STAFF):
        given(to=desk).when(cast, by=person, at=clock(MEETING)).then_refused(Forbidden)
    assert "cast-vote" not in desk.may(MEETING, "p006", ops.GetMotion(motion=motion))
    assert "cast-vote" in desk.may(MEETING, "p005", ops.GetMotion(motion=motion))


def test_who_is_concerned_takes_no_part(desk: Desk) -> None:
    motion = discussed(desk, concerned=["p004"])
    recuse = ops.RecuseFromMotion(motion=motion)
    given(to=desk).when(recuse, by="p005", at=clock(MEETING)).then(fact(RecusalDeclared, recused="p005"))
    for person in ("p004", "p005"):
        given(to=desk).when(recuse, by=person, at=clock(MEETING)).then_refused(r.Recused)
    vote = ops.OpenVote(motion=motion, present=GROUP[:4])
    given(to=desk).when(vote, by=SECRETARY, at=clock(MEETING)).then_refused(r.NotEntitled)
    present = ("p001", "p002", "p003")
    vote = ops.OpenVote(motion=motion, present=present)
    given(to=desk).when(vote, by=SECRETARY, at=clock(MEETING)).then(
        fact(VoteOpened, of=5, entitled=("p001", "p002", "p003", "p006", "p007"), present=present)
    )
    proven(desk.app)


def test_a_secretary_who_is_concerned_leaves_the_chair_to_the_deputy(desk: Desk) -> None:
    motion = proposed(desk, concerned=[SECRETARY])
    put = ops.PutMotionOnAgenda(motion=motion, on=MEETING)
    given(to=desk).when(put, by=SECRETARY, at=clock(PROPOSED)).then_refused(Forbidden)
    given(to=desk).when(put, by=DEPUTY, at=clock(PROPOSED)).then(MotionPutOnAgenda)
    desk.on(MEETING, DEPUTY, ops.DiscussMotion(motion=motion, note="x"))
    desk.on(MEETING, DEPUTY, ops.OpenVote(motion=motion, present=GROUP[1:]))
    votes(desk, motion, dict.fromkeys(GROUP[1:], YES))
    declare = ops.DeclareResult(motion=motion)
    given(to=desk).when(declare, by=SECRETARY, at=clock(MEETING)).then_refused(Forbidden)
    given(to=desk).when(declare, by=DEPUTY, at=clock(MEETING)).then(fact(MotionCarried, entitled=6))


def test_who_left_between_agenda_and_vote_has_none_and_who_came_in_has_one(desk: Desk) -> None:
    """On 20 January 2026 p001 leaves the Party group, p002 becomes its secretary and p058 comes in."""
    eve, morrow = day(1, 19, 2026), day(1, 20, 2026)
    first, second = (desk.on(eve, "p003", propose()).id for _ in range(2))
    for motion, on in ((first, morrow), (second, eve)):
        desk.on(eve, SECRETARY, ops.PutMotionOnAgenda(motion=motion, on=on))
    desk.on(eve, SECRETARY, ops.DiscussMotion(motion=second, note="x"))
    desk.on(eve, SECRETARY, ops.OpenVote(motion=second, present=GROUP))
    given(to=desk).when(ops.CastVote(motion=second, choice=YES), by="p001", at=clock(morrow)).then_refused(Forbidden)
    came_in = ops.CastVote(motion=second, choice=YES)
    given(to=desk).when(came_in, by="p058", at=clock(morrow)).then_refused(r.NotEntitled)
    desk.on(morrow, DEPUTY, ops.DiscussMotion(motion=first, note="x"))
    stale = ops.OpenVote(motion=first, present=GROUP)
    given(to=desk).when(stale, by=DEPUTY, at=clock(morrow)).then_refused(r.NotEntitled)
    now = (*GROUP[1:], "p058")
    given(to=desk).when(ops.OpenVote(motion=first, present=now), by=DEPUTY, at=clock(morrow)).then(
        fact(VoteOpened, entitled=now, of=7)
    )
    proven(desk.app)


def test_who_is_on_probation_has_no_vote_in_the_branch(desk: Desk) -> None:
    given(*entered(), to=desk)
    motion = proposed(desk, by="p024", body="branch")
    given(to=desk).when(propose(body="branch"), by=PROBATIONER, at=clock(PROPOSED)).then_refused(Forbidden)
    desk.on(PROPOSED, "p006", ops.PutMotionOnAgenda(motion=motion, on=MEETING))
    desk.on(MEETING, "p006", ops.DiscussMotion(motion=motion, note="x"))
    present = ("p006", "p008", "p009", "p024")
    with_probationer = ops.OpenVote(motion=motion, present=(*present, PROBATIONER))
    given(to=desk).when(with_probationer, by="p006", at=clock(MEETING)).then_refused(r.NotEntitled)
    given(to=desk).when(ops.OpenVote(motion=motion, present=present), by="p006", at=clock(MEETING)).then(
        fact(VoteOpened, entitled=present, of=4)
    )


# -- changed votes, counts, the result --------------------------------------------------------------------------------


def test_a_vote_may_be_changed_until_the_result_is_declared(desk: Desk) -> None:
    motion = voting(desk)
    votes(desk, motion, dict.fromkeys(GROUP, NO))
    again = ops.CastVote(motion=motion, choice=NO)
    given(to=desk).when(again, by="p007", at=clock(MEETING)).then_refused(r.VoteUnchanged)
    change = ops.CastVote(motion=motion, choice=YES)
    given(to=desk).when(change, by="p007", at=clock(MEETING)).then(
        fact(VoteCast, person="p007", choice="in-favour", was="against")
    )
    desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=motion))
    given(to=desk).when(change, by="p006", at=clock(MEETING)).then_refused(r.MotionNotOpen)
    given(to=desk).when(ops.DeclareResult(motion=motion), by=SECRETARY, at=clock(MEETING)).then_refused(r.MotionNotOpen)
    answer = desk.on(MEETING, "p003", ops.GetMotion(motion=motion))
    assert (answer.in_favour, answer.against, answer.status) == (1, 6, "lost")
    assert {vote.person: vote.choice for vote in answer.votes} == dict.fromkeys(GROUP[:6], NO) | {"p007": YES}
    proven(desk.app)


def test_the_result_waits_for_everybody_present_or_names_who_left(desk: Desk) -> None:
    motion = voting(desk)
    votes(desk, motion, dict.fromkeys(GROUP[:5], YES))
    for wrong in ((), ("p006",), ("p005", "p006", "p007")):
        declare = ops.DeclareResult(motion=motion, not_voting=wrong)
        given(to=desk).when(declare, by=SECRETARY, at=clock(MEETING)).then_refused(r.VotesMissing)
    declare = ops.DeclareResult(motion=motion, not_voting=("p006", "p007"))
    given(to=desk).when(declare, by=SECRETARY, at=clock(MEETING)).then(fact(MotionCarried, in_favour=5))


def test_of_a_secret_ballot_tellers_record_counts_and_nobody_who_voted_what(desk: Desk) -> None:
    motion = discussed(desk, matter="personnel")
    for tellers in ((), ("p003",), ("p003", ORGANISER)):
        opened = ops.OpenVote(motion=motion, present=GROUP, tellers=tellers)
        given(to=desk).when(opened, by=SECRETARY, at=clock(MEETING)).then_refused(r.TellersMissing)
    desk.on(MEETING, SECRETARY, ops.OpenVote(motion=motion, present=GROUP, tellers=("p003", "p004")))
    cast = ops.CastVote(motion=motion, choice=YES)
    given(to=desk).when(cast, by="p005", at=clock(MEETING)).then_refused(r.WrongBallot)
    given(to=desk).when(ops.DeclareResult(motion=motion), by=SECRETARY, at=clock(MEETING)).then_refused(r.VotesMissing)
    count = ops.CountBallots(motion=motion, in_favour=4, against=2, abstained=1)
    for person in (SECRETARY, "p005", ORGANISER):
        given(to=desk).when(count, by=person, at=clock(MEETING)).then_refused(Forbidden)
    many = ops.CountBallots(motion=motion, in_favour=4, against=3, abstained=1)
    given(to=desk).when(many, by="p003", at=clock(MEETING)).then_refused(r.TooManyBallots)
    wrong = ops.CountBallots(motion=motion, in_favour=2, against=4, abstained=1)
    given(to=desk).when(wrong, by="p003", at=clock(MEETING)).then(BallotsCounted)
    given(to=desk).when(count, by="p004", at=clock(MEETING)).then(fact(BallotsCounted, in_favour=4))
    given(to=desk).when(ops.DeclareResult(motion=motion), by=SECRETARY, at=clock(MEETING)).then(
        fact(MotionCarried, in_favour=4, against=2, abstained=1)
    )
    assert desk.on(MEETING, "p005", ops.GetMotion(motion=motion)).votes == []
    assert not [one for one in desk.recorded() if isinstance(one, VoteCast)]
    given(to=desk).when(count, by="p004", at=clock(MEETING)).then_refused(r.MotionNotOpen)
    proven(desk.app)


def test_an_open_ballot_is_not_counted_by_hand(desk: Desk) -> None:
    motion = discussed(desk)
    opened = ops.OpenVote(motion=motion, present=GROUP, tellers=("p003", "p004"))
    given(to=desk).when(opened, by=SECRETARY, at=clock(MEETING)).then_refused(r.TellersMissing)


# -- at the same moment -----------------------------------------------------------------------------------------------


def at_once(desk: Desk, *asked: tuple[str, Any]) -> list[str]:
    """Each by a thread of its own, all let go together: `done`, or the code of the refusal."""
    gate, said = threading.Barrier(len(asked)), [""] * len(asked)

    def run(n: int, person: str, operation: Any) -> None:
        gate.wait()
        try:
            desk.do(operation, by=person, at=clock(MEETING))
            said[n] = "done"
        except Refusal as refusal:
            said[n] = refusal.code

    threads = [threading.Thread(target=run, args=(n, *one)) for n, one in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_votes_at_the_same_moment_all_count_once(desk: Desk) -> None:
    motion = voting(desk)
    for person in GROUP:
        desk.token(person)
    said = at_once(desk, *((person, ops.CastVote(motion=motion, choice=YES)) for person in (*GROUP, *GROUP)))
    assert sorted(said) == ["done"] * 7 + [r.VoteUnchanged.code] * 7
    assert desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=motion)).in_favour == 7
    proven(desk.app)


def test_two_votes_of_one_person_at_the_same_moment_leave_the_later(desk: Desk) -> None:
    motion = voting(desk)
    cast = [("p003", ops.CastVote(motion=motion, choice=choice)) for choice in (YES, NO, NEITHER)]
    assert at_once(desk, *cast) == ["done"] * 3
    last = [one for one in desk.recorded() if isinstance(one, VoteCast)][-1]
    shown = desk.on(MEETING, "p003", ops.GetMotion(motion=motion)).votes
    assert [(vote.person, vote.choice.value) for vote in shown] == [("p003", last.choice)]
    proven(desk.app)


def test_a_vote_and_the_result_at_the_same_moment(desk: Desk) -> None:
    """Either the vote came first and is counted, or the result was declared and the vote is refused."""
    motion = voting(desk)
    votes(desk, motion, dict.fromkeys(GROUP, NO))
    change = ("p007", ops.CastVote(motion=motion, choice=YES))
    vote, result = at_once(desk, change, (SECRETARY, ops.DeclareResult(motion=motion)))
    assert result == "done"
    answer = desk.on(MEETING, SECRETARY, ops.GetMotion(motion=motion))
    assert (vote, answer.in_favour, answer.against) in (("done", 1, 6), (r.MotionNotOpen.code, 0, 7))
    proven(desk.app)


# -- what waits, what the files must say ------------------------------------------------------------------------------


def test_what_waits_for_whom(desk: Desk) -> None:
    def waiting(on: date, person: str) -> list[str]:
        lines = desk.on(on, person, desk.LOG.list_desk()).items
        return [line.operation for line in lines if line.record == "party.get-motion"]

    motion = proposed(desk)
    assert waiting(PROPOSED, SECRETARY) == ["party.put-motion-on-agenda"]
    assert waiting(PROPOSED, DEPUTY) == []
    (line,) = [
        one
        for one in desk.on(PROPOSED, SECRETARY, desk.LOG.list_desk()).items
        if one.operation in waiting(PROPOSED, SECRETARY)
    ]
    assert line.title == desk.on(PROPOSED, SECRETARY, ops.GetMotion(motion=motion)).title != ""
    desk.on(PROPOSED, SECRETARY, ops.PutMotionOnAgenda(motion=motion, on=MEETING))
    assert waiting(PROPOSED, SECRETARY) == []
    assert waiting(MEETING, SECRETARY) == waiting(MEETING, DEPUTY) == ["party.discuss-motion"]
    desk.on(MEETING, SECRETARY, ops.DiscussMotion(motion=motion, note="x"))
    assert waiting(MEETING, SECRETARY) == ["party.open-vote"]
    desk.on(MEETING, SECRETARY, ops.OpenVote(motion=motion, present=GROUP[:6]))
    assert [person for person in GROUP if waiting(MEETING, person) == ["party.cast-vote"]] == list(GROUP[:6])
    assert waiting(MEETING, "p007") == []
    votes(desk, motion, dict.fromkeys(GROUP[:6], YES))
    assert waiting(MEETING, SECRETARY) == ["party.declare-result"]
    assert waiting(MEETING, "p003") == []


@pytest.mark.parametrize("missing", ["quorum_of_personnel", "majority_of_other"])
def test_a_matter_without_its_shares_stops_the_start(missing: str) -> None:
    known = rules()
    check(known)
    half = dict(known.sections["motions"].parameters)
    del half[missing]
    with pytest.raises(RegulationError, match=missing):
        check(replace(known, sections={**known.sections, "motions": Section("motions", half)}))


# -- afterwards -------------------------------------------------------------------------------------------------------


def test_a_resolution_is_looked_after_until_it_is_carried_out(desk: Desk) -> None:
    motion = voting(desk)
    early = ops.ReviewResolution(motion=motion, finding="正在办理")
    given(to=desk).when(early, by=SECRETARY, at=clock(MEETING)).then_refused(r.MotionNotOpen)
    votes(desk, motion, dict.fromkeys(GROUP, YES))
    desk.on(MEETING, SECRETARY, ops.DeclareResult(motion=motion))

    def waits(person: str) -> list[str]:
        lines = desk.on(LATER, person, desk.LOG.list_desk()).items
        return [line.number for line in lines if line.operation == "party.review-resolution"]

    assert (waits(SECRETARY), waits("p003")) == (["party-group-2025-1"], [])
    given(to=desk).when(early, by="p003", at=clock(LATER)).then_refused(Forbidden)
    given(to=desk).when(early, by=SECRETARY, at=clock(LATER)).then(
        fact(ResolutionReviewed, carried_out=False, cites=("B2.6", "B4.1"))
    ).then_answer(status="carried", reviewed_on=LATER, carried_out=False)
    assert waits(SECRETARY) == ["party-group-2025-1"]
    done = ops.ReviewResolution(motion=motion, finding="已全部落实", carried_out=True)
    given(to=desk).when(done, by=SECRETARY, at=clock(LATER, 15)).then(ResolutionReviewed)
    assert waits(SECRETARY) == []
    given(to=desk).when(done, by=SECRETARY, at=clock(LATER, 16)).then_refused(r.CarriedOut)
    proven(desk.app)
