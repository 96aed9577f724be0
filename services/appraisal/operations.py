"""What the appraisal lets be done with its own log."""

from services.kernel.log_operations import declare

log = declare("appraisal")
