"""Trips, receptions, overtime and duty, to the claim that settles them and beyond (A29, A30, B14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.finance.claims.operations import SubmitClaim
from services.finance.duty import operations as duty
from services.finance.duty.events import DutyPublished
from services.finance.duty.record import DutyRecord
from services.finance.money import of_fen
from services.finance.overtime import operations as overtime
from services.finance.overtime.events import OvertimeRequested
from services.finance.overtime.record import OvertimeRecord
from services.finance.reception import operations as receptions
from services.finance.reception.events import ReceptionRequested
from services.finance.reception.record import ReceptionRecord
from services.finance.trips import operations as trips
from services.finance.trips.events import TripRequested
from services.finance.trips.record import TripRecord
from tests.finance.claims import CLAIMANT, SUPERVISING, TRAVELS_TOO
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, CLERK, DIRECTOR, FINANCE_LEADER
from tests.finance.machine.paying import claimed
from tests.finance.machine.way import CENT, HEADS, Chance, Deed, Office, Step, Way, does, step_of
from tests.finance.reception import LETTER, SCAN
from tests.finance.reception import request as reception


def _asked(office: Office, chance: Chance) -> Sequence[Deed]:
    tomorrow = office.today + timedelta(days=1)
    far = {"area": "city", "place": "other"} if chance.other % 3 == 2 else {"area": "district"}
    said = {
        "department": "agriculture", "destination": "云柚镇", "transport": "road", "purpose": "调研",
        "start": tomorrow, "end": tomorrow, "estimate": chance.amount,
        "travellers": chance.one_of((CLAIMANT,), (CLAIMANT, TRAVELS_TOO), (CLAIMANT, HEADS)), **far,
    }  # fmt: skip
    return [does(CLAIMANT, trips.RequestTrip, **said)]


def _back(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(row.person, trips.ReportReturn, trip=row.id, start=row.start, end=row.end)]


def _trip_claimed(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return claimed(office, chance, trip=row.id, line="travel")


def _prolonged(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    return [does(row.person, trips.ProlongTrip, trip=row.id, end=row.end + timedelta(days=1), reason="续")]


_of_trip = step_of("trip")
_EITHER = (SUPERVISING, CHAIR)
TRIP = Way(
    TripRecord, TripRequested, _asked,
    {
        "requested": [_of_trip(person, trips.ApproveTrip) for person in _EITHER],
        "prolonging": [_of_trip(person, trips.ApproveTrip) for person in _EITHER],
        "approved": [_back],
        "reported": [_of_trip(person, trips.ConfirmReturn) for person in (HEADS, SUPERVISING)],
        "returned": [_trip_claimed],
    },
    [
        _of_trip(SUPERVISING, trips.RejectTrip, reason="不同意"), _of_trip("", trips.WithdrawTrip, reason="不去"),
        _of_trip("", trips.CancelTrip, reason="不去"), _of_trip(HEADS, trips.SendReturnBack, reason="天数不符"),
        _prolonged,
    ],
)  # fmt: skip

# -- receptions -------------------------------------------------------------------------------------------------------


def _invited(office: Office, chance: Chance) -> Sequence[Deed]:
    """Its letter's scan lies with the office already; a letter is for one reception."""
    cost, tomorrow = str(min(chance.amount, Decimal(600))), office.today + timedelta(days=1)
    said = {
        **LETTER, "letter_number": f"市人农函〔2025〕{chance.number}号", "letter_day": date(2025, 5, 30),
        "letter_scan": [SCAN], "department": "agriculture", "responsible": HEADS, "paid_by": "agriculture",
        "companions": [HEADS, CLAIMANT], "start": tomorrow, "end": tomorrow,
    }  # fmt: skip
    return [(CLAIMANT, reception(letter=False, cost=cost, **said))]


def _listed(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """What it cost: as planned, less, or more."""
    cost = (row.estimate * chance.one_of(Decimal(1), Decimal("0.5"), Decimal("1.3"))).quantize(CENT) or CENT
    had = {"kind": "meal", "on": row.start, "place": "机关食堂", "guests": 4, "companions": 2, "cost": cost}
    said = {"guest_count": 4, "companions": [HEADS, CLAIMANT], "items": [had]}
    return [does(HEADS, receptions.SignReceptionList, reception=row.id, **said)]


def _reception_claimed(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    left = of_fen(row.payable_fen - row.paid_fen)
    of = Chance(left, chance.number, chance.other)
    return claimed(office, of, reception=row.id, line="reception") if left > 0 else []


_of_reception = step_of("reception")
_REOPENED = _of_reception(FINANCE_LEADER, receptions.ReopenReception, reason="人数不符")
RECEPTION = Way(
    ReceptionRecord, ReceptionRequested, _invited,
    {
        "requested": [_of_reception(DIRECTOR, receptions.ApproveReception)],
        "approved": [_listed],
        "held": [_of_reception(ACCOUNTANT, receptions.CheckReception)],
        "checked": [_reception_claimed],
        "settled": [_REOPENED],
        "reopened": [_listed],
        "overpaid": [_of_reception(CASHIER, receptions.RepayReception, means="bank")],
    },
    [
        _of_reception(DIRECTOR, receptions.RejectReception, reason="不同意"), _REOPENED, _listed,
        _of_reception("", receptions.CancelReception, reason="不来"),
        _of_reception(ACCOUNTANT, receptions.ReturnReceptionList, reason="不清"),
        _of_reception(CASHIER, receptions.RepayReception, means="cash"),
    ],
)  # fmt: skip

# -- overtime and duty ------------------------------------------------------------------------------------------------


def _ordered(office: Office, chance: Chance) -> Sequence[Deed]:
    """On one of the next days off, for a sum."""
    on = office.today + timedelta(days=1 + chance.other % 2)
    on += timedelta(days=max(0, 5 - on.weekday()))
    said = {"person": CLAIMANT, "on": on, "reason": "汇总", "compensation": "allowance"}
    return [does(CLAIMANT, overtime.RequestOvertime, **said)]


def _earned(kind: str) -> Step:
    """Claimed whole, or by mistake for more; by whoever earned it, paid to them or by mistake to somebody else."""

    def step(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
        amount, to = row.amount * chance.one_of(1, 1, 1, 2), chance.one_of(*[row.person] * 4, TRAVELS_TOO)
        said = {
            "department": row.department, "line": "overtime", "purpose": "补助", kind: row.id,
            "items": [{"kind": kind, "amount": amount}], "payees": [{"person": to, "amount": amount}],
        }  # fmt: skip
        return [does(row.person, SubmitClaim, **said)] if amount else []

    return step


_of_overtime = step_of("overtime")
OVERTIME = Way(
    OvertimeRecord, OvertimeRequested, _ordered,
    {
        "requested": [_of_overtime(HEADS, overtime.ApproveOvertime)],
        "approved": [_of_overtime("", overtime.ReportOvertime, hours="8")],
        "reported": [_of_overtime(HEADS, overtime.ConfirmOvertime)],
        "confirmed": [_earned("overtime")],
    },
    [
        _of_overtime(HEADS, overtime.RejectOvertime, reason="不必"), _earned("overtime"),
        _of_overtime("", overtime.WithdrawOvertime, reason="不必"),
        _of_overtime(HEADS, overtime.SendOvertimeBack, reason="时数不符"),
    ],
)  # fmt: skip


def _published(office: Office, chance: Chance) -> Sequence[Deed]:
    person = chance.one_of(CLAIMANT, TRAVELS_TOO)
    return [does(CLERK, duty.PublishRota, turns=[{"on": office.today + timedelta(days=1), "person": person}])]


_of_turn = step_of("turn")
DUTY = Way(
    DutyRecord, DutyPublished, _published,
    {"published": [_of_turn(CLERK, duty.ConfirmDuty)], "done": [_earned("duty")]},
    [
        _earned("duty"), _of_turn(CLERK, duty.NoteAbsence, reason="未到"),
        _of_turn(CLERK, duty.CancelDuty, reason="调整"),
    ],
)  # fmt: skip
