"""One information item and the levels that adopted it (A34)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.documents.information import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.events import Event
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Refusal

CITES = ("A34", "B9.2")


class InformationStatus(Status):
    SUBMITTED = "submitted", "已报送", "submitted"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Level(Word):
    """Which take an item up."""

    DISTRICT = "district", "区", "district"
    CITY = "city", "市", "city"
    PROVINCE = "province", "省", "province"
    NATION = "nation", "中央", "nation"


BECOMES: Becomes = {
    e.InformationSubmitted: InformationStatus.SUBMITTED,
    e.InformationWithdrawn: InformationStatus.WITHDRAWN,
}


class ItemWithdrawn(Refusal):
    code = "documents.information-withdrawn"
    next = ("需要报送的，请另行登记。", "Submit it as a new item if it is still wanted.")


class ItemAdopted(Refusal):
    """What a level has printed is neither edited nor taken back."""

    code = "documents.information-adopted"
    next = ("如采用登记有误，请先撤销采用。", "Where the adoption is wrong, withdraw that first.")


class AdoptedAlready(Refusal):
    """The same level and publication are recorded already."""

    code = "documents.information-adopted-already"
    next = (
        "无需重复登记；另一层级或刊物采用的，请改填。",
        "It need not be entered twice; change the level or the publication if it is another one.",
    )


class AdoptionDate(Refusal):
    code = "documents.information-adoption-date"
    kind = "invalid"
    next = ("请填写报送之后、今天之前的采用日期。", "Give a day between its submission and today.")


class NoSuchAdoption(Refusal):
    code = "documents.information-no-such-adoption"
    kind = "missing"
    next = ("请打开该信息核对采用情况。", "Open the item and check its adoptions.")


class InformationItem(Aggregate):
    CALLED = "信息", "item"
    CITES = CITES
    CARRIES = ("department", "submitted_on")
    BECOMES = BECOMES
    WRONG_STATUS = ItemWithdrawn
    department = ""
    submitted_on: date

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.adoptions: dict[tuple[str, str], date] = {}

    def edit(self, act: Act, *, title: str, body: str, duplicate_of: str) -> None:
        self._not_adopted()
        self.trigger(e.InformationEdited, act, title=title, body=body, duplicate_of=duplicate_of)

    def adopt(self, act: Act, *, level: str, publication: str, on: date) -> None:
        if (level, publication) in self.adoptions:
            raise AdoptedAlready("该层级该刊物的采用已登记。", "This adoption is recorded already.", cites=CITES)
        if not self.submitted_on <= on <= act.day:
            raise AdoptionDate(
                "采用日期应在报送之后、今天之前。",
                "It is adopted after it was submitted, and not after today.",
                cites=CITES,
            )
        self.trigger(e.InformationAdopted, act, level=level, publication=publication, on=on)

    def withdraw_adoption(self, act: Act, *, level: str, publication: str, reason: str) -> None:
        on = self.adoptions.get((level, publication))
        if on is None:
            raise NoSuchAdoption("没有登记过这次采用。", "There is no such adoption.", cites=CITES)
        self.trigger(e.AdoptionWithdrawn, act, level=level, publication=publication, on=on, reason=reason)

    def withdraw(self, act: Act, *, reason: str) -> None:
        self._not_adopted()
        self.trigger(e.InformationWithdrawn, act, reason=reason)

    def _not_adopted(self) -> None:
        if self.adoptions:
            raise ItemAdopted(
                "该信息已被采用，不能再修改或撤回。", "The item is adopted and stands as it is.", cites=CITES
            )

    @applies(e.InformationSubmitted)
    def _submitted(self, event: e.InformationSubmitted) -> None:
        self.submitted_on = event.day

    @applies(e.InformationEdited, e.InformationForwarded)
    def _handled(self, event: Event) -> None:
        pass

    @applies(e.InformationAdopted)
    def _adopted(self, event: e.InformationAdopted) -> None:
        self.adoptions[event.level, event.publication] = event.on

    @applies(e.AdoptionWithdrawn)
    def _adoption_withdrawn(self, event: e.AdoptionWithdrawn) -> None:
        del self.adoptions[event.level, event.publication]
