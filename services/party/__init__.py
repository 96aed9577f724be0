"""Party affairs, study and outreach (A1–A13, B1–B8, B9.6, B9.7, B14)."""

TAKES = ("attachments",)
"""Procedures of the kernel that it has beside its own."""
