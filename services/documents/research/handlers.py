"""Carries out research articles: owed each year, handed in, approved, published (A13, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, picture
from services.directory.picture import Department
from services.documents.research import events as e
from services.documents.research import operations as ops
from services.documents.research.article import STANDING, Article, ArticleStatus, DebtStatus, ResearchYear, year_id
from services.documents.research.record import ArticleRecord, DebtRecord, register
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.told import told_by_key
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid


def _miss(ctx: Context, row: Any) -> None:
    _pass(ctx, UUID(hex=row.aggregate), row.department, row.due)


def _pass(ctx: Context, id: UUID, department: str, due: date) -> None:
    """A department that was dissolved in the year owes nothing any more."""
    year, found = ctx.find(ResearchYear, id), picture(ctx).department(department)
    if found is not None and found.is_open(due):
        year.trigger(e.ArticleMissed, ctx.act, due=due)
    else:
        year.trigger(e.ArticleExcused, ctx.act)
    ctx.save(year)


def _key(event: Any) -> str:
    return f"{event.year}/{event.department}"


def _key_of_last(event: e.ArticleGivenBack) -> str:
    """The debt is open again only where no other article of the year stands; no debt has the empty key."""
    return _key(event) if event.still_owed else ""


yearly_article = Obligation(
    kind="documents.research-article",
    zh="撰写年度调研文章",
    en="Write the year's research article",
    tells=told_by_key(),
    which=lambda debt: {"year": debt.key.partition("/")[0]},
    cites=("A13",),
    opened_by={e.ArticleOwed: lambda owed: Due(_key(owed), owed.due, department=owed.department)},
    fulfilled_by={e.ArticleSubmitted: _key, e.ArticleRevised: _key},
    reopened_by={e.ArticleReturned: _key_of_last, e.ArticleWithdrawn: _key_of_last},
    cancelled_by={e.ArticleExcused: _key},
    missed_by={e.ArticleMissed: _key},
    on_missed=_miss,
    done_by=ops.SubmitArticle,
)

procedure = Procedure(
    "research", zh="调研文章", en="Research articles", registers=[register], obligations=[yearly_article]
)


@procedure.on_tick
def open_the_year(ctx: Context) -> int:
    """From January on every department that existed on New Year's Day owes its article of the year; of years in which
    no clock ran too."""
    c, opened = DebtRecord.columns(), 0
    by_clock = ctx.rows(select(func.max(c.year)).where(c.by_clock))[0][0]
    for year in range(by_clock or ctx.today.year, ctx.today.year + 1):
        known = {row.department for row in ctx.rows_of(DebtRecord, year=year)}
        for department in picture(ctx).all_departments():
            if department.id not in known and _owes(ctx, department, year):
                _open(ctx, department.id, year)
                opened += 1
    return opened


def _owes(ctx: Context, department: Department, year: int) -> bool:
    first = date(year, 1, 1)
    return department.is_open(first) and department.kind in ctx.rules.value("research.owing", first, tuple)


def _open(ctx: Context, department: str, year: int) -> None:
    owed = ctx.find(ResearchYear, year_id(department, year))
    cites = ctx.rules.cite("research.owing", date(year, 1, 1))
    owed.trigger(e.ArticleOwed, ctx.act, department=department, year=year, due=date(year, 12, 31), cites=cites)
    ctx.save(owed)


commands = Commands(procedure, Article, key="article", record=ArticleRecord, shows=ops.GetArticle)
procedure.attachable(
    "research",
    ops.GetArticle,
    by=ops.WRITERS,
    open=lambda article: article.status not in (ArticleStatus.PUBLISHED, ArticleStatus.WITHDRAWN),
)


@commands.opens(ops.SubmitArticle)
def submit_article(op: ops.SubmitArticle, ctx: Context) -> Article:
    check_department(ctx, op.department, ctx.today)
    for author in op.authors:
        check_person(ctx, author, ctx.today, "authors")
    if all(picture(ctx).department_of(author, ctx.today) != op.department for author in op.authors):
        raise Invalid(
            "至少一位作者应属于报送部门。",
            "At least one author belongs to the department.",
            fields=[{"field": "authors"}],
        )
    _check_year(ctx, op)
    article = Article(ctx.new_id())
    number = next_number(ctx, ArticleRecord.TABLE, op.year, digits=3)
    said = op.model_dump() | {"authors": tuple(dict.fromkeys(op.authors))}
    article.trigger(e.ArticleSubmitted, ctx.act, number=number, **said)
    return article


def _check_year(ctx: Context, op: ops.SubmitArticle) -> None:
    """The current year, whose debt is opened where the clock has not done so yet; or one that went unpaid."""
    debt = ctx.row(DebtRecord, department=op.department, year=op.year)
    if op.year == ctx.today.year:
        department = picture(ctx).department(op.department)
        if debt is None and department is not None and _owes(ctx, department, op.year):
            _open(ctx, op.department, op.year)
    elif debt is None or op.year > ctx.today.year or _standing(ctx, op.department, op.year):
        raise Invalid(
            "只能报送本年度或尚未完成年度的调研文章。",
            "An article is handed in for this year, or for one that is still owed.",
            cites=("A13",),
            fields=[{"field": "year", "value": str(op.year)}],
        )
    _pay_late(ctx, op.department, op.year)


def _pay_late(ctx: Context, department: str, year: int) -> None:
    """What comes when the day has passed is a breach first, also where the clock has not looked yet (A13)."""
    debt = ctx.row(DebtRecord, department=department, year=year)
    if debt is None or debt.status != DebtStatus.OWED or ctx.today <= debt.due or _standing(ctx, department, year):
        return
    _pass(ctx, year_id(department, year), department, debt.due)


def _standing(ctx: Context, department: str, year: int, without: UUID | None = None) -> int:
    a = ArticleRecord.columns()
    query = select(func.count()).where(a.department == department, a.year == year, a.status.in_(STANDING))
    if without is not None:
        query = query.where(a.id != without.hex)
    return int(ctx.rows(query)[0][0])


def _still_owed(ctx: Context, article: Article) -> bool:
    return _standing(ctx, article.department, article.year, without=article.id) == 0


def own(article: ArticleRecord, ctx: Context) -> bool:
    return ctx.caller in article.authors


@commands.does(ops.ReviseArticle)
def revise_article(op: ops.ReviseArticle, article: Article, ctx: Context) -> None:
    article.trigger(e.ArticleRevised, ctx.act, title=op.title, body=op.body)
    _pay_late(ctx, article.department, article.year)


@commands.does(ops.ReturnArticle, unless=own)
def return_article(op: ops.ReturnArticle, article: Article, ctx: Context) -> None:
    article.send_back(ctx.act, reason=op.reason, still_owed=_still_owed(ctx, article))


@commands.does(ops.WithdrawArticle)
def withdraw_article(op: ops.WithdrawArticle, article: Article, ctx: Context) -> None:
    article.trigger(e.ArticleWithdrawn, ctx.act, reason=op.reason, still_owed=_still_owed(ctx, article))


commands.acts(ops.ApproveArticle, Article.approve, unless=own)


def _others(op: Any, ctx: Context) -> Subject:
    article = ctx.load(Article, op.article)
    return Subject(department=article.department, parties=article.authors)


commands.acts(ops.PublishArticle, Article.publish, about=_others)
commands.lists(ops.ListArticles)
commands.waits(ops.ApproveArticle, since="submitted_on")
commands.waits(ops.PublishArticle, since="submitted_on")
commands.waits(
    ops.ReviseArticle,
    since="submitted_on",
    who=(SELF,),
    subject=lambda article, ctx: Subject(ctx.caller if own(article, ctx) else ""),
)


@procedure.handles(ops.ExportArticles)
def export_articles(op: ops.ExportArticles, ctx: Context) -> File:
    a = ArticleRecord.columns()
    rows = ctx.rows(select(ArticleRecord.TABLE).where(a.year == op.year).order_by(a.serial))
    paid = {row.department for row in rows if row.status in STANDING}
    debts = [
        DebtRecord.of(debt, **({"status": DebtStatus.PAID} if debt.department in paid else {}))
        for debt in ctx.rows_of(DebtRecord, year=op.year)
    ]
    return exported(
        f"research-articles-{op.year}",
        worksheet_of(ArticleRecord).sheet(ctx, rows, title=f"{op.year}年调研文章台账"),
        worksheet_of(DebtRecord).sheet(ctx, debts, title=f"{op.year}年各委室科完成情况"),
    )
