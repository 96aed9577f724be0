"""What every service lets be done with its log, for attendance."""

from services.kernel.procedure.own_log.operations import declare

log = declare("attendance")
ZH, EN = "考勤", "Attendance"
"""What the service is called."""
