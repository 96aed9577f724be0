"""What stands at the foot of the appraisal's papers, so that each can be held against the logs years later (A35)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from services.appraisal.quarter import Quarter
from services.kernel.procedure.operations import View
from services.kernel.procedure.printing.sheet import SEAL_SHOWN
from services.kernel.procedure.record import CODE

PROOF = "digest policy at seals"
_NUMBERS = "一二三四"


class Provable(View):
    """`digest` is of what the paper says, as the query behind it answers it; `at` derives it again; a log with another
    seal at its position is not the one that was read."""

    digest: str = Field(title="摘要 / digest")
    policy: Annotated[str, CODE] = Field(default="", title="考核办法 / policy")
    at: str = Field(title="位点 / positions")
    seals: str = Field(title="各来源封印 / seals of the sources")


def policy_named(number: int, digest: str) -> str:
    return f"第{number}号 {digest}"


def seals_said(seals: Iterable[tuple[str, int, str]]) -> str:
    """Of (source, position, seal), each with as many digits as the log's own page is searched by."""
    shown = (f"{source}:{position}:{seal[:SEAL_SHOWN]}" for source, position, seal in seals)
    return ", ".join(shown) or "（该位点的封印未留存）"


def quarter_named(code: str) -> str:
    """`2026-Q3` as it is said: 2026年第三季度."""
    quarter = Quarter.parse(code)
    return f"{quarter.year}年第{_NUMBERS[quarter.number - 1]}季度"
