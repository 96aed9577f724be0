"""The quarter's cars: who used them, what they took, one repaired, one retired, one inspected in time (B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

LOGISTICS, DIRECTOR, STANDS_IN = "p010", "p008", "p009"
KEEPER, DRIVER = "p013", "p012"
SEDAN, VAN, BUS = "CAR1", "CAR2", "CAR3"
FLEET = (
    (SEDAN, "川J10001", "sedan", 5, KEEPER, 35200),
    (VAN, "川J10002", "van", 7, DRIVER, 61050),
    (BUS, "川J10003", "bus", 19, DRIVER, 182300),
)


def vehicles(plan: Plan) -> None:
    yard = Yard(plan)
    _fleet(yard)
    _uses(yard)
    _own(yard)
    _not_used(yard)
    _repairs(yard)
    _renewed(yard)
    yard.request("CU9", d(9, 29), "p024", d(10, 13))


class Yard:
    """Plans the way of cars, uses and repairs, each named by its label."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.minute = 0

    def do(self, on: date, hour: int, by: str, does: str, /, *, label: str = "", expect: str = "", **body: Any) -> None:
        self.minute += 1
        at = self.plan.at(on, hour, self.minute % 60)
        self.plan.do(at, by, f"finance.{does}", label="" if expect else label, expect=expect, **body)

    def request(
        self, label: str, on: date, by: str, start: date, *, hours: tuple[int, int] = (9, 12), expect: str = "",
        department: str = "finance-economy", **more: Any,
    ) -> None:  # fmt: skip
        said: dict[str, Any] = {
            "department": department, "purpose": "inspection", "matter": "调研预算执行情况", "destination": "清柚镇",
            "start": start, "start_time": f"{hours[0]:02d}:00", "end": start, "end_time": f"{hours[1]:02d}:00",
            "passengers": ["p022", "p024"],
        }  # fmt: skip
        self.do(on, 9, by, "request-car", label=label, expect=expect, **said | more)

    def use(
        self, label: str, on: date, hour: int, by: str, does: str, *, expect: str = "", **more: Any
    ) -> None:  # fmt: skip
        self.do(on, hour, by, does, expect=expect, use=f"@{label}", **more)

    def send(self, label: str, on: date, vehicle: str, driver: str, *, hour: int = 15, expect: str = "") -> None:
        said: dict[str, Any] = {"vehicle": f"@{vehicle}", "driver": driver}
        self.use(label, on, hour, LOGISTICS, "dispatch-car", expect=expect, **said)

    def drive(self, label: str, on: date, driver: str, out: int, back: int, hours: tuple[int, int] = (9, 12)) -> None:
        self.use(label, on, hours[0], driver, "take-car-out", odometer=out)
        self.use(label, on, hours[1], driver, "return-car", odometer=back)

    def fuel(self, on: date, by: str, vehicle: str, odometer: int, *, expect: str = "", hour: int = 16) -> None:
        said: dict[str, Any] = {"litres": "42.50", "amount": "348.50", "odometer": odometer}
        self.do(on, hour, by, "enter-fuel", expect=expect, vehicle=f"@{vehicle}", on=on, **said)

    def valid(self, on: date, vehicle: str, duty: str, due: date, amount: str, expect: str = "") -> None:
        said: dict[str, Any] = {"duty": duty, "on": on, "due": due, "amount": amount}
        self.do(on, 10, LOGISTICS, "enter-vehicle-duty", expect=expect, vehicle=f"@{vehicle}", **said)


def _fleet(yard: Yard) -> None:
    on = d(7, 1)
    for label, plate, kind, seats, keeper, odometer in FLEET:
        said: dict[str, Any] = {
            "plate": plate,
            "kind": kind,
            "model": "红旗" if kind == "sedan" else "中通",
            "seats": seats,
        }
        kept: dict[str, Any] = {
            "department": "office",
            "keeper": keeper,
            "since": date(2022, 3, 1),
            "odometer": odometer,
        }
        yard.do(on, 9, LOGISTICS, "register-vehicle", label=label, **said, **kept)
        if label == SEDAN:
            yard.do(on, 9, LOGISTICS, "register-vehicle", expect="finance.plate-known", **said, **kept)
    yard.valid(on, SEDAN, "inspection", d(8, 20), "120.00")
    yard.valid(on, SEDAN, "compulsory-insurance", date(2027, 1, 10), "950.00")
    yard.valid(on, VAN, "inspection", date(2027, 3, 1), "120.00")
    yard.valid(on, VAN, "compulsory-insurance", date(2027, 3, 1), "1100.00")
    yard.valid(on, VAN, "insurance", d(9, 10), "3200.00")
    yard.valid(on, BUS, "maintenance", d(8, 31), "860.00")  # lapses: it is retired before


def _uses(yard: Yard) -> None:
    """Two at once take two cars and two drivers; a private one none."""
    yard.request("x", d(7, 7), "p024", d(7, 9), purpose="school", expect="finance.car-private-use")
    yard.request("CU1", d(7, 7), "p024", d(7, 9))
    yard.request("CU2", d(7, 7), "p047", d(7, 9), department="deputies", purpose="deputies",
                 passengers=["p046", "p047"], guests=3)  # fmt: skip
    for label in ("CU1", "CU2"):
        yard.use(label, d(7, 8), 10, "p024", "approve-car", expect=FORBIDDEN)
        yard.use(label, d(7, 8), 11, LOGISTICS, "approve-car")
    yard.send("CU1", d(7, 8), BUS, KEEPER, expect="finance.vehicle-not-roadworthy", hour=14)
    yard.send("CU1", d(7, 8), SEDAN, KEEPER)
    yard.send("CU2", d(7, 8), SEDAN, DRIVER, expect="finance.vehicle-too-many-aboard")
    yard.send("CU2", d(7, 8), VAN, KEEPER, expect="finance.vehicle-elsewhere")
    yard.send("CU2", d(7, 8), VAN, DRIVER, hour=16)
    yard.drive("CU1", d(7, 9), KEEPER, 35200, 35286)
    yard.drive("CU2", d(7, 9), DRIVER, 61050, 61131)
    yard.fuel(d(7, 9), KEEPER, SEDAN, 35286)
    yard.fuel(d(7, 9), KEEPER, SEDAN, 35286, hour=17)
    yard.do(d(7, 10), 9, LOGISTICS, "withdraw-fuel", vehicle=f"@{SEDAN}", entry=2, reason="同一张小票重复登记")
    yard.fuel(d(7, 13), KEEPER, SEDAN, 35280, expect="finance.odometer-backwards")
    yard.request("CU3", d(7, 14), "p024", d(7, 16), hours=(14, 17))
    yard.use("CU3", d(7, 15), 10, LOGISTICS, "approve-car")
    yard.send("CU3", d(7, 15), SEDAN, KEEPER)
    yard.use("CU3", d(7, 16), 13, KEEPER, "take-car-out", odometer=35200, expect="finance.odometer-backwards")
    yard.drive("CU3", d(7, 16), KEEPER, 35298, 35341, (14, 17))  # twelve kilometres that no use answers for


def _own(yard: Yard) -> None:
    """Who asks or comes along does not decide; nor does who stands in for the office director."""
    office: dict[str, Any] = {
        "department": "office",
        "purpose": "conference",
        "matter": "参加市机关事务会议",
        "destination": "市区",
    }
    yard.request("CU4", d(7, 20), LOGISTICS, d(7, 21), passengers=[LOGISTICS], **office)
    yard.use("CU4", d(7, 20), 10, LOGISTICS, "approve-car", expect=FORBIDDEN)
    yard.use("CU4", d(7, 20), 11, DIRECTOR, "approve-car")
    yard.send("CU4", d(7, 20), VAN, DRIVER)
    yard.drive("CU4", d(7, 21), DRIVER, 61131, 61190)
    yard.request("CU5", d(8, 25), LOGISTICS, d(8, 26), passengers=[LOGISTICS, STANDS_IN], **office)
    yard.use("CU5", d(8, 25), 10, STANDS_IN, "approve-car", expect="finance.own-matter")
    yard.use("CU5", d(8, 25), 11, DIRECTOR, "approve-car")
    yard.send("CU5", d(8, 25), SEDAN, KEEPER)
    yard.drive("CU5", d(8, 26), KEEPER, 35341, 35402)
    yard.fuel(d(8, 26), KEEPER, SEDAN, 35402)


def _not_used(yard: Yard) -> None:
    yard.request("CU6", d(8, 3), "p047", d(8, 5), department="deputies", passengers=["p047"])
    yard.use("CU6", d(8, 3), 14, LOGISTICS, "reject-car", reason="请乘坐公共交通")
    yard.request("CU7", d(8, 10), "p024", d(8, 12))
    yard.use("CU7", d(8, 10), 14, LOGISTICS, "approve-car")
    yard.use("CU7", d(8, 11), 9, "p024", "cancel-car", reason="调研改期")
    yard.request("CU8", d(8, 17), "p024", d(8, 18))
    yard.use("CU8", d(8, 19), 9, LOGISTICS, "approve-car", expect="finance.car-too-late")
    yard.use("CU8", d(8, 19), 10, LOGISTICS, "reject-car", reason="用车时间已过")
    yard.do(d(7, 31), 9, LOGISTICS, "retire-vehicle", vehicle=f"@{BUS}", on=d(7, 31), reason="达到报废年限")
    yard.do(d(8, 3), 9, LOGISTICS, "name-vehicle-keeper", vehicle=f"@{VAN}", keeper="p011")


def _repairs(yard: Yard) -> None:
    """What is in the workshop is not sent; what cost more than was consented to is not entered so."""
    wanted: dict[str, Any] = {"vehicle": f"@{VAN}", "fault": "更换刹车片", "workshop": "区机关车辆定点维修厂"}
    days: dict[str, Any] = {"start": d(7, 28), "end": d(7, 29)}
    yard.do(d(7, 27), 9, DRIVER, "request-repair", label="RP1", amount="1200.00", **wanted, **days)
    yard.do(d(7, 27), 10, DRIVER, "approve-repair", repair="@RP1", expect=FORBIDDEN)
    yard.do(d(7, 27), 11, DIRECTOR, "approve-repair", repair="@RP1")
    yard.request("CU10", d(7, 27), "p024", d(7, 28))
    yard.use("CU10", d(7, 27), 13, LOGISTICS, "approve-car")
    yard.send("CU10", d(7, 27), VAN, KEEPER, expect="finance.vehicle-elsewhere")
    yard.send("CU10", d(7, 27), SEDAN, KEEPER, hour=16)
    yard.use("CU10", d(7, 28), 8, "p024", "cancel-car", reason="对方改期")
    over: dict[str, Any] = {"repair": "@RP1", "on": d(7, 29), "cost": "1260.00"}
    yard.do(d(7, 29), 15, DRIVER, "finish-repair", expect="finance.repair-over-approved", **over)
    yard.do(d(7, 29), 16, DRIVER, "finish-repair", **over | {"cost": "1180.00"})
    later: dict[str, Any] = {"start": d(9, 3), "end": d(9, 4), "amount": "4200.00"}
    sedan: dict[str, Any] = {**wanted, "vehicle": f"@{SEDAN}", "fault": "更换内饰"}
    yard.do(d(9, 1), 9, KEEPER, "request-repair", label="RP2", **sedan, **later)
    yard.do(d(9, 7), 10, DIRECTOR, "reject-repair", repair="@RP2", reason="非必要维修")
    yard.do(d(9, 21), 9, KEEPER, "request-repair", label="RP3", **sedan,
            **later | {"start": d(9, 23), "end": d(9, 23)})  # fmt: skip
    yard.do(d(9, 22), 9, KEEPER, "withdraw-repair", repair="@RP3", reason="已由厂家保修")
    yard.do(d(9, 29), 9, KEEPER, "request-repair", label="RP4", amount="600.00", start=d(10, 13), end=d(10, 13),
            **{**sedan, "fault": "更换雨刮和灯泡"})  # fmt: skip


def _renewed(yard: Yard) -> None:
    """The inspection in time, the further insurance some days late."""
    yard.valid(d(8, 18), SEDAN, "inspection", d(8, 20), "120.00", expect="kernel.invalid")
    yard.valid(d(8, 18), SEDAN, "inspection", date(2027, 8, 20), "120.00")
    yard.valid(d(9, 14), VAN, "insurance", date(2027, 9, 13), "3150.00")
    yard.valid(d(9, 14), VAN, "maintenance", date(2027, 3, 14), "680.00")
