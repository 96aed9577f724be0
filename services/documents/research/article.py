"""One research article, and what a department owes each year (A13, B9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

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
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d04")
SUBMITTED, RETURNED, APPROVED, PUBLISHED, WITHDRAWN = "submitted", "returned", "approved", "published", "withdrawn"
STANDING = (SUBMITTED, APPROVED, PUBLISHED)
"""What counts towards the year's article."""
STATUS_ZH = {
    SUBMITTED: "待审定",
    RETURNED: "已退回",
    APPROVED: "已审定",
    PUBLISHED: "已刊发",
    WITHDRAWN: "已撤回",
}
CITES = ("A13", "B9.2")


class ArticleNotThere(Refusal):
    """The article is not in a state in which this can be done."""

    code = "documents.research-article-not-there"


class OwnArticle(Refusal):
    """Nobody approves or returns an article of their own; the supervising leader does."""

    code = "documents.research-own-article"
    kind = "forbidden"


class PublicationDay(Refusal):
    code = "documents.research-publication-day"
    kind = "invalid"


def year_id(department: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{year}")


class ResearchYear(Aggregate):
    """What one department owes in one year."""

    department = ""
    year = 0

    def open(self, act: Act, *, department: str, year: int, cites: tuple[str, ...]) -> None:
        self.trigger(ArticleOwed, act, department=department, year=year, due=date(year, 12, 31), cites=cites)

    def miss(self, act: Act, *, due: date) -> None:
        """Once, whether the clock comes first or an article that is handed in too late does."""
        self.trigger(ArticleMissed, act, department=self.department, year=self.year, due=due, cites=("A13",))

    def excuse(self, act: Act) -> None:
        self.trigger(ArticleExcused, act, department=self.department, year=self.year, cites=("A13",))

    @applies(ArticleOwed)
    def _owed(self, event: ArticleOwed) -> None:
        self.department, self.year = event.department, event.year

    @applies(ArticleMissed)
    def _missed(self, event: ArticleMissed) -> None:
        pass

    @applies(ArticleExcused)
    def _excused(self, event: ArticleExcused) -> None:
        pass


class Article(Aggregate):
    department = ""
    authors: tuple[str, ...] = ()
    year = 0
    status = ""
    submitted_on: date

    def submit(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        year: int,
        authors: Sequence[str],
        title: str,
        body: str,
    ) -> None:
        self.trigger(
            ArticleSubmitted,
            act,
            number=number,
            department=department,
            year=year,
            authors=tuple(dict.fromkeys(authors)),
            title=title,
            body=body,
            cites=CITES,
        )

    def revise(self, act: Act, *, title: str, body: str) -> None:
        self._in(RETURNED)
        self.trigger(
            ArticleRevised, act, department=self.department, year=self.year, title=title, body=body, cites=CITES
        )

    def send_back(self, act: Act, *, reason: str, still_owed: bool) -> None:
        self._in(SUBMITTED)
        self._not_own(act)
        self.trigger(
            ArticleReturned,
            act,
            department=self.department,
            year=self.year,
            still_owed=still_owed,
            reason=reason,
            cites=CITES,
        )

    def approve(self, act: Act) -> None:
        self._in(SUBMITTED)
        self._not_own(act)
        self.trigger(
            ArticleApproved, act, department=self.department, year=self.year, authors=self.authors, cites=CITES
        )

    def publish(self, act: Act, *, publication: str, on: date) -> None:
        self._in(APPROVED)
        if not self.submitted_on <= on <= act.day:
            raise PublicationDay(
                "刊发日期应在报送之后、今天之前。",
                "It is published after it was handed in, and not after today.",
                cites=CITES,
            )
        self.trigger(
            ArticlePublished,
            act,
            department=self.department,
            year=self.year,
            publication=publication,
            on=on,
            cites=("B9.2",),
        )

    def withdraw(self, act: Act, *, reason: str, still_owed: bool) -> None:
        """What is printed cannot be taken back."""
        self._in(SUBMITTED, RETURNED, APPROVED)
        self.trigger(
            ArticleWithdrawn,
            act,
            department=self.department,
            year=self.year,
            still_owed=still_owed,
            reason=reason,
            cites=CITES,
        )

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise ArticleNotThere(
                f"该文章{STATUS_ZH[self.status]},不能这样办理。",
                f"The article is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    def _not_own(self, act: Act) -> None:
        if act.actor in self.authors:
            raise OwnArticle(
                "不能审定本人撰写的文章,应由分管领导审定。",
                "Nobody decides on their own article; the supervising leader does.",
                cites=CITES,
            )

    @applies(ArticleSubmitted)
    def _submitted(self, event: ArticleSubmitted) -> None:
        self.department, self.authors, self.year = event.department, event.authors, event.year
        self.status, self.submitted_on = SUBMITTED, event.day

    @applies(ArticleRevised)
    def _revised(self, event: ArticleRevised) -> None:
        self.status = SUBMITTED

    @applies(ArticleReturned)
    def _returned(self, event: ArticleReturned) -> None:
        self.status = RETURNED

    @applies(ArticleApproved)
    def _approved(self, event: ArticleApproved) -> None:
        self.status = APPROVED

    @applies(ArticlePublished)
    def _published(self, event: ArticlePublished) -> None:
        self.status = PUBLISHED

    @applies(ArticleWithdrawn)
    def _withdrawn(self, event: ArticleWithdrawn) -> None:
        self.status = WITHDRAWN
