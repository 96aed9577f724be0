"""Cashier and accountant are never one person: what one of them begins, another person completes (B10.2)."""

from __future__ import annotations

from services.finance.posts import ACCOUNTANT, CASHIER
from services.kernel.domain.who import NOBODY
from services.kernel.procedure.context import Context
from services.kernel.refusals import Refusal

CITES = ("B10.2", "B10.8")


class DutiesNotSegregated(Refusal):
    """The same hand would do both steps, or holds both posts, also by standing in."""

    code = "finance.duties-not-segregated"
    kind = "forbidden"
    next = ("请由另一人办理；出纳与会计不得由一人兼任或代行。", "Let another person do it, who is not both of them.")


def one_hand(ctx: Context, *earlier: str) -> bool:
    """Whether the caller did an earlier step of it, or is cashier and accountant at once: they do no later one."""
    return ctx.caller in earlier or all(
        post.holds(ctx.organ, ctx.caller, NOBODY, ctx.today) is not None for post in (CASHIER, ACCOUNTANT)
    )


def check_segregated(ctx: Context, *earlier: str) -> None:
    """Before whatever pays, checks, voids or signs: `earlier` are those who did the steps before it."""
    if one_hand(ctx, *earlier):
        raise DutiesNotSegregated(
            "不相容岗位应当分离：本人已办理前一环节，或同时担任、代行出纳与会计。",
            "Incompatible duties are kept apart: you did the step before, or are cashier and accountant at once.",
            cites=CITES,
        )
