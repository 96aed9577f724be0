"""One document's circulation: a queue of readers, copies that go round, and every copy back in the end (B11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.documents.circulation import events as e
from services.documents.circulation.hold import READ, RETURN, DepartmentOf, Handing, Hold
from services.documents.circulation.refusals import (
    AlreadyAsked,
    AlreadyCirculating,
    AlreadyReader,
    CopyNotOut,
    NoCopyFree,
    NoRetentionAsked,
    NotEnoughCopies,
    NotHolding,
    NotWaiting,
    OwnRetention,
    RetentionTooLong,
)
from services.documents.circulation.state import CirculationState
from services.documents.circulation.states import CirculationStatus, Mode
from services.kernel.domain.aggregate import Act
from services.kernel.rules.calendar import OPEN_DUE
from services.kernel.rules.halfdays import Slot

CITES = ("B11.2",)
LEFT = "已不在本机关"


class Circulation(CirculationState):
    def start(
        self,
        act: Act,
        *,
        document: str,
        number: str,
        mode: str,
        copies: int,
        copies_registered: int,
        urgency: str,
        readers: Sequence[str],
        why: str,
        handing: Handing,
    ) -> None:
        if self.exists:
            raise AlreadyCirculating(
                "该文件已在传阅，可以增加阅件人。", "It circulates already; readers can be added.", cites=CITES
            )
        if copies > copies_registered:
            raise NotEnoughCopies(
                f"登记份数为{copies_registered}份，不能分送{copies}份。",
                f"{copies_registered} copies were registered, {copies} cannot go round.",
                cites=CITES,
                registered=copies_registered,
            )
        self.trigger(
            e.CirculationStarted,
            act,
            document=document,
            number=number,
            mode=mode,
            copies=1 if mode == Mode.SERIAL else copies,
            urgency=urgency,
            readers=tuple(dict.fromkeys(readers)),
            why=why,
            cites=("A18", "B11.2"),
        )
        self._hand_on(act, handing)

    def add_readers(self, act: Act, *, readers: Sequence[str], why: str, handing: Handing) -> None:
        """A circulation that was complete goes on."""
        known = [one for one in readers if one in self.read or one in self.holds or one in self.waiting]
        if known:
            raise AlreadyReader("已在阅件人名单中。", "They are among the readers already.", cites=CITES, people=known)
        self.trigger(
            e.ReadersAdded,
            act,
            readers=tuple(dict.fromkeys(readers)),
            place=self.places + 1,
            why=why,
            cites=("A18", "B11.2"),
        )
        self._hand_on(act, handing)

    def remove_reader(self, act: Act, *, person: str, reason: str) -> None:
        self._waits(person)
        self.trigger(e.ReaderRemoved, act, person=person, reason=reason)
        self._complete(act)

    def pass_on(self, act: Act, *, person: str, opinion: str, direct: bool, handing: Handing) -> None:
        """Read: to the next reader where that may be done `direct`ly, else back to the office."""
        copy = self._hold(person).copy
        self._late(act, person, handing.department_of)
        following = self._next(act, handing) if direct and self.status == CirculationStatus.OPEN else ""
        self._of(e.DocumentRead, act, person, handed_on=bool(following), opinion=opinion)
        if following:
            self._hand(act, handing, following, copy, came_from=person)

    def return_unread(self, act: Act, *, person: str, reason: str, department_of: DepartmentOf) -> None:
        self._hold(person)
        self._unread(act, person, department_of, again=True, reason=reason)

    def _unread(self, act: Act, person: str, department_of: DepartmentOf, *, again: bool, reason: str) -> None:
        self._late(act, person, department_of)
        queued = again and self.status == CirculationStatus.OPEN
        self._of(e.DocumentReturnedUnread, act, person, place=self.places + 1, queued=queued, reason=reason)

    def receive(self, act: Act, *, copy: int, read: bool, handing: Handing) -> None:
        """The clerk takes a copy in, from somebody's desk or on its way back, and gives it to whoever waits."""
        holder = next((person for person, hold in self.holds.items() if hold.copy == copy), "")
        if holder and read:
            self._late(act, holder, handing.department_of)
            self._of(e.DocumentRead, act, holder)
        elif holder:
            here = handing.serves(holder, act.day)
            self._unread(act, holder, handing.department_of, again=here, reason="" if here else LEFT)
        if copy not in self.on_the_way:
            raise CopyNotOut("这一份不在外。", "That copy is not out.", cites=CITES, copy=copy)
        giver = self.on_the_way[copy]
        self.trigger(e.CopyReceived, act, copy=copy, person=giver)
        self._hand_on(act, handing, not_to=giver)
        self._complete(act)

    def hand_out(self, act: Act, *, person: str, handing: Handing) -> None:
        """Out of turn, or again to a reader who returned it unread."""
        self._waits(person)
        if not self.at_office:
            raise NoCopyFree("办公室没有可分送的份数。", "No copy is at the office.", cites=CITES)
        self._hand(act, handing, person, min(self.at_office))

    def ask_retention(
        self, act: Act, *, person: str, until: date, longest: date, reason: str, department_of: DepartmentOf
    ) -> None:
        hold = self._hold(person)
        self.expect((CirculationStatus.OPEN,), zh="申请留用文件", en="ask to keep it")
        if hold.asked is not None:
            raise AlreadyAsked("留用申请尚待批准。", "The request to keep it is waiting already.", cites=CITES)
        after = hold.due if hold.due != OPEN_DUE else act.day
        if until <= after or until > longest:
            raise RetentionTooLong(
                f"留用期限应晚于{after.isoformat()}，不得超过{longest.isoformat()}。",
                f"It can be kept until a day after {after.isoformat()} and up to {longest.isoformat()}.",
                cites=CITES,
                longest=longest.isoformat(),
            )
        self._late(act, person, department_of)
        self._of(e.RetentionAsked, act, person, until=until, reason=reason)

    def grant_retention(self, act: Act, *, person: str) -> None:
        _, until = self._asked(person, act)
        self._of(e.RetentionGranted, act, person, due=until)

    def refuse_retention(self, act: Act, *, person: str, reason: str) -> None:
        """Waiting for the office's answer is not the reader's delay."""
        hold, _ = self._asked(person, act)
        self._of(e.RetentionRefused, act, person, due=max(hold.due, act.day), was_overdue=hold.overdue, reason=reason)

    def withdraw(self, act: Act, *, reason: str, due: date, department_of: DepartmentOf) -> None:
        self.trigger(e.CirculationWithdrawn, act, reason=reason)
        for person in sorted(self.holds):
            self._late(act, person, department_of)
            hold = self.holds[person]
            self._of(e.CopyRecalled, act, person, due=due, was_overdue=hold.overdue and hold.stage == RETURN)
        self._complete(act)

    def leave(self, act: Act, *, person: str, due: date, department_of: DepartmentOf) -> None:
        """Who is in service no longer reads nothing more. Their copy is called back: the days for reading stay as they
        were, what they kept by leave, or had asked to keep, is owed by `due`."""
        if person in self.waiting:
            self._strike_off(act, person)
            self._complete(act)
        elif person in self.holds and not self.holds[person].recalled:
            self._late(act, person, department_of)
            hold = self.holds[person]
            owed = min(hold.due, due) if hold.stage == RETURN else hold.due
            day = due if hold.asked is not None else owed
            self._of(e.CopyRecalled, act, person, due=day, was_overdue=hold.overdue, gone=True)

    def set_term(self, act: Act, *, person: str, due: date) -> None:
        """What was open until the calendar of its year is known."""
        self._of(e.TermSet, act, person, due=due)

    def urge(self, act: Act, *, person: str, following: Slot) -> None:
        hold = self._hold(person)
        self._of(
            e.ReaderUrged,
            act,
            person,
            nth=hold.urged + 1,
            urge_on=following.day,
            urge_half=following.half,
            cites=("A18", "B11.2"),
        )

    def miss(self, act: Act, *, person: str, department_of: DepartmentOf) -> None:
        """Charged to the department that the holder had on the last day in time."""
        hold = self._hold(person)
        department = department_of(person, hold.due) or hold.department
        self._of(e.CirculationOverdue, act, person, department=department, due=hold.due)

    def _late(self, act: Act, person: str, department_of: DepartmentOf) -> None:
        """A breach is one also where the document moves before the clock has looked."""
        hold = self.holds[person]
        if hold.due < act.day and not hold.overdue and hold.asked is None:
            self.miss(act, person=person, department_of=department_of)

    def _of(self, event_class: type[e.OfHold], act: Act, person: str, **more: Any) -> None:
        """Records a fact about a copy in somebody's hands."""
        hold = self.holds[person]
        about = {"person": person, "department": hold.department}
        held = {"copy": hold.copy, "turn": hold.turn, "stage": hold.stage}
        self.trigger(event_class, act, **about | held | more)

    # -- guards and steps ---------------------------------------------------------------------------------------------

    def _hand_on(self, act: Act, handing: Handing, not_to: str = "") -> None:
        """Free copies to whoever waits longest; not at once to the one who has just given it back."""
        if self.status == CirculationStatus.WITHDRAWN:
            return
        for copy in sorted(self.at_office):
            person = self._next(act, handing, not_to)
            if not person:
                return
            self._hand(act, handing, person, copy)

    def _next(self, act: Act, handing: Handing, not_to: str = "") -> str:
        """Whoever waits longest; those whom it reaches after they left are passed over, and need not read it."""
        for person in tuple(self.waiting):
            if not handing.serves(person, act.day):
                self._strike_off(act, person)
            elif person != not_to:
                return person
        return ""

    def _strike_off(self, act: Act, person: str) -> None:
        self.trigger(e.ReaderRemoved, act, person=person, gone=True, reason=LEFT)

    def _hand(self, act: Act, handing: Handing, person: str, copy: int, came_from: str = "") -> None:
        self.trigger(
            e.DocumentHanded,
            act,
            person=person,
            department=handing.department_of(person, act.day),
            copy=copy,
            turn=self.turns.get(person, 0) + 1,
            stage=READ,
            came_from=came_from,
            due=handing.due,
            urge_on=handing.urge.day,
            urge_half=handing.urge.half,
        )

    def _complete(self, act: Act) -> None:
        if not (self.waiting or self.holds or self.on_the_way):
            withdrawn = self.status == CirculationStatus.WITHDRAWN
            self.trigger(e.CirculationCompleted, act, withdrawn=withdrawn)

    def _hold(self, person: str) -> Hold:
        if person not in self.holds:
            raise NotHolding("文件不在该人员手中。", "They do not have the document.", cites=CITES, person=person)
        return self.holds[person]

    def _waits(self, person: str) -> None:
        if person not in self.waiting:
            raise NotWaiting("该人员不在待阅名单中。", "They do not wait for the document.", cites=CITES, person=person)

    def _asked(self, person: str, act: Act) -> tuple[Hold, date]:
        hold = self._hold(person)
        if hold.asked is None:
            raise NoRetentionAsked("没有待批的留用申请。", "Nobody has asked to keep it.", cites=CITES)
        if act.actor == person:
            raise OwnRetention("不能批准本人的留用申请。", "Nobody decides on their own request.", cites=CITES)
        return hold, hold.asked
