"""Punches and day marks: what the machine and the office know of a person's month (A14)."""
