"""Overtime counts as nothing: no article rewards or charges a department for it (A30, A34)."""

from services.finance.overtime import events as e

Silent = (
    e.OvertimeRequested | e.OvertimeApproved | e.OvertimeRejected | e.OvertimeWithdrawn | e.OvertimeReported
    | e.OvertimeSentBack | e.OvertimeConfirmed | e.TimeOffTaken | e.OvertimePaid
)  # fmt: skip
