"""Drafting and adopting the appraisal policy, and looking one up (A35)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from services.appraisal.policy.model import Policy
from services.appraisal.quarter import PATTERN
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import ADMINISTRATOR, AUDITOR, CHAIR, OFFICE_DIRECTOR, SECRETARY_GENERAL, SYSTEM

MOST = 2_147_483_647
"""What the number's column holds."""
DRAFTERS = (CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR, AUDITOR, SYSTEM)
"""Who may see drafts and try them: the office that runs the appraisal, its leaders and its auditor."""


class PolicyLine(View):
    """`effective` is the first quarter in force; null while it is a draft."""

    number: int
    name: str
    zh: str
    en: str
    digest: str
    drafted_by: str
    drafted_at: datetime
    effective: str | None
    resolution: str | None
    adopted_by: str | None
    adopted_at: datetime | None


class PolicyView(PolicyLine):
    policy: Policy
    version: int


class DraftPolicy(
    Command,
    path="POST /appraisal/policies",
    who=(CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR, SYSTEM),
    cites=("A34", "A35"),
    zh="起草考核办法",
    en="Draft an appraisal policy",
    returns=PolicyView,
):
    """The same content again answers with the policy already there."""

    policy: Policy = Field(title="考核办法 / policy")

    REFUSES = ("appraisal.unknown-fact-kind", "appraisal.unknown-article")


class AdoptPolicy(
    Command,
    path="POST /appraisal/policies/{number}/adoption",
    who=(CHAIR, ADMINISTRATOR, SYSTEM),
    cites=("A35",),
    zh="施行考核办法",
    en="Put an appraisal policy in force",
    returns=PolicyView,
):
    """The first policy may reach back; every later one takes effect from the next quarter at the earliest."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    effective: str = Field(pattern=PATTERN, title="施行季度 / first quarter", examples=["2026-Q3"])
    resolution: str = Field(default="", max_length=200, title="党组决定 / the party group's decision")

    REFUSES = ("appraisal.policy-already-adopted", "appraisal.policy-retroactive")


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
