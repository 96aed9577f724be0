"""调研文章台账: one row per article, one per department and year that owes one."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.research.events import (
    ArticleApproved,
    ArticleExcused,
    ArticleMissed,
    ArticleOwed,
    ArticlePublished,
    ArticleReturned,
    ArticleRevised,
    ArticleSubmitted,
    ArticleWithdrawn,
)
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()

articles = Table(
    "research_articles",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("serial", Integer, nullable=False),
    Column("number", String(40), nullable=False),
    Column("year", Integer, nullable=False),
    Column("department", String(60), nullable=False),
    Column("authors", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("status", String(12), nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("approved_by", String(60), nullable=False),
    Column("publication", String(100), nullable=False),
    Column("published_on", Date),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("research_number", "year", "serial", unique=True),
    Index("research_department", "department", "year", "serial"),
)
"""Numbers count within the year for which an article is written; `authors` joined by spaces."""

debts = Table(
    "research_debts",
    metadata,
    Column("department", String(60), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Index("research_debts_year", "year"),
)
OWED = "owed"
"""`status`: owed, missed or excused; whether it is paid follows from the articles that stand."""

register = Register("research", articles, debts, zh="调研文章台账", en="Register of research articles")


@register.on(ArticleOwed)
def owed(event: ArticleOwed, rows: Rows) -> None:
    rows.insert(debts, department=event.department, year=event.year, due=event.due, status=OWED)


@register.on(ArticleMissed)
def missed(event: ArticleMissed, rows: Rows) -> None:
    rows.update(debts, {"department": event.department, "year": event.year}, status="missed")


@register.on(ArticleExcused)
def excused(event: ArticleExcused, rows: Rows) -> None:
    rows.update(debts, {"department": event.department, "year": event.year}, status="excused")


@register.on(ArticleSubmitted)
def submitted(event: ArticleSubmitted, rows: Rows) -> None:
    rows.insert(
        articles,
        id=event.originator_id.hex,
        serial=int(event.number.split("-")[1]),
        number=event.number,
        year=event.year,
        department=event.department,
        authors=" ".join(event.authors),
        title=event.title,
        body=event.body,
        status="submitted",
        submitted_on=event.day,
        approved_by="",
        publication="",
        published_on=None,
        reason="",
        version=event.originator_version,
    )


def _article(rows: Rows, event: Event, **values: object) -> None:
    rows.update(articles, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(ArticleRevised)
def revised(event: ArticleRevised, rows: Rows) -> None:
    _article(rows, event, status="submitted", title=event.title, body=event.body)


@register.on(ArticleReturned)
def returned(event: ArticleReturned, rows: Rows) -> None:
    _article(rows, event, status="returned", reason=event.reason)


@register.on(ArticleApproved)
def approved(event: ArticleApproved, rows: Rows) -> None:
    _article(rows, event, status="approved", approved_by=event.actor)


@register.on(ArticlePublished)
def published(event: ArticlePublished, rows: Rows) -> None:
    _article(rows, event, status="published", publication=event.publication, published_on=event.on)


@register.on(ArticleWithdrawn)
def withdrawn(event: ArticleWithdrawn, rows: Rows) -> None:
    _article(rows, event, status="withdrawn", reason=event.reason)
