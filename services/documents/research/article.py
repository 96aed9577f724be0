"""One research article, and what a department owes each year (A13, B9.2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.documents.research import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d04")


class ArticleStatus(Status):
    SUBMITTED = "submitted", "待审定", "waiting for approval"
    RETURNED = "returned", "已退回", "returned"
    APPROVED = "approved", "已审定", "approved"
    PUBLISHED = "published", "已刊发", "published"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


STANDING = (ArticleStatus.SUBMITTED, ArticleStatus.APPROVED, ArticleStatus.PUBLISHED)
"""What counts towards the year's article."""


class DebtStatus(Status):
    """Of the register's line; whether it is paid follows from the articles that stand."""

    OWED = "owed", "待完成", "owed"
    MISSED = "missed", "逾期未完成", "missed"
    EXCUSED = "excused", "部门已撤销", "excused: the department is no more"
    PAID = "paid", "已完成", "done"


ARTICLE_BECOMES: Becomes = {
    e.ArticleSubmitted: ArticleStatus.SUBMITTED,
    e.ArticleRevised: ArticleStatus.SUBMITTED,
    e.ArticleReturned: ArticleStatus.RETURNED,
    e.ArticleApproved: ArticleStatus.APPROVED,
    e.ArticlePublished: ArticleStatus.PUBLISHED,
    e.ArticleWithdrawn: ArticleStatus.WITHDRAWN,
}
DEBT_BECOMES: Becomes = {
    e.ArticleOwed: DebtStatus.OWED,
    e.ArticleMissed: DebtStatus.MISSED,
    e.ArticleExcused: DebtStatus.EXCUSED,
}
CITES = ("A13", "B9.2")


class ArticleNotThere(Refusal):
    """The article is not in a state in which this can be done."""

    code = "documents.research-article-not-there"
    next = ("请打开该文章查看办理情况。", "Open the article to see how it stands.")


class OwnArticle(Refusal):
    """Nobody approves or returns an article of their own; the supervising leader does."""

    code = "documents.research-own-article"
    kind = "forbidden"
    next = ("请由分管领导审定。", "Let the supervising leader decide.")


class PublicationDay(Refusal):
    code = "documents.research-publication-day"
    kind = "invalid"
    next = ("请填写报送之后、今天之前的刊发日期。", "Give a day between its handing in and today.")


def year_id(department: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{year}")


class ResearchYear(Aggregate):
    """What one department owes in one year: missed once, by the clock or before an article that comes too late."""

    CITES = ("A13",)
    CARRIES = ("department", "year")
    BECOMES = DEBT_BECOMES
    department = ""
    year = 0


class Article(Aggregate):
    CALLED = "文章", "article"
    CITES = CITES
    CARRIES = ("department", "year", "authors")
    BECOMES = ARTICLE_BECOMES
    WRONG_STATUS = ArticleNotThere
    department = ""
    authors: tuple[str, ...] = ()
    year = 0
    submitted_on: date

    def send_back(self, act: Act, *, reason: str, still_owed: bool) -> None:
        self._not_own(act)
        self.trigger(e.ArticleReturned, act, still_owed=still_owed, reason=reason)

    def approve(self, act: Act) -> None:
        self._not_own(act)
        self.trigger(e.ArticleApproved, act)

    def publish(self, act: Act, *, publication: str, on: date) -> None:
        if not self.submitted_on <= on <= act.day:
            raise PublicationDay(
                "刊发日期应在报送之后、今天之前。",
                "It is published after it was handed in, and not after today.",
                cites=CITES,
            )
        self.trigger(e.ArticlePublished, act, publication=publication, on=on, cites=("B9.2",))

    def _not_own(self, act: Act) -> None:
        if act.actor in self.authors:
            raise OwnArticle(
                "不能审定本人撰写的文章，应由分管领导审定。",
                "Nobody decides on their own article; the supervising leader does.",
                cites=CITES,
            )

    @applies(e.ArticleSubmitted)
    def _submitted(self, event: e.ArticleSubmitted) -> None:
        self.submitted_on = event.day
