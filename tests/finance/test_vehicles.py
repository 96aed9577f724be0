"""公务用车 vehicles (B9.5): registered, read, fuelled, repaired, renewed, and what they cost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from services.finance.own import OwnMatter
from services.finance.vehicles import events as e
from services.finance.vehicles.dispatching import check_rules
from services.finance.vehicles.operations import (
    ApproveRepair,
    EnterFuel,
    ExportCarUses,
    ExportRepairs,
    ExportVehicleCosts,
    ExportVehicles,
    GetRepair,
    GetVehicle,
    GetVehicleCosts,
    ListFuel,
    NameVehicleKeeper,
    RejectRepair,
    RetireVehicle,
    ReturnCar,
    TakeCarOut,
    WithdrawFuel,
    WithdrawRepair,
)
from services.finance.vehicles.refusals import (
    OdometerBackwards,
    OutOfService,
    PlateKnown,
    RepairDecided,
    RepairOverApproved,
    VehicleElsewhere,
    VehicleInUse,
)
from services.finance.vehicles.vehicle import Vehicle
from services.kernel.refusals import Forbidden, Invalid
from services.kernel.rules.regulations import RegulationError
from tests.attendance.desk import rules
from tests.finance.desk import (
    AUDITOR,
    DIRECTOR,
    LOGISTICS,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
    read_back,
)
from tests.finance.vehicles import (
    APPROVED,
    BACK,
    CAR,
    DRIVER,
    KEEPER,
    LIMIT,
    MENDED,
    MENDING,
    MONDAY,
    OUT,
    SENT,
    TUESDAY,
    USE,
    WEDNESDAY,
    asked,
    duty,
    finish,
    fleet,
    fuel,
    registered,
    repair,
    when,
)
from tests.given import fact, given, proven

# -- the register -----------------------------------------------------------------------------------------------------


def test_a_vehicle_is_entered_by_the_deputy_director_for_logistics(desk: Desk) -> None:
    given(to=desk).when(registered(), by=LOGISTICS, at=clock(MONDAY)).then(
        fact(e.VehicleRegistered, plate="川J00001", odometer=1000, department="office", cites=("B9.5",))
    ).then_answer(status="in-service", odometer=1000, keeper=KEEPER)
    for person in (DIRECTOR, KEEPER, STAFF, AUDITOR):
        given(to=desk).when(registered("川J00009"), by=person, at=clock(MONDAY)).then_refused(Forbidden)


def test_a_plate_is_one_vehicles_while_it_is_in_service(desk: Desk) -> None:
    given(by(LOGISTICS, MONDAY, registered()), to=desk)
    given(to=desk).when(registered(), by=LOGISTICS, at=clock(MONDAY)).then_refused(PlateKnown, cites=("B9.5",))
    given(by(LOGISTICS, MONDAY, RetireVehicle(vehicle=CAR, on=MONDAY, reason="报废")), to=desk)
    given(to=desk).when(registered(), by=LOGISTICS, at=clock(TUESDAY)).then(e.VehicleRegistered)


@pytest.mark.parametrize(
    "said", [{"kind": "spaceship"}, {"keeper": "p999"}, {"department": "nowhere"}, {"since": TUESDAY}]
)
def test_what_is_not_so_is_not_entered(desk: Desk, said: dict[str, Any]) -> None:
    given(to=desk).when(registered(**said), by=LOGISTICS, at=clock(MONDAY)).then_refused(Invalid)


def test_another_keeper_is_named(desk: Desk) -> None:
    fuel = EnterFuel(vehicle=CAR, on=MONDAY, litres=Decimal(40), amount=Decimal(320), odometer=1000)
    given(*fleet(), to=desk).when(fuel, by=DRIVER, at=clock(MONDAY)).then_refused(Forbidden)
    named = NameVehicleKeeper(vehicle=CAR, keeper=DRIVER)
    given(to=desk).when(named, by=LOGISTICS, at=clock(MONDAY)).then(fact(e.VehicleKeeperNamed, keeper=DRIVER))
    given(to=desk).when(fuel, by=DRIVER, at=clock(MONDAY)).then(e.FuelEntered)
    given(to=desk).when(fuel, by=KEEPER, at=clock(MONDAY)).then_refused(Forbidden)
    given(to=desk).when(NameVehicleKeeper(vehicle=CAR, keeper="p999"), by=LOGISTICS, at=clock(MONDAY)).then_refused(
        Invalid
    )


def test_a_vehicle_that_is_promised_stays_in_service(desk: Desk) -> None:
    retire = RetireVehicle(vehicle=CAR, on=MONDAY, reason="报废")
    given(*asked(), APPROVED, SENT, to=desk).when(retire, by=LOGISTICS, at=clock(MONDAY, 15)).then_refused(VehicleInUse)
    given(OUT, to=desk).when(retire, by=LOGISTICS, at=clock(TUESDAY, 10)).then_refused(VehicleInUse)
    given(BACK, to=desk).when(retire, by=LOGISTICS, at=clock(TUESDAY, 13)).then_refused(Invalid)  # used on Tuesday
    after = retire.model_copy(update={"on": TUESDAY})
    given(to=desk).when(after, by=LOGISTICS, at=clock(TUESDAY, 14)).then(
        e.VehicleRetired, e.VehicleDutyLapsed, e.VehicleDutyLapsed
    )
    given(to=desk).when(after, by=LOGISTICS, at=clock(TUESDAY, 15)).then_refused(OutOfService)
    assert desk.on(TUESDAY, LOGISTICS, GetVehicle(vehicle=CAR), 16).duties == []
    proven(desk.app)


# -- the odometer -----------------------------------------------------------------------------------------------------


def test_the_odometer_never_reads_less_than_before(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, to=desk)
    less = TakeCarOut(use=USE, odometer=999)
    given(to=desk).when(less, by=DRIVER, at=clock(TUESDAY)).then_refused(OdometerBackwards, cites=("B9.5",), last=1000)
    more = TakeCarOut(use=USE, odometer=1012)
    given(to=desk).when(more, by=DRIVER, at=clock(TUESDAY)).then(
        fact(e.OdometerRead, unexplained=12), fact(e.CarTakenOut, unexplained=12)
    )
    given(to=desk).when(ReturnCar(use=USE, odometer=1011), by=DRIVER, at=clock(TUESDAY, 15)).then_refused(
        OdometerBackwards, last=1012
    )
    given(to=desk).when(ReturnCar(use=USE, odometer=1012), by=DRIVER, at=clock(TUESDAY, 15)).then(
        e.OdometerRead, fact(e.CarReturned, kilometres=0)
    )


@pytest.mark.parametrize(
    ("on", "odometer", "refused"),
    [(MONDAY, 999, True), (MONDAY, 1000, False), (MONDAY, 1001, True), (TUESDAY, 1040, False), (TUESDAY, 999, True),
     (WEDNESDAY, 1079, True), (WEDNESDAY, 1080, False)],
)  # fmt: skip
def test_a_fuel_slip_reads_what_its_day_allows(desk: Desk, on: date, odometer: int, refused: bool) -> None:
    """Slips are entered later too: between the readings of the days before and after."""
    given(*asked(), APPROVED, SENT, OUT, BACK, to=desk)
    outcome = given(to=desk).when(fuel(odometer, on), by=KEEPER, at=clock(WEDNESDAY, 15))
    outcome.then_refused(OdometerBackwards) if refused else outcome.then(fact(e.FuelEntered, entry=1))


def test_no_fuel_is_of_a_day_to_come_or_before_its_service(desk: Desk) -> None:
    given(*fleet(), to=desk)
    for on in (TUESDAY, day(1, 1)):
        given(to=desk).when(fuel(1000, on), by=KEEPER, at=clock(MONDAY)).then_refused(Invalid)


def test_a_wrong_slip_is_withdrawn_once(desk: Desk) -> None:
    given(*fleet(), by(KEEPER, TUESDAY, fuel(1000)), to=desk)
    back = WithdrawFuel(vehicle=CAR, entry=1, reason="重复")
    given(to=desk).when(back, by=KEEPER, at=clock(TUESDAY)).then_refused(Forbidden)
    assert "withdraw-fuel" in desk.may(TUESDAY, LOGISTICS, GetVehicle(vehicle=CAR))
    given(to=desk).when(back, by=LOGISTICS, at=clock(TUESDAY)).then(e.FuelWithdrawn)
    assert "withdraw-fuel" not in desk.may(TUESDAY, LOGISTICS, GetVehicle(vehicle=CAR))
    given(to=desk).when(back, by=LOGISTICS, at=clock(TUESDAY)).then_refused(Invalid)
    assert [one.state for one in desk.on(TUESDAY, LOGISTICS, ListFuel(vehicle=CAR)).items] == ["withdrawn"]
    assert costs(desk, TUESDAY).total.fuel == 0


@each(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_all_that_was_driven_is_answered_for_or_unexplained(steps: list[int]) -> None:
    """Every other step is a use, the others are what was driven between uses."""
    history: list[Any] = [fact(e.VehicleRegistered, plate="x", kind="", model="", seats=5, since=MONDAY, odometer=500,
                               keeper="")]  # fmt: skip
    vehicle = given(*history, of=Vehicle).aggregate
    act = given(of=Vehicle).when(lambda aggregate, act: act).result
    used = unexplained = 0
    for n, step in enumerate(steps):
        returned = n % 2 == 1
        unexplained += vehicle.read(act, odometer=vehicle.odometer + step, use=USE, returned=returned)
        used += step if returned else 0
    assert vehicle.odometer - 500 == used + unexplained == sum(steps)


# -- what falls due ---------------------------------------------------------------------------------------------------


def test_insurance_is_renewed_in_time_or_missed_once(desk: Desk) -> None:
    given(*fleet(), to=desk)
    inspections = "finance.vehicle-inspection"
    assert desk.owed(inspections) == [(LOGISTICS, "office", LIMIT, "open")] * 2
    later = duty(due=LIMIT + timedelta(days=365), amount=Decimal(300)).model_copy(update={"on": day(9, 1)})
    given(to=desk).when(later, by=LOGISTICS, at=clock(day(9, 1))).then(
        fact(e.VehicleDutyEntered, duty="inspection", replaces=LIMIT, person=LOGISTICS, amount=Decimal(300))
    )
    assert sorted(one[3] for one in desk.owed(inspections)) == ["fulfilled", "open", "open"]
    assert not desk.ticked(LIMIT, e.VehicleDutyMissed)
    missed = desk.ticked(LIMIT + timedelta(days=1), e.VehicleDutyMissed)
    assert len(missed) == 3  # the insurance of the one, both of the other
    proven(desk.app)


@pytest.mark.parametrize(
    "said",
    [
        {"due": day(1, 2)},
        {"due": LIMIT},  # it is valid so long already
    ],
)
def test_what_is_entered_prolongs(desk: Desk, said: dict[str, Any]) -> None:
    given(*fleet(), to=desk).when(duty(**said), by=LOGISTICS, at=clock(MONDAY)).then_refused(Invalid)


def test_what_is_required_must_be_something_that_falls_due() -> None:
    check_rules(rules())
    with pytest.raises(RegulationError):
        check_rules(rules().with_value("vehicles.required", '["horoscope"]', day(1, 1)))


def test_only_what_was_done_is_entered(desk: Desk) -> None:
    ahead = duty(due=day(12, 31)).model_copy(update={"on": TUESDAY})
    given(*fleet(), to=desk).when(ahead, by=LOGISTICS, at=clock(MONDAY)).then_refused(Invalid)
    given(to=desk).when(duty(due=day(12, 31)), by=KEEPER, at=clock(MONDAY)).then_refused(Forbidden)


# -- repairs -----------------------------------------------------------------------------------------------------------


def test_a_repair_is_asked_for_before_and_consented_to(desk: Desk) -> None:
    given(*fleet(), to=desk)
    when(desk, MENDING).then(fact(e.RepairRequested, plate="川J00001", decides="head-office", number="2025-0001"))
    for person in (KEEPER, LOGISTICS, SECRETARY):
        given(to=desk).when(MENDED.operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)
    when(desk, MENDED).then(fact(e.RepairApproved, amount=Decimal(1200)))
    given(to=desk).when(finish(), by=KEEPER, at=clock(WEDNESDAY)).then(fact(e.RepairFinished, cost=Decimal(1200)))
    given(to=desk).when(finish(), by=KEEPER, at=clock(WEDNESDAY)).then_refused(RepairDecided)
    proven(desk.app)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [({"start": day(6, 6)}, Invalid), ({"end": MONDAY}, Invalid), ({"amount": "1200.00"}, None)],
)
def test_a_repair_is_of_days_to_come(desk: Desk, said: dict[str, Any], refusal: Any) -> None:
    outcome = given(*fleet(), to=desk).when(repair(**said), by=KEEPER, at=clock(MONDAY))
    outcome.then_refused(refusal) if refusal else outcome.then(e.RepairRequested)


def test_a_repair_is_no_dearer_than_consented_to(desk: Desk) -> None:
    given(*fleet(), MENDING, MENDED, to=desk)
    given(to=desk).when(finish("1200.01"), by=KEEPER, at=clock(WEDNESDAY)).then_refused(
        RepairOverApproved, cites=("B9.5",), approved="1200.00"
    )
    for on in (MONDAY, WEDNESDAY + timedelta(days=1)):
        given(to=desk).when(finish(on=on), by=KEEPER, at=clock(WEDNESDAY)).then_refused(Invalid)


def test_who_asked_does_not_consent_standing_in_either(desk: Desk) -> None:
    """p009 keeps a car and stands in for the office director in August 2026."""
    on = day(8, 25, 2026)
    given(by(LOGISTICS, on, registered(keeper="p009")), to=desk)
    asked = given(to=desk).when(repair(start=on, end=on), by="p009", at=clock(on)).result
    for operation in (ApproveRepair(repair=asked.id), RejectRepair(repair=asked.id, reason="x")):
        given(to=desk).when(operation, by="p009", at=clock(on, 10)).then_refused(OwnMatter)
    assert "finance.approve-repair" not in desk.on(on, "p009", GetRepair(repair=asked.id), 10).allowed


def test_a_car_in_the_workshop_is_not_sent(desk: Desk) -> None:
    given(*asked(), APPROVED, by(KEEPER, MONDAY, repair(), 10), to=desk)
    given(by(DIRECTOR, MONDAY, ApproveRepair(repair=UUID(int=4)), 10), to=desk)
    when(desk, SENT).then_refused(VehicleElsewhere)
    given(by(KEEPER, MONDAY, WithdrawRepair(repair=UUID(int=4), reason="改期"), 10), to=desk)
    when(desk, SENT).then(e.CarDispatched)


def test_what_is_out_of_service_is_not_repaired(desk: Desk) -> None:
    given(*fleet(), by(LOGISTICS, MONDAY, RetireVehicle(vehicle=CAR, on=MONDAY, reason="报废"), 8), to=desk)
    when(desk, MENDING).then_refused(OutOfService)


# -- by vehicle and period --------------------------------------------------------------------------------------------


def costs(desk: Desk, end: date, start: date = MONDAY) -> Any:
    return desk.on(WEDNESDAY, AUDITOR, GetVehicleCosts(start=start, end=end), 18)


def test_cost_mileage_and_consumption_of_each_vehicle(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, to=desk)
    given(by(DRIVER, TUESDAY, TakeCarOut(use=USE, odometer=1020), 9), to=desk)
    given(by(DRIVER, TUESDAY, ReturnCar(use=USE, odometer=1120), 12), by(KEEPER, TUESDAY, fuel(1120, litres="9.60")),
          to=desk)  # fmt: skip
    one, other = costs(desk, WEDNESDAY).vehicles
    assert (one.plate, one.uses, one.kilometres, one.unexplained) == ("川J00001", 1, 100, 20)
    assert (one.litres, one.consumption, one.fuel, one.cost) == (
        Decimal("9.60"), Decimal("8.00"), Decimal(320), Decimal(320),
    )  # fmt: skip
    assert one.per_kilometre == Decimal("2.67")
    assert (other.uses, other.consumption, other.per_kilometre) == (0, None, None)
    assert costs(desk, MONDAY).total.kilometres == 0  # both days belong to the period, and no other
    assert costs(desk, TUESDAY, TUESDAY).total.cost == 320
    file = desk.on(WEDNESDAY, AUDITOR, ExportVehicleCosts(start=MONDAY, end=WEDNESDAY), 18)
    rows = read_back(file.content)
    assert (rows[0][0], rows[-1][:3]) == ("车辆费用和油耗 2025-06-09 至 2025-06-11", ("合计", 1, 100))


def test_the_registers_go_out_as_workbooks(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, OUT, BACK, by(KEEPER, TUESDAY, fuel(1080), 13), to=desk)
    for operation in (ExportVehicles, ExportCarUses, ExportRepairs):
        file = desk.on(WEDNESDAY, LOGISTICS, operation(start=day(1, 1), end=WEDNESDAY))
        assert file.name.endswith(".xlsx")
        given(to=desk).when(
            operation(start=day(1, 1), end=WEDNESDAY), by=STAFF, at=clock(WEDNESDAY)
        ).then_refused(Forbidden)  # fmt: skip
