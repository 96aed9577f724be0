"""The sheets of a car's use, from the request to the odometer at its return, and of a repair (B9.5)."""

from services.finance.vehicles import events as e
from services.finance.vehicles.record import CarUseRecord, RepairRecord
from services.finance.vehicles.repair import RepairStatus
from services.finance.vehicles.use import CarStatus
from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Sum

DISPATCH = Form(
    "公务用车派车单 / use of a car",
    CarUseRecord,
    Cells(
        "department person",
        "purpose destination",
        "matter",
        "start start_time",
        "end end_time",
        "passengers guests",
        "plate driver",
        "out_odometer back_odometer",
        "unexplained kilometres",
    ),
    Signatures(
        Signed("申请人", e.CarRequested),
        Signed("审批意见", {e.CarApproved: "同意", e.CarRejected: "不同意"}, note="reason"),
        Signed("取消", e.CarCancelled, note="reason", optional=True),
        Signed("派车", e.CarDispatched),
        Signed("出车登记", e.CarTakenOut),
        Signed("收车登记", e.CarReturned),
    ),
    dated="requested_on",
    void=(CarStatus.REJECTED, CarStatus.CANCELLED),
)
REPAIR = Form(
    "公务用车维修审批单 / repair of a vehicle",
    RepairRecord,
    Cells("plate department", "person workshop", "fault", "start end"),
    Sum("amount"),
    Cells("finished_on cost"),
    Signatures(
        Signed("申请人", e.RepairRequested),
        Signed("审批意见", {e.RepairApproved: "同意", e.RepairRejected: "不同意"}, note="reason"),
        Signed("修好登记", e.RepairFinished),
    ),
    dated="requested_on",
    void=(RepairStatus.REJECTED, RepairStatus.WITHDRAWN),
)
