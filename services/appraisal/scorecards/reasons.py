"""Why a dimension counts for a department, or is left out, and what would make it count (A34). In both languages."""

from __future__ import annotations

from collections.abc import Mapping

from services.appraisal.scorecards.operations import Reason
from services.appraisal.scorecards.scorecard import DimensionResult, Owed
from services.kernel.rules.facts import Kind, plain_name

Kinds = Mapping[str, Kind]


def why(result: DimensionResult, kinds: Kinds) -> Reason:
    """What it is due through, or that it is due through nothing."""
    if result.always:
        return Reason(
            zh="一律计入：这是每个部门始终应尽的职责，有没有记录都计分。",
            en="It always counts: every department owes it at all times, whatever is on record.",
        )
    there = [owed for owed in result.owed if owed.quantity > 0]
    if result.due:
        zh, en = _listed(there, kinds)
        return Reason(zh=f"计入，因为本季应办：{zh}。", en=f"It counts, as this was owed in the quarter: {en}.")
    if not result.owed:
        return Reason(
            zh="未计入：考核办法对这一维度还没有规定应办事项。不计零分，其权重摊给其他维度。",
            en="It is left out: the policy sets nothing to be done in it. That is no zero; its weight is spread over "
            "the others.",
        )
    zh, en = _listed(result.owed, kinds)
    return Reason(
        zh=f"未计入：本季没有应办事项({zh})。不计零分，其权重摊给其他维度。",
        en=f"It is left out: nothing was owed in the quarter ({en}). That is no zero; its weight is spread over the "
        "others.",
    )


def would_count(result: DimensionResult, kinds: Kinds) -> tuple[Reason, ...]:
    """What would bring a dimension in that is left out, and what would not."""
    if result.due:
        return ()
    if not result.owed:
        return (
            Reason(
                zh="另行起草考核办法，为这一维度规定比率或指标。",
                en="A new policy that sets a share or a target in this dimension.",
            ),
        )
    found = [_by(owed, kinds) for owed in result.owed]
    return (
        *found,
        Reason(
            zh="表扬、批评、采用等本身不会使其计入；应办事项撤销后，它重新不计入。",
            en="Praise, blame or an adoption does not; once what was owed is taken back, it is left out again.",
        ),
    )


def _by(owed: Owed, kinds: Kinds) -> Reason:
    zh, en = plain_name(kinds[owed.kind])
    if owed.by == "debt":
        return Reason(zh=f"本季出现“{zh}”，即行计入。", en=f"Anything in the quarter that counts as “{en}”.")
    return Reason(zh=f"部门有“{zh}”的指标，即行计入。", en=f"A target of “{en}” for the department.")


def _listed(owed: tuple[Owed, ...] | list[Owed], kinds: Kinds) -> tuple[str, str]:
    zh, en = [], []
    for one in owed:
        name_zh, name_en = plain_name(kinds[one.kind])
        zh.append(f"{name_zh}{'指标' if one.by == 'target' else ''} {one.quantity}")
        en.append(f"{name_en}{', target' if one.by == 'target' else ''} {one.quantity}")
    return "、".join(zh), ", ".join(en)
