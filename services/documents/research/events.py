"""The facts of research articles (A13, B9.2). `year` is the one for which the department writes."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class ArticleOwed(Event):
    """The department owes its article of the year."""

    SAYS = "登记应完成调研文章"
    TOPIC = "documents.research-article-owed.v1"
    year: int
    due: date


class ArticleMissed(Event):
    """The year passed without one; recorded once, by the clock or before an article that comes too late."""

    SAYS = "记录调研文章未完成"
    TOPIC = "documents.research-article-missed.v1"
    year: int
    due: date


class ArticleExcused(Event):
    """The department is no more: its debt lapses."""

    SAYS = "免除调研文章"
    TOPIC = "documents.research-article-excused.v1"
    year: int


class ArticleSubmitted(Event):
    """`authors` are people; the article counts for `department`, theirs on the day."""

    SAYS = "提交调研文章"
    TOPIC = "documents.research-article-submitted.v1"
    number: str
    year: int
    authors: tuple[str, ...]
    title: Confidential[str] = ""
    body: Confidential[str] = ""


class ArticleRevised(Event):
    """Handed in again after it was returned."""

    SAYS = "修改调研文章"
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
    SAYS = "退回调研文章"
    TOPIC = "documents.research-article-returned.v1"


class ArticleApproved(Event):
    """By the head of the department or its supervising leader, neither of them an author."""

    SAYS = "审定调研文章"
    TOPIC = "documents.research-article-approved.v1"
    year: int
    authors: tuple[str, ...]


class ArticlePublished(Event):
    SAYS = "登记调研文章发表"
    TOPIC = "documents.research-article-published.v1"
    year: int
    publication: str
    on: date


class ArticleWithdrawn(ArticleGivenBack):
    SAYS = "撤回调研文章"
    TOPIC = "documents.research-article-withdrawn.v1"
