"""What can be asked of research articles (A13, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.operations import Command, File, Page, PagedQuery, Query, View
from services.kernel.who import COLLEAGUE, HEAD, SUPERVISOR

ArticleId = Annotated[UUID, Field(title="文章 / article")]
Title = Annotated[str, Field(min_length=1, max_length=200, title="标题 / title")]
Body = Annotated[str, Field(max_length=100_000, title="正文 / body")]
Reason = Annotated[str, Field(min_length=1, max_length=500, title="理由 / reason")]
Year = Annotated[int, Field(ge=1990, le=2999, title="年度 / year")]
WRITERS = (COLLEAGUE, HEAD)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)


class ArticleView(View):
    id: UUID
    number: str
    year: int
    department: str
    authors: list[str]
    title: str
    body: str
    status: str
    submitted_on: date
    approved_by: str
    publication: str
    published_on: date | None
    reason: str
    version: int


class SubmitArticle(
    Command,
    path="POST /documents/research-articles",
    who=WRITERS,
    cites=("A13", "B9.2"),
    zh="报送调研文章",
    en="Hand a research article in",
    returns=ArticleView,
):
    """For the current year, or for an earlier one that is still owed."""

    department: str = Field(min_length=1, max_length=60, title="部门 / department")
    year: Year
    authors: tuple[str, ...] = Field(min_length=1, max_length=10, title="作者 / authors")
    title: Title
    body: Body


class ReviseArticle(
    Command,
    path="POST /documents/research-articles/{article}/revisions",
    who=WRITERS,
    cites=("A13",),
    zh="修改后再报调研文章",
    en="Hand a returned article in again",
    returns=ArticleView,
):
    article: ArticleId
    title: Title
    body: Body


class ApproveArticle(
    Command,
    path="POST /documents/research-articles/{article}/approval",
    who=(HEAD, SUPERVISOR),
    cites=("A13",),
    zh="审定调研文章",
    en="Approve a research article",
    returns=ArticleView,
):
    article: ArticleId


class ReturnArticle(
    Command,
    path="POST /documents/research-articles/{article}/return",
    who=(HEAD, SUPERVISOR),
    cites=("A13",),
    zh="退回调研文章",
    en="Return a research article",
    returns=ArticleView,
):
    article: ArticleId
    reason: Reason


class PublishArticle(
    Command,
    path="POST /documents/research-articles/{article}/publication",
    who=OFFICE,
    cites=("B9.2",),
    zh="登记调研文章刊发",
    en="Record that an article was published",
    returns=ArticleView,
):
    article: ArticleId
    publication: str = Field(min_length=1, max_length=100, title="刊物 / publication")
    on: date = Field(title="刊发日期 / published on")


class WithdrawArticle(
    Command,
    path="POST /documents/research-articles/{article}/withdrawal",
    who=WRITERS,
    cites=("A13",),
    zh="撤回调研文章",
    en="Withdraw a research article",
    returns=ArticleView,
):
    article: ArticleId
    reason: Reason


class GetArticle(
    Query,
    path="GET /documents/research-articles/{article}",
    who=READERS,
    cites=("A13",),
    zh="查看调研文章",
    en="See a research article",
    returns=ArticleView,
):
    article: ArticleId


class ListArticles(
    PagedQuery,
    path="GET /documents/research-articles",
    who=READERS,
    cites=("A13",),
    zh="调研文章台账",
    en="Register of research articles",
    returns=Page[ArticleView],
):
    department: str = Field(default="", max_length=60, title="部门 / department")
    year: int | None = Field(default=None, ge=1990, le=2999, title="年度 / year")
    status: str = Field(default="", max_length=12, title="状态 / status")


class ExportArticles(
    Query,
    path="GET /documents/research-articles-export/{year}",
    who=SEES_ALL,
    cites=("A13",),
    zh="导出调研文章台账",
    en="Export the register of research articles",
    returns=File,
):
    """With the departments that still owe theirs."""

    year: Year
