"""What the appraisal lets be done with its own log."""

from services.kernel.procedure.log_operations import declare

log = declare("appraisal")
ZH, EN = "考核", "Appraisal"
"""What the service is called."""
