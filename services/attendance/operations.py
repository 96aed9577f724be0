"""What every service lets be done with its log, for attendance."""

from services.kernel.log_operations import declare

log = declare("attendance")
