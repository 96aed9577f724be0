"""附件: files that belong to a record of the office, kept by digest beside the log (B9.3). One for every service.

A service takes attachments by one line of its package, `TAKES = ("attachments",)`; its procedures then say of their
records who attaches (`procedure.attachable(…)`). Facts, operations and refusals are called by the service's own name.
"""
