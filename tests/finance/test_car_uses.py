"""The use of cars (B9.5): asked for, consented to, dispatched, taken out and returned; never in two places at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.finance.own import OwnMatter
from services.finance.vehicles import events as e
from services.finance.vehicles.operations import (
    ApproveCar,
    CancelCar,
    DispatchCar,
    GetCarUse,
    GetVehicle,
    ListCarUses,
    ListVehicles,
    RejectCar,
    RetireVehicle,
    TakeCarOut,
)
from services.finance.vehicles.refusals import (
    CarDecided,
    CarTooLate,
    NotRoadworthy,
    OutOfService,
    PrivateUse,
    TooManyAboard,
    VehicleElsewhere,
)
from services.kernel.domain.events import encode, public_bytes
from services.kernel.refusals import Forbidden, Invalid
from tests.finance.desk import (
    AUDITOR,
    CHAIR,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    LOGISTICS,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.vehicles import (
    APPROVED,
    BACK,
    CAR,
    DRIVER,
    KEEPER,
    LIMIT,
    MONDAY,
    OTHER,
    OUT,
    SENT,
    TUESDAY,
    USE,
    WEDNESDAY,
    asked,
    fleet,
    registered,
    request,
    when,
)
from tests.given import fact, given, proven

# -- asking, consent --------------------------------------------------------------------------------------------------


def test_a_car_is_asked_for_and_consented_to(desk: Desk) -> None:
    given(*fleet(), to=desk).when(request(), by=STAFF, at=clock(MONDAY)).then(
        fact(e.CarRequested, number="2025-0001", decides="deputy-head-office-logistics", passengers=(HEAD, STAFF))
    )
    when(desk, APPROVED).then(fact(e.CarApproved, post="deputy-head-office-logistics")).then_answer(
        status="approved", decided_by=LOGISTICS
    )
    when(desk, APPROVED).then_refused(CarDecided)


@pytest.mark.parametrize("purpose", ["commuting", "school", "ceremony", "family", "tourism"])
def test_no_car_is_for_private_matters(desk: Desk, purpose: str) -> None:
    given(*fleet(), to=desk).when(request(purpose=purpose), by=STAFF, at=clock(MONDAY)).then_refused(
        PrivateUse, cites=("B9.5", "B14.6"), purpose=purpose
    )


@pytest.mark.parametrize(
    "said",
    [
        {"purpose": "joyride"},
        {"passengers": ["p999"]},
        {"department": "nowhere"},
        {"start": (9, 9)},
        {"start": (10, 9)},
        {"on": day(6, 6)},
    ],
)
def test_what_makes_no_sense_is_not_asked_for(desk: Desk, said: dict[str, Any]) -> None:
    person = STAFF if "department" not in said else "p011"
    given(*fleet(), to=desk).when(request(**said), by=person, at=clock(MONDAY)).then_refused(Invalid)


@pytest.mark.parametrize("person", [STAFF, HEAD, DIRECTOR, CHAIR, KEEPER, AUDITOR])
def test_nobody_else_consents_or_dispatches(desk: Desk, person: str) -> None:
    given(*asked(), to=desk)
    for operation in (APPROVED.operation, RejectCar(use=USE, reason="x")):
        given(to=desk).when(operation, by=person, at=clock(MONDAY)).then_refused(Forbidden)
    given(APPROVED, to=desk).when(SENT.operation, by=person, at=clock(MONDAY, 11)).then_refused(Forbidden)


def test_whose_own_it_is_goes_up_a_post(desk: Desk) -> None:
    """p010 comes along, or asks: the office director consents; where both do, the secretary-general."""
    for n, (passengers, decides) in enumerate(
        [([LOGISTICS], "head-office"), ([LOGISTICS, DIRECTOR], "secretary-general")]
    ):
        given(*(fleet() if not n else ()), to=desk)
        answer = given(to=desk).when(request(passengers=passengers), by=STAFF, at=clock(MONDAY)).result
        assert answer.decides == decides
        approve = ApproveCar(use=answer.id)
        given(to=desk).when(approve, by=LOGISTICS, at=clock(MONDAY)).then_refused(Forbidden)
        given(to=desk).when(approve, by=DIRECTOR if not n else SECRETARY, at=clock(MONDAY)).then(e.CarApproved)


def test_nobody_consents_to_their_own_standing_in_either(desk: Desk) -> None:
    """In August 2026 p009 stands in for the office director, to whom what p010 asks for goes: not what is p009's."""
    on = day(8, 25, 2026)
    own = request(on=on, department="office", passengers=[LOGISTICS, "p009"])
    use = given(to=desk).when(own, by=LOGISTICS, at=clock(on)).result
    assert use.decides == "head-office"
    for operation in (ApproveCar(use=use.id), RejectCar(use=use.id, reason="x")):
        given(to=desk).when(operation, by="p009", at=clock(on, 10)).then_refused(OwnMatter, cites=("B9.5",))
    assert desk.on(on, "p009", GetCarUse(use=use.id), 10).allowed == ["finance.cancel-car"]  # as head of the office
    given(to=desk).when(ApproveCar(use=use.id), by=DIRECTOR, at=clock(on, 11)).then(e.CarApproved)


def test_what_has_passed_is_not_consented_to(desk: Desk) -> None:
    given(*asked(), to=desk).when(ApproveCar(use=USE), by=LOGISTICS, at=clock(WEDNESDAY)).then_refused(CarTooLate)
    assert "finance.approve-car" not in desk.on(WEDNESDAY, LOGISTICS, GetCarUse(use=USE)).allowed
    given(to=desk).when(RejectCar(use=USE, reason="已过期"), by=LOGISTICS, at=clock(WEDNESDAY)).then(e.CarRejected)


def test_what_is_cancelled_frees_the_car(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, to=desk)
    second = given(to=desk).when(request(), by=COLLEAGUE, at=clock(MONDAY, 12)).result
    given(by(LOGISTICS, MONDAY, ApproveCar(use=second.id), 12), to=desk)
    again = DispatchCar(use=second.id, vehicle=CAR, driver=DRIVER)
    given(to=desk).when(again, by=LOGISTICS, at=clock(MONDAY, 13)).then_refused(VehicleElsewhere)
    given(by(STAFF, MONDAY, CancelCar(use=USE, reason="改期"), 14), to=desk)
    given(to=desk).when(again, by=LOGISTICS, at=clock(MONDAY, 15)).then(e.CarDispatched)


# -- dispatch ---------------------------------------------------------------------------------------------------------


def test_a_car_is_dispatched_with_its_driver_taken_out_and_returned(desk: Desk) -> None:
    given(*asked(), APPROVED, to=desk)
    when(desk, SENT).then(fact(e.CarDispatched, vehicle=CAR, plate="川J00001", driver=DRIVER))
    when(desk, OUT).then(
        fact(e.OdometerRead, odometer=1000), fact(e.CarTakenOut, odometer=1000, unexplained=0)
    ).then_answer(status="out")
    when(desk, BACK).then(
        fact(e.OdometerRead, odometer=1080), fact(e.CarReturned, odometer=1080, kilometres=80)
    ).then_answer(status="returned", kilometres=80, returned_on=TUESDAY)
    assert desk.on(TUESDAY, LOGISTICS, GetVehicle(vehicle=CAR), 13).odometer == 1080
    proven(desk.app)


@pytest.mark.parametrize(("guests", "refused"), [(2, False), (3, True)])
def test_no_more_come_along_than_there_are_seats(desk: Desk, guests: int, refused: bool) -> None:
    """Two passengers, the driver and the others on five seats."""
    given(*asked(guests=guests), APPROVED, to=desk)
    outcome = when(desk, SENT)
    outcome.then_refused(TooManyAboard) if refused else outcome.then(e.CarDispatched)


def test_a_car_out_of_service_is_not_sent(desk: Desk) -> None:
    given(*asked(), APPROVED, by(LOGISTICS, MONDAY, RetireVehicle(vehicle=CAR, on=MONDAY, reason="报废"), 10), to=desk)
    when(desk, SENT).then_refused(OutOfService)


@pytest.mark.parametrize(("on", "refused"), [(LIMIT, False), (LIMIT + timedelta(days=1), True)])
def test_a_car_leaves_insured_and_inspected_to_the_day_it_comes_back(desk: Desk, on: date, refused: bool) -> None:
    given(*fleet(), by(STAFF, LIMIT, request(on=on)), by(LOGISTICS, LIMIT, ApproveCar(use=USE), 10), to=desk)
    outcome = given(to=desk).when(SENT.operation, by=LOGISTICS, at=clock(LIMIT, 11))
    if refused:
        outcome.then_refused(NotRoadworthy, lacking=["compulsory-insurance", "inspection"])
    else:
        outcome.then(e.CarDispatched)


def test_a_car_of_which_nothing_is_entered_does_not_leave(desk: Desk) -> None:
    given(*asked(), APPROVED, by(LOGISTICS, MONDAY, registered("川J00003"), 10), to=desk)
    bare = desk.on(MONDAY, LOGISTICS, ListVehicles(), 10).items[-1].id
    given(to=desk).when(DispatchCar(use=USE, vehicle=bare, driver=DRIVER), by=LOGISTICS, at=clock(MONDAY)).then_refused(
        NotRoadworthy
    )


@pytest.mark.parametrize(
    ("hours", "free"), [((7, 9), True), ((12, 14), True), ((8, 10), False), ((11, 13), False), ((10, 11), False),
                        ((8, 13), False), ((9, 12), False)]
)  # fmt: skip
@pytest.mark.parametrize(("vehicle", "driver"), [(CAR, KEEPER), (OTHER, DRIVER)])
def test_neither_car_nor_driver_is_in_two_places_at_once(
    desk: Desk, hours: tuple[int, int], free: bool, vehicle: UUID, driver: str
) -> None:
    """One ends when the other begins: that is no overlap."""
    given(*asked(), APPROVED, SENT, to=desk)
    second = given(to=desk).when(request(hours), by=COLLEAGUE, at=clock(MONDAY, 12)).result
    given(by(LOGISTICS, MONDAY, ApproveCar(use=second.id), 12), to=desk)
    also = DispatchCar(use=second.id, vehicle=vehicle, driver=driver)
    outcome = given(to=desk).when(also, by=LOGISTICS, at=clock(MONDAY, 13))
    outcome.then(e.CarDispatched) if free else outcome.then_refused(VehicleElsewhere, use="2025-0001")
    free_of_both = DispatchCar(use=second.id, vehicle=OTHER, driver=KEEPER)
    given(to=desk).when(free_of_both, by=LOGISTICS, at=clock(MONDAY, 14)).then(e.CarDispatched)


def test_what_has_not_come_back_is_not_sent_again(desk: Desk) -> None:
    """Planned to noon, and on the road at three: not for three, but for the day after."""
    given(*asked(), APPROVED, SENT, OUT, to=desk)
    for hours, on, free in (((14, 16), TUESDAY, False), ((9, 12), WEDNESDAY, True)):
        use = given(to=desk).when(request(hours, on=on), by=COLLEAGUE, at=clock(TUESDAY, 13)).result
        given(by(LOGISTICS, TUESDAY, ApproveCar(use=use.id), 13), to=desk)
        outcome = given(to=desk).when(
            DispatchCar(use=use.id, vehicle=CAR, driver=KEEPER), by=LOGISTICS, at=clock(TUESDAY, 15)
        )
        outcome.then(e.CarDispatched) if free else outcome.then_refused(VehicleElsewhere)
    take = TakeCarOut(use=use.id, odometer=1000)
    given(to=desk).when(take, by=KEEPER, at=clock(WEDNESDAY, 9)).then_refused(VehicleElsewhere, use="2025-0001")


def test_another_car_is_sent_instead(desk: Desk) -> None:
    given(*asked(), APPROVED, SENT, to=desk)
    given(to=desk).when(
        DispatchCar(use=USE, vehicle=OTHER, driver=DRIVER), by=LOGISTICS, at=clock(MONDAY, 15)
    ).then(fact(e.CarDispatched, plate="川J00002"))  # fmt: skip
    assert desk.on(MONDAY, STAFF, GetCarUse(use=USE), 16).plate == "川J00002"


@pytest.mark.parametrize(
    ("person", "on", "refusal"),
    [
        (STAFF, TUESDAY, Forbidden),
        (KEEPER, TUESDAY, Forbidden),
        (DRIVER, MONDAY, Invalid),
        (DRIVER, WEDNESDAY, CarTooLate),
    ],
)
def test_the_driver_takes_it_out_on_its_day(desk: Desk, person: str, on: date, refusal: Any) -> None:
    given(*asked(), APPROVED, SENT, to=desk).when(OUT.operation, by=person, at=clock(on, 15)).then_refused(refusal)


def test_who_drives_and_who_comes_along_see_the_use(desk: Desk) -> None:
    given(*asked(passengers=[OTHER_STAFF]), APPROVED, SENT, to=desk)
    for person in (OTHER_STAFF, DRIVER, COLLEAGUE, LOGISTICS):
        assert desk.on(MONDAY, person, GetCarUse(use=USE), 12).number == "2025-0001"
    given(to=desk).when(GetCarUse(use=USE), by="p030", at=clock(MONDAY, 12)).then_refused(Forbidden)
    assert len(desk.on(MONDAY, COLLEAGUE, ListCarUses(department="finance-economy"), 12).items) == 1
    assert len(desk.on(MONDAY, LOGISTICS, ListCarUses(vehicle=CAR), 12).items) == 1


def test_what_it_is_for_stays_in_the_service(desk: Desk) -> None:
    given(*asked(matter="看望某同志"), to=desk)
    event = desk.recorded()[-1]
    assert "看望" in encode(event).decode()
    assert "看望" not in public_bytes(event.TOPIC, encode(event)).decode()


def test_what_is_offered_is_what_would_not_be_refused(desk: Desk) -> None:
    def may(person: str, on: date = MONDAY) -> list[str]:
        return [one.removeprefix("finance.") for one in desk.on(on, person, GetCarUse(use=USE), 14).allowed]

    given(*asked(), to=desk)
    assert (may(STAFF), may(LOGISTICS)) == (["cancel-car"], ["approve-car", "reject-car"])
    given(APPROVED, SENT, to=desk)
    assert (may(DRIVER), may(LOGISTICS)) == ([], ["dispatch-car"])
    assert may(DRIVER, TUESDAY) == ["take-car-out"]
    given(by(DRIVER, TUESDAY, TakeCarOut(use=USE, odometer=1000), 15), to=desk)
    assert (may(STAFF, TUESDAY), may(DRIVER, TUESDAY)) == ([], ["return-car"])
