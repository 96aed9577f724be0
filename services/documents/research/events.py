"""The facts of research articles (A13, B9.2). `year` is the one for which the department writes."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class ArticleOwed(Event):
    """The department owes its article of the year."""

    TOPIC = "documents.research-article-owed.v1"
    year: int
    due: date


class ArticleMissed(Event):
    """The year passed without one; recorded once, by the clock or before an article that comes too late."""

    TOPIC = "documents.research-article-missed.v1"
    year: int
    due: date


class ArticleExcused(Event):
    """The department is no more: its debt lapses."""

    TOPIC = "documents.research-article-excused.v1"
    year: int


class ArticleSubmitted(Event):
    """`authors` are people; the article counts for `department`, theirs on the day."""

    TOPIC = "documents.research-article-submitted.v1"
    number: str
    year: int
    authors: tuple[str, ...]
    title: Confidential[str] = ""
    body: Confidential[str] = ""


class ArticleRevised(Event):
    """Handed in again after it was returned."""

    TOPIC = "documents.research-article-revised.v1"
    year: int
    title: Confidential[str] = ""
    body: Confidential[str] = ""


class ArticleGivenBack(Event):
    """`still_owed`: no other article of the department stands for the year."""

    year: int
    still_owed: bool = False
    reason: Personal[str] = ""


class ArticleReturned(ArticleGivenBack):
    TOPIC = "documents.research-article-returned.v1"


class ArticleApproved(Event):
    """By the head of the department or its supervising leader, neither of them an author."""

    TOPIC = "documents.research-article-approved.v1"
    year: int
    authors: tuple[str, ...]


class ArticlePublished(Event):
    TOPIC = "documents.research-article-published.v1"
    year: int
    publication: str
    on: date


class ArticleWithdrawn(ArticleGivenBack):
    TOPIC = "documents.research-article-withdrawn.v1"
