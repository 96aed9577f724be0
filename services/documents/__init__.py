"""Documents and office affairs (A17–A22, B9, B11–B13) and the tasks and information that A34 appraises."""

TAKES = ("attachments",)
"""Procedures of the kernel that it has beside its own."""
