"""Who may do what, as the office's rule books and its posts say it: the permission matrix's own, independent list.

A row is an operation, about p027 of the budget commission unless it says otherwise, and whom it takes (`words`).
Nothing here is read from the operations' declarations; an operation without a row fails the test. A procedure's rows
stand in `procedures/<name>.py` with the making of the records that they are about; they are found there. Here stands
what every service has.
"""

from __future__ import annotations

from tests.permissions import procedures
from tests.permissions.words import ALL_OBLIGATIONS, BUDGET, JULY, LINE, TOP, P, Row, row


def log_of(service: str, event_readers: str) -> tuple[Row, ...]:
    """What every service lets be done with its own log."""
    concerned = f"self colleague {LINE} {ALL_OBLIGATIONS}"
    return (
        row(f"{service}.list-events", "auditor administrator"),
        row(f"{service}.get-event", event_readers, position=f"@{service}-event"),
        row(f"{service}.find-events", "auditor administrator"),
        row(f"{service}.get-history", event_readers, aggregate=f"@{service}-history"),
        row(f"{service}.verify-seal", "auditor administrator"),
        row(f"{service}.make-checkpoint", "auditor administrator system"),
        row(f"{service}.list-checkpoints", "auditor administrator"),
        row(f"{service}.rebuild-registers", "auditor administrator"),
        row(f"{service}.list-contradictions", "auditor administrator system"),
        row(f"{service}.list-clock-faults", "auditor administrator"),
        row(f"{service}.list-obligations", concerned, "of a person", person=P),
        row(f"{service}.list-obligations", concerned, "of a department", **BUDGET),
        row(f"{service}.list-obligations", "everybody", "one's own"),
        row(f"{service}.list-foreseen", concerned, "of a person", person=P),
        row(f"{service}.list-foreseen", concerned, "of a department", **BUDGET),
        row(f"{service}.list-foreseen", "everybody", "one's own"),
        row(f"{service}.export-obligations", ALL_OBLIGATIONS, **JULY),
        row(f"{service}.export-own-data", "self", person=P),
        row(f"{service}.tick", "system administrator"),
        row(f"{service}.witness-checkpoint", "system", service="nobody", note="@nobodys-note"),
        row(f"{service}.acknowledge-restore", "system auditor", reason="backup of the day before"),
        row(f"{service}.acknowledge-clock", "system auditor administrator", reason="the machine was off"),
        row(f"{service}.list-citations", "everybody"),
        row(f"{service}.list-desk", "everybody"),
        row(f"{service}.list-permitted", "everybody"),
        row(f"{service}.export-log", "auditor", positions="1-3"),
        row(f"{service}.export-log", "self auditor", "of a person", person=P),
        row(f"{service}.prove-record", "auditor", aggregate=f"@{service}-history"),
    )


OF_P027 = f"self colleague {LINE} {TOP} office-director administrator"
ROWS = (
    *(row for module in procedures.found() for row in module.ROWS),
    *log_of("directory", OF_P027),
    *log_of("attendance", OF_P027),
    *log_of("documents", f"colleague {LINE} {TOP} office-director administrator"),
    *log_of("party", OF_P027),
    *log_of("finance", f"colleague accountant {LINE} {TOP} office-director administrator"),
    *log_of("appraisal", f"{TOP} office-director administrator"),
)  # fmt: skip
