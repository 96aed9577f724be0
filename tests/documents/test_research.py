"""调研文章: at least one by each department each year, approved by those who answer for it (A13, B9.2)."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.documents.research.article import Article, ArticleNotThere, OwnArticle, PublicationDay
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
from services.documents.research.handlers import commands
from services.documents.research.operations import (
    ApproveArticle,
    ExportArticles,
    GetArticle,
    ListArticles,
    PublishArticle,
    ReturnArticle,
    ReviseArticle,
    SubmitArticle,
    WithdrawArticle,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, Invalid
from tests.documents.desk import (
    CLERK,
    COLLEAGUE,
    FIRST,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.given import By, fact, given, proven

KIND = "documents.research-article"
DEPARTMENT = "finance-economy"
NEW_YEAR, MONDAY, TUESDAY, LAST, NEXT = day(1, 1), day(6, 9), day(6, 10), day(12, 31), day(1, 1, 2026)


def article(year: int = 2025, *, department: str = DEPARTMENT, authors: tuple[str, ...] = (STAFF,)) -> SubmitArticle:
    return SubmitArticle(department=department, year=year, authors=authors, title="债务监督调研", body="调研正文")


def submitted(on: date = MONDAY, **more: Any) -> By:
    return by(STAFF, on, article(**more))


def debt(desk: Desk, department: str = DEPARTMENT) -> list[tuple[date, str]]:
    return [(due, status) for _, owing, due, status in desk.owed(KIND) if owing == department]


# -- owed -------------------------------------------------------------------------------------------------------------


def test_every_department_owes_one_from_january_on(desk: Desk) -> None:
    """A13; the leadership is no department of its own."""
    owed = desk.ticked(NEW_YEAR, ArticleOwed)
    departments = [event.department for event in owed]
    assert len(departments) == len(set(departments)) > 10
    assert "leadership" not in departments
    assert {"office", DEPARTMENT, "budget", "research"} <= set(departments)
    assert {(event.due, event.cites) for event in owed if isinstance(event, ArticleOwed)} == {(LAST, ("A13",))}
    assert desk.ticked(day(1, 2), ArticleOwed) == []


def test_a_clock_that_starts_in_summer_opens_the_year_too(desk: Desk) -> None:
    assert len(desk.ticked(MONDAY, ArticleOwed)) > 10
    assert desk.ticked(TUESDAY, ArticleOwed) == []


def test_a_clock_that_slept_through_a_year_opens_that_year_too(desk: Desk) -> None:
    """Also where an article of the year after was handed in before it went on."""
    desk.ticked(NEW_YEAR)
    given(by(STAFF, day(1, 4, 2027), article(2027)), to=desk)
    desk.ticked(day(1, 5, 2027), ArticleOwed)
    assert debt(desk) == [(LAST, "missed"), (day(12, 31, 2026), "missed"), (day(12, 31, 2027), "fulfilled")]
    proven(desk.app)


def test_an_article_handed_in_pays_the_debt(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(to=desk).when(article(), by=STAFF, at=clock(MONDAY)).then(
        fact(ArticleSubmitted, number="2025-001", year=2025, authors=(STAFF,), cites=("A13", "B9.2"))
    ).then_answer(status="submitted", title="债务监督调研")
    assert debt(desk) == [(LAST, "fulfilled")]
    assert DEPARTMENT not in [event.department for event in desk.ticked(NEXT, ArticleMissed)]
    proven(desk.app)


def test_handed_in_before_the_clock_opened_the_year_it_pays_too(desk: Desk) -> None:
    given(to=desk).when(article(), by=STAFF, at=clock(NEW_YEAR, 9)).then(
        fact(ArticleOwed, department=DEPARTMENT, year=2025), ArticleSubmitted
    )
    assert DEPARTMENT not in [event.department for event in desk.ticked(day(1, 2), ArticleOwed)]
    assert debt(desk) == [(LAST, "fulfilled")]


def test_a_year_without_one_is_missed_once_and_can_be_paid_late(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    assert desk.ticked(LAST, ArticleMissed) == []
    missed = [event for event in desk.ticked(NEXT, ArticleMissed) if event.department == DEPARTMENT]
    assert len(missed) == 1
    assert desk.ticked(day(1, 2, 2026), ArticleMissed) == []
    given(to=desk).when(article(2025), by=STAFF, at=clock(day(1, 5, 2026))).then(
        fact(ArticleSubmitted, year=2025, number="2025-001")
    )
    assert debt(desk) == [(LAST, "late"), (day(12, 31, 2026), "open")]
    given(to=desk).when(article(2025), by=STAFF, at=clock(day(1, 6, 2026))).then_refused(Invalid, cites=("A13",))
    proven(desk.app)


def test_what_comes_after_the_year_and_before_the_clock_is_missed_first(desk: Desk) -> None:
    """A13: the breach is on record whoever comes first, and only once."""
    desk.ticked(NEW_YEAR)
    given(to=desk).when(article(2025), by=STAFF, at=clock(NEXT, 0)).then(
        fact(ArticleMissed, department=DEPARTMENT, year=2025, due=LAST, cites=("A13",)),
        fact(ArticleSubmitted, year=2025),
    )
    assert debt(desk)[0] == (LAST, "late")
    assert DEPARTMENT not in [event.department for event in desk.ticked(NEXT, ArticleMissed)]
    gone = WithdrawArticle(article=FIRST, reason="重写")
    given(by(STAFF, day(1, 5, 2026), gone), to=desk).when(article(2025), by=STAFF, at=clock(day(1, 6, 2026))).then(
        ArticleSubmitted
    )
    assert debt(desk)[0] == (LAST, "late")
    proven(desk.app)


def test_on_the_last_day_it_is_in_time(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(to=desk).when(article(2025), by=STAFF, at=clock(LAST, 23)).then(ArticleSubmitted)
    assert debt(desk)[0] == (LAST, "fulfilled")


def test_handed_in_again_after_the_year_it_is_missed_first_where_no_other_stands(desk: Desk) -> None:
    """Returned in December, revised in January before the clock has looked (A13)."""
    returned = by(HEAD, LAST, ReturnArticle(article=FIRST, reason="数据不实"), 10)
    revised = ReviseArticle(article=FIRST, title="债务监督再调研", body="修改稿")
    given(submitted(), returned, to=desk).when(revised, by=STAFF, at=clock(NEXT, 0)).then(
        fact(ArticleMissed, department=DEPARTMENT, year=2025, due=LAST), ArticleRevised
    )
    assert debt(desk)[0] == (LAST, "late")
    proven(desk.app)


def test_what_is_revised_beside_one_that_stands_is_no_breach(desk: Desk) -> None:
    given(submitted(), by(HEAD, TUESDAY, ReturnArticle(article=FIRST, reason="x")), submitted(LAST), to=desk)
    revised = ReviseArticle(article=FIRST, title="债务监督再调研", body="修改稿")
    given(to=desk).when(revised, by=STAFF, at=clock(NEXT, 0)).then(ArticleRevised)
    assert debt(desk)[0] == (LAST, "fulfilled")
    proven(desk.app)


def test_no_article_for_a_year_to_come_or_one_never_owed(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    for year in (2026, 2024):
        given(to=desk).when(article(year), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)


def test_a_department_that_was_dissolved_owes_nothing_at_the_end(desk: Desk) -> None:
    """The petitions section is merged in July 2025."""
    desk.ticked(NEW_YEAR)
    assert debt(desk, "petitions") == [(LAST, "open")]
    excused = desk.ticked(NEXT, ArticleExcused)
    assert [event.department for event in excused] == ["petitions"]
    assert debt(desk, "petitions") == [(LAST, "cancelled")]


# -- decided ----------------------------------------------------------------------------------------------------------


def test_approved_by_the_head_and_published(desk: Desk) -> None:
    given(submitted(), to=desk).when(ApproveArticle(article=FIRST), by=HEAD, at=clock(TUESDAY)).then(
        fact(ArticleApproved, authors=(STAFF,), post="head-finance-economy")
    ).then_answer(status="approved", approved_by=HEAD)
    printed = PublishArticle(article=FIRST, publication="人大调研", on=day(6, 20))
    given(to=desk).when(printed, by=CLERK, at=clock(day(6, 23))).then(
        fact(ArticlePublished, publication="人大调研", on=day(6, 20), cites=("B9.2",))
    ).then_answer(status="published", published_on=day(6, 20))
    gone = WithdrawArticle(article=FIRST, reason="x")
    given(to=desk).when(gone, by=STAFF, at=clock(day(6, 24))).then_refused(ArticleNotThere, status="published")
    proven(desk.app)


@pytest.mark.parametrize(
    "operation",
    [
        ReviseArticle(article=FIRST, title="x", body="x"),
        ApproveArticle(article=FIRST),
        ReturnArticle(article=FIRST, reason="x"),
        PublishArticle(article=FIRST, publication="x", on=TUESDAY),
        WithdrawArticle(article=FIRST, reason="x"),
    ],
    ids=lambda operation: operation.NAME,
)
def test_what_was_withdrawn_stays_withdrawn(operation: Operation) -> None:
    history = (
        fact(ArticleSubmitted, number="2025-001", year=2025, authors=(STAFF,)),
        fact(ArticleWithdrawn, year=2025, still_owed=True),
    )
    given(*history, of=Article).when(operation, through=commands, by=HEAD).then_refused(
        ArticleNotThere, status="withdrawn"
    )


def test_the_head_does_not_approve_their_own(desk: Desk) -> None:
    given(submitted(authors=(HEAD, STAFF)), to=desk)
    for own in (ApproveArticle(article=FIRST), ReturnArticle(article=FIRST, reason="x")):
        given(to=desk).when(own, by=HEAD, at=clock(TUESDAY)).then_refused(OwnArticle)
    given(to=desk).when(ApproveArticle(article=FIRST), by=LEADER, at=clock(TUESDAY)).then(ArticleApproved)


def test_others_do_not_decide(desk: Desk) -> None:
    given(submitted(), to=desk)
    for person in (COLLEAGUE, OTHER_HEAD, "p004", CLERK):
        given(to=desk).when(ApproveArticle(article=FIRST), by=person, at=clock(TUESDAY)).then_refused(Forbidden)


def test_a_returned_article_is_owed_again_until_it_is_revised(desk: Desk) -> None:
    given(submitted(), to=desk).when(ReturnArticle(article=FIRST, reason="数据不实"), by=HEAD, at=clock(TUESDAY)).then(
        fact(ArticleReturned, still_owed=True)
    ).then_answer(status="returned", reason="数据不实")
    assert debt(desk) == [(LAST, "open")]
    revised = ReviseArticle(article=FIRST, title="债务监督再调研", body="修改稿")
    given(to=desk).when(revised, by=STAFF, at=clock(day(6, 11))).then(ArticleRevised).then_answer(status="submitted")
    assert debt(desk) == [(LAST, "fulfilled")]
    given(to=desk).when(revised, by=STAFF, at=clock(day(6, 11))).then_refused(ArticleNotThere)


def test_returned_after_the_year_it_is_missed_the_next_night(desk: Desk) -> None:
    given(submitted(LAST), to=desk)
    desk.ticked(NEXT)
    given(by(HEAD, day(1, 5, 2026), ReturnArticle(article=FIRST, reason="x")), to=desk)
    missed = desk.ticked(day(1, 6, 2026), ArticleMissed)
    assert [event.department for event in missed] == [DEPARTMENT]
    assert debt(desk)[0] == (LAST, "missed")
    proven(desk.app)


def test_another_article_that_stands_keeps_the_debt_paid(desk: Desk) -> None:
    given(submitted(), submitted(TUESDAY), to=desk)
    first, second = sorted((v.number, v.id) for v in desk.on(TUESDAY, CLERK, ListArticles()).items)
    gone = [WithdrawArticle(article=id, reason="合并") for _, id in (first, second)]
    given(to=desk).when(gone[0], by=STAFF, at=clock(day(6, 11))).then(fact(ArticleWithdrawn, still_owed=False))
    assert debt(desk) == [(LAST, "fulfilled")]
    given(to=desk).when(gone[1], by=STAFF, at=clock(day(6, 11))).then(fact(ArticleWithdrawn, still_owed=True))
    assert debt(desk) == [(LAST, "open")]
    proven(desk.app)


def test_published_after_it_was_handed_in_and_approved(desk: Desk) -> None:
    printed = PublishArticle(article=FIRST, publication="人大调研", on=day(6, 20))
    given(submitted(), to=desk).when(printed, by=CLERK, at=clock(day(6, 23))).then_refused(ArticleNotThere)
    given(by(HEAD, TUESDAY, ApproveArticle(article=FIRST)), to=desk)
    for on in (day(6, 8), day(6, 24)):
        wrong = PublishArticle(article=FIRST, publication="人大调研", on=on)
        given(to=desk).when(wrong, by=CLERK, at=clock(day(6, 23))).then_refused(PublicationDay)


def test_somebody_of_the_department_is_among_the_authors(desk: Desk) -> None:
    given(to=desk).when(article(authors=(OTHER_STAFF,)), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(article(authors=("nobody",)), by=STAFF, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(article(authors=(OTHER_STAFF, STAFF)), by=STAFF, at=clock(MONDAY)).then(
        ArticleOwed, ArticleSubmitted
    )
    given(to=desk).when(article(), by=OTHER_STAFF, at=clock(MONDAY)).then_refused(Forbidden)


def test_what_it_says_stays_in_the_service_and_the_department_sees_it(desk: Desk) -> None:
    given(submitted(), to=desk)
    (event,) = desk.recorded()[-1:]
    assert "债务监督调研" in encode(event).decode()
    assert "调研" not in public_bytes(event.TOPIC, encode(event)).decode()
    assert desk.on(TUESDAY, COLLEAGUE, GetArticle(article=FIRST)).body == "调研正文"
    given(to=desk).when(GetArticle(article=FIRST), by=OTHER_STAFF, at=clock(TUESDAY)).then_refused(Forbidden)


def test_a_record_offers_what_this_person_may_do_now(desk: Desk) -> None:
    """Nobody is offered the decision on their own; what is printed offers nothing."""
    given(submitted(authors=(HEAD, STAFF)), to=desk)

    def offered(on: date = TUESDAY) -> list[list[str]]:
        shows = GetArticle(article=FIRST)
        return [desk.may(on, person, shows) for person in (STAFF, HEAD, LEADER, CLERK)]

    gone, decided = ["withdraw-article"], ["return-article", "approve-article"]
    assert offered() == [gone, gone, decided, []]
    desk.on(TUESDAY, LEADER, ReturnArticle(article=FIRST, reason="x"))
    assert offered() == [["revise-article", *gone], ["revise-article", *gone], [], []]
    desk.on(TUESDAY, STAFF, ReviseArticle(article=FIRST, title="x", body="x"))
    desk.on(TUESDAY, LEADER, ApproveArticle(article=FIRST))
    assert offered() == [gone, gone, [], ["publish-article"]]
    desk.on(TUESDAY, CLERK, PublishArticle(article=FIRST, publication="x", on=TUESDAY))
    assert offered() == [[], [], [], []]


def test_the_register_as_a_workbook_with_those_who_still_owe(desk: Desk) -> None:
    desk.ticked(NEW_YEAR)
    given(submitted(), to=desk)
    file = desk.on(TUESDAY, CLERK, ExportArticles(year=2025))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    articles, debts = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert articles[2][:2] == ("2025-001", "债务监督调研")
    state = {row[0]: row[2] for row in debts[2:]}
    assert state["财政经济工作委员会"] == "已完成"
    assert state["预算工作委员会"] == "待完成"
