"""Attendance machine files in: what was punched, by whom, and which rows could not be read."""
