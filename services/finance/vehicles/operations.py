"""What can be asked of vehicles, their use and their repairs (B9.5)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.money import Paid
from services.finance.posts import LOGISTICS, SEES_MONEY
from services.finance.vehicles.paper import DISPATCH, REPAIR
from services.finance.vehicles.record import (
    CarUseRecord,
    FuelRow,
    Kind,
    OfAVehicle,
    Plate,
    Purpose,
    RepairRecord,
    VehicleRecord,
)
from services.finance.vehicles.repair import RepairStatus
from services.finance.vehicles.use import CITES, CarStatus
from services.finance.vehicles.vehicle import Duty, VehicleStatus
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, PersonId, Reason, Yuan
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

SEES_CARS = (LOGISTICS, CLERK, *SEES_MONEY)
READERS = (SELF, COLLEAGUE, *RESPONSIBLE, *SEES_CARS)
Reading = Annotated[int, Field(ge=0, le=5_000_000, title="里程表读数(公里) / odometer (km)")]

# -- the register -----------------------------------------------------------------------------------------------------


class RegisterVehicle(
    Command,
    path="POST /finance/vehicles",
    who=(LOGISTICS,),
    cites=CITES,
    zh="登记车辆",
    en="Enter a vehicle",
    returns=VehicleRecord,
):
    plate: Annotated[Plate, Field(min_length=5, examples=["川J00001"])]
    kind: Annotated[Kind, Field(min_length=1, examples=["sedan"])]
    model: str = Field(min_length=1, max_length=60, title="品牌型号 / model")
    seats: int = Field(ge=2, le=60, title="座位数 / seats")
    department: DepartmentId = Field(title="使用管理部门 / whose it is")
    keeper: PersonId = Field(title="保管驾驶员 / keeper")
    since: date = Field(title="启用日 / in service from")
    odometer: Reading


class OfVehicle(Command, at="/finance/vehicles/{vehicle}", returns=VehicleRecord):
    vehicle: OfAVehicle


class NameVehicleKeeper(
    OfVehicle,
    does="keeper",
    who=(LOGISTICS,),
    when=VehicleStatus.IN_SERVICE,
    zh="指定保管驾驶员",
    en="Name a vehicle's keeper",
):
    keeper: PersonId = Field(title="保管驾驶员 / keeper")


class EnterVehicleDuty(
    OfVehicle,
    does="duties",
    who=(LOGISTICS,),
    when=VehicleStatus.IN_SERVICE,
    zh="登记保险、年检",
    en="Enter insurance or inspection",
):
    """Done on a day and valid to another; until then the next one is owed."""

    duty: Duty = Field(title="到期事项 / what falls due")
    on: date = Field(title="办理日 / done on")
    due: date = Field(title="有效期至 / valid to")
    amount: Yuan = Field(default=Decimal("0.00"), title="金额(元) / amount (yuan)")


class EnterFuel(
    OfVehicle,
    does="fuel",
    who=(SELF, LOGISTICS),
    when=VehicleStatus.IN_SERVICE,
    zh="登记加油",
    en="Enter fuel",
):
    """By the keeper, from the slip."""

    on: date = Field(title="日期 / day")
    litres: Decimal = Field(gt=0, le=1000, decimal_places=2, title="加油量(升) / litres")
    amount: Paid = Field(title="金额(元) / amount (yuan)")
    odometer: Reading


class WithdrawFuel(
    OfVehicle,
    does="fuel-withdrawal",
    who=(LOGISTICS,),
    zh="撤销加油记录",
    en="Withdraw a fuel entry",
):
    entry: int = Field(ge=1, title="第几笔 / entry")
    reason: Reason


class RetireVehicle(
    OfVehicle,
    does="retiring",
    who=(LOGISTICS,),
    when=VehicleStatus.IN_SERVICE,
    zh="车辆退出",
    en="Retire a vehicle",
):
    on: date = Field(title="退出日 / out of service from")
    reason: Reason


GetVehicle = showing(
    "GetVehicle",
    VehicleRecord,
    path="GET /finance/vehicles/{vehicle}",
    who=READERS,
    zh="查看车辆",
    en="See a vehicle",
)
ListVehicles = listing("ListVehicles", VehicleRecord, path="GET /finance/vehicles", who=READERS, offers=True)
ExportVehicles = exporting("ExportVehicles", VehicleRecord, path="GET /finance/vehicles-export", who=SEES_CARS)
ListFuel = listing("ListFuel", FuelRow, path="GET /finance/vehicle-fuel", who=SEES_CARS)

# -- the use of cars --------------------------------------------------------------------------------------------------


class RequestCar(
    Command,
    path="POST /finance/car-uses",
    who=(COLLEAGUE, HEAD, CLERK),
    cites=CITES,
    zh="申请用车",
    en="Ask for a car",
    returns=CarUseRecord,
):
    """For a department's work; never for what is private."""

    department: DepartmentId
    purpose: Annotated[Purpose, Field(min_length=1, examples=["inspection"])]
    matter: str = Field(min_length=1, max_length=300, title="事项 / matter")
    destination: str = Field(min_length=1, max_length=100, title="目的地 / destination")
    start: date = Field(title="出发日 / leaves on")
    start_time: time = Field(title="出发时间 / leaves at", examples=["09:00"])
    end: date = Field(title="返回日 / comes back on")
    end_time: time = Field(title="返回时间 / comes back at", examples=["12:00"])
    passengers: tuple[PersonId, ...] = Field(min_length=1, max_length=50, title="乘车人员 / passengers")
    guests: int = Field(default=0, ge=0, le=50, title="机关外乘车人数 / others aboard")


class OfCar(Command, at="/finance/car-uses/{use}", returns=CarUseRecord):
    use: Annotated[UUID, Field(title="用车 / use of a car")]


class ApproveCar(
    OfCar,
    does="approval",
    who=(ON_ROUTE,),
    when=CarStatus.REQUESTED,
    zh="批准用车",
    en="Consent to the use of a car",
):
    """Never by who asked or comes along."""


class RejectCar(
    OfCar,
    does="rejection",
    who=(ON_ROUTE,),
    when=CarStatus.REQUESTED,
    zh="不批准用车",
    en="Refuse the use of a car",
):
    reason: Reason


class CancelCar(
    OfCar,
    does="cancelling",
    who=(SELF, HEAD),
    when=(CarStatus.REQUESTED, CarStatus.APPROVED, CarStatus.DISPATCHED),
    zh="取消用车",
    en="Cancel a request for a car",
):
    reason: Reason


class DispatchCar(
    OfCar,
    does="dispatch",
    who=(LOGISTICS,),
    when=(CarStatus.APPROVED, CarStatus.DISPATCHED),
    zh="派车",
    en="Dispatch a car",
):
    """Which vehicle, and who drives it; said again, another one."""

    vehicle: OfAVehicle
    driver: PersonId = Field(title="驾驶员 / driver")


class TakeCarOut(
    OfCar,
    does="leaving",
    who=(SELF, LOGISTICS),
    when=CarStatus.DISPATCHED,
    zh="出车登记",
    en="Take the car out",
):
    """By the driver, with what the odometer reads."""

    odometer: Reading


class ReturnCar(
    OfCar,
    does="return",
    who=(SELF, LOGISTICS),
    when=CarStatus.OUT,
    zh="收车登记",
    en="Return the car",
):
    """By the driver, with what the odometer reads."""

    odometer: Reading


GetCarUse = showing(
    "GetCarUse",
    CarUseRecord,
    path="GET /finance/car-uses/{use}",
    who=(*READERS, ON_ROUTE),
    zh="查看用车",
    en="See the use of a car",
)
PrintCarUse = printing("PrintCarUse", GetCarUse, DISPATCH)
ListCarUses = listing("ListCarUses", CarUseRecord, path="GET /finance/car-uses", who=READERS, offers=True)
ExportCarUses = exporting("ExportCarUses", CarUseRecord, path="GET /finance/car-uses-export", who=SEES_CARS)

# -- repairs ----------------------------------------------------------------------------------------------------------


class RequestRepair(
    Command,
    path="POST /finance/vehicle-repairs",
    who=(SELF, LOGISTICS),
    cites=CITES,
    zh="申请车辆维修",
    en="Ask for a repair",
    returns=RepairRecord,
):
    """By the vehicle's keeper, before it goes to the workshop."""

    vehicle: OfAVehicle
    fault: str = Field(min_length=1, max_length=500, title="故障和维修内容 / fault")
    workshop: str = Field(min_length=1, max_length=100, title="维修厂 / workshop")
    start: date = Field(title="送修日 / from")
    end: date = Field(title="预计修好日 / to")
    amount: Paid = Field(title="预计费用(元) / amount asked for (yuan)")


class OfRepair(Command, at="/finance/vehicle-repairs/{repair}", returns=RepairRecord):
    repair: Annotated[UUID, Field(title="车辆维修 / repair")]


class ApproveRepair(
    OfRepair,
    does="approval",
    who=(ON_ROUTE,),
    when=RepairStatus.REQUESTED,
    zh="批准维修",
    en="Consent to a repair",
):
    """Never by who asked."""


class RejectRepair(
    OfRepair,
    does="rejection",
    who=(ON_ROUTE,),
    when=RepairStatus.REQUESTED,
    zh="不批准维修",
    en="Refuse a repair",
):
    reason: Reason


class WithdrawRepair(
    OfRepair,
    does="withdrawal",
    who=(SELF, LOGISTICS),
    when=(RepairStatus.REQUESTED, RepairStatus.APPROVED),
    zh="撤回维修申请",
    en="Withdraw a request for a repair",
):
    reason: Reason


class FinishRepair(
    OfRepair,
    does="finishing",
    who=(SELF, LOGISTICS),
    when=RepairStatus.APPROVED,
    zh="登记修好",
    en="Enter a repair as finished",
):
    """For no more than was consented to."""

    on: date = Field(title="修好日 / finished on")
    cost: Paid = Field(title="实际费用(元) / cost (yuan)")


GetRepair = showing(
    "GetRepair",
    RepairRecord,
    path="GET /finance/vehicle-repairs/{repair}",
    who=(SELF, *SEES_CARS, ON_ROUTE),
    zh="查看维修",
    en="See a repair",
)
PrintRepair = printing("PrintRepair", GetRepair, REPAIR)
ListRepairs = listing(
    "ListRepairs", RepairRecord, path="GET /finance/vehicle-repairs", who=(SELF, *SEES_CARS), offers=True
)
ExportRepairs = exporting("ExportRepairs", RepairRecord, path="GET /finance/vehicle-repairs-export", who=SEES_CARS)

# -- by vehicle and period --------------------------------------------------------------------------------------------


class VehicleCosts(View):
    """`unexplained` kilometres were driven without a use that answers for them."""

    plate: Plate
    uses: int = Field(title="出车次数 / uses")
    kilometres: int = Field(title="里程(公里) / kilometres")
    unexplained: int = Field(title="无用车记录的里程(公里) / km that no use answers for")
    litres: Decimal = Field(title="加油量(升) / litres")
    consumption: Decimal | None = Field(title="百公里油耗(升) / litres per 100 km")
    fuel: Decimal = Field(title="油费(元) / fuel (yuan)")
    repairs: Decimal = Field(title="维修费(元) / repairs (yuan)")
    duties: Decimal = Field(title="保险年检费(元) / insurance and inspection (yuan)")
    cost: Decimal = Field(title="费用合计(元) / cost (yuan)")
    per_kilometre: Decimal | None = Field(title="每公里费用(元) / cost per km (yuan)")


class VehicleCostsView(View):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
    vehicles: list[VehicleCosts] = Field(title="各车辆 / vehicles")
    total: VehicleCosts = Field(title="合计 / together")


class GetVehicleCosts(
    Query,
    path="GET /finance/vehicle-costs",
    who=SEES_CARS,
    cites=CITES,
    zh="车辆费用和油耗",
    en="Cost and mileage of vehicles",
    returns=VehicleCostsView,
):
    """Of every vehicle, over a period; both days belong to it."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class ExportVehicleCosts(
    Query,
    path="GET /finance/vehicle-costs-export",
    who=SEES_CARS,
    cites=CITES,
    zh="导出车辆费用和油耗",
    en="Export cost and mileage of vehicles",
    returns=File,
):
    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")
