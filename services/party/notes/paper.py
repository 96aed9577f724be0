"""One piece of study notes or one article, and one check of the branch (B1.8, B5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.events import Event
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal
from services.party.notes import events as e

CITES = ("B1.8", "B5.8")


class PaperKind(Word):
    NOTES = "notes", "学习笔记", "study notes"
    ARTICLE = "article", "体会文章", "article"


class PaperStatus(Status):
    HANDED_IN = "handed-in", "已交", "handed in"
    RETURNED = "returned", "已退回", "returned"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


BECOMES: Becomes = {
    e.StudyPaperHandedIn: PaperStatus.HANDED_IN,
    e.StudyPaperReturned: PaperStatus.RETURNED,
    e.StudyPaperWithdrawn: PaperStatus.WITHDRAWN,
}


class OwnPaper(Refusal):
    """Nobody checks their own notes."""

    code = "party.study-own-paper"
    kind = "forbidden"
    next = ("请由其他支部委员办理。", "Leave it to another member of the committee.")


def length(text: str) -> int:
    """In characters, blanks left out: so a text is as long however it is laid out."""
    return sum(not one.isspace() for one in text)


class Paper(Aggregate):
    CALLED = "笔记或文章", "paper"
    CITES = CITES
    CARRIES = ("person", "department", "kind", "year", "characters")
    BECOMES = BECOMES
    person = ""
    department = ""
    kind = ""
    year = 0
    characters = 0

    def send_back(self, act: Act, *, reason: str) -> None:
        if act.actor == self.person:
            raise OwnPaper("不能检查本人的笔记。", "Nobody checks their own notes.", cites=CITES)
        self.trigger(e.StudyPaperReturned, act, reason=reason)


class NotesCheck(Aggregate):
    """Recorded once, with what it found of each."""

    CITES = ("B5.8",)
    CARRIES = ("number", "on")
    number = ""
    on: date

    def record(
        self,
        act: Act,
        *,
        number: str,
        first: date,
        on: date,
        note: str,
        results: Mapping[str, tuple[str, str]],
        departments: Mapping[str, str],
    ) -> None:
        """`results` are of each person the result and a remark."""
        if act.actor in results:
            raise OwnPaper("不能检查本人的笔记。", "Nobody checks their own notes.", cites=("B5.8",))
        self.trigger(e.StudyNotesChecked, act, number=number, first=first, on=on, people=tuple(results), note=note)
        for person, (result, remark) in results.items():
            self.trigger(
                e.StudyNotesJudged,
                act,
                person=person,
                department=departments[person],
                result=result,
                remark=remark,
            )

    @applies(e.StudyNotesChecked, e.StudyNotesJudged)
    def _recorded(self, event: Event) -> None:
        """Nothing is done to it later."""
