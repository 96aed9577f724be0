"""What every service lets be done with its log, for the directory."""

from services.kernel.log_operations import declare

log = declare("directory")
