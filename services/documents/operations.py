"""What every service lets be done with its log, for documents."""

from services.kernel.procedure.own_log.operations import declare

log = declare("documents")
ZH, EN = "文秘", "Documents"
"""What the service is called."""
