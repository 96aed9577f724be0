"""One report of what happened at the door, by the gateway's own id: recorded once."""

from __future__ import annotations

from datetime import date, datetime

from services.directory.logins import events as facts
from services.directory.logins.record import Happening
from services.kernel.domain.aggregate import Act, Aggregate, applies

PLAIN = (
    facts.LoggedIn,
    facts.LoggedOut,
    facts.PasswordChanged,
    facts.SecondFactorSetUp,
    facts.RecoveryCodeUsed,
    facts.SessionStolen,
)
FACTS: dict[str, type[facts.OfLogin]] = {fact.NAME: fact for fact in PLAIN}


class Login(Aggregate):
    CALLED = "登录记录", "login"
    CITES = ("organ",)

    def report(
        self,
        act: Act,
        what: Happening,
        *,
        day: date,
        happened: datetime,
        login: str,
        whose: str,
        address: str,
        reason: str,
        times: int,
    ) -> None:
        said = {"day": day, "happened": happened, "login": login, "whose": whose, "address": address, "times": times}
        if what == Happening.REFUSED:
            self.trigger(facts.LoginRefused, act, reason=reason, **said)
        else:
            self.trigger(FACTS[what], act, **said)

    @applies(*PLAIN, facts.LoginRefused)
    def _happened(self, event: facts.OfLogin) -> None:
        """Nothing follows from it."""
