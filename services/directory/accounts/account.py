"""One account: a login and whose it is."""

from __future__ import annotations

from services.directory.accounts import events as facts
from services.directory.refusals import AccountExists, NothingToIssue
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status


class AccountStatus(Status):
    WAITING = "waiting", "待准发密码", "waiting for a password to be allowed"
    ALLOWED = "allowed", "待领初始密码", "first password may be given out"
    OPEN = "open", "使用中", "open"
    CLOSED = "closed", "已关闭", "closed"


BECOMES: Becomes = {
    facts.AccountOpened: AccountStatus.WAITING,
    facts.AccountTakenOver: AccountStatus.OPEN,
    facts.PasswordAllowed: AccountStatus.ALLOWED,
    facts.PasswordIssued: AccountStatus.OPEN,
    facts.AccountClosed: AccountStatus.CLOSED,
}
USED = (AccountStatus.WAITING, AccountStatus.ALLOWED, AccountStatus.OPEN)


class Account(Aggregate):
    CALLED = "账号", "account"
    CITES = ("organ",)
    CARRIES = ("login", "person")
    BECOMES = BECOMES
    login = ""
    person = ""

    def open(self, act: Act, *, login: str, person: str, allowed: bool) -> None:
        """Where nobody has the login yet, or it was closed: it goes on under the same login for the same person."""
        if self.exists and (self.status != AccountStatus.CLOSED or self.person != person):
            raise AccountExists(
                "该登录名已有账号。", "There is an account of this login.", person=self.person, status=str(self.status)
            )
        self.trigger(facts.AccountOpened, act, login=login, person=person, allowed=allowed)

    def take_over(self, act: Act, *, login: str, person: str, closed: bool) -> None:
        if self.exists:
            return
        self.trigger(facts.AccountTakenOver, act, login=login, person=person)
        if closed:
            self.trigger(facts.AccountClosed, act)

    def issue(self, act: Act) -> None:
        if self.status != AccountStatus.ALLOWED:
            raise NothingToIssue(
                "该账号现在没有可领取的初始密码。",
                "No first password may be given out for this account now.",
                status=str(self.status),
            )
        self.trigger(facts.PasswordIssued, act)

    @applies(facts.AccountOpened)
    def _opened(self, event: facts.AccountOpened) -> None:
        self.login, self.person = event.login, event.person
        self.status = AccountStatus.ALLOWED if event.allowed else AccountStatus.WAITING

    @applies(facts.WaitLifted, facts.SecondFactorReset)
    def _as_it_was(self, event: facts.OfAccount) -> None:
        """The gateways do it; here it stands that they shall."""
