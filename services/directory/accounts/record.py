"""账号台账: a line for every account, and how often the gateways have to do what."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Column, Integer

from services.directory.accounts import events as facts
from services.directory.accounts.account import BECOMES, AccountStatus
from services.directory.logins.events import LoggedIn
from services.directory.names import stream
from services.kernel.domain.events import Event
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import CODE, COMPUTED, Person, Record

COUNTED: dict[type[Event], str] = {
    facts.PasswordAllowed: "passwords",
    facts.WaitLifted: "lifted",
    facts.SecondFactorReset: "factors",
}
"""What is done at the gateways, and the column that counts how often it was ordered."""


class AccountRecord(
    Record,
    table="accounts",
    zh="账号台账",
    en="Accounts",
    one="账号 / account",
    by="login",
    find="person status",
    dated="opened_on",
    sheet="login person status opened_on changed_on last_login closed_on reason",
    becomes=BECOMES,
    cites=("organ",),
    more=tuple(Column(name, Integer, nullable=False) for name in ("passwords", "lifted", "factors")),
):
    login: Annotated[str, CODE] = Field(max_length=60, title="登录名 / login")
    person: Person
    status: AccountStatus = Field(title="状态 / status")
    powerful: Annotated[bool, COMPUTED] = Field(default=False, title="从严管理 / takes more care")
    opened_on: date = Field(title="开通日 / opened on")
    changed_on: date | None = Field(title="最近变动 / last changed on")
    last_login: date | None = Field(title="最近登录 / last login")
    closed_on: date | None = Field(title="关闭日 / closed on")
    reason: str = Field(max_length=200, title="理由 / reason")


register = Register("accounts", AccountRecord)
register.changes(AccountRecord, facts.PasswordIssued, changed_on="day")
register.changes(AccountRecord, facts.AccountClosed, "reason", changed_on="day", closed_on="day")


@register.on(facts.AccountOpened, facts.AccountTakenOver)
def opened(event: facts.OfAccount, rows: Rows) -> None:
    """Closed and opened again it is the same line, which goes on counting."""
    allowed = getattr(event, "allowed", False)
    status = AccountStatus.ALLOWED if allowed else BECOMES[type(event)]
    known = rows.get(AccountRecord, id=event.originator_id.hex)
    if known is None:
        rows.record(AccountRecord, event, status=status, opened_on=event.day, passwords=int(allowed))
    else:
        again = known.passwords + 1
        rows.change(AccountRecord, event, status=status, changed_on=event.day, closed_on=None, passwords=again)


@register.on(facts.PasswordAllowed, facts.WaitLifted, facts.SecondFactorReset)
def ordered(event: Event, rows: Rows) -> None:
    counter = COUNTED[type(event)]
    times = getattr(rows.get(AccountRecord, id=event.originator_id.hex), counter)
    rows.change(AccountRecord, event, changed_on=event.day, **{counter: times + 1})


@register.on(LoggedIn)
def came_in(event: LoggedIn, rows: Rows) -> None:
    """Its version stays the account's own."""
    key = stream("account", event.login).hex
    if rows.get(AccountRecord, id=key) is not None:
        rows.update(AccountRecord, {"id": key}, last_login=event.day)
