"""The fact that a machine's file was taken in (A14)."""

from __future__ import annotations

from services.kernel.domain.events import Event


class PunchFileImported(Event):
    """`digest`: SHA-256 of the file; counts in rows and punches. The punches are facts of their people's months."""

    SAYS = "导入打卡文件"
    TOPIC = "attendance.punch-file-imported.v1"
    digest: str
    file: str
    format: str
    read: int
    recorded: int
    known: int
    bad: int
    unknown_people: int
