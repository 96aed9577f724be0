"""调研文章台账: one line per article, one per department and year that owes one."""

from __future__ import annotations

from datetime import date

from pydantic import Field
from sqlalchemy import Boolean, Column, Index

from services.documents.research import events as e
from services.documents.research.article import ARTICLE_BECOMES, DEBT_BECOMES, ArticleStatus, DebtStatus
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import Department, Number, People, Person, Record, Row


class ArticleRecord(
    Record,
    table="research_articles",
    zh="调研文章台账",
    en="Register of research articles",
    one="文章 / article",
    by="-year -serial",
    find="department year status",
    sheet="number title department authors submitted_on approved_by publication published_on status",
    becomes=ARTICLE_BECOMES,
    cites=("A13",),
):
    """Numbers count within the year for which an article is written."""

    number: Number
    year: Year
    department: Department
    authors: People = Field(title="作者 / authors")
    title: str = Field(title="标题 / title")
    body: str = Field(title="正文 / body")
    status: ArticleStatus = Field(title="状态 / status")
    submitted_on: date = Field(title="报送日 / handed in on")
    approved_by: Person = Field(title="审定人 / approved by")
    publication: str = Field(max_length=100, title="刊物 / publication")
    published_on: date | None = Field(title="刊发日 / published on")
    reason: str = Field(title="理由 / reason")


class DebtRecord(
    Row,
    table="research_debts",
    zh="完成情况",
    en="Articles owed",
    key="department year",
    sheet="department due status",
    becomes=DEBT_BECOMES,
    more=(Column("by_clock", Boolean, nullable=False), Index("research_debts_year", "year")),
):
    department: Department
    year: Year
    due: date = Field(title="期限 / due")
    status: DebtStatus = Field(title="完成情况 / status")


register = Register("research", ArticleRecord, DebtRecord)
register.opens(ArticleRecord, e.ArticleSubmitted, submitted_on="day")
register.changes(ArticleRecord, e.ArticleRevised, "title", "body")
register.changes(ArticleRecord, e.ArticleReturned, "reason")
register.changes(ArticleRecord, e.ArticleWithdrawn, "reason")
register.changes(ArticleRecord, e.ArticleApproved, approved_by="actor")
register.changes(ArticleRecord, e.ArticlePublished, "publication", published_on="on")


@register.on(e.ArticleOwed)
def owed(event: e.ArticleOwed, rows: Rows) -> None:
    rows.record(DebtRecord, event, by_clock=event.actor == SYSTEM_ID)
