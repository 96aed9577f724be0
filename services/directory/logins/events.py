"""What happened at the door. Nobody stands in the envelope of these facts: when somebody is at work is nobody's
business but theirs, the security administrator's and the auditor's. Inside the directory only."""

from __future__ import annotations

from datetime import datetime

from services.kernel.domain.events import Confidential, Event


class OfLogin(Event):
    """`happened` is when; the fact may be recorded later, when the directory was away. Where a login is nobody's, what
    was typed is not kept: it may be a password. `times` counts the same thing within a minute."""

    PUBLISHED, QUIET = False, True
    happened: datetime
    login: Confidential[str] = ""
    whose: Confidential[str] = ""
    address: Confidential[str] = ""
    times: int = 1


class LoggedIn(OfLogin):
    TOPIC = "directory.logged-in.v1"
    SAYS = "登录系统"


class LoginRefused(OfLogin):
    """`reason` is the refusal's code, less its service."""

    TOPIC = "directory.login-refused.v1"
    SAYS = "登录被拒"
    reason: str


class LoggedOut(OfLogin):
    TOPIC = "directory.logged-out.v1"
    SAYS = "退出系统"


class PasswordChanged(OfLogin):
    """By whose it is."""

    TOPIC = "directory.password-changed.v1"
    SAYS = "修改密码"


class SecondFactorSetUp(OfLogin):
    TOPIC = "directory.second-factor-set-up.v1"
    SAYS = "设置动态口令"


class RecoveryCodeUsed(OfLogin):
    """In place of the second factor; each counts once."""

    TOPIC = "directory.recovery-code-used.v1"
    SAYS = "使用恢复码"


class SessionStolen(OfLogin):
    """A token that had been exchanged was used again: two had it. The session ended."""

    TOPIC = "directory.session-stolen.v1"
    SAYS = "会话凭证被重复使用"
