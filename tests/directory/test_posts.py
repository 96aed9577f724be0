"""One holder at a time, and somebody to stand in while the holder is away (A15)."""

from datetime import date, timedelta

import pytest

from services.directory import events as facts
from services.directory.departments.operations import OpenDepartment
from services.directory.people.operations import GetPerson
from services.directory.posts.operations import AbolishPost, EndDelegation, GetPost, GiveDelegation, RelieveHolder
from services.directory.refusals import (
    AlreadyThere,
    DelegationRefused,
    ExclusivePosts,
    LaterChangeKnown,
    NotHolder,
    NotInService,
    NotOpen,
    PostOccupied,
    StillInUse,
)
from services.kernel.domain.who import Capacity
from services.kernel.refusals import Forbidden, NotFound
from tests.directory.desk import FOUNDED, LATER, TODAY, Desk, appointing, hiring, post
from tests.given import fact, given, noon

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
WEEK = 7 * DAY


def relieving(person: str = "p021", day: date = LATER) -> RelieveHolder:
    return RelieveHolder(post="head-budget", person=person, day=day)


def away(deputy: str = "p022", start: date = LATER, to: date = LATER + WEEK, of: str = "head-budget") -> GiveDelegation:
    return GiveDelegation(post=of, deputy=deputy, start=start, to=to, reason="外出")


def test_no_two_hold_a_post_at_once(desk: Desk) -> None:
    given(to=desk).when(appointing("head-budget", "p022", LATER)).then_refused(PostOccupied, holder="p021")


def test_a_successor_takes_over_on_the_day_of_relief(desk: Desk) -> None:
    given(relieving(), to=desk).when(appointing("head-budget", "p022", LATER)).then(
        fact(facts.HolderAppointed, of_post="head-budget", person="p022", day=LATER)
    )
    holders = [desk.ask(GetPost(post="head-budget", on=day)).holder for day in (LATER - DAY, LATER)]
    assert holders == ["p021", "p022"]
    assert desk.ask(GetPerson(person="p022", on=LATER)).level == "head"


def test_a_post_may_stay_vacant(desk: Desk) -> None:
    given(relieving(), to=desk).when(appointing("head-budget", "p022", LATER + WEEK)).then(facts.HolderAppointed)
    assert desk.ask(GetPost(post="head-budget", on=LATER + DAY)).holder == ""


def test_only_the_holder_is_relieved_and_in_order(desk: Desk) -> None:
    given(to=desk).when(relieving("p022")).then_refused(NotHolder)
    given(relieving(), appointing("head-budget", "p022", LATER), to=desk).when(relieving(day=LATER - DAY)).then_refused(
        LaterChangeKnown
    )


def test_only_people_in_service_hold_posts_that_exist(desk: Desk) -> None:
    given(to=desk).when(appointing("clerk", "p013", FOUNDED - DAY)).then_refused(NotOpen)
    given(hiring("p032", day=LATER), to=desk).when(appointing("clerk", "p032", TODAY)).then_refused(NotInService)
    given(to=desk).when(appointing("nothing", "p013")).then_refused(NotFound)
    given(hiring("p031", day=TODAY), to=desk).when(appointing("clerk", "p031", TODAY)).then(facts.HolderAppointed)


def test_a_held_post_is_not_abolished(desk: Desk) -> None:
    gone = AbolishPost(post="head-budget", day=LATER)
    given(to=desk).when(gone).then_refused(StillInUse)
    given(relieving(), to=desk).when(gone).then(fact(facts.PostAbolished, day=LATER))
    given(to=desk).when(appointing("head-budget", "p022", LATER)).then_refused(NotOpen)
    given(to=desk).when(post("head-budget", "budget", "staff")).then_refused(AlreadyThere)


def test_the_deputy_stands_in_for_those_days_alone(desk: Desk) -> None:
    given(to=desk).when(away()).then(
        fact(facts.DelegationGiven, holder="p021", deputy="p022", day=LATER, until=LATER + WEEK, cites=("A15",))
    )
    picture = desk.picture()
    standing_in = Capacity("head-budget", stands_in_for="p021")
    found = [picture.standing("p022", "head-budget", LATER + n * DAY) for n in (-1, 0, 6, 7)]
    assert found == [None, standing_in, standing_in, None]
    assert picture.standing("p021", "head-budget", LATER) == Capacity("head-budget")
    assert picture.acting_posts_of("p022", LATER) == ("head-budget",)
    assert picture.posts_of("p022", LATER) == ()


def test_nobody_stands_in_for_themselves_or_beside_another(desk: Desk) -> None:
    given(to=desk).when(away("p021")).then_refused(DelegationRefused)
    given(to=desk).when(away(to=LATER)).then_refused(DelegationRefused)
    given(away(), to=desk).when(away("p023", LATER + 6 * DAY, LATER + 2 * WEEK)).then_refused(
        DelegationRefused, number=1
    )
    given(to=desk).when(away("p023", LATER + WEEK, LATER + 2 * WEEK)).then(fact(facts.DelegationGiven, number=2))


def test_a_vacant_post_has_nobody_to_stand_in_for(desk: Desk) -> None:
    given(relieving(), to=desk).when(away()).then_refused(NotHolder)


def test_a_delegation_lapses_with_its_giver(desk: Desk) -> None:
    given(away(), relieving(day=LATER + DAY), appointing("head-budget", "p023", LATER + DAY), to=desk)
    picture = desk.picture()
    assert picture.deputy_for("head-budget", LATER) == "p022"
    assert picture.deputy_for("head-budget", LATER + DAY) == ""


def test_a_delegation_ends_early_and_frees_the_days(desk: Desk) -> None:
    given(away(), to=desk).when(EndDelegation(post="head-budget", number=1, day=LATER + DAY)).then(
        fact(facts.DelegationEnded, number=1, day=LATER + DAY)
    )
    assert desk.ask(GetPost(post="head-budget", on=LATER + DAY)).deputy == ""
    given(to=desk).when(away("p023", LATER + DAY)).then(facts.DelegationGiven)


def test_the_holder_delegates_and_acts_in_that_post(desk: Desk) -> None:
    given(to=desk).when(away(), by="p021").then(fact(facts.DelegationGiven, actor="p021", post="head-budget"))
    given(to=desk).when(EndDelegation(post="head-budget", number=1, day=LATER), by="p021").then(facts.DelegationEnded)


@pytest.mark.parametrize("caller", ["p022", "p023", "p013", "p002"])
def test_nobody_gives_away_what_they_do_not_hold(desk: Desk, caller: str) -> None:
    given(away("p022", TODAY, LATER), to=desk).when(away("p023", LATER), by=caller).then_refused(Forbidden)
    given(to=desk).when(EndDelegation(post="head-budget", number=1, day=TODAY), by=caller).then_refused(Forbidden)


def test_a_deputy_administers_while_the_director_is_away(desk: Desk) -> None:
    order = appointing("clerk", "p022", LATER)
    given(to=desk).when(order, by="p013").then_refused(Forbidden)
    given(away("p013", TODAY, TODAY + WEEK, of="head-office"), to=desk).when(order, by="p013").then(
        fact(facts.ChangeProposed, actor="p013", post="head-office", stands_in_for="p011")
    )
    desk.clock.set(noon(TODAY + WEEK))
    given(to=desk).when(relieving(), by="p013").then_refused(Forbidden)


# -- posts that exclude each other ------------------------------------------------------------------------------------

ACCOUNTANT = (post("accountant", "office", "staff"), appointing("accountant", "p023", LATER))
"""p023 from LATER on; the cashier's post is open."""
CASHIER = post("cashier", "office", "staff")


def standing_in(of: str, deputy: str, start: date, to: date) -> GiveDelegation:
    return GiveDelegation(post=of, deputy=deputy, start=start, to=to, reason="外出")


def test_nobody_is_cashier_and_accountant(desk: Desk) -> None:
    """Not in either order, nor from a day before the other begins (B10.2)."""
    for on in (TODAY, LATER, LATER + WEEK):
        given(*ACCOUNTANT, CASHIER, to=desk).when(appointing("cashier", "p023", on)).then_refused(
            ExclusivePosts, cites=("B10.2", "B10.8", "organ"), other="accountant"
        )
        given(to=desk).when(appointing("cashier", "p013", on)).then(facts.HolderAppointed)
        given(to=desk).when(RelieveHolder(post="cashier", person="p013", day=on + DAY)).then(facts.HolderRelieved)


def test_after_the_relief_the_other_post_is_open_to_them(desk: Desk) -> None:
    relieved = RelieveHolder(post="accountant", person="p023", day=LATER + WEEK)
    given(*ACCOUNTANT, CASHIER, relieved, to=desk)
    given(to=desk).when(appointing("cashier", "p023", LATER + WEEK - DAY)).then_refused(ExclusivePosts)
    given(to=desk).when(appointing("cashier", "p023", LATER + WEEK)).then(facts.HolderAppointed)


@pytest.mark.parametrize(
    ("start", "to", "fits"),
    [(LATER - WEEK, LATER, True), (LATER - WEEK, LATER + DAY, False), (LATER + DAY, LATER + WEEK, False)],
)
def test_nor_does_the_accountant_stand_in_for_the_cashier(desk: Desk, start: date, to: date, fits: bool) -> None:
    given(*ACCOUNTANT, CASHIER, appointing("cashier", "p013", TODAY), to=desk)
    outcome = given(to=desk).when(standing_in("cashier", "p023", start, to))
    if fits:
        outcome.then(facts.DelegationGiven)
    else:
        outcome.then_refused(ExclusivePosts, cites=("B10.2", "B10.8", "organ"))


def test_who_stands_in_for_one_is_not_appointed_to_the_other(desk: Desk) -> None:
    stands = standing_in("accountant", "p022", LATER, LATER + WEEK)
    given(*ACCOUNTANT, CASHIER, stands, to=desk)
    given(to=desk).when(appointing("cashier", "p022", LATER + WEEK - DAY)).then_refused(ExclusivePosts)
    given(EndDelegation(post="accountant", number=1, day=LATER + DAY), to=desk).when(
        appointing("cashier", "p022", LATER + DAY)
    ).then(facts.HolderAppointed)


def test_before_the_rule_posts_went_together(desk: Desk) -> None:
    """The parameter is dated: what was long before it is imported as it was."""
    early = date(2017, 1, 3)
    given(
        OpenDepartment(department="old", zh="旧室", en="Old", kind="section", day=early),
        hiring("p090", department="old", day=early), post("cashier", "old", "staff", day=early),
        post("accountant", "old", "staff", day=early), appointing("cashier", "p090", early), to=desk,
    ).when(appointing("accountant", "p090", early)).then(facts.HolderAppointed)  # fmt: skip
