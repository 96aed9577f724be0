"""Under which rules a replay is built and looked into: those in force, a draft of its part, or another value of one
parameter. What a draft cannot change is refused, and not shown as if it had been tried.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.kernel.procedure.checks import tried
from services.kernel.procedure.replay import operations as ops
from services.kernel.procedure.replay.parts import Replayable
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.regulations import Rules

IN_FORCE = "现行规则", "the rules in force"
KEPT = (
    "台账和事实只从事件抄录，当时怎样决定已记在事件中。",
    "Registers and facts are copied from events, which hold what was decided at the time.",
)


class NoEffect(Refusal):
    """A draft could change nothing here: the honest answer is not a replay that comes out equal."""

    code = ".draft-has-no-effect"
    kind = "invalid"
    next = (
        "考核办法草案请用于重演“考核事实与记分卡”；参数今后的影响请在“将到期事项”中试算。",
        "Try a drafted policy on facts and scorecards; what a parameter moves from now on, among the duties foreseen.",
    )


def chosen(op: ops.StartReplay, part: Replayable, rules: Rules) -> tuple[str, str]:
    """What the rules are called that it is to be built under."""
    if op.draft and op.parameter:
        raise Invalid(
            "草案与参数只能选一项。", "Try a draft or a parameter, not both.", fields=[{"field": "parameter"}]
        )
    if op.draft:
        return _of_draft(op.draft, part)
    if op.parameter:
        if part.draft or not part.alone:
            raise NoEffect(f"{KEPT[0]}记分卡只依考核办法计算。", f"{KEPT[1]} Scorecards rest on the policy alone.")
        tried(rules, op.parameter, op.value)
        known = rules.parameter(op.parameter)
        said = op.value if len(op.value) <= SHOWN else f"{op.value[:SHOWN]}…"
        return f"试用 {known.zh} = {said}", f"tried: {known.en} = {said}"
    return IN_FORCE


SHOWN = 60
"""Characters of a value that stand in a name."""


def _of_draft(code: str, part: Replayable) -> tuple[str, str]:
    drafts = part.drafts()
    if not drafts:
        raise NoEffect(f"{KEPT[0]}按草案重演不会不同。", f"{KEPT[1]} A draft would change nothing.")
    for one in drafts:
        if one.code == code:
            return f"试用 {one.zh}", f"tried: {one.en}"
    raise Invalid(
        "没有这个草案。", "There is no such draft.", fields=[{"field": "draft", "known": [one.code for one in drafts]}]
    )


def seen(row: Any, rules: Rules, look: Callable[[Rules | None], Any]) -> Any:
    """What a look answers under the replay's parameter, refused where the parameter makes no difference to it."""
    if not row.parameter:
        return look(None)
    found = look(tried(rules, row.parameter, row.value))
    if found == look(None):
        raise NoEffect(
            f"{KEPT[0]}该查询的结果不因参数“{rules.parameter(row.parameter).zh}”而变。",
            f"{KEPT[1]} The parameter “{rules.parameter(row.parameter).en}” makes no difference to this query.",
        )
    return found
