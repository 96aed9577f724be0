"""What the appraisal lets be done with its own log."""

from services.kernel.procedure.own_log.operations import declare

log = declare("appraisal")
ZH, EN = "考核", "Appraisal"
"""What the service is called."""
