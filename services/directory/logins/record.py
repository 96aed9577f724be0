"""登录台账: a line for what happened at the door."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.directory.logins import events as facts
from services.kernel.domain.events import Event
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.record import CODE, Count, Moment, Person, Row


class Happening(Word):
    """What happened: the name of the fact."""

    LOGGED_IN = "logged-in", "登录", "logged in"
    REFUSED = "login-refused", "登录被拒", "refused"
    LOGGED_OUT = "logged-out", "退出", "logged out"
    PASSWORD_CHANGED = "password-changed", "修改密码", "password changed"
    SECOND_FACTOR = "second-factor-set-up", "设置动态口令", "second factor set up"
    RECOVERY_CODE = "recovery-code-used", "使用恢复码", "recovery code used"
    STOLEN = "session-stolen", "会话凭证重复使用", "session token used twice"


class Why(Word):
    """Why somebody was refused."""

    NONE = "none", "无", "none"
    WRONG_PASSWORD = "wrong-password", "登录名或密码不正确", "wrong login or password"
    WAITING = "account-locked", "多次输错，须等候", "has to wait after wrong passwords"
    TOO_MANY = "too-many-requests", "尝试过于频繁", "too many attempts"
    WRONG_CODE = "wrong-code", "动态口令不正确", "wrong code of the second factor"
    OTHER = "other", "其他", "other"


class LoginRecord(
    Row,
    table="logins",
    zh="登录台账",
    en="Logins",
    one="登录记录 / login",
    by="-at -id",
    find="person what address",
    dated="day",
    sheet="at what person login address reason times",
    cites=("organ",),
):
    id: UUID = Field(title="标识 / id")
    day: date = Field(title="日期 / day")
    at: Moment = Field(title="时间 / at")
    what: Happening = Field(title="事项 / what")
    person: Person
    login: Annotated[str, CODE] = Field(
        max_length=60, title="登录名 / login", description="无此登录名时不记 / none known"
    )
    address: Annotated[str, CODE] = Field(max_length=60, title="来源地址 / from address")
    reason: Why = Field(title="原因 / reason")
    times: Count


register = Register("logins", LoginRecord)


@register.on(
    facts.LoggedIn,
    facts.LoginRefused,
    facts.LoggedOut,
    facts.PasswordChanged,
    facts.SecondFactorSetUp,
    facts.RecoveryCodeUsed,
    facts.SessionStolen,
)
def happened(event: facts.OfLogin, rows: Rows) -> None:
    rows.record(
        LoginRecord,
        event,
        id=event.originator_id.hex,
        at=naive(event.happened),
        what=event.NAME,
        person=event.whose,
        reason=_why(event),
    )


def _why(event: Event) -> str:
    reason = getattr(event, "reason", "none")
    return reason if reason in {each.value for each in Why} else Why.OTHER.value
