"""One post: one holder at a time, and whoever stands in while the holder is away, as A15 needs approvers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.directory import events as facts
from services.directory.refusals import (
    AlreadyThere,
    DelegationRefused,
    NotHolder,
    NotOpen,
    PostOccupied,
    StillInUse,
    refuse_before_last,
)
from services.directory.timeline import Timeline
from services.kernel.domain.aggregate import Act, Aggregate, applies


@dataclass(frozen=True, slots=True)
class Given:
    """`until` as it was given; `end` as it came to be."""

    number: int
    holder: str
    deputy: str
    start: date
    until: date
    end: date


class Post(Aggregate):
    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.post = ""
        self.created: tuple[str, str, str, str, date] | None = None
        self.end: date | None = None
        self.holders: Timeline[str] = Timeline()
        self.given: tuple[Given, ...] = ()

    def create(self, act: Act, *, post: str, zh: str, en: str, department: str, level: str, day: date) -> None:
        wanted = (zh, en, department, level, day)
        if self.created == wanted:
            return
        if self.created is not None:
            raise AlreadyThere("已有这一岗位。", "There is such a post already.", post=post)
        self.trigger(facts.PostCreated, act, day=day, of_post=post, zh=zh, en=en, department=department, level=level)

    def abolish(self, act: Act, *, day: date) -> None:
        if self.end == day:
            return
        self._open(day)
        refuse_before_last(self.holders, day)
        if self.holders.at(day):
            raise StillInUse(
                "该岗位仍有任职者，请先免职。",
                "The post has a holder; relieve them first.",
                holder=self.holders.at(day),
            )
        self.trigger(facts.PostAbolished, act, day=day, of_post=self.post)

    def appoint(self, act: Act, *, person: str, day: date) -> None:
        if any(holder == person and start == day for holder, start, _ in self.holders.spells()):
            return
        self._open(day)
        refuse_before_last(self.holders, day)
        holder = self.holders.at(day)
        if holder:
            raise PostOccupied(
                "该岗位已有任职者，一岗不能二人，请先免职。",
                "The post is held; relieve its holder first.",
                post=self.post,
                holder=holder,
            )
        self.trigger(facts.HolderAppointed, act, day=day, of_post=self.post, person=person)

    def relieve(self, act: Act, *, person: str, day: date) -> None:
        if any(holder == person and end == day for holder, _, end in self.holders.spells()):
            return
        if self.holders.at(day) != person:
            raise NotHolder(
                f"该人员于{day}不任此职。", f"They do not hold the post on {day}.", post=self.post, person=person
            )
        refuse_before_last(self.holders, day)
        self.trigger(facts.HolderRelieved, act, day=day, of_post=self.post, person=person)

    def delegate(self, act: Act, *, deputy: str, start: date, until: date, reason: str) -> None:
        """From `start` until the day before `until`. One deputy at a time, and never the holder."""
        holder = self.holders.at(start) or ""
        if any((g.holder, g.deputy, g.start, g.until) == (holder, deputy, start, until) for g in self.given):
            return
        self._open(start)
        if not holder:
            raise NotHolder(f"该岗位于{start}无任职者。", f"Nobody holds the post on {start}.", post=self.post)
        if until <= start or deputy == holder:
            raise DelegationRefused(
                "代行须有起止日期，且不能委托本人。", "A delegation needs days, and another person.", cites=("A15",)
            )
        clash = next((g for g in self.given if g.start < until and start < g.end), None)
        if clash is not None:
            raise DelegationRefused(
                f"{clash.start}至{clash.end}已委托他人代行，请先结束。",
                f"Somebody stands in from {clash.start} to {clash.end}; end that first.",
                cites=("A15",),
                number=clash.number,
            )
        self.trigger(
            facts.DelegationGiven,
            act,
            day=start,
            of_post=self.post,
            number=len(self.given) + 1,
            holder=holder,
            deputy=deputy,
            until=until,
            reason=reason,
            cites=("A15",),
        )

    def end_delegation(self, act: Act, *, number: int, day: date) -> None:
        """`day` is the first day without it; one that ends before it began never ran."""
        found = next((g for g in self.given if g.number == number), None)
        if found is None:
            raise DelegationRefused("没有这项委托。", "There is no such delegation.", number=number)
        if day < found.end:
            self.trigger(
                facts.DelegationEnded,
                act,
                day=max(day, found.start),
                of_post=self.post,
                number=number,
                holder=found.holder,
                deputy=found.deputy,
                cites=("A15",),
            )

    def _open(self, day: date) -> None:
        if self.created is None or day < self.created[-1] or (self.end is not None and day >= self.end):
            raise NotOpen(f"{day}没有这一岗位。", f"There is no such post on {day}.", post=self.post, day=str(day))

    @applies(facts.PostCreated)
    def _created(self, event: facts.PostCreated) -> None:
        self.post = event.of_post
        self.created = (event.zh, event.en, event.department, event.level, event.day)

    @applies(facts.PostAbolished)
    def _abolished(self, event: facts.PostAbolished) -> None:
        self.end = event.day

    @applies(facts.HolderAppointed)
    def _appointed(self, event: facts.HolderAppointed) -> None:
        self.holders = self.holders.since(event.day, event.person)

    @applies(facts.HolderRelieved)
    def _relieved(self, event: facts.HolderRelieved) -> None:
        self.holders = self.holders.since(event.day, None)

    @applies(facts.DelegationGiven)
    def _delegated(self, event: facts.DelegationGiven) -> None:
        given = Given(event.number, event.holder, event.deputy, event.day, event.until, event.until)
        self.given = (*self.given, given)

    @applies(facts.DelegationEnded)
    def _delegation_ended(self, event: facts.DelegationEnded) -> None:
        self.given = tuple(replace(g, end=event.day) if g.number == event.number else g for g in self.given)
