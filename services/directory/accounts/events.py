"""What became of an account. Never a password: those only the gateways know. Inside the directory only."""

from __future__ import annotations

from services.kernel.domain.events import Event, Personal


class OfAccount(Event):
    """An account is one login; `person` is whose it is."""

    PUBLISHED = False
    login: str
    person: str


class AccountOpened(OfAccount):
    """It opens nothing yet: that takes a password. `allowed`: one may be given out at once."""

    TOPIC = "directory.account-opened.v1"
    SAYS = "开通账号"
    allowed: bool = False


class AccountTakenOver(OfAccount):
    """It was there already: made by hand on the servers, or before accounts were kept here."""

    TOPIC = "directory.account-taken-over.v1"
    SAYS = "接管已有账号"


class PasswordAllowed(OfAccount):
    """A new first password may be given out. Until it is, none opens the account, and its sessions are over."""

    TOPIC = "directory.password-allowed.v1"
    SAYS = "准发初始密码"
    reason: Personal[str] = ""


class PasswordIssued(OfAccount):
    """A first password was given out, to whoever acts. It opens nothing but the choice of another one."""

    TOPIC = "directory.password-issued.v1"
    SAYS = "领取初始密码"


class WaitLifted(OfAccount):
    """After wrong passwords the next attempt had to wait; it need not."""

    TOPIC = "directory.wait-lifted.v1"
    SAYS = "解除登录等候"


class SecondFactorReset(OfAccount):
    """The device is lost: the next login sets up another one."""

    TOPIC = "directory.second-factor-reset.v1"
    SAYS = "重设动态口令"
    reason: Personal[str] = ""


class AccountClosed(OfAccount):
    """By the security administrator, or because they left the service."""

    TOPIC = "directory.account-closed.v1"
    SAYS = "关闭账号"
    departed: bool = False
    reason: Personal[str] = ""
