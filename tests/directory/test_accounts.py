"""Accounts: kept by the security administrator, never their own; what gives a post with power its key takes two."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.directory import events as facts_of
from services.directory.accounts import events as facts
from services.directory.accounts import operations as ops
from services.directory.accounts.account import AccountStatus
from services.directory.names import stream
from services.directory.people.operations import HirePerson, LeaveService
from services.directory.proposals.operations import ConfirmChange, DeclineChange, GetProposal, ListProposals
from services.directory.refusals import AccountExists, NothingToIssue, NotInService
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.context import Call
from services.kernel.refusals import Forbidden, OwnMatter
from tests.directory.desk import TODAY, Desk, appointing, post
from tests.given import given, noon, proven

pytestmark = pytest.mark.slow

KEEPER, CHAIR, CLERK, PLAIN, HEAD = "p013", "p001", "p022", "p023", "p021"


@pytest.fixture
def organ(desk: Desk) -> Desk:
    for one in ("security-administrator", "auditor"):
        desk.do(post(one, "office"))
    desk.do(appointing("security-administrator", KEEPER))
    desk.do(appointing("auditor", CLERK))
    return desk


def account(login: str) -> UUID:
    return stream("account", login)


def opened(organ: Desk, person: str, **more: Any) -> UUID:
    organ.do(ops.OpenAccount(person=person, **more), by=KEEPER)
    return account(more.get("login", person))


def orders(organ: Desk) -> dict[str, ops.OrderView]:
    return {one.login: one for one in organ.ask(ops.ListAccountOrders(limit=500), by=SYSTEM_ID).items}


def shown(organ: Desk, login: str) -> Any:
    return organ.ask(ops.GetAccount(account=account(login)), by=KEEPER)


def ticked(organ: Desk) -> None:
    organ.app.call(Call("directory.tick", {}, organ.token(SYSTEM_ID)))


def proposed(organ: Desk) -> UUID:
    (one,) = [p for p in organ.ask(ListProposals(), by=CHAIR).items if p.status == "proposed"]
    return UUID(str(one.id))


def test_an_account_of_a_plain_post_is_opened_by_the_security_administrator_alone(organ: Desk) -> None:
    given(to=organ).when(ops.OpenAccount(person=PLAIN), by=KEEPER).then(facts.AccountOpened)
    assert orders(organ)[PLAIN].open
    given(to=organ).when(ops.IssuePassword(account=account(PLAIN)), by=KEEPER).then(facts.PasswordIssued)
    given(to=organ).when(ops.IssuePassword(account=account(PLAIN)), by=KEEPER).then_refused(NothingToIssue)


@pytest.mark.parametrize("by", ["p001", "p011", "p012", "p021", CLERK, PLAIN])
def test_nobody_else_keeps_accounts(organ: Desk, by: str) -> None:
    """Neither the chair nor the office director, the system administrator, the auditor."""
    kept = opened(organ, PLAIN)
    reason = "试"
    for order in (
        ops.OpenAccount(person="p002"),
        ops.AllowPassword(account=kept, reason=reason),
        ops.IssuePassword(account=kept),
        ops.LiftWait(account=kept),
        ops.ResetSecondFactor(account=kept, reason=reason),
        ops.CloseAccount(account=kept, reason=reason),
        ops.ListAccountOrders(),
        ops.TakeOverAccounts(accounts=[ops.KnownAccount(login="x", person=PLAIN)]),
    ):
        given(to=organ).when(order, by=by).then_refused(Forbidden)


def test_the_security_administrator_does_not_keep_their_own(organ: Desk) -> None:
    given(to=organ).when(ops.OpenAccount(person=KEEPER, login="more"), by=KEEPER).then_refused(OwnMatter)
    organ.do(ops.OpenAccount(person=KEEPER), by=SYSTEM_ID)
    mine, reason = account(KEEPER), "忘记密码"
    for order in (
        ops.AllowPassword(account=mine, reason=reason),
        ops.IssuePassword(account=mine),
        ops.LiftWait(account=mine),
        ops.ResetSecondFactor(account=mine, reason=reason),
        ops.CloseAccount(account=mine, reason=reason),
    ):
        given(to=organ).when(order, by=KEEPER).then_refused(OwnMatter)


@pytest.mark.parametrize("person", [CHAIR, HEAD, CLERK])
def test_a_post_with_power_gets_its_key_by_two(organ: Desk, person: str) -> None:
    """The chair confirms; for the chair's own account nobody is left but a stand-in, so it takes the servers."""
    kept = opened(organ, person)
    given(to=organ).when(ops.IssuePassword(account=kept), by=KEEPER).then_refused(NothingToIssue)
    before = orders(organ)[person].passwords
    organ.do(ops.AllowPassword(account=kept, reason="新任"), by=KEEPER)
    assert orders(organ)[person].passwords == before, "one person's word changes nothing"
    waiting = proposed(organ)
    shown = organ.ask(GetProposal(proposal=waiting), by=CHAIR)
    assert shown.person == person, "whoever confirms sees whose it is"
    assert (shown.order_zh, shown.order_en) == (f"账号：{person}；理由：新任", f"account: {person}; reason: 新任")
    given(to=organ).when(ConfirmChange(proposal=waiting), by=KEEPER).then_refused(OwnMatter)
    if person == CHAIR:
        given(to=organ).when(ConfirmChange(proposal=waiting), by=CHAIR).then_refused(OwnMatter)
        return
    given(to=organ).when(ConfirmChange(proposal=waiting), by=CHAIR).then(
        facts_of.ChangeConfirmed, facts.PasswordAllowed
    )
    assert orders(organ)[person].passwords == before + 1
    given(to=organ).when(ops.IssuePassword(account=kept), by=KEEPER).then(facts.PasswordIssued)


def test_what_was_declined_is_not_carried_out(organ: Desk) -> None:
    kept = opened(organ, HEAD)
    organ.do(ops.ResetSecondFactor(account=kept, reason="手机丢失"), by=KEEPER)
    organ.do(DeclineChange(proposal=proposed(organ), reason="手机在本人处"), by=CHAIR)
    assert orders(organ)[HEAD].factors == 0


def test_a_plain_post_is_looked_after_by_one(organ: Desk) -> None:
    kept = opened(organ, PLAIN)
    organ.do(ops.IssuePassword(account=kept), by=KEEPER)
    given(to=organ).when(ops.AllowPassword(account=kept, reason="忘记"), by=KEEPER).then(facts.PasswordAllowed)
    given(to=organ).when(ops.ResetSecondFactor(account=kept, reason="丢失"), by=KEEPER).then(facts.SecondFactorReset)
    given(to=organ).when(ops.LiftWait(account=kept), by=KEEPER).then(facts.WaitLifted)
    told = orders(organ)[PLAIN]
    assert (told.passwords, told.factors, told.lifted, told.open) == (2, 1, 1, True)


def test_a_closed_account_opens_nothing_until_it_is_opened_again(organ: Desk) -> None:
    kept = opened(organ, PLAIN)
    given(to=organ).when(ops.OpenAccount(person=PLAIN), by=KEEPER).then_refused(AccountExists)
    given(to=organ).when(ops.OpenAccount(person="p002", login=PLAIN), by=KEEPER).then_refused(AccountExists)
    given(to=organ).when(ops.CloseAccount(account=kept, reason="借调"), by=KEEPER).then(facts.AccountClosed)
    assert not orders(organ)[PLAIN].open
    given(to=organ).when(ops.LiftWait(account=kept), by=KEEPER).then_refused(WrongStatus)
    given(to=organ).when(ops.OpenAccount(person="p002", login=PLAIN), by=KEEPER).then_refused(AccountExists)
    given(to=organ).when(ops.OpenAccount(person=PLAIN), by=KEEPER).then(facts.AccountOpened)
    assert (orders(organ)[PLAIN].open, orders(organ)[PLAIN].passwords) == (True, 2), "with a new password"


def test_whoever_left_has_no_account_from_that_day(organ: Desk) -> None:
    opened(organ, PLAIN)
    day = TODAY + timedelta(days=2)
    organ.do(LeaveService(person=PLAIN, day=day))
    assert orders(organ)[PLAIN].open
    organ.clock.set(noon(day))
    assert not orders(organ)[PLAIN].open, "at once, before the clock comes round"
    ticked(organ)
    seen = shown(organ, PLAIN)
    assert (seen.status, seen.closed_on, seen.reason) == (AccountStatus.CLOSED, day, "离职")
    given(to=organ).when(ops.OpenAccount(person=PLAIN), by=KEEPER).then_refused(NotInService)
    ticked(organ)
    assert shown(organ, PLAIN).version == seen.version


def test_what_is_there_already_is_put_on_record_once(organ: Desk) -> None:
    there = [
        ops.KnownAccount(login="accountant", person=PLAIN),
        ops.KnownAccount(login="gone", person="p002", closed=True),
        ops.KnownAccount(login="nobody", person="p999"),
    ]
    assert organ.ask(ops.TakeOverAccounts(accounts=there), by=SYSTEM_ID).taken == 2
    assert organ.ask(ops.TakeOverAccounts(accounts=there), by=SYSTEM_ID).taken == 0
    told = orders(organ)
    assert (told["accountant"].open, told["gone"].open) == (True, False)
    assert (told["accountant"].passwords, told["accountant"].powerful) == (0, False)


def test_accounts_are_watched_by_the_officers_and_not_by_the_bus(organ: Desk) -> None:
    kept = opened(organ, PLAIN)
    for by in (KEEPER, CLERK):
        assert [one.login for one in organ.ask(ops.ListAccounts(), by=by).items] == [PLAIN]
    for by in (CHAIR, "p012"):
        given(to=organ).when(ops.ListAccounts(), by=by).then_refused(Forbidden)
    assert organ.ask(ops.GetAccount(account=kept), by=PLAIN).person == PLAIN, "one sees one's own"
    assert not any(fact.PUBLISHED for fact in facts.OfAccount.__subclasses__())


def test_what_the_page_offers_is_what_can_be_done(organ: Desk) -> None:
    kept = opened(organ, PLAIN)
    seen = shown(organ, PLAIN)
    every = {"allow-password", "issue-password", "lift-wait", "reset-second-factor", "close-account"}
    assert set(seen.allowed) == {f"directory.{one}" for one in every}
    organ.do(ops.IssuePassword(account=kept), by=KEEPER)
    seen = shown(organ, PLAIN)
    assert set(seen.allowed) == {f"directory.{one}" for one in every - {"issue-password"}}
    organ.do(ops.OpenAccount(person=KEEPER), by=SYSTEM_ID)
    assert shown(organ, KEEPER).allowed == []


def test_the_register_is_made_anew_from_the_log(organ: Desk) -> None:
    kept = opened(organ, PLAIN)
    organ.do(ops.CloseAccount(account=kept, reason="借调"), by=KEEPER)
    organ.do(ops.OpenAccount(person=PLAIN), by=KEEPER)
    organ.do(ops.LiftWait(account=kept), by=KEEPER)
    organ.do(HirePerson(person="p099", name="新人", number="99", work_since=TODAY, department="office", day=TODAY))
    proven(organ.app)
