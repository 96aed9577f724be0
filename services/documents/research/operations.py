"""What can be asked of research articles (A13, B9.2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.documents.research.article import ArticleStatus
from services.documents.research.record import ArticleRecord
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import COLLEAGUE, HEAD, SUPERVISOR
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason, Year
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.registry import listing, showing

Title = Annotated[str, Field(min_length=1, max_length=200, title="标题 / title")]
Body = Annotated[str, Field(max_length=100_000, title="正文 / body")]
WRITERS = (COLLEAGUE, HEAD)
READERS = (COLLEAGUE, *RESPONSIBLE, *SEES_ALL)


class SubmitArticle(
    Command,
    path="POST /documents/research-articles",
    who=WRITERS,
    cites=("A13", "B9.2"),
    zh="报送调研文章",
    en="Hand a research article in",
    returns=ArticleRecord,
):
    """For the current year, or for an earlier one that is still owed."""

    department: DepartmentId
    year: Year
    authors: tuple[PersonId, ...] = Field(min_length=1, max_length=10, title="作者 / authors")
    title: Title
    body: Body


class OfArticle(Command, at="/documents/research-articles/{article}", returns=ArticleRecord):
    article: UUID = Field(title="文章 / article")


class ReviseArticle(
    OfArticle,
    does="revisions",
    who=WRITERS,
    when=ArticleStatus.RETURNED,
    zh="修改后再报调研文章",
    en="Hand a returned article in again",
):
    title: Title
    body: Body


class ApproveArticle(
    OfArticle,
    does="approval",
    who=(HEAD, SUPERVISOR),
    when=ArticleStatus.SUBMITTED,
    zh="审定调研文章",
    en="Approve a research article",
): ...


class ReturnArticle(
    OfArticle,
    does="return",
    who=(HEAD, SUPERVISOR),
    when=ArticleStatus.SUBMITTED,
    zh="退回调研文章",
    en="Return a research article",
):
    reason: Reason


class PublishArticle(
    OfArticle,
    does="publication",
    who=OFFICE,
    when=ArticleStatus.APPROVED,
    cites=("B9.2",),
    zh="登记调研文章刊发",
    en="Record that an article was published",
):
    publication: str = Field(min_length=1, max_length=100, title="刊物 / publication")
    on: date = Field(title="刊发日期 / published on")


class WithdrawArticle(
    OfArticle,
    does="withdrawal",
    who=WRITERS,
    when=(ArticleStatus.SUBMITTED, ArticleStatus.RETURNED, ArticleStatus.APPROVED),
    zh="撤回调研文章",
    en="Withdraw a research article",
):
    """What is printed cannot be taken back."""

    reason: Reason


GetArticle = showing(
    "GetArticle",
    ArticleRecord,
    path="GET /documents/research-articles/{article}",
    who=READERS,
    zh="查看调研文章",
    en="See a research article",
)
ListArticles = listing("ListArticles", ArticleRecord, path="GET /documents/research-articles", who=READERS, offers=True)


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
