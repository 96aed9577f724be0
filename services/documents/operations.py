"""What every service lets be done with its log, for documents."""

from services.kernel.log_operations import declare

log = declare("documents")
