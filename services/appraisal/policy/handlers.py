"""Carries out the policy's operations, and answers which policy governs a quarter."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from services.appraisal.facts.meanings import KINDS
from services.appraisal.policy.citations import citations_of_policy
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import (
    MOST,
    AdoptPolicy,
    DraftPolicy,
    ExportPolicies,
    GetPolicy,
    ListPolicies,
    PolicyLine,
    PolicyView,
)
from services.appraisal.policy.policy_book import BOOK, PolicyBook, check
from services.appraisal.policy.register import policies, register
from services.appraisal.quarter import Quarter
from services.directory.organ import name_of
from services.kernel.citations import Citation
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import NotFound
from services.kernel.transaction import Reading, moment

procedure = Procedure("policy", zh="考核办法", en="Appraisal policy", registers=[register])
KNOWN_KINDS = frozenset(KINDS)


class NoPolicyInForce(NotFound):
    """No policy governs the quarter, as far as was known at the moment asked for."""

    code = "appraisal.no-policy"


@procedure.handles(DraftPolicy)
def draft_policy(op: DraftPolicy, ctx: Context) -> GetPolicy:
    check(op.policy, KNOWN_KINDS, ctx.rules.articles)
    book = ctx.find(PolicyBook, BOOK)
    number = book.draft(ctx.act, op.policy)
    ctx.save(book)
    return GetPolicy(number=number)


@procedure.handles(AdoptPolicy)
def adopt_policy(op: AdoptPolicy, ctx: Context) -> GetPolicy:
    book = ctx.find(PolicyBook, BOOK)
    book.adopt(ctx.act, op.number, Quarter.parse(op.effective), op.resolution, op.CITES)
    ctx.save(book)
    return GetPolicy(number=op.number)


@procedure.handles(GetPolicy)
def get_policy(op: GetPolicy, ctx: Context) -> PolicyView:
    row = ctx.row(policies, number=op.number)
    if row is None:
        raise NotFound("没有这个编号的考核办法。", "There is no policy with this number.", number=op.number)
    policy = parsed(row.digest, row.content)
    return PolicyView(**_line(row, policy).model_dump(), policy=policy, version=row.version)


@procedure.handles(ListPolicies)
def list_policies(op: ListPolicies, ctx: Context) -> Page[PolicyLine]:
    rows, following = page(ctx, select(policies), [policies.c.number.desc()], op.after, op.limit)
    return Page[PolicyLine](items=[_line(row, parsed(row.digest, row.content)) for row in rows], next=following)


def _line(row: Any, policy: Policy) -> PolicyLine:
    return PolicyLine(
        number=row.number,
        name=row.name,
        zh=policy.zh,
        en=policy.en,
        digest=row.digest,
        drafted_by=row.drafted_by,
        drafted_at=moment(row.drafted_at),
        effective=row.effective,
        resolution=row.resolution,
        adopted_by=row.adopted_by,
        adopted_at=None if row.adopted_at is None else moment(row.adopted_at),
    )


LEDGER = Ledger(
    "考核办法台账",
    Shown("编号", 8, "number"),
    Shown("名称", 30, "name"),
    Shown("起草人", 12, "drafted_by", name_of),
    Shown("起草时间(UTC)", 20, lambda row: moment(row.drafted_at)),
    Shown("施行季度", 12, "effective"),
    Shown("党组决定", 40, "resolution"),
    Shown("施行人", 12, lambda row: row.adopted_by or "", name_of),
    Shown("施行时间(UTC)", 20, lambda row: None if row.adopted_at is None else moment(row.adopted_at)),
    Shown("摘要", 66, "digest"),
)


@procedure.handles(ExportPolicies)
def export_policies(op: ExportPolicies, ctx: Context) -> File:
    return exported("policies", LEDGER.sheet(ctx, ctx.rows(select(policies).order_by(policies.c.number))))


@lru_cache(maxsize=64)
def parsed(digest: str, content: str) -> Policy:
    """Checked once per content: a scorecard asks for its policy every time. The digest only names it."""
    return Policy.model_validate(json.loads(content))


def governing(tx: Reading, quarter: Quarter, known_by: int | None = None) -> tuple[int, Policy, str]:
    """(number, policy, digest) in force for a quarter, as known at a moment in microseconds, or now.

    Of those that have begun the one that begins last; of several for one quarter the one adopted last.
    """
    query = select(policies).where(policies.c.effective <= str(quarter))
    if known_by is not None:
        query = query.where(policies.c.adopted_at <= known_by)
    latest = (policies.c.effective.desc(), policies.c.adopted_at.desc(), policies.c.number.desc())
    rows = tx.read(query.order_by(*latest).limit(1))
    if not rows:
        raise NoPolicyInForce(
            f"{quarter} 没有施行的考核办法。", f"No appraisal policy is in force for {quarter}.", quarter=str(quarter)
        )
    return rows[0].number, parsed(rows[0].digest, rows[0].content), rows[0].digest


@procedure.cites_by_data
def cited_by_policy(ctx: Context) -> tuple[Citation, ...]:
    """The policy of the quarter in which the day falls; before the first there is none."""
    try:
        return citations_of_policy(governing(ctx.tx, Quarter.of(ctx.today))[1])
    except NoPolicyInForce:
        return ()


def by_number(tx: Reading, number: int) -> tuple[int, Policy, str]:
    """One policy that was ever in force, for a scorecard derived again from what it was published with."""
    row = tx.get(policies, {"number": number}) if number <= MOST else None
    if row is None or row.effective is None:
        raise NotFound("没有这个编号的考核办法。", "There is no policy with this number.", number=number)
    return row.number, parsed(row.digest, row.content), row.digest
