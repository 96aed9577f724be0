"""What the gateway itself declines, before any service is asked."""

from __future__ import annotations

from services.kernel.refusals import Forbidden, Invalid, NotFound, Refusal, Stale, Unauthenticated


class Malformed(Refusal):
    """The request cannot be read at all: broken JSON, a broken header."""

    code = "gateway.malformed"
    kind = "malformed"


class TooLarge(Refusal):
    code = "gateway.too-large"
    kind = "too-large"


class TooSlow(Refusal):
    """The body did not come in time."""

    code = "gateway.too-slow"
    kind = "slow"


class TooManyStreams(Refusal):
    """One person holds as many live streams open as one may."""

    code = "gateway.too-many-streams"
    kind = "limited"
    next = ("请关闭不用的页面后重试。", "Close pages that you do not use, then try again.")


class WrongMediaType(Refusal):
    code = "gateway.media-type"
    kind = "media-type"


class NotLoggedIn(Unauthenticated):
    code = "gateway.not-logged-in"


class WrongPassword(Unauthenticated):
    """Says nothing about which of the two was wrong."""

    code = "gateway.wrong-password"


class AccountLocked(Refusal):
    """Too many failures in a row; `details["until"]` says when it opens again."""

    code = "gateway.account-locked"
    kind = "limited"


class TooManyRequests(Refusal):
    code = "gateway.too-many-requests"
    kind = "limited"


class SessionEnded(Unauthenticated):
    """Logged out, expired, or its refresh token was used twice."""

    code = "gateway.session-ended"


class NotFromOurPages(Forbidden):
    """A request with the browser's cookie that does not carry the page's token (CSRF)."""

    code = "gateway.csrf"
    next = ("请刷新页面后重新提交。", "Load the page again, then send it once more.")


class MustChangePassword(Forbidden):
    """The account was opened with a password somebody else knows."""

    code = "gateway.must-change-password"
    next = ("请设置只有本人知道的新密码，再继续办理。", "Choose a password that only you know, then go on.")


class CodeNeeded(Forbidden):
    """The password was right; the code of the second factor is still to come."""

    code = "gateway.code-needed"
    next = ("请输入动态口令。", "Give the code of the second factor.")


class FactorNeeded(Forbidden):
    """Their posts ask for a second factor, and none is set up."""

    code = "gateway.second-factor-needed"
    next = ("请先设置动态口令。", "Set up the second factor first.")


class NoCodeWanted(Refusal):
    code = "gateway.no-code-wanted"
    next = ("请直接继续使用。", "Go on without it.")


class WrongCode(Unauthenticated):
    code = "gateway.wrong-code"
    next = (
        "请等待下一个动态口令再输入；设备遗失请用恢复码，或请安全管理员重设。",
        "Wait for the next code. If the device is lost: a recovery code, or the security administrator.",
    )


class FactorUnreadable(Refusal):
    """The secrets of second factors were encrypted with a key that is gone."""

    code = "gateway.factor-unreadable"
    next = ("请安全管理员重设动态口令。", "Let the security administrator reset the second factor.")


class NotYourTopic(Forbidden):
    code = "gateway.live-topic"
    next = ("请只订阅本人可以查看的内容。", "Ask only for topics that you may see.")


class WeakPassword(Invalid):
    code = "gateway.weak-password"


class UnknownVersion(Stale):
    """If-Match named no version at all, so it matches none."""

    code = "gateway.unknown-version"


class NotInstalled(NotFound):
    """A page whose service this installation does not run."""

    code = "gateway.not-installed"


class NoBox(Refusal):
    """This installation takes no slips of the evaluation."""

    code = "gateway.no-ballots"
    next = ("请到举行测评的系统投票。", "Cast them where the evaluation is held.")
