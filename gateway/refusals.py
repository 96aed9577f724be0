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


class MustChangePassword(Forbidden):
    """The account was opened with a password somebody else knows."""

    code = "gateway.must-change-password"


class NotYourTopic(Forbidden):
    code = "gateway.live-topic"


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
