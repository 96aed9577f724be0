"""Vehicles (B9.5): kept by the office deputy director for logistics, driven and fuelled by whoever is named."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

LOGISTICS, COLLEAGUE = "p010", "p028"
VEHICLE = {**BUDGET, "kind": "sedan", "model": "红旗", "seats": 5, "keeper": P, "since": "2026-07-01", "odometer": 100}
VALID = {"on": "2026-07-01", "due": "2027-06-30"}
FUEL = {"vehicle": "@car", "on": "2026-07-06", "litres": "40", "amount": "320", "odometer": 100}
REPAIR = {
    "vehicle": "@car",
    "fault": "更换刹车片",
    "workshop": "定点维修厂",
    "start": "2026-07-20",
    "end": "2026-07-21",
    "amount": "800",
}


def asked(on: str, first: str = "14:00", last: str = "17:00") -> dict[str, object]:
    return {
        **BUDGET,
        "purpose": "inspection",
        "matter": "调研",
        "destination": "清柚镇",
        "start": on,
        "start_time": first,
        "end": on,
        "end_time": last,
        "passengers": [P],
    }


def prepare(diary: Diary) -> None:
    """Three cars that p027 keeps; a use in every state; a repair asked for and one consented to."""
    for n, label in enumerate(("car", "car-on-the-road", "spare-car")):
        entered = {**VEHICLE, "plate": f"川J0000{n}"}
        diary.make(label, f"07-01T09:1{n}", LOGISTICS, "finance.register-vehicle", **entered)
        for duty in ("inspection", "compulsory-insurance"):
            said = {"vehicle": f"@{label}", "duty": duty, **VALID}
            diary.do(f"07-01T09:2{n}", LOGISTICS, "finance.enter-vehicle-duty", **said)
    diary.do("07-06T09:00", P, "finance.enter-fuel", **FUEL)
    diary.make("car-use", "07-06T10:00", P, "finance.request-car", **asked("2026-07-10"))
    for n, (label, on) in enumerate((("approved", "09"), ("dispatched", "08"), ("out", "07"))):
        wanted = asked(f"2026-07-{on}", "08:00", "18:00")
        diary.make(f"car-{label}", f"07-06T11:0{n}", COLLEAGUE, "finance.request-car", **wanted)
        diary.do(f"07-06T12:0{n}", LOGISTICS, "finance.approve-car", use=f"@car-{label}")
    for label, vehicle in (("dispatched", "car"), ("out", "car-on-the-road")):
        sent = {"use": f"@car-{label}", "vehicle": f"@{vehicle}", "driver": P}
        diary.do("07-06T13:00", LOGISTICS, "finance.dispatch-car", **sent)
    diary.do("07-07T08:00", P, "finance.take-car-out", use="@car-out", odometer=100)
    diary.make("repair", "07-06T14:00", P, "finance.request-repair", **REPAIR)
    mended = {**REPAIR, "vehicle": "@spare-car", "start": "2026-07-07", "end": "2026-07-08"}
    diary.make("approved-repair", "07-06T14:10", P, "finance.request-repair", **mended)
    diary.do("07-06T15:00", "p008", "finance.approve-repair", repair="@approved-repair")


SEES_CARS = f"logistics clerk {SEES_MONEY}"
READERS = f"self colleague {LINE} {SEES_CARS}"
CAR, USE, SENT, OUT = {"vehicle": "@car"}, {"use": "@car-use"}, {"use": "@car-dispatched"}, {"use": "@car-out"}
ROWS = (
    row("finance.register-vehicle", "logistics", **VEHICLE, plate="川J00009"),
    row("finance.name-vehicle-keeper", "logistics", **CAR, keeper="p028"),
    row("finance.enter-vehicle-duty", "logistics", **CAR, duty="insurance", **VALID),
    row("finance.enter-fuel", "self logistics", **FUEL),
    row("finance.withdraw-fuel", "logistics", **CAR, entry=1, reason="重复"),
    row("finance.retire-vehicle", "logistics", vehicle="@spare-car", on="2026-07-08", reason="报废"),
    row("finance.get-vehicle", READERS, **CAR),
    row("finance.list-vehicles", f"colleague {LINE} {SEES_CARS}", "of a department", **BUDGET),
    row("finance.list-vehicles", SEES_CARS, "of the organ"),
    row("finance.export-vehicles", SEES_CARS, **JULY),
    row("finance.list-fuel", SEES_CARS),
    row("finance.request-car", "colleague head clerk", **asked("2026-07-16")),
    row("finance.approve-car", "logistics", **USE),
    row("finance.reject-car", "logistics", **USE, reason="改期"),
    row("finance.cancel-car", "self head", **USE, reason="改期"),
    row("finance.dispatch-car", "logistics", use="@car-approved", **CAR, driver="p013"),
    row("finance.take-car-out", "self logistics", **SENT, odometer=120),
    row("finance.return-car", "self logistics", **OUT, odometer=120),
    row("finance.get-car-use", READERS, **USE),
    row("finance.print-car-use", READERS, **USE),
    row("finance.list-car-uses", READERS, "of a department", **BUDGET),
    row("finance.list-car-uses", READERS, "of a person", person=P),
    row("finance.list-car-uses", SEES_CARS, "of the organ"),
    row("finance.export-car-uses", SEES_CARS, **JULY),
    row("finance.request-repair", "self logistics", **REPAIR),
    row("finance.approve-repair", "office-director", repair="@repair"),
    row("finance.reject-repair", "office-director", repair="@repair", reason="可缓"),
    row("finance.withdraw-repair", "self logistics", repair="@repair", reason="不再需要"),
    row("finance.finish-repair", "self logistics", repair="@approved-repair", on="2026-07-08", cost="780"),
    row("finance.get-repair", f"self {SEES_CARS}", repair="@repair"),
    row("finance.print-repair", f"self {SEES_CARS}", repair="@repair"),
    row("finance.list-repairs", f"self {SEES_CARS}", "of a person", person=P),
    row("finance.list-repairs", SEES_CARS, "of the organ"),
    row("finance.export-repairs", SEES_CARS, **JULY),
    row("finance.get-vehicle-costs", SEES_CARS, **JULY),
    row("finance.export-vehicle-costs", SEES_CARS, **JULY),
)  # fmt: skip
