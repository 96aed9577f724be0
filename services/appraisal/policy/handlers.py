"""Carries out the policy's operations, and answers which policy governs a quarter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from services.appraisal.facts import ledger
from services.appraisal.facts.meanings import KINDS
from services.appraisal.policy.citations import citations_of_policy
from services.appraisal.policy.counterexample import Case
from services.appraisal.policy.fairness import obey
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import (
    MOST,
    AdoptPolicy,
    ComparePolicies,
    ComparisonView,
    DraftPolicy,
    ExportPolicies,
    ForkPolicy,
    GetPolicy,
    KindView,
    ListPolicies,
    PolicyView,
)
from services.appraisal.policy.parts import differences, forked, settable, taken_whole
from services.appraisal.policy.policy_book import BOOK, PolicyBook, check
from services.appraisal.policy.record import PolicyLine, register
from services.appraisal.policy.waiting import WAITS
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.units import counts_of, units_of
from services.directory.organ import picture
from services.kernel.domain.who import SYSTEM_ID, Subject
from services.kernel.log.registers import naive
from services.kernel.log.transaction import Reading, microseconds, moment
from services.kernel.procedure.citations import Citation
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import NotFound

procedure = Procedure("policy", zh="考核办法", en="Appraisal policy", registers=[register], waits=WAITS)
commands = Commands(
    procedure,
    PolicyBook,
    loads=lambda op, ctx: ctx.find(PolicyBook, BOOK),
    shows=GetPolicy,
    about=lambda op, ctx: Subject(),
)
policies = PolicyLine.TABLE
KNOWN_KINDS = frozenset(KINDS)
_LAST = microseconds(datetime.max.replace(tzinfo=UTC))


class NoPolicyInForce(NotFound):
    """No policy governs the quarter, as far as was known at the moment asked for."""

    code = "appraisal.no-policy"
    next = (
        "请选择办法已施行的季度，或先起草并施行考核办法。",
        "Choose a quarter that a policy governs, or draft and adopt one first.",
    )


@procedure.handles(DraftPolicy)
def draft_policy(op: DraftPolicy, ctx: Context) -> GetPolicy:
    return _draft(op.policy, ctx, op.CITES)


@procedure.handles(ForkPolicy)
def fork_policy(op: ForkPolicy, ctx: Context) -> GetPolicy:
    _match(ctx, op.number)
    taken = [(part, numbered(ctx, part.policy)) for part in op.take]
    names = {"name": op.name, "zh": op.zh, "en": op.en}
    return _draft(forked(numbered(ctx, op.number), names, taken, op.change), ctx, op.CITES)


def _draft(policy: Policy, ctx: Context, cites: tuple[str, ...]) -> GetPolicy:
    check(policy, KNOWN_KINDS, ctx.rules.articles)
    obey(policy, KINDS, cases(ctx, policy), cites)
    book = ctx.find(PolicyBook, BOOK)
    number = book.draft(ctx.act, policy)
    ctx.save(book)
    return GetPolicy(number=number)


@procedure.handles(ComparePolicies)
def compare_policies(op: ComparePolicies, ctx: Context) -> ComparisonView:
    found = differences(numbered(ctx, op.number), numbered(ctx, op.other))
    return ComparisonView(first=op.number, second=op.other, differences=found)


def in_force(view: PolicyView, ctx: Context) -> bool:
    """A policy is adopted once."""
    return view.effective is not None


def drafter(op: AdoptPolicy, ctx: Context) -> Subject:
    """A policy is its drafter's own matter; the first start drafts and adopts as nobody."""
    row = ctx.row(policies, number=op.number)
    return Subject(parties=(row.drafted_by,) if row is not None and row.drafted_by != SYSTEM_ID else ())


@commands.does(AdoptPolicy, about=drafter, unless=in_force)
def adopt_policy(op: AdoptPolicy, book: PolicyBook, ctx: Context) -> None:
    """A draft may be older than the laws, so it is checked again."""
    _match(ctx, op.number)
    row = ctx.row(policies, number=op.number)
    if row is not None and row.effective is None:
        policy = parsed(row.digest, row.content)
        obey(policy, KINDS, cases(ctx, policy), op.CITES)
    book.adopt(ctx.act, op.number, Quarter.parse(op.effective), op.resolution, op.CITES)


commands.leads_to(ForkPolicy)


def _match(ctx: Context, number: int) -> None:
    """If-Match speaks of one policy, not of the book that holds them all."""
    row = ctx.row(policies, number=number)
    if row is not None:
        ctx.match(row.version)


def cases(ctx: Context, policy: Policy) -> Iterator[Case]:
    """The departments as they are, in the quarter that runs and in the newest of which anything is known."""
    newest = [Quarter.parse(code) for code, _ in ledger.quarters(ctx.tx)[:1]]
    for quarter in dict.fromkeys((*newest, Quarter.of(ctx.today))):
        units = units_of(picture(ctx), quarter, policy.appraised)
        yield Case(quarter, units, counts_of(ledger.sums_now(ctx.tx, quarter)))


@procedure.handles(GetPolicy)
def get_policy(op: GetPolicy, ctx: Context) -> PolicyView:
    policy, row = numbered(ctx, op.number), ctx.row(policies, number=op.number)
    assert row is not None
    return PolicyView(
        **_line(row, policy).model_dump(), policy=policy, kinds=named(policy.reads()), version=row.version,
        parts=taken_whole(policy), settable=settable(policy),
    )  # fmt: skip


def named(codes: Iterable[str]) -> dict[str, KindView]:
    """A kind that an old policy counted and nothing records any more is called by its code."""
    kinds = {code: KINDS.get(code) for code in sorted(codes)}
    return {code: KindView(zh=kind.zh if kind else code, en=kind.en if kind else code) for code, kind in kinds.items()}


def numbered(ctx: Context, number: int) -> Policy:
    """A draft, or one that was adopted."""
    row = ctx.row(policies, number=number)
    if row is None:
        raise NotFound("没有这个编号的考核办法。", "There is no policy with this number.", number=number)
    return parsed(row.digest, row.content)


@procedure.handles(ListPolicies)
def list_policies(op: ListPolicies, ctx: Context) -> Page[PolicyLine]:
    rows, following = page(ctx, select(policies), [policies.c.number.desc()], op.after, op.limit)
    return Page[PolicyLine](items=[_line(row, parsed(row.digest, row.content)) for row in rows], next=following)


def _line(row: Any, policy: Policy) -> PolicyLine:
    return PolicyLine.of(row, zh=policy.zh, en=policy.en)


SHEET = worksheet_of(PolicyLine)


@procedure.handles(ExportPolicies)
def export_policies(op: ExportPolicies, ctx: Context) -> File:
    return exported("policies", SHEET.sheet(ctx, ctx.rows(select(policies).order_by(policies.c.number))))


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
        said = moment(min(max(known_by, 0), _LAST))  # before the epoch nothing was known, nor is anything after time
        query = query.where(policies.c.adopted_at <= naive(said))
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
