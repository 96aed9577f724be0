"""What every service lets be done with its log, for finance."""

from services.kernel.procedure.own_log.operations import declare

log = declare("finance")
ZH, EN = "财务", "Finance"
"""What the service is called."""
