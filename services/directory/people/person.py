"""One person: in and out of service, from department to department. Guards what one person's own facts can tell."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.directory import events as facts
from services.directory.refusals import AlreadyThere, NotInService, refuse_before_last
from services.directory.timeline import Timeline
from services.kernel.domain.aggregate import Act, Aggregate, applies

Details = tuple[str, str, date, str]
"""Name, number, first day of any employment, gender."""


class Person(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.person = ""
        self.details: Details = ("", "", date.min, "")
        self.service: Timeline[bool] = Timeline()
        self.place: Timeline[str] = Timeline()
        self.residency: Timeline[bool] = Timeline()

    def hire(self, act: Act, *, person: str, details: Details, department: str, day: date) -> None:
        name, number, work_since, gender = details
        if any(start == day and self.place.at(day) == department for _, start, _ in self.service.spells()):
            if self.details == details:
                return  # the same hiring again
            raise _already_there(person)
        if self.service.last_value:
            raise _already_there(person)
        refuse_before_last(self.service, day)
        self.trigger(
            facts.PersonHired,
            act,
            day=day,
            person=person,
            department=department,
            name=name,
            number=number,
            work_since=work_since,
            gender=gender,
        )

    def move(self, act: Act, *, department: str, day: date) -> None:
        """To no department while between two: `department` is empty."""
        if self.place.changes_on(day) and (self.place.at(day) or "") == department:
            return
        self._in_service(day)
        refuse_before_last(self.place, day)
        previous = self.place.before(day) or ""
        if (self.place.at(day) or "") != department:
            self.trigger(facts.PersonMoved, act, day=day, person=self.person, department=department, previous=previous)

    def leave(self, act: Act, *, day: date, reason: str) -> None:
        if self.service.changes_on(day) and not self.service.at(day):
            return
        self._in_service(day)
        refuse_before_last(self.service, day)
        refuse_before_last(self.place, day)
        self.trigger(
            facts.PersonLeft, act, day=day, person=self.person, department=self.place.at(day) or "", reason=reason
        )

    def correct(self, act: Act, *, details: Details, reason: str) -> None:
        if details == self.details:
            return
        name, number, work_since, gender = details
        self.trigger(
            facts.PersonDetailsCorrected,
            act,
            person=self.person,
            name=name,
            number=number,
            work_since=work_since,
            gender=gender,
            reason=reason,
        )

    def take_residency_duty(self, act: Act, *, day: date) -> None:
        if self.residency.at(day):
            return
        self._in_service(day)
        refuse_before_last(self.residency, day)
        self.trigger(facts.ResidencyDutyTaken, act, day=day, person=self.person, cites=("A14",))

    def give_up_residency_duty(self, act: Act, *, day: date) -> None:
        if not self.residency.at(day):
            return
        refuse_before_last(self.residency, day)
        self.trigger(facts.ResidencyDutyGivenUp, act, day=day, person=self.person, cites=("A14",))

    def _in_service(self, day: date) -> None:
        if not self.service.at(day):
            raise NotInService(
                f"该人员于{day}不在职。", f"They are not in service on {day}.", person=self.person, day=str(day)
            )

    @applies(facts.PersonHired)
    def _hired(self, event: facts.PersonHired) -> None:
        self.person = event.person
        self.details = (event.name, event.number, event.work_since, event.gender)
        self.service = self.service.since(event.day, True)
        self.place = self.place.since(event.day, event.department or None)

    @applies(facts.PersonMoved)
    def _moved(self, event: facts.PersonMoved) -> None:
        self.place = self.place.since(event.day, event.department or None)

    @applies(facts.PersonLeft)
    def _left(self, event: facts.PersonLeft) -> None:
        self.service = self.service.since(event.day, None)
        self.place = self.place.since(event.day, None)

    @applies(facts.PersonDetailsCorrected)
    def _corrected(self, event: facts.PersonDetailsCorrected) -> None:
        self.details = (event.name, event.number, event.work_since, event.gender)

    @applies(facts.ResidencyDutyTaken)
    def _residency_taken(self, event: facts.ResidencyDutyTaken) -> None:
        self.residency = self.residency.since(event.day, True)

    @applies(facts.ResidencyDutyGivenUp)
    def _residency_given_up(self, event: facts.ResidencyDutyGivenUp) -> None:
        self.residency = self.residency.since(event.day, None)


def _already_there(person: str) -> AlreadyThere:
    return AlreadyThere(
        "该人员已在职或已按其他内容登记。", "They are in service, or recorded with other details.", person=person
    )
