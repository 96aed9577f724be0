"""Drafting and adopting the appraisal policy, and looking one up (A35)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from services.appraisal.policy.model import Id, Policy, Title
from services.appraisal.policy.record import PolicyLine
from services.appraisal.quarter import PATTERN
from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, CHAIR, OFFICE_DIRECTOR, SECRETARY_GENERAL, SYSTEM
from services.kernel.procedure.fields import chosen_from
from services.kernel.procedure.operations import Command, File, Page, PagedQuery, Query, View

MOST = 2_147_483_647
"""What the number's column holds."""
DRAFTERS = (CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR, AUDITOR, SYSTEM)
"""Who may see drafts and try them: the office that runs the appraisal, its leaders and its auditor."""


class KindView(View):
    """What a kind of fact is called, with the unit in which it is counted."""

    zh: str = Field(title="事实 / fact")
    en: str = Field(title="事实（英文） / fact (English)")


class PartView(View):
    part: str = Field(title="部分 / part")
    zh: str = Field(title="名称 / Chinese name")
    en: str = Field(title="英文名称 / English name")


class PolicyView(PolicyLine):
    """`kinds` names what its rules count; `parts` are what another policy may take as a whole, `settable` the fields
    that it may write anew."""

    policy: Policy = Field(title="考核办法 / policy")
    kinds: dict[str, KindView] = Field(title="所计事实 / what its rules count")
    parts: list[PartView] = Field(default=[], title="可取的部分 / parts to take")
    settable: list[PartView] = Field(default=[], title="可改的字段 / fields to write anew")
    version: int = Field(title="版本 / version")
    allowed: list[str] | None = Field(default=None, title="可办理 / allowed")


PartName = Annotated[str, Field(min_length=1, max_length=120, title="部分 / part")]


class Difference(View):
    """A field of a part; null where that policy has no such part."""

    part: str = Field(title="部分 / part")
    zh: str = Field(title="名称 / Chinese name")
    en: str = Field(title="英文名称 / English name")
    first: str | None = Field(title="甲办法 / in the first")
    second: str | None = Field(title="乙办法 / in the second")


class ComparisonView(View):
    first: int = Field(title="甲办法编号 / first policy")
    second: int = Field(title="乙办法编号 / second policy")
    differences: list[Difference] = Field(title="差异 / differences")


class TakenPart(BaseModel):
    """A whole dimension, rule or grade as another policy has it."""

    part: PartName = Field(examples=["agenda/task-late"], json_schema_extra=chosen_from("parts"))
    policy: int = Field(ge=1, le=MOST, title="取自第几号 / from policy")


class ChangedPart(BaseModel):
    """A field of a part; no value lets it be unsaid."""

    part: PartName = Field(examples=["agenda/task-late.points"], json_schema_extra=chosen_from("settable"))
    value: str | None = Field(default=None, max_length=200, title="值 / value")


class DraftPolicy(
    Command,
    path="POST /appraisal/policies",
    who=(SECRETARY_GENERAL, OFFICE_DIRECTOR, SYSTEM),
    cites=("A34", "A35"),
    zh="起草考核办法",
    en="Draft an appraisal policy",
    returns=PolicyView,
):
    """The same content again answers with the policy already there. One that could score unfairly is refused. The chair
    adopts, and so drafts none."""

    policy: Policy = Field(title="考核办法 / policy")

    REFUSES = (
        "appraisal.unknown-fact-kind",
        "appraisal.unknown-article",
        "appraisal.policy-unsaid",
        "appraisal.policy-sign-mistaken",
        "appraisal.policy-breaks-law",
    )


class AdoptPolicy(
    Command,
    path="POST /appraisal/policies/{number}/adoption",
    who=(CHAIR, SYSTEM),
    cites=("A35",),
    zh="施行考核办法",
    en="Put an appraisal policy in force",
    returns=PolicyView,
):
    """The first policy may reach back; every later one takes effect from the next quarter at the earliest. Whoever
    drafted it does not adopt it, not even standing in for the chair."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    effective: str = Field(pattern=PATTERN, title="施行季度 / first quarter", examples=["2026-Q3"])
    resolution: str = Field(default="", max_length=200, title="党组决定 / the party group's decision")

    REFUSES = (
        "appraisal.policy-already-adopted",
        "appraisal.policy-retroactive",
        "appraisal.policy-unsaid",
        "appraisal.policy-sign-mistaken",
        "appraisal.policy-breaks-law",
    )


class GetPolicy(
    Query,
    path="GET /appraisal/policies/{number}",
    who=DRAFTERS,
    cites=("A35",),
    zh="查看考核办法",
    en="See an appraisal policy",
    returns=PolicyView,
):
    number: int = Field(ge=1, le=MOST, title="编号 / number")


class ListPolicies(
    PagedQuery,
    path="GET /appraisal/policies",
    who=DRAFTERS,
    cites=("A35",),
    zh="考核办法一览",
    en="List appraisal policies",
    returns=Page[PolicyLine],
):
    """Newest first."""


class ExportPolicies(
    Query,
    path="GET /appraisal/exports/policies",
    who=DRAFTERS,
    cites=("A35",),
    zh="导出考核办法台账",
    en="Export the register of appraisal policies",
    returns=File,
):
    """Every policy drafted, by number, and from which quarter it is in force."""


class ComparePolicies(
    Query,
    path="GET /appraisal/policies/{number}/comparison/{other}",
    who=DRAFTERS,
    cites=("A35",),
    zh="比较考核办法",
    en="Compare two policies",
    returns=ComparisonView,
):
    """Part by part: every field in which they differ."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    other: int = Field(ge=1, le=MOST, title="与第几号比较 / compared with")


class ForkPolicy(
    Command,
    path="POST /appraisal/policies/{number}/forks",
    who=(SECRETARY_GENERAL, OFFICE_DIRECTOR, SYSTEM),
    cites=("A34", "A35"),
    zh="据已有考核办法另行起草",
    en="Draft a policy from parts of others",
    returns=PolicyView,
):
    """A draft made of an old policy, whole parts of others, and single fields written anew; checked as any draft is."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    name: Id = Field(title="标识 / name")
    zh: Title = Field(title="名称 / Chinese title")
    en: Title = Field(title="英文名称 / English title")
    take: list[TakenPart] = Field(default=[], max_length=50, title="取自其他办法的部分 / parts taken")
    change: list[ChangedPart] = Field(default=[], max_length=200, title="改写的字段 / fields changed")

    REFUSES = (
        "appraisal.policy-no-such-part",
        "appraisal.policy-misshapen",
        *DraftPolicy.REFUSES,
    )
