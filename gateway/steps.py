"""What stands between the right password and the office: a code, a password of one's own, a device to set up. A session
that is not through yet says so in its id, and so in every token of it; it may do nothing but its step."""

from __future__ import annotations

from gateway.refusals import CodeNeeded, FactorNeeded, MustChangePassword
from services.kernel.refusals import Refusal

CODE, CHANGE, ENROL = "code-", "change-", "enrol-"
"""Begin the session's id."""
PAGES = {CODE: "/code", CHANGE: "/password", ENROL: "/second-factor"}
NAMES = {CODE: "code", CHANGE: "password", ENROL: "second-factor"}
"""As the API calls them."""
ANY = frozenset(PAGES)
NONE: frozenset[str] = frozenset()


def step_of(session: str) -> str:
    """Empty where the session is through."""
    return next((step for step in PAGES if session.startswith(step)), "")


def refusal(step: str) -> Refusal:
    match step:
        case "code-":
            return CodeNeeded("请输入动态口令。", "Give the code of your second factor.")
        case "change-":
            return MustChangePassword("请先设置新密码。", "Set a new password first.")
        case _:
            return FactorNeeded(
                "您的岗位须使用动态口令，请先设置。", "Your post takes a second factor: set it up first."
            )


def page_of(refused: Refusal) -> str:
    """Where somebody who may not go on yet is sent."""
    known: dict[type[Refusal], str] = {CodeNeeded: CODE, MustChangePassword: CHANGE, FactorNeeded: ENROL}
    return PAGES.get(known.get(type(refused), ""), "")
