"""Carries out research articles: owed each year, handed in, approved, published (A13, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, name_of, names_of, picture, title_of
from services.directory.picture import Department
from services.documents.numbers import next_number
from services.documents.research.article import (
    PUBLISHED,
    STANDING,
    STATUS_ZH,
    WITHDRAWN,
    Article,
    ResearchYear,
    year_id,
)
from services.documents.research.events import (
    ArticleExcused,
    ArticleMissed,
    ArticleOwed,
    ArticleReturned,
    ArticleRevised,
    ArticleSubmitted,
    ArticleWithdrawn,
)
from services.documents.research.operations import (
    WRITERS,
    ApproveArticle,
    ArticleView,
    ExportArticles,
    GetArticle,
    ListArticles,
    PublishArticle,
    ReturnArticle,
    ReviseArticle,
    SubmitArticle,
    WithdrawArticle,
)
from services.documents.research.register import OWED, articles, debts, register
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import Subject


def _miss(ctx: Context, row: Any) -> None:
    _pass(ctx, UUID(hex=row.aggregate), row.department, row.due)


def _pass(ctx: Context, id: UUID, department: str, due: date) -> None:
    """A department that was dissolved in the year owes nothing any more."""
    year, found = ctx.find(ResearchYear, id), picture(ctx).department(department)
    if found is not None and found.is_open(due):
        year.miss(ctx.act, due=due)
    else:
        year.excuse(ctx.act)
    ctx.save(year)


def _key(
    event: ArticleOwed | ArticleMissed | ArticleExcused | ArticleSubmitted | ArticleRevised,
) -> str:
    return f"{event.year}/{event.department}"


def _key_of_last(event: ArticleReturned | ArticleWithdrawn) -> str:
    """The debt is open again only where no other article of the year stands; no debt has the empty key."""
    return f"{event.year}/{event.department}" if event.still_owed else ""


yearly_article = Obligation(
    kind="documents.research-article",
    zh="撰写年度调研文章",
    en="Write the year's research article",
    cites=("A13",),
    opened_by={ArticleOwed: lambda e: Due(_key(e), e.due, department=e.department)},
    fulfilled_by={ArticleSubmitted: _key, ArticleRevised: _key},
    reopened_by={ArticleReturned: _key_of_last, ArticleWithdrawn: _key_of_last},
    cancelled_by={ArticleExcused: _key},
    missed_by={ArticleMissed: _key},
    on_missed=_miss,
)

procedure = Procedure(
    "research", zh="调研文章", en="Research articles", registers=[register], obligations=[yearly_article]
)


@procedure.on_tick
def open_the_year(ctx: Context) -> int:
    """From January on every department that existed on New Year's Day owes its article of the year."""
    year = ctx.today.year
    known = {row.department for row in ctx.rows_of(debts, year=year)}
    owing = [d for d in picture(ctx).all_departments() if d.id not in known and _owes(ctx, d, year)]
    for department in owing:
        _open(ctx, department.id, year)
    return len(owing)


def _owes(ctx: Context, department: Department, year: int) -> bool:
    first = date(year, 1, 1)
    return department.is_open(first) and department.kind in ctx.rules.value("research.owing", first, tuple)


def _open(ctx: Context, department: str, year: int) -> None:
    owed = ctx.find(ResearchYear, year_id(department, year))
    owed.open(ctx.act, department=department, year=year, cites=ctx.rules.cite("research.owing", date(year, 1, 1)))
    ctx.save(owed)


desk = Desk(
    procedure,
    Article,
    key="article",
    shows=GetArticle,
    subject=lambda article: Subject(department=article.department),
)
procedure.attachable(
    "research", GetArticle, by=WRITERS, open=lambda article: article.status not in (PUBLISHED, WITHDRAWN)
)


@desk.opens(SubmitArticle)
def submit_article(op: SubmitArticle, ctx: Context) -> Article:
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
    article.submit(
        ctx.act,
        number=next_number(ctx, articles, op.year, digits=3),
        department=op.department,
        year=op.year,
        authors=op.authors,
        title=op.title,
        body=op.body,
    )
    return article


def _check_year(ctx: Context, op: SubmitArticle) -> None:
    """The current year, whose debt is opened where the clock has not done so yet; or one that went unpaid."""
    debt = ctx.row(debts, department=op.department, year=op.year)
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
    debt = ctx.row(debts, department=department, year=year)
    if debt is None or debt.status != OWED or ctx.today <= debt.due or _standing(ctx, department, year):
        return
    _pass(ctx, year_id(department, year), department, debt.due)


def _standing(ctx: Context, department: str, year: int, without: UUID | None = None) -> int:
    a = articles.c
    query = select(func.count()).where(a.department == department, a.year == year, a.status.in_(STANDING))
    if without is not None:
        query = query.where(a.id != without.hex)
    return int(ctx.rows(query)[0][0])


def _still_owed(ctx: Context, article: Article) -> bool:
    return _standing(ctx, article.department, article.year, without=article.id) == 0


@desk.does(ReviseArticle)
def revise_article(op: ReviseArticle, article: Article, ctx: Context) -> None:
    article.revise(ctx.act, title=op.title, body=op.body)
    _pay_late(ctx, article.department, article.year)


@desk.does(ApproveArticle)
def approve_article(op: ApproveArticle, article: Article, ctx: Context) -> None:
    article.approve(ctx.act)


@desk.does(ReturnArticle)
def return_article(op: ReturnArticle, article: Article, ctx: Context) -> None:
    article.send_back(ctx.act, reason=op.reason, still_owed=_still_owed(ctx, article))


@desk.does(PublishArticle)
def publish_article(op: PublishArticle, article: Article, ctx: Context) -> None:
    article.publish(ctx.act, publication=op.publication, on=op.on)


@desk.does(WithdrawArticle)
def withdraw_article(op: WithdrawArticle, article: Article, ctx: Context) -> None:
    article.withdraw(ctx.act, reason=op.reason, still_owed=_still_owed(ctx, article))


# -- views ------------------------------------------------------------------------------------------------------------


def _view(row: Any) -> ArticleView:
    return ArticleView.of(row, authors=row.authors.split())


@procedure.handles(GetArticle, subject=desk.subject)
def get_article(op: GetArticle, ctx: Context) -> ArticleView:
    return _view(ctx.shown(articles, op.article))


@procedure.handles(ListArticles)
def list_articles(op: ListArticles, ctx: Context) -> Page[ArticleView]:
    a = articles.c
    query = select(articles).where(*asked(op, a, "department", "year", "status"))
    rows, following = page(ctx, query, (a.year.desc(), a.serial.desc()), op.after, op.limit)
    return Page[ArticleView](items=[_view(row) for row in rows], next=following)


ARTICLES = Ledger(
    "调研文章台账",
    Shown("编号", 12, "number"),
    Shown("标题", 50, "title"),
    Shown("部门", 24, "department", title_of),
    Shown("作者", 20, "authors", names_of),
    Shown("报送日", 12, "submitted_on"),
    Shown("审定人", 10, "approved_by", name_of),
    Shown("刊物", 24, "publication"),
    Shown("刊发日", 12, "published_on"),
    Shown("状态", 10, "status", STATUS_ZH),
)
DEBT_ZH = {OWED: "待完成", "missed": "逾期未完成", "excused": "部门已撤销"}
DEBTS = Ledger(
    "完成情况",
    Shown("部门", 24, lambda debt: debt[0].department, title_of),
    Shown("期限", 12, lambda debt: debt[0].due),
    Shown("完成情况", 12, lambda debt: "已完成" if debt[1] else DEBT_ZH[debt[0].status]),
)


@procedure.handles(ExportArticles)
def export_articles(op: ExportArticles, ctx: Context) -> File:
    a = articles.c
    rows = ctx.rows(select(articles).where(a.year == op.year).order_by(a.serial))
    paid = {r.department for r in rows if r.status in STANDING}
    owing = [(debt, debt.department in paid) for debt in ctx.rows_of(debts, year=op.year)]
    return exported(
        f"research-articles-{op.year}",
        ARTICLES.sheet(ctx, rows, title=f"{op.year}年调研文章台账"),
        DEBTS.sheet(ctx, owing, title=f"{op.year}年各委室科完成情况"),
    )
