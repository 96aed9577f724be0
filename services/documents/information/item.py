"""One information item and the levels that adopted it (A34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.events import Event
from services.kernel.refusals import Refusal

CITES = ("A34", "B9.2")


class ItemWithdrawn(Refusal):
    code = "documents.information-withdrawn"


class ItemAdopted(Refusal):
    """What a level has printed is neither edited nor taken back."""

    code = "documents.information-adopted"


class AdoptedAlready(Refusal):
    """The same level and publication are recorded already."""

    code = "documents.information-adopted-already"


class AdoptionDate(Refusal):
    code = "documents.information-adoption-date"
    kind = "invalid"


class NoSuchAdoption(Refusal):
    code = "documents.information-no-such-adoption"
    kind = "missing"


class InformationItem(Aggregate):
    department = ""
    authors: tuple[str, ...] = ()
    submitted_on: date
    withdrawn = False

    def __init__(self, id: object) -> None:
        super().__init__(id)  # type: ignore[arg-type]
        self.adoptions: dict[tuple[str, str], date] = {}

    def submit(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        authors: Sequence[str],
        title: str,
        body: str,
        duplicate_of: str,
    ) -> None:
        self.trigger(
            InformationSubmitted,
            act,
            number=number,
            department=department,
            authors=tuple(authors),
            title=title,
            body=body,
            duplicate_of=duplicate_of,
            cites=CITES,
        )

    def edit(self, act: Act, *, title: str, body: str, duplicate_of: str) -> None:
        self._stands()
        self._not_adopted()
        self.trigger(
            InformationEdited,
            act,
            department=self.department,
            title=title,
            body=body,
            duplicate_of=duplicate_of,
            cites=CITES,
        )

    def forward(self, act: Act, *, level: str, to: str) -> None:
        self._stands()
        self.trigger(InformationForwarded, act, department=self.department, level=level, to=to, cites=CITES)

    def adopt(self, act: Act, *, level: str, publication: str, on: date) -> None:
        self._stands()
        if (level, publication) in self.adoptions:
            raise AdoptedAlready("该层级该刊物的采用已登记。", "This adoption is recorded already.", cites=CITES)
        if not self.submitted_on <= on <= act.day:
            raise AdoptionDate(
                "采用日期应在报送之后、今天之前。",
                "It is adopted after it was submitted, and not after today.",
                cites=CITES,
            )
        self._say(InformationAdopted, act, level, publication, on)

    def withdraw_adoption(self, act: Act, *, level: str, publication: str, reason: str) -> None:
        on = self.adoptions.get((level, publication))
        if on is None:
            raise NoSuchAdoption("没有登记过这次采用。", "There is no such adoption.", cites=CITES)
        self._say(AdoptionWithdrawn, act, level, publication, on, reason=reason)

    def withdraw(self, act: Act, *, reason: str) -> None:
        self._stands()
        self._not_adopted()
        self.trigger(
            InformationWithdrawn,
            act,
            department=self.department,
            submitted_on=self.submitted_on,
            reason=reason,
            cites=CITES,
        )

    def _say(
        self,
        event: type[InformationAdopted | AdoptionWithdrawn],
        act: Act,
        level: str,
        publication: str,
        on: date,
        **more: str,
    ) -> None:
        self.trigger(
            event,
            act,
            department=self.department,
            level=level,
            publication=publication,
            on=on,
            submitted_on=self.submitted_on,
            cites=CITES,
            **more,
        )

    def _stands(self) -> None:
        if self.withdrawn:
            raise ItemWithdrawn("该信息已撤回。", "The item was withdrawn.", cites=CITES)

    def _not_adopted(self) -> None:
        if self.adoptions:
            raise ItemAdopted(
                "该信息已被采用,不能再修改或撤回。", "The item is adopted and stands as it is.", cites=CITES
            )

    @applies(InformationSubmitted)
    def _submitted(self, event: InformationSubmitted) -> None:
        self.department, self.authors, self.submitted_on = event.department, event.authors, event.day

    @applies(InformationEdited, InformationForwarded)
    def _handled(self, event: Event) -> None:
        pass

    @applies(InformationAdopted)
    def _adopted(self, event: InformationAdopted) -> None:
        self.adoptions[event.level, event.publication] = event.on

    @applies(AdoptionWithdrawn)
    def _adoption_withdrawn(self, event: AdoptionWithdrawn) -> None:
        del self.adoptions[event.level, event.publication]

    @applies(InformationWithdrawn)
    def _withdrawn(self, event: InformationWithdrawn) -> None:
        self.withdrawn = True
