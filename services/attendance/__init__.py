"""Attendance and leave (A14–A16)."""
