"""Finance and logistics (A23–A32, B9.5, B10, B14.4, B14.7)."""

TAKES = ("attachments",)
"""Procedures of the kernel that it has beside its own."""
