"""Nobody decides, checks or pays what is their own: asked for by them, or paid to them (A32, B10.7)."""

from __future__ import annotations

from collections.abc import Collection

from services.kernel.refusals import Refusal


class OwnMatter(Refusal):
    """It is their own: standing in for a post does not change that."""

    code = "finance.own-matter"
    kind = "forbidden"
    next = ("请由其他有权人员办理。", "Leave it to somebody else who may.")


def not_ones_own(caller: str, whose: Collection[str], *, cites: tuple[str, ...]) -> None:
    if caller in whose:
        raise OwnMatter(
            "不能审查、审批或支付本人的事项。",
            "Nobody checks, decides or pays what is their own.",
            cites=cites,
        )
