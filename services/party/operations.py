"""What every service lets be done with its log, for Party affairs."""

from services.kernel.procedure.own_log.operations import declare

log = declare("party")
ZH, EN = "党务", "Party affairs"
"""What the service is called."""
