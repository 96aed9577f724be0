"""Attendance and leave (A14–A16): its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.attendance.trip_days.taking import take_trips
from services.directory.picture import Picture
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed

PROCEDURES = listed(
    "attendance",
    "leave",
    "entitlement",
    "punches",
    "imports",
    "sheets",
    "trip_days",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, "finance": take_trips}
build = builder("attendance", PROCEDURES, Picture, source="directory")
