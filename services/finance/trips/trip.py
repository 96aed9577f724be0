"""One trip: asked for before it begins, consented to, back with the days really away (A30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from services.finance.money import ZERO
from services.finance.trips import events as e
from services.finance.trips.events import Stay
from services.finance.trips.states import BECOMES, Lodging, TripStatus
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.refusals import Invalid, Refusal

CITES = ("A30",)


class TripDecided(Refusal):
    """The trip does not stand so that this can be done."""

    code = "finance.trip-decided"
    next = ("请打开该出差单查看办理情况。", "Open the trip to see how it stands.")


class TripNotConsented(Refusal):
    """Nobody travels, and nothing is claimed, before there is consent."""

    code = "finance.trip-not-consented"
    next = ("请等待批准。", "Wait for the consent.")


class OwnTrip(Refusal):
    """Nobody consents to a trip they make or asked for, nor confirms days they were away themselves."""

    code = "finance.trip-own"
    kind = "forbidden"
    next = ("请由该岗位本人或上一级办理。", "Leave it to the holder of the post, or to the next one up.")


class TripNotInAdvance(Refusal):
    """Asked for after it began."""

    code = "finance.trip-not-in-advance"
    next = (
        "请在出发前申请；已经出发的，由批准人另行处理。",
        "Ask before leaving; talk to whoever consents about the rest.",
    )


class TravellerTaken(Refusal):
    """Somebody is on another trip in these days."""

    code = "finance.trip-overlaps"
    next = ("请调整日期或人员，或先取消另一次出差。", "Change the days or the people, or cancel the other trip first.")


class ClassTooHigh(Refusal):
    """A class of transport that is not open to somebody's rank."""

    code = "finance.trip-class-too-high"
    kind = "invalid"
    next = ("请按规定等级选择交通工具。", "Choose a class that is open to all who travel.")


class DaysBeyondConsent(Refusal):
    """Days were named for which nobody gave consent."""

    code = "finance.trip-days-beyond-consent"
    kind = "invalid"
    next = ("请先申请延期，批准后再登记返回。", "Ask for the trip to be prolonged first, then report the return.")


class Trip(Aggregate):
    CALLED = "出差", "trip"
    CITES = CITES
    CARRIES = ("number", "person", "department", "area", "place", "transport", "lodging", "estimate")
    BECOMES = BECOMES
    WRONG_STATUS = TripDecided
    STILL = {TripStatus.REQUESTED: TripNotConsented}
    number = ""
    person = ""
    department = ""
    area = ""
    place = ""
    transport = ""
    lodging: str = Lodging.NONE
    estimate: Decimal = ZERO
    stays: tuple[Stay, ...] = ()
    """Everybody's days: as asked for, consented to or, once confirmed, really away."""
    away: tuple[Stay, ...] = ()
    """As reported, to be confirmed."""
    until: date | None = None
    """The last day asked for, while that waits."""

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(stay.person for stay in self.stays)

    @property
    def concerned(self) -> frozenset[str]:
        """Who travels, and who asked."""
        return frozenset((*self.people, self.person))

    @property
    def departments(self) -> frozenset[str]:
        return frozenset(stay.department for stay in self.stays)

    @property
    def start(self) -> date:
        return min(stay.start for stay in self.stays)

    @property
    def end(self) -> date:
        return max(stay.end for stay in self.stays)

    # -- before it begins ---------------------------------------------------------------------------------------------

    def request(self, act: Act, *, stays: Sequence[Stay], **said: Any) -> None:
        """`said`: what `TripRequested` says beside the days."""
        start, end = stays[0].start, stays[0].end
        check_days(start, end)
        if start < act.day:
            raise TripNotInAdvance(
                "出差应当事先申请，出发日期不能早于今天。",
                "A trip is asked for beforehand: it cannot have begun already.",
                cites=CITES,
                start=start.isoformat(),
            )
        self.trigger(e.TripRequested, act, person=act.actor, stays=tuple(stays), **said)

    def approve(self, act: Act) -> None:
        """To the trip, or to its being prolonged."""
        self.not_ones_own(act, self.concerned)
        if self.status is TripStatus.PROLONGING:
            assert self.until is not None
            self.trigger(e.TripChanged, act, stays=_until(self.stays, self.end, self.until))
        else:
            self.trigger(e.TripApproved, act, stays=self.stays)

    def reject(self, act: Act, *, reason: str) -> None:
        self.not_ones_own(act, self.concerned)
        prolonging = self.status is TripStatus.PROLONGING
        self.trigger(e.TripProlongationRejected if prolonging else e.TripRejected, act, reason=reason)

    def withdraw(self, act: Act, *, reason: str) -> None:
        prolonging = self.status is TripStatus.PROLONGING
        self.trigger(e.TripProlongationWithdrawn if prolonging else e.TripWithdrawn, act, reason=reason)

    def cancel(self, act: Act, *, reason: str) -> None:
        self.trigger(e.TripCancelled, act, stays=self.stays, reason=reason)

    # -- its days -----------------------------------------------------------------------------------------------------

    def shorten(self, act: Act, *, end: date, reason: str) -> None:
        if not self.start <= end < self.end:
            raise Invalid(
                "新的最后一天应早于原定的最后一天，且不早于出发日。",
                "The new last day lies before the old one, and not before the first.",
                fields=[{"field": "end"}],
            )
        self.trigger(e.TripChanged, act, stays=_until(self.stays, self.end, end), reason=reason)

    def ask_to_prolong(self, act: Act, *, end: date, reason: str) -> None:
        if end <= self.end:
            raise Invalid(
                "新的最后一天应晚于原定的最后一天。",
                "The new last day lies after the old one.",
                fields=[{"field": "end"}],
            )
        self.trigger(e.TripProlongationRequested, act, until=end, reason=reason)

    def report_return(
        self, act: Act, *, start: date, end: date, others: Mapping[str, tuple[date, date]], stayed: Sequence[str]
    ) -> None:
        """`others` were away on other days than those, `stayed` did not go at all."""
        if unknown := {*others, *stayed} - set(self.people):
            raise Invalid(
                "所列人员不在本次出差人员中。",
                "Somebody who is named does not travel.",
                fields=[{"field": "others", "value": sorted(unknown)}],
            )
        away = tuple(
            msgspec.structs.replace(stay, start=days[0], end=days[1])
            for stay in self.stays
            if stay.person not in stayed
            for days in [others.get(stay.person, (start, end))]
        )
        if not away:
            raise Invalid(
                "没有人成行的，请办理取消。", "Where nobody went, cancel the trip.", fields=[{"field": "stayed"}]
            )
        for stay in away:
            check_days(stay.start, stay.end)
            if not self.start <= stay.start <= stay.end <= self.end:
                raise DaysBeyondConsent(
                    f"批准的出差日期为{self.start}至{self.end}。",
                    f"Consent was given for {self.start} to {self.end}.",
                    cites=CITES,
                    person=stay.person,
                )
            if stay.end > act.day:
                raise Invalid("尚未返回。", "Nobody is back before they are.", fields=[{"field": "end"}])
        self.trigger(e.TripReturnReported, act, away=away)

    def confirm_return(self, act: Act) -> None:
        self.not_ones_own(act, frozenset(self.people))
        self.trigger(e.TripReturnConfirmed, act, stays=self.away)

    def send_return_back(self, act: Act, *, reason: str) -> None:
        self.not_ones_own(act, frozenset(self.people))
        self.trigger(e.TripReturnSentBack, act, reason=reason)

    def not_ones_own(self, act: Act, whose: frozenset[str]) -> None:
        if act.actor in whose:
            raise OwnTrip(
                "不能批准或确认本人参加或申请的出差，代行职责时也不能。",
                "Nobody decides on a trip they make or asked for, standing in included.",
                cites=CITES,
            )

    # -- facts --------------------------------------------------------------------------------------------------------

    @applies(e.TripRequested)
    def _requested(self, event: e.TripRequested) -> None:
        self.stays = event.stays

    @applies(e.TripChanged, e.TripReturnConfirmed)
    def _days(self, event: e.OfTripDays) -> None:
        self.stays = event.stays

    @applies(e.TripProlongationRequested)
    def _asked_longer(self, event: e.TripProlongationRequested) -> None:
        self.until = event.until

    @applies(e.TripReturnReported)
    def _reported(self, event: e.TripReturnReported) -> None:
        self.away = event.away


def check_days(start: date, end: date) -> None:
    if end < start:
        raise Invalid(
            "最后一天不能早于第一天。", "The last day does not lie before the first.", fields=[{"field": "end"}]
        )


def _until(stays: Sequence[Stay], last: date, end: date) -> tuple[Stay, ...]:
    """Everybody who was to stay to the `last` day stays to `end`."""
    return tuple(msgspec.structs.replace(stay, end=end) if stay.end == last else stay for stay in stays)
