"""The lists of steps, which are data (A19, B11.3), and what of them the program must be able to rely on.

A step's `work` says what it means. `routine` means nothing to the program but that somebody did it; `print` the same,
and its day is printed in the document. All others have an operation of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.outgoing.events import Step
from services.documents.seals.operations import SEAL_KEEPER
from services.kernel.domain.words import Word
from services.kernel.rules.regulations import Choices, Parameter, Records, RegulationError, Rules


class Work(Word):
    """What a step means."""

    DRAFT = "draft", "拟稿", "draft"
    COUNTERSIGN = "countersign", "会签", "countersign"
    REVIEW = "review", "核稿", "review"
    COMMENT = "comment", "提意见", "comment"
    SIGN = "sign", "签发", "sign"
    NUMBER = "number", "编号", "number"
    PRINT = "print", "印制", "print"
    ROUTINE = "routine", "办理", "carry out"
    SEAL = "seal", "用印", "seal"
    DISTRIBUTE = "distribute", "分发", "distribute"
    ARCHIVE = "archive", "存档", "archive"


class Hands(Word):
    """Relations a step may name instead of a post."""

    SPONSOR = "sponsor", "主办人", "the sponsor"
    HEADS = "heads", "会签部门负责人", "heads of the departments asked to countersign"
    SUPERVISOR = "supervisor", "分管领导", "the leader in charge of the sponsor's department"
    LEADER = "leader", "送签领导", "the leader whom the review names"


DRAFT, COUNTERSIGN, REVIEW, COMMENT = Work.DRAFT, Work.COUNTERSIGN, Work.REVIEW, Work.COMMENT
SIGN, NUMBER, PRINT, ROUTINE = Work.SIGN, Work.NUMBER, Work.PRINT, Work.ROUTINE
SEAL, DISTRIBUTE, ARCHIVE = Work.SEAL, Work.DISTRIBUTE, Work.ARCHIVE
BY_HAND = (PRINT, ROUTINE)
ONCE = (DRAFT, SIGN, NUMBER, DISTRIBUTE, ARCHIVE)
AT_MOST_ONCE = (COUNTERSIGN, REVIEW, COMMENT, SEAL, PRINT)
BEFORE_SIGNATURE = (COUNTERSIGN, REVIEW, COMMENT)
AFTER_NUMBER = (SEAL, DISTRIBUTE, ARCHIVE)

SPONSOR, HEADS, SUPERVISOR, LEADER = Hands.SPONSOR, Hands.HEADS, Hands.SUPERVISOR, Hands.LEADER


def steps_of(rules: Rules, name: str, on: date) -> tuple[Step, ...]:
    return _steps(rules.value(f"outgoing.steps_of_{name}", on, Records))


def _steps(records: Records) -> tuple[Step, ...]:
    return tuple(Step(id=r.id, zh=r.zh, en=r.en, work=r.text("work"), by=r.words("by")) for r in records)


def check(rules: Rules) -> None:
    """Every list and series of every day, before anything is served; `RegulationError` at the first fault."""
    outgoing = rules.sections["outgoing"].parameters
    lists = {name: one for name, one in outgoing.items() if name.startswith("steps_of_")}
    for one in lists.values():
        for dated in one.values:
            assert isinstance(dated.value, Records)
            for fault in faults(_steps(dated.value)):
                raise RegulationError("outgoing.toml", f"{one.name} from {dated.effective_from}", fault)
    _check_series(rules, outgoing["series"], lists)


def _check_series(rules: Rules, series: Parameter, lists: dict[str, Parameter]) -> None:
    for dated in series.values:
        assert isinstance(dated.value, Records)
        key = f"{series.name} from {dated.effective_from}"
        if len({one.text("mark") for one in dated.value}) != len(dated.value.ids):
            raise RegulationError("outgoing.toml", key, "gives two series the same mark")
        for one in dated.value:
            steps = lists.get(f"steps_of_{one.text('steps')}")
            if steps is None or steps.values[0].effective_from > dated.effective_from:
                raise RegulationError("outgoing.toml", key, f"{one.id} goes by a list that is not in force")
            if one.text("seal") not in rules.value("seals.seals", dated.effective_from, Choices):
                raise RegulationError("outgoing.toml", key, f"{one.id} carries a seal that nobody keeps")


def faults(steps: Sequence[Step]) -> list[str]:
    """Why a list cannot be worked by."""
    works = [step.work for step in steps]
    found = [f"step {step.id} has the unknown work {step.work}" for step in steps if step.work not in _KNOWN]
    found += [f"has {works.count(work)} steps that {work}, not one" for work in ONCE if works.count(work) != 1]
    found += [f"has {works.count(work)} steps that {work}" for work in AT_MOST_ONCE if works.count(work) > 1]
    if found:
        return found
    signed, numbered = works.index(SIGN), works.index(NUMBER)
    if works[0] != DRAFT:
        found.append("does not begin with the draft")
    if numbered < signed:
        found.append("issues a number before the signature")
    found += [f"has {work} after the signature" for work in BEFORE_SIGNATURE if work in works[signed:]]
    found += [f"has {work} before the number" for work in AFTER_NUMBER if work in works[:numbered]]
    if works[-1] != ARCHIVE:
        found.append("does not end with the archive")
    if SEAL in works[works.index(DISTRIBUTE) :]:
        found.append("distributes before it seals")
    for step in steps:
        found += _wrong_hands(step, works)
    return found


def _wrong_hands(step: Step, works: list[str]) -> list[str]:
    match step.work:
        case "draft" if step.by != (SPONSOR,):
            return ["lets somebody else than the sponsor draft"]
        case "countersign" if step.by != (HEADS,):
            return ["lets others than the departments' heads countersign"]
        case "seal" if step.by != (SEAL_KEEPER.code,):
            return ["lets somebody else than the keeper press the seal"]
        case work if work != COUNTERSIGN and HEADS in step.by:
            return [f"leaves {step.id} to the heads, who only countersign"]
        case _ if LEADER in step.by and REVIEW not in works[: works.index(step.work)]:
            return [f"leaves {step.id} to a leader whom no review before it names"]
        case _:
            return []


_KNOWN = frozenset((*ONCE, *AT_MOST_ONCE, *BY_HAND))
