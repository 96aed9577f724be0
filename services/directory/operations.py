"""What every service lets be done with its log, for the directory."""

from services.kernel.procedure.own_log.operations import declare

log = declare("directory")
ZH, EN = "机构人员", "Directory"
"""What the service is called."""
