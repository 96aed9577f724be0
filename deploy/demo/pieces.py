"""What chance would not bring: every branch of the route, every refusal, every way a month changes afterwards."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from deploy.demo.files import Files
from deploy.demo.leave import CLERK, DIRECTOR, Desk, Slip
from deploy.demo.plan import Plan, days_between
from deploy.demo.presence import Presence
from deploy.demo.sheets import Sheets

WRONGLY_LATE, UNMARKED_TRIP, UNMARKED_STAY = date(2026, 7, 8), date(2026, 7, 22), date(2026, 7, 12)
FORBIDDEN, INVALID = "kernel.forbidden", "kernel.invalid"


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def before_the_sheets(plan: Plan, desk: Desk, presence: Presence) -> None:
    """What people are away for is planned before their punches are."""
    _leaders_away(plan, presence)
    _leaders_leave(plan, desk)
    _heads_leave(plan, desk)
    _vacant_post(plan, desk)
    _standing_in(plan, desk)
    _out_of_order(plan, desk)
    _kinds(plan, desk)
    _refused_slips(plan, desk)
    _forfeited_and_back(plan, desk)
    _forfeited_for_good(plan, desk)
    _entitlement(plan, desk)
    _slips_and_returns_across_months(plan, desk)
    _marks(plan, presence)


def _leaders_away(plan: Plan, presence: Presence) -> None:
    """As the organ's delegations say: a course, a tour, a secondment."""
    for person, first, last in (
        ("p002", d(7, 6), d(7, 17)), ("p003", d(9, 7), d(9, 11)), ("p008", d(8, 24), d(9, 4)),
    ):  # fmt: skip
        plan.speak_for(person, first, last)
        for day in plan.workdays(first, last):
            presence.mark(person, day, "trip")


def _leaders_leave(plan: Plan, desk: Desk) -> None:
    """County-level leaders ask the chair, or whoever stands in; the chair's own slip is recorded by the office."""
    desk.take(Slip("p004", "annual", d(7, 27), d(8, 7)), plan.at(d(7, 20), 10))
    desk.take(Slip("p005", "annual", d(7, 8), d(7, 10)), plan.at(d(7, 6), 9))
    desk.take(Slip("p003", "personal", d(8, 13), d(8, 13), "am", "am"), plan.at(d(8, 12), 9))
    own = Slip("p002", "annual", d(9, 14), d(9, 18))
    asked = plan.at(d(9, 9), 10)
    label = desk.ask(own, asked)
    plan.do(plan.at(d(9, 9), 11), "p002", "attendance.approve-leave", leave=f"@{label}", expect=FORBIDDEN)
    approved = desk.approve(own, label, plan.at(d(9, 9), 11, 30))
    plan.stay_away("p002", own.halves())
    desk.come_back(own, label, approved)
    desk.take(Slip("p006", "annual", d(7, 30), d(7, 31)), plan.at(d(7, 27), 10))
    desk.take(Slip("p007", "sick", d(8, 19), d(8, 26)), plan.at(d(8, 17), 10), back="late", days_late=1)


def _heads_leave(plan: Plan, desk: Desk) -> None:
    """Heads ask their supervising leader, above three days the chair as well."""
    desk.take(Slip("p029", "personal", d(7, 14), d(7, 14)), plan.at(d(7, 13), 10))
    desk.take(Slip("p037", "annual", d(7, 16), d(7, 17)), plan.at(d(7, 14), 10))
    desk.take(Slip("p041", "annual", d(8, 24), d(8, 28)), plan.at(d(8, 18), 10))
    desk.take(Slip("p019", "annual", d(8, 10), d(8, 12), "pm", "pm"), plan.at(d(8, 6), 10))
    desk.take(Slip("p034", "personal", d(9, 9), d(9, 9)), plan.at(d(9, 8), 10))


def _vacant_post(plan: Plan, desk: Desk) -> None:
    """No head from 13 July to 12 August: the leader decides, also what waits for the head already."""
    waiting = Slip("p035", "annual", d(8, 20), d(8, 21))
    asked = plan.at(d(7, 10), 17, 30)
    label = desk.ask(waiting, asked)
    approved = desk.approve(waiting, label, asked, first=1, after=plan.at(d(7, 13), 9))
    plan.stay_away("p035", waiting.halves())
    desk.come_back(waiting, label, approved)
    desk.take(Slip("p035", "personal", d(7, 15), d(7, 15)), plan.at(d(7, 14), 9))
    desk.take(Slip("p036", "sick", d(7, 29), d(7, 29)), plan.at(d(7, 28), 9))
    desk.take(Slip("p034", "annual", d(7, 22), d(7, 24)), plan.at(d(7, 20), 9))
    desk.take(Slip("p036", "annual", d(8, 3), d(8, 6)), plan.at(d(7, 30), 9))


def _standing_in(plan: Plan, desk: Desk) -> None:
    """Whoever stands in decides, but never on their own leave: that is the next one's, and above the chair it waits."""
    mine = Slip("p058", "annual", d(7, 22), d(7, 24))
    asked = plan.at(d(7, 14), 10)
    label = desk.ask(mine, asked)
    plan.do(plan.at(d(7, 14), 10, 5), "p058", "attendance.approve-leave", leave=f"@{label}",
            expect="attendance.own-leave")  # fmt: skip
    plan.stay_away("p058", mine.halves())
    desk.come_back(mine, label, desk.approve(mine, label, asked))
    small = Slip("p047", "personal", d(8, 20), d(8, 20))
    asked = plan.at(d(8, 18), 10)
    label = desk.ask(small, asked)
    plan.do(plan.at(d(8, 18), 10, 5), "p047", "attendance.approve-leave", leave=f"@{label}", expect=FORBIDDEN)
    plan.stay_away("p047", small.halves())
    desk.come_back(small, label, desk.approve(small, label, asked))
    desk.take(Slip("p046", "official", d(8, 17), d(8, 21)), plan.at(d(8, 11), 10))
    early = Slip("p057", "sick", d(8, 14), d(8, 14))
    asked = plan.at(d(8, 13), 10)
    label = desk.ask(early, asked)
    plan.do(plan.at(d(8, 13), 10, 30), "p047", "attendance.approve-leave", leave=f"@{label}", expect=FORBIDDEN)
    plan.stay_away("p057", early.halves())
    desk.come_back(early, label, desk.approve(early, label, asked))


def _out_of_order(plan: Plan, desk: Desk) -> None:
    """Strictly in order; nobody who is not on the route; nothing after the end."""
    slip = Slip("p031", "annual", d(9, 1), d(9, 4))
    asked = plan.at(d(8, 24), 9)
    label = desk.ask(slip, asked)
    for minute, caller, expect in (
        (5, "p002", "attendance.not-your-step"), (10, "p004", "attendance.not-your-step"), (15, "p030", FORBIDDEN),
        (20, "p031", FORBIDDEN),
    ):  # fmt: skip
        plan.do(plan.at(d(8, 24), 9, minute), caller, "attendance.approve-leave", leave=f"@{label}", expect=expect)
    plan.do(plan.at(d(8, 24), 9, 25), "p029", "attendance.approve-leave", leave=f"@{label}")
    plan.do(plan.at(d(8, 24), 9, 30), "p002", "attendance.reject-leave", leave=f"@{label}", reason="不同意",
            expect="attendance.not-your-step")  # fmt: skip
    approved = desk.approve(slip, label, asked, first=1, after=plan.at(d(8, 24), 9, 40))
    plan.do(approved + timedelta(minutes=1), "p031", "attendance.withdraw-leave", leave=f"@{label}",
            expect="attendance.leave-not-open")  # fmt: skip
    plan.stay_away("p031", slip.halves())
    desk.come_back(slip, label, approved)

    refused = Slip("p022", "annual", d(8, 17), d(8, 21))
    asked = plan.at(d(8, 3), 9)
    label = desk.ask(refused, asked)
    desk.reject(refused, label, asked, step=1)
    plan.do(plan.at(d(8, 10), 9), "p002", "attendance.approve-leave", leave=f"@{label}",
            expect="attendance.leave-not-open")  # fmt: skip
    late = Slip("p045", "sick", d(9, 8), d(9, 8))
    plan.stay_away("p045", late.halves())
    plan.do(plan.at(d(9, 9), 15), "p045", "attendance.withdraw-leave", leave=f"@{desk.ask(late, plan.at(d(9, 9), 9))}")
    given_up = Slip("p045", "annual", d(9, 21), d(9, 24))
    asked = plan.at(d(9, 10), 9)
    label = desk.ask(given_up, asked)
    at = desk.approve(given_up, label, asked, steps=1)
    plan.do(at + timedelta(minutes=3), "p053", "attendance.withdraw-leave", leave=f"@{label}", expect=FORBIDDEN)
    plan.do(at + timedelta(minutes=9), "p045", "attendance.withdraw-leave", leave=f"@{label}")
    desk.ask(Slip("p021", "personal", d(10, 22), d(10, 23)), plan.at(d(10, 19), 10))  # nobody has decided it yet


def _kinds(plan: Plan, desk: Desk) -> None:
    """Each kind of leave; maternity, paternity and home visits count calendar days."""
    wish = Slip("p044", "marriage", d(8, 24), d(8, 27))
    desk.ask(wish, plan.at(d(8, 10), 9), expect="attendance.leave-too-long")
    desk.take(Slip("p044", "marriage", d(8, 24), d(8, 26)), plan.at(d(8, 10), 10))
    desk.take(Slip("p048", "maternity", d(7, 20), d(10, 25)), plan.at(d(7, 8), 9), back="never")
    desk.ask(Slip("p051", "paternity", d(8, 3), d(8, 23)), plan.at(d(7, 29), 8, 55), expect="attendance.leave-too-long")
    desk.take(Slip("p051", "paternity", d(8, 3), d(8, 14)), plan.at(d(7, 29), 9))
    desk.take(Slip("p049", "bereavement", d(7, 15), d(7, 17)), plan.at(d(7, 14), 9))
    desk.take(Slip("p038", "home-visit", d(9, 7), d(9, 26)), plan.at(d(9, 1), 9), last=(d(9, 22), "pm"))
    desk.take(Slip("p030", "personal", d(7, 9), d(7, 10), "am", "am"), plan.at(d(7, 7), 9))
    desk.take(Slip("p027", "personal", d(7, 16), d(7, 16), "am", "am"), plan.at(d(7, 15), 9))
    desk.take(Slip("p027", "sick", d(7, 16), d(7, 16), "pm", "pm"), plan.at(d(7, 15), 10))
    desk.ask(Slip("p027", "sick", d(7, 16), d(7, 17)), plan.at(d(7, 15), 11), expect="attendance.leave-overlaps")
    desk.take(Slip("p055", "official", d(9, 28), d(9, 30)), plan.at(d(9, 23), 9))


def _refused_slips(plan: Plan, desk: Desk) -> None:
    for slip, at, by, code in (
        (Slip("p021", "personal", d(7, 12), d(7, 12)), plan.at(d(7, 10), 9), "", "attendance.leave-empty"),
        (Slip("p021", "holiday", d(7, 13), d(7, 13)), plan.at(d(7, 10), 9, 5), "", INVALID),
        (Slip("p021", "annual", d(12, 30), date(2027, 1, 5)), plan.at(d(7, 10), 9, 9), "", "calendar.unknown-year"),
        (Slip("p060", "sick", d(8, 14), d(8, 14)), plan.at(d(8, 18), 9), "", INVALID),
        (Slip("p030", "personal", d(7, 21), d(7, 21)), plan.at(d(7, 20), 9), "p029", FORBIDDEN),
        (Slip("p001", "personal", d(7, 21), d(7, 21)), plan.at(d(7, 20), 9), "p001", FORBIDDEN),
    ):
        desk.ask(slip, at, by=by, expect=code)
    stayed = Slip("p021", "sick", d(7, 8), d(7, 8))
    plan.speak_for("p021", stayed.start, stayed.end)
    plan.stay_away("p021", stayed.halves())
    desk.ask(stayed, plan.at(d(7, 15), 9), expect="attendance.slip-too-late")


def _forfeited_and_back(plan: Plan, desk: Desk) -> None:
    """Personal leave crosses the year's entitlement, and comes back under it: by an early return, by a revocation."""
    desk.take(Slip("p054", "personal", d(7, 6), d(7, 8)), plan.at(d(7, 2), 9))
    crossing = Slip("p054", "personal", d(7, 20), d(7, 22), "am", "am")
    asked = plan.at(d(7, 15), 9)
    label = desk.ask(crossing, asked)
    approved = desk.approve(crossing, label, asked)
    desk.ask(Slip("p054", "annual", d(7, 30), d(7, 31)), plan.at(d(7, 17), 11),
             expect="attendance.annual-leave-forfeited")  # fmt: skip
    plan.stay_away("p054", crossing.halves()[:4])
    for last, at in (((d(7, 23), "am"), plan.at(d(7, 21), 9)), ((d(7, 19), "pm"), plan.at(d(7, 21), 9, 5))):
        desk.come_back(crossing, label, approved, last=last, at=at, expect="attendance.bad-return")  # type: ignore[arg-type]
    desk.come_back(crossing, label, approved, last=(d(7, 21), "pm"), at=plan.at(d(7, 22), 10))
    desk.take(Slip("p054", "annual", d(7, 30), d(7, 31)), plan.at(d(7, 22), 14))

    fell = Slip("p043", "annual", d(9, 24), d(9, 25))  # with the forfeiture of August, and stands again
    asked = plan.at(d(8, 3), 9)
    label = desk.ask(fell, asked)
    approved = desk.approve(fell, label, asked)
    plan.stay_away("p043", fell.halves())
    desk.come_back(fell, label, approved)
    desk.take(Slip("p043", "personal", d(7, 14), d(7, 16)), plan.at(d(7, 9), 9))
    not_taken = Slip("p043", "personal", d(8, 17), d(8, 19))
    asked = plan.at(d(8, 11), 9)
    label = desk.ask(not_taken, asked)
    desk.approve(not_taken, label, asked)
    desk.ask(Slip("p043", "annual", d(9, 3), d(9, 4)), plan.at(d(8, 14), 11),
             expect="attendance.annual-leave-forfeited")  # fmt: skip
    plan.do(plan.at(d(8, 20), 10), DIRECTOR, "attendance.revoke-leave", leave=f"@{label}", reason="因工作未休")
    desk.take(Slip("p043", "annual", d(9, 3), d(9, 4)), plan.at(d(8, 21), 9))


def _forfeited_for_good(plan: Plan, desk: Desk) -> None:
    desk.take(Slip("p057", "personal", d(7, 6), d(7, 8)), plan.at(d(7, 2), 9))
    lost = Slip("p057", "annual", d(9, 22), d(9, 22))
    asked = plan.at(d(7, 20), 9)
    label = desk.ask(lost, asked)
    desk.approve(lost, label, asked)
    desk.take(Slip("p057", "personal", d(8, 4), d(8, 6)), plan.at(d(7, 30), 9))
    plan.do(plan.at(d(8, 7), 9), "p057", "attendance.note-fall", leave=f"@{label}")
    desk.ask(Slip("p057", "annual", d(9, 10), d(9, 10)), plan.at(d(9, 7), 9),
             expect="attendance.annual-leave-forfeited")  # fmt: skip
    desk.take(Slip("p039", "annual", d(7, 13), d(7, 14)), plan.at(d(7, 9), 9))
    desk.take(Slip("p039", "personal", d(8, 3), d(8, 5)), plan.at(d(7, 29), 9))
    taking = Slip("p039", "annual", d(9, 9), d(9, 11))
    asked = plan.at(d(9, 3), 9)
    label = desk.ask(taking, asked)
    desk.approve(taking, label, asked)
    crossing = Slip("p039", "personal", d(9, 14), d(9, 16))
    asked = plan.at(d(9, 9), 9)
    crossing_label = desk.ask(crossing, asked)
    crossed = desk.approve(crossing, crossing_label, asked)
    plan.stay_away("p039", crossing.halves())
    desk.come_back(crossing, crossing_label, crossed)
    kept = Slip("p039", "annual", taking.start, crossed.date())  # what was to come of it falls
    plan.stay_away("p039", kept.halves())
    desk.come_back(kept, label, crossed)
    desk.ask(Slip("p059", "annual", d(7, 7), d(7, 7)), plan.at(d(7, 2), 9), expect="attendance.entitlement-exceeded")
    desk.take(Slip("p059", "personal", d(7, 9), d(7, 9), "am", "am"), plan.at(d(7, 7), 9))
    desk.ask(Slip("p059", "annual", d(7, 21), d(7, 21)), plan.at(d(7, 15), 9),
             expect="attendance.annual-leave-forfeited")  # fmt: skip


def _entitlement(plan: Plan, desk: Desk) -> None:
    """Never more than the year's days, by what was taken and by what waits for its decision."""
    desk.take(Slip("p025", "annual", d(7, 20), d(7, 23)), plan.at(d(7, 13), 9))
    desk.ask(Slip("p025", "annual", d(9, 8), d(9, 9)), plan.at(d(9, 3), 9), expect="attendance.entitlement-exceeded")
    desk.take(Slip("p025", "annual", d(9, 10), d(9, 10)), plan.at(d(9, 3), 10))
    desk.take(Slip("p032", "annual", d(8, 10), d(8, 12)), plan.at(d(8, 3), 9))
    second = Slip("p032", "annual", d(8, 24), d(8, 26))
    desk.ask(second, plan.at(d(8, 3), 9, 10), expect="attendance.entitlement-exceeded")


def _slips_and_returns_across_months(plan: Plan, desk: Desk) -> None:
    """The sheet was accepted in between: absences become leave, and leave not taken becomes what the punches say."""
    for slip, asked, by in (
        (Slip("p030", "sick", d(7, 31), d(7, 31)), plan.at(d(8, 4), 14), ""),
        (Slip("p047", "sick", d(8, 31), d(8, 31), "pm", "pm"), plan.at(d(9, 2), 14), CLERK),
        (Slip("p015", "sick", d(9, 29), d(9, 30)), plan.at(d(10, 9), 14), ""),
        (Slip("p020", "sick", d(7, 30), d(7, 31), "pm", "am"), plan.at(d(8, 5), 9, 30), ""),
    ):
        desk.take(slip, asked, by=by)
    early = Slip("p016", "annual", d(7, 30), d(8, 5))
    asked = plan.at(d(7, 22), 9)
    label = desk.ask(early, asked)
    approved = desk.approve(early, label, asked)
    plan.stay_away("p016", early.halves()[:2])
    desk.come_back(early, label, approved, last=(d(7, 30), "pm"), at=plan.at(d(8, 4), 14, 30))
    not_taken = Slip("p050", "personal", d(8, 27), d(8, 28))
    asked = plan.at(d(8, 25), 9)
    label = desk.ask(not_taken, asked)
    desk.approve(not_taken, label, asked)
    plan.do(plan.at(d(9, 3), 15), CLERK, "attendance.revoke-leave", leave=f"@{label}", reason="因工作未休,补办撤销")
    plan.do(plan.at(d(9, 3), 15, 5), CLERK, "attendance.revoke-leave", leave=f"@{label}", reason="重复",
            expect="attendance.leave-not-open")  # fmt: skip
    desk.take(Slip("p017", "annual", d(9, 29), d(10, 9)), plan.at(d(9, 21), 9))


def _marks(plan: Plan, presence: Presence) -> None:
    plan.speak_for("p020", d(7, 23), d(7, 23))
    trip: dict[str, Any] = {"person": "p020", "on": d(7, 23), "state": "trip"}
    plan.do(plan.at(d(7, 22), 15), "p019", "attendance.mark-day", **trip)
    plan.do(plan.at(d(7, 22), 15, 5), "p019", "attendance.mark-day", **trip, expect="attendance.mark-stands")
    plan.do(plan.at(d(7, 22), 15, 9), "p029", "attendance.mark-day", **trip, expect=FORBIDDEN)
    withdraw = "attendance.withdraw-day-mark"
    plan.do(plan.at(d(7, 22), 17), "p019", withdraw, **trip, reason="会议取消")
    plan.do(plan.at(d(7, 22), 17, 5), "p019", withdraw, **trip, reason="会议取消", expect="attendance.no-such-mark")
    plan.speak_for("p056", d(9, 16), d(9, 17))
    for day in (d(9, 16), d(9, 17)):
        presence.mark("p056", day, "elsewhere", "pm")
    for person, day, times in (
        ("p030", WRONGLY_LATE, [time(9, 31), time(18, 4)]),
        ("p032", UNMARKED_TRIP, [time(9, 47)]),
    ):
        plan.speak_for(person, day, day)
        presence.known[person, day] = times


# -- once the months are handed in ------------------------------------------------------------------------------------


def after_the_sheets(plan: Plan, desk: Desk, presence: Presence, sheets: Sheets, files: Files) -> None:
    _files_again(plan, files)
    _closed_month(plan, presence, sheets)
    _corrections(plan, presence, sheets)


def _files_again(plan: Plan, files: Files) -> None:
    """The same file twice changes nothing; once its month is closed, every row says so."""
    week = next(name for name in files.days if "钉钉" in name and "0713" in name)
    files.bring(week, d(7, 20), 9)
    files.bring(week, d(8, 13), 9)
    hall = next(name for name in files.days if "attlog" in name and "0803" in name)
    files.bring(hall, d(8, 11), 9)
    plan.do(plan.at(d(7, 20), 9, 30), "p030", "attendance.import-punches", file=week, content={"@file": week},
            expect=FORBIDDEN)  # fmt: skip


def _closed_month(plan: Plan, presence: Presence, sheets: Sheets) -> None:
    sheets.compile("agriculture", "2026-07", d(7, 31), 16, by="p030")
    sheets.submit("agriculture", "2026-07", d(7, 31), 17, expect="attendance.month-not-over")
    sheets.submit("budget", "2026-07", d(8, 5), 9, by="p029", expect=FORBIDDEN)
    sheets.submit("research", "2026-07", d(8, 3), 9, expect="attendance.sheet-not-ready")
    sheets.office("agriculture", "2026-07", d(8, 5), "accept-sheet", 9, expect="attendance.sheet-not-ready")
    plan.do(plan.at(d(8, 6), 9), "p029", "attendance.mark-day", person="p030", on=d(7, 20), state="trip",
            expect="attendance.month-closed")  # fmt: skip
    plan.do(plan.at(d(8, 6), 9, 5), CLERK, "attendance.correct-punch", person="p030", on=d(7, 20), times=["09:00"],
            reason="漏打卡", expect="attendance.month-closed")  # fmt: skip
    found = _ordinary_day(presence, "p013", d(7, 6), d(7, 10))
    times = [f"{each:%H:%M}" for each in presence.punches["p013", found]]
    plan.do(plan.at(d(7, 15), 9), CLERK, "attendance.correct-punch", person="p013", on=found, times=times,
            reason="核对", expect="attendance.nothing-to-correct")  # fmt: skip


def _ordinary_day(presence: Presence, person: str, first: date, last: date) -> date:
    return next(day for day in days_between(first, last) if len(presence.punches.get((person, day), ())) > 2)


def _corrections(plan: Plan, presence: Presence, sheets: Sheets) -> None:
    """A late arrival that was none, a trip and a Sunday's residency nobody had marked, an early leaving found later."""
    sheets.correct("agriculture", "p030", WRONGLY_LATE, [], d(8, 7))
    sheets.correct("agriculture", "p030", WRONGLY_LATE, [], d(8, 10), expect="attendance.no-change")
    sheets.correct("agriculture", "p022", WRONGLY_LATE, [], d(8, 11), expect="attendance.not-on-sheet")
    sheets.correct("agriculture", "p030", d(7, 11), [], d(8, 11), expect=INVALID)
    trip = [{"half": half, "state": "trip"} for half in ("am", "pm")]
    sheets.correct("agriculture", "p032", UNMARKED_TRIP, trip, d(8, 12))
    early: list[dict[str, Any]] = [{"half": "pm", "state": "left-early", "minutes": 40}]
    free = next(
        day
        for day in plan.workdays(d(8, 3), d(8, 28))
        if plan.is_free("p028", day, day) and len(presence.punches["p028", day]) == 2
    )
    sheets.correct("budget", "p028", free, early, d(9, 9))
    both = [{"half": "am", "state": "absent"}, {"half": "am", "state": "trip"}]
    sheets.correct("budget", "p028", free, both, d(9, 10), expect=INVALID)
    gone: list[dict[str, Any]] = [{"half": "am", "state": "absent"}, {"half": "pm", "state": "late", "minutes": 20}]
    sheets.correct("office", "p018", d(9, 24), gone, d(10, 14))
    stay = [{"half": half, "state": "residency"} for half in ("am", "pm")]
    sheets.correct("office", "p017", UNMARKED_STAY, stay, d(8, 13))
